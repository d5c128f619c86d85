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


def group(
    texts: list[str], sketches: Sketches, near: Neighbours, facts: Facts, ranks: Sequence[int] = ()
) -> list[Group]:
    """
    Return the groups of *texts* that repeat a kept one, by the keep rule: longest first, then by content.

    A text that is like another dropped text, but not like a kept one, is kept: groups don't chain. *ranks* gives each
    class a number that comes before its length; a class whose number is below 0 is never dropped.
    """
    members = _members(sketches, near)
    heads = [texts[row] for row in sketches.first.tolist()]
    found: dict[int, list[tuple[int, Pair]]] = {}
    for number in sorted(near, key=lambda c: (ranks[c] if ranks else 0, -len(heads[c]), heads[c])):
        kept = [other for other in near[number] if other in found and facts(number) <= facts(other)]
        if kept and not (ranks and ranks[number] < 0):
            other = kept[0] if len(kept) == 1 else max(kept, key=partial(_closeness, near[number]))
            found[other].append((number, near[number][other]))
        else:
            found[number] = []
    return _groups(members, found)


def _members(sketches: Sketches, near: Neighbours) -> dict[int, list[int]]:
    # The texts of each class; classes of one text that's like no other have no say, and are most.
    counts = np.bincount(sketches.classes, minlength=len(sketches.first))
    counts[list(near)] += 1
    rows = np.flatnonzero(counts[sketches.classes] > 1)
    members: dict[int, list[int]] = {}
    for index, number in zip(rows.tolist(), sketches.classes[rows].tolist(), strict=True):
        members.setdefault(number, []).append(index)
    return members


def _closeness(near: Mapping[int, Pair], other: int) -> tuple[int, int]:
    return near[other].rank, -other


def _groups(members: dict[int, list[int]], found: dict[int, list[tuple[int, Pair]]]) -> list[Group]:
    near = {number for kept in found.values() for number, _ in kept}
    same = Fraction(1)
    groups = []
    for number, (head, *equal) in members.items():
        if number in near or (not equal and number not in found):
            continue
        rows = [(index, same) for index in equal]
        for other, pair in found.get(number, ()):
            rows += [(index, Fraction(pair.shared, pair.total)) for index in members[other]]
        if rows:
            indexes, similarities = zip(*sorted(rows), strict=True)
            groups.append(Group(head, indexes, similarities))
    return groups
