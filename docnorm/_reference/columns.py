"""
Columns as the kernel takes and gives them, and the refusals that its functions share.

A column is `bytes`, little-endian u64 unless said otherwise.
"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def packed(values: Iterable[int]) -> bytes:
    values = list(values)
    return struct.pack(f"<{len(values)}Q", *values)


def packed_u32s(values: Iterable[int]) -> bytes:
    values = list(values)
    return struct.pack(f"<{len(values)}I", *values)


def packed_pairs(pairs: Iterable[tuple[int, int]]) -> bytes:
    return b"".join(struct.pack("<2I", i, j) for i, j in pairs)


def packed_sets(sets: Sequence[Sequence[int]]) -> tuple[bytes, bytes]:
    offsets = [0]
    for members in sets:
        offsets.append(offsets[-1] + len(members))
    return packed(member for members in sets for member in members), packed(offsets)


def unpacked_sets(shingles: bytes, offsets: bytes) -> list[set[int]]:
    values, ends = u64s("shingles", shingles), u64s("offsets", offsets)
    if ends[:1] != (0,) or ends[-1] != len(values) or list(ends) != sorted(ends):
        raise ValueError(f"offsets must begin with 0, never fall, and end with {len(values)}, the shingles")
    return [set(values[start:stop]) for start, stop in pairwise(ends)]


def u64s(name: str, column: bytes, per_item: int = 1) -> tuple[int, ...]:
    check_width(name, column, 8 * per_item)
    return struct.unpack(f"<{len(column) // 8}Q", column)


def u32s(name: str, column: bytes, per_item: int = 1) -> tuple[int, ...]:
    check_width(name, column, 4 * per_item)
    return struct.unpack(f"<{len(column) // 4}I", column)


def check_width(name: str, column: bytes, width: int) -> None:
    if len(column) % width:
        raise ValueError(f"{name} holds {len(column)} bytes, expected a multiple of {width}")


def check_positive(name: str, value: int) -> None:
    if value < 1:
        raise ValueError(f"{name} is {value}, expected at least 1")


def check_threshold(numerator: int, denominator: int) -> None:
    if not 0 < numerator <= denominator:
        raise ValueError(f"threshold is {numerator}/{denominator}, expected more than 0 and at most 1")


def check_threads(threads: int) -> None:
    if threads < 0:
        raise ValueError(f"threads is {threads}, expected at least 0")
