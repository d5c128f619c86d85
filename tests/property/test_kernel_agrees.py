"""
Laws of the kernel, on nasty text:

1. for every function, the native kernel gives the bytes that the specification gives;
2. folding a key gives the key, and the fold of a text is its NFKC casefold, filtered, where nothing recomposes;
3. a signature is datasketch's, for the same hashes;
4. verified pairs are those that a comparison of Python sets lets through, in each measure that both have, with the
   higher similarity; exact pairs are all that it does;
5. contained pairs are the best of all that a comparison of Python sets finds;
6. a text has a passage that another one lacks where a search for each word's runs in the other one's words says so.
"""

from __future__ import annotations

import importlib
import re
import struct
import unicodedata
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
from datasketch import MinHash
from hypothesis import example, given, settings
from hypothesis import strategies as st

native, reference = (importlib.import_module(f"docnorm.{name}") for name in ("_native", "_reference"))

NASTY = [
    *("", " ", "\n", "\r\n", "\u3000\n", "\x1c", "\u2028", "\x00"),
    *("plain words in a row here", "aaaaaaaa", "ababababab", "Straße", "ǅ ﬁ ½ ⅷ", "İI", "ΑΣΣ"),
    *("e\u0301", "\u0301", "\u1100\u1161\u11a8", "각", "ﾊﾞ", "漢字かな", "ภาษาไทย", "ພາສາລາວ", "ភាសា", "မြန်မာ"),
    *("😀\u200d🔥\ufe0f", "\u00ad", "\ufeff", "\ue000", "\U0010ffff", "𝄞", "𝔘𝔫𝔦", "\ufdfa", "\U00010d50", "𠮷"),
]
characters = st.characters(exclude_categories=["Cs"])
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(characters, max_size=5)), max_size=12).map("".join)
batches = st.lists(texts, max_size=6)
measures = st.sampled_from([1, 2, 4])
units = st.sampled_from([3, 4])
hashes = st.one_of(st.integers(0, 40), st.integers(0, 2**64 - 1))
sets = st.lists(st.sets(hashes, max_size=12), max_size=8)
thresholds = st.one_of(st.sampled_from([(4, 5), (1, 1), (1, 2**63 - 1)]), st.integers(1, 9).map(lambda n: (n, 9)))


def u64(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}Q", *values)


def u32(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def columns(members: list[set[int]]) -> tuple[bytes, bytes]:
    """
    Sets as CSR.
    """
    ends = [0]
    for one in members:
        ends.append(ends[-1] + len(one))
    return u64([shingle for one in members for shingle in sorted(one)]), u64(ends)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[list[str], bytes, int]:
    """
    Texts, spans of them in any order, and how many spans.
    """
    batch = draw(st.lists(texts, min_size=1, max_size=4))
    spans: list[int] = []
    for t in draw(st.lists(st.integers(0, len(batch) - 1), max_size=8)):
        spans += [t, *sorted(draw(st.tuples(*[st.integers(0, len(batch[t]))] * 2)))]
    return batch, u64(spans), len(spans) // 3


def _at_a_border(part: str, weight: int, tail: str) -> str:
    weights = [3 if "\u3000" < c else c != " " for c in part]
    return part * (weight // sum(weights)) + tail


at_borders = st.lists(
    st.builds(
        _at_a_border,
        st.sampled_from(["abcd ", "漢字", "ไทย", "ab 漢", "漢ไไ", "ab ไทย", "abไไไ ", "漢ไ"]),
        st.sampled_from([12, 690, 700, 870, 876, 900]),
        st.sampled_from(["", "x", "x y", "漢", " é ไ", "zzz 漢字 zz"]),
    ),
    max_size=6,
)
"""Texts whose weight or whose share of scripts without spaces is at one of the borders between the measures."""


@given(batches)
def test_fold_agrees(batch: list[str]) -> None:
    """Law 1, and 2: folding a key gives the key."""
    folded = native.fold(batch)
    assert reference.fold(batch) == folded
    assert native.fold(folded) == folded


@given(texts)
def test_fold_is_filtered_nfkc_casefold(text: str) -> None:
    """Law 2, for what CPython knows: where code points fold alone as they do together, the table is NFKC casefold."""
    text = unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) not in ("Cn", "Co")))
    together = _folded_by_cpython(text)
    if together == "".join(map(_folded_by_cpython, text)):
        kept = (c for c in together if unicodedata.category(c) != "Cf" and not _ignorable(c))
        words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in kept).split(" ")
        assert [" ".join(filter(None, words))] == native.fold([text])


