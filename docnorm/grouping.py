"""
Matches → groups of texts: the keep rule where there are no documents, only texts.

Rule 1: a text is dropped only for a kept one that it was compared with; groups never chain.
Rule 2: texts are decided in one total order: by rank, if there are ranks, then the longest first, then by content, so
        that the order in which they came can't change which ones are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise, starmap
from typing import overload

import numpy as np
from numpy.typing import NDArray

from docnorm.columns import Neighbours, Pair, Sketches, Stars
from docnorm.guarding import Guarding
from docnorm.model import Group

__all__ = ["Groups", "group", "group_stars"]

_SAME = Fraction(1)


def group(
    texts: list[str], sketches: Sketches, near: Neighbours, guarding: Guarding, ranks: Sequence[int] = ()
) -> Groups:
    """
    Return the groups of *texts* that repeat a kept one, by the keep rule: longest first, then by content.

    A text that is like another dropped text, but not like a kept one, is kept: groups don't chain. *ranks* gives each
    class a number that comes before its length; a class whose number is below 0 is never dropped.
    """
    first = sketches.first.tolist()
    heads = {number: texts[first[number]] for number in near}
    found: dict[int, list[tuple[int, Pair]]] = {}
    for number in sorted(heads, key=lambda c: (ranks[c] if ranks else 0, -len(heads[c]), heads[c])):
        row = near[number]
        kept = [other for other in row if other in found and guarding.allows(number, other)]
        if kept and not (ranks and ranks[number] < 0):
            other = kept[0] if len(kept) == 1 else max(kept, key=partial(_closeness, row))
            found[other].append((number, row[other]))
        else:
            found[number] = []
    rows = [(number, other, pair) for other, kept in found.items() for number, pair in kept]
    columns = ([number for number, _, _ in rows], [other for _, other, _ in rows])
    numbers, others = (np.array(column, dtype=np.int64) for column in columns)
    sizes = ([pair.shared for _, _, pair in rows], [pair.total for _, _, pair in rows])
    shared, totals = (np.array(column, dtype=np.int64) for column in sizes)
    return group_stars(sketches, Stars(numbers, others, shared, totals, np.ones(len(rows), dtype=bool)))


def _closeness(near: Mapping[int, Pair], other: int) -> tuple[int, int]:
    return near[other].rank, -other


@dataclass(frozen=True, slots=True)
class Groups(Sequence[Group]):
    """
    Groups as columns, each made when it's asked for: hundreds of thousands of small objects at once cost more time than
    to find out what they say.

    Group g has the texts `rows[offsets[g]:offsets[g + 1]]`, first the kept one; *shared* and *totals* tell how similar
    each is to that one.
    """

    offsets: NDArray[np.int64]
    rows: NDArray[np.int64]
    shared: NDArray[np.int64]
    totals: NDArray[np.int64]

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> list[Group]: ...
    def __getitem__(self, index: int | slice) -> Group | list[Group]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        return self._between(*self.offsets[number : number + 2].tolist())

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[Group]:
        return starmap(self._between, pairwise(self.offsets.tolist()))

    def _between(self, start: int, stop: int) -> Group:
        head, *members = self.rows[start:stop].tolist()
        sizes = self.shared[start + 1 : stop].tolist(), self.totals[start + 1 : stop].tolist()
        similar = (_SAME if shared == total else Fraction(shared, total) for shared, total in zip(*sizes, strict=True))
        return Group(head, tuple(members), tuple(similar))


def group_stars(sketches: Sketches, stars: Stars) -> Groups:
    """
    Return the groups of texts: each kept one that isn't alone, with all that are equal to it or go for it.
    """
    count, going = len(sketches.first), stars.numbers[stars.gone]
    kept, shared, totals = np.arange(count), np.ones(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    kept[going], shared[going], totals[going] = (
        column[stars.gone] for column in (stars.kept, stars.shared, stars.totals)
    )
    centres = kept[sketches.classes]
    sizes = np.bincount(centres, minlength=count)
    rows = np.flatnonzero(sizes[centres] > 1)
    is_other = rows != sketches.first[centres[rows]]  # the kept one is the first of its group
    rows = rows[np.lexsort((is_other, centres[rows]))]
    classes = sketches.classes[rows]
    return Groups(np.append(0, np.cumsum(sizes[sizes > 1])), rows, shared[classes], totals[classes])
