"""
What a text says that another one, which is like it as a whole, doesn't: in plain Python.

Rule 1: a passage is a stretch of words of which none is in any run of three words that the other text has.
Rule 2: where a text has fewer than three words, all of them are one run.
"""

from __future__ import annotations

from itertools import groupby

from docnorm._reference.columns import check_threads, read_pairs
from docnorm._reference.sketching import cut, fold, weigh_key, words

RUN = 3


def lacking(texts: list[str], spans: bytes, pairs: bytes, passage: int, threads: int) -> bytes:
    """
    For each pair 1 if the first text has a passage that the second lacks, 2 if it's the other way round, 3 for both.
    """
    check_threads(threads)
    check_passage(passage)
    pieces = cut(texts, spans)
    both = [(pieces[i], pieces[j]) for i, j in read_pairs(pairs, len(pieces))]
    return bytes(lacks(other, one, passage) | lacks(one, other, passage) << 1 for one, other in both)


def lacks(other: str, text: str, passage: int) -> bool:
    """
    Tell whether the *other* text lacks a passage of *text* of at least this weight; 0 stands for none.

    >>> lacks("a common header", "a common header, and then some", 11), lacks("no header", "a header", 0)
    (True, False)
    """
    own = words(fold([text])[0])
    there, size = set(_runs(words(fold([other])[0]))), min(RUN, len(own))
    covered = {at + k for at, run in enumerate(_runs(own)) if run in there for k in range(size)}
    stretches = groupby(range(len(own)), key=covered.__contains__)
    weights = (sum(weigh_key(own[at]) for at in stretch) for is_covered, stretch in stretches if not is_covered)
    return passage > 0 and max(weights, default=0) >= passage


def check_passage(passage: int) -> None:
    """
    Refuse a weight below 0.
    """
    if passage < 0:
        raise ValueError(f"passage is {passage}, expected at least 0")


def _runs(own: list[str]) -> list[tuple[str, ...]]:
    size = min(RUN, len(own))
    return [tuple(own[at : at + size]) for at in range(len(own) - size + 1)] if own else []