def _folded_by_cpython(text: str) -> str:
    while (folded := unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())) != text:
        text = folded
    return text


def _ignorable(c: str) -> bool:
    fillers = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0"
    return c in fillers or "\ufe00" <= c <= "\ufe0f" or "\U000e0000" <= c <= "\U000e0fff"


@given(batches)
def test_lines_agree(batch: list[str]) -> None:
    """Law 1, and each line starts after a line feed or at the start."""
    found = native.lines(batch)
    assert reference.lines(batch) == found
    starts, _, offsets = (struct.unpack(f"<{len(c) // 8}Q", c) if k != 1 else c for k, c in enumerate(found))
    for text, (first, last) in zip(batch, pairwise(offsets), strict=True):
        assert all(start == 0 or text[start - 1] == "\n" for start in starts[first:last])


@given(st.one_of(batches, at_borders), st.data())
def test_shingles_agree(batch: list[str], data: st.DataObject) -> None:
    """Law 1, for keys and for texts that are none."""
    chosen = bytes(data.draw(st.lists(measures, min_size=len(batch), max_size=len(batch))))
    for keys in (batch, native.fold(batch)):
        for key in (0, 2**64 - 1):
            assert reference.shingles(keys, chosen, key) == native.shingles(keys, chosen, key)


@given(cuts(), st.data())
def test_sketch_agrees(cut: tuple[list[str], bytes, int], data: st.DataObject) -> None:
    """Law 1, and a sketch is the shingles of the fold of what was cut."""
    batch, spans, count = cut
    chosen = bytes(data.draw(st.lists(measures, min_size=count, max_size=count)))
    weights, *shingles = native.sketch(batch, spans, chosen)
    assert reference.sketch(batch, spans, chosen) == (weights, *shingles)
    numbers = struct.unpack(f"<{3 * count}Q", spans)
    pieces = [batch[numbers[k]][numbers[k + 1] : numbers[k + 2]] for k in range(0, len(numbers), 3)]
    assert tuple(shingles) == native.shingles(native.fold(pieces), chosen)


@given(sets, st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), min_size=1, max_size=70))
def test_signatures_agree(members: list[set[int]], permutations: list[tuple[int, int]]) -> None:
    """Law 1."""
    multipliers, increments = (u32(list(column)) for column in zip(*permutations, strict=True))
    arguments = (*columns(members), multipliers, increments)
    assert reference.signatures(*arguments) == native.signatures(*arguments)


@given(sets, st.sampled_from([1, 64, 125, 128]))
def test_signatures_are_datasketch(members: list[set[int]], count: int) -> None:
    """Law 3."""
    empty = MinHash(num_perm=count, seed=1, scheme="affine32", hashfunc=lambda h: h)
    multipliers, increments = (column.astype("<u4").tobytes() for column in empty.permutations)
    signed = native.signatures(*columns(members), multipliers, increments)
    signatures = np.frombuffer(signed, "<u4").reshape(len(members), count)
    for one, signature in zip(members, signatures, strict=True):
        oracle = empty.copy()
        for shingle in one:
            oracle.update(shingle >> 32)
        assert oracle.hashvalues.tolist() == signature.tolist()


@given(sets)
def test_intersections_agree(members: list[set[int]]) -> None:
    """Law 1, and the sizes are those of Python's sets."""
    pairs = list(combinations(range(len(members)), 2))
    arguments = (*columns(members), u32([item for pair in pairs for item in pair]))
    assert reference.intersections(*arguments) == native.intersections(*arguments)
    assert u64([len(members[i] & members[j]) for i, j in pairs]) == native.intersections(*arguments)


