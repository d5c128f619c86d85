"""
The ledger of a corpus: what is known of it, and what has been decided so far.

Rule 1: nothing is decided here; `covering` and `chaining` decide, and write it down.
Rule 2: what may be dropped for what is asked here, of `alike`, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from docnorm.columns import Blocks, Neighbours, Pair, Sketches
from docnorm.guarding import Facts
from docnorm.model import Link, Verdict
from docnorm.profile import Profile
from docnorm.sketching import sketch

__all__ = ["Decisions", "Evidence", "Ledger"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    All that is known of a corpus when it's decided: its blocks, their classes, the verified near-duplicates, and what
    a block must find in another one to go for it.

    *preference* has a number for each document: the lower one is decided first; where it's empty, all are alike.
    *references* are documents that are there only to be compared with: they are decided before all others, and
    nothing of them is ever dropped.
    """

    blocks: Blocks
    sketches: Sketches
    near: Neighbours
    documents: Sketches
    near_documents: Neighbours
    facts: Facts
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

    *where* tells for a class the kept blocks that have it: the first of each document, the documents in the order in
    which they were decided; *kept* tells for a class of documents the kept ones; *partial* are documents of which
    something is kept in another one.
    """

    evidence: Evidence
    profile: Profile
    classes: list[int]
    weights: list[int]
    verdicts: list[Verdict]
    dropped: list[bool]
    links: list[Link | None]
    runs: list[int | None]
    shared: NDArray[np.bool_]
    order: list[int] = field(default_factory=list)
    rank: dict[int, int] = field(default_factory=dict)
    next_run: int = 0
    kept: dict[int, list[int]] = field(default_factory=dict)
    where: dict[int, dict[int, int]] = field(default_factory=dict)
    alikes: dict[int, list[int]] = field(default_factory=dict)
    said: dict[int, frozenset[str]] = field(default_factory=dict)
    kept_words: dict[int, NDArray[np.uint64]] = field(default_factory=dict)
    partial: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, evidence: Evidence, profile: Profile) -> Ledger:
        """
        Return the ledger of a corpus about which nothing is decided yet.
        """
        blocks, classes = evidence.blocks, evidence.sketches.classes.tolist()
        weights = evidence.sketches.weights.tolist()
        count = len(blocks.ids)
        total = len(classes)
        verdicts, dropped = [Verdict("kept")] * count, [False] * total
        links: list[Link | None] = [None] * total
        runs: list[int | None] = [None] * total
        # Most blocks are like no other: they need no look.
        shared = np.bincount(evidence.sketches.classes, minlength=len(weights)) > 1
        shared[list(evidence.near)] = True
        return cls(evidence, profile, classes, weights, verdicts, dropped, links, runs, shared)

    def decided(self) -> Decisions:
        """
        Return what was decided, with the runs counted in the order of the sources.
        """
        numbers: dict[int, int] = {}
        runs = (run if run is None else numbers.setdefault(run, len(numbers)) for run in self.runs)
        return Decisions(tuple(self.verdicts), tuple(self.dropped), tuple(self.links), tuple(runs))

    def put_in_order(self) -> list[int]:
        """
        Return the documents in the order in which they're decided: those to compare with, then by preference, then by
        the letters of their distinct blocks, then by id.
        """
        ids, references = self.evidence.blocks.ids, self.evidence.references
        said = [{self.classes[row] for row in self.kept_rows(document)} for document in range(len(ids))]
        total = [sum(self.weights[number] for number in classes) for classes in said]
        preference = self.evidence.preference or (0,) * len(ids)
        self.order = sorted(range(len(ids)), key=lambda d: (d not in references, preference[d], -total[d], ids[d]))
        self.rank = {document: place for place, document in enumerate(self.order)}
        return self.order

    def is_substantial(self, row: int) -> bool:
        """
        Tell whether the block is long enough to be dropped for its own sake.
        """
        return self.weights[self.classes[row]] >= self.profile.minimum_letters

    def document_of(self, row: int) -> int:
        """
        Return the number of the document that the block is in.
        """
        return int(self.evidence.blocks.spans[row, 0])

    def facts_of(self, row: int) -> frozenset[str]:
        """
        Return what the block must find in another one to go for it.
        """
        return self.evidence.facts(self.classes[row])

    def kept_rows(self, document: int) -> list[int]:
        """
        Return the blocks of the document that aren't dropped.
        """
        return [row for row in self.evidence.blocks.rows(document) if not self.dropped[row]]

    def words(self, text: str) -> Sketches:
        """
        Return the sketch of a text as a document of its own: in runs of words.
        """
        return sketch([text], np.array([[0, 0, len(text)]], dtype=np.uint64), "document")

    def keep(self, row: int, document: int) -> None:
        """
        Note that the block is kept.
        """
        if self.shared[self.classes[row]]:
            self.where.setdefault(self.classes[row], {}).setdefault(document, row)

    def forget(self, row: int, document: int) -> None:
        """
        Note that the block isn't kept after all.
        """
        places = self.where.get(self.classes[row], {})
        if places.get(document) == row:
            del places[document]

    def alike(self, row: int, other: int) -> tuple[Literal["exact", "near"], Pair] | None:
        """
        Return the match of two blocks, if the first one may be dropped for the *other*.
        """
        number, kept = self.classes[row], self.classes[other]
        if number == kept:
            return "exact", Pair(1, 1)  # equal texts need no sets
        pair = self.evidence.near.get(number, {}).get(kept)
        if pair is None or not self.facts_of(row) <= self.facts_of(other):
            return None
        return "near", pair

    def link(self, row: int, other: int, *, guarded: bool = False) -> Link:
        """
        Return the link from a block to the *other* one, which is like it.
        """
        blocks, document = self.evidence.blocks, self.document_of(other)
        found = self.alike(row, other)
        kind, pair = found or ("near", self.evidence.near[self.classes[row]][self.classes[other]])
        place = other - blocks.offsets[document]
        return Link(blocks.ids[document], place, kind, pair.shared, pair.total, guarded)

    def like(self, row: int) -> list[int]:
        """
        Return the classes that are like the block's own: itself first, then the most similar.
        """
        number = self.classes[row]
        near = self.evidence.near.get(number)
        if near is None:
            return [number]
        if number not in self.alikes:
            ordered = sorted(near, key=lambda c: (-near[c].rank, c))
            self.alikes[number] = [number, *ordered]
        return self.alikes[number]
