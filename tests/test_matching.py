"""
Matches: every pair that is told is similar, and as good as every similar pair is told.
"""

from __future__ import annotations

import numpy as np
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from docnorm import Profile, kernel
from docnorm.guarding import Guarding
from docnorm.matching import match, permutations
from docnorm.sketching import sketch

WORDS = "harbour master closed northern quay Monday because cranes unsafe fishermen unload summer".split()  # noqa: SIM905


def whole(texts: list[str]) -> np.ndarray:
    """
    Return the spans of whole texts.
    """
    return np.array([[n, 0, len(text)] for n, text in enumerate(texts)], dtype=np.uint64).reshape(-1, 3)


@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=8, max_size=14).map(" ".join), max_size=12, unique=True),
    st.sampled_from(["4/5", "1/2", "9/10", "1"]),
)
def test_matches_are_those_of_brute_force(texts: list[str], threshold: str) -> None:
    """
    A pair is told exactly if its similarity reaches the threshold, with the similarity that sets in Python have, and of
    exact candidates none is missed.

    At the threshold itself a pair may be missed once in a thousand times; these texts are few and fixed by their words,
    so that none is.
    """
    profile = Profile(threshold=threshold)
    sketches = sketch(texts, whole(texts), "block")
    keys = kernel.fold([texts[row] for row in sketches.first])
    sets = [{f" {key} "[at : at + 5] for at in range(len(key) - 2)} for key in keys]
    numerator, denominator = profile.ratio
    expected = {
        (a, b): (len(sets[a] & sets[b]), len(sets[a] | sets[b]))
        for a in range(len(sets))
        for b in range(len(sets))
        if a != b and len(sets[a] & sets[b]) * denominator >= numerator * len(sets[a] | sets[b])
    }
    found, every = (
        {(a, b): (pair.shared, pair.total) for a, near in match(sketches, one).items() for b, pair in near.items()}
        for one in (profile, Profile(threshold=threshold, candidates="exact"))
    )
    assert every == expected
    assert found.items() <= expected.items()
    assert {pair for pair, (shared, total) in expected.items() if shared * 20 >= 19 * total} <= set(found)


def test_light_texts_are_left_out() -> None:
    """
    Texts below the minimum weight match nothing, and the numbers of the others stay right.
    """
    texts = [
        "a b c d e",
        "a b c d f",
        *(f"the harbour master closed the northern quay on {day}" for day in ("Monday", "Monday!")),
    ]
    sketches = sketch(texts, whole(texts), "block")
    assert {2: {3}, 3: {2}} == {a: set(near) for a, near in match(sketches, Profile(), 20).items()}


def test_permutations_are_those_of_datasketch() -> None:
    """
    With them a signature is `datasketch.MinHash`'s, bit for bit.
    """
    multipliers, increments = permutations(125)
    minhash = MinHash(num_perm=125, seed=1, scheme="affine32", hashfunc=lambda value: value)
    hashes = [1, 2**31, 2**32 - 1, 123456789]
    for value in hashes:
        minhash.update(value)
    shingles = np.array(sorted(value << 32 for value in hashes), dtype="<u8").tobytes()
    offsets = np.array([0, len(hashes)], dtype="<u8").tobytes()
    ours = kernel.signatures(shingles, offsets, multipliers.tobytes(), increments.tobytes())
    assert minhash.hashvalues.tolist() == np.frombuffer(ours, dtype="<u4").tolist()


def test_pairs_that_a_guard_would_keep_apart_are_left_out() -> None:
    """
    Of a template's lines with other numbers, each one is told with one other, and those without a new number with all.
    """
    line = "The connection from the northern terminal was closed after {} seconds without an answer"
    texts = [line.format(number) for number in (41, 81, 33)] + [line.format(41) + " so far"]
    sketches = sketch(texts, whole(texts), "block")
    near = match(sketches, Profile(), guarding=Guarding.whole("numbers", texts))
    assert {0: {1, 2, 3}, 1: {0}, 2: {0}, 3: {0}} == {number: set(others) for number, others in near.items()}
    assert 12 == sum(len(others) for others in match(sketches, Profile()).values())


def test_nothing_has_no_pairs_to_leave_out() -> None:
    """
    No pairs, nothing to guard.
    """
    assert {} == match(sketch([], whole([]), "block"), Profile(), guarding=Guarding.none(0))