@given(cuts())
def test_distinct_texts_agree(cut: tuple[list[str], bytes, int]) -> None:
    """Law 1, and equal texts, and no others, are of one class."""
    batch, spans, count = cut
    found = native.distinct(batch, spans, 2)
    assert reference.distinct(batch, spans, 1) == found
    numbers = struct.unpack(f"<{3 * count}Q", spans)
    pieces = [batch[numbers[k]][numbers[k + 1] : numbers[k + 2]] for k in range(0, len(numbers), 3)]
    classes = struct.unpack(f"<{count}Q", found[0])
    assert all((pieces[i] == pieces[j]) == (classes[i] == classes[j]) for i, j in combinations(range(count), 2))


alike = st.lists(st.lists(st.sampled_from("abcd"), min_size=3, max_size=12).map("".join), max_size=12)
bandings = st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(1, 3))
permuting = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), min_size=6, max_size=6)


def items(texts: list[str], unit: int, key: int) -> tuple[list[str], bytes, int, int]:
    """
    Whole texts.
    """
    return texts, u64([n for row, text in enumerate(texts) for n in (row, 0, len(text))]), unit, key


@given(
    st.one_of(batches, alike, at_borders),
    units,
    st.sampled_from([0, 1, 2**64 - 1]),
    permuting,
    bandings,
    thresholds,
    st.data(),
)
def test_proposals_are_verified_and_decided_alike(
    batch: list[str],
    unit: int,
    key: int,
    drawn: list[tuple[int, int]],
    banding: tuple[int, int, int],
    threshold: tuple[int, int],
    data: st.DataObject,
) -> None:
    """Law 1, for each step from texts to what is kept, with pairs and with crowds, and Law 4."""
    given_items, count = items(batch, unit, key), len(batch)
    columns = tuple(u32(list(column)) for column in zip(*drawn, strict=True))
    arguments = (given_items, columns, banding, threshold)
    proposals = native.propose(*arguments, 2)
    assert reference.propose(*arguments, 1) == proposals
    every = u32([item for pair in combinations(range(count), 2) for item in pair])
    for pairs in (proposals[0], every):
        verified = native.verify(given_items, pairs, threshold, 2)
        assert reference.verify(given_items, pairs, threshold, 1) == verified
    found = {pair: _likeness(given_items, pair) for pair in combinations(range(count), 2)}
    similar = {pair: sizes for pair, sizes in found.items() if sizes[0] * threshold[1] >= threshold[0] * sizes[1] > 0}
    shared, totals = ([sizes[k] for sizes in similar.values()] for k in (0, 1))
    assert (u32([item for pair in similar for item in pair]), u64(shared), u64(totals)) == verified
    ranks, some = data.draw(st.lists(st.integers(-1, 1), min_size=count, max_size=count)), st.sets(st.integers(0, 2))
    told = [data.draw(st.lists(some.map(sorted), min_size=count, max_size=count)) for _ in range(2)]
    skeletons = data.draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    order = (struct.pack(f"<{count}q", *ranks), *map(_packed, told), u64(skeletons), 0)
    passage = data.draw(st.sampled_from([1, 4, 12]))
    for links in (proposals, (proposals[0], u32(list(range(count))), u64([0, count])), (every, b"", u64([0]))):
        guarded = (given_items, links, (*order[:4], passage), threshold)
        assert reference.stars(*guarded, 1) == native.stars(*guarded, 2)
        decided = native.stars(given_items, links, order, threshold, 2)
        assert reference.stars(given_items, links, order, threshold, 1) == decided
        if links is not proposals:
            fates = _fates(batch, ranks, told, skeletons, set(similar))
            assert bytes(fates) == bytes(kind == 1 for kind in decided[0])


def _packed(sets: list[list[int]]) -> tuple[bytes, bytes]:
    return u64([value for own in sets for value in own]), u64([sum(map(len, sets[:n])) for n in range(len(sets) + 1)])


def _fates(
    batch: list[str],
    ranks: list[int],
    told: list[list[list[int]]],
    skeletons: list[int],
    similar: set[tuple[int, int]],
) -> list[bool]:
    # The keep rule, by a look at every kept item.
    kept: list[int] = []
    gone = [False] * len(batch)
    facts, names = ([set(own) for own in column] for column in told)
    for item in sorted(range(len(batch)), key=lambda item: (ranks[item], -len(batch[item]), batch[item], item)):
        mates = [k for k in kept if (min(item, k), max(item, k)) in similar and facts[item] <= facts[k]]
        alike = [k for k in mates if skeletons[item] != skeletons[k] or names[item] <= names[k]]
        gone[item] = ranks[item] >= 0 and bool(alike)
        kept += [] if gone[item] else [item]
    return gone


