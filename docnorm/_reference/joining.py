"""
All pairs of items that are similar, or of which one lies in the other, in plain Python.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from docnorm._reference.columns import check_positive, check_threshold, packed, packed_pairs, unpacked_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def exact_pairs(shingles: bytes, offsets: bytes, numerator: int, denominator: int) -> tuple[bytes, bytes]:
    """
    The pairs whose exact Jaccard similarity reaches the threshold, and their intersections.
    """
    check_threshold(numerator, denominator)
    sets = unpacked_sets(shingles, offsets)
    return _columns(
        (i, j, shared)
        for i, others in enumerate(_sharing(sets))
        for j, shared in sorted(others.items())
        if i < j and shared * denominator >= numerator * len(sets[i] | sets[j])
    )


def contained_pairs(
    shingles: bytes, offsets: bytes, numerator: int, denominator: int, most: int
) -> tuple[bytes, bytes]:
    """
    Of each item, the *most* others that hold enough of it: those that share the most, the larger ones, the first ones.
    """
    check_threshold(numerator, denominator)
    check_positive("most", most)
    sets = unpacked_sets(shingles, offsets)
    found = []
    for i, others in enumerate(_sharing(sets)):
        enough = [(-shared, -len(sets[j]), j) for j, shared in others.items()]
        enough = [better for better in enough if -better[0] * denominator >= numerator * len(sets[i])]
        found += [(i, j, -shared) for shared, _, j in sorted(enough)[:most]]
    return _columns(found)


def _sharing(sets: list[set[int]]) -> Iterator[Counter[int]]:
    # For each item, how many shingles it shares with each other one that shares any.
    holders: dict[int, list[int]] = {}
    for item, members in enumerate(sets):
        for shingle in members:
            holders.setdefault(shingle, []).append(item)
    for item, members in enumerate(sets):
        yield Counter(other for shingle in members for other in holders[shingle] if other != item)


def _columns(pairs: Iterable[tuple[int, int, int]]) -> tuple[bytes, bytes]:
    pairs = list(pairs)
    return packed_pairs((i, j) for i, j, _ in pairs), packed(shared for _, _, shared in pairs)
