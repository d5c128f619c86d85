"""
What the laws of detection are tried on: texts made from a small pool of paragraphs, with edits.

A text of a corpus is a paragraph of the pool in which some words were exchanged, so that corpora are full of equal
texts, of chains a~b~c whose ends are no pair, of templates that differ in a number, and of strangers. Some are at the
borders between the measures by which texts are compared. Where a law needs a pair of a known similarity, `pair_of`
makes one whose sets of shingles have the sizes that were asked for.
"""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import strategies as st

_generator = random.Random(4)
LETTERS = "".join(_generator.choices("abcdefghijklmnopqrstuvwxyz", k=300_000))
"""Letters in which hardly any five stand twice."""

VOCABULARY = ["".join(_generator.choices("abdefgiklmnoprstuvz", k=_generator.randint(3, 9))) for _ in range(600)]
POOL = [_generator.sample(VOCABULARY, 24) for _ in range(5)]
ODDS = ["", "* * *", "—", " \n", "a", "a a a a a a a a a", "漢字かな文の港の北側の埠頭", "ภาษาไทยไม่มีช่องว่าง"]

EDITS = [(), (3,), (9,), (3, 9), (9, 16), (3, 9, 16), (16, 20), (3, 4, 5), (0, 2, 4, 6, 8, 10)]
"""Which words are exchanged: each is near to the one before or behind it, and the ends are far from each other."""


def edited(paragraph: int, places: tuple[int, ...] = (), number: int | None = None, variant: int = 0) -> str:
    """
    Return a paragraph of the pool with the words at *places* exchanged, and a number in its middle.
    """
    words = list(POOL[paragraph])
    for place in places:
        words[place] = VOCABULARY[(37 * paragraph + 11 * place + 101 * variant) % len(VOCABULARY)]
    if number is not None:
        words[12] = str(number)
    return " ".join(words)


def lengthy(paragraph: int, places: tuple[int, ...], weight: int) -> str:
    """
    Return a text of words of at least so many letters, with the words at *places* exchanged.
    """
    words = VOCABULARY[200 * paragraph : 200 * paragraph + 200]
    count = next(count for count in range(200) if sum(map(len, words[:count])) >= weight)
    for place in places:
        words[place] = VOCABULARY[-place - 1]
    return " ".join(words[:count])


def mixed(places: tuple[int, ...], characters: int, words: int) -> str:
    """
    Return a text of Chinese characters and words, with the characters at *places* exchanged.
    """
    some = [chr(0x4E00 + 7 * number) for number in range(characters)]
    for place in places:
        some[place] = chr(0x5E00 + place)
    return " ".join(["".join(some), *VOCABULARY[100 : 100 + words]])


texts = st.one_of(
    st.builds(edited, st.integers(0, 4), st.sampled_from(EDITS), st.none(), st.integers(0, 2)),
    st.builds(edited, st.integers(0, 1), st.sampled_from(EDITS[:3]), st.integers(10, 14)),
    st.sampled_from(ODDS),
    st.builds(lengthy, st.integers(0, 1), st.sampled_from(EDITS[:3]), st.sampled_from([690, 720, 860, 880])),
    st.builds(mixed, st.sampled_from(EDITS[:2]), st.sampled_from([20, 22]), st.sampled_from([4, 8, 12, 18])),
)
"""A text of the pool."""

corpora = st.lists(texts, max_size=14)
"""Texts, many of which are like others."""

thresholds = st.sampled_from(["4/5", "1/2", "9/10", "1", "7/9"])


def pair_of(shared: int, left: int, right: int, at: int = 0) -> tuple[str, str]:
    """
    Return two texts that share *shared* shingles, and have *left* and *right* of their own; others for another *at*.

    A text of n + 2 letters has n runs of five, with its edges; the one at the end, and those that reach over where two
    texts part, are not shared. So each has one of its own at least, unless both are the same.
    """
    common, own = LETTERS[at : at + shared + 3], LETTERS[at + shared + 3 :]
    # What parts them is a digit, lest the first letters of their own be the same.
    return common + f"1{own}"[: max(0, left - 1)], common + f"2{own[left:]}"[: max(0, right - 1)]


def documents(corpus: list[str], per_document: int = 3) -> list[str]:
    """
    Return documents of some blocks each, one block a line.
    """
    cuts = [*range(0, len(corpus), per_document), len(corpus)]
    return ["\n".join(corpus[start:stop]) for start, stop in pairwise(cuts)]