def _likeness(given_items: tuple[list[str], bytes, int, int], pair: tuple[int, int]) -> tuple[int, int]:
    # What two items share and have together in the measure in which they're most similar.
    batch, spans, unit, key = given_items
    found = []
    for measure in (measure for measure in (1, 2, 4) if unit & measure):
        members = _sets_of(native.sketch(batch, spans, bytes([measure]) * len(batch), key))
        a, b = (members[item] for item in pair)
        found += [(len(a & b), len(a | b))] if a and b else []
    return max(found, key=lambda sizes: Fraction(*sizes), default=(0, 0))


def _sets_of(sketched: tuple[bytes, bytes, bytes]) -> list[set[int]]:
    _, shingles, offsets = sketched
    values, ends = (struct.unpack(f"<{len(column) // 8}Q", column) for column in (shingles, offsets))
    return [set(values[start:stop]) for start, stop in pairwise(ends)]


@st.composite
def kin(draw: st.DrawFn) -> list[set[int]]:
    """
    Sets, many of them made from others: with some shingles less and some more.
    """
    members = draw(sets)
    for of, less, more in draw(st.lists(st.tuples(st.integers(0, 99), st.sets(hashes), st.sets(hashes, max_size=20)))):
        members.append((members[of % len(members)] - less if members else set()) | more)
    return members


TOLD = [
    *(
        "5 ",
        "5",
        "1,250.00",
        "-",
        "−",
        " ",
        ".",
        ",",
        "'",
        "%",
        " km",
        " m²",
        "$",
        "€ ",
        "#",
        "CVE-",
        "A4",
        "C++",
        "°C",
    ),
    *("three ", "May ", "MAY", "Mon", "the ", "The", "Annex B", " A ", " I.", "IV", "MDCX", "IIII", "ii", "O'Neill"),
    *("Москва", "город ", "Ärger", "ǅ", "三百", "第", "①Ⅳ", "½", "٣", "๕", "𝟛", "\u00ad", "_", "/", "漢字", "ال", "\n"),
]
told_texts = st.lists(st.one_of(st.sampled_from(TOLD), st.sampled_from(NASTY)), max_size=12).map("".join)


@given(st.lists(told_texts, max_size=5), st.integers(0, 4))
@example(["As CVE-2024-12 says, -5 °C, $5, € 7, #8, a-9: 10 km, 3 m² or 4 kilos (1:30), aBC-1."], 3)
def test_facts_are_those_of_the_specification(batch: list[str], length: int) -> None:
    """Law 1, with the tables that the guards have."""
    meanings = (["three", "märz"], ["may", "mon"], ["the", "и"], ["km", "m²"], "0٠๐𝟘", "①½Ⅳ²", "一二三百")
    spans = u64([value for number, text in enumerate(batch) for value in (number, 0, len(text))])
    found = native.facts(batch, spans, meanings, length, 2)
    assert reference.facts(batch, spans, meanings, length, 1) == found


worded = st.lists(st.sampled_from(["a", "b", "Cc ", "ddd-d", " ", "漢", "字", "ไ", " the harbour "]), max_size=14)


@given(st.lists(worded.map(" ".join), max_size=4), st.integers(0, 20))
def test_passages_are_told_by_each_word(batch: list[str], passage: int) -> None:
    """Laws 1 and 6."""
    pairs = [(i, j) for i in range(len(batch)) for j in range(len(batch))]
    arguments = (*items(batch, 3, 0)[:2], u32([item for pair in pairs for item in pair]), passage)
    found = native.lacking(*arguments, 2)
    assert reference.lacking(*arguments, 1) == found
    lacks = {(i, j): passage > 0 and _most(batch[i], batch[j]) >= passage for i, j in pairs}
    assert bytes(lacks[i, j] + 2 * lacks[j, i] for i, j in pairs) == found


