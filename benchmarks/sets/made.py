"""
Sets made of real paragraphs with known edits, and traps: texts that are alike and say different things.

Rule 1: a set says what was done to its texts, not how alike they are.
Rule 2: in a trap, each text says something that no other one does, in a figure, a name or a sentence.
"""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

from sets import TextSet, material, traps
from sets.material import Material

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PARAGRAPHS = 200
RATES = (0.02, 0.05, 0.1)


def each(corpora: Path, paragraphs: int = PARAGRAPHS) -> Iterator[TextSet]:
    """
    Yield the made sets, with that many *paragraphs* or fewer in each.
    """
    rng = random.Random(17)
    english = material.english(corpora, rng)
    few = Material(english.paragraphs[:paragraphs])
    yield from _edited(few, rng)
    yield _reordered(few, rng)
    for language in ("Chinese", "Japanese", "Thai"):
        if found := material.without_spaces(corpora, language, rng):
            short = Material(found.paragraphs[:paragraphs], found.piece)
            for rate in RATES[:2]:
                edit = _edit(material.replaced, short, rate, rng)
                yield copies(f"{language}, {rate:.0%} replaced", short, edit)
    yield _contained(few, rng)
    yield from traps.each(few, rng)


def copies(name: str, texts: Material, edit: Callable[[str], str]) -> TextSet:
    """
    Return the set of *texts* and an edited copy of each.
    """
    both = [text for original in texts.paragraphs for text in (original, edit(original))]
    return _clustered(name, both, [i // 2 for i in range(len(both))])


def _edited(texts: Material, rng: random.Random) -> Iterator[TextSet]:
    for what, edit in (
        ("replaced", material.replaced),
        ("inserted", material.inserted),
        ("deleted", material.deleted),
    ):
        for rate in RATES:
            yield copies(f"words {what}, {rate:.0%}", texts, _edit(edit, texts, rate, rng))
    for rate in (0.01, 0.02):
        yield copies(f"letters misread, {rate:.0%}", texts, lambda text, share=rate: material.misread(text, share, rng))


def _edit(
    edit: Callable[[Material, str, float, random.Random], str], texts: Material, rate: float, rng: random.Random
) -> Callable[[str], str]:
    return lambda text: edit(texts, text, rate, rng)


def _reordered(texts: Material, rng: random.Random) -> TextSet:
    both = []
    for i in range(0, len(texts.paragraphs) - 7, 8):
        parts = list(texts.paragraphs[i : i + 8])
        both.append("\n\n".join(parts))
        rng.shuffle(parts)
        both.append("\n\n".join(parts))
    return _clustered("paragraphs in another order", both, [i // 2 for i in range(len(both))])


def _contained(texts: Material, rng: random.Random) -> TextSet:
    # A text of two paragraphs that lies, with a word in twenty replaced, in one of eight.
    both = []
    for i in range(0, len(texts.paragraphs) - 7, 8):
        parts = texts.paragraphs[i : i + 8]
        both += ["\n\n".join(parts), material.replaced(texts, "\n\n".join(parts[3:5]), 0.02, rng)]
    same = frozenset((i, i + 1) for i in range(0, len(both), 2))
    return TextSet("contained in a longer text", "made", both, same, contained=True)


def _clustered(name: str, texts: list[str], clusters: list[int]) -> TextSet:
    by_cluster: dict[int, list[int]] = {}
    for number, cluster in enumerate(clusters):
        by_cluster.setdefault(cluster, []).append(number)
    same = frozenset(pair for members in by_cluster.values() for pair in combinations(members, 2))
    return TextSet(name, "made", texts, same, clusters=clusters)
