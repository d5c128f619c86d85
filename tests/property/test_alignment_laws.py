"""
The laws of alignments.

1. What lies between two changes is equal on both sides, and the changes and what lies between them tile both sides.
2. `to_source` is monotone, stays within the source, and covers what the text was made from.
3. `then` is associative: wholly where nothing was inserted (or nothing deleted), else but for how finely changes that
   touch are told apart; the identity is neutral; a composed alignment covers the two-step answer.
4. `inverse` is its own inverse, and turns `then` around.
5. `cut` is monotone and keeps the ends; `between` gives every change to exactly one slice.
6. `rewrite` applies its edits, and undoing the changes gives the source back.
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from docnorm.alignment import Alignment, Change, Span, rewrite


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[tuple[int, int, str]]:
    """
    Sorted edits that may touch, be empty on one side, or change nothing.
    """
    points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    news = st.text("ab\n", max_size=3)
    return [(start, stop, draw(news)) for start, stop in pairwise(points) if draw(st.booleans())]


@st.composite
def without_insertions(draw: st.DrawFn, length: int) -> Alignment:
    """
    An alignment from a text of *length* items in which every change has a source.
    """
    changes, shift = [], 0
    for start, stop in pairwise(sorted(draw(st.sets(st.integers(0, length), max_size=8)))):
        if draw(st.booleans()):
            grown = draw(st.integers(0, 3)) - (stop - start)
            changes.append(Change(Span(start, stop), Span(start + shift, stop + shift + grown)))
            shift += grown
    return Alignment.of(length, length + shift, changes)


@st.composite
def chains(draw: st.DrawFn, steps: int) -> tuple[list[str], list[Alignment]]:
    """
    A text that is rewritten again and again: every text on the way, and the alignments between them.
    """
    texts = [draw(st.text("ab\n", max_size=8))]
    alignments = []
    for _ in range(steps):
        text, alignment = rewrite(texts[-1], draw(edits_of(texts[-1])))
        texts.append(text)
        alignments.append(alignment)
    return texts, alignments


def undone(alignment: Alignment, source: str, target: str) -> str:
    """
    The source, made from the target and the source's side of every change.
    """
    pieces = []
    at = 0
    for change in alignment.changes():
        pieces += [target[at : change.target.start], source[slice(*change.source)]]
        at = change.target.stop
    return "".join([*pieces, target[at:]])


def merged(alignment: Alignment) -> list[Change]:
    """
    The changes, with those that touch made one.
    """
    held: list[Change] = []
    for change in alignment.changes():
        if held and held[-1].source.stop == change.source.start:
            last = held.pop()
            source = Span(last.source.start, change.source.stop)
            held.append(Change(source, Span(last.target.start, change.target.stop)))
        else:
            held.append(change)
    return held


@given(chains(1))
def test_what_lies_between_changes_is_equal(chain: tuple[list[str], list[Alignment]]) -> None:
    """Undoing the changes gives the source back, so nothing else differs; and the lengths are those of the texts."""
    (source, target), (alignment,) = chain
    assert (len(source), len(target)) == (alignment.source_length, alignment.target_length)
    assert source == undone(alignment, source, target)
    assert target == undone(alignment.inverse(), target, source)


@given(st.integers(0, 9), st.data())
def test_composition_is_associative(length: int, data: st.DataObject) -> None:
    """Which two of three changes are composed first makes no difference, where every change has a source."""
    first = data.draw(without_insertions(length))
    second = data.draw(without_insertions(first.target_length))
    third = data.draw(without_insertions(second.target_length))
    assert first.then(second.then(third)) == first.then(second).then(third)
    back = third.inverse(), second.inverse(), first.inverse()
    assert back[0].then(back[1].then(back[2])) == back[0].then(back[1]).then(back[2])


@given(chains(3))
def test_composition_keeps_the_same_items_in_any_order(chain: tuple[list[str], list[Alignment]]) -> None:
    """Where deletions and insertions meet, their order isn't known; but what is equal never depends on the order."""
    first, second, third = chain[1]
    assert merged(first.then(second.then(third))) == merged(first.then(second).then(third))


