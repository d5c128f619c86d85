"""
Sketches → matches: pairs of texts whose exact similarity reaches the threshold.

Rule 1: MinHash proposes pairs, or a join finds all there are; the sets of shingles decide, in whole numbers, and no
        estimate gets into a result.
Rule 2: pairs are between classes of equal texts, which need no proposal: equality is a match already.
Rule 3: a match says that two texts are alike, not that one may go; that is for `deciding` and `grouping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import UNITS, Measure, Neighbours, Sketches, Stars
from docnorm.guarding import Guarding
from docnorm.profile import Profile

__all__ = ["match", "permutations", "star"]

_CROWD = 512
"""From how many partners for each class on a bucket is a crowd, where every pair counts."""

_FEW = 16
"""The same where only stars count: pairs are a shortcut then, and cost memory."""

_GONE = 1
"""The kind of a class that goes for another one, as the kernel tells it."""

_ALL = 0
"""As many threads as there are cores."""


def match(
    sketches: Sketches,
    profile: Profile,
    minimum: int = 0,
    guarding: Guarding | None = None,
    ranks: Sequence[int] = (),
) -> Neighbours:
    """
    Return the verified near-duplicates among the classes of *sketches*; those lighter than *minimum* are left out.

    With *guarding*, the pairs of which neither class may go for the other are left out, but for one of each class:
    thousands of lines from one template (a log) would make millions of pairs that the guard would then keep apart, one
    by one.

    A *crowd*, some hundred classes that are as good as all like each other, makes no pairs but those of the keep rule:
    each with the kept one that it goes for, by *ranks*, a number for each class, and then the longest first.

    Would be wrong to read as all pairs there are: a pair just at the threshold is proposed with the probability
    `Profile.recall`.
    """
    found = _propose(sketches, profile, minimum, _CROWD)
    near, shared, totals = found.pairs, found.shared, found.totals
    if guarding is not None:
        wanted = _worth(near, guarding)
        near, shared, totals = near[wanted], shared[wanted], totals[wanted]
    if not len(found.members):
        return Neighbours(near, shared, totals)
    crowds, members = found._replace(pairs=near[:0]), _numbered(len(sketches.first), found.members)[0]
    own = guarding.of_rows(members) if guarding is not None else Guarding.none(len(members))
    stars = _stars(sketches, profile, crowds, own, ranks).near
    return _joined((near, stars.pairs), (shared, stars.shared), (totals, stars.totals))


def star(sketches: Sketches, profile: Profile, ranks: Sequence[int] = (), threads: int = _ALL) -> Stars:
    """
    Return what the keep rule makes of the classes: each that goes, with the kept one that it goes for, and of those
    that are kept because of the profile's guard alone, each with one that it's like.

    Classes are decided by *ranks*, a number for each class, below 0 for one that never goes; then the longest first,
    then by content. It's what the keep rule would make of all pairs, but n texts that are alike are compared n times,
    not n * n. The result is the same with any number of *threads*.
    """
    found = _propose(sketches, profile, 0, _FEW, threads)
    involved, _ = _numbered(len(sketches.first), found.pairs, found.members)
    texts, spans, *_ = sketches.items(involved)
    return _stars(sketches, profile, found, Guarding.of(profile.guard, texts, spans), ranks)


class _Proposals(NamedTuple):
    # The verified pairs of classes, the members of all crowds and where each begins and ends; and how many threads are
    # to go on with it.
    pairs: NDArray[np.int64]
    shared: NDArray[np.int64]
    totals: NDArray[np.int64]
    members: NDArray[np.int64]
    offsets: bytes
    threads: int


def _numbered(count: int, *columns: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    # Which of so many numbers are in any of the columns, and for each of those its place among them.
    is_there = np.zeros(count, dtype=bool)
    for column in columns:
        is_there[column.reshape(-1)] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1).astype("<u4")


def _propose(sketches: Sketches, profile: Profile, minimum: int, crowd: int, threads: int = _ALL) -> _Proposals:
    eligible = np.flatnonzero(sketches.weights >= minimum)
    if profile.candidates == "exact":
        return _join(sketches, profile, eligible, threads)
    bands, rows = profile.bands
    multipliers, increments = (column.astype("<u4").tobytes() for column in permutations(bands * rows))
    items, drawn = sketches.items(eligible), (multipliers, increments)
    pairs, members, offsets = kernel.propose(items, drawn, (bands, rows, crowd), profile.ratio, threads)
    del items
    involved, places = _numbered(len(eligible), proposed := np.frombuffer(pairs, dtype="<u4"))
    local = places[proposed].tobytes()
    near, *sizes = kernel.verify(sketches.items(eligible[involved]), local, profile.ratio, threads)
    found = eligible[involved[np.frombuffer(near, dtype="<u4").reshape(-1, 2)]]
    shared, totals = (np.frombuffer(column, dtype="<u8").astype(np.int64) for column in sizes)
    return _Proposals(found, shared, totals, eligible[np.frombuffer(members, dtype="<u4")], offsets, threads)


def _join(sketches: Sketches, profile: Profile, eligible: NDArray[np.int64], threads: int) -> _Proposals:
    # All pairs there are, and so no crowds.
    numbers, none = eligible.tolist(), np.zeros(0, dtype=np.int64)
    found = [_join_in(measure, sketches, profile, numbers) for measure in UNITS[sketches.unit]]
    pairs, shared, totals = _most_similar(*map(np.concatenate, zip(*found, strict=True)))
    return _Proposals(eligible[pairs], shared, totals, none, bytes(8), threads)


def _join_in(
    measure: Measure, sketches: Sketches, profile: Profile, numbers: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    # What is similar in one measure: pairs of places in the numbers, what they share and what they have together.
    columns = sketches.sets(measure, numbers)
    shingles, offsets = (column.astype("<u8").tobytes() for column in columns)
    pairs, intersections = kernel.exact_pairs(shingles, offsets, *profile.ratio)
    found = np.frombuffer(pairs, dtype="<u4").reshape(-1, 2).astype(np.int64)
    shared = np.frombuffer(intersections, dtype="<u8").astype(np.int64)
    return found, shared, np.diff(columns[1].astype(np.int64))[found].sum(axis=1) - shared


def _most_similar(
    pairs: NDArray[np.int64], shared: NDArray[np.int64], totals: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    # Each pair once: in the measure in which it's most similar, of two that are the same in the first one.
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))  # what is equal stays in its order
    pairs, shared, totals = pairs[order], shared[order], totals[order]
    twice = np.flatnonzero((pairs[1:] == pairs[:-1]).all(axis=1))
    is_better = shared[twice + 1] * totals[twice] > shared[twice] * totals[twice + 1]
    told = np.ones(len(pairs), dtype=bool)
    told[twice + ~is_better] = False
    return pairs[told], shared[told], totals[told]


def _stars(sketches: Sketches, profile: Profile, found: _Proposals, guarding: Guarding, ranks: Sequence[int]) -> Stars:
    # The guarding is of the classes that are in any proposal.
    involved, places = _numbered(len(sketches.first), found.pairs, found.members)
    own = np.array(ranks, dtype="<i8")[involved] if len(ranks) else np.zeros(len(involved), dtype="<i8")
    pairs, members = (places[numbers].tobytes() for numbers in (found.pairs, found.members))
    proposals, order = (pairs, members, found.offsets), (own.tobytes(), *guarding.columns)
    kinds, others, *sizes = kernel.stars(sketches.items(involved), proposals, order, profile.ratio, found.threads)
    linked = np.flatnonzero(np.frombuffer(kinds, dtype="u1"))
    partners = np.frombuffer(others, dtype="<u4")[linked]
    shared, totals = (np.frombuffer(column, dtype="<u8").astype(np.int64)[linked] for column in sizes)
    gone = np.frombuffer(kinds, dtype="u1")[linked] == _GONE
    return Stars(involved[linked], involved[partners], shared, totals, gone)


def _joined(
    pairs: tuple[NDArray[np.int64], ...], shared: tuple[NDArray[np.int64], ...], totals: tuple[NDArray[np.int64], ...]
) -> Neighbours:
    # A pair that both told of is there once.
    every, first = np.unique(np.concatenate(pairs), axis=0, return_index=True)
    return Neighbours(every, np.concatenate(shared)[first], np.concatenate(totals)[first])


def _worth(pairs: NDArray[np.int64], guarding: Guarding) -> NDArray[np.bool_]:
    # The pairs that a guard may let pass, and for every class the first pair in which it comes second.
    worth = guarding.may_allow(pairs)
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
