"""
Giant groups: however many texts are alike, all that should go go, each is kept that has a number or a name of its own,
and nobody is compared with everybody.
"""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from docnorm import Profile, find_duplicates
from docnorm.columns import Neighbours
from docnorm.grouping import group, group_stars
from docnorm.guarding import Guarding
from docnorm.matching import match, star
from docnorm.sketching import sketch

BODY = (
    "The harbour master closed the northern quay because the old cranes were found to be unsafe, and fishermen will "
    "unload at the southern quay until new ones arrive, which may take most of the summer"
)
WORDS = [a + b for a in ("ba", "co", "di", "fu", "ge", "ha", "jo", "ki") for b in ("lam", "nor", "pex", "rit", "sud")]
SIZES = [1, 2, 10, 1000, 12_000]


def near_identical(count: int) -> list[str]:
    """
    Return different texts which are all alike: one word more, somewhere.
    """
    rng, words = random.Random(1), BODY.split()
    found: set[str] = set()
    while len(found) < count:
        at = rng.randrange(len(words))
        found.add(" ".join([*words[:at], rng.choice(WORDS) + rng.choice(WORDS), *words[at:]]))
    return sorted(found)


def whole(texts: list[str]) -> np.ndarray:
    """
    Return the spans of whole texts.
    """
    return np.array([[n, 0, len(text)] for n, text in enumerate(texts)], dtype=np.uint64).reshape(-1, 3)


@pytest.mark.parametrize("count", [*SIZES, pytest.param(100_000, marks=pytest.mark.slow)])
def test_identical_texts_are_one_group(count: int) -> None:
    """
    One is kept, and all others are equal to it.
    """
    assert count - 1 == sum(len(found.members) for found in find_duplicates([BODY] * count))


@pytest.mark.parametrize("count", SIZES)
def test_near_identical_texts_go_whatever_their_number(count: int) -> None:
    """
    Each text goes, or is kept and unlike all other kept ones; every similarity is that of the kept text itself.
    """
    texts = near_identical(count)
    groups = find_duplicates(texts)
    gone = {member for found in groups for member in found.members}
    assert len(gone) >= 0.98 * (count - 1)
    assert all(similarity >= Fraction(4, 5) for found in groups for similarity in found.similarities)
    kept = [text for number, text in enumerate(texts) if number not in gone]
    assert [] == find_duplicates(kept)


@pytest.mark.slow
def test_a_hundred_thousand_near_identical_texts_go() -> None:
    """
    The same with more texts than anybody could compare with each other.
    """
    test_near_identical_texts_go_whatever_their_number(100_000 // 3)


@pytest.mark.parametrize("count", [*SIZES, pytest.param(100_000, marks=pytest.mark.slow)])
def test_lines_that_differ_in_their_numbers_are_all_kept(count: int) -> None:
    """
    Not one line of a log is lost, since each has a number that no other one has.
    """
    lines = [f"Connection {number} from the northern terminal was closed after a timeout" for number in range(count)]
    assert [] == find_duplicates(lines)


@pytest.mark.parametrize("count", [*SIZES, pytest.param(100_000, marks=pytest.mark.slow)])
def test_entries_that_differ_in_their_names_are_all_kept(count: int) -> None:
    """
    Not one entry of a list is lost, since each has a name that no other one has.
    """
    names = (f"{a}{b}{c}".capitalize() for a in WORDS for b in WORDS for c in WORDS)
    entries = [f"{name} is a small village in the northern terminal district of the old county" for name in names]
    assert [] == find_duplicates(random.Random(1).sample(entries, min(count, len(entries))))


def test_stars_are_what_the_keep_rule_makes_of_all_pairs() -> None:
    """
    Whether pairs are looked at before it's known what is kept or after, the groups are the same; with two threads, too.
    """
    rng = random.Random(2)
    texts = [text.replace("unsafe", f"unsafe {rng.randrange(9)}") for text in near_identical(300)]
    texts += [text[: rng.randrange(60, 170)] for text in near_identical(200)]
    sketches, profile = sketch(texts, whole(texts), "block"), Profile()
    guarding = Guarding.whole("numbers", sketches.texts_of(np.arange(len(sketches.first))))
    expected = list(group(texts, sketches, match(sketches, profile), guarding))
    assert len(expected) > 10
    for threads in (1, 2):
        assert expected == list(group_stars(sketches, star(sketches, profile, threads=threads)))


def test_ranks_come_before_lengths() -> None:
    """
    The lowest rank is kept, and one below 0 never goes.
    """
    texts = near_identical(3)
    sketches, profile = sketch(texts, whole(texts), "block"), Profile()
    for ranks, kept in (([2, 1, 0], {2}), ([0, -1, -1], {1, 2}), ([1, 0, 1], {1})):
        groups = group_stars(sketches, star(sketches, profile, ranks))
        assert {0, 1, 2} - kept == {member for found in groups for member in found.members}
        again = group(texts, sketches, match(sketches, profile, ranks=ranks), Guarding.none(3), ranks)
        assert list(groups) == list(again) == groups[:] == [groups[-1]]


def test_a_crowd_makes_no_pairs_but_those_of_its_stars() -> None:
    """
    Twelve hundred texts that are all alike would be 700,000 pairs: each is with the kept one that it goes for.
    """
    texts = near_identical(1200)
    sketches = sketch(texts, whole(texts), "block")
    near = match(sketches, Profile())
    assert 1150 < len(near) <= 1200
    assert len(near.pairs) < 100_000
    assert {n for found in group(texts, sketches, near, Guarding.none(1200)) for n in found.members} >= {
        n for found in find_duplicates(texts) for n in found.members
    }


def test_neighbours_are_a_mapping() -> None:
    """
    They are read like a dictionary of dictionaries.
    """
    near = Neighbours(np.array([[3, 7], [1, 3]]), np.array([4, 5]), np.array([5, 5]))
    assert {3: {1: (5, 5), 7: (4, 5)}, 1: {3: (5, 5)}, 7: {3: (4, 5)}} == near
    assert (3, [1, 3, 7], None) == (len(near), list(near), near.get(2))
    assert {1: {3: (5, 5)}, 3: {1: (5, 5)}} == near.at_least((9, 10))
    assert {} == Neighbours.none() == Neighbours.none().at_least((1, 2))
