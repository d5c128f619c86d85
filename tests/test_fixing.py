"""
Fixing: what a file should hold, by a table of real bytes.
"""

from __future__ import annotations

import pytest

from docnorm import Profile
from docnorm.fixing import Manner, fix, is_prose

STANDARD = Profile()
LF = Manner(line_ends="lf")
UTF_8 = Manner(write_as="utf-8")
ALL = Manner("lf", "utf-8")

TABLE = [
    # what it shows, the file, in which manner, what it should hold
    ("clean text stays", b"It's clean.\n", Manner(), b"It's clean.\n"),
    ("CRLF stays", "“a”\r\nb\r\n".encode(), Manner(), b'"a"\r\nb\r\n'),
    ("CR stays", "“a”\rb\r".encode(), Manner(), b'"a"\rb\r'),
    ("mixed line ends stay mixed", "“a”\r\nb\nc\rd\n\r\n".encode(), Manner(), b'"a"\r\nb\nc\rd\n\r\n'),
    ("nothing but line ends is no change", b"a\r\nb\rc\n", Manner(), b"a\r\nb\rc\n"),
    ("LS becomes the usual line end", "a\u2028b\r\nc\r\n".encode(), Manner(), b"a\r\nb\r\nc\r\n"),
    ("PS becomes the usual line end", "a\u2029b\nc\r\n\n".encode(), Manner(), b"a\nb\nc\r\n\n"),
    ("a line end that came from a repair is the usual one", "It’s â€¨ so\r\n".encode(), Manner(), b"It's \r\n so\r\n"),
    ("a change beside a line end", "a \xa0\r\n\x00b".replace("\x00", "").encode(), Manner(), b"a  \r\nb"),
    ("no line end at the end stays so", "“a”\r\n“b”".encode(), Manner(), b'"a"\r\n"b"'),
    ("all line ends LF, if asked", b"a\r\nb\rc\n", LF, b"a\nb\nc\n"),
    ("a byte order mark stays", b"\xef\xbb\xbf" + "“a”\n".encode(), Manner(), b'\xef\xbb\xbf"a"\n'),
    ("a mark is no change", b"\xef\xbb\xbfa\n", Manner(), b"\xef\xbb\xbfa\n"),
    ("UTF-16 stays", "“é”\r\n".encode("utf-16"), Manner(), '"é"\r\n'.encode("utf-16")),
    ("UTF-16 becomes UTF-8, if asked", "“é”\r\n".encode("utf-16"), UTF_8, '"é"\r\n'.encode()),
    ("and line ends, if asked", "“é”\r\n".encode("utf-16"), ALL, '"é"\n'.encode()),
    ("a mark goes, if UTF-8 is asked for", b"\xef\xbb\xbfa\n", UTF_8, b"a\n"),
    ("Windows-1252 stays", b"\x93Caf\xe9\x94: \x803 a caf\xe9\r\n", Manner(), b'"Caf\xe9": \x803 a caf\xe9\r\n'),
    ("mojibake is repaired", "a cafÃ© that wasnâ€™t open\n".encode(), Manner(), "a café that wasn't open\n".encode()),
    ("a byte of Windows-1252 in UTF-8 is read", b"na\xc3\xafve caf\xe9\n", Manner(), "naïve café\n".encode()),
    ("binary data stays", b"\x89PNG\r\n\x1a\n\x00\x00", ALL, b"\x89PNG\r\n\x1a\n\x00\x00"),
    ("nothing stays nothing", b"", ALL, b""),
]  # fmt: skip

VIETNAMESE = Profile(encoding="cp1258")  # which writes ế in two characters

LEFT = [
    # what it shows, the file, the profile, in which manner, why it's left
    (
        "a byte that means nothing",
        b"caf\xc3\xa9 \x81 \xe2\x80\x9cx\n",
        STANDARD,
        Manner(),
        "some of its bytes are no characters, and would be lost",
    ),
    (
        "a letter that the encoding lacks",
        b"Ti\xea\xecng Vi\xea\xf2t\n",
        VIETNAMESE,
        Manner(),
        "cp1258 has no \\u1ebf, which its clean text needs",
    ),
    (
        "two line ends that would be one",
        "a\r\xad\nb\n".encode(),
        Profile(also=("invisibles",)),
        Manner(),
        "its clean text would be read as another one",
    ),
]


@pytest.mark.parametrize(("data", "manner", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_a_file_should_hold(data: bytes, manner: Manner, expected: bytes) -> None:
    """A file is fixed as the table says, and then stays as it is."""
    fixed = fix(data, STANDARD, manner)
    assert (expected, "") == (fixed.data, fixed.why_not)
    again = fix(expected, STANDARD, manner)
    assert (expected, (), "") == (again.data, again.edits, again.recoded)


@pytest.mark.parametrize(
    ("data", "profile", "manner", "why_not"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT]
)
def test_what_is_left(data: bytes, profile: Profile, manner: Manner, why_not: str) -> None:
    """Where a file can't be fixed as it is, it stays, and the reason is told."""
    fixed = fix(data, profile, manner)
    assert (data, why_not) == (fixed.data, fixed.why_not)


def test_another_encoding_may_do() -> None:
    """What can't be written in its own encoding can be in UTF-8, with line ends of one kind."""
    assert "Tiếng Việt\n".encode() == fix(LEFT[1][1], VIETNAMESE, UTF_8).data
    assert b"a\n\nb\n" == fix(LEFT[2][1], LEFT[2][2], LF).data


def test_what_is_told() -> None:
    """The edits are those that the file keeps, and a change of encoding is told besides."""
    fixed = fix("“é”\r\n".encode("utf-16"), STANDARD, ALL)
    assert ["quotes.left-double", "quotes.right-double", "line-ends.crlf"] == [edit.rule for edit in fixed.edits]
    assert "utf-16-le with a byte order mark → utf-8" == fixed.recoded
    assert "windows-1252 → utf-8" == fix(b"caf\xe9 cr\xe8me\n", STANDARD, UTF_8).recoded
    assert ["quotes.left-double"] == [edit.rule for edit in fix("“a\r\n".encode(), STANDARD).edits]


def test_rules_for_line_ends_may_be_off() -> None:
    """Who leaves line ends to others finds them as they were."""
    profile = Profile(without=("line-ends",))
    assert b'"a"\r\nb\rc\n' == fix("“a”\r\nb\rc\n".encode(), profile).data


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("notes.md", True),
        ("a.b/NOTES.TXT", True),
        ("docs/LICENSE", True),
        ("LICENSE.txt", True),
        ("-", True),
        ("Makefile", False),
        ("menu.yaml", False),
        ("data.jsonl", False),
        ("a.md/data", False),
        ("x.md.orig", False),
    ],
)
def test_prose_by_its_name(name: str, expected: bool) -> None:
    """What people read is told by its name."""
    assert expected is is_prose(name)
