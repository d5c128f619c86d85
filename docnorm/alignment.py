"""
Where a text came from, when it was made from another one by changing a little of it.

An `Alignment` relates two sequences, a *source* and the *target* made from it: two texts, or bytes and text.
It stores only what changed; what lies between two changes is equal, item by item.

Rule 1: this module knows nothing of documents, encodings or files: only of lengths and spans.
Rule 2: an alignment may be coarser than the truth, never finer: the source of a span covers all it was made from.
Rule 3: memory and time grow with the number of changes, never with the length of the text.
Rule 4: what goes through all changes is the kernel's work; what asks for one place is a bisection.
Rule 5: changes may touch and then stay two, because merging them would lose where one line ends and the next begins.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import AnyStr, NamedTuple, TypeAlias

from docnorm import kernel

__all__ = ["Alignment", "Change", "Rewritten", "Span", "rewrite", "substitute"]

_Run: TypeAlias = tuple[int, int, int, int]
"""A change as plain numbers: where its source starts and stops, and where its target does."""

_IS_BIG = sys.byteorder == "big"  # the kernel's columns are little-endian everywhere

_Columns: TypeAlias = tuple[bytes, bytes, bytes, bytes]
"""Changes as the kernel takes and gives them."""

_Sides: TypeAlias = "tuple[array[int], array[int]]"
"""Where all changes start and stop, on one side."""


class Span(NamedTuple):
    """
    A half-open range of offsets.
    """

    start: int
    stop: int


class Change(NamedTuple):
    """
    What stood at *source* became what stands at *target*; one of them may be empty, never both.
    """

    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Alignment:
    """
    The changes that turned one sequence into another, as four columns of offsets.

    The changes are sorted and don't overlap.

    >>> clean, alignment = rewrite("“Cafe\\u0301”", [(0, 1, '"'), (4, 6, "é"), (6, 7, '"')])
    >>> clean, alignment.to_source(Span(4, 5))
    ('"Café"', Span(start=4, stop=6))
    """

    source_length: int
    target_length: int
    source_starts: array[int]
    source_stops: array[int]
    target_starts: array[int]
    target_stops: array[int]

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """
        Return the alignment of a sequence with itself.
        """
        return _of_columns(length, length, (b"", b"", b"", b""))

    @classmethod
    def of(cls, source_length: int, target_length: int, changes: Iterable[Change]) -> Alignment:
        """
        Return the alignment that has *changes*, which must be sorted, must not overlap, and must explain the lengths.

        >>> Alignment.of(3, 3, [Change(Span(0, 1), Span(0, 2))])
        Traceback (most recent call last):
        ValueError: not an alignment: 2 unchanged items of the source, 1 of the target before (3, 3, 3, 3)
        """
        runs = [(*change.source, *change.target) for change in changes]
        _check(source_length, target_length, runs)
        columns = list(zip(*runs, strict=True)) or [()] * 4
        return Alignment(source_length, target_length, *(array("q", column) for column in columns))

    @property
    def is_identity(self) -> bool:
        """
        Whether nothing changed.
        """
        return not self.source_starts

    def __len__(self) -> int:
        return len(self.source_starts)

    def __hash__(self) -> int:
        return hash((self.source_length, self.target_length, self.source_stops.tobytes(), self.target_stops.tobytes()))

    def changes(self) -> Iterator[Change]:
        """
        Yield the changes in order.
        """
        return self._changes(0, len(self))

    def between(self, start: int, stop: int) -> Iterator[Change]:
        """
        Yield the changes that belong to the target's range from *start* to *stop*, by the rule of `cut`.

        Slicing the target at some offsets divides the changes among the slices: none is lost, none is given twice.
        """
        return self._changes(self._before(start), self._before(stop))

    def to_source(self, span: Span) -> Span:
        """
        Return the tightest range of the source that covers all that *span* of the target was made from.

        An empty span covers what was deleted at its place.

        >>> alignment = rewrite("a\\r\\nb", [(1, 2, "")])[1]
        >>> alignment.to_source(Span(0, 1)), alignment.to_source(Span(1, 1)), alignment.to_source(Span(1, 2))
        (Span(start=0, stop=1), Span(start=1, stop=2), Span(start=2, stop=3))
        """
        sides = (self.target_starts, self.target_stops), (self.source_starts, self.source_stops)
        return _covering(span, *sides, self.source_length - self.target_length)

    def to_target(self, span: Span) -> Span:
        """
        Return the tightest range of the target that covers all that was made from *span* of the source.
        """
        sides = (self.source_starts, self.source_stops), (self.target_starts, self.target_stops)
        return _covering(span, *sides, self.target_length - self.source_length)

    def cut(self, offset: int) -> int:
        """
        Return the offset of the source that parts what became the target before *offset* from what became the rest.

        A change around *offset* goes to the left as a whole, and so does what was deleted just there; but nothing is
        left of offset 0. So `cut(0)` is 0 and, of a target that isn't empty, `cut` of its end is the source's end.

        >>> alignment = rewrite("one \\x07\\r\\ntwo", [(4, 6, "")])[1]
        >>> alignment.cut(4), alignment.cut(5)
        (6, 7)
        """
        changes = self._before(offset)
        return _end(offset, changes, self.target_stops, self.source_stops)

    def inverse(self) -> Alignment:
        """
        Return the alignment that leads from the target to the source.
        """
        source, target = (self.source_starts, self.source_stops), (self.target_starts, self.target_stops)
        return Alignment(self.target_length, self.source_length, *target, *source)

    def then(self, after: Alignment) -> Alignment:
        """
        Return the alignment of making this change first and *after* second.

        Two changes are joined when they share something of the text in the middle, or when one lies within the other;
        changes that only touch stay apart. What is deleted first comes before what is inserted second at its place.

        >>> middle, first = rewrite("don\\u00e2\\u20ac\\u2122t\\r\\n", [(3, 6, "’"), (7, 8, "")])
        >>> target, second = rewrite(middle, [(3, 4, "'")])
        >>> target, [change.source for change in first.then(second).changes()]
        ("don't\\n", [Span(start=3, stop=6), Span(start=7, stop=8)])
        """
        if self.target_length != after.source_length:
            raise ValueError(f"a text of {self.target_length} items is not one of {after.source_length}")
        if self.is_identity:
            return after
        if after.is_identity:
            return self
        columns = kernel.compose(self._columns(), after._columns())
        return _of_columns(self.source_length, after.target_length, columns)

    def _columns(self) -> _Columns:
        starts, stops = _packed(self.source_starts), _packed(self.source_stops)
        return starts, stops, _packed(self.target_starts), _packed(self.target_stops)

    def _changes(self, first: int, last: int) -> Iterator[Change]:
        for at in range(first, last):
            source = Span(self.source_starts[at], self.source_stops[at])
            yield Change(source, Span(self.target_starts[at], self.target_stops[at]))

    def _before(self, offset: int) -> int:
        # How many changes lie left of a cut at the offset.
        if offset <= 0:
            return 0
        return max(bisect_left(self.target_starts, offset), bisect_right(self.target_stops, offset))


class Rewritten(NamedTuple):
    """
    A text and the way back to the one that it was made from.
    """

    text: str
    alignment: Alignment


def rewrite(text: AnyStr, edits: Iterable[tuple[int, int, AnyStr]]) -> tuple[AnyStr, Alignment]:
    """
    Return *text* with each range replaced, and the alignment that says so.

    The edits must be sorted and must not overlap. Of an edit only what differs counts: an edit that changes nothing
    leaves no trace, and what its two sides begin or end with in common is not part of the change.

    >>> new, alignment = rewrite("Caf\\u0065\\u0301’s", [(0, 1, "C"), (3, 5, "é"), (5, 6, "'")])
    >>> new, list(alignment.changes())[1]
    ("Café's", Change(source=Span(start=5, stop=6), target=Span(start=4, stop=5)))
    """
    if isinstance(text, bytes):
        # One character for each byte.
        found = ((start, stop, new.decode("latin-1")) for start, stop, new in edits)
        whole, alignment = rewrite(text.decode("latin-1"), found)
        return whole.encode("latin-1"), alignment
    starts, stops, news = list(zip(*edits, strict=True)) or [(), (), ()]
    return _made(text, kernel.rewrite(text, _packed(starts), _packed(stops), _packed(range(len(news))), list(news)))


def substitute(text: str, rules: Mapping[str, str], spared: Iterable[tuple[int, int]] = ()) -> Rewritten:
    """
    Return *text* with the sources of *rules* replaced by their targets, and the way back.

    Of several sources at one place the longest counts. What shares something with a *spared* range stays; those ranges
    must be sorted and must not overlap.

    >>> new, alignment = substitute("‘a’ `‘b’`\\r\\n", {"‘": "'", "’": "'", "\\r\\n": "\\n"}, [(4, 9)])
    >>> new, list(alignment.changes())[-1].source
    ("'a' `‘b’`\\n", Span(start=9, stop=10))
    """
    offsets = _packed(list(chain.from_iterable(spared)))
    return _made(text, kernel.substitute(text, list(rules), list(rules.values()), offsets))


def _made(text: str, made: tuple[str, bytes, bytes, bytes, bytes]) -> Rewritten:
    new, *columns = made
    starts, stops, lows, highs = columns
    return Rewritten(new, _of_columns(len(text), len(new), (starts, stops, lows, highs)))


def _covering(span: Span, near: _Sides, far: _Sides, growth: int) -> Span:
    after = bisect_right(near[1], span.start)
    start = span.start + growth
    if after < len(near[0]):
        start = far[0][after] - max(0, near[0][after] - span.start)
    stop = _end(span.stop, bisect_left(near[0], span.stop), near[1], far[1])
    return Span(min(start, stop), max(start, stop))


def _end(offset: int, changes: int, near: array[int], far: array[int]) -> int:
    # Where what became the text before the offset ends, when it has the first so many changes.
    return far[changes - 1] + max(0, offset - near[changes - 1]) if changes else offset


def _of_columns(source_length: int, target_length: int, columns: _Columns) -> Alignment:
    return Alignment(source_length, target_length, *map(_unpacked, columns))


def _packed(offsets: Sequence[int]) -> bytes:
    column = array("q", offsets)
    if _IS_BIG:  # pragma: no cover
        column.byteswap()
    return column.tobytes()


def _unpacked(column: bytes) -> array[int]:
    offsets = array("q", column)
    if _IS_BIG:  # pragma: no cover
        offsets.byteswap()
    return offsets


def _check(source_length: int, target_length: int, runs: list[_Run]) -> None:
    source_end = target_end = 0
    end = (source_length, source_length, target_length, target_length)
    for run in [*runs, end]:
        kept, shown = run[0] - source_end, run[2] - target_end
        if kept != shown:
            raise ValueError(
                f"not an alignment: {kept} unchanged items of the source, {shown} of the target before {run}"
            )
        if kept < 0 or run[1] < run[0] or run[3] < run[2]:
            raise ValueError(f"not an alignment: {run} overlaps what stands before it")
        if run is not end and run[0] == run[1] and run[2] == run[3]:
            raise ValueError(f"not an alignment: {run} changes nothing")
        source_end, target_end = run[1], run[3]
