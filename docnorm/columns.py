"""
The values that travel as columns: one row for each block or class, not one object.

Rule 1: a column is a numpy array that nobody changes; a row is looked at through a method, as plain Python numbers.
Rule 2: this is the only file of values that needs numpy, so that cleaning a text doesn't load it.
Rule 3: what is large and seldom asked for (a set of shingles, a row of neighbours) is made when it's asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel

__all__ = ["MEASURES", "UNITS", "Blocks", "Measure", "Neighbours", "Pair", "Sketches", "Stars", "Unit"]

Measure = Literal["characters", "pairs", "runs"]
"""What a text is compared by: runs of five characters with the edges of the text, pairs of words, or runs of words."""

MEASURES: Mapping[Measure, int] = MappingProxyType({"characters": 1, "pairs": 2, "runs": 4})
"""The numbers of the measures, for the kernel."""

Unit = Literal["block", "document"]
"""What a text is."""

UNITS: Mapping[Unit, tuple[Measure, ...]] = MappingProxyType({"block": ("characters", "pairs"), "document": ("runs",)})
"""The measures of each unit. A block has the first, the second or both, by its letters."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """
    The blocks of all documents: rows (document number, start, stop), in code points, document by document.

    The rows of document d are those from `offsets[d]` up to `offsets[d + 1]`.
    """

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    spans: NDArray[np.uint64]
    offsets: tuple[int, ...]

    def text(self, row: int) -> str:
        """
        Return the text of the block in *row*.
        """
        document, start, stop = map(int, self.spans[row])
        return self.texts[document][start:stop]

    def rows(self, document: int) -> range:
        """
        Return the rows of the blocks of *document*.
        """
        return range(self.offsets[document], self.offsets[document + 1])


class Pair(NamedTuple):
    """
    What two sets of shingles have in common: *shared* of *total*.
    """

    shared: int
    total: int

    @property
    def rank(self) -> int:
        """
        A whole number that is larger the larger the similarity is, and the same only for the same similarity.

        Two fractions with denominators below 2^32 are at least 2^-64 apart.
        """
        return (self.shared << 64) // self.total


class Neighbours(Mapping[int, Mapping[int, Pair]]):
    """
    For each class that has any, the classes whose similarity to it reaches the threshold, by their numbers.

    It's made of columns with a row for each pair, and read like a mapping of mappings, which are made when they are
    asked for: most classes never are.

    >>> near = Neighbours(np.array([[0, 2], [0, 5]]), np.array([9, 8]), np.array([10, 10]))
    >>> list(near), near[2], 1 in near
    ([0, 2, 5], {0: Pair(shared=9, total=10)}, False)
    >>> list(near.at_least((9, 10)))
    [0, 2]
    """

    __slots__ = ("_columns", "_starts", "pairs", "shared", "totals")

    def __init__(self, pairs: NDArray[np.int64], shared: NDArray[np.int64], totals: NDArray[np.int64]) -> None:
        self.pairs, self.shared, self.totals = pairs, shared, totals
        numbers = np.concatenate([pairs[:, 0], pairs[:, 1]])
        others = np.concatenate([pairs[:, 1], pairs[:, 0]])
        rows = np.lexsort((others, numbers))
        found, starts = np.unique(numbers[rows], return_index=True)
        ends = np.append(starts, len(numbers))[1:]
        both = rows % max(1, len(pairs))
        self._columns = tuple(column.astype(np.uint32) for column in (others[rows], shared[both], totals[both]))
        self._starts = dict(zip(found.tolist(), zip(starts.tolist(), ends.tolist(), strict=True), strict=True))

    @classmethod
    def none(cls) -> Neighbours:
        """
        Return the neighbours of classes that have none.
        """
        return cls(np.zeros((0, 2), np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))

    def at_least(self, ratio: tuple[int, int]) -> Neighbours:
        """
        Return those whose similarity is at least *ratio*, a numerator and a denominator.
        """
        numerator, denominator = ratio
        rows = zip(self.shared.tolist(), self.totals.tolist(), strict=True)
        reached = np.array([shared * denominator >= numerator * total for shared, total in rows], dtype=bool)
        return Neighbours(self.pairs[reached], self.shared[reached], self.totals[reached])

    def __getitem__(self, number: int) -> Mapping[int, Pair]:
        start, stop = self._starts[number]
        others, shared, totals = (column[start:stop].tolist() for column in self._columns)
        return dict(zip(others, map(Pair, shared, totals), strict=True))

    def __contains__(self, number: object) -> bool:
        return number in self._starts

    def __iter__(self) -> Iterator[int]:
        return iter(self._starts)

    def __len__(self) -> int:
        return len(self._starts)


class Stars(NamedTuple):
    """
    What the keep rule makes of classes, as columns: pairs of a class and a kept one.

    A class that is *gone* goes for the kept one; one that isn't is kept as well, although both are alike.
    """

    numbers: NDArray[np.int64]
    kept: NDArray[np.int64]
    shared: NDArray[np.int64]
    totals: NDArray[np.int64]
    gone: NDArray[np.bool_]

    @property
    def near(self) -> Neighbours:
        """
        The pairs as neighbours.
        """
        return Neighbours(np.sort(np.stack([self.numbers, self.kept], axis=1), axis=1), self.shared, self.totals)


@dataclass(frozen=True, slots=True)
class Sketches:
    """
    Many texts, ready to be compared: the *spans* of *texts*, and which of them are equal.

    *classes* gives each span the number of its class of equal texts, counted in the order of their first members, which
    *first* lists. *weights* (letters and digits) has a row for each class. The sets of shingles aren't here: they are
    larger than the texts, and made when they are asked for.
    """

    scheme: str
    unit: Unit
    key: int
    texts: Sequence[str]
    spans: NDArray[np.uint64]
    classes: NDArray[np.int64]
    first: NDArray[np.int64]
    weights: NDArray[np.uint64]

    def text(self, number: int) -> str:
        """
        Return the text of class *number*.
        """
        text, start, stop = map(int, self.spans[self.first[number]])
        return self.texts[text][start:stop]

    def texts_of(self, numbers: NDArray[np.int64]) -> list[str]:
        """
        Return the texts of the classes *numbers*.
        """
        return [self.texts[text][start:stop] for text, start, stop in self.spans[self.first[numbers]].tolist()]

    def items(self, numbers: NDArray[np.int64]) -> tuple[list[str], bytes, int, int]:
        """
        Return what the kernel wants to know of the classes *numbers*, which are its items: only texts that they're in.
        """
        spans = self.spans[self.first[numbers]].astype("<u8")
        used = spans[:, 0].astype(np.int64)
        if np.all(used[1:] > used[:-1]):  # each text is a class
            places = np.arange(len(used))
        else:
            used, places = np.unique(used, return_inverse=True)
        spans[:, 0] = places.reshape(-1)
        texts = list(map(self.texts.__getitem__, used.tolist()))
        return texts, spans.tobytes(), sum(MEASURES[measure] for measure in UNITS[self.unit]), self.key

    def set_of(self, number: int, measure: Measure | None = None) -> NDArray[np.uint64]:
        """
        Return the sorted shingles of class *number* in a *measure*, none if it isn't compared by that one; without a
        measure, those of the first one by which it's compared.
        """
        text = [self.text(number)]
        sets = (self._sets(text, one)[0] for one in (UNITS[self.unit] if measure is None else (measure,)))
        return next((found for found in sets if len(found)), np.zeros(0, dtype=np.uint64))

    def sets(
        self, measure: Measure, numbers: Sequence[int] | None = None
    ) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """
        Return the sorted shingles of the classes *numbers*, or of all, in a *measure*, and the offsets: those of the
        first go from the first offset to the second. What isn't compared by the measure has none.
        """
        return self._sets(
            [self.text(each) for each in (range(len(self.first)) if numbers is None else numbers)], measure
        )

    def _sets(self, texts: list[str], measure: Measure) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        spans = np.array([[row, 0, len(text)] for row, text in enumerate(texts)], dtype="<u8")
        _, *columns = kernel.sketch(texts, spans.tobytes(), bytes([MEASURES[measure]]) * len(texts), self.key)
        shingles, offsets = (np.frombuffer(column, dtype="<u8") for column in columns)
        return shingles, offsets

    def contained(self, number: int, others: NDArray[np.uint64]) -> Pair:
        """
        Return how many shingles of class *number* are among the sorted, unique *others*, of how many it has.
        """
        shingles = self.set_of(number)
        if not len(others):
            return Pair(0, len(shingles))
        places = np.minimum(np.searchsorted(others, shingles), len(others) - 1)
        return Pair(int(np.count_nonzero(others[places] == shingles)), len(shingles))
