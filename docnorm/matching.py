"""
Sketches → matches: pairs of texts whose exact similarity reaches the threshold.

Rule 1: MinHash proposes pairs, the sets of shingles decide, in whole numbers; no estimate gets into a result.
Rule 2: pairs are between classes of equal texts, which need no proposal: equality is a match already.
Rule 3: a match says that two texts are alike, not that one may go; that is for `deciding` and `grouping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import Neighbours, Sketches
from docnorm.guarding import Facts, mask
from docnorm.profile import Profile

__all__ = ["match", "permutations", "star"]

_CROWD = 512
"""From how many partners for each class on a bucket is a crowd, where every pair counts."""

_FEW = 16
"""The same where only stars count: pairs are a shortcut then, and cost memory."""

_ALL = 0
"""As many threads as there are cores."""


def match(
    sketches: Sketches,
    profile: Profile,
    minimum: int = 0,
    facts: Facts | None = None,
    order: Sequence[int] | None = None,
) -> Neighbours:
    """
    Return the verified near-duplicates among the classes of *sketches*; those lighter than *minimum* are left out.

    With *facts*, the numbers of each class, the pairs of which neither has all numbers of the other are left out, but
    for one of each class: thousands of lines from one template (a log) would make millions of pairs that the guard
    would then keep apart, one by one.

    A *crowd*, some hundred classes that are as good as all like each other, makes no pairs but those of the keep rule:
    each with the kept one that it goes for, by *order*, a rank for each class, or else the longest first.

    Would be wrong to read as all pairs there are: a pair just at the threshold is proposed with the probability
    `Profile.recall`.
    """
    found = _propose(sketches, profile, minimum, _CROWD)
    pairs, *columns = kernel.verify(found.items, found.pairs, profile.ratio, _ALL)
    near = found.eligible[np.frombuffer(pairs, dtype="<u4").reshape(-1, 2)]
    shared, totals = (np.frombuffer(column, dtype="<u8").astype(np.int64) for column in columns)
    if facts is not None:
        wanted = _worth(near, facts)
        near, shared, totals = near[wanted], shared[wanted], totals[wanted]
    if not found.members:
        return Neighbours(near, shared, totals)
    stars = _stars(sketches, profile, found._replace(pairs=b""), facts or _no_facts, order)
    return _joined((near, stars.pairs), (shared, stars.shared), (totals, stars.totals))


def star(
    sketches: Sketches, profile: Profile, facts: Facts, order: Sequence[int] | None = None, threads: int = _ALL
) -> Neighbours:
    """
    Return what the keep rule needs to know: each class that goes, with the kept one that it goes for; and of those that
    are kept because of their *facts* alone, each with one that it's like.

    Classes are decided by *order*, a rank for each class, then the longest first, then by content. It's what the keep
    rule would make of all pairs, but n texts that are alike are compared n times, not n * n. The result is the same
    with any number of *threads*.
    """
    return _stars(sketches, profile, _propose(sketches, profile, 0, _FEW, threads), facts, order)


class _Proposals(NamedTuple):
    # What the kernel proposes, the classes that its items stand for, and how many threads go on with it.
    eligible: NDArray[np.int64]
    items: tuple[list[str], bytes, int, int]
    threads: int
    pairs: bytes
    members: bytes
    offsets: bytes


def _propose(sketches: Sketches, profile: Profile, minimum: int, crowd: int, threads: int = _ALL) -> _Proposals:
    eligible = np.flatnonzero(sketches.weights >= minimum)
    items = sketches.items(eligible)
    bands, rows = profile.bands
    multipliers, increments = (column.astype("<u4").tobytes() for column in permutations(bands * rows))
    banding = (bands, rows, crowd)
    proposed = kernel.propose(items, (multipliers, increments), banding, profile.ratio, threads)
    return _Proposals(eligible, items, threads, *proposed)


def _stars(
    sketches: Sketches, profile: Profile, found: _Proposals, facts: Facts, order: Sequence[int] | None
) -> Neighbours:
    involved = np.unique(np.frombuffer(found.pairs + found.members, dtype="<u4"))
    numbers = found.eligible[involved].tolist()
    texts = [sketches.text(number) for number in numbers]
    ranks = [0] * len(numbers) if order is None else [order[number] for number in numbers]
    places = sorted(range(len(numbers)), key=lambda place: (ranks[place], -len(texts[place]), texts[place]))
    ordered = involved[places].astype("<u4")
    columns = ordered.tobytes(), *_packed_facts([facts(numbers[place]) for place in places])
    proposals = found.pairs, found.members, found.offsets
    kinds, partners, *sizes = kernel.stars(found.items, proposals, columns, profile.ratio, found.threads)
    told = np.flatnonzero(np.frombuffer(kinds, dtype="u1"))
    ends = ordered[told], np.frombuffer(partners, dtype="<u4")[told]
    shared, totals = (np.frombuffer(column, dtype="<u8").astype(np.int64)[told] for column in sizes)
    return Neighbours(np.sort(found.eligible[np.stack(ends, axis=1)], axis=1), shared, totals)


def _packed_facts(facts: list[frozenset[str]]) -> tuple[bytes, bytes]:
    # CSR: the numbers of the facts, which are numbered as they come.
    numbers: dict[str, int] = {}
    rows = [sorted(numbers.setdefault(fact, len(numbers)) for fact in own) for own in facts]
    values = np.array([number for row in rows for number in row], dtype="<u4")
    return values.tobytes(), np.cumsum([0, *map(len, rows)]).astype("<u8").tobytes()


def _no_facts(_: int) -> frozenset[str]:
    return frozenset()


def _joined(
    pairs: tuple[NDArray[np.int64], ...], shared: tuple[NDArray[np.int64], ...], totals: tuple[NDArray[np.int64], ...]
) -> Neighbours:
    # A pair that both told of is there once.
    every, first = np.unique(np.concatenate(pairs), axis=0, return_index=True)
    return Neighbours(every, np.concatenate(shared)[first], np.concatenate(totals)[first])


def _worth(pairs: NDArray[np.int64], facts: Facts) -> NDArray[np.bool_]:
    # The pairs that a guard may let pass, and for every class the first pair in which it comes second.
    classes, places = np.unique(pairs, return_inverse=True)
    masks = np.array([mask(facts(number)) for number in classes.tolist()], dtype=np.uint64)
    left, right = masks[places.reshape(-1, 2)].T if len(pairs) else (masks, masks)
    worth: NDArray[np.bool_] = ((left & ~right) == 0) | ((right & ~left) == 0)
    worth[np.unique(pairs[:, 1], return_index=True)[1]] = True
    return worth


def permutations(count: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """
    Return *count* multipliers and increments: those of datasketch's `affine32` scheme with seed 1.

    They come from numpy's legacy generator, whose stream numpy has promised not to change (NEP 19), so that a
    signature is the same everywhere and equals `datasketch.MinHash`'s over the same 32-bit hashes.

    >>> permutations(2)[0].tolist()
    [3582191691, 4270784983]
    """
    generator = np.random.RandomState(1)
    multipliers = generator.randint(0, 2**31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    increments = generator.randint(0, 2**32, count, dtype=np.uint32)
    return multipliers, increments
