"""
Match keys, shingles, signatures and candidates, in plain Python.

docs/scheme.md explains the constants.
"""

from __future__ import annotations

import hashlib
import re
import struct
from bisect import bisect_right
from importlib import resources
from itertools import combinations
from typing import TYPE_CHECKING

from docnorm._reference.columns import (
    check_positive,
    check_threshold,
    packed,
    packed_pairs,
    packed_sets,
    u32s,
    u64s,
    unpacked_sets,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

U32 = 0xFFFF_FFFF
U64 = 0xFFFF_FFFF_FFFF_FFFF
FNV_BASIS = 0xCBF2_9CE4_8422_2325
FNV_PRIME = 0x100_0000_01B3
GOLDEN = 0x9E37_79B9_7F4A_7C15
SHINGLE = 5  # code points of a block, words of a document
BLOCK, DOCUMENT = 0, 1
CHARACTER_WEIGHT = 3  # a Chinese character, a kana or a Hangul syllable says about as much as three letters
CHARACTERS = 0x3000  # where those begin; Thai, Lao, Khmer and Myanmar, which come before, are written in letters
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def mix64(h: int) -> int:
    """
    Murmur3's 64-bit finalizer: a bijection that lets every bit of *h* decide about every bit of the result.
    """
    h = (h ^ h >> 33) * 0xFF51_AFD7_ED55_8CCD & U64
    h = (h ^ h >> 33) * 0xC4CE_B9FE_1A85_EC53 & U64
    return h ^ h >> 33


def mix32(h: int) -> int:
    """
    Murmur3's 32-bit finalizer, which datasketch applies before it permutes.
    """
    h = (h ^ h >> 16) * 0x85EB_CA6B & U32
    h = (h ^ h >> 13) * 0xC2B2_AE35 & U32
    return h ^ h >> 16


def fnv(values: Iterable[int]) -> int:
    """
    FNV-1a over whole values, not over bytes: a code point is one step.
    """
    h = FNV_BASIS
    for value in values:
        h = (h ^ value) * FNV_PRIME & U64
    return h


PLACES = tuple(mix64((j + 1) * GOLDEN & U64) | 1 for j in range(8))  # the first five weigh the places of an n-gram
WHOLE_KEY = PLACES[7]  # keeps a whole key of one letter apart from the hash of a word


def _lines_of_the_table() -> list[tuple[int, int, str]]:
    text = resources.files("docnorm").joinpath("fold.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(int(first, 16), int(last, 16), to) for first, last, to in rows]


_TABLE = _lines_of_the_table()
_FOLDS = [line for line in _TABLE if line[2] != "unspaced"]
_UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last, to in _TABLE if to == "unspaced")
_WORD = re.compile(f"[{_UNSPACED}]|[^ {_UNSPACED}]+")
_UNSPACED_CODE_POINT = re.compile(f"[{_UNSPACED}]")


class _Folding(dict[int, str]):
    """
    What each code point folds to, looked up in the table when it is first met; made for `str.translate`.
    """

    def __missing__(self, c: int) -> str:
        self[c] = folded = self._look_up(c)
        return folded

    @staticmethod
    def _look_up(c: int) -> str:
        first, last, to = _FOLDS[bisect_right(_FOLDS, c, key=lambda line: line[0]) - 1]
        if c > last:
            return chr(c)
        if to in ("space", "drop"):
            return " " if to == "space" else ""
        sequence = [int(point, 16) for point in to.split(" ")]
        return "".join(map(chr, sequence)) if len(sequence) > 1 else chr(sequence[0] + c - first)


_folding = _Folding()


def fold(texts: list[str]) -> list[str]:
    """
    The match key of each text: every code point folded alone, then single spaces.

    >>> fold(["“Ｈello”,  WORLD!", "Straße № 5", "…"])
    ['hello world', 'strasse no 5', '']
    """
    _encodable(texts)
    return [" ".join(filter(None, text.translate(_folding).split(" "))) for text in texts]


def lines(texts: list[str]) -> tuple[bytes, bytes, bytes]:
    r"""
    Where the lines of each text start, and which are blank. U+000A alone ends a line.

    >>> starts, blanks, offsets = lines(["a\n\u3000\nb\u2028c"])
    >>> struct.unpack("<3Q", starts), blanks, struct.unpack("<2Q", offsets)
    ((0, 2, 4), b'\x00\x01\x00', (0, 3))
    """
    _encodable(texts)
    starts: list[int] = []
    blanks = bytearray()
    offsets = [0]
    for text in texts:
        start = 0
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            starts.append(start)
            blanks.append(not line.strip(WHITE_SPACE))
            start += len(line)
        offsets.append(len(starts))
    return packed(starts), bytes(blanks), packed(offsets)


def digests(texts: list[str], spans: bytes) -> bytes:
    """
    BLAKE2b-128 of the UTF-8 of each span.

    >>> digests(["höhe"], struct.pack("<3Q", 0, 1, 2)) == hashlib.blake2b("ö".encode(), digest_size=16).digest()
    True
    """
    return b"".join(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in _cut(texts, spans))


def shingles(keys: list[str], units: bytes) -> tuple[bytes, bytes]:
    """
    The set of shingle hashes of each key, sorted.
    """
    _encodable(keys)
    _check_units(units, len(keys), "key")
    sets = [sorted(_shingle_set(key, unit)) for key, unit in zip(keys, units, strict=True)]
    return packed_sets(sets)


def sketch(texts: list[str], spans: bytes, units: bytes) -> tuple[bytes, bytes, bytes]:
    """
    `fold` and `shingles` of each span in one step, and the weight of its key.
    """
    keys = fold(_cut(texts, spans))
    _check_units(units, len(keys), "span")
    return packed(map(_weight, keys)), *shingles(keys, units)


def _shingle_set(key: str, unit: int) -> set[int]:
    parts = [mix64(fnv(map(ord, word))) for word in _WORD.findall(key)] if unit == DOCUMENT else list(map(ord, key))
    if len(parts) < SHINGLE:
        return {mix64(fnv(map(ord, key)) + WHOLE_KEY & U64)} if key else set()
    windows = (parts[i : i + SHINGLE] for i in range(len(parts) - SHINGLE + 1))
    return {mix64(sum(part * place for part, place in zip(window, PLACES, strict=False)) & U64) for window in windows}


def _weight(key: str) -> int:
    characters = sum(ord(point) >= CHARACTERS for point in _UNSPACED_CODE_POINT.findall(key))
    return len(key) - key.count(" ") + (CHARACTER_WEIGHT - 1) * characters


def signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The u32 MinHash of each set; the same as datasketch's `affine32` over the upper halves of the shingles.
    """
    if len(multipliers) != len(increments):
        raise ValueError(f"increments holds {len(increments)} bytes, expected {len(multipliers)}, like multipliers")
    permutations = list(zip(u32s("multipliers", multipliers), u32s("increments", increments), strict=True))
    check_positive("the number of permutations", len(permutations))
    out: list[int] = []
    for members in unpacked_sets(shingles, offsets):
        mixed = [mix32(shingle >> 32) for shingle in members]
        out += [min((a * h + b & U32 for h in mixed), default=U32) for a, b in permutations]
    return struct.pack(f"<{len(out)}I", *out)


def band_keys(signatures: bytes, permutations: int, bands: int, rows: int) -> bytes:
    """
    One u64 per item and band: a hash of the band's number and of its rows.
    """
    for name, value in (("permutations", permutations), ("bands", bands), ("rows", rows)):
        check_positive(name, value)
    if bands * rows > permutations:
        raise ValueError(f"bands * rows is {bands * rows}, expected at most {permutations}, the permutations")
    values = u32s("signatures", signatures, per_item=permutations)
    items = range(0, len(values), permutations)
    return packed(mix64(fnv(values[item + band * rows :][:rows]) ^ band) for item in items for band in range(bands))


def candidates(keys: bytes, bands: int) -> bytes:
    """
    The pairs that share the key of a band, each once, in order.
    """
    return packed_pairs(_candidates(_rows_of_keys(keys, bands)))


def intersections(shingles: bytes, offsets: bytes, pairs: bytes) -> bytes:
    """
    How many shingles the two items of each pair have in common.
    """
    sets = unpacked_sets(shingles, offsets)
    numbers = u32s("pairs", pairs, per_item=2)
    for k, (i, j) in enumerate(both := list(zip(numbers[::2], numbers[1::2], strict=True))):
        if max(i, j) >= len(sets):
            raise ValueError(f"pair {k} is ({i}, {j}), expected items below {len(sets)}")
    return packed(len(sets[i] & sets[j]) for i, j in both)


def near_pairs(
    shingles: bytes, offsets: bytes, keys: bytes, bands: int, threshold: tuple[int, int]
) -> tuple[bytes, bytes]:
    """
    The candidates whose exact Jaccard similarity reaches the threshold, and their intersections.
    """
    numerator, denominator = threshold
    check_threshold(numerator, denominator)
    sets = unpacked_sets(shingles, offsets)
    rows = _rows_of_keys(keys, bands)
    if len(rows) != len(sets):
        raise ValueError(f"keys is for {len(rows)} items, expected {len(sets)}, like offsets")
    near = []
    for i, j in _candidates(rows):
        shared, union = len(sets[i] & sets[j]), len(sets[i] | sets[j])
        if union and shared * denominator >= numerator * union:
            near.append((i, j, shared))
    return packed_pairs((i, j) for i, j, _ in near), packed(shared for _, _, shared in near)


def _candidates(rows: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    buckets: dict[tuple[int, int], list[int]] = {}
    for item, row in enumerate(rows):
        for band, key in enumerate(row):
            buckets.setdefault((band, key), []).append(item)
    return sorted({pair for bucket in buckets.values() for pair in combinations(bucket, 2)})


def _check_units(units: bytes, items: int, item: str) -> None:
    if len(units) != items:
        raise ValueError(f"units holds {len(units)} bytes, expected {items}, one per {item}")
    for i, unit in enumerate(units):
        if unit not in (BLOCK, DOCUMENT):
            raise ValueError(f"unit {i} is {unit}, expected 0 (block) or 1 (document)")


def _rows_of_keys(keys: bytes, bands: int) -> list[tuple[int, ...]]:
    check_positive("bands", bands)
    values = u64s("keys", keys, per_item=bands)
    return [values[i : i + bands] for i in range(0, len(values), bands)]


def _encodable(texts: list[str]) -> None:
    for text in texts:
        text.encode()  # a lone surrogate is no text: UnicodeEncodeError, which is a ValueError


def _cut(texts: list[str], spans: bytes) -> list[str]:
    _encodable(texts)
    numbers = u64s("spans", spans, per_item=3)
    cut = []
    for k, (t, start, stop) in enumerate(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)):
        if t >= len(texts) or not start <= stop <= len(texts[t]):
            raise ValueError(f"span {k} is ({t}, {start}, {stop}), expected start <= stop inside one of the texts")
        cut.append(texts[t][start:stop])
    return cut
