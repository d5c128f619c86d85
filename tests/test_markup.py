"""
Where code is found, and where it isn't.
"""

from __future__ import annotations

import pytest

from docnorm.markup import code, fences

CODE = [
    ("none", "no code at all, it's plain", []),
    ("a span", "a `b` c", ["`b`"]),
    ("two spans", "`a` b `c`", ["`a`", "`c`"]),
    ("a longer mark", "``a ` b``", ["``a ` b``"]),
    ("a lonely mark", "a ` b", []),
    ("marks of different lengths", "a ` b `` c", []),
    ("marks on different lines", "a ` b\nc ` d", []),
    ("the first mark that closes", "`a` b`", ["`a`"]),
    ("a lonely mark in front of a span", "`` a `b`", ["`b`"]),
    ("beside a fence", "`a`\n```\n`b\n```\n`c`", ["`a`", "```\n`b\n```", "`c`"]),
    ("a fence of tildes alone", "a\n~~~\nb\n~~~", ["~~~\nb\n~~~"]),
]

FENCES = [
    ("with a language", "``` python\na\n```\n", ["``` python\na\n```"]),
    ("indented, in a list or a quotation", "> - ```\n  a\n", []),
    ("quoted", "> ```\n> a\n> ```\n", ["> ```\n> a\n> ```"]),
    ("a longer fence closes", "```\na\n`````", ["```\na\n`````"]),
    ("a shorter one doesn't", "````\n```\n````", ["````\n```\n````"]),
    ("another sign doesn't", "```\n~~~\n```", ["```\n~~~\n```"]),
    ("one with a word doesn't", "```\n``` a\n```", ["```\n``` a\n```"]),
    ("backticks behind the mark: a span, not a fence", "``` a ```\nb\n```\n", []),
    ("an open fence hides no closed one", "`````\n```\na\n```\n", ["```\na\n```"]),
    ("two", "```\na\n```\nb\n~~~\nc\n~~~", ["```\na\n```", "~~~\nc\n~~~"]),
]


@pytest.mark.parametrize(("label", "text", "expected"), CODE, ids=[row[0] for row in CODE])
def test_code(label: str, text: str, expected: list[str]) -> None:
    """Code stands between marks that match, on one line; or in a closed fence."""
    assert expected == [text[slice(*span)] for span in code(text)]


@pytest.mark.parametrize(("label", "text", "expected"), FENCES, ids=[row[0] for row in FENCES])
def test_fences(label: str, text: str, expected: list[str]) -> None:
    """A fence is closed by one of the same sign, at least as long, with nothing behind it."""
    assert expected == [text[slice(*span)] for span in fences(text)]


@pytest.mark.parametrize(
    "text", ["``` a\n" * 50_000, "`" * 300_000, " ".join("`" * length for length in range(700)), "`a\n" * 100_000]
)
def test_many_open_marks_take_linear_time(text: str) -> None:
    """Hundreds of thousands of marks that are never closed are read once; a quadratic search would never end."""
    assert [] == code(text)
