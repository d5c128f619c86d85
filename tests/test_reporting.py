"""
Reporting: one document as JSON, as the schema says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import docnorm
from docnorm import Profile, Source
from docnorm.escaping import visible
from docnorm.profile import STANDARD
from docnorm.reporting import report

SCHEMA = json.loads((Path(docnorm.__file__).parent / "schemas" / "normalize.json").read_text())
ROOT = Path(__file__).parent.parent


def told(data: bytes, profile: Profile = STANDARD) -> dict[str, Any]:
    """What is told of some bytes, which follows the schema, in lines that no reader of lines can break."""
    source = Source("a", data)
    lines = list(report(docnorm.normalize(data, profile, id="a"), source, profile))
    assert all(visible(line) == line for line in lines)
    value = json.loads("\n".join(lines))
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    return value


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize(
    "profile", [Profile(), Profile(name="minimal", also=("trailing", "nfc"))], ids=lambda p: p.name
)
def test_every_seed_follows_the_schema(path: Path, profile: Profile) -> None:
    """What is told of real files is what the schema says, and its edits lead from the source to the text."""
    data = path.read_bytes()
    value = told(data, profile)
    assert (len(data), profile.fingerprint) == (value["size"], value["fingerprint"])
    for edit in value["edits"]:
        assert edit["canonical"] == value["text"][edit["char_start"] : edit["char_end"]]
        assert edit["found"] == data[edit["byte_start"] : edit["byte_end"]].decode(value["decoding"]["codec"])


def test_bytes_without_a_character_are_told_as_digits() -> None:
    """No reader of JSON has to cope with half a character."""
    value = told(b"na\xc3\xafve caf\xe9 \x9b\n")
    assert [{"found_hex": "e9", "canonical": "é"}, {"found_hex": "9b", "canonical": "›"}] == [
        {key: edit[key] for key in ("found_hex", "canonical")} for edit in value["edits"]
    ]


def test_a_finding_has_its_places_and_code_points() -> None:
    """Where an editor, a program with the source, and one with the text find it."""
    (finding,) = told("“é”\r\nx\u202e\u202dy".encode())["findings"]
    assert {
        "kind": "bidi-control",
        "severity": "error",
        "line": 2,
        "column": 2,
        "byte_start": 11,
        "byte_end": 17,
        "char_start": 5,
        "char_end": 7,
        "code_points": ["U+202E", "U+202D"],
        "detail": "2 characters, the first U+202E RIGHT-TO-LEFT OVERRIDE",
    } == finding


def test_a_long_finding_tells_some_code_points() -> None:
    """A run of hidden characters isn't repeated character by character."""
    assert 16 == len(told(("x" + "\U000e0041" * 40).encode())["findings"][0]["code_points"])


def test_what_isnt_text_has_none() -> None:
    """A picture has no text, no edits and no findings."""
    value = told((ROOT / "seeds" / "blank.gif").read_bytes())
    assert (None, [], [], "binary") == (value["text"], value["edits"], value["findings"], value["decoding"]["how"])


def test_all_kinds_of_edits_follow_the_schema() -> None:
    """Also those of bad bytes, of several rules, and of composition."""
    value = told(
        "cafÃ©, naÃ¯ve, e\u0301, the same e\x07\u0301 \u2003.\r\n".encode() + b"caf\xe9\n", Profile(also=("trailing",))
    )
    rules = ["repair", "repair", "nfc", "several", "spaces.em", "line-ends.crlf", "decode.invalid"]
    assert rules == [edit["rule"] for edit in value["edits"]]
    value = told("été \x93x\x94".encode(), Profile(without=("repair",)))
    assert "controls.93+quotes.left-double" == value["edits"][0]["rule"]


def test_the_page_names_every_field() -> None:
    """docs/guide/command-line.md describes each field that the schema allows."""
    page = (ROOT / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
    items = [SCHEMA["properties"][name]["items"] for name in ("edits", "findings")]
    for part in [SCHEMA, SCHEMA["properties"]["decoding"], *items]:
        for field in part["properties"]:
            assert f"`{field}`" in page, field