def test_a_crowd_of_headers_is_looked_at_in_part() -> None:
    """Law 1, where 16 kept ones of a crowd lack a passage: what lies behind is seen only by those it's a pair with."""
    header = " ".join(f"{a}{b}" for a in "abcdefgh" for b in "abcdefghij")
    bodies = [f"{letter * 9} {letter * 8}" for letter in "abcdefghijklmnopqrst"]
    texts = [f"{header} {body}" for body in (*bodies, f"{bodies[-1][:-1]}", f"{bodies[2][:-1]}")]
    count = len(texts)
    none = (b"", u64([0] * (count + 1)))
    order = (u64(list(range(count))), none, none, u64([0] * count), 12)
    crowd = (u32(list(range(count))), u64([0, count]))
    for pairs, gone in (([], {21}), ([19, 20], {20, 21})):
        arguments = (items(texts, 3, 0), (u32(pairs), *crowd), order, (4, 5))
        found = native.stars(*arguments, 2)
        assert reference.stars(*arguments, 1) == found
        assert gone == {item for item, kind in enumerate(found[0]) if kind == 1}


def _most(text: str, other: str) -> int:
    # The heaviest stretch, from what is written between the words that are covered.
    own, there = (re.findall("[漢字ไ]|[^ 漢字ไ]+", key) for key in native.fold([text, other]))
    size = min(3, len(own))
    beside = f" {' '.join(there)} "
    has = [size == min(3, len(there))] * len(own)
    for at in range(len(own)):
        starts = range(max(0, at - size + 1), min(at, len(own) - size) + 1)
        has[at] &= any(f" {' '.join(own[start : start + size])} " in beside for start in starts)
    left = "".join("|" if covered else word for covered, word in zip(has, own, strict=True))
    return max(sum(3 if c in "漢字" else 1 for c in stretch) for stretch in left.split("|"))


@given(kin(), thresholds)
def test_exact_pairs_are_all_that_are_similar(members: list[set[int]], threshold: tuple[int, int]) -> None:
    """Laws 1 and 4."""
    arguments = (*columns(members), *threshold)
    found = native.exact_pairs(*arguments)
    assert reference.exact_pairs(*arguments) == found
    similar = [pair for pair in combinations(range(len(members)), 2) if _similar(members, pair, threshold)]
    assert (
        u32([i for pair in similar for i in pair]),
        u64([len(members[i] & members[j]) for i, j in similar]),
    ) == found


@given(kin(), thresholds, st.integers(1, 4))
def test_contained_pairs_are_the_best(members: list[set[int]], threshold: tuple[int, int], most: int) -> None:
    """Laws 1 and 5."""
    arguments = (*columns(members), *threshold, most)
    found = native.contained_pairs(*arguments)
    assert reference.contained_pairs(*arguments) == found
    pairs: list[tuple[int, int]] = []
    for i, one in enumerate(members):
        holding = [j for j, other in enumerate(members) if i != j and _lies_in(one, other, threshold)]
        holding.sort(key=lambda j: (len(members[i] & members[j]), len(members[j]), -j), reverse=True)
        pairs += [(i, j) for j in holding[:most]]
    assert (u32([i for pair in pairs for i in pair]), u64([len(members[i] & members[j]) for i, j in pairs])) == found


def _lies_in(one: set[int], other: set[int], threshold: tuple[int, int]) -> bool:
    return bool(one) and len(one & other) * threshold[1] >= threshold[0] * len(one)


def _similar(members: list[set[int]], pair: tuple[int, int], threshold: tuple[int, int]) -> bool:
    a, b = (members[item] for item in pair)
    return bool(a | b) and len(a & b) * threshold[1] >= threshold[0] * len(a | b)


# -- Scans and changes: texts with lone surrogates, too --------------------------------------------------------------

