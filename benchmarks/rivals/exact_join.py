"""
An exact join in plain Python: every text that is near a longer kept one, by sets of five characters; nothing is missed.

Two sets that are 4/5 alike share at least 4/9 of the sum of their sizes, so a shingle that both have is among the
rarest ninth of the smaller one and among the rarest fifth of the larger one: only those are looked up (Bayardo et al.
2007; Xiao et al. 2008). The larger sets come first, so that what is too large for one text is too large for all later
ones, and is forgotten. Ranks by rarity make a set a list of whole numbers, which Python sorts and intersects fastest.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from rivals.datasketch import characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def find_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """
    Yield a pair (kept text, dropped text) for each text that is equal to a kept one, or at least 4/5 like it.
    """
    index: defaultdict[int, deque[int]] = defaultdict(deque)
    known: dict[str, int] = {}
    kept: dict[int, frozenset[int]] = {}
    sets = _ranked([characters(text) for text in texts])
    for number in sorted(range(len(texts)), key=lambda number: -len(sets[number])):
        if texts[number] in known:
            yield known[texts[number]], number
            continue
        ranks = sets[number]
        whole, size = frozenset(ranks), len(ranks)
        found = _alike(whole, ranks[: size - -(-8 * size // 9) + 1], index, kept)
        known[texts[number]] = number if found is None else found
        if found is not None:
            yield found, number
            continue
        kept[number] = whole
        for rank in ranks[: size - -(-4 * size // 5) + 1]:
            index[rank].append(number)


def _ranked(sets: list[list[bytes]]) -> list[list[int]]:
    counts: Counter[bytes] = Counter()
    for shingles in sets:
        counts.update(shingles)
    ranks = {shingle: rank for rank, shingle in enumerate(sorted(counts, key=counts.__getitem__))}
    return [sorted(map(ranks.__getitem__, shingles)) for shingles in sets]


def _alike(
    whole: frozenset[int], prefix: list[int], index: defaultdict[int, deque[int]], kept: dict[int, frozenset[int]]
) -> int | None:
    size, tried = len(whole), set()
    for rank in prefix:
        if rank not in index:
            continue
        postings = index[rank]
        while postings and 4 * len(kept[postings[0]]) > 5 * size:
            postings.popleft()
        for other in postings:
            if other not in tried:
                tried.add(other)
                if 9 * len(whole & kept[other]) >= 4 * (size + len(kept[other])):  # 4/5 of the union
                    return other
    return None
