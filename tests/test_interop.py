"""
Interchange with datasketch: the same bits from both sides, and a sentence for whatever doesn't fit.

Rule 1: datasketch itself is the oracle, as it is installed; its default hash, SHA-1, is at work unless a test says so.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import random
import struct
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from datasketch.hashfunc import sha1_hash32, sha1_hash64

from docnorm.errors import BadInput, BadProfile, DocnormError
from docnorm.interop.datasketch import (
    Signatures,
    from_minhash,
    insert_many,
    sign_many,
    to_lean_minhash,
    to_minhash,
)

CASES = json.loads((Path(__file__).parent / "cases" / "interop.json").read_text(encoding="utf-8"))
SCHEMES = ("affine32", "affine64", "legacy")
KERNELS = [importlib.import_module(f"docnorm.{name}") for name in ("_native", "_reference")]


def some_sets(seed: int, count: int = 12) -> list[list[bytes]]:
    """
    Return *count* sets of tokens of many lengths, with an empty set, an empty token and repeated ones.
    """
    rng = random.Random(seed)
    lengths = [0, 1, 3, 8, 54, 55, 56, 57, 63, 64, 65, 119, 120, 200]
    tokens = [rng.randbytes(rng.choice(lengths)) for _ in range(60)]
    return [[], [b""], *(rng.choices(tokens, k=rng.randint(1, 40)) for _ in range(count - 2))]


def theirs(sets: list[list[bytes]], **options: Any) -> list[list[int]]:
    """
    Return datasketch's own hash values.
    """
    return [sketch.hashvalues.tolist() for sketch in MinHash.bulk(sets, **options)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_signatures_are_datasketch_for_every_length(scheme: str) -> None:
    """
    The values are datasketch's, bit for bit, for 1 to 256 permutations, and have its type.
    """
    sets = some_sets(0, 6)
    for num_perm in range(1, 257):
        signatures = sign_many(sets, num_perm, scheme=scheme)
        assert theirs(sets, num_perm=num_perm, scheme=scheme) == signatures.hashvalues.tolist()
    assert MinHash(scheme=scheme).hashvalues.dtype == signatures.hashvalues.dtype


@pytest.mark.parametrize("scheme", SCHEMES)
def test_signatures_are_datasketch_for_every_seed(scheme: str) -> None:
    """
    The values are datasketch's, bit for bit, for many seeds, the least and the greatest among them.
    """
    for seed in [*range(100), 2**31 - 1, 2**31, 2**32 - 1]:
        sets = some_sets(seed, 4)
        options: dict[str, Any] = {"num_perm": 16, "seed": seed, "scheme": scheme}
        assert theirs(sets, **options) == sign_many(sets, **options).hashvalues.tolist()


def test_the_defaults_are_those_of_datasketch() -> None:
    """
    Who says nothing gets what `MinHash()` gives, also over several batches.
    """
    sets = [tokens for seed in range(6) for tokens in some_sets(seed, 200)] + [[b"%d" % n for n in range(40_000)]]
    signatures = sign_many(sets)
    assert theirs(sets) == signatures.hashvalues.tolist()
    assert ("affine32", 1, 128, len(sets)) == (
        signatures.scheme,
        signatures.seed,
        signatures.num_perm,
        len(signatures),
    )


def test_one_update_after_the_other_gives_the_same() -> None:
    """
    Neither the order nor the number of times that a token comes counts, and `update` agrees with all of it.
    """
    tokens = [b"over", b"the", b"lazy", b"dog", b"the"]
    for scheme in SCHEMES:
        sketch = MinHash(num_perm=40, seed=3, scheme=scheme)
        for token in tokens:
            sketch.update(token)
        for given in (tokens, tokens[::-1], set(tokens), tuple(tokens), iter(tokens), dict.fromkeys(tokens)):
            assert [sketch.hashvalues.tolist()] == sign_many([given], 40, 3, scheme).hashvalues.tolist()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_texts_among_tokens_are_their_utf_8(scheme: str) -> None:
    """
    A token may be str or bytes, also in one set.
    """
    words = ["", "plain", "höhe", "漢字かな", "𝄞 clef", "long " * 40]
    expected = sign_many([[word.encode() for word in words]], scheme=scheme).hashvalues.tolist()
    assert expected == sign_many([words], scheme=scheme).hashvalues.tolist()
    assert expected == sign_many([[*words[:3], *(w.encode() for w in words[3:])]], scheme=scheme).hashvalues.tolist()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_is_signed_as_datasketch_signs_nothing(scheme: str) -> None:
    """
    An empty set has the values of a MinHash that was never updated; no sets have no rows.
    """
    blank = MinHash(num_perm=8, scheme=scheme)
    assert [blank.hashvalues.tolist()] == sign_many([[]], 8, scheme=scheme).hashvalues.tolist()
    assert [blank.hashvalues.tolist()] == sign_many(["…"], 8, scheme=scheme).hashvalues.tolist()
    assert (0, 8) == sign_many([], 8, scheme=scheme).hashvalues.shape


@pytest.mark.parametrize(("unit", "measures"), [("block", (1, 2)), ("document", (4,))])
def test_texts_are_signed_by_docnorms_own_shingles(unit: Any, measures: tuple[int, ...]) -> None:
    """
    The tokens of a text are the shingles of its key in its first measure: all 64 bits of them, or the upper half.
    """
    texts = ["The quick brown fox jumps over the lazy dog again.", "漢字とかなを混ぜた文章", "", "ab", "x" * 200_000]
    native = KERNELS[0]
    made = [_sets(*native.shingles(native.fold(texts), bytes([measure]) * len(texts))) for measure in measures]
    sets = [next(filter(None, row), []) for row in zip(*made, strict=True)]
    for scheme in SCHEMES:
        shift = 0 if scheme == "affine64" else 32
        halves = [[shingle >> shift for shingle in one] for one in sets]
        expected = theirs(halves, num_perm=16, seed=9, scheme=scheme, hashfunc=lambda h: h)
        assert expected == sign_many(texts, 16, 9, scheme, unit=unit).hashvalues.tolist()


def _sets(column: bytes, ends: bytes) -> list[list[int]]:
    shingles, offsets = np.frombuffer(column, "<u8").tolist(), np.frombuffer(ends, "<u8").tolist()
    return [shingles[start:stop] for start, stop in pairwise(offsets)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_objects_are_those_of_datasketch(scheme: str) -> None:
    """
    They equal datasketch's own, compare and serialize as those do, and lead back to the same values.
    """
    sets = some_sets(5)
    signatures = sign_many(sets, 96, 11, scheme)
    made, lean = to_minhash(signatures), to_lean_minhash(signatures)
    own = MinHash.bulk(sets, num_perm=96, seed=11, scheme=scheme)
    assert own == made
    assert [LeanMinHash(sketch) for sketch in own] == lean
    assert [own[2].jaccard(sketch) for sketch in own] == [made[2].jaccard(sketch) for sketch in lean]
    for sketch, expected in zip(lean, own, strict=True):
        buffers = [bytearray(LeanMinHash(one).bytesize()) for one in (sketch, expected)]
        sketch.serialize(buffers[0])
        LeanMinHash(expected).serialize(buffers[1])
        assert buffers[1] == buffers[0]
        assert sketch == LeanMinHash.deserialize(buffers[0])
    for sketches in (made, lean, own, [*made, *lean]):
        back = from_minhash(iter(sketches))
        assert signatures.hashvalues.tolist() == back.hashvalues[: len(signatures)].tolist()
        assert (scheme, 11, signatures.hashvalues.dtype) == (back.scheme, back.seed, back.hashvalues.dtype)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_sketch_can_be_updated_without_touching_others(scheme: str) -> None:
    """
    What is done to one object changes neither the signatures nor its neighbours.
    """
    signatures = sign_many([["a"], ["a"]], 16, scheme=scheme)
    before = signatures.hashvalues.copy()
    first, second = to_minhash(signatures)
    first.update(b"b")
    second.hashvalues[:] = 0
    assert before.tolist() == signatures.hashvalues.tolist()
    assert sign_many([["a", "b"]], 16, scheme=scheme).hashvalues[0].tolist() == first.hashvalues.tolist()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "options",
    [
        {"threshold": 0.5},
        {"params": (9, 7)},
        {"params": (16, 4), "prepickle": True},
        {"params": (16, 4), "hashfunc": lambda name: hashlib.sha1(name).digest()[:4]},
    ],
    ids=["threshold", "params", "prepickle", "hashfunc"],
)
def test_an_index_is_the_one_that_datasketch_fills(scheme: str, options: dict[str, Any]) -> None:
    """
    Every bucket is the same, queries from either side agree, and datasketch can go on with the index.
    """
    sets = [[b"%d" % (n % 7 + k) for k in range(12)] for n in range(30)]
    signatures = sign_many(sets, 64, scheme=scheme)
    own = MinHash.bulk(sets, num_perm=64, scheme=scheme)
    ours, index = MinHashLSH(num_perm=64, **options), MinHashLSH(num_perm=64, **options)
    insert_many(ours, (f"text {n}" for n in range(len(sets))), signatures)
    for number, sketch in enumerate(own):
        index.insert(f"text {number}", sketch)
    for mine, other in zip([ours.keys, *ours.hashtables], [index.keys, *index.hashtables], strict=True):
        assert dict(other._dict) == dict(mine._dict)
    for sketch, made in zip(own, to_lean_minhash(signatures), strict=True):
        assert set(index.query(sketch)) == set(ours.query(sketch)) == set(index.query(made)) == set(ours.query(made))
    ours.insert("another", own[0])
    ours.remove("text 0")
    assert "another" in ours.query(own[0])
    assert "text 0" not in ours.query(own[0])


def test_an_index_can_be_filled_in_parts() -> None:
    """
    An index that holds something takes more, and nothing is no trouble.
    """
    index = MinHashLSH(num_perm=16, params=(4, 4))
    insert_many(index, [], sign_many([], 16))
    insert_many(index, [1], sign_many([["a"]], 16))
    insert_many(index, [(2, "b")], sign_many([["a"]], 16))
    assert {1, (2, "b")} == set(index.query(to_minhash(sign_many([["a"]], 16))[0]))


def test_both_kernels_hash_as_datasketch_does() -> None:
    """
    The hash of a token is `sha1_hash64`, its lower half `sha1_hash32`, for every length around the ends of blocks.
    """
    sets: list[list[Any]] = [[bytes(range(length % 256)) * 2 for length in range(200)], [], ["é" * 70, b"", ""]]
    flat = [token.encode() if isinstance(token, str) else token for tokens in sets for token in tokens]
    for kernel in KERNELS:
        column, offsets = kernel.token_hashes(sets)
        hashes = np.frombuffer(column, "<u8").tolist()
        assert [sha1_hash64(token) for token in flat] == hashes
        assert [sha1_hash32(token) for token in flat] == [number & 0xFFFF_FFFF for number in hashes]
        assert [0, 200, 200, 203] == np.frombuffer(offsets, "<u8").tolist()
        assert (b"", bytes(8)) == kernel.token_hashes([])


@pytest.mark.parametrize("call", ["affine64_signatures", "legacy_signatures"])
def test_both_kernels_sign_alike(call: str) -> None:
    """
    The native kernel gives the bytes that the specification gives, also at the ends of the numbers.
    """
    rng = random.Random(4)
    ends = [0, 1, 2**32 - 1, 2**32, 2**61 - 2, 2**61 - 1, 2**61, 2**64 - 1]
    numbers = [*ends, *(rng.randrange(2**64) for _ in range(60))]
    for k in (1, 33, 60):
        parameters = [struct.pack(f"<{k}Q", *rng.sample(numbers, k)) for _ in range(2)]
        shingles = struct.pack(f"<{len(numbers)}Q", *numbers)
        offsets = struct.pack("<5Q", 0, 0, 1, 9, len(numbers))
        native, reference = (getattr(kernel, call)(shingles, offsets, *parameters) for kernel in KERNELS)
        assert reference == native


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.__name__)
def test_the_kernels_refuse_what_does_not_fit(kernel: Any) -> None:
    """
    A column of the wrong size, and a token that is none, are refused.
    """
    one, ends = struct.pack("<Q", 1), struct.pack("<2Q", 0, 1)
    for sign in (kernel.affine64_signatures, kernel.legacy_signatures):
        with pytest.raises(ValueError, match="increments holds 0 bytes, expected 8, like multipliers"):
            sign(one, ends, one, b"")
        with pytest.raises(ValueError, match="multipliers holds 4 bytes, expected a multiple of 8"):
            sign(one, ends, one[:4], one[:4])
        with pytest.raises(ValueError, match="the number of permutations is 0, expected at least 1"):
            sign(one, ends, b"", b"")
        with pytest.raises(ValueError, match="offsets must begin with 0"):
            sign(one, one, one, one)
    with pytest.raises(TypeError):
        kernel.token_hashes([["a", 1]])
    with pytest.raises(UnicodeEncodeError):
        kernel.token_hashes([["\ud800"]])


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_bad_input_is_told_in_a_sentence(case: dict[str, Any]) -> None:
    """
    What was found, where, and what to do.
    """
    with pytest.raises(DocnormError) as raised:
        sign_many(*case["arguments"], **case.get("options", {}))
    assert case["says"] == str(raised.value)


@pytest.mark.parametrize(
    ("items", "says"),
    [
        (b"text", "items: it's bytes; give a list of texts, or a list of lists of tokens"),
        ([[b"a"], b"abc"], "item 1: it's bytes; give a text (str), or a list of tokens"),
        ([["a"]] * 20_000 + [["b", bytearray(b"c")]], "token 1 of item 20000: it's bytearray; give bytes, or str,"),
    ],
)
def test_bytes_in_the_wrong_place_are_told(items: Any, says: str) -> None:
    """
    Bytes are a token, never a text or a set; and a token is found again among many batches.
    """
    with pytest.raises(BadInput) as raised:
        sign_many(items)
    assert str(raised.value).startswith(says)


def test_sketches_that_do_not_belong_together_are_refused() -> None:
    """
    Rows of one table have one seed, one scheme and one length.
    """
    first = MinHash(num_perm=8)
    what = "affine32 with seed 1 and 8 permutations"
    remedy = "give only sketches that can be compared with each other"
    for other, kind in [
        (MinHash(num_perm=9), "affine32 with seed 1 and 9 permutations"),
        (MinHash(num_perm=8, seed=2), "affine32 with seed 2 and 8 permutations"),
        (MinHash(num_perm=8, scheme="legacy"), "legacy with seed 1 and 8 permutations"),
    ]:
        with pytest.raises(BadInput) as raised:
            from_minhash([first, LeanMinHash(other)])
        assert f"sketch 1: it's {kind}, but sketch 0 is {what}; {remedy}" == str(raised.value)
    with pytest.raises(BadInput, match="sketch 0: it's str; give a MinHash or a LeanMinHash of datasketch"):
        from_minhash(["sketch"])  # type: ignore[list-item]
    with pytest.raises(BadInput, match="sketches: there are none; give at least one"):
        from_minhash([])


@pytest.mark.parametrize(
    ("keys", "options", "says"),
    [
        (["c"], {}, "keys: there are 1, and 2 signatures; give one key for each signature"),
        (["c", "c"], {}, "keys: 'c' is given twice; give each signature a key of its own"),
        (["c", "a"], {}, "keys: 'a' is in the index already; give each signature a key of its own"),
        (
            ["c", "d"],
            {"num_perm": 8},
            "signatures: they have 8 permutations, and the index takes 16; make them with nu",
        ),
        (["c", "d"], {"scheme": "legacy"}, "signatures: datasketch refused the first of them (MinHash scheme 'legacy'"),
    ],
)
def test_an_index_takes_all_or_nothing(keys: list[str], options: dict[str, Any], says: str) -> None:
    """
    If one doesn't fit, none is inserted.
    """
    index = MinHashLSH(num_perm=16, params=(4, 4))
    insert_many(index, ["a"], sign_many([["x"]], 16))
    with pytest.raises(BadInput) as raised:
        insert_many(index, keys, sign_many([["x"], ["y"]], **{"num_perm": 16} | options))
    assert str(raised.value).startswith(says)
    assert ["a"] == list(index.keys.keys())


def test_options_are_told_apart_from_input() -> None:
    """
    An option that can't be used is a BadProfile, as everywhere.
    """
    with pytest.raises(BadProfile):
        sign_many([], num_perm=0)


def test_datasketch_is_loaded_by_those_who_need_it() -> None:
    """
    Signing needs numpy alone.
    """
    code = "from docnorm.interop.datasketch import sign_many; sign_many([['a']]); import sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert {"numpy"} == {"numpy", "scipy", "datasketch", "ftfy", "regex", "charset_normalizer"} & {*ran.stdout.split()}


def test_signatures_are_told_by_what_they_are() -> None:
    """
    A table of values from elsewhere can be wrapped, and goes the same ways.
    """
    stored = np.array([[1, 2], [3, 4]], dtype=np.uint32)
    assert [[1, 2], [3, 4]] == [s.hashvalues.tolist() for s in to_minhash(Signatures(stored, 1, "affine32"))]