@given(chains(2))
def test_composed_alignments_are_alignments(chain: tuple[list[str], list[Alignment]]) -> None:
    """A composed alignment is in the normal form, and undoes both changes at once."""
    (source, _, target), (first, second) = chain
    composed = first.then(second)
    assert source == undone(composed, source, target)
    assert composed == Alignment.of(len(source), len(target), composed.changes())
    assert hash(composed) == hash(Alignment.of(len(source), len(target), composed.changes()))


@given(chains(1))
def test_the_identity_is_neutral(chain: tuple[list[str], list[Alignment]]) -> None:
    """Composing with the identity changes nothing, on either side."""
    (alignment,) = chain[1]
    assert alignment == alignment.then(Alignment.identity(alignment.target_length))
    assert alignment == Alignment.identity(alignment.source_length).then(alignment)


@given(chains(2))
def test_a_composed_alignment_covers_the_two_step_answer(chain: tuple[list[str], list[Alignment]]) -> None:
    """Asking the composed alignment gives all that asking step by step gives, and maybe more."""
    first, second = chain[1]
    composed = first.then(second)
    for start in range(composed.target_length):
        for stop in range(start + 1, composed.target_length + 1):
            middle = second.to_source(Span(start, stop))
            step = first.to_source(middle)
            if middle.start < middle.stop and step.start < step.stop:
                found = composed.to_source(Span(start, stop))
                assert found.start <= step.start <= step.stop <= found.stop


@given(chains(2))
def test_the_inverse_goes_back(chain: tuple[list[str], list[Alignment]]) -> None:
    """The inverse of the inverse is the alignment itself, and the inverse of two steps goes back over the second."""
    first, second = chain[1]
    assert first == first.inverse().inverse()
    assert merged(first.then(second).inverse()) == merged(second.inverse().then(first.inverse()))


@given(chains(1))
def test_answers_are_monotone(chain: tuple[list[str], list[Alignment]]) -> None:
    """A range further on was made from what is further on, and every answer lies within the text."""
    (alignment,) = chain[1]
    cells = [alignment.to_source(Span(at, at + 1)) for at in range(alignment.target_length)]
    bounds = [(0, 0), *cells, (alignment.source_length, alignment.source_length)]
    for before, after in pairwise(bounds):
        assert before[0] <= after[0]
        assert before[1] <= after[1]


@given(chains(1))
def test_to_target_is_to_source_of_the_inverse(chain: tuple[list[str], list[Alignment]]) -> None:
    """Both directions give the same answers."""
    (alignment,) = chain[1]
    for start in range(alignment.source_length):
        for stop in range(start + 1, alignment.source_length + 1):
            assert alignment.inverse().to_source(Span(start, stop)) == alignment.to_target(Span(start, stop))


@given(chains(1), st.data())
def test_cuts_divide_the_changes(chain: tuple[list[str], list[Alignment]], data: st.DataObject) -> None:
    """Slices of the target share out source and changes: each belongs to one slice, and lies within its source."""
    (alignment,) = chain[1]
    end = alignment.target_length
    inner = data.draw(st.lists(st.integers(0, end), max_size=4))
    offsets = sorted({0, *inner, end})
    cuts = [alignment.cut(offset) for offset in offsets]
    assert sorted(cuts) == cuts
    assert 0 == cuts[0]
    if end:
        assert alignment.source_length == cuts[-1]
        assert list(alignment.changes()) == [
            change for low, high in pairwise(offsets) for change in alignment.between(low, high)
        ]
    for (low, high), (start, stop) in zip(pairwise(offsets), pairwise(cuts), strict=True):
        for change in alignment.between(low, high):
            assert start <= change.source.start <= change.source.stop <= stop
            assert low <= change.target.start <= high


@given(st.text("ab\n", max_size=8), st.data())
def test_rewrite_applies_its_edits(text: str, data: st.DataObject) -> None:
    """The rewritten text is what replacing the ranges one by one from the end gives."""
    edits = data.draw(edits_of(text))
    expected = text
    for start, stop, new in reversed(edits):
        expected = expected[:start] + new + expected[stop:]
    assert expected == rewrite(text, edits)[0]
