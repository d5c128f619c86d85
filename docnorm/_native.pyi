"""
The manual of the kernel: what each function takes, in which units, what it gives, and when it refuses.

`docnorm/_reference` says how each answer comes about, docs/scheme.md why.

A *column* is `bytes`: little-endian u64 one after the other, unless another type is named.
*CSR* is two columns: all values of all items, and n + 1 offsets; item i has `values[offsets[i]:offsets[i + 1]]`.
A *position* in a text counts code points, as Python does.

A *measure* (u8) is 1 for characters, runs of five with a space at both edges of the key; 2 for pairs of words; 4 for
runs of five words. Every key has the last one, and the first, the second or both by its weight and its scripts.
*Items* are texts, spans, a unit and a secret key: texts, spans and key as `sketch` takes them, and a unit, which is 3
for blocks (compared by characters and by pairs of words) or 4 for documents (by runs). Two items are compared in each
measure of the unit that both have, and the higher similarity counts; if both are the same, that of characters.
*Threads* are how many threads share the work, 0 for one for each core that the process may use; what comes out is the
same with any number of them, and none of them outlives the call.

A *table of classes* is what `class_table` gives: make it once, and hand it in again and again.
*Changes* are four columns: where the source of each starts and stops, and where its target does, in code points.

Every function raises ValueError if a column has not the size that it should have; TypeError for anything but `str`,
`bytes` and `int` in its place; OverflowError for an integer that its type doesn't hold; RuntimeError if the kernel
itself is broken, never anything worse.

A text with a lone surrogate is refused by `fold`, `lines`, `shingles` and all that take spans (with UnicodeEncodeError,
which is a ValueError). The others take any string, because they are asked about texts that aren't clean yet.

All work is done without the GIL and nothing is kept between calls, so that threads and forks are safe. Memory that was
never touched costs more than the work itself, so batches of a few megabytes are quicker than one large one.
"""

