"""
Showing: what each stage made of a document, for a person.
"""

from __future__ import annotations

from typing import get_args

import pytest

from docnorm.escaping import visible
from docnorm.model import How
from docnorm.profile import Profile
from docnorm.showing import _WHY, STAGES, Stage, stage, stages

NAIVE = b"na\xc3\xafve " * 12
LATIN = b"na\xc3\xafve caf\xe9 and \x81\xc3\xa9 \xc3\xa9t\xc3\xa9\r\nend\n"

TOLD = [
    # label, bytes, stage, profile, what is told
    (
        "utf-8",
        b"a\n",
        "decode",
        Profile(),
        ["read as:         utf-8 (utf-8, confidence 100%)", "line ends:       LF 1"],
    ),
    ("mark", b"\xef\xbb\xbfa", "decode", Profile(), ["byte order mark: ef bb bf", "line ends:       none"]),
    ("line ends", "a\r\nb\rc\x85d\u2028\n".encode(), "decode", Profile(), ["LF 1, CRLF 1, CR 1, NEL 1, LS 1"]),
    (
        "islands",
        LATIN,
        "decode",
        Profile(),
        ["islands:         2 places", "  1:10  byte 10  e9 → é", "byte 16  81 → lost"],
    ),
    ("long island", NAIVE + b"\x81" * 9, "decode", Profile(), ["81 81 81 81 81 81 81 81 … →"]),
    (
        "a declaration that fails",
        b"caf\xc3\xa9 \xff",
        "decode",
        Profile(encoding="ascii"),
        ["declared-encoding-failed"],
    ),
    (
        "binary",
        b"\x00\x01\x02\xff" * 9 + b"\x07",
        "decode",
        Profile(),
        ["no text (binary): its bytes aren't those of a text"],
    ),
    (
        "repairs",
        "cafÃ© donâ€™t".encode(),
        "repair",
        Profile(),
        ["2 repairs", "  1:4   Ã© → é   U+00C3 U+00A9 → U+00E9"],
    ),
    (
        "a doubt",
        "CAFÉ²".encode(),
        "repair",
        Profile(),
        ["0 repairs, 1 left in doubt", "  1:4  stays  'É²' may stand for 'ɲ'"],
    ),
    ("no repair", "cafÃ©".encode(), "repair", Profile(without=("repair",)), ["off: the profile leaves it out"]),
    ("nothing misread", b"plain", "repair", Profile(), ["nothing was misread"]),
    (
        "rules",
        "“a” b\r\n“c”\r\n".encode(),
        "normalize",
        Profile(),
        [
            "6 changes by the profile standard",
            "  2 ×  line-ends.crlf",
            '  1:1  quotes.left-double   “ → "  U+201C → U+0022',
        ],
    ),
    ("nothing left", b"a bell\x07 rings", "normalize", Profile(), ["\\x07 → (nothing)  U+0007"]),
    ("many", ("“a” " * 20).encode(), "normalize", Profile(), ["40 changes", "  … and 20 more"]),
    (
        "a finding",
        "a\u202eb".encode(),
        "normalize",
        Profile(),
        ["0 changes", "1 finding: 1 error", "  1:2  error  bidi-control  U+202E RIGHT-TO-LEFT OVERRIDE"],
    ),
    (
        "switched",
        b"a",
        "normalize",
        Profile(without=("quotes",), also=("trailing",)),
        ["the profile standard (without quotes, also trailing)"],
    ),
    ("long change", b"e" + "\u0301\u0316".encode() * 9, "normalize", Profile(), [" … → "]),
    (
        "blocks",
        b"One\r\ntwo.\r\n\r\nThree.\r\n",
        "segment",
        Profile(),
        [
            "2 blocks by blank-line: blank lines part its paragraphs",
            "  lines  characters",
            "  1-2    0-8         One two.",
            "  4      10-16       Three.",
        ],
    ),
    ("no blocks", b"\n", "segment", Profile(), ["0 blocks by line: it has no text"]),
    ("asked for", b"a\n\nb", "segment", Profile(segment="markdown"), ["2 blocks by markdown: it was asked for"]),
]


@pytest.mark.parametrize(("label", "data", "after", "profile", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_what_is_told(label: str, data: bytes, after: Stage, profile: Profile, told: list[str]) -> None:
    """A person reads what a stage did and where, and no control character reaches the terminal."""
    text = str(stage(data, after, profile))
    for part in told:
        assert part in text
    assert visible(text.replace("\n", "")) == text.replace("\n", "")


def test_all_stages_in_short() -> None:
    """A line for each stage, with the same views behind it."""
    data = "It’s cafÃ©; CAFÉ² — naïve. \u202e\r\n".encode() + b"caf\xe9\r\n"
    found = stages(data, id="a\x1b.md")
    assert str(found).split("\n") == [
        "a\\x1b.md: 47 bytes",
        "  decode:    utf-8 (utf-8-islands): most of what isn't ASCII in it is UTF-8; line ends CRLF 2;"
        " 1 place with bytes that aren't in it",
        "  repair:    1 repair, 1 left in doubt",
        "  normalize: 5 changes by the profile standard: line-ends 2, quotes 1, repair 1, decode 1;"
        " 3 findings: 1 error, 2 warning",
        "  segment:   1 block by markdown: its name ends in .md",
    ]
    views = (found.decode, found.repair, found.normalize, found.segment)
    assert views == tuple(stage(data, name, id="a\x1b.md") for name in STAGES)


def test_what_isnt_text_stops_at_decoding() -> None:
    """There's nothing to say of the stages after."""
    assert "picture: 7 bytes\n  decode:    no text (binary): its bytes aren't those of a text" == str(
        stages(b"\x89PNG\r\n\x1a", id="picture")
    )
    assert str(stages(b"")).startswith("document: 0 bytes\n")


def test_the_encoding_may_depend_on_the_name() -> None:
    """Every stage reads the source as the profile says of its id."""
    profile = Profile(encodings=(("old/*", "cp866"),))
    data = "Привет, мир!".encode("cp866")
    assert "cp866 (declared)" in str(stages(data, profile, id="old/a"))
    assert "Привет, мир!" in str(stage(data, "segment", profile, id="old/a"))


def test_the_stages_and_the_answers_are_all_known() -> None:
    """Each stage has a view, and each answer of the ladder its reason."""
    assert get_args(Stage) == STAGES
    assert set(get_args(How)) == set(_WHY)
