"""
Laws of the interchange with datasketch, on any tokens:

1. for every function, the native kernel gives the bytes that the specification gives;
2. a signature is that of datasketch's `MinHash`, for every seed, scheme and number of permutations;
3. the signature of a union is the least of both signatures, value by value.
"""

from __future__ import annotations

import importlib
import struct

import numpy as np
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from docnorm.interop.datasketch import Scheme, sign_many

native, reference = (importlib.import_module(f"docnorm.{name}") for name in ("_native", "_reference"))

characters = st.characters(exclude_categories=["Cs"])
tokens = st.one_of(st.binary(max_size=140), st.text(characters, max_size=40))
sets = st.lists(st.lists(tokens, max_size=20), max_size=5)
schemes = st.sampled_from(["affine32", "affine64", "legacy"])
counts, seeds = st.integers(1, 70), st.integers(0, 2**32 - 1)
numbers = st.one_of(st.integers(0, 2**64 - 1), st.sampled_from([2**61 - 2, 2**61 - 1, 2**61, 2**64 - 1]))


@given(sets)
def test_hashes_agree(given_sets: list[list[str | bytes]]) -> None:
    """Law 1."""
    assert reference.token_hashes(given_sets) == native.token_hashes(given_sets)


@given(st.lists(numbers, max_size=8), st.lists(st.tuples(numbers, numbers), min_size=1, max_size=40))
def test_signatures_agree(shingles: list[int], permutations: list[tuple[int, int]]) -> None:
    """Law 1, for a set and an empty one."""
    columns = (shingles, [0, len(shingles), len(shingles)], *zip(*permutations, strict=True))
    packed = [struct.pack(f"<{len(column)}Q", *column) for column in columns]
    assert reference.affine64_signatures(*packed) == native.affine64_signatures(*packed)
    assert reference.legacy_signatures(*packed) == native.legacy_signatures(*packed)


@given(sets, counts, seeds, schemes)
def test_signatures_are_datasketch(
    given_sets: list[list[str | bytes]], num_perm: int, seed: int, scheme: Scheme
) -> None:
    """Law 2."""
    encoded = [[token.encode() if isinstance(token, str) else token for token in one] for one in given_sets]
    bulk = MinHash.bulk(encoded, num_perm=num_perm, seed=seed, scheme=scheme)
    signed = sign_many(given_sets, num_perm, seed, scheme).hashvalues
    assert [sketch.hashvalues.tolist() for sketch in bulk] == signed.tolist()


@given(st.lists(tokens, max_size=10), st.lists(tokens, max_size=10), schemes)
def test_unions_are_minima(left: list[str | bytes], right: list[str | bytes], scheme: Scheme) -> None:
    """Law 3."""
    one, other, both = sign_many([left, right, left + right], 32, scheme=scheme).hashvalues
    assert np.minimum(one, other).tolist() == both.tolist()
