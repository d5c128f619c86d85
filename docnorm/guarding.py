"""
What a near-duplicate must not lose: the guards that keep a text although it's like another one.

Rule 1: a guard only ever keeps; it can't drop anything.
Rule 2: a guard looks at the texts as they are, not at match keys: folding is what hid the difference.
Rule 3: a fact is taken as it's written. Two ways to write the same thing are two facts, which keeps too much, never
        too little.
Rule 4: a name keeps a text only where nothing but names and facts differs: that's what a template makes. Where other
        words differ, too, somebody edited or misread the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.numerals import MONTHS, NUMERALS, OPENERS, SINGLES, UNITS, WORDS, ZEROS
from docnorm.profile import Guard

__all__ = ["Facts", "Guarding"]

_RUN = 3
"""The words of a run that the guard `containment` looks for."""

_ALL = 0
"""As many threads as there are cores."""

_SPAN = 24
"""The bytes of a span."""


@dataclass(frozen=True, slots=True)
class Facts:
    """
    A sorted set of numbers for each item: those of item i are `values[offsets[i]:offsets[i + 1]]`.
    """

    values: NDArray[np.uint64]
    offsets: NDArray[np.int64]

    @classmethod
    def none(cls, count: int) -> Facts:
        """
        Return *count* empty sets.
        """
        return cls(np.zeros(0, dtype=np.uint64), np.zeros(count + 1, dtype=np.int64))

    @classmethod
    def read(cls, values: bytes, offsets: bytes) -> Facts:
        """
        Return the sets of two columns of the kernel.
        """
        return cls(np.frombuffer(values, dtype="<u8"), np.frombuffer(offsets, dtype="<u8").astype(np.int64))

    @property
    def columns(self) -> tuple[bytes, bytes]:
        """
        The two columns, as the kernel takes them.
        """
        return self.values.astype("<u8").tobytes(), self.offsets.astype("<u8").tobytes()

    def of(self, item: int) -> frozenset[int]:
        """
        Return the set of one item.
        """
        return frozenset(self.values[self.offsets[item] : self.offsets[item + 1]].tolist())

    def of_rows(self, rows: NDArray[np.int64]) -> Facts:
        """
        Return the sets of the items *rows*, in this order.
        """
        counts = np.diff(self.offsets)[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[:-1][rows] - offsets[:-1], counts)
        return Facts(self.values[places], offsets)

    def masks(self) -> NDArray[np.uint64]:
        """
        Return 64 bits for each item, of which a set's are among another's wherever the set itself is.
        """
        bits = np.uint64(1) << (self.values & np.uint64(63))
        masks = np.zeros(len(self.offsets) - 1, dtype=np.uint64)
        filled = np.flatnonzero(np.diff(self.offsets))
        if len(filled):
            masks[filled] = np.bitwise_or.reduceat(bits, self.offsets[filled])
        return masks


@dataclass(frozen=True, slots=True)
class Guarding:
    """
    What each of many texts must find in another one to go for it: its *facts*; and its *names* where both have the same
    *skeleton*, the words that are neither.

    >>> texts = ["Rate: 4.75 %", "Rate: 4.50 %", "Oslo is a city", "Bergen is a city", "Bergen is one city"]
    >>> guarding = Guarding.whole("numbers", texts)
    >>> guarding.allows(0, 1), guarding.allows(2, 3), guarding.allows(2, 4)
    (False, False, True)
    """

    facts: Facts
    names: Facts
    skeletons: NDArray[np.uint64]
    known: dict[int, frozenset[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, guard: Guard, texts: list[str], spans: bytes, *, named: bool = True) -> Guarding:
        """
        Return what the *spans* of *texts*, as the kernel takes them, must find; without names, if they are not *named*:
        for those who look at names by themselves.
        """
        if guard == "none":
            return cls.none(len(spans) // _SPAN)
        length = _RUN if guard == "containment" else 0
        *columns, skeletons = kernel.facts(texts, spans, _meanings(), length, _ALL)
        facts, names = Facts.read(*columns[:2]), Facts.read(*columns[2:])
        if length or not named:  # where every run of words must be there, every name is
            names = Facts.none(len(facts.offsets) - 1)
        return cls(facts, names, np.frombuffer(skeletons, dtype="<u8"))

    @classmethod
    def whole(cls, guard: Guard, texts: list[str], *, named: bool = True) -> Guarding:
        """
        The same for whole texts.
        """
        spans = np.array([(row, 0, len(text)) for row, text in enumerate(texts)], dtype="<u8")
        return cls.of(guard, texts, spans.tobytes(), named=named)

    @classmethod
    def none(cls, count: int) -> Guarding:
        """
        Return what lets *count* texts go for any other.
        """
        return cls(Facts.none(count), Facts.none(count), np.zeros(count, dtype=np.uint64))

    @property
    def columns(self) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes], bytes]:
        """
        The same, as the kernel takes it.
        """
        return self.facts.columns, self.names.columns, self.skeletons.astype("<u8").tobytes()

    def of_rows(self, rows: NDArray[np.int64]) -> Guarding:
        """
        Return the same for some of the texts, in the order of *rows*.
        """
        return Guarding(self.facts.of_rows(rows), self.names.of_rows(rows), self.skeletons[rows])

    def facts_of(self, number: int) -> frozenset[int]:
        """
        Return the facts of a text, as numbers that stand for them.
        """
        if number not in self.known:
            self.known[number] = self.facts.of(number)
        return self.known[number]

    def allows(self, number: int, other: int) -> bool:
        """
        Tell whether a text may go for the *other* one.
        """
        if not self.facts_of(number) <= self.facts_of(other):
            return False
        return bool(self.skeletons[number] != self.skeletons[other]) or self.names.of(number) <= self.names.of(other)

    def may_allow(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """
        Tell for each pair whether one of the two may go for the other; where it's denied it's sure.
        """
        (left, right), alike = pairs.T, self.skeletons[pairs[:, 0]] == self.skeletons[pairs[:, 1]]
        facts, names = self.facts.masks(), self.names.masks()
        less, more = (
            ((facts[a] & ~facts[b]) == 0) & (((names[a] & ~names[b]) == 0) | ~alike) for a, b in _ways(left, right)
        )
        either: NDArray[np.bool_] = less | more
        return either


def _ways(left: NDArray[np.int64], right: NDArray[np.int64]) -> Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    return (left, right), (right, left)


def _meanings() -> tuple[list[str], list[str], list[str], list[str], str, str, str]:
    words = (kernel.fold(sorted(table)) for table in (WORDS, MONTHS, OPENERS))
    counts, months, openers = words
    return counts, months, openers, sorted(UNITS), ZEROS, SINGLES, NUMERALS
