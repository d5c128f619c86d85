"""
How good an answer is: pairs, clusters, and what its removals lose.

Rule 1: an answer is pairs (kept, dropped). Its clusters are what hangs together by them, and its pairs of duplicates
        are all pairs inside a cluster: that is how whoever uses a tool that gives clusters has to read it.
Rule 2: nothing here asks docnorm; what a text says is looked for in the text itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from rivals.environments import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sets import Pair, TextSet

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^.!?\n。！？]+[.!?\n。！？]*")
_SENTENCE_LETTERS = 30  # in a shorter one, a word is a third of it
_GRAM = 5


@dataclass(frozen=True, slots=True)
class Score:
    """
    Shares of pairs, of clusters (B-cubed), and counts of removals.

    *beyond* are pairs that no label speaks of; *lossy* are removals of what the kept copy doesn't say.
    """

    precision: float
    recall: float
    f1: float
    beyond: int
    b_cubed: float | None = None
    removed: int | None = None
    lossy: int | None = None
    example: str = ""


def score(texts: TextSet, answer: Sequence[Pair], found: set[Pair] | None = None) -> Score:
    """
    Return how good *answer*, pairs (kept, dropped), is on *texts*; with *found*, those are its pairs of duplicates.
    """
    clusters = clusters_of(len(texts.texts), answer)
    small = small_words(texts.texts)
    losses = [told for removal in answer if (told := loss(texts.texts, *removal, small))]
    return replace(
        score_pairs(texts, pairs_of(clusters) if found is None else found),
        b_cubed=b_cubed(texts.clusters, clusters) if texts.clusters else None,
        removed=len(answer),
        lossy=len(losses),
        example=losses[0] if losses else "",
    )


def score_pairs(texts: TextSet, found: set[Pair]) -> Score:
    """
    Return how good the pairs are that were *found*; nothing is said of clusters and removals.
    """
    other = found - texts.same - texts.unscored if texts.other is None else found & texts.other
    right = len(found & texts.same)
    return Score(
        precision=_share(right, right + len(other)),
        recall=_share(right, len(texts.same)),
        f1=_share(2 * right, right + len(other) + len(texts.same)),
        beyond=len(found) - right - len(other),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def clusters_of(size: int, answer: Iterable[Pair]) -> list[int]:
    """
    Return the number of the cluster of each text: the lowest text that it hangs together with.

    >>> clusters_of(5, [(4, 1), (1, 2), (-1, 0)])
    [0, 1, 1, 3, 1]
    """
    parent = list(range(size))

    def root(text: int) -> int:
        while parent[text] != text:
            parent[text] = text = parent[parent[text]]
        return text

    for kept, dropped in answer:
        if kept != NOWHERE:
            low, high = sorted((root(kept), root(dropped)))
            parent[high] = low
    return [root(text) for text in range(size)]


def pairs_of(clusters: Sequence[int]) -> set[Pair]:
    """
    Return all pairs inside a cluster.
    """
    members: dict[int, list[int]] = {}
    for text, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(text)
    return {found for texts in members.values() for found in combinations(texts, 2)}


def b_cubed(gold: Sequence[int], found: Sequence[int]) -> float:
    """
    Return the F1 of B-cubed: over all texts, which share of its found cluster is in its true one, and the other way.

    >>> b_cubed([0, 0, 1, 1], [0, 0, 0, 0]), b_cubed([0, 0, 1, 1], [5, 5, 6, 6])
    (0.6666666666666666, 1.0)
    """
    both, true, told = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    precision = sum(n * n / told[cluster] for (_, cluster), n in both.items()) / len(gold)
    recall = sum(n * n / true[cluster] for (cluster, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


# -- What is lost ----------------------------------------------------------------------------------------------------


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """
    Return the words that are written in small letters somewhere: those that are no names where a sentence begins.
    """
    return frozenset(word for text in texts for word in _WORD.findall(text) if not word[0].isupper())


def loss(texts: Sequence[str], kept: int, dropped: int, small: frozenset[str]) -> str:
    """
    Tell a number, a name or a sentence of the dropped text that its kept copy doesn't have, if there is one.

    A name is a word with a capital that isn't among the *small* ones. A sentence is lost if less than half of its runs
    of five characters are in the kept copy.

    >>> loss(["We met Ann at noon, all of us.", "We met Bob at noon, all of us."], 0, 1, frozenset())
    'Bob'
    """
    gone = texts[dropped]
    if kept == NOWHERE:
        return gone[:60]
    copy = texts[kept]
    if missing := set(_NUMBER.findall(gone)) - set(_NUMBER.findall(copy)):
        return min(missing)
    words = set(_WORD.findall(copy.casefold()))
    names = {name for name in _WORD.findall(gone) if name[0].isupper() and name.casefold() not in small}
    if missing := {name for name in names if name.casefold() not in words}:
        return min(missing)
    return _lost_sentence(gone, copy)


def _lost_sentence(gone: str, copy: str) -> str:
    grams = set(_grams(copy))
    for sentence in _SENTENCE.findall(gone):
        own = _grams(sentence)
        if len(own) >= _SENTENCE_LETTERS and sum(gram in grams for gram in own) * 2 < len(own):
            return sentence.strip()[:60]
    return ""


def _grams(text: str) -> list[str]:
    key = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return [key[i : i + _GRAM] for i in range(len(key) - _GRAM + 1)]
