"""
Sketches → matches: pairs of texts whose exact similarity reaches the threshold.

Rule 1: MinHash proposes pairs, or a join finds all there are; the sets of shingles decide, in whole numbers, and no
        estimate gets into a result.
Rule 2: pairs are between classes of equal texts, which need no proposal: equality is a match already.
Rule 3: a match says that two texts are alike, not that one may go; that is for `deciding` and `grouping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import UNITS, Measure, Neighbours, Sketches, Stars
from docnorm.guarding import Facts, mask
from docnorm.profile import Profile

__all__ = ["match", "permutations", "star"]

_CROWD = 512
"""From how many partners for each class on a bucket is a crowd, where every pair counts."""

_FEW = 16
"""The same where only stars count: pairs are a shortcut then, and cost memory."""

_NOTHING: frozenset[str] = frozenset()

_GONE = 1
"""The kind of a class that goes for another one, as the kernel tells it."""

_ALL = 0
"""As many threads as there are cores."""


def match(
    sketches: Sketches,
    profile: Profile,
    minimum: int = 0,
    facts: Facts | None = None,
    ranks: Sequence[int] = (),
) -> Neighbours:
    """
    Return the verified near-duplicates among the classes of *sketches*; those lighter than *minimum* are left out.

    With *facts*, the numbers of each class, the pairs of which neither has all numbers of the other are left out, but
    for one of each class: thousands of lines from one template (a log) would make millions of pairs that the guard
    would then keep apart, one by one.

    A *crowd*, some hundred classes that are as good as all like each other, makes no pairs but those of the keep rule:
    each with the kept one that it goes for, by *ranks*, a number for each class, and then the longest first.

    Would be wrong to read as all pairs there are: a pair just at the threshold is proposed with the probability
    `Profile.recall`.
    """
    found = _propose(sketches, profile, minimum, _CROWD)
    near, shared, totals = found.pairs, found.shared, found.totals
    if facts is not None:
        wanted = _worth(near, facts)
        near, shared, totals = near[wanted], shared[wanted], totals[wanted]
    if not len(found.members):
        return Neighbours(near, shared, totals)
    stars = _stars(sketches, profile, found._replace(pairs=near[:0]), facts or _no_facts, ranks).near
    return _joined((near, stars.pairs), (shared, stars.shared), (totals, stars.totals))


def star(sketches: Sketches, profile: Profile, facts: Facts, ranks: Sequence[int] = (), threads: int = _ALL) -> Stars:
    """
    Return what the keep rule makes of the classes: each that goes, with the kept one that it goes for, and of those
    that are kept because of their *facts* alone, each with one that it's like.

    Classes are decided by *ranks*, a number for each class, below 0 for one that never goes; then the longest first,
    then by content. It's what the keep rule would make of all pairs, but n texts that are alike are compared n times,
    not n * n. The result is the same with any number of *threads*.
    """
    return _stars(sketches, profile, _propose(sketches, profile, 0, _FEW, threads), facts, ranks)


class _Proposals(NamedTuple):
    # The verified pairs of classes, the members of all crowds and where each begins and ends; and how many threads are
    # to go on with it.
    pairs: NDArray[np.int64]
    shared: NDArray[np.int64]
    totals: NDArray[np.int64]
    members: NDArray[np.int64]
    offsets: bytes
    threads: int


def _propose(sketches: Sketches, profile: Profile, minimum: int, crowd: int, threads: int = _ALL) -> _Proposals:
    eligible = np.flatnonzero(sketches.weights >= minimum)
    if profile.candidates == "exact":
        return _join(sketches, profile, eligible, threads)
    bands, rows = profile.bands
    multipliers, increments = (column.astype("<u4").tobytes() for column in permutations(bands * rows))
    items, drawn = sketches.items(eligible), (multipliers, increments)
    pairs, members, offsets = kernel.propose(items, drawn, (bands, rows, crowd), profile.ratio, threads)
    del items
    involved, places = np.unique(np.frombuffer(pairs, dtype="<u4"), return_inverse=True)
    local = places.reshape(-1).astype("<u4").tobytes()
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


def _stars(sketches: Sketches, profile: Profile, found: _Proposals, facts: Facts, ranks: Sequence[int]) -> Stars:
    involved = np.unique(np.concatenate([found.pairs.reshape(-1), found.members]))
    classes = involved.tolist()
    texts = sketches.texts_of(involved)
    own = [ranks[number] for number in classes] if ranks else [0] * len(classes)
    places = sorted(range(len(classes)), key=lambda place: (own[place], -len(texts[place]), texts[place]))
    told = [facts(classes[place]) | _bound(own[place], place) for place in places]
    columns = np.array(places, dtype="<u4").tobytes(), *_packed_facts(told)
    pairs, members = (np.searchsorted(involved, own).astype("<u4").tobytes() for own in (found.pairs, found.members))
    proposals = pairs, members, found.offsets
    kinds, others, *sizes = kernel.stars(sketches.items(involved), proposals, columns, profile.ratio, found.threads)
    linked = np.flatnonzero(np.frombuffer(kinds, dtype="u1"))
    partners = np.frombuffer(others, dtype="<u4")[linked]
    shared, totals = (np.frombuffer(column, dtype="<u8").astype(np.int64)[linked] for column in sizes)
    numbers = involved[np.array(places, dtype=np.int64)[linked]]
    return Stars(numbers, involved[partners], shared, totals, np.frombuffer(kinds, dtype="u1")[linked] == _GONE)


def _bound(rank: int, place: int) -> frozenset[str]:
    # What is never dropped has a fact that nobody else has.
    return _NOTHING if rank >= 0 else frozenset([f"{place} stays"])


def _packed_facts(facts: list[frozenset[str]]) -> tuple[bytes, bytes]:
    # CSR: the numbers of the facts, which are numbered as they come.
    numbers: dict[str, int] = {}
    rows = [sorted(numbers.setdefault(fact, len(numbers)) for fact in own) for own in facts]
    values = np.array([number for row in rows for number in row], dtype="<u4")
    return values.tobytes(), np.cumsum([0, *map(len, rows)]).astype("<u8").tobytes()


def _no_facts(_: int) -> frozenset[str]:
    return _NOTHING


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
