"""
Sketches: classes of equal texts, and their shingles.
"""

from __future__ import annotations

import numpy as np

from docnorm.columns import Sketches
from docnorm.sketching import sketch


def whole(texts: list[str]) -> np.ndarray:
    """
    Return the spans of whole texts.
    """
    return np.array([[n, 0, len(text)] for n, text in enumerate(texts)], dtype=np.uint64).reshape(-1, 3)


def test_equal_texts_are_one_class() -> None:
    """
    Classes are counted in the order in which they first occur.
    """
    texts = ["b", "a", "b", "", "a"]
    sketches = sketch(texts, whole(texts), "block")
    assert ([0, 1, 0, 2, 1], [0, 1, 3]) == (sketches.classes.tolist(), sketches.first.tolist())


def test_nothing_has_no_classes() -> None:
    """
    No texts, no classes.
    """
    sketches = sketch([], whole([]), "block")
    assert ([], []) == (sketches.classes.tolist(), sketches.sets("pairs")[0].tolist())


def test_a_secret_key_changes_all_shingles() -> None:
    """
    Whoever doesn't know the key can't tell what a text is compared by.
    """
    texts = ["the quick brown fox", "ab"]
    plain, keyed = (sketch(texts, whole(texts), "block", key) for key in (0, 7))
    for number in (0, 1):
        assert set() == set(plain.set_of(number).tolist()) & set(keyed.set_of(number).tolist())
        assert len(plain.set_of(number)) == len(keyed.set_of(number))


def test_similarity_is_two_whole_numbers() -> None:
    """
    Shared shingles of all shingles: those of the sets, counted in plain Python.
    """
    texts = ["the quick brown fox", "the quick brown dog", ""]
    sketches = sketch(texts, whole(texts), "block")
    sets = [{f" {text} "[at : at + 5] for at in range(len(text) - 2)} for text in texts]
    assert (len(sets[0] & sets[1]), len(sets[0])) == sketches.contained(0, sketches.set_of(1))
    assert (0, len(sets[0])) == sketches.contained(0, sketches.set_of(2))
    assert isinstance(sketches, Sketches)


def test_a_text_has_the_measures_that_its_letters_and_scripts_say() -> None:
    """
    Short ones characters, long and Chinese ones pairs of words, those between both; documents have runs of words.
    """
    texts = ["a few words", "some words " * 80, "some words " * 200, "漢字かな", "漢字かな and words", "ไทย" * 400, "…"]
    blocks, documents = sketch(texts, whole(texts), "block"), sketch(texts, whole(texts), "document")
    found = ["".join(m[0] for m in ("characters", "pairs") if len(blocks.set_of(n, m))) for n in range(len(texts))]
    assert ["c", "cp", "p", "p", "cp", "c", ""] == found
    assert [1, 2, 2, 1, 2, 3, 0] == [len(documents.set_of(n)) for n in range(len(texts))]
    assert blocks.set_of(1).tolist() == blocks.set_of(1, "characters").tolist()
    assert blocks.set_of(2).tolist() == blocks.set_of(2, "pairs").tolist()
    assert [] == blocks.set_of(6).tolist()
    assert ["docnorm-2/block", "docnorm-2/document"] == [blocks.scheme, documents.scheme]
