"""
Diffing: what changed, line by line, and what no line shows.
"""

from __future__ import annotations

import difflib
import random

import pytest

from docnorm.attributing import attribute, reported
from docnorm.diffing import diff, notes, spelled
from docnorm.escaping import visible
from docnorm.pipeline import normalize
from docnorm.profile import STANDARD, Profile


def told(data: str | bytes, profile: Profile = STANDARD) -> list[str]:
    document = normalize(data, profile)
    return list(diff(document, attribute(document, profile), ("a", "b")))


SHOWN = [
    # label, text, the lines of the diff
    ("nothing", "clean\n", []),
    ("line ends alone", "one\r\ntwo\rthree\r\n", []),
    (
        "no line end at the end",
        "“a”",
        ["@@ -1 +1 @@", "-“a”", "\\ No newline at end of file", '+"a"', "\\ No newline at end of file"],
    ),
    ("the last line goes", "one\n\x07", ["@@ -1,2 +1 @@", " one", "-\\x07", "\\ No newline at end of file"]),
    ("all of it goes", "\x07", ["@@ -1 +0,0 @@", "-\\x07", "\\ No newline at end of file"]),
    ("what looks the same", "cafe\u0301\ta\u2003b\n", ["@@ -1 +1 @@", "-cafe\\u0301\ta\\u2003b", "+café\ta b"]),
    ("the same, another letter", "\u212b\n", ["@@ -1 +1 @@", "-\\u212b", "+Å"]),
    ("a terminal is safe", "\x1b[31m“red”\n", ["@@ -1 +1 @@", "-\\x1b[31m“red”", '+[31m"red"']),
    ("what stays is visible, too", "a\u202eb\n“c”\n", ["@@ -1,2 +1,2 @@", " a\\u202eb", "-“c”", '+"c"']),
    (
        "lines around it",
        "1\n2\n3\n4\n“5”\n6\n7\n8\n9\n",
        ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-“5”", '+"5"', " 6", " 7", " 8"],
    ),
]


@pytest.mark.parametrize(("label", "text", "lines"), SHOWN, ids=[row[0] for row in SHOWN])
def test_what_is_shown(label: str, text: str, lines: list[str]) -> None:
    """Only what differs is shown, with three lines around it, and nothing that acts on a terminal."""
    found = told(text)
    assert lines == found[2:]
    assert (["--- a", "+++ b"] if lines else []) == found[:2]


def test_two_places_far_apart_are_two_hunks() -> None:
    """What has more than six lines in between isn't shown together."""
    assert 1 == sum(line.startswith("@@") for line in told("“a”\n" + "x\n" * 6 + "“b”\n"))
    assert 2 == sum(line.startswith("@@") for line in told("“a”\n" + "x\n" * 7 + "“b”\n"))


def test_it_is_what_difflib_says() -> None:
    """Taking the lines of a hunk away and putting the others there gives the clean text."""
    generator = random.Random(3)
    for _ in range(60):
        text = "".join(generator.choices(["x\n", "y\n", "“z”\n", "a’b\n", "\n", "\u2003\n", "t\x07 "], k=40))
        document = normalize(text)
        shown = list(diff(document, attribute(document), ("a", "b")))
        ours = [line[1:] for line in shown[2:] if line[0] == "+"], [line[1:] for line in shown[2:] if line[0] == "-"]
        matched = [line for line in shown[2:] if line[0] == " "]
        old, new = text.split("\n"), document.text.split("\n")
        theirs = list(difflib.unified_diff(old, new, n=3, lineterm=""))[2:]
        assert {line for line in ours[0] if line} >= {
            visible(line[1:]) for line in theirs if line[0] == "+" and line[1:]
        }
        assert len(ours[0]) - len(ours[1]) == len(new) - len(old)
        assert all(visible(line[1:]) == line[1:] for line in matched)


def test_hunks_apply() -> None:
    """The hunks say where their lines stand, so that a program can apply them."""
    generator = random.Random(5)
    for _ in range(60):
        text = "".join(generator.choices(["x\n", "y\n", "“z”\n", "a’b\n", "\n"], k=60))
        assert normalize(text).text == applied(text, told(text)[2:])


def applied(text: str, lines: list[str]) -> str:
    """What comes of a text when the hunks of a diff are applied, each of whose lines must be there."""
    old, new, at = text.split("\n"), [], 0
    for line in lines:
        if line.startswith("@@"):
            first = int(line.split()[1][1:].partition(",")[0]) - 1
            new += old[at:first]
            at = first
        elif line[0] == "+":
            new.append(line[1:])
        else:
            assert line[1:] == old[at]
            at += 1
            new += [line[1:]] if line[0] == " " else []
    return "\n".join(new + old[at:])


NOTED = [
    ("nothing", b"clean\n", []),
    ("line ends", b"a\r\nb\r\nc\rd", ["line ends CRLF → LF: 2", "line ends CR → LF: 1"]),
    (
        "another encoding",
        "é\r\n".encode("utf-16"),
        ["utf-16-le is written as utf-8", "the byte order mark is left out", "line ends CRLF → LF: 1"],
    ),
    (
        "a finding",
        "x\u202e".encode(),
        ["1 finding: 1 error", "1:2: error: bidi-control: U+202E RIGHT-TO-LEFT OVERRIDE"],
    ),
]


@pytest.mark.parametrize(("label", "data", "lines"), NOTED, ids=[row[0] for row in NOTED])
def test_what_is_noted(label: str, data: bytes, lines: list[str]) -> None:
    """What no line of a diff shows is said in a few words."""
    document = normalize(data)
    assert lines == list(notes(document, attribute(document), reported(document)))


def test_many_findings_are_cut() -> None:
    """The first ten are told, and how many more there are."""
    document = normalize("a\xadb\u202e " * 9)
    lines = list(notes(document, [], reported(document)))
    assert ["18 findings: 9 error, 9 info", "… and 8 more"] == [lines[0], lines[-1]]
    assert 12 == len(lines)


def test_what_is_seen_is_not_spelled_out() -> None:
    """Letters and signs show themselves; spaces, marks and controls don't."""
    assert "é’中\\xa0\\u3000\\u0301\\ufeff \t\n~" == spelled("é’中\xa0\u3000\u0301\ufeff \t\n~")


def test_heavy_texts_take_linear_time() -> None:
    """A text of which every line changes is one hunk; with a quadratic step this would run for hours."""
    assert 3 + 2 * 20_000 == len(told("“a”\r\n" * 20_000))
