"""
Matches → groups of texts: the keep rule where there are no documents, only texts.

Rule 1: a text is dropped only for a kept one that it was compared with; groups never chain.
Rule 2: texts are decided in one total order: by rank, if there are ranks, then the longest first, then by content, so
        that the order in which they came can't change which ones are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

import numpy as np

from docnorm.columns import Neighbours, Pair, Sketches
from docnorm.guarding import Facts
from docnorm.model import Group

__all__ = ["group"]

_SAME = Fraction(1)


def group(
    texts: list[str], sketches: Sketches, near: Neighbours, facts: Facts, ranks: Sequence[int] = ()
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
        kept = [other for other in row if other in found and facts(number) <= facts(other)]
        if kept and not (ranks and ranks[number] < 0):
            other = kept[0] if len(kept) == 1 else max(kept, key=partial(_closeness, row))
            found[other].append((number, row[other]))
        else:
            found[number] = []
    return _groups(sketches, found)


def _closeness(near: Mapping[int, Pair], other: int) -> tuple[int, int]:
    return near[other].rank, -other


def _groups(sketches: Sketches, found: dict[int, list[tuple[int, Pair]]]) -> list[Group]:
    # Most classes are one text that's like no other, and most others are equal texts: neither needs a closer look.
    rows = np.argsort(sketches.classes, kind="stable")
    counts = np.bincount(sketches.classes, minlength=len(sketches.first))
    ends = np.cumsum(counts)
    members, stops, starts = rows.tolist(), ends.tolist(), (ends - counts).tolist()
    near = {number for kept in found.values() for number, _ in kept}
    told = counts > 1
    told[[number for number, kept in found.items() if kept]] = True
    told[list(near)] = False
    groups = []
    for number in np.flatnonzero(told).tolist():
        head, *equal = members[starts[number] : stops[number]]
        if not found.get(number):
            groups.append(Group(head, tuple(equal), (_SAME,) * len(equal)))
            continue
        pairs = [(index, _SAME) for index in equal]
        for other, pair in found[number]:
            similarity = Fraction(pair.shared, pair.total)
            pairs += [(index, similarity) for index in members[starts[other] : stops[other]]]
        indexes, similarities = zip(*sorted(pairs), strict=True)
        groups.append(Group(head, indexes, similarities))
    return groups
