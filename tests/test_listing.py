"""
Lists of what is repeated: for people, for programs that read lines, and as JSON.
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import docnorm
from docnorm import Profile, Source, canonicalize
from docnorm.listing import FORMATS, Listing

SCHEMA = json.loads((Path(docnorm.__file__).parent / "schemas" / "dups.json").read_text())
LINES = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
]
TEXT = "\n".join(LINES)


def listed(result: docnorm.Result, form: str) -> str:
    """
    A result in a format.
    """
    return "\n".join(FORMATS[form](Listing(result, "in/", "old/")))


@pytest.fixture(name="result", scope="module")
def _result() -> docnorm.Result:
    apart = [f"{LINES[0]} {LINES[1]} In {year}." for year in (2023, 2024)]
    near = TEXT.replace("most of the summer", "most of the whole summer")
    sources = {
        "a": TEXT,
        "b": near,
        "c": "\n".join([*apart, "What nobody else says of the harbour, the quay and the cranes."]),
    }
    given = [Source(name, text.encode()) for name, text in sources.items()]
    given += [Source("odd\u202ename", b"\0"), Source("r", LINES[2].encode())]
    return canonicalize(given, Profile(segment="line"), against=[Source("r", LINES[2].encode())])


def test_the_json_is_as_its_schema_says(result: docnorm.Result) -> None:
    """
    All of it is there, exactly, and no control character is.
    """
    for made in (result, canonicalize([])):
        value = json.loads(listed(made, "json"))
        jsonschema.validate(value, SCHEMA)
    value = json.loads(listed(result, "json"))
    assert ["in/odd\u202ename"] == value["not_text"]
    assert "\u202e" not in listed(result, "json")
    for group in value["groups"]:
        assert min(member["similarity"] for member in group["members"]) == group["lowest_similarity"]
        for member in group["members"]:
            numerator, denominator = member["exact_similarity"]
            assert numerator / denominator == member["similarity"]
    assert {"old/r"} == {group["kept"]["path"] for group in value["groups"] if group["kept"]["reference"]}
    assert [("in/c", 2, "in/c", 1)] == [
        (pair["path"], pair["line"], pair["other_path"], pair["other_line"]) for pair in value["kept_apart"]
    ]


def test_every_format_names_every_repeat(result: docnorm.Result) -> None:
    """
    Whatever the format, the same repeats are in it.
    """
    members = [member for group in result.groups for member in group.members]
    assert len(members) == len(listed(result, "concise").split("\n")) >= 2
    text = listed(result, "text")
    assert all(f"in/{member.passage.source}" in text for member in members)
    assert "kept apart by the guard `numbers`: in/c:2 is 0.9" in text
    assert "not compared: in/odd\\u202ename isn't text" in text


def test_long_lists_are_cut() -> None:
    """
    Of many members, of many groups and of much that is kept apart, the first ones are told, and how many there are.
    """
    many = [Source(f"{number:03}", TEXT.encode()) for number in range(20)]
    assert "  … and 9 more, the least similar of all 1.000" in listed(canonicalize(many), "text")
    words = [" ".join(f"word{number}x{place}" for place in range(30)) for number in range(101)]
    pairs = [Source(f"{number:03}{side}", text.encode()) for number, text in enumerate(words) for side in "ab"]
    assert "… and 1 more groups; --output-format json has them all" in listed(canonicalize(pairs), "text")
    lines = "\n".join(f"{LINES[0]} {LINES[1]} In {year}." for year in range(2000, 2013))
    assert "… and 2 more that are kept apart" in listed(
        canonicalize([Source("a", lines.encode())], Profile(segment="line")), "text"
    )


def test_runs_with_gaps_say_so() -> None:
    """
    A block that differs in a run is counted.
    """
    middle = "Nobody else has this line, which stands among the others, and is of the right length for that."
    other = "A wholly different line is here instead of that one, so that the two don't match at all, as they are."
    text = "\n".join(
        [LINES[0], LINES[1], middle, LINES[2], TEXT.split("\n")[0].upper() * 2, LINES[0], LINES[1], other, LINES[2]]
    )
    (source,) = [Source("a", text.encode())]
    assert ", with 1 block between" in listed(canonicalize([source], Profile(segment="line")), "text")
