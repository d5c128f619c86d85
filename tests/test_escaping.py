"""
Escaping: what could act on a terminal, turn what is shown, or not be seen.
"""

from __future__ import annotations

import json

import pytest

from docnorm.escaping import dumps, excerpt, visible

ACTING = [
    ("\x1b[31m", r"\x1b[31m"),
    ("\r", r"\r"),
    ("\x85", r"\x85"),
    ("\xad", r"\xad"),
    ("\u202e", r"\u202e"),
    ("\u2066", r"\u2066"),
    ("\ufeff", r"\ufeff"),
    ("\udce9", r"\udce9"),
    ("\U000e0041", r"\U000e0041"),
]


@pytest.mark.parametrize(("text", "shown"), ACTING)
def test_what_acts_is_shown(text: str, shown: str) -> None:
    """It's escaped as Python writes it."""
    assert f"a{shown}b" == visible(f"a{text}b")


@pytest.mark.parametrize("text", [text for text, _ in ACTING])
def test_json_is_safe_and_says_the_same(text: str) -> None:
    """Nothing of it stands in the line, and a reader gets it back."""
    line = dumps({text: [text]})
    assert visible(line) == line
    assert {text: [text]} == json.loads(line)


@pytest.mark.parametrize("text", ["plain", "“café”", "北京", "สวัสดี", "a\u0301", "👍", "\\n"])
def test_other_text_stays(text: str) -> None:
    """No letter and no sign of any script is touched."""
    assert text == visible(text) == json.loads(dumps(text))


def test_an_excerpt_is_one_line() -> None:
    """A text is cut before it's made visible; a line end at its end isn't shown, unless there's nothing else."""
    assert [r"a\nb", "abc…", r"\n"] == [excerpt(text, 4) for text in ("a\nb\n", "abcde", "\n")]
