"""
Texts for the benchmarks: real paragraphs where they are at hand, and duplicates planted among them.

Rule 1: nothing is downloaded, and the same megabytes and seed give the same texts.
Rule 2: what is planted is known: the similarity of a planted pair is computed here, in plain Python, never by docnorm.
Rule 3: an edit touches long words in small letters only, none of which counts or names a day: docnorm keeps a text
        whose numbers differ, however alike it is.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from docnorm import numerals

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
PARAGRAPHS = ("gutenberg_pride_alice", "civil_codes_sample")
THRESHOLD = Fraction(4, 5)
CHARACTERS, WORDS = 5, 2  # of a shingle
SHORT, BORDER = 700, 875  # letters: up to the first a text has characters, from there on words, up to the second both
SHORTEST = 120  # characters of a paragraph that is worth a duplicate
LONGEST = 2000  # characters of one that is compared in plain Python many times
PLANTED_SHARE = 0.1  # of the texts, for each kind

# Unicode's Default_Ignorable_Code_Point: joiners, soft hyphens, variation selectors.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """
    A copy that was planted: the positions of both texts, and their exact similarity.
    """

    original: int
    copy: int
    kind: Literal["exact", "near"]
    similarity: Fraction


@dataclass(frozen=True, slots=True)
class Corpus:
    """
    Texts in a random order, what was planted among them, and where the texts come from.
    """

    texts: list[str]
    planted: list[Planted]
    origin: str

    @property
    def megabytes(self) -> float:
        """
        The size of the texts in UTF-8.
        """
        return sum(len(text.encode()) for text in self.texts) / 1e6


# -- Similarity, the plain way ---------------------------------------------------------------------------------------


def match_key(text: str) -> str:
    """
    Return letters, marks and numbers of *text*, folded, with single spaces between the words.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _IGNORABLE.sub("", text)).casefold())
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded).split())


def shingles(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """
    Return the runs of five code points of the match key of *text* and its edges, and its pairs of words.

    The plain twin of docs/scheme.md, for scripts with spaces between words: what the text isn't compared by is empty,
    and a key that is too short for a run is one shingle.
    """
    key = match_key(text)
    words, letters = key.split(), len(key) - key.count(" ")
    characters = {f" {key} "[i : i + CHARACTERS] for i in range(max(1, len(key) + 3 - CHARACTERS))}
    pairs = {" ".join(words[i : i + WORDS]) for i in range(max(1, len(words) + 1 - WORDS))}
    return frozenset(characters if letters <= BORDER else ()), frozenset(pairs if letters > SHORT else ())


def similarity(left: str, right: str) -> Fraction:
    """
    Return the exact similarity of two texts: the higher one of the measures that both have.
    """
    both = zip(shingles(left), shingles(right), strict=True)
    return max(Fraction(len(a & b), max(1, len(a | b))) for a, b in both)


# -- Texts -----------------------------------------------------------------------------------------------------------


def make(megabytes: float, seed: int) -> Corpus:
    """
    Return about *megabytes* of texts; a tenth of them has an exact copy, and a tenth a near one, among the others.
    """
    rng = random.Random(seed)
    texts: list[str] = []
    planted: list[tuple[int, int, Literal["exact", "near"], Fraction]] = []
    size, wanted = 0, megabytes * 1e6
    for text in _originals(rng):
        if size >= wanted:
            break
        copies = list(_copies(text, rng))
        planted += [
            (len(texts), len(texts) + 1 + i, kind, similarity(text, copy)) for i, (kind, copy) in enumerate(copies)
        ]
        fresh = [text, *(copy for _, copy in copies)]
        texts += fresh
        size += sum(len(each.encode()) for each in fresh)
    return _shuffled(texts, planted, rng)


def plant(texts: list[str], count: int, seed: int) -> Corpus:
    """
    Return *texts* with near copies of *count* of them among them, or of fewer where few are long enough.
    """
    rng = random.Random(seed)
    long = [number for number, text in enumerate(texts) if SHORTEST <= len(text) <= LONGEST]
    planted: list[tuple[int, int, Literal["exact", "near"], Fraction]] = []
    copies: list[str] = []
    for number in rng.sample(long, min(count, len(long))):
        if copy := _near(texts[number], rng):
            place = len(texts) + len(copies)
            planted.append((number, place, "near", similarity(texts[number], copy)))
            copies.append(copy)
    return _shuffled(texts + copies, planted, rng)


def _shuffled(
    texts: list[str], planted: list[tuple[int, int, Literal["exact", "near"], Fraction]], rng: random.Random
) -> Corpus:
    order = list(range(len(texts)))
    rng.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    return Corpus(
        [texts[old] for old in order],
        [Planted(place[original], place[copy], kind, similarity) for original, copy, kind, similarity in planted],
        _paragraphs()[0],
    )


def _originals(rng: random.Random) -> Iterator[str]:
    """
    Yield the real paragraphs once, then, without end, paragraphs in which every third word is another one.
    """
    origin, paragraphs = _paragraphs()
    if origin == "corpora":
        yield from rng.sample(paragraphs, len(paragraphs))
    while True:
        yield _edited(rng.choice(paragraphs), 1 / 3, rng)


def _copies(text: str, rng: random.Random) -> Iterator[tuple[Literal["exact", "near"], str]]:
    if len(text) < SHORTEST:
        return
    if rng.random() < PLANTED_SHARE:
        yield "exact", _requoted(text) if rng.random() < 0.5 else text
    if rng.random() < PLANTED_SHARE and (copy := _near(text, rng)):
        yield "near", copy


def _near(text: str, rng: random.Random) -> str | None:
    """
    Return a copy with as many edits as the threshold lets pass, down from a random share of the words.
    """
    share = rng.uniform(0.01, 0.10)
    while share * len(text.split()) >= 0.5:
        copy = _edited(text, share, rng)
        if copy != text and similarity(text, copy) >= THRESHOLD:
            return copy
        share /= 1.5
    return None


def _edited(text: str, share: float, rng: random.Random) -> str:
    """
    Return *text* with another word in place of a *share* of its words, at least one.
    """
    parts = re.split(r"(\s+)", text)
    words = [i for i, part in enumerate(parts) if _is_free(part)]
    for i in rng.sample(words, min(len(words), max(1, round(share * len(words))))):
        parts[i] = rng.choice(_vocabulary())
    return "".join(parts)


def _is_free(word: str) -> bool:
    return word.isalpha() and word.islower() and word not in numerals.WORDS


def _requoted(text: str) -> str:
    return text.translate({ord("'"): "’", ord('"'): "”", ord("“"): '"', ord("‘"): "'"})


# -- Where the words come from ---------------------------------------------------------------------------------------


@cache
def _paragraphs() -> tuple[str, list[str]]:
    if all((CORPORA / name).is_dir() for name in PARAGRAPHS):
        files = [CORPORA / name / "docs.jsonl" for name in PARAGRAPHS]
        lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n") if line]
        return "corpora", [json.loads(line)["text"] for line in lines]
    articles = sorted((ROOT / "seeds").glob("*article*.txt")) + sorted((ROOT / "seeds").glob("000_*.txt"))
    lines = {line for article in articles for line in article.read_text(encoding="utf-8").split("\n")}
    return "seeds", sorted(line for line in lines if len(line) >= SHORTEST)


@cache
def _vocabulary() -> list[str]:
    words = {word for text in _paragraphs()[1] for word in text.split() if _is_free(word)}
    return sorted(words)
