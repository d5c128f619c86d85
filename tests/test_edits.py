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
    stream = edits.encode(text, found, edits.unexplained(text, replaced, line_end), line_end)
    assert found == edits.apply(text, stream, line_end)


def test_line_ends_of_the_source_cost_nothing() -> None:
    """
    Where all lines end as the source's do, nothing is told.
    """
    assert [] == edits.unexplained("a\nb\n", [(1, 2, "\r\n"), (3, 4, "\r\n")], "\r\n")
    assert [] == edits.unexplained("a\nb\n", [(1, 1, "\r"), (3, 3, "\r")], "\r\n")
    assert [] == edits.unexplained("a\nb\n", [(1, 2, "\r"), (3, 4, "\r")], "\r")


def test_one_line_feed_is_explained_once() -> None:
    """
    Of two changes at one place, a line end explains one.
    """
    assert [(1, 1, "\r")] == edits.unexplained("a\nb", [(1, 1, "\r"), (1, 1, "\r")], "\r\n")


def test_a_line_feed_inside_of_a_change_is_told_with_it() -> None:
    """
    What a change covers needs no edit of its own.
    """
    assert [(0, 3, "x"), (4, 5, "\n")] == edits.unexplained("a\nb-\n", [(0, 3, "x")], "\r\n")


def test_a_change_is_three_items() -> None:
    """
    A stream tells the distance, what was found and how much stands for it.
    """
    told = [(2, 3, "’"), (4, 4, "\xad")]
    assert (2, "’", 1, 1, "\xad", 0) == edits.stream(told)
    assert told == list(edits.changes(edits.stream(told)))


def test_wrong_changes_are_replaced_by_the_whole_text() -> None:
    """
    Changes that don't lead to the found text are not stored: the text is.
    """
    assert (0, "entirely other", 4) == edits.encode("text", "entirely other", [(0, 1, "x")], "\n")
