"""
All pairs that reach the threshold, in plain Python: what a comparison of everything with everything would find.

Rule 1: nothing of docnorm's kernel runs here but its folding, so that the two can be held against each other.
Rule 2: nothing is missed: of two sets that are alike enough, the rarest elements of both have one in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from docnorm import kernel
from docnorm._reference.sketching import _WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sets import Pair

THRESHOLD = Fraction(4, 5)
LIMIT = 700  # from which weight on a text is compared by pairs of words
_HEAVY = re.compile(
    "[\u3005-\u3007\u3021-\u3029\u3031-\u303c\u3041-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf]|"
    "[\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003fffd]"
)
_LETTERED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")

Shingles = frozenset[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """
    What a text is compared by: one set of shingles or two. Two texts are as alike as the better of what both have.
    """

    characters: Shingles
    words: Shingles = frozenset()


def measured(text: str) -> Measures:
    """
    Return what docnorm compares *text* by, as decision 17 says.
    """
    key = kernel.fold([text])[0]
    heavy, lettered = 3 * len(_HEAVY.findall(key)), len(_LETTERED.findall(key))
    weight = len(key) - key.count(" ") + heavy * 2 // 3
    by_letters = (weight <= LIMIT / THRESHOLD and heavy * 5 <= weight * 3) or lettered * 5 > weight * 2
    by_words = (weight > LIMIT and lettered * 5 <= weight * 3) or heavy * 5 > weight * 2
    characters = _runs(list(f" {key} "), 5) if by_letters and key else frozenset()
    return Measures(characters, _runs(_WORD.findall(key), 2) if by_words else frozenset())


def similarity(left: Measures, right: Measures) -> Fraction:
    """
    Return the higher of the Jaccard similarities.
    """
    both = ((left.characters, right.characters), (left.words, right.words))
    return max((Fraction(len(a & b), len(a | b)) for a, b in both if a and b), default=Fraction(0))


def pairs(texts: Sequence[Measures]) -> dict[Pair, Fraction]:
    """
    Return all pairs whose similarity reaches the threshold, and how alike they are.

    >>> pairs([measured("the quick brown fox"), measured("The quick, brown fox!")])
    {(0, 1): Fraction(1, 1)}
    """
    found: set[Pair] = set()
    for sets in ([one.characters for one in texts], [one.words for one in texts]):
        found.update(_proposed(sets))
    told = {(i, j): similarity(texts[i], texts[j]) for i, j in sorted(found)}
    return {pair: how for pair, how in told.items() if how >= THRESHOLD}


def _proposed(sets: Sequence[Shingles]) -> Iterator[Pair]:
    # Prefix filter: what's 4/5 alike has one of its rarest fifth (and one) in common.
    counts = Counter(shingle for own in sets for shingle in own)
    index: defaultdict[str, list[int]] = defaultdict(list)
    for number in sorted(range(len(sets)), key=lambda i: (len(sets[i]), i)):
        size, near = len(sets[number]), set()
        rarest = sorted(sets[number], key=lambda shingle: (counts[shingle], shingle))
        for shingle in rarest[: size - -(-size * 4 // 5) + 1]:
            near.update(index[shingle])
            index[shingle].append(number)
        for other in near:
            if len(sets[other]) * 5 >= size * 4:
                yield min(number, other), max(number, other)


def _runs(parts: list[str], length: int) -> Shingles:
    if len(parts) < length:
        return frozenset({f"whole {' '.join(parts)}"}) if parts else frozenset()
    return frozenset("\0".join(parts[i : i + length]) for i in range(len(parts) - length + 1))
