"""
find_duplicates: a sequence of groups that can be asked for more.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from docnorm import BadInput, BadProfile, Profile, find_duplicates
from docnorm.comparing import Duplicates

BASE = "The harbour master closed the northern quay because the old cranes were found to be quite unsafe."
NEAR = BASE.replace("quite unsafe", "unsafe")
OTHER = "Visitors are asked to keep to the marked paths since heavy vehicles will use the road along the shore."
TEXTS = [NEAR, BASE, OTHER, BASE, f"{BASE} In 2023.", f"{BASE} In 2024."]


@pytest.fixture(name="found")
def _found() -> Duplicates:
    return find_duplicates(TEXTS)


def test_the_answer_is_a_sequence_of_groups(found: Duplicates) -> None:
    """
    It can be counted, indexed, walked and compared like a list.
    """
    assert list(found) == list(found.groups) == found == tuple(found) == found.groups
    assert (len(found), found[0], found[:1]) == (len(found.groups), found.groups[0], found.groups[:1])
    assert hash(found) == hash(find_duplicates(TEXTS))
    assert found == find_duplicates(TEXTS)
    assert found != find_duplicates(TEXTS[:2])
    assert found != "groups"


def test_every_similarity_is_the_true_one(found: Duplicates) -> None:
    """
    Each member's similarity is that to the kept text, and the lowest of them is told.
    """
    pairs = {frozenset((pair.left, pair.right)): pair.similarity for pair in found.pairs}
    for group in found:
        for member, similarity in zip(group.members, group.similarities, strict=True):
            first = frozenset(TEXTS.index(TEXTS[row]) for row in (group.representative, member))
            assert pairs.get(first, 1) == similarity >= group.lowest


def test_pairs_and_what_the_guard_keeps_apart(found: Duplicates) -> None:
    """
    Equal texts are pairs with the first of them; what is alike but for a number is a pair, and guarded.
    """
    assert (1, 3, Fraction(1)) in found.pairs
    assert {(4, 5)} == {(pair.left, pair.right) for pair in found.near_guarded}
    assert all(Fraction(4, 5) <= pair.similarity <= 1 and pair.left < pair.right for pair in found.pairs)
    assert () == find_duplicates(TEXTS, Profile(guard="none")).near_guarded


@pytest.mark.parametrize("threshold", ["0.8", "0.85", "0.9", "0.95", "1"])
def test_a_higher_threshold_is_as_if_compared_again(found: Duplicates, threshold: str) -> None:
    """
    What was found once is enough for every higher threshold.
    """
    again, fresh = found.rethreshold(threshold), find_duplicates(TEXTS, Profile(threshold=threshold))
    assert (again, again.pairs, again.near_guarded) == (fresh, fresh.pairs, fresh.near_guarded)
    assert again.expected_recall == fresh.expected_recall >= 0.999


def test_a_lower_threshold_is_refused(found: Duplicates) -> None:
    """
    What is less similar wasn't looked for.
    """
    with pytest.raises(BadProfile, match="threshold: 1/2 is below 4/5, and what is less similar wasn't looked for"):
        found.rethreshold("1/2")


def test_references_are_never_dropped() -> None:
    """
    What repeats a reference goes for it, however short that is; what references repeat among themselves is nobody's.
    """
    found = find_duplicates(TEXTS[:4], against=[OTHER, NEAR, NEAR])
    assert [(1, (0, 1, 3), True), (0, (2,), True)] == sorted(
        ((g.representative, g.members, g.is_reference) for g in found), reverse=True
    )
    assert all(0 <= pair.left < pair.right < 4 for pair in found.pairs)
    assert (1, 3, Fraction(1)) in found.pairs
    assert [] == find_duplicates(["one text"], against=[NEAR, NEAR])
    alone = find_duplicates(["one text", OTHER, f"{OTHER} so far."], against=[NEAR])
    assert [(2, (1,), False)] == [(g.representative, g.members, g.is_reference) for g in alone]
    first = find_duplicates([OTHER, f"{OTHER} so far."], Profile(prefer="first"), against=[NEAR])
    assert [(0, (1,))] == [(g.representative, g.members) for g in first]


def test_texts_inside_others_are_told() -> None:
    """
    A text that lies in a longer one isn't like it, and is found all the same.
    """
    outer = f"{OTHER} {BASE} Nobody knows when the council will have set aside the money for all of the repairs."
    found = find_duplicates([BASE, outer, "something else"], against=[OTHER])
    assert ([], [(0, 1, Fraction(1))]) == (list(found), list(found.contained))


WRONG = [
    (5, (), "texts: it's int, not several texts; give a list"),
    ("abc", (), "texts: it's str, not several texts; give a list"),
    (["a"], "abc", "references: it's str, not several texts; give a list"),
    (b"ab", (), "texts: it's bytes, not several texts; give a list"),
    (["a"], None, "references: it's NoneType, not several texts"),
    (["a"], [b"b"], "reference 0: it's bytes, not str; decode it, or normalize it first"),
]


@pytest.mark.parametrize(("texts", "against", "said"), WRONG)
def test_a_wrong_value_is_said(texts: object, against: object, said: str) -> None:
    """
    What's given in place of texts is named.
    """
    with pytest.raises(BadInput) as caught:
        find_duplicates(texts, against=against)  # type: ignore[arg-type]
    assert str(caught.value).startswith(said)


def test_a_wrong_profile_is_said() -> None:
    """
    The name of a profile isn't one.
    """
    with pytest.raises(BadProfile, match="profile: it's str, not a Profile"):
        find_duplicates(["a"], "standard")  # type: ignore[arg-type]


def test_a_passage_isnt_lost() -> None:
    """
    What has a passage that the kept text lacks is kept, and goes for one that has it; a longer one isn't looked at.
    """
    header = " ".join(f"word{letter}{other}" for letter in "abcdefghijklmnopqrst" for other in "abcdefghij")
    bodies = [" ".join(f"{word}{letter}" * 2 for word in ("north", "east", "south", "west")) for letter in "vwxyz"]
    texts = [header, *(f"{header} {body}" for body in bodies), f"{header[8:]} {bodies[0]}"]
    for candidates in ("lsh", "exact"):
        found = find_duplicates(texts, Profile(candidates=candidates))  # type: ignore[arg-type]
        assert [(1, (0, 6))] == [(group.representative, group.members) for group in found]
        assert found.rethreshold("0.81") == found
        apart = {(pair.left, pair.right) for pair in found.near_guarded}
        assert {(i, j) for i in range(1, 7) for j in range(i + 1, 7)} - {(1, 6)} == apart
    assert 1 == len(find_duplicates(texts, Profile(guard="none")))


def test_a_name_isnt_lost() -> None:
    """
    Texts that differ in a name say different things, wherever it stands; with another guard nobody looks.
    """
    text = "{} is a small village in the north of the county, on the left bank of the river, and has a mill and an inn."
    texts = [text.format(name) for name in ("Brackwater", "Ashbourne")]
    assert ([], 1) == (list(find_duplicates(texts)), len(find_duplicates(texts).near_guarded))
    assert 1 == len(find_duplicates(texts, Profile(guard="none")))
    assert 1 == len(find_duplicates([text.upper() for text in texts]))
