"""
Which classes of characters texts have, and where, in plain Python. Any string will do, lone surrogates included.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from docnorm._reference.columns import packed, u32s

POINTS = 0x110000
PAGE = 128
PAGES = POINTS // PAGE


class Classes(NamedTuple):
    """
    A table that `class_table` made, read: the distinct sets of classes, the index of pages, and the pages.
    """

    sets: tuple[int, ...]
    page_of: tuple[int, ...]
    pages: bytes

    def of(self, char: str) -> int:
        """
        The classes of a character, as bits.
        """
        page, place = divmod(ord(char), PAGE)
        return self.sets[self.pages[self.page_of[page] * PAGE + place]]


def class_table(rows: bytes) -> bytes:
    """
    The classes of all code points as a table with two levels.

    >>> survey(["it’s", "its"], class_table(struct.pack("<3I", 0x2018, 0x2020, 1)))
    b'\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00'
    """
    sets = [0] * POINTS
    numbers = u32s("rows", rows, per_item=3)
    for k, (start, stop, classes) in enumerate(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)):
        if not start <= stop <= POINTS:
            raise ValueError(f"row {k} is ({start}, {stop}, {classes}), expected start <= stop, and at most {POINTS}")
        for code in range(start, stop):
            sets[code] |= classes
    distinct = list(dict.fromkeys([0, *sets]))
    if len(distinct) > 256:
        raise ValueError("rows make more than 256 sets of classes")
    number_of = {classes: number for number, classes in enumerate(distinct)}
    pages = [bytes(map(number_of.__getitem__, sets[at : at + PAGE])) for at in range(0, POINTS, PAGE)]
    page_of = {page: number for number, page in enumerate(dict.fromkeys(pages))}
    by_byte = [set(sets[slice(*_beginning_with(byte))]) for byte in range(256)]
    any_of = [sum(1 << bit for bit in range(32) if any(classes >> bit & 1 for classes in found)) for found in by_byte]
    return b"".join(
        [
            struct.pack(f"<{1 + len(distinct) + 256}I", len(distinct), *distinct, *any_of),
            bytes(len(found) <= 1 for found in by_byte),
            struct.pack(f"<{PAGES}H", *(page_of[page] for page in pages)),
            *page_of,
        ]
    )


def _beginning_with(byte: int) -> tuple[int, int]:
    # The code points whose UTF-8 begins with a byte.
    if byte < 0x80:
        return byte, byte + 1
    if byte < 0xC2 or byte >= 0xF5:
        return 0, 0
    bits, least = (6, 0x80) if byte < 0xE0 else (12, 0x800) if byte < 0xF0 else (18, 0x10000)
    lead = byte & (0x3F >> bits // 6)
    return max(least, lead << bits), min(POINTS, lead + 1 << bits)


def _read(table: bytes) -> Classes:
    number = int.from_bytes(table[:4], "little")
    index_at = 4 + 4 * number + 4 * 256 + 256
    pages_at = index_at + 2 * PAGES
    pages = table[pages_at:]
    if len(table) >= pages_at and len(pages) % PAGE == 0:
        sets = struct.unpack_from(f"<{number}I", table, 4)
        index = struct.unpack_from(f"<{PAGES}H", table, index_at)
        if max(index) < len(pages) // PAGE and max(pages) < number:
            return Classes(sets, index, pages)
    raise ValueError("classes is no table that class_table made")


def survey(texts: list[str], classes: bytes) -> bytes:
    """
    The classes that occur in each text, as bits, u32.
    """
    table = _read(classes)
    return struct.pack(f"<{len(texts)}I", *(_union(map(table.of, set(text))) for text in texts))


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def find(text: str, classes: bytes, wanted: int) -> tuple[bytes, bytes, bytes]:
    """
    Where the characters stand that have a wanted class, their code points (u32), and all their classes (u32).

    >>> table = class_table(struct.pack("<3I", 0x2018, 0x2020, 1))
    >>> positions, points, _ = find("“it”", table, 1)
    >>> struct.unpack("<2Q", positions), struct.unpack("<2I", points)
    ((0, 3), (8220, 8221))
    """
    if not 0 <= wanted < 1 << 32:
        raise OverflowError(f"wanted is {wanted}, expected 32 bits")
    table = _read(classes)
    sets = {char: table.of(char) for char in set(text) if table.of(char) & wanted}
    places = [at for at, char in enumerate(text) if char in sets]
    points = struct.pack(f"<{len(places)}I", *(ord(text[at]) for at in places))
    return packed(places), points, struct.pack(f"<{len(places)}I", *(sets[text[at]] for at in places))


def matching_lines(text: str, classes: bytes, patterns: bytes) -> bytes:
    r"""
    Where the lines start and stop that hold one, two or three adjacent characters of the classes of a pattern.

    >>> table = class_table(struct.pack("<6I", 0xC0, 0xE0, 1, 0xA0, 0xC0, 2))
    >>> struct.unpack("<2Q", matching_lines("é\nÃ©\n", table, struct.pack("<3I", 1, 2, 0)))
    (2, 5)
    """
    table = _read(classes)
    numbers = u32s("patterns", patterns, per_item=3)
    rows = list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
    for k, (first, second, third) in enumerate(rows):
        if not first or (third and not second):
            raise ValueError(f"pattern {k} is ({first}, {second}, {third}), expected nothing behind a 0")
    sets = {char: table.of(char) for char in set(text)}
    spans: list[int] = []
    start = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        found = _union(map(sets.__getitem__, set(line)))
        possible = [row for row in rows if all(found & part for part in row if part)]
        if any(_matches([sets[char] for char in line], [part for part in row if part]) for row in possible):
            spans += start, start + len(line)
        start += len(line)
    return packed(spans)


def _matches(sets: list[int], pattern: list[int]) -> bool:
    windows = (sets[at : at + len(pattern)] for at in range(len(sets) - len(pattern) + 1))
    return any(all(found & part for found, part in zip(window, pattern, strict=True)) for window in windows)
