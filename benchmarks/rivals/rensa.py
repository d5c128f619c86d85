"""
rensa as its README shows it: the words of each text, an RMinHashDeduplicator with LSH, texts added one after the other.

It tells that a text is a duplicate; of which one is asked of the same index, where the earliest candidate is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rivals import environments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGES = ("rensa==0.5.0",)

_PROGRAM = """
import json
from rensa import RMinHash, RMinHashDeduplicator

def pairs(texts):
    dedup = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
    tokens = [text.split() for text in texts]
    keep = dedup.add_pairs((str(i), words) for i, words in enumerate(tokens))
    dropped = [i for i, kept in enumerate(keep) if not kept]
    sketches = RMinHash.from_token_sets([tokens[i] for i in dropped], num_perm=128, seed=42)
    for i, sketch in zip(dropped, sketches):
        yield min(map(int, dedup.get_duplicates(sketch)), default=-1), i

if __name__ == "__main__":
    with open("sets.json") as file:
        sets = json.load(file)
    with open("pairs.json", "w") as file:
        json.dump([list(pairs(texts)) for texts in sets], file)
"""


def find_in_each(sets: Sequence[Sequence[str]]) -> list[list[environments.Pair]]:
    """
    Return the pairs (kept text, dropped text) of each set.
    """
    return environments.answers(environments.python_of("rensa", PACKAGES), _PROGRAM, sets)


def find_duplicates(texts: Sequence[str]) -> Iterator[environments.Pair]:
    """
    Yield a pair (kept text, dropped text) for each text that rensa takes for a duplicate of an earlier one.
    """
    yield from find_in_each([texts])[0]