TRAPS = [
    *("‘", "’", "“x”", "\r\n", "\r", "\r\x85", "\x85", "Ã©", "Œ", "Бв’Б"),
    *("\ud800", "\udc80\udcff", "漢’字", "a long text in ASCII"),
]
any_texts = st.lists(st.one_of(st.sampled_from(NASTY + TRAPS), st.text(max_size=5)), max_size=12).map("".join)
classes = st.sampled_from([1, 2, 3, 4, 8, 12, 1 << 31])
rows = st.tuples(st.sampled_from(sorted({ord(c) for c in "".join(NASTY + TRAPS)})), st.integers(0, 300), classes)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """
    A table of classes of characters that the texts have.
    """
    drawn = draw(st.lists(rows, max_size=12))
    return bytes(native.class_table(u32([n for at, length, of in drawn for n in (at, min(at + length, 0x110000), of)])))


@given(st.lists(rows, max_size=12))
@settings(max_examples=8)
def test_tables_agree(drawn: list[tuple[int, int, int]]) -> None:
    """Law 1."""
    made = u32([n for at, length, of in drawn for n in (at, min(at + length, 0x110000), of)])
    assert reference.class_table(made) == native.class_table(made)


@given(st.lists(any_texts, max_size=4), tables(), classes)
def test_surveys_and_finds_agree(batch: list[str], table: bytes, wanted: int) -> None:
    """Law 1, and a text has a class if it's found there."""
    found = native.survey(batch, table)
    assert reference.survey(batch, table) == found
    for text, occurring in zip(batch, struct.unpack(f"<{len(batch)}I", found), strict=True):
        positions, points, of = native.find(text, table, wanted)
        assert reference.find(text, table, wanted) == (positions, points, of)
        assert bool(positions) == bool(occurring & wanted)


@given(any_texts, tables(), st.lists(st.tuples(classes, classes, st.one_of(st.just(0), classes)), max_size=3))
def test_matching_lines_agree(text: str, table: bytes, patterns: list[tuple[int, int, int]]) -> None:
    """Law 1, for patterns of two and of three."""
    column = u32([of for pattern in patterns for of in pattern])
    assert reference.matching_lines(text, table, column) == native.matching_lines(text, table, column)


def bounds(text: str) -> st.SearchStrategy[list[int]]:
    """
    Starts and stops of sorted spans of a text, which may touch or be empty.
    """
    return st.lists(st.integers(0, len(text)), max_size=10).map(lambda offsets: sorted(offsets[len(offsets) % 2 :]))


@given(any_texts, st.dictionaries(st.sampled_from([t for t in NASTY + TRAPS if t]), any_texts, max_size=8), st.data())
def test_substitutions_agree(text: str, rules: dict[str, str], data: st.DataObject) -> None:
    """Law 1, and without a rule, or where all is spared, the text stays the object that it was."""
    spared = u64(data.draw(bounds(text)))
    arguments = (text, list(rules), list(rules.values()))
    assert reference.substitute(*arguments, spared) == native.substitute(*arguments, spared)
    assert text is native.substitute(*arguments, u64([0, len(text)]))[0]


@given(any_texts, st.lists(any_texts, min_size=1, max_size=4), st.data())
def test_rewriting_agrees(text: str, pieces: list[str], data: st.DataObject) -> None:
    """Law 1, and the text is the one that replacing from the end gives."""
    points = data.draw(bounds(text))
    numbers = [data.draw(st.integers(0, len(pieces) - 1)) for _ in points[::2]]
    arguments = (text, u64(points[::2]), u64(points[1::2]), u64(numbers), pieces)
    made = native.rewrite(*arguments)
    assert reference.rewrite(*arguments) == made
    for start, stop, number in reversed(list(zip(points[::2], points[1::2], numbers, strict=True))):
        text = text[:start] + pieces[number] + text[stop:]
    assert text == made[0]


@st.composite
def changes(draw: st.DrawFn) -> tuple[bytes, ...]:
    """
    Sorted changes, that may touch, be empty on one side, or change nothing.
    """
    columns: list[list[int]] = [[], [], [], []]
    source = target = 0
    for kept, removed, added in draw(st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=10)):
        source, target = source + kept + removed, target + kept + added
        for column, offset in zip(columns, (source - removed, source, target - added, target), strict=True):
            column.append(offset)
    return tuple(map(u64, columns))


@given(changes(), changes())
def test_compositions_agree(first: tuple[bytes, ...], second: tuple[bytes, ...]) -> None:
    """Law 1."""
    assert reference.compose(first, second) == native.compose(first, second)
