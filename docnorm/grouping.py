"""
Matches → groups of texts: the keep rule where there are no documents, only texts.

Rule 1: a text is dropped only for a kept one that it was compared with; groups never chain.
Rule 2: texts are decided in one total order: by rank, if there are ranks, then the longest first, then by content, so
        that the order in which they came can't change which ones are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from docnorm.columns import Neighbours, Pair, Sketches, Stars
from docnorm.guarding import Guarding
from docnorm.model import Group

__all__ = ["group", "group_stars"]

_SAME = Fraction(1)


def group(
    texts: list[str], sketches: Sketches, near: Neighbours, guarding: Guarding, ranks: Sequence[int] = ()
) -> list[Group]:
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


def group_stars(sketches: Sketches, stars: Stars) -> list[Group]:
    """
    Return the groups of texts: each kept one that isn't alone, with all that are equal to it or go for it.
    """
    numbers, gone = stars.numbers[stars.gone], stars.kept[stars.gone]
    kept = np.arange(len(sketches.first))
    kept[numbers] = gone
    centres, own = kept[sketches.classes], sketches.first[kept]
    counts = np.bincount(centres, minlength=len(kept))
    rows = np.flatnonzero(counts[centres] > 1)
    rows = rows[
        np.lexsort((rows != own[sketches.classes[rows]], centres[rows]))
    ]  # the kept one is the first of its group
    ends = np.cumsum(counts[counts > 1])
    similar = _similarities(sketches.classes[rows], numbers, stars)
    members = tuple(rows.tolist())
    cuts = list(map(slice, (np.append(0, ends)[:-1] + 1).tolist(), ends.tolist()))
    heads = sketches.first[np.flatnonzero(counts > 1)].tolist()
    return list(map(Group, heads, map(members.__getitem__, cuts), map(similar.__getitem__, cuts)))


def _similarities(classes: NDArray[np.int64], numbers: NDArray[np.int64], stars: Stars) -> tuple[Fraction, ...]:
    # Those of the classes to the ones that they go for. Few are different, and a fraction is slowly made.
    made = cache(Fraction)
    near = list(map(made, stars.shared[stars.gone].tolist(), stars.totals[stars.gone].tolist()))
    places = np.full(1 + max(classes.max(initial=-1), numbers.max(initial=-1)), len(near))
    places[numbers] = np.arange(len(near))
    return tuple(map([*near, _SAME].__getitem__, places[classes].tolist()))
