"""
Match keys, shingles, signatures and candidates, in plain Python.

docs/scheme.md explains the constants.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from importlib import resources
from typing import TYPE_CHECKING

from docnorm._reference.columns import (
    check_positive,
    packed,
    packed_sets,
    u32s,
    u64s,
    unpacked_sets,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

U32 = 0xFFFF_FFFF
U64 = 0xFFFF_FFFF_FFFF_FFFF
FNV_BASIS = 0xCBF2_9CE4_8422_2325
FNV_PRIME = 0x100_0000_01B3
GOLDEN = 0x9E37_79B9_7F4A_7C15
CHARACTERS, PAIRS, RUNS = 1, 2, 4  # the measures
BLOCK, DOCUMENT = CHARACTERS | PAIRS, RUNS  # the units
SHINGLE = {CHARACTERS: 5, PAIRS: 2, RUNS: 5}  # code points, or words
SHORT, BORDER = 700, 875  # weights: up to the first a text is short, up to the second at the border; 700 / (4/5)
CHARACTER_WEIGHT = 3  # a Chinese character, a kana or a Hangul syllable says about as much as three letters
FIRST_CHARACTER = 0x3000  # where those begin; Thai, Lao, Khmer and Myanmar, which come before, are written in letters
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


def fnv(values: Iterable[int], start: int = FNV_BASIS) -> int:
    """
    FNV-1a over whole values, not over bytes: a code point is one step.
    """
    h = start
    for value in values:
        h = (h ^ value) * FNV_PRIME & U64
    return h


def places(key: int) -> list[int]:
    """
    The weights of the places of an n-gram, and, last, what keeps a whole key of one letter apart from a word.
    """
    return [mix64((j + 1) * GOLDEN & U64 ^ mix64(key)) | 1 for j in range(8)]


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


def folded(c: str) -> str:
    """
    What one code point folds to.
    """
    return _folding[ord(c)]


def words(key: str) -> list[str]:
    """
    The words of a match key; a code point of a script without spaces is one.
    """
    return _WORD.findall(key)


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


def shingles(keys: list[str], measures: bytes, key: int = 0) -> tuple[bytes, bytes]:
    """
    The set of shingle hashes of each key in a measure, sorted; nothing if the key isn't compared by that one.
    """
    _encodable(keys)
    _check_measures(measures, len(keys), "key")
    check_key(key)
    return packed_sets([sorted(set(_hashes(each, measure, key))) for each, measure in zip(keys, measures, strict=True)])


def sketch(texts: list[str], spans: bytes, measures: bytes, key: int = 0) -> tuple[bytes, bytes, bytes]:
    """
    `fold` and `shingles` of each span in one step, and the weight of its key.
    """
    pieces = cut(texts, spans)
    _check_measures(measures, len(pieces), "span")
    return packed(map(weight, pieces)), *shingles(fold(pieces), measures, key)


def hashes(text: str, unit: int, key: int) -> dict[int, list[int]]:
    """
    For each measure of a unit that a text has any in, the hash of each n-gram of its match key, in their order; what
    stands twice is there twice.
    """
    if unit not in (BLOCK, DOCUMENT):
        raise ValueError(f"unit is {unit}, expected {BLOCK} (block) or {DOCUMENT} (document)")
    check_key(key)
    folded = fold([text])[0]
    made = {measure: _hashes(folded, measure, key) for measure in SHINGLE if unit & measure}
    return {measure: own for measure, own in made.items() if own}


def _hashes(text: str, measure: int, key: int) -> list[int]:
    if not measures_of(text) & measure:
        return []
    start, weights = FNV_BASIS ^ mix64(key), places(key)
    words = [mix64(fnv(map(ord, word), start)) for word in _WORD.findall(text)]
    parts = list(map(ord, f" {text} ")) if measure == CHARACTERS else words
    length = SHINGLE[measure]
    if len(parts) < length:
        return [mix64(fnv(map(ord, text), start) + weights[7] & U64)] if text else []
    windows = (parts[i : i + length] for i in range(len(parts) - length + 1))
    return [mix64(sum(part * place for part, place in zip(window, weights, strict=False)) & U64) for window in windows]


def weight(text: str) -> int:
    """
    How much the match key of a text says.

    >>> weight("Two words"), weight("漢字")
    (8, 6)
    """
    return sum(_weights(fold([text])[0]))


def measures_of(key: str) -> int:
    """
    What a match key is compared by: characters, pairs of words, or both; and by runs of words in any case.

    >>> [measures_of(key) & BLOCK for key in ("short", 701 * "a", 900 * "a", "漢字", "the 漢字 of it")]
    [1, 3, 2, 2, 3]
    """
    letters, characters, unspaced = _weights(key)
    weight = letters + characters + unspaced
    by_characters = (weight <= BORDER and 5 * characters <= 3 * weight) or 5 * unspaced > 2 * weight
    by_pairs = (weight > SHORT and 5 * unspaced <= 3 * weight) or 5 * characters > 2 * weight
    return CHARACTERS * by_characters | PAIRS * by_pairs | RUNS


def _weights(key: str) -> tuple[int, int, int]:
    # Of letters with spaces between the words; of Chinese, Japanese and Korean characters; of letters without spaces.
    points = _UNSPACED_CODE_POINT.findall(key)
    characters = sum(ord(point) >= FIRST_CHARACTER for point in points)
    return len(key) - key.count(" ") - len(points), CHARACTER_WEIGHT * characters, len(points) - characters


def signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The u32 MinHash of each set; the same as datasketch's `affine32` over the upper halves of the shingles.
    """
    permutations = read_permutations(multipliers, increments)
    out: list[int] = []
    for members in unpacked_sets(shingles, offsets):
        out += permuted([shingle >> 32 for shingle in members], permutations)
    return struct.pack(f"<{len(out)}I", *out)


