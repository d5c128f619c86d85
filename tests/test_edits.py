"""
Edits: a canonical text and its changes give back what was found.
"""

from __future__ import annotations

import pytest

from docnorm import edits

CASES = [
    # canonical text, found text, changes, line end
    ("same", "same", [], "\n"),
    ("It's", "It’s", [(2, 3, "’")], "\n"),
    ("a\nb\n", "a\r\nb\r\n", [(1, 2, "\r\n"), (3, 4, "\r\n")], "\r\n"),
    ("a\nb\n", "a\r\nb\n", [(1, 2, "\r\n")], "\r\n"),
    ("a\nb\n", "a\nb\r", [(3, 4, "\r")], "\n"),
    ("ab", "a\x00b", [(1, 1, "\x00")], "\n"),
    ("é", "e\u0301", [(0, 1, "e\u0301")], "\n"),
    ("", "\ufeff", [(0, 0, "\ufeff")], "\n"),
    ("\ufffd", "\udc81", [(0, 1, "\udc81")], "\n"),
]


@pytest.mark.parametrize(("text", "found", "replaced", "line_end"), CASES)
def test_a_stream_gives_back_what_was_found(text: str, found: str, replaced: list, line_end: str) -> None:
    """
    `apply` undoes what `encode` stored.
    """
    assert found == edits.apply(text, edits.encode(text, found, replaced, line_end), line_end)


def test_line_ends_of_the_source_cost_nothing() -> None:
    """
    Where all lines end as the source's do, nothing is stored.
    """
    assert () == edits.encode("a\nb\n", "a\r\nb\r\n", [(1, 2, "\r\n"), (3, 4, "\r\n")], "\r\n")
    assert () == edits.encode("a\nb\n", "a\r\nb\r\n", [(1, 1, "\r"), (3, 3, "\r")], "\r\n")


def test_a_change_by_a_rule_is_two_numbers() -> None:
    """
    A change that a rule of the table makes is stored as the rule's number.
    """
    stream = edits.encode("It's", "It’s", [(2, 3, "’")], "\n")
    assert (2, ("’", "'")) == (stream[0], edits.TABLE[stream[1]])


def test_wrong_changes_are_replaced_by_the_whole_text() -> None:
    """
    Changes that don't lead to the found text are not stored: the text is.
    """
    assert (0, "entirely other", 4) == edits.encode("text", "entirely other", [(0, 1, "x")], "\n")


def test_a_table_of_another_version_is_honoured() -> None:
    """
    A stream is read with the table that was stored with it.
    """
    assert "a«b" == edits.apply('a"b', (1, 0), "\n", [("«", '"')])
