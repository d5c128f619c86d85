"""
Laws of the measures by which texts are compared:

1. a text has a measure as soon as it has a letter, and which ones depends on its match key alone;
2. two texts that weigh nearly the same, and have nearly the same share of each script, have a measure in common;
3. so have a text and itself with one more letter;
4. texts that both have two measures are compared in both, and the higher similarity counts, whichever comes first.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from docnorm import Profile, kernel
from docnorm.columns import Measure, Sketches
from docnorm.matching import match, star
from docnorm.sketching import sketch

MEASURES: tuple[Measure, ...] = ("characters", "pairs")


class Mixture(NamedTuple):
    """
    How many letters of each kind a text has.
    """

    latin: int
    chinese: int
    thai: int

    @property
    def text(self) -> str:
        """
        The text: words of four letters, then a word of each other kind.
        """
        latin = " ".join("word"[: min(4, self.latin - at)] for at in range(0, self.latin, 4))
        return f"{latin} {'漢' * self.chinese} {'ไ' * self.thai}"

    @property
    def weight(self) -> int:
        """
        Its weight.
        """
        return self.latin + 3 * self.chinese + self.thai

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        """
        The shares that Chinese and Thai have in it.
        """
        return Fraction(3 * self.chinese, self.weight), Fraction(self.thai, self.weight)


amounts = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 1000))
mixtures = st.builds(Mixture, amounts, amounts, amounts).filter(lambda mixture: mixture.weight > 0)
changes = st.tuples(*[st.fractions(Fraction(3, 4), Fraction(5, 4), max_denominator=40)] * 3)


def sketched(texts: list[str]) -> Sketches:
    """
    Return the sketches of whole texts.
    """
    return sketch(texts, np.array([[n, 0, len(text)] for n, text in enumerate(texts)], dtype=np.uint64), "block")


def measures(text: str) -> set[Measure]:
    """
    Return what a text is compared by.
    """
    sketches = sketched([text])
    return {measure for measure in MEASURES if len(sketches.set_of(0, measure))}


@given(mixtures)
def test_a_text_has_the_measures_of_its_key(mixture: Mixture) -> None:
    """Law 1, and the measures are those that the decision says."""
    chinese, thai = mixture.shares
    by_characters = (mixture.weight <= 875 and chinese <= Fraction(3, 5)) or thai > Fraction(2, 5)
    by_pairs = (mixture.weight > 700 and thai <= Fraction(3, 5)) or chinese > Fraction(2, 5)
    found = measures(mixture.text)
    assert found == {m for m, has in zip(MEASURES, (by_characters, by_pairs), strict=True) if has} != set()
    assert found == measures(f"*{mixture.text.upper()}!") == measures(kernel.fold([mixture.text])[0])


@given(mixtures, changes)
def test_texts_that_are_nearly_the_same_have_a_measure_in_common(
    one: Mixture, changed: tuple[Fraction, Fraction, Fraction]
) -> None:
    """Law 2: weights as far apart as the threshold allows, and shares that differ by a fifth."""
    other = Mixture(*(int(amount * factor) for amount, factor in zip(one, changed, strict=True)))
    assume(other.weight and 5 * min(one.weight, other.weight) >= 4 * max(one.weight, other.weight))
    assume(all(abs(a - b) <= Fraction(1, 5) for a, b in zip(one.shares, other.shares, strict=True)))
    assert measures(one.text) & measures(other.text)


@given(mixtures, st.sampled_from("a漢ไéß"), st.integers(0, 3000))
def test_one_more_letter_leaves_a_measure(mixture: Mixture, letter: str, at: int) -> None:
    """Law 3, but for a text of one letter, to which nothing is near."""
    assume(mixture.weight > 1)
    text = mixture.text
    at = min(at, len(text))
    assert measures(text) & measures(text[:at] + letter + text[at:])


words = st.lists(st.sampled_from([f"w{n}{'xyz' * (n % 3)}" for n in range(60)]), min_size=110, max_size=110)


@given(words, st.lists(st.tuples(st.integers(0, 109), st.sampled_from(["w", "w1xyz", "another"])), max_size=12))
def test_at_a_border_the_higher_similarity_counts(base: list[str], edits: list[tuple[int, str]]) -> None:
    """Law 4."""
    edited = list(base)
    for place, word in edits:
        edited[place] = word
    letters = "a" * (780 - len("".join(base)))
    texts = [" ".join((letters, *own)) for own in (base, edited)]
    assume(texts[0] != texts[1])
    assert all(len(measures(text)) == 2 for text in texts)
    forth, back = (
        {pair for near in match(sketched(order), profile).values() for pair in near.values()}
        for order, profile in ((texts, Profile(candidates="exact")), (texts[::-1], Profile(candidates="exact")))
    )
    sketches = sketched(texts)
    found = []
    for measure in MEASURES:
        a, b = (set(sketches.set_of(number, measure).tolist()) for number in (0, 1))
        found.append(Fraction(len(a & b), len(a | b)))
    expected = {max(found)} if max(found) >= Fraction(4, 5) else set()
    assert expected == {Fraction(*pair) for pair in forth}
    assert forth == back
    stars = star(sketches, Profile(guard="none"))
    told = zip(stars.shared.tolist(), stars.totals.tolist(), strict=True)
    assert expected >= {Fraction(*pair) for pair in told}
