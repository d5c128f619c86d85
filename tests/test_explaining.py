"""
Explanations: what became of a line, and where a line comes from.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import docnorm
from docnorm import Profile, Source, canonicalize
from docnorm.errors import NotFound
from docnorm.escaping import visible
from docnorm.explaining import Change

LONG = (
    "The harbour master closed the northern quay on Monday, because the old cranes were found to be unsafe, and had "
    "it fenced off until the engineers, who were expected in the course of the week, could look at them from all "
    "sides and say what it would cost."
)


def test_a_changed_line_tells_every_change(article: docnorm.Result) -> None:
    """
    Each change is told with its places.
    """
    why = article.explain("article.txt:3")
    assert (Change("’", "'", (199, 540)),) == why.changes
    assert "’ → ' at characters 200, 541" in str(why)


def test_a_dropped_line_names_its_copy_and_its_run(article: docnorm.Result) -> None:
    """
    The kept copy, the similarity, and the run are told.
    """
    why = article.explain("article.txt:20")
    assert ("dropped", "run", 5, 6) == (why.record.status, why.record.reason, why.record.link.block, why.kept_line)
    assert (15, 1, 14) == (why.run.start, why.run.other_start, why.run.count)
    assert "blocks 16 to 29 repeat blocks 2 to 15 of article.txt, in order" in str(why)


def test_both_sides_lead_to_the_same_block(article: docnorm.Result) -> None:
    """
    A line of the canonical document leads to the block that it comes from.
    """
    assert article.explain("documents/article.txt:15") == article.explain("article.txt:15")
    assert article.explain("article.txt:15", "document") == article.explain("article.txt:15", "source")


TOLD = [
    # label, bytes, place, what is told
    ("binary", b"\x89PNG\r\n\x1a\n\x00\x00", "a:1", ["quarantined (binary)", "read as:   bytes (binary)"]),
    ("line ends", b"one\r\ntwo\r\n", "a:2", ["line ends CRLF", "\\r\\n → \\n at each line end"]),
    ("nothing", b"plain\n", "a:1", ["changes:   none", "status:    kept"]),
    ("deleted", b"A bell\x07 rings in the night.\n", "a:1", ["\\x07 → (nothing) at character 7"]),
    ("controls", "a\u202eb\x1b[2J\n".encode(), "a:1", ["a\\u202eb\\x1b[2J"]),
    ("long", b"word " * 100, "a:1", ["…"]),
    ("no block", b"\n \n", "a:1", ["kept (structure)"]),
    ("leading lines", b"\n\n\n" + LONG.encode(), "documents/a:4", ["stands in: documents/a:4"]),
    ("gap before the first block", b"\n\n\n" + LONG.encode(), "a:1", ["a:4  bytes 0 to"]),
    (
        "near",
        f"{LONG} {LONG.lower()}\n\n{LONG} {LONG.lower().replace('old', 'ancient')}\n".encode(),
        "a:3",
        ["nearly the text of block 1", "kept copy:"],
    ),
    ("same words", f"{LONG}\n\n{LONG.replace(',', ';')}\n".encode(), "a:3", ["the same words as block 1"]),
    ("guarded", f"{LONG} In 2023.\n\n{LONG} In 2024.\n".encode(), "a:3", ["guard:     kept, since it has a number"]),
]


@pytest.mark.parametrize(("label", "data", "place", "told"), TOLD, ids=[case[0] for case in TOLD])
def test_what_is_told(label: str, data: bytes, place: str, told: list[str]) -> None:
    """
    A person reads what was found, what became of it, and why, and no control character reaches the terminal.
    """
    text = str(canonicalize([Source("a", data)]).explain(place))
    for part in told:
        assert part in text
    assert visible(text.replace("\n", "")) == text.replace("\n", "")


def test_a_block_of_a_contained_document_tells_so() -> None:
    """
    A block without a single counterpart is in its kept document as a whole.
    """
    joined = f"{LONG} Visitors are asked to keep to the paths that are marked along the northern shore."
    rest = "The council has set some money aside for all of the repairs that will be needed."
    longer = f"{joined}\n\n{rest}\n"
    result = canonicalize([Source("long", longer.encode()), Source("short", f"{LONG}\n\n{rest}\n".encode())])
    text = str(result.explain("short:1"))
    assert "its text is in the document of long" in text
    assert "dropped (document.contained)" in text


def test_a_block_that_went_with_its_document_has_no_copy() -> None:
    """
    A short block that the longer document lacks, wholly or in part, isn't said to be there.
    """
    rest = "The council has set some money aside for all of the repairs that will be needed."
    longer = f"{LONG} Visitors are asked to keep to the paths.\n\nThe paper was lost in the post office.\n\n{rest}\n"
    shorter = f"{LONG}\n\nSee above.\n\nThe paper was lost in the shop.\n\n{rest}\n"
    result = canonicalize([Source("long", longer.encode()), Source("short", shorter.encode())])
    none, part = str(result.explain("short:3")), str(result.explain("short:5"))
    assert "went with: its document, most of which is in long; it has no copy of its own there" in none
    assert "repeats:   a part of its text is in the document of long; 2 of 3 shingles, 0.667" in part


def test_a_form_feed_ends_no_line() -> None:
    """
    Lines are counted as editors count them, whatever else parts blocks.
    """
    result = canonicalize([Source("a", b"one\ftwo\n")])
    assert 2 == len(result.blocks)
    with pytest.raises(NotFound, match="there is no line 2: the source has 1"):
        result.explain("a:2")


def test_a_line_within_a_block_is_said_to_be_there() -> None:
    """
    The answer begins with the block's first line; if another one was asked for, it's named.
    """
    result = canonicalize(
        [Source("a", b"# A title\n\nOne line\nand another,\nand more.\n")], Profile(segment="blank-line")
    )
    for place, head in (
        ("a:3", "a:3  bytes 11 to 43, block 2 of 2\n"),
        ("a:5", "a:3  bytes 11 to 43, block 2 of 2; line 5 lies in it\n"),
        ("documents/a:4", "a:3  bytes 11 to 43, block 2 of 2; line 4 of the document lies in it\n"),
    ):
        assert str(result.explain(place)).startswith(head)


def test_a_line_of_a_file_of_records_names_the_record(tmp_path: Path) -> None:
    """
    Records have ids of their own, which nobody knows by heart.
    """
    (tmp_path / "r.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n', encoding="utf-8")
    result = canonicalize(docnorm.read(tmp_path).sources)
    for place, record in (("r.jsonl:2", "r.jsonl#000002"), ("documents/r.jsonl:9", "r.jsonl#000001")):
        with pytest.raises(NotFound, match=f"r.jsonl: it's a file of records; ask for one of them, like {record}:1"):
            result.explain(place)


MISSING = ["a", "a:", ":1", "a:0", "a:x", "b:1", "a:9", "documents/a:9", "documents/b:1"]


@pytest.mark.parametrize("place", MISSING)
def test_a_place_that_isnt_there_is_said(place: str) -> None:
    """
    A wrong place is one sentence, not a guess.
    """
    with pytest.raises(NotFound):
        canonicalize([Source("a", b"one\ntwo")]).explain(place)


def test_an_empty_source_has_no_lines() -> None:
    """
    There's nothing to explain in nothing.
    """
    result = canonicalize([Source("a", b"")])
    for place in ("a:1", "documents/a:1"):
        with pytest.raises(NotFound, match="there is no line 1"):
            result.explain(place)


OTHER = "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the whole summer."
SHORT = "The council has set some money aside for all of the repairs that will be needed."

STAYS = [
    # label, what a and b say, options of the profile, a place, why it's kept
    ("numbers", [f"{LONG} In 2023.", f"{LONG} In 2024."], [], {}, "a:2", "guard:     kept, since it has a number"),
    (
        "containment",
        [f"{LONG} So it was.", f"{LONG} So it is."],
        [],
        {"guard": "containment"},
        "a:2",
        "guard:     kept, since it has words that the other one lacks",
    ),
    ("alone", [SHORT, LONG, OTHER, SHORT], [], {}, "a:4", "stays:     repeated without its neighbours"),
    ("elsewhere", [LONG, OTHER], [LONG, OTHER, SHORT, "x" * 300], {}, "b:1", "stays:     a part of another document"),
]


@pytest.mark.parametrize(("label", "a", "b", "options", "place", "told"), STAYS, ids=[case[0] for case in STAYS])
def test_why_a_repeat_stays(label: str, a: list[str], b: list[str], options: dict, place: str, told: str) -> None:
    """
    A block that repeats another one and is kept all the same says why.
    """
    if label == "elsewhere":
        a = [*a, "y" * 300]
    given = [Source(name, "\n".join(lines).encode()) for name, lines in (("a", a), ("b", b)) if lines]
    result = canonicalize(given, docnorm.Profile(segment="line", **options))
    places = [place] if label != "elsewhere" else ["a:1", "b:1"]
    assert any(told in str(result.explain(one)) for one in places)


def test_a_place_is_a_text() -> None:
    """
    A number alone is no place.
    """
    with pytest.raises(NotFound, match="place: it's int, not a text; write NAME:LINE"):
        canonicalize([]).explain(5)  # type: ignore[arg-type]
