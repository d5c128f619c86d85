"""
Texts → groups: what `find_duplicates` does, without documents, files or a map.

Rule 1: the texts are compared once; every question to the answer is answered from what was found then.
Rule 2: references stand before the texts while they're compared, so that of equal texts the reference is the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, cast, overload

import numpy as np

from docnorm.columns import Neighbours, Pair, Sketches
from docnorm.errors import BadInput
from docnorm.grouping import group
from docnorm.guarding import Facts, facts
from docnorm.matching import match
from docnorm.model import Group
from docnorm.preferring import Preference, of_texts
from docnorm.profile import STANDARD, Profile, check_profile, higher
from docnorm.sketching import sketch

__all__ = ["Duplicates", "TextPair", "at_least", "find_duplicates"]


class TextPair(NamedTuple):
    """
    Two texts, by their positions in the input, and their exact Jaccard similarity.
    """

    left: int
    right: int
    similarity: Fraction


@dataclass(frozen=True)
class Duplicates(Sequence[Group]):
    """
    The groups that were found, as a sequence, and what else there is to ask.

    >>> found = find_duplicates([f"Paid on {day} May by the owner of the old house in the lane." for day in (3, 4)])
    >>> list(found), [(pair.left, pair.right) for pair in found.near_guarded]
    ([], [(0, 1)])
    """

    groups: tuple[Group, ...]
    profile: Profile
    compared: _Compared = field(repr=False, compare=False)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Group, ...]: ...
    def __getitem__(self, index: int | slice) -> Group | tuple[Group, ...]:
        return self.groups[index]

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)

    def __eq__(self, other: object) -> bool:
        return self.groups == tuple(other) if isinstance(other, Duplicates | list | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.groups)

    @cached_property
    def pairs(self) -> tuple[TextPair, ...]:
        """
        The verified pairs of texts, whether one of the two goes or not. Of equal texts, the first one stands for all:
        it's in a pair with each of the others, and they are in no other pair.

        Would be wrong to read as all pairs there are: of pairs that the guard keeps apart, only some are here.
        """
        return tuple(self.compared.pairs())

    @cached_property
    def near_guarded(self) -> tuple[TextPair, ...]:
        """
        The pairs that reach the threshold of which neither text could go for the other, because of the guard.
        """
        told, found = self.compared.facts(self.profile), []
        for left, right, pair in self.compared.near_pairs():
            if not (told(left) <= told(right) or told(right) <= told(left)):
                found.append(self.compared.told(left, right, pair))
        return tuple(sorted(found))

    @property
    def expected_recall(self) -> float:
        """
        The probability with which a pair whose similarity is just the threshold was found.
        """
        return self.profile.recall

    def rethreshold(self, threshold: Fraction | str | float) -> Duplicates:
        """
        Return what there is with a higher *threshold*, of the same comparison.

        >>> texts = ["All of the ships were in the harbour.", "All of the old ships were in the harbour."]
        >>> found = find_duplicates(texts, Profile(threshold="0.6"))
        >>> len(found), len(found.rethreshold("0.9"))
        (1, 0)
        """
        profile = higher(self.profile, threshold)
        return _grouped(replace(self.compared, near=at_least(self.compared.near, profile)), profile)


@dataclass(frozen=True, slots=True)
class _Compared:
    # What was compared: *outside* references, then the texts; and what was found.
    texts: list[str]
    outside: int
    sketches: Sketches
    near: Neighbours
    preference: tuple[int, ...]

    def facts(self, profile: Profile) -> Facts:
        return facts(profile.guard, lambda number: self.texts[self.sketches.first[number]])

    def ranks(self) -> Sequence[int]:
        # For each class, its preference; less than nothing for what is never dropped.
        first: list[int] = self.sketches.first.tolist()
        if not self.outside and not self.preference:
            return ()
        own = self.preference or (0,) * (len(self.texts) - self.outside)
        return [own[row - self.outside] if row >= self.outside else -1 for row in first]

    def near_pairs(self) -> Iterator[tuple[int, int, Pair]]:
        # Between texts, each pair once.
        first = self.sketches.first
        for left in self.near:
            for right, pair in self.near[left].items():
                if left < right and first[left] >= self.outside and first[right] >= self.outside:
                    yield left, right, pair

    def told(self, left: int, right: int, pair: Pair) -> TextPair:
        one, other = sorted(int(self.sketches.first[number]) - self.outside for number in (left, right))
        return TextPair(one, other, Fraction(pair.shared, pair.total))

    def pairs(self) -> list[TextPair]:
        equal = self.sketches.first[self.sketches.classes]
        rows = np.flatnonzero(equal != np.arange(len(equal))).tolist()
        same = [TextPair(int(equal[row]) - self.outside, row - self.outside, Fraction(1)) for row in rows]
        near = [self.told(*found) for found in self.near_pairs()]
        return sorted([*(pair for pair in same if pair.left >= 0), *near])


def find_duplicates(
    texts: Sequence[str],
    profile: Profile = STANDARD,
    *,
    against: Sequence[str] = (),
    prefer: Preference[str] | None = None,
) -> Duplicates:
    """
    Return the groups of *texts* that repeat one of them: each with the text to keep, first.

    The texts are taken as they are; `normalize` them first if they are messy. An exact duplicate is an equal text, a
    near one is at least `profile.threshold` similar to the kept text itself, not to another dropped one. Texts without
    a letter or a digit are never near-duplicates. A text is compared as a whole, however short it is: of the profile,
    what is said of blocks and documents doesn't count. What repeats a text of *against* goes for that one. *prefer*
    gives a text a key to be sorted by: of what is alike, the text with the lowest is kept.

    >>> lead = "The quick brown fox jumps over the lazy dog near the river bank, again and again."
    >>> groups = find_duplicates([lead, "Something else.", lead.replace("lazy", "lazier")])
    >>> [(group.representative, group.members) for group in groups]
    [(2, (0,))]
    """
    check_profile(profile)
    own, outside = _texts(texts, "text"), _texts(against, "reference")
    batch = [*outside, *own]
    spans = np.zeros((len(batch), 3), dtype=np.uint64)
    spans[:, 0] = np.arange(len(batch))
    spans[:, 2] = [len(text) for text in batch]
    compared = _Compared(batch, len(outside), sketch(batch, spans, "block"), {}, of_texts(own, profile, prefer))
    near = match(compared.sketches, profile, facts=compared.facts(profile))
    return _grouped(replace(compared, near=near), profile)


def at_least(near: Neighbours, profile: Profile) -> Neighbours:
    """
    Return those neighbours whose similarity reaches the threshold of *profile*.
    """
    numerator, denominator = profile.ratio
    found: Neighbours = {}
    for number in near:
        reached = {o: pair for o, pair in near[number].items() if pair.shared * denominator >= numerator * pair.total}
        if reached:
            found[number] = reached
    return found


def _grouped(compared: _Compared, profile: Profile) -> Duplicates:
    told, outside = compared.facts(profile), compared.outside
    groups = group(compared.texts, compared.sketches, compared.near, told, compared.ranks())
    return Duplicates(tuple(_inside(groups, outside) if outside else groups), profile, compared)


def _inside(groups: Sequence[Group], outside: int) -> Iterator[Group]:
    # The groups without the references that are like others, and with the positions that the texts had.
    for found in groups:
        rows = [(m - outside, s) for m, s in zip(found.members, found.similarities, strict=True) if m >= outside]
        if rows:
            is_reference = found.representative < outside
            head = found.representative - (0 if is_reference else outside)
            members, similarities = zip(*rows, strict=True)
            yield Group(head, members, similarities, is_reference)


def _texts(texts: Sequence[str], what: str) -> list[str]:
    given: object = texts
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        raise BadInput(
            f"it's {type(texts).__name__}, not several texts", f"{what}s", 'give a list, like ["one", "two"]'
        )
    batch: list[object] = [texts] if isinstance(texts, str) else list(texts)
    for number, text in enumerate(batch):
        where = f"{what} {number}"
        if not isinstance(text, str):
            raise BadInput(f"it's {type(text).__name__}, not str", where, "decode it, or normalize it first")
        if not text.isascii() and re.search("[\ud800-\udfff]", text):
            raise BadInput("it has a lone surrogate", where, "normalize it first")
    return cast("list[str]", batch)
