"""
datasketch as its documentation shows it: a MinHash of each text, looked up in a MinHashLSH and inserted if it is new.

`MinHash.generator` draws the permutations once for all texts, which is the fastest way that the package offers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datasketch import MinHash, MinHashLSH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def words(text: str) -> list[bytes]:
    """
    Return the runs of three words of *text*.
    """
    tokens = text.lower().split()
    return [" ".join(tokens[i : i + 3]).encode() for i in range(max(1, len(tokens) - 2))]


def characters(text: str) -> list[bytes]:
    """
    Return the runs of five characters of *text*, without punctuation, as docnorm compares them.
    """
    key = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return [gram.encode() for gram in {key[i : i + 5] for i in range(max(1, len(key) - 4))}]


def find_duplicates(texts: Sequence[str], tokens: Callable[[str], list[bytes]]) -> Iterator[tuple[int, int]]:
    """
    Yield a pair (kept text, dropped text) for each text that datasketch takes for a near-duplicate of an earlier one.
    """
    index = MinHashLSH(threshold=0.8, num_perm=128)
    for number, sketch in enumerate(MinHash.generator(map(tokens, texts), num_perm=128)):
        if known := index.query(sketch):
            yield min(known), number
        else:
            index.insert(number, sketch, check_duplication=False)
