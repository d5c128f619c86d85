"""
What datasketch makes of tokens, in plain Python: their hashes, and signatures in its two schemes of 64 bits.

Its third scheme, of 32 bits, is docnorm's own: `sketching.signatures`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from docnorm._reference.columns import check_positive, packed, packed_sets, u64s, unpacked_sets
from docnorm._reference.sketching import U32, U64, mix64

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MERSENNE = (1 << 61) - 1


def token_hashes(sets: list[list[str | bytes]]) -> tuple[bytes, bytes]:
    """
    The first eight bytes of each token's SHA-1; the same as datasketch's `sha1_hash64`.

    >>> token_hashes([["höhe"]]) == token_hashes([["höhe".encode()]])
    True
    """
    return packed_sets([[_hash64(token) for token in tokens] for tokens in sets])


def _hash64(token: str | bytes) -> int:
    if not isinstance(token, str | bytes):
        raise TypeError(f"'{type(token).__name__}' object is neither bytes nor str")
    data = token.encode() if isinstance(token, str) else token
    return int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest()[:8], "little")


def affine64_signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The u64 MinHash of each set; the same as datasketch's `affine64` over the shingles.
    """
    mixed = [[mix64(shingle) for shingle in members] for members in unpacked_sets(shingles, offsets)]
    return _signatures(mixed, multipliers, increments, (lambda total: total & U64, U64))


def legacy_signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The u32 MinHash of each set, in u64; the same as datasketch's `legacy` over the upper halves of the shingles.
    """
    halves = [[shingle >> 32 for shingle in members] for members in unpacked_sets(shingles, offsets)]
    return _signatures(halves, multipliers, increments, (lambda total: (total & U64) % MERSENNE & U32, U32))


def _signatures(
    sets: Sequence[Sequence[int]], multipliers: bytes, increments: bytes, scheme: tuple[Callable[[int], int], int]
) -> bytes:
    # A scheme is what becomes of a * h + b, and the minimum of nothing.
    if len(multipliers) != len(increments):
        raise ValueError(f"increments holds {len(increments)} bytes, expected {len(multipliers)}, like multipliers")
    permutations = list(zip(u64s("multipliers", multipliers), u64s("increments", increments), strict=True))
    check_positive("the number of permutations", len(permutations))
    reduced, empty = scheme
    return packed(
        min((reduced(a * h + b) for h in members), default=empty) for members in sets for a, b in permutations
    )
