"""
The ledger of a corpus: what is known of it, and what has been decided so far.

Rule 1: nothing is decided here; `covering` and `chaining` decide, and write it down.
Rule 2: what may be dropped for what is asked here, of `alike`, and nowhere else.
Rule 3: most blocks are like no other; what isn't shared is never looked at block by block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Literal

import numpy as np

from docnorm.columns import Blocks, Neighbours, Pair, Sketches
from docnorm.guarding import Guarding
from docnorm.model import Link, Verdict
from docnorm.naming import names, words
from docnorm.profile import Profile

__all__ = ["LOOKS", "Decisions", "Evidence", "Ledger", "closest"]

LOOKS = 16
"""How many kept ones that are like a block, or a document, are looked at: the same ones, then the most similar."""

_BY_NATURE = re.compile(r"\s*(?:#{1,6}\s[^\n]*\s*\Z|```|~~~|\||[^\n|]+\|[^\n|]*\||[^\n\t]+\t[^\n\t]*\t)")
"""A heading, a fence, a row of a table."""

_HEAD = 4
_VERSIONS = 4
"""From how many versions on the nearly equal blocks of a document are lines of one template."""

_ENDS = re.compile(r"""[.!?…。！？।۔]['"’”»)\]」』]*\s*\Z""")


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    All that is known of a corpus when it's decided: its blocks, their classes, the verified near-duplicates, and what
    a block must find in another one to go for it.

    *containers* has, for each class of documents that has any, classes that most of it lies in. *preference* has a
    number for each document: the lower one is decided first; where it's empty, all are alike. *references* are
    documents that are there only to be compared with: they are decided before all others, and nothing of them is ever
    dropped.
    """

    blocks: Blocks
    sketches: Sketches
    near: Neighbours
    documents: Sketches
    near_documents: Neighbours
    guarding: Guarding
    containers: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    preference: tuple[int, ...] = ()
    references: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Decisions:
    """
    A verdict for each document; for each block whether it's dropped, what it repeats, and the number of its run.
    """

    verdicts: tuple[Verdict, ...]
    dropped: tuple[bool, ...]
    links: tuple[Link | None, ...]
    runs: tuple[int | None, ...]


@dataclass(slots=True)
class Ledger:
    """
    What has been decided so far, to be written by those who decide.

    *shared* are the rows of the blocks that are like another one anywhere, those of document d from `bounds[d]` up to
    `bounds[d + 1]`. *where* tells for a class the kept blocks that have it: the first of each document, the documents
    in the order in which they were decided; *partial* are documents of which something is kept in another one. The
    rest is what was once looked up: of classes their names, words and neighbours, whether they repeat by nature, and
    how many versions of them the document has that is asked about.
    """

    evidence: Evidence
    profile: Profile
    classes: list[int]
    weights: list[int]
    verdicts: list[Verdict]
    dropped: list[bool]
    links: list[Link | None]
    runs: list[int | None]
    shared: list[int]
    bounds: list[int]
    ratio: tuple[int, int]
    order: list[int] = field(default_factory=list)
    rank: dict[int, int] = field(default_factory=dict)
    next_run: int = 0
    where: dict[int, dict[int, int]] = field(default_factory=dict)
    partial: set[int] = field(default_factory=set)
    named: dict[int, frozenset[str]] = field(default_factory=dict)
    worded: dict[int, frozenset[str]] = field(default_factory=dict)
    by_nature: dict[int, bool] = field(default_factory=dict)
    nearest: dict[int, Mapping[int, Pair]] = field(default_factory=dict)
    stands: tuple[int, frozenset[int]] = (-1, frozenset())
    versions: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Evidence, profile: Profile) -> Ledger:
        """
        Return the ledger of a corpus about which nothing is decided yet.
        """
        blocks, classes = evidence.blocks, evidence.sketches.classes
        weights, count = evidence.sketches.weights.tolist(), len(blocks.ids)
        is_shared = np.bincount(classes, minlength=len(weights)) > 1
        is_shared[list(evidence.near)] = True
        rows = np.flatnonzero(is_shared[classes])
        return cls(
            evidence=evidence,
            profile=profile,
            classes=classes.tolist(),
            weights=weights,
            verdicts=[Verdict("kept")] * count,
            dropped=[False] * len(classes),
            links=[None] * len(classes),
            runs=[None] * len(classes),
            shared=rows.tolist(),
            bounds=np.searchsorted(rows, blocks.offsets).tolist(),
            ratio=profile.ratio,
        )

    def decided(self) -> Decisions:
        """
        Return what was decided, with the runs counted in the order of the sources.
        """
        numbers: dict[int, int] = {}
        runs = (run if run is None else numbers.setdefault(run, len(numbers)) for run in self.runs)
        return Decisions(tuple(self.verdicts), tuple(self.dropped), tuple(self.links), tuple(runs))

    def put_in_order(self) -> None:
        """
        Put the documents in the order in which they're decided: those to compare with, then by preference, then,
        unless it's to be stable, by the letters of their distinct blocks, then by id.
        """
        ids, references = self.evidence.blocks.ids, self.evidence.references
        preference = self.evidence.preference or (0,) * len(ids)
        total = self._letters() if self.profile.keep == "canonical" else [0] * len(ids)
        self.order = sorted(range(len(ids)), key=lambda d: (d not in references, preference[d], -total[d], ids[d]))
        self.rank = {document: place for place, document in enumerate(self.order)}

    def _letters(self) -> list[int]:
        # Of each document, the letters of its kept blocks, equal ones once.
        classes, weights = self.evidence.sketches.classes, self.evidence.sketches.weights
        kept = ~np.array(self.dropped, dtype=bool)
        documents = self.evidence.blocks.spans[kept, 0].astype(np.int64)
        distinct = np.unique(documents * len(weights) + classes[kept])
        count = len(self.evidence.blocks.ids)
        total = np.zeros(count, dtype=np.int64)
        if len(distinct):
            np.add.at(total, distinct // len(weights), weights[distinct % len(weights)].astype(np.int64))
        letters: list[int] = total.tolist()
        return letters

    def letters(self, row: int) -> int:
        """
        Return how many letters and digits the block has.
        """
        return self.weights[self.classes[row]]

    def is_substantial(self, row: int) -> bool:
        """
        Tell whether the block is long enough to be dropped for its own sake.
        """
        return self.weights[self.classes[row]] >= self.profile.minimum_letters

    def is_telling(self, row: int) -> bool:
        """
        Tell whether the block says by itself that something was repeated: it's substantial, and no heading, code or
        row of a table, which stand more than once by nature.
        """
        return self.is_substantial(row) and not self._repeats_by_nature(self.classes[row])

    def _repeats_by_nature(self, number: int) -> bool:
        if number not in self.by_nature:
            self.by_nature[number] = _BY_NATURE.match(self._text(number)) is not None
        return self.by_nature[number]

    def is_title(self, row: int) -> bool:
        """
        Tell whether the block may be a title: one of the first four of its document, and no whole sentence.
        """
        place = row - self.evidence.blocks.offsets[self.document_of(row)]
        return place < _HEAD and _ENDS.search(self._text(self.classes[row])) is None

    def loses(self, row: int, other: int) -> bool:
        """
        Tell whether something would be lost if the block went for the *other* one, which is nearly equal: a name,
        anything in code or a table, where each sign counts, or what differs from line to line of a template.
        """
        number, kept = self.classes[row], self.classes[other]
        if number == kept or self.profile.guard == "none":
            return False
        if number not in self.named:
            self.named[number] = names(self._text(number))
        if kept not in self.worded:
            self.worded[kept] = words(self._text(kept))
        is_lost = self._repeats_by_nature(number) or not self.named[number] <= self.worded[kept]
        return is_lost or self._versions(kept, self.document_of(row)) > _VERSIONS

    def _versions(self, number: int, document: int) -> int:
        # How many blocks in the document are nearly equal to those of a class.
        if self.stands[0] != document:
            rows = self.shared[self.bounds[document] : self.bounds[document + 1]]
            self.stands = document, frozenset(map(self.classes.__getitem__, rows))
            self.versions.clear()
        if number not in self.versions:
            self.versions[number] = len(self.stands[1].intersection(self.near_of(number)))
        return self.versions[number]

    def near_of(self, number: int) -> Mapping[int, Pair]:
        """
        Return the classes that are nearly equal to one.
        """
        if number not in self.nearest:
            self.nearest[number] = self.evidence.near.get(number, {})
        return self.nearest[number]

    def _text(self, number: int) -> str:
        return self.evidence.blocks.text(int(self.evidence.sketches.first[number]))

    def document_of(self, row: int) -> int:
        """
        Return the number of the document that the block is in.
        """
        return int(self.evidence.blocks.spans[row, 0])

    def facts_of(self, row: int) -> frozenset[int]:
        """
        Return what the block must find in another one to go for it.
        """
        return self.evidence.guarding.facts_of(self.classes[row])

    def shared_rows(self, document: int) -> list[int]:
        """
        Return the blocks of the document that aren't dropped and are like another one anywhere.
        """
        rows = self.shared[self.bounds[document] : self.bounds[document + 1]]
        return [row for row in rows if not self.dropped[row]]

    def kept_rows(self, document: int) -> list[int]:
        """
        Return the blocks of the document that aren't dropped.
        """
        return [row for row in self.evidence.blocks.rows(document) if not self.dropped[row]]

    def keep(self, row: int, document: int) -> None:
        """
        Note that the block, which is a shared one, is kept.
        """
        self.where.setdefault(self.classes[row], {}).setdefault(document, row)

    def forget(self, row: int, document: int) -> None:
        """
        Note that the block isn't kept after all.
        """
        places = self.where.get(self.classes[row], {})
        if places.get(document) == row:
            del places[document]
            if not places:
                del self.where[self.classes[row]]

    def alike(self, row: int, other: int) -> tuple[Literal["exact", "near"], Pair] | None:
        """
        Return the match of two blocks, if the first one may be dropped for the *other*.
        """
        number, kept = self.classes[row], self.classes[other]
        if number == kept:
            return "exact", Pair(1, 1)  # equal texts need no sets
        pair = self._pair(number, kept)
        if pair is None or not self.evidence.guarding.allows(number, kept):
            return None
        return "near", pair

    def is_same(self, row: int, other: int) -> bool:
        """
        Tell whether two blocks that are alike have the same words.
        """
        found = self.alike(row, other)
        return found is not None and found[1].shared == found[1].total

    def _pair(self, number: int, kept: int) -> Pair | None:
        # Short blocks are no near-duplicates, but white space doesn't make two of what is one.
        minimum = self.profile.minimum_letters
        if self.weights[number] >= minimum:
            return self.near_of(number).get(kept)
        if self.weights[number] != self.weights[kept] or self._text(number).split() != self._text(kept).split():
            return None
        size = max(1, len(self.evidence.sketches.set_of(number)))
        return Pair(size, size)

    def link(self, row: int, other: int, *, guarded: bool = False, alone: bool = False) -> Link:
        """
        Return the link from a block to the *other* one, which is like it.
        """
        blocks, document = self.evidence.blocks, self.document_of(other)
        found = self.alike(row, other)
        kind, pair = found or ("near", self.near_of(self.classes[row])[self.classes[other]])
        place = other - blocks.offsets[document]
        return Link(blocks.ids[document], place, kind, pair.shared, pair.total, guarded, alone)

    def like(self, row: int, held: Mapping[int, object]) -> Iterator[int]:
        """
        Yield the classes among the *held* ones for which the block may go: its own, then the `LOOKS` most similar.
        """
        number = self.classes[row]
        if number in held:
            yield number
        near = self.near_of(number)
        if near:
            allows = self.evidence.guarding.allows
            found = [other for other in _both(near, held) if allows(number, other)]
            yield from closest(near, found)

    def guarded(self, row: int) -> list[int]:
        """
        Return the kept classes, the most similar first, that a block is like which goes for none of them.
        """
        near = self.near_of(self.classes[row])
        return closest(near, _both(near, self.where))


def _both(near: Mapping[int, Pair], held: Mapping[int, object]) -> list[int]:
    # Of the two, the smaller one is gone through: a template may have thousands of neighbours, or of places.
    return [number for number in near if number in held] if len(near) < len(held) else [n for n in held if n in near]


def closest(near: Mapping[int, Pair], found: list[int]) -> list[int]:
    """
    Return those of the *found* neighbours that are looked at: the `LOOKS` most similar ones, in order.
    """
    if len(found) < 2:
        return found
    return nsmallest(LOOKS, found, key=lambda other: (-near[other].rank, other))