def permuted(upper: Iterable[int], permutations: list[tuple[int, int]]) -> list[int]:
    """
    The least value of each permutation over the upper halves of shingles.
    """
    mixed = [mix32(h) for h in upper]
    return [min((a * h + b & U32 for h in mixed), default=U32) for a, b in permutations]


def read_permutations(multipliers: bytes, increments: bytes) -> list[tuple[int, int]]:
    """
    The multiplier and the increment of each permutation.
    """
    if len(multipliers) != len(increments):
        raise ValueError(f"increments holds {len(increments)} bytes, expected {len(multipliers)}, like multipliers")
    permutations = list(zip(u32s("multipliers", multipliers), u32s("increments", increments), strict=True))
    check_positive("the number of permutations", len(permutations))
    return permutations


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


def _check_measures(measures: bytes, items: int, item: str) -> None:
    if len(measures) != items:
        raise ValueError(f"measures holds {len(measures)} bytes, expected {items}, one per {item}")
    for i, measure in enumerate(measures):
        if measure not in SHINGLE:
            known = f"{CHARACTERS} (characters), {PAIRS} (pairs of words) or {RUNS} (runs of five words)"
            raise ValueError(f"measure {i} is {measure}, expected {known}")


def check_key(key: int) -> None:
    """
    Refuse a key that no u64 holds.
    """
    if not 0 <= key <= U64:
        raise OverflowError(f"key is {key}, expected 64 bits")


def _encodable(texts: list[str]) -> None:
    for text in texts:
        text.encode()  # a lone surrogate is no text: UnicodeEncodeError, which is a ValueError


def cut(texts: list[str], spans: bytes) -> list[str]:
    """
    The text of each span.
    """
    _encodable(texts)
    numbers = u64s("spans", spans, per_item=3)
    pieces = []
    for k, (t, start, stop) in enumerate(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)):
        if t >= len(texts) or not start <= stop <= len(texts[t]):
            raise ValueError(f"span {k} is ({t}, {start}, {stop}), expected start <= stop inside one of the texts")
        pieces.append(texts[t][start:stop])
    return pieces
