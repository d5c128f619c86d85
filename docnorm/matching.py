"""
Sketches → matches: pairs of texts whose exact similarity reaches the threshold.

Rule 1: MinHash proposes pairs, or a join finds all there are; the sets of shingles decide, in whole numbers, and no
        estimate gets into a result.
Rule 2: pairs are between classes of equal texts, which need no proposal: equality is a match already.
Rule 3: a match says that two texts are alike, not that one may go; that is for `deciding` and `grouping`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import Neighbours, Pair, Sketches
from docnorm.guarding import Facts, mask
from docnorm.profile import Profile

__all__ = ["match", "permutations"]


def match(sketches: Sketches, profile: Profile, minimum: int = 0, facts: Facts | None = None) -> Neighbours:
    """
    Return the verified near-duplicates among the classes of *sketches*; those lighter than *minimum* are left out.

    With *facts*, the numbers of each class, the pairs of which neither has all numbers of the other are left out, but
    for one of each class: thousands of lines from one template (a log) would make millions of pairs that the guard
    would then keep apart, one by one.

    Would be wrong to read as all pairs there are: a pair just at the threshold is proposed with the probability
    `Profile.recall`.
    """
    eligible = np.flatnonzero(sketches.weights >= minimum)
    shingles, offsets = _select(sketches, eligible)
    columns = _bytes_of(shingles), _bytes_of(offsets)
    if profile.candidates == "exact":
        pairs, intersections = kernel.exact_pairs(*columns, *profile.ratio)
    else:
        pairs, intersections = _proposed(columns, profile)
    found = eligible[np.frombuffer(pairs, dtype="<u4").reshape(-1, 2)]
    shared = np.frombuffer(intersections, dtype="<u8").astype(np.int64)
    if facts is not None:
        wanted = _worth(found, facts)
        found, shared = found[wanted], shared[wanted]
    return _neighbours(found, shared, sketches.sizes())


def _proposed(columns: tuple[bytes, bytes], profile: Profile) -> tuple[bytes, bytes]:
    bands, rows = profile.bands
    multipliers, increments = permutations(bands * rows)
    signatures = kernel.signatures(*columns, multipliers.astype("<u4").tobytes(), increments.astype("<u4").tobytes())
    keys = kernel.band_keys(signatures, bands * rows, bands, rows)
    return kernel.near_pairs(*columns, keys, bands, profile.ratio)


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


def _bytes_of(column: NDArray[np.uint64]) -> bytes:
    # A column that's a view on what the kernel gave needs no copy, which would cost more than the work on it.
    return column.base if isinstance(column.base, bytes) else column.astype("<u8").tobytes()


def _select(sketches: Sketches, eligible: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    sizes = sketches.sizes()
    if len(eligible) == len(sizes):
        return sketches.shingles, sketches.offsets
    keep = np.zeros(len(sizes), dtype=bool)
    keep[eligible] = True
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[eligible])]).astype("<u8")
    return sketches.shingles[np.repeat(keep, sizes)], offsets


def _neighbours(pairs: NDArray[np.int64], shared: NDArray[np.int64], sizes: NDArray[np.int64]) -> Neighbours:
    totals = sizes[pairs[:, 0]] + sizes[pairs[:, 1]] - shared
    found: Neighbours = {}
    columns = (pairs[:, 0].tolist(), pairs[:, 1].tolist(), shared.tolist(), totals.tolist())
    for left, right, both, total in zip(*columns, strict=True):
        pair = Pair(both, total)
        found.setdefault(left, {})[right] = pair
        found.setdefault(right, {})[left] = pair
    return found