__all__ = [
    "affine64_signatures",
    "class_table",
    "compose",
    "contained_pairs",
    "distinct",
    "exact_pairs",
    "facts",
    "find",
    "fold",
    "intersections",
    "lacking",
    "legacy_signatures",
    "lines",
    "matching_lines",
    "propose",
    "provoke",
    "rewrite",
    "shingles",
    "signatures",
    "sketch",
    "stars",
    "substitute",
    "survey",
    "token_hashes",
    "verify",
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

def shingles(keys: list[str], measures: bytes, key: int = 0) -> tuple[bytes, bytes]:
    """
    The sorted set of shingle hashes of each key in a measure, CSR; an empty one if the key doesn't have the measure.

    A key that is too short for a run is one shingle as a whole, and an empty key has none. With another secret `key`
    (64 bits), all hashes are other ones; 0 is no secret.
    """

def sketch(texts: list[str], spans: bytes, measures: bytes, key: int = 0) -> tuple[bytes, bytes, bytes]:
    """
    The weight of each span's key, and its shingles, CSR: `fold` and `shingles` without a string between them.

    The weight is the number of code points that aren't spaces; a Chinese character, a kana or a Hangul syllable counts
    as three.
    """

def distinct(texts: list[str], spans: bytes, threads: int) -> tuple[bytes, bytes, bytes]:
    """
    The class of each span, the first span of each class of equal texts, and the weight of each class, as in `sketch`.

    A span is three u64: the number of a text, and the positions of its start and stop. Spans may come in any order.
    Classes are counted in the order of their first members.
    """

def facts(
    texts: list[str],
    spans: bytes,
    meanings: tuple[list[str], list[str], list[str], list[str], str, str, str],
    length: int,
    threads: int,
) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """
    The facts of each span, sorted, CSR; its names, sorted, CSR; and its skeleton: what is left without both.

    The meanings are words that count, months and days, words that are no names, all three folded, and units; then the
    zeros of all scripts (nine digits follow each), signs that count by themselves, and signs of which several make one
    numeral. A fact is below 2^63. A word is a name if it begins with a capital and is no fact and none of the third;
    where no word begins without, there are no names. With a length that isn't 0, runs of so many words are facts, too.
    """

def propose(
    items: tuple[list[str], bytes, int, int],
    permutations: tuple[bytes, bytes],
    banding: tuple[int, int, int],
    threshold: tuple[int, int],
    threads: int,
) -> tuple[bytes, bytes, bytes]:
    """
    The pairs (two u32, the smaller first; each once, in order) that could reach the threshold, and the members (u32) of
    each crowd, CSR.

    The permutations are those of `signatures`; the banding is how many bands a signature is cut into, how many rows
    each band has, and what makes a crowd. Items whose upper half of the key of a band is the same in a measure share a
    bucket. A pair belongs to the first bucket of a measure that it shares, if the maps of its sets don't tell it apart.
    A bucket is a crowd if it has more such pairs than half its members times what makes one; its pairs aren't told. An
    item without shingles is in no bucket.
    """

def verify(
    items: tuple[list[str], bytes, int, int], pairs: bytes, threshold: tuple[int, int], threads: int
) -> tuple[bytes, bytes, bytes]:
    """
    Of pairs (two u32), those whose similarity is at least the threshold, in order; how many shingles they share and how
    many they have together, in the measure that counts.

    The threshold is a numerator and a denominator, more than 0 and at most 1; the comparison is exact. Items without
    shingles are similar to nothing.
    """

def stars(
    items: tuple[list[str], bytes, int, int],
    proposals: tuple[bytes, bytes, bytes],
    order: tuple[bytes, tuple[bytes, bytes], tuple[bytes, bytes], bytes, int],
    threshold: tuple[int, int],
    threads: int,
) -> tuple[bytes, bytes, bytes, bytes]:
    """
    What becomes of each item: the kind (u8), the partner (u32), what both share and have together.

    The proposals are those of `propose`; the order is the rank of each item (i64), its facts and its names, both
    sorted, CSR, its skeleton, and the least weight of a passage, or 0. An item may go for another one that has all its
    facts, and, if their skeletons are the same, all its names; one whose rank is below 0 never goes. Items are decided
    by rank, then the longest first (in code points), then by content. One goes (1) for the kept one that is most
    similar to it, of those that it's proposed with, that it may go for, that reach the threshold and that lack no
    passage of it (see `lacking`); of these the one with the smallest number. Those that it's paired with are looked at
    first, then those of its crowds, until 16 lack a passage. All others are kept: 2 with the first one that lacks a
    passage; else 2 if the first kept one that it's paired with, or that begins a crowd with it, and that it may not go
    for, is similar, and 0, with itself as a partner and no sizes, if not.
    """

def lacking(texts: list[str], spans: bytes, pairs: bytes, passage: int, threads: int) -> bytes:
    """
    For each pair of spans, two u32, one byte: 1 if the first has a passage that the second lacks, 2 if it's the other
    way round, 3 for both.

    A passage is a stretch of words of the match key that weighs at least *passage*, and of which no word is in any run
    of three words that the other one has; where a text has fewer words, all of them are one run. With 0, none counts.
    """

def signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The MinHash of each item, k u32, where k is the number of multipliers (u32) and of increments (u32).

    The same as `datasketch.MinHash(scheme="affine32")` over `shingle >> 32`. An item without shingles has 0xFFFFFFFF.
    """

def affine64_signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The MinHash of each item, k u64, where k is the number of multipliers (u64) and of increments (u64).

    The same as `datasketch.MinHash(scheme="affine64")` over the shingles, which needn't be sorted. An item without
    shingles has 2^64 - 1.
    """

def legacy_signatures(shingles: bytes, offsets: bytes, multipliers: bytes, increments: bytes) -> bytes:
    """
    The same as `affine64_signatures`, but of `datasketch.MinHash(scheme="legacy")` over `shingle >> 32`.

    Its values are below 2^32, and an item without shingles has 2^32 - 1.
    """

def token_hashes(sets: list[list[str | bytes]]) -> tuple[bytes, bytes]:
    """
    The first eight bytes of the SHA-1 of each token, as one number, CSR: in the order of the tokens, and repeated.

    A `str` counts as its UTF-8. It's `datasketch.hashfunc.sha1_hash64`, and its lower half is `sha1_hash32`.
    """

def intersections(shingles: bytes, offsets: bytes, pairs: bytes) -> bytes:
    """
    How many shingles the items of each pair (two u32) share. The sets must be sorted, as `shingles` leaves them.
    """

def exact_pairs(shingles: bytes, offsets: bytes, numerator: int, denominator: int) -> tuple[bytes, bytes]:
    """
    All pairs (two u32, the smaller first) whose Jaccard similarity is at least the threshold, and what `intersections`
    says; each once, in order. None is missed.

    The threshold is as for `verify`; `propose` finds most of them in less time. The sets must be sorted.
    """

def contained_pairs(
    shingles: bytes, offsets: bytes, numerator: int, denominator: int, most: int
) -> tuple[bytes, bytes]:
    """
    The pairs (two u32) of an item and another one that has at least the threshold's part of its shingles, and what
    `intersections` says.

    In order of the first; each has the `most` best others, best first: those that share the most, of these the larger
    sets, and of these the smaller numbers. An item without shingles is in nothing. The sets must be sorted.
    """

def class_table(rows: bytes) -> bytes:
    """
    A table of the classes of all code points, for `survey`, `find` and `matching_lines`.

    A row is three u32: the first code point, the one after the last, and the classes that those between have, as bits.
    Where rows overlap, a character has the classes of all of them. There may be 256 different sets of classes.
    """

def survey(texts: list[str], classes: bytes) -> bytes:
    """
    The classes (u32) that occur in each text: which steps have anything to do there.
    """

def find(text: str, classes: bytes, wanted: int) -> tuple[bytes, bytes, bytes]:
    """
    Where the characters of one of the wanted classes stand, their code points (u32), and all their classes (u32).
    """

def matching_lines(text: str, classes: bytes, patterns: bytes) -> bytes:
    """
    The lines (two u64 each, start and stop) in which a pattern occurs: adjacent characters that have its classes.

    A pattern is three u32: the classes of the first, the second and the third character; what stands from the first 0
    on doesn't count. U+000A ends a line and belongs to it, and no pattern goes over it.
    """

def substitute(
    text: str, sources: list[str], targets: list[str], spared: bytes
) -> tuple[str, bytes, bytes, bytes, bytes]:
    """
    The text with each source replaced by the target at its place in the list, and the changes.

    It goes from left to right, and of several sources at one place the longest counts. If what it covers shares
    something with a spared span (two u64; sorted, not overlapping), nothing is replaced at that place. The changes are
    those of `rewrite`. If there are none, the text is the very object that was given.
    """

def rewrite(
    text: str, starts: bytes, stops: bytes, numbers: bytes, pieces: list[str]
) -> tuple[str, bytes, bytes, bytes, bytes]:
    """
    The text with what stands from each start to its stop replaced by the piece of that number, and the changes.

    The edits must be sorted and must not overlap, but may touch. What the two sides of an edit begin and then end with
    in common is no part of its change. If nothing changes, the text is the very object that was given.
    """

def compose(
    first: tuple[bytes, bytes, bytes, bytes], second: tuple[bytes, bytes, bytes, bytes]
) -> tuple[bytes, bytes, bytes, bytes]:
    """
    The changes of making those of the first and then those of the second, whose source is the first one's target.

    Two changes are joined when they share something of the text in the middle, or when one lies within the other;
    changes that only touch stay apart, and what is inserted and deleted again is forgotten.
    """

def provoke(message: str) -> None:
    """
    Panics inside the kernel on purpose, and so raises RuntimeError: for the test that shows it.
    """
