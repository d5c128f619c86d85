"""
How good an answer is: pairs, clusters, and what its removals lose.

Rule 1: an answer is pairs (kept, dropped). Its clusters are what hangs together by them, and its pairs of duplicates
        are all pairs inside a cluster: that is how whoever uses a tool that gives clusters has to read it.
Rule 2: nothing here asks docnorm; what a text says is looked for in the text itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from rivals.environments import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sets import Pair, TextSet

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_a-z]\w+")  # a capital behind a word or a comma: no beginning of a sentence
_SENTENCE = re.compile(r"[^.!?\n。！？]+[.!?\n。！？]*")
_SENTENCE_LETTERS = 30  # in a shorter one, a word is a third of it
_GRAM = 5


@dataclass(frozen=True, slots=True)
class Score:
    """
    Shares of pairs, of clusters (B-cubed), and counts of removals.

    *beyond* are pairs that no label speaks of; *lossy* are removals of a text that says something its kept copy doesn't.
    """

    precision: float
    recall: float
    f1: float
    b_cubed: float | None
    beyond: int
    removed: int
    lossy: int
    example: str = ""


def score(texts: TextSet, answer: Sequence[Pair], found: set[Pair] | None = None) -> Score:
    """
    Return how good *answer*, pairs (kept, dropped), is on *texts*; with *found*, those are its pairs of duplicates.
    """
    clusters = clusters_of(len(texts.texts), answer)
    found = pairs_of(clusters) if found is None else found
    other = found - texts.same if texts.other is None else found & texts.other
    right, losses = len(found & texts.same), [told for removal in answer if (told := loss(texts.texts, *removal))]
    return Score(
        precision=_share(right, right + len(other)),
        recall=_share(right, len(texts.same)),
        f1=_share(2 * right, right + len(other) + len(texts.same)),
        b_cubed=b_cubed(texts.clusters, clusters) if texts.clusters else None,
        beyond=len(found) - right - len(other),
        removed=len(answer),
        lossy=len(losses),
        example=losses[0] if losses else "",
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


def loss(texts: Sequence[str], kept: int, dropped: int) -> str:
    """
    Tell a number, a name or a sentence of the dropped text that its kept copy doesn't have, if there is one.

    A name is a word with a capital that begins no sentence. A sentence is lost if less than half of its runs of five
    characters are in the kept copy.

    >>> loss(["We met Ann at noon, all of us.", "We met Bob at noon, all of us."], 0, 1)
    'Bob'
    """
    gone = texts[dropped]
    if kept == NOWHERE:
        return gone[:60]
    copy = texts[kept]
    if missing := set(_NUMBER.findall(gone)) - set(_NUMBER.findall(copy)):
        return min(missing)
    words = set(re.findall(r"\w+", copy.casefold()))
    if missing := {name for name in _NAME.findall(gone) if name.casefold() not in words}:
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
