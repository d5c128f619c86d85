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
from itertools import compress
from operator import not_
from typing import Any, NamedTuple, cast, overload

import numpy as np
from numpy.typing import NDArray

from docnorm.columns import Neighbours, Pair, Sketches
from docnorm.containing import contain
from docnorm.errors import BadInput
from docnorm.grouping import group, group_stars
from docnorm.guarding import Guarding
from docnorm.matching import bar, match, star
from docnorm.model import Group
from docnorm.preferring import Preference, of_texts
from docnorm.profile import STANDARD, Profile, check_profile, higher
from docnorm.sketching import sketch

__all__ = ["Duplicates", "TextPair", "find_duplicates"]

_SURROGATE = re.compile("[\ud800-\udfff]")


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

    found: Sequence[Group] = field(repr=False)
    profile: Profile
    compared: _Compared = field(repr=False, compare=False)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Group, ...]: ...
    def __getitem__(self, index: int | slice) -> Group | tuple[Group, ...]:
        return self.groups[index] if isinstance(index, slice) else self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Group]:
        return iter(self.found)

    def __eq__(self, other: object) -> bool:
        return self.groups == tuple(other) if isinstance(other, Duplicates | list | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.groups)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """
        The groups, made once and for all.
        """
        return tuple(self.found)

    @cached_property
    def pairs(self) -> tuple[TextPair, ...]:
        """
        The verified pairs of texts, whether one of the two goes or not. Of equal texts, the first one stands for all:
        it's in a pair with each of the others, and they are in no other pair.

        They are looked for when they are asked for, as most of them aren't needed to know which text goes.
        """
        return tuple(self.compared.pairs(self._every))

    @cached_property
    def near_guarded(self) -> tuple[TextPair, ...]:
        """
        The pairs that reach the threshold of which neither text could go for the other, because of the guard.
        """
        guarding, found = self.compared.guarding(self.profile, self._every), []
        for left, right, pair in self.compared.near_pairs(self._every):
            if not (guarding.allows(left, right) or guarding.allows(right, left)):
                found.append(self.compared.told(left, right, pair))
        return tuple(sorted(found))

    @cached_property
    def contained(self) -> tuple[TextPair, ...]:
        """
        The texts that lie in other ones with at least the threshold's part of their runs of five words: the inner text,
        the outer one, and that part. (What is like another text lies in it, too.) Of each, the 16 that share most.

        >>> text = "the old cranes were found to be unsafe on monday"
        >>> find_duplicates([text, f"as the harbour master said {text} and closed the quay"]).contained
        (TextPair(left=0, right=1, similarity=Fraction(1, 1)),)
        """
        return tuple(sorted(self.compared.contained(self.profile)))

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
        compared = replace(self.compared, every=self._every.at_least(profile.ratio))
        every = compared.every or Neighbours.none()
        known = every, compared.guarding(profile, every), compared.ranks()
        return _told(group(compared.texts, compared.sketches, *known), compared, profile)

    @cached_property
    def _every(self) -> Neighbours:
        found = self.compared.every
        return match(self.compared.sketches, self.profile) if found is None else found


@dataclass(frozen=True, slots=True)
class _Compared:
    # What was compared: *outside* references, then the texts; and *every* pair, once somebody asked for it.
    texts: list[str]
    outside: int
    sketches: Sketches
    preference: tuple[int, ...]
    every: Neighbours | None = None

    def guarding(self, profile: Profile, every: Neighbours) -> Guarding:
        texts, spans, *_ = self.sketches.items(np.arange(len(self.sketches.first)))
        return bar(self.sketches, every, Guarding.of(profile.guard, texts, spans))

    def ranks(self) -> Sequence[int]:
        # For each class, its preference; less than nothing for what is never dropped.
        first: list[int] = self.sketches.first.tolist()
        if not self.outside and not self.preference:
            return ()
        own = self.preference or (0,) * (len(self.texts) - self.outside)
        return [own[row - self.outside] if row >= self.outside else -1 for row in first]

    def near_pairs(self, every: Neighbours) -> Iterator[tuple[int, int, Pair]]:
        # Between texts, each pair once.
        first = self.sketches.first
        for left in every:
            for right, pair in every[left].items():
                if left < right and first[left] >= self.outside and first[right] >= self.outside:
                    yield left, right, pair

    def told(self, left: int, right: int, pair: Pair) -> TextPair:
        one, other = sorted(int(self.sketches.first[number]) - self.outside for number in (left, right))
        return TextPair(one, other, Fraction(pair.shared, pair.total))

    def contained(self, profile: Profile) -> Iterator[TextPair]:
        own = self.texts[self.outside :]
        sketches = sketch(own, _spans(own), "document", profile.key_number)
        first = sketches.first.tolist()
        for inner, outers in contain(sketches, profile).items():
            for outer in outers:
                pair = sketches.contained(inner, sketches.set_of(outer))
                yield TextPair(first[inner], first[outer], Fraction(pair.shared, pair.total))

    def pairs(self, every: Neighbours) -> list[TextPair]:
        equal = self.sketches.first[self.sketches.classes]
        rows = np.flatnonzero(equal != np.arange(len(equal))).tolist()
        same = [TextPair(int(equal[row]) - self.outside, row - self.outside, Fraction(1)) for row in rows]
        near = [self.told(*found) for found in self.near_pairs(every)]
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
    sketches = sketch(batch, _spans(batch), "block", profile.key_number)
    compared = _Compared(batch, len(outside), sketches, of_texts(own, profile, prefer))
    stars = star(sketches, profile, compared.ranks())
    return _told(group_stars(sketches, stars), compared, profile)


def _spans(texts: Sequence[str]) -> NDArray[np.uint64]:
    spans = np.zeros((len(texts), 3), dtype=np.uint64)
    spans[:, 0] = np.arange(len(texts))
    spans[:, 2] = np.fromiter(map(len, texts), dtype=np.uint64, count=len(texts))
    return spans


def _told(groups: Sequence[Group], compared: _Compared, profile: Profile) -> Duplicates:
    return Duplicates(tuple(_inside(groups, compared.outside)) if compared.outside else groups, profile, compared)


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
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise BadInput(
            f"it's {type(texts).__name__}, not several texts", f"{what}s", 'give a list, like ["one", "two"]'
        )
    batch: list[Any] = list(texts)
    try:
        # All that isn't ASCII at once, and only if something is wrong text by text.
        "".join(compress(batch, map(not_, map(str.isascii, batch)))).encode()
    except (TypeError, UnicodeEncodeError):
        raise _refusal(batch, what) from None
    return cast("list[str]", batch)


def _refusal(batch: Sequence[object], what: str) -> BadInput:
    # About the first text that is none, or that has a lone surrogate.
    number, text = next(row for row in enumerate(batch) if not isinstance(row[1], str) or _SURROGATE.search(row[1]))
    where = f"{what} {number}"
    if isinstance(text, str):
        return BadInput("it has a lone surrogate", where, "normalize it first")
    return BadInput(f"it's {type(text).__name__}, not str", where, "decode it, or normalize it first")
