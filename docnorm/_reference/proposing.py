"""
From texts to what is kept of them: proposals, verified pairs and stars, in plain Python.

docs/scheme.md explains the rules. How many threads there are is checked and makes no difference.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from docnorm._reference.columns import (
    check_positive,
    check_threads,
    check_threshold,
    packed,
    packed_u32s,
    u32s,
    u64s,
)
from docnorm._reference.sketching import (
    SHINGLE,
    cut,
    fnv,
    hashes,
    mix32,
    mix64,
    permuted,
    read_permutations,
    weight,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Order = tuple[bytes, tuple[bytes, bytes], tuple[bytes, bytes], bytes]
Items = tuple[list[str], bytes, int, int]
WORD = 64
MOST_BITS = WORD << 15
GONE, GUARDED = 1, 2


class Look(NamedTuple):
    """
    What is known of a set without comparing it: at most and at least how many shingles it has, and its map.
    """

    most: int
    least: int
    map: int
    bits: int


class Told(NamedTuple):
    """
    What an item must find in another one to go for it: its facts, and its names where the skeletons are the same. One
    whose rank is below 0 never goes.
    """

    rank: int
    facts: set[int]
    names: set[int]
    skeleton: int

    def may_go(self, other: Told) -> bool:
        """
        Tell whether it may go for the *other* one.
        """
        is_told = self.facts <= other.facts and (self.skeleton != other.skeleton or self.names <= other.names)
        return self.rank >= 0 and is_told


def distinct(texts: list[str], spans: bytes, threads: int) -> tuple[bytes, bytes, bytes]:
    """
    The class of each span, the first span of each class of equal texts, and the weight of its key.
    """
    check_threads(threads)
    pieces = cut(texts, spans)
    numbers: dict[str, int] = {}
    classes = [numbers.setdefault(piece, len(numbers)) for piece in pieces]
    first = [classes.index(number) for number in range(len(numbers))]
    return packed(classes), packed(first), packed(weight(pieces[row]) for row in first)


def propose(
    items: Items,
    permutations: tuple[bytes, bytes],
    banding: tuple[int, int, int],
    threshold: tuple[int, int],
    threads: int,
) -> tuple[bytes, bytes, bytes]:
    """
    Pairs that share a band in a measure that both have, and aren't told apart by their maps; the members of a bucket
    with too many such pairs.
    """
    made = _hashes(items)
    drawn = read_permutations(*permutations)
    _check_banding(len(drawn), banding)
    check_threshold(*threshold)
    check_threads(threads)
    pairs: set[tuple[int, int]] = set()
    crowds: set[tuple[int, ...]] = set()
    for measure in SHINGLE:
        upper = {item: [h >> 32 for h in own[measure]] for item, own in enumerate(made) if measure in own}
        found = _propose(upper, drawn, banding, threshold)
        pairs |= found[0]
        crowds |= found[1]
    return _u32_pairs(sorted(pairs)), *_packed_groups(sorted(crowds))


def _propose(
    upper: dict[int, list[int]],
    drawn: list[tuple[int, int]],
    banding: tuple[int, int, int],
    threshold: tuple[int, int],
) -> tuple[set[tuple[int, int]], set[tuple[int, ...]]]:
    # What is proposed in one measure, of the items that have it.
    bands, rows, crowd = banding
    keys = {item: _keys(permuted(own, drawn), bands, rows) for item, own in upper.items()}
    looks = {item: _look(own) for item, own in upper.items()}
    pairs: set[tuple[int, int]] = set()
    crowds: set[tuple[int, ...]] = set()
    for band in range(bands):
        for bucket in _buckets(keys, band):
            near = [pair for pair in combinations(bucket, 2) if _may_be_like(looks, pair, threshold)]
            if len(near) > crowd * len(bucket) // 2:
                crowds.add(tuple(bucket))
            else:
                pairs.update((i, j) for i, j in near if all(keys[i][b] != keys[j][b] for b in range(band)))
    return pairs, crowds


def verify(items: Items, pairs: bytes, threshold: tuple[int, int], threads: int) -> tuple[bytes, bytes, bytes]:
    """
    The pairs whose exact similarity reaches the threshold, what they share and what they have together.
    """
    check_threads(threads)
    check_threshold(*threshold)
    sets = _hashes(items)
    near = []
    for i, j in _read_pairs(pairs, len(sets)):
        shared, total = _similarity(sets[i], sets[j])
        if shared and shared * threshold[1] >= threshold[0] * total:
            near.append((i, j, shared, total))
    near.sort()
    return _u32_pairs([row[:2] for row in near]), packed(row[2] for row in near), packed(row[3] for row in near)


def stars(
    items: Items,
    proposals: tuple[bytes, bytes, bytes],
    order: Order,
    threshold: tuple[int, int],
    threads: int,
) -> tuple[bytes, bytes, bytes, bytes]:
    """
    What becomes of each item, by *order*: of those that are like no kept one that they may go for, all are kept.
    """
    check_threads(threads)
    check_threshold(*threshold)
    sets = _hashes(items)
    paired, groups = _partners(proposals, len(sets))
    told = _read_order(order, len(sets))
    pieces = cut(*items[:2])
    places = sorted(range(len(sets)), key=lambda item: (told[item].rank, -len(pieces[item]), pieces[item], item))

    def near(item: int, other: int) -> Fraction:
        shared, total = _similarity(sets[item], sets[other])
        reaches = shared and shared * threshold[1] >= threshold[0] * total
        return Fraction(shared, total) if reaches else Fraction(0)

    kept: list[int] = []
    rows: dict[int, tuple[int, ...]] = {}
    for item in places:
        mates = [k for k in kept if k in paired.get(item, ()) or groups.get(item, set()) & groups.get(k, set())]
        likely = [k for k in mates if told[item].may_go(told[k])]
        best = max(likely, key=lambda k: (near(item, k), -k), default=None)
        kind, partner = (GONE, best) if best is not None and near(item, best) else (0, item)
        if not kind:
            heads = [next((k for k in kept if g in groups.get(k, ())), item) for g in groups.get(item, ())]
            others = [k for k in kept if (k in paired.get(item, ()) or k in heads) and not told[item].may_go(told[k])]
            if others and near(item, others[0]):
                kind, partner = GUARDED, others[0]
            kept.append(item)
        rows[item] = (kind, partner, *(_similarity(sets[item], sets[partner]) if kind else (0, 0)))
    columns = zip(*(rows[item] for item in range(len(sets))), strict=True) if rows else ((), (), (), ())
    kinds, partners, shared, totals = columns
    return bytes(kinds), packed_u32s(partners), packed(shared), packed(totals)


def _hashes(items: Items) -> list[dict[int, list[int]]]:
    texts, spans, unit, key = items
    hashes("", unit, key)  # a wrong unit is refused even if there's no text
    return [hashes(piece, unit, key) for piece in cut(texts, spans)]


def _keys(minima: list[int], bands: int, rows: int) -> list[int]:
    return [mix64(fnv(minima[band * rows :][:rows]) ^ band) >> 32 for band in range(bands)]


def _buckets(keys: dict[int, list[int]], band: int) -> list[list[int]]:
    buckets: dict[int, list[int]] = {}
    for item, own in keys.items():
        buckets.setdefault(own[band], []).append(item)
    return [bucket for bucket in buckets.values() if len(bucket) > 1]


def _look(upper: list[int]) -> Look:
    # Two to four bits for each shingle: a power of two of words.
    words = max(1, -(-2 * len(upper) // WORD))
    bits = min(WORD << (words - 1).bit_length(), MOST_BITS)
    bitmap = 0
    for h in upper:
        bitmap |= 1 << mix32(h) % bits
    return Look(len(upper), bitmap.bit_count(), bitmap, bits)


def _may_be_like(looks: dict[int, Look], pair: tuple[int, int], threshold: tuple[int, int]) -> bool:
    numerator, denominator = threshold
    small, large = sorted((looks[item] for item in pair), key=lambda look: look.bits)
    laid = 0
    for shift in range(0, large.bits, small.bits):
        laid |= large.map >> shift
    apart = ((small.map ^ laid) % (1 << small.bits)).bit_count()
    return (
        small.most * denominator >= large.least * numerator
        and large.most * denominator >= small.least * numerator
        and apart * (denominator + numerator) <= (small.most + large.most) * (denominator - numerator)
    )


def _similarity(a: dict[int, list[int]], b: dict[int, list[int]]) -> tuple[int, int]:
    # Shared and total in the measure in which two items are most similar, of those that both have.
    both = [(len({*a[measure]} & {*b[measure]}), len({*a[measure]} | {*b[measure]})) for measure in a if measure in b]
    return max(both, key=lambda sizes: Fraction(*sizes), default=(0, 0))


def _partners(proposals: tuple[bytes, bytes, bytes], items: int) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    # For each item those that it's paired with, and the numbers of its crowds.
    pairs, members, offsets = proposals
    paired: dict[int, set[int]] = {}
    for i, j in _read_pairs(pairs, items):
        paired.setdefault(i, set()).add(j)
        paired.setdefault(j, set()).add(i)
    groups: dict[int, set[int]] = {}
    numbers, ends = u32s("members", members), u64s("offsets", offsets)
    _check_items("members", numbers, items)
    if ends[:1] != (0,) or ends[-1] != len(numbers) or list(ends) != sorted(ends):
        raise ValueError(f"offsets must begin with 0, never fall, and end with {len(numbers)}, the members")
    for group in range(len(ends) - 1):
        for item in numbers[ends[group] : ends[group + 1]]:
            groups.setdefault(item, set()).add(group)
    return paired, groups


def _read_pairs(pairs: bytes, items: int) -> list[tuple[int, int]]:
    numbers = u32s("pairs", pairs, per_item=2)
    _check_items("pairs", numbers, items)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _read_order(order: Order, items: int) -> list[Told]:
    skeletons, ranks = u64s("skeletons", order[3]), u64s("ranks", order[0])
    for name, column in (("ranks", ranks), ("skeletons", skeletons)):
        if len(column) != items:
            raise ValueError(f"{name} is for {len(column)} items, expected {items}")
    facts, names = _read_told("facts", order[1], items), _read_told("names", order[2], items)
    signed = (rank - (rank >> 63 << 64) for rank in ranks)
    return list(map(Told, signed, facts, names, skeletons))


def _read_told(what: str, columns: tuple[bytes, bytes], items: int) -> list[set[int]]:
    values, ends = u64s(what, columns[0]), u64s("offsets", columns[1])
    if ends[:1] != (0,) or ends[-1] != len(values) or list(ends) != sorted(ends):
        raise ValueError(f"offsets must begin with 0, never fall, and end with {len(values)}, the {what}")
    if len(ends) != items + 1:
        raise ValueError(f"offsets is for {len(ends) - 1} items, expected {items}")
    told = [values[start:stop] for start, stop in pairwise(ends)]
    if any(list(own) != sorted(set(own)) for own in told):
        raise ValueError(f"the {what} of an item aren't sorted, or are there twice")
    return [set(own) for own in told]


def _u32_pairs(pairs: Sequence[tuple[int, ...]]) -> bytes:
    return packed_u32s(item for pair in pairs for item in pair)


def _packed_groups(groups: Sequence[Sequence[int]]) -> tuple[bytes, bytes]:
    ends = [0]
    for group in groups:
        ends.append(ends[-1] + len(group))
    return packed_u32s(item for group in groups for item in group), packed(ends)


def _check_items(name: str, numbers: Sequence[int], items: int) -> None:
    if any(number >= items for number in numbers):
        raise ValueError(f"{name} has an item that is {items} or more, expected items below {items}")


def _check_banding(drawn: int, banding: tuple[int, int, int]) -> None:
    for name, value in zip(("bands", "rows", "crowd"), banding, strict=True):
        check_positive(name, value)
    if banding[0] * banding[1] > drawn:
        raise ValueError(f"bands * rows is {banding[0] * banding[1]}, expected at most {drawn}, the permutations")
