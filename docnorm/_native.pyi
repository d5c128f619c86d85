"""
The manual of the kernel: what each function takes, in which units, what it gives, and when it refuses.

`docnorm/_reference.py` says how each answer comes about, docs/scheme.md why.

A *column* is `bytes`: little-endian u64 one after the other, unless another type is named.
*CSR* is two columns: all values of all items, and n + 1 offsets; item i has `values[offsets[i]:offsets[i + 1]]`.
A *position* in a text counts code points, as Python does.

Every function raises ValueError if a column has not the size that it should have, or a text has a lone surrogate (that
one is a UnicodeEncodeError); TypeError for anything but `str`, `bytes` and `int` in its place; OverflowError for an
integer that 64 bits don't hold; RuntimeError if the kernel itself is broken, never anything worse.

All work is done without the GIL and nothing is kept between calls, so that threads and forks are safe. Memory that was
never touched costs more than the work itself, so batches of a few megabytes are quicker than one large one.
"""

__all__ = [
    "band_keys",
    "candidates",
    "digests",
    "fold",
    "intersections",
    "lines",
    "near_pairs",
    "provoke",
    "shingles",
    "signatures",
    "sketch",
]

def fold(texts: list[str]) -> list[str]:
    """
    The match key of each text: folded by docnorm/fold.tsv, words apart by single spaces, none at the ends.

    Folds code point by code point: give it NFC, or `e` + U+0301 and `é` will differ. Folding a key gives the key.
    """

def lines(texts: list[str]) -> tuple[bytes, bytes, bytes]:
    """
    Where lines start, which are blank (u8), and the offsets of both: CSR with two columns of values.

    U+000A alone ends a line and belongs to it; an empty text has no line. A line of White_Space only is blank: 1.
    """

def digests(texts: list[str], spans: bytes) -> bytes:
    """
    The 16 bytes of the BLAKE2b-128 of each span's UTF-8.

    A span is three u64: the number of a text, and the positions of its start and stop. Spans may come in any order.
    """

def shingles(keys: list[str], units: bytes) -> tuple[bytes, bytes]:
    """
    The sorted set of shingle hashes of each key, CSR.

    A unit (u8) is 0 for a block, of 5-grams of code points, or 1 for a document, of 5-grams of words; a key that is too
    short for one is one shingle as a whole, and an empty key has none.
    """

def sketch(texts: list[str], spans: bytes, units: bytes) -> tuple[bytes, bytes, bytes]:
    """
    The weight of each span's key, and its shingles, CSR: `fold` and `shingles` without a string between them.

    The weight is the number of code points that aren't spaces; a Chinese character, a kana or a Hangul syllable counts
    as three.
    """

def signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The MinHash of each item, k u32, where k is the number of multipliers (u32) and of increments (u32).

    The same as `datasketch.MinHash(scheme="affine32")` over `shingle >> 32`. An item without shingles has 0xFFFFFFFF.
    """

def band_keys(signatures: bytes, permutations: int, bands: int, rows: int) -> bytes:
    """
    One key for each item and each band of `rows` u32 of its signature, which has `permutations` of them.

    What is left after `bands * rows` of them isn't used.
    """

def candidates(keys: bytes, bands: int) -> bytes:
    """
    The pairs (two u32, the smaller first) of items which share the key of a band; each once, in order.
    """

def intersections(shingles: bytes, offsets: bytes, pairs: bytes) -> bytes:
    """
    How many shingles the items of each pair (two u32) share. The sets must be sorted, as `shingles` leaves them.
    """

def near_pairs(
    shingles: bytes, offsets: bytes, keys: bytes, bands: int, threshold: tuple[int, int]
) -> tuple[bytes, bytes]:
    """
    The candidate pairs (two u32) whose Jaccard similarity is at least the threshold, and what `intersections` says.

    The threshold is a numerator and a denominator, more than 0 and at most 1; the comparison is exact. Items without
    shingles are similar to nothing. Candidates are judged as they are found, never held all at once.
    """

def provoke(message: str) -> None:
    """
    Panics inside the kernel on purpose, and so raises RuntimeError: for the test that shows it.
    """
