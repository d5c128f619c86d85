"""
Alignments: how they're built, what they refuse, and what they answer where it isn't obvious.

What holds for all alignments is in property/test_alignment_laws.py.
"""

from __future__ import annotations

import pickle

import pytest

from docnorm.alignment import Alignment, Change, Span, rewrite, substitute


def change(start: int, stop: int, low: int, high: int) -> Change:
    return Change(Span(start, stop), Span(low, high))


REFUSED = [
    ("lengths that the changes don't explain", 3, 4, [], "unchanged items"),
    ("a gap that isn't equal", 4, 4, [change(1, 2, 2, 3)], "unchanged items"),
    ("an overlap", 3, 3, [change(0, 2, 0, 2), change(1, 3, 1, 3)], "overlaps"),
    ("a change backwards", 3, 3, [change(2, 1, 2, 1)], "overlaps"),
    ("a change of nothing", 3, 3, [change(1, 1, 1, 1)], "changes nothing"),
    ("changes beyond the end", 1, 1, [change(0, 2, 0, 2)], "unchanged items|overlaps"),
]


@pytest.mark.parametrize(("label", "source", "target", "changes", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_no_alignment_is_refused(
    label: str, source: int, target: int, changes: list[Change], message: str
) -> None:
    """Changes that don't lead from the one length to the other are an error."""
    with pytest.raises(ValueError, match=message):
        Alignment.of(source, target, changes)


REWRITES = [
    ("nothing", "abc", [], "abc", []),
    ("an edit that changes nothing", "abc", [(1, 2, "b")], "abc", []),
    ("a replacement", "abc", [(1, 2, "x")], "axc", [change(1, 2, 1, 2)]),
    ("a common start", "abc", [(0, 2, "ax")], "axc", [change(1, 2, 1, 2)]),
    ("a common end", "abc", [(0, 2, "xb")], "xbc", [change(0, 1, 0, 1)]),
    ("both, in a text that repeats", "aaa", [(0, 3, "aa")], "aa", [change(2, 3, 2, 2)]),
    ("a carriage return", "a\r\nb", [(1, 3, "\n")], "a\nb", [change(1, 2, 1, 1)]),
    ("an insertion", "ab", [(1, 1, "x")], "axb", [change(1, 1, 1, 2)]),
    ("touching edits stay two", "ab", [(0, 1, "x"), (1, 2, "y")], "xy", [change(0, 1, 0, 1), change(1, 2, 1, 2)]),
    ("an empty text", "", [(0, 0, "x")], "x", [change(0, 0, 0, 1)]),
]


@pytest.mark.parametrize(("label", "text", "edits", "expected", "changes"), REWRITES, ids=[row[0] for row in REWRITES])
def test_rewrite(
    label: str, text: str, edits: list[tuple[int, int, str]], expected: str, changes: list[Change]
) -> None:
    """A rewritten text comes with the smallest changes that its edits stand for."""
    new, alignment = rewrite(text, edits)
    assert expected == new
    assert changes == list(alignment.changes())


def test_rewrite_without_an_edit_gives_the_text_itself() -> None:
    """What wasn't changed isn't copied."""
    text = "a clean text"
    assert rewrite(text, iter(()))[0] is text


def test_bytes_are_rewritten_too() -> None:
    """An alignment doesn't care what its items are."""
    assert b"a\xa0b" == rewrite(b"a b", [(1, 2, b"\xa0")])[0]


def test_then_needs_the_text_in_the_middle() -> None:
    """Alignments that don't meet in one text can't be composed."""
    with pytest.raises(ValueError, match="a text of 3 items is not one of 4"):
        Alignment.identity(3).then(Alignment.identity(4))


def test_a_deletion_between_two_merged_characters_is_merged() -> None:
    """What was deleted within a later change is a part of it."""
    first = rewrite("a\0b", [(1, 2, "")])[1]
    second = rewrite("ab", [(0, 2, "X")])[1]
    assert [change(0, 3, 0, 1)] == list(first.then(second).changes())


def test_a_deletion_beside_a_later_change_stays_by_itself() -> None:
    """Changes that touch in the middle text stay two, so that a cut between them is exact."""
    first = rewrite("a\0b", [(1, 2, "")])[1]
    second = rewrite("ab", [(0, 1, "X")])[1]
    assert [change(0, 1, 0, 1), change(1, 2, 1, 1)] == list(first.then(second).changes())


def test_what_is_inserted_and_deleted_again_is_no_change() -> None:
    """A change that neither text knows of is forgotten."""
    first = rewrite("ab", [(1, 1, "x")])[1]
    second = rewrite("axb", [(1, 2, "")])[1]
    assert Alignment.identity(2) == first.then(second)


def test_a_deletion_at_a_cut_goes_to_the_left() -> None:
    """The carriage return of a line belongs to that line, and one at the very start to the first."""
    alignment = rewrite("\ra\r\nb\r", [(0, 1, ""), (2, 3, ""), (5, 6, "")])[1]
    assert [0, 3, 4, 6] == [alignment.cut(offset) for offset in (0, 1, 2, 3)]
    assert [3, 1] == [len(list(alignment.between(0, 3))), len(list(alignment.between(1, 3)))]


def test_a_cut_within_a_change_is_at_its_end() -> None:
    """A change can't be cut in two."""
    alignment = rewrite("aXb", [(1, 2, "yz")])[1]
    assert [1, 2, 2] == [alignment.cut(offset) for offset in (1, 2, 3)]


def test_an_alignment_is_a_value() -> None:
    """Equal alignments are equal, hash alike, and survive the way to another process."""
    one, other = rewrite("abc", [(1, 2, "")])[1], Alignment.of(3, 2, [change(1, 2, 1, 1)])
    assert one == other == pickle.loads(pickle.dumps(one))
    assert 1 == len({one, other})
    assert 1 == len(one)
    assert not one.is_identity
    assert one != one.inverse()


def test_an_edit_of_nothing_at_all() -> None:
    """Without an edit, and without a rule, nothing happens."""
    assert ("é", Alignment.identity(1)) == rewrite("é", []) == substitute("é", {})


def test_edits_out_of_order_are_refused() -> None:
    """Edits that overlap have no one result."""
    with pytest.raises(ValueError, match="edit 1 is from 1 to 2"):
        rewrite("abc", [(0, 2, "x"), (1, 2, "y")])


def test_substitutions_are_edits() -> None:
    """Rules are applied where their sources stand, the longest first, and tell the changes that edits would."""
    rules = {"\r\n": "\n", "\r": "\n", "’": "'"}
    expected = rewrite("’\r\n\r’\ud800", [(0, 1, "'"), (1, 3, "\n"), (3, 4, "\n")])
    assert expected == substitute("’\r\n\r’\ud800", rules, [(4, 5)])


def test_the_changes_of_a_novel_take_a_moment() -> None:
    """Hundreds of thousands of changes are made, composed and asked for by the kernel and by bisection."""
    lines = 200_000
    text, first = substitute("“It’s”\r\n" * lines, {"\r\n": "\n"})
    folded, second = substitute(text, {"“": '"', "”": '"', "’": "'"})
    both = first.then(second)
    assert '"It\'s"\n' * lines == folded
    assert 4 * lines == len(both)
    last = 8 * (lines - 1)
    assert Span(last, last + 6) == both.to_source(Span(len(folded) - 7, len(folded) - 1))
    assert 8 * lines == both.cut(len(folded))
