"""
The values that travel as columns: one row for each block or class, not one object.

Rule 1: a column is a numpy array that nobody changes; a row is looked at through a method, as plain Python numbers.
Rule 2: this is the only file of values that needs numpy, so that cleaning a text doesn't load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Blocks", "Neighbours", "Pair", "Sketches", "Unit"]

Unit = Literal["block", "document"]


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


Neighbours = dict[int, dict[int, Pair]]
"""For each class that has any, the classes whose similarity to it reaches the threshold."""


@dataclass(frozen=True, slots=True)
class Sketches:
    """
    The sketches of many texts.

    *classes* gives each text the number of its class of equal texts, counted in the order of their first members,
    which *first* lists. *weights* (letters and digits) and the sets of shingles have a row for each class: those of
    class c are `shingles[offsets[c]:offsets[c + 1]]`, sorted and unique.
    """

    scheme: str
    classes: NDArray[np.int64]
    first: NDArray[np.int64]
    weights: NDArray[np.uint64]
    shingles: NDArray[np.uint64]
    offsets: NDArray[np.uint64]

    def sizes(self) -> NDArray[np.int64]:
        """
        Return the number of shingles of each class.
        """
        offsets = self.offsets.astype(np.int64)
        return offsets[1:] - offsets[:-1]

    def set_of(self, number: int) -> NDArray[np.uint64]:
        """
        Return the sorted shingles of class *number*.
        """
        return self.shingles[int(self.offsets[number]) : int(self.offsets[number + 1])]

    def contained(self, number: int, others: NDArray[np.uint64]) -> Pair:
        """
        Return how many shingles of class *number* are among the sorted, unique *others*, of how many it has.
        """
        shingles = self.set_of(number)
        if not len(others):
            return Pair(0, len(shingles))
        places = np.minimum(np.searchsorted(others, shingles), len(others) - 1)
        return Pair(int(np.count_nonzero(others[places] == shingles)), len(shingles))
