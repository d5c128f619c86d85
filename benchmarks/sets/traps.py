"""
Traps: texts that are alike and say different things, and texts that repeat by nature.
"""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

from sets import TextSet
from sets.material import NAMES, Material

if TYPE_CHECKING:
    from collections.abc import Iterator

ROAD = (
    "Farm-to-Market Road {number} is a state-maintained highway in {name} County. It begins at the county line, passes "
    "through open farmland without any junction of note, and ends at the main street of the county seat. The road was "
    "designated by the state highway department after the war, and no part of it belongs to the national system."
)
PLACE = (
    "{name} is a small village in the north of the county, on the left bank of the river. It has a parish church, a "
    "school and a railway station, and most of those who live there work in the mills of the valley. The village was "
    "first mentioned in a charter of the abbey, and its market, which is held every week, is still well known."
)
RATES = (
    "The deposit rate of the bank stands at {a} per cent from the first day of the month. The rate for loans against "
    "securities stands at {b} per cent, and the rate for overdrafts at {c} per cent. The council will look at them "
    "again at its next meeting, and will publish its decision on the same day."
)
BULLETIN = (
    "Tonight will be cloudy with showers from the west, and {a} degrees on the coast. Tomorrow will be dry at first, "
    "with {b} degrees inland and {c} millimetres of rain by the evening. The wind will blow from the south-west and "
    "will become stronger towards midnight. Walkers should stay away from the ridges."
)
LICENCE = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and of the files "
    "that belong to it, to deal in the software without restriction, including the right to use, copy, change, publish "
    "and sell copies of it, and to let others do so, under these conditions. The notice above and this permission "
    "shall be part of all copies. The software is provided as it is, without warranty of any kind, and in no event "
    "shall its authors be liable for any claim or damages that arise from it or from its use."
)
CLAUSES = (
    "Copies that are sold must name the price of the unchanged software.",
    "The name of the authors may not be used to advertise what is derived from it.",
    "Changed copies must be plainly marked as such and may not be passed off as the original.",
    "The software may not be used in weapons, or in the making of weapons.",
    "Whoever distributes copies must offer the complete source code to everybody.",
    "",
)
SHORT = (
    "Chapter {}",
    "Yes.",
    "Section {}",
    "See also",
    "Table {}: Results",
    "No, sir.",
    "Figure {}",
    "Part {}",
    "Note",
)


def each(texts: Material, rng: random.Random) -> Iterator[TextSet]:
    """
    Yield the traps, with as many texts in each as there are *texts* to make them of, or fewer.
    """
    size = min(len(NAMES), len(texts.paragraphs))
    names, numbers = rng.sample(NAMES, size), rng.sample(range(100, 3000), size)
    lines = [ROAD.format(name=name, number=number) for name, number in zip(names, numbers, strict=True)]
    yield _trap("template, a name and a number differ", lines)
    yield _trap("template, a name differs", [PLACE.format(name=name) for name in names])
    yield _trap("rates that differ in figures", [RATES.format(**_figures(rng)) for _ in range(size)])
    yield _trap("bulletins that differ in figures", [BULLETIN.format(**_figures(rng)) for _ in range(size)])
    yield _chains(texts, rng, size)
    for words in (60, 240, 600):
        yield _headed(texts, words)
    yield _licences(names)
    yield _short()
    yield _repeating(texts)


def _trap(name: str, texts: list[str]) -> TextSet:
    return TextSet(name, "made", texts, clusters=list(range(len(texts))))


def _figures(rng: random.Random) -> dict[str, str]:
    return {name: f"{rng.randrange(1, 40)}.{rng.randrange(100):02}" for name in "abc"}


def _chains(texts: Material, rng: random.Random, size: int) -> TextSet:
    # Each text replaces one more of 24 words in turn of the first one, evenly: neighbours are alike, the ends aren't.
    chained = []
    vocabulary = sorted(
        {word for text in texts.paragraphs for word in text.split() if word.isalpha() and word.islower()}
    )
    for text in texts.paragraphs[: max(2, size // 10)]:
        words = text.split()
        for step in range(10):
            for place in range(step, len(words), 24):
                if words[place].isalpha() and words[place].islower():
                    words[place] = rng.choice(vocabulary)
            chained.append(" ".join(words))
    neighbours = frozenset((i, i + 1) for i in range(len(chained) - 1) if i % 10 != 9)
    apart = frozenset(
        pair for pair in combinations(range(len(chained)), 2) if pair[1] - pair[0] > 4 or pair[0] // 10 != pair[1] // 10
    )
    return TextSet("chains a ~ b ~ c", "made", chained, neighbours, apart)


def _headed(texts: Material, words: int) -> TextSet:
    # The same words before different ones.
    header = " ".join(" ".join(texts.paragraphs).split()[:words])
    bodies = [" ".join(text.split()[:60]) for text in texts.paragraphs[10:110]]
    return _trap(f"a header of {words} words, bodies of 60", [f"{header}\n\n{body}" for body in bodies])


def _licences(names: list[str]) -> TextSet:
    lines = [f"Copyright the {name} authors.\n\n{LICENCE} {clause}".strip() for clause in CLAUSES for name in names[:4]]
    clauses = [i // 4 for i in range(len(lines))]
    same = frozenset((i, j) for i, j in combinations(range(len(lines)), 2) if clauses[i] == clauses[j])
    return TextSet("sibling licences", "made", lines, same, clusters=clauses)


def _short() -> TextSet:
    roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XV", "XVI", "XVII", "XVIII")
    texts = [text.format(number) for number in (*roman, *range(1, 31)) for text in SHORT]
    distinct = sorted(set(texts))
    clusters = [distinct.index(text) for text in texts]
    same = frozenset((i, j) for i, j in combinations(range(len(texts)), 2) if texts[i] == texts[j])
    return TextSet("very short texts", "made", texts, same, clusters=clusters)


def _repeating(texts: Material) -> TextSet:
    # Documents in which headings, code and rows of tables come back, as they do in a manual. Nothing may go.
    blocks: list[str] = []
    documents = []
    for i in range(0, min(len(texts.paragraphs), 40) - 3, 4):
        first = len(blocks)
        for paragraph in texts.paragraphs[i : i + 4]:
            blocks += [
                "## Example",
                paragraph,
                "```sh\nmake install\n```",
                "| name | value |\n|---|---|\n| size | large |",
            ]
        documents.append(tuple(range(first, len(blocks))))
    return TextSet("headings, code and tables in documents", "made", blocks, documents=tuple(documents))
