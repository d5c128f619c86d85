"""
Naming: what a text names, by its capitals.
"""

from __future__ import annotations

import pytest

from docnorm.naming import names, words

NAMED = [
    # a text, and what it names
    ("She met Brown in Leeds.", {"brown", "leeds"}),
    ("Brown was there. Leeds, too! Who? He.", set()),
    ("One line\n\nAnother paragraph", set()),
    ("One line\nAnother line", {"another"}),
    ("- Item\n* Item\n# Title\n> Quote", set()),
    ("he said “Go” at last", {"go"}),
    ("It's over.” Nobody came.", set()),
    ("all in small letters", set()),
    ("ALL IN CAPITALS", {"in", "capitals"}),
    ("Der Hund und die Katze", {"hund", "katze"}),
    ("the iPhone of Élise", {"iphone", "élise"}),
    ("в городе Москве", {"москве"}),
    ("它在北京。", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "named"), NAMED)
def test_what_is_named(text: str, named: set[str]) -> None:
    """A word with a capital is a name, unless a sentence, a paragraph or an item of a list begins with it."""
    assert named == names(text)


def test_a_name_is_one_of_the_words() -> None:
    """Both are folded alike, so that a name is found in a text that has it, whatever its case."""
    for text, _ in NAMED:
        assert names(text) <= words(text)
    assert names("by Straße") <= words("STRASSE")
