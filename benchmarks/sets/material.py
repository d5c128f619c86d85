"""
What the made sets are made of: real paragraphs, names, and the edits that are made to them.

Rule 1: an edit is known by its rate; whether it leaves a pair above some threshold is nobody's concern here.
Rule 2: the same seed gives the same texts, with any PYTHONHASHSEED.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import corpus

from sets.labelled import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES = tuple(
    f"{first}{last}"
    for first in ("Ash", "Bar", "Clay", "Dun", "Elm", "Fair", "Glen", "Hart", "Kirk", "Lang", "Mel", "Nor")
    for last in ("bury", "combe", "don", "field", "ford", "ham", "ley", "mere", "stead", "wick")
)
MISREAD = {
    "l": "1",
    "e": "c",
    "o": "0",
    "n": "u",
    "h": "b",
    "a": "o",
    "t": "f",
    "i": "l",
    "s": "5",
    "m": "rn",
    "r": "x",
}


@dataclass(frozen=True, slots=True)
class Material:
    """
    Paragraphs of a language, and the units that an edit replaces: words, or pieces of as many characters.
    """

    paragraphs: tuple[str, ...]
    piece: int = 0

    def units(self, text: str) -> list[str]:
        """
        Return *text* in pieces that give it back when they're joined.
        """
        if self.piece:
            return [text[i : i + self.piece] for i in range(0, len(text), self.piece)]
        return re.findall(r"\S+\s*", text)


def english(corpora: Path, rng: random.Random, shortest: int = 60) -> Material:
    """
    Return paragraphs of novels, or of the seeds where the corpora aren't there, of at least *shortest* words.
    """
    folder = corpora / "gutenberg_pride_alice"
    if folder.is_dir():
        texts = [record["text"] for record in records(folder / "docs.jsonl") if "/se/" in record["id"]]
    else:
        texts = [line for path in sorted((corpus.ROOT / "seeds").glob("*.txt")) for line in _lines(path)]
    return _shuffled((text for text in texts if shortest <= len(text.split()) <= 300), rng)


def without_spaces(corpora: Path, name: str, rng: random.Random) -> Material | None:
    """
    Return paragraphs in Chinese, Japanese or Thai, or None where the corpora aren't there.
    """
    folder, part, piece = {
        "Chinese": ("laws_zh_sample", "", 2),
        "Japanese": ("debian_guide_sample", "amd64/ja/", 2),
        "Thai": ("thaigov_repeated_sample", "", 4),
    }[name]
    if not (corpora / folder).is_dir():
        return None
    documents = [record["text"] for record in records(corpora / folder / "docs.jsonl") if record["id"].startswith(part)]
    lines = (line for text in documents for line in text.split("\n"))
    return _shuffled((line for line in lines if 60 <= len(line) <= 600 and not line.isascii()), rng, piece)


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8", "ignore").split("\n")


def _shuffled(texts: Iterable[str], rng: random.Random, piece: int = 0) -> Material:
    # In another order, and without those that repeat an earlier one: half of what they say was said before.
    once = sorted(set(texts))
    rng.shuffle(once)
    said: set[str] = set()
    fresh = []
    for text in once:
        grams = {text[i : i + 12] for i in range(len(text) - 11)}
        if len(grams & said) * 2 < len(grams):
            fresh.append(text)
        said |= grams
    return Material(tuple(fresh), piece)


# -- Edits -----------------------------------------------------------------------------------------------------------


def replaced(material: Material, text: str, share: float, rng: random.Random) -> str:
    """
    Return *text* with a *share* of its units, at least one, replaced by units of other paragraphs.
    """
    units = material.units(text)
    for i in _some(units, share, rng):
        units[i] = _unit(material, rng)
    return "".join(units)


def inserted(material: Material, text: str, share: float, rng: random.Random) -> str:
    """
    Return *text* with as many units of other paragraphs put between its own.
    """
    units = material.units(text)
    for i in sorted(_some(units, share, rng), reverse=True):
        units.insert(i, _unit(material, rng))
    return "".join(units)


def deleted(material: Material, text: str, share: float, rng: random.Random) -> str:
    """
    Return *text* without a *share* of its units.
    """
    units = material.units(text)
    gone = set(_some(units, share, rng))
    return "".join(unit for i, unit in enumerate(units) if i not in gone)


def misread(text: str, share: float, rng: random.Random) -> str:
    """
    Return *text* with a *share* of its letters misread, as a scanner would.
    """
    return "".join(MISREAD.get(c, c) if rng.random() < share else c for c in text)


def _unit(material: Material, rng: random.Random) -> str:
    return rng.choice(material.units(rng.choice(material.paragraphs)))


def _some(units: Sequence[str], share: float, rng: random.Random) -> list[int]:
    return rng.sample(range(len(units)), min(len(units), max(1, round(share * len(units)))))
