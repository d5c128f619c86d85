"""
The sets of texts that `quality.py` asks about: those with labels, and those made with known edits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Pair = tuple[int, int]
"""Two texts of a set by their numbers, the lower one first."""

Origin = Literal["labelled", "made"]


@dataclass(frozen=True, slots=True)
class TextSet:
    """
    Texts, and which pairs of them are duplicates.

    A pair that is neither in *same* nor in *other* isn't scored; without *other*, every pair that isn't in *same* is
    of two different texts, but for those that are *unscored*. *clusters* are the same answer as numbers, where it's
    one. In a set of *documents*, the texts are the blocks of documents, by their numbers; in one of texts that are
    *contained*, each text stands for a document.
    """

    name: str
    origin: Origin
    texts: list[str]
    same: frozenset[Pair] = frozenset()
    other: frozenset[Pair] | None = None
    unscored: frozenset[Pair] = frozenset()
    clusters: list[int] = field(default_factory=list)
    contained: bool = False
    documents: tuple[tuple[int, ...], ...] = ()


def pair(left: int, right: int) -> Pair:
    """
    Return the two numbers as a pair.
    """
    return (left, right) if left < right else (right, left)
