"""
Containing: in which texts most of a text lies.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from docnorm.columns import Sketches
from docnorm.containing import contain
from docnorm.profile import Profile
from docnorm.sketching import sketch

INNER = "the harbour master closed the northern quay because old cranes were found to be unsafe"
BEFORE = "nobody in the town had heard of it when the news came on a cold morning"


def sketches_of(*texts: str) -> Sketches:
    """The sketches of whole texts."""
    spans = np.array([[row, 0, len(text)] for row, text in enumerate(texts)], dtype=np.uint64)
    return sketch(texts, spans, "document")


def test_a_text_lies_in_a_longer_one() -> None:
    """The longer one doesn't lie in it, and texts of other words lie in none."""
    assert {0: (1,)} == contain(sketches_of(INNER, f"{BEFORE} {INNER} {BEFORE}", BEFORE[::-1]), Profile())


def test_as_much_as_the_threshold_says() -> None:
    """Eleven runs of five words are in the text; a copy of which six are there lies in it at 6/11, and not above."""
    first = " ".join(INNER.split()[:10])
    sketches = sketches_of(INNER, f"{first} {BEFORE}")
    assert {0: (1,)} == contain(sketches, Profile(threshold=Fraction(6, 11)))
    assert {} == contain(sketches, Profile(threshold=Fraction(7, 11)))


def test_the_best_sixteen_are_told() -> None:
    """Of more containers, those that share most, and of these the larger ones; however they come."""
    texts = [f"{INNER} {BEFORE} {' '.join(f'word{n}' for n in range(number))}" for number in range(20)]
    found = contain(sketches_of(INNER, *texts), Profile())[0]
    assert set(range(5, 21)) == set(found)
