"""
Matches → decisions: which documents and blocks are kept, which are dropped, and for which kept one.

Rule 1: what is dropped points to something kept, and was compared with that very thing; decisions are never chained.
Rule 2: items are decided in one total order, each against what is kept already, and no decision is taken back,
        so that neither the order of the input nor the number of workers can change the result.
Rule 3: equality and the verified neighbours are all that's known here; nothing is compared by guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from docnorm.columns import Blocks, Neighbours, Pair, Sketches
from docnorm.guarding import holds, numbers
from docnorm.model import Link, Reason, Verdict
from docnorm.profile import Profile
from docnorm.sketching import sketch

__all__ = ["Decisions", "Evidence", "decide"]


_REASONS: dict[str, Reason] = {
    "exact": "document.exact",
    "near": "document.near",
    "contained": "document.contained",
}

_LOOKS = 32
"""How many documents are looked through for a block that none of them has as a block."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    All that is known of a corpus when it's decided: its blocks, their classes, and the verified near-duplicates.
    """

    blocks: Blocks
    sketches: Sketches
    near: Neighbours
    documents: Sketches
    near_documents: Neighbours


@dataclass(frozen=True, slots=True)
class Decisions:
    """
    A verdict for each document; for each block whether it's dropped, what it repeats, and the number of its run.
    """

    verdicts: tuple[Verdict, ...]
    dropped: tuple[bool, ...]
    links: tuple[Link | None, ...]
    runs: tuple[int | None, ...]


def decide(evidence: Evidence, profile: Profile) -> Decisions:
    """
    Return what is kept and what is dropped, document by document: first the document with the most to say.

    In the scope `document`, a document's own repeats are dropped before it's asked what the document has to say.
    """
    state = _State.of(evidence, profile)
    if profile.scope == "document":
        for document in range(len(evidence.blocks.ids)):
            _drop_runs(state, document)
        state.where.clear()
    for document in state.put_in_order():
        if not _drop_document(state, document):
            _drop_runs(state, document)
            state.kept.setdefault(int(evidence.documents.classes[document]), []).append(document)
    for document in state.order:
        if state.verdicts[document].status == "kept":
            _report_runs(state, document)
    return state.decided()


@dataclass(slots=True)
class _State:
    # What has been decided so far. `where` tells for a class the kept blocks that have it: the first of each document,
    # the documents in the order in which they were decided; `kept` tells for a class of documents the kept ones.
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
    facts: dict[int, frozenset[str]] = field(default_factory=dict)
    said: dict[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Evidence, profile: Profile) -> _State:
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
        # Runs are counted in the order of the sources.
        numbers: dict[int, int] = {}
        runs = (run if run is None else numbers.setdefault(run, len(numbers)) for run in self.runs)
        return Decisions(tuple(self.verdicts), tuple(self.dropped), tuple(self.links), tuple(runs))

    def put_in_order(self) -> list[int]:
        # By the letters of the documents' distinct blocks, most first; then by id.
        blocks, dropped = self.evidence.blocks, self.dropped
        said = [{self.classes[r] for r in blocks.rows(d) if not dropped[r]} for d in range(len(blocks.ids))]
        total = [sum(self.weights[number] for number in numbers) for numbers in said]
        self.order = sorted(range(len(total)), key=lambda d: (-total[d], blocks.ids[d]))
        self.rank = {document: place for place, document in enumerate(self.order)}
        return self.order

    def is_substantial(self, row: int) -> bool:
        return self.weights[self.classes[row]] >= self.profile.minimum_letters

    def document_of(self, row: int) -> int:
        return int(self.evidence.blocks.spans[row, 0])

    def numbers_of(self, row: int) -> frozenset[str]:
        number = self.classes[row]
        if number not in self.facts:
            self.facts[number] = numbers(self.evidence.blocks.text(row))
        return self.facts[number]

    def words(self, row: int) -> Sketches:
        # The block as a document of its own: in runs of words.
        text = self.evidence.blocks.text(row)
        return sketch([text], np.array([[0, 0, len(text)]], dtype=np.uint64), "document")

    def keep(self, row: int, document: int) -> None:
        if self.shared[self.classes[row]]:
            self.where.setdefault(self.classes[row], {}).setdefault(document, row)

    def forget(self, row: int, document: int) -> None:
        places = self.where.get(self.classes[row], {})
        if places.get(document) == row:
            del places[document]

    def alike(self, row: int, other: int) -> tuple[Literal["exact", "near"], Pair] | None:
        # The match of two blocks, if *row* may be dropped for *other*.
        number, kept = self.classes[row], self.classes[other]
        if number == kept:
            size = max(1, len(self.evidence.sketches.set_of(number)))
            return "exact", Pair(size, size)
        pair = self.evidence.near.get(number, {}).get(kept)
        if pair is None or not holds(self.profile.guard, self.numbers_of(row), self.numbers_of(other)):
            return None
        return "near", pair

    def link(self, row: int, other: int, *, guarded: bool = False) -> Link:
        blocks, document = self.evidence.blocks, self.document_of(other)
        found = self.alike(row, other)
        kind, pair = found or ("near", self.evidence.near[self.classes[row]][self.classes[other]])
        place = other - blocks.offsets[document]
        return Link(blocks.ids[document], place, kind, pair.shared, pair.total, guarded)

    def like(self, row: int) -> list[int]:
        # The classes that are like the row's own, itself first, then the most similar.
        number = self.classes[row]
        near = self.evidence.near.get(number)
        if near is None:
            return [number]
        if number not in self.alikes:
            ordered = sorted(near, key=lambda c: (-Fraction(near[c].shared, near[c].total), c))
            self.alikes[number] = [number, *ordered]
        return self.alikes[number]


def _drop_document(state: _State, document: int) -> bool:
    # Drop the document if one kept document covers it; the most similar one is named.
    kinds = ("contained", "near", "exact")
    best: tuple[tuple[int, Fraction, int], Link, dict[int, Link]] | None = None
    for other in _candidates(state, document):
        link = _link_documents(state, document, other)
        links = _cover(state, document, other) if _reaches(state, link) else None
        if links is not None:
            score = (kinds.index(link.kind), Fraction(link.shared, link.total), -state.rank[other])
            best = max(best, (score, link, links), key=lambda found: found[0]) if best else (score, link, links)
    if best is None:
        return False
    _, link, links = best
    state.verdicts[document] = Verdict("dropped", _REASONS[link.kind], link)
    for row, found in links.items():
        state.dropped[row] = True
        state.links[row] = found
        state.runs[row] = None
    return True


def _candidates(state: _State, document: int) -> set[int]:
    # Kept documents that may cover this one: those like it as a whole, and those with its rarest substantial block
    # that any has, since a document that covers it block by block has that one too.
    own = int(state.evidence.documents.classes[document])
    alike = (own, *state.evidence.near_documents.get(own, ()))
    holders = [
        {d for number in state.like(row) for d in state.where.get(number, ())}
        for row in state.evidence.blocks.rows(document)
        if state.is_substantial(row)
    ]
    whole = {d for number in alike for d in state.kept.get(number, ())}
    sharing = min(filter(None, holders), key=len, default=set())
    if not all(holders):
        # Some block is no other's: it may still lie inside another one, but that takes a look at every shingle, and
        # what all the documents share (a footer) mustn't make all of them look at all.
        sharing = set(sorted(sharing, key=lambda d: state.rank[d])[:_LOOKS])
    return whole | sharing


def _cover(state: _State, document: int, other: int) -> dict[int, Link] | None:
    # A link for each block of the document into the other one, or None if something substantial isn't there.
    links: dict[int, Link] = {}
    weight = loose = 0
    for row in state.evidence.blocks.rows(document):
        place = _place(state, row, other)
        link = _inside(state, row, other) if place is None else state.link(row, place)
        if link is None:
            return None
        links[row] = link
        weight += state.weights[state.classes[row]]
        loose += 0 if _reaches(state, link) else state.weights[state.classes[row]]
    numerator, denominator = state.profile.ratio
    is_same = state.evidence.documents.classes[document] == state.evidence.documents.classes[other]
    says_enough = is_same or any(state.is_substantial(row) for row in links)
    is_covered = weight > 0 and (weight - loose) * denominator >= numerator * weight
    return links if says_enough and is_covered else None


def _place(state: _State, row: int, other: int) -> int | None:
    for number in state.like(row):
        place = state.where.get(number, {}).get(other)
        if place is not None and state.alike(row, place):
            return place
    return None


def _inside(state: _State, row: int, other: int) -> Link | None:
    # Whether the block's runs of five words and its numbers are in the other document, wherever it has its paragraphs'
    # ends. (Runs of five characters are no use here: a long text has most of those that its language knows.) A short
    # block's words need not be: what such blocks weigh together is limited.
    documents = state.evidence.documents
    pair = state.words(row).contained(0, documents.set_of(int(documents.classes[other])))
    facts = _facts(state, other)
    link = Link(state.evidence.blocks.ids[other], None, "contained", pair.shared, max(1, pair.total))
    if state.is_substantial(row) and not _reaches(state, link):
        return None
    return link if holds(state.profile.guard, state.numbers_of(row), facts) else None


def _facts(state: _State, document: int) -> frozenset[str]:
    # All numbers of the document's kept blocks.
    if document not in state.said:
        kept = [row for row in state.evidence.blocks.rows(document) if not state.dropped[row]]
        state.said[document] = frozenset[str]().union(*(state.numbers_of(row) for row in kept))
    return state.said[document]


def _reaches(state: _State, link: Link) -> bool:
    numerator, denominator = state.profile.ratio
    return link.shared * denominator >= numerator * link.total


def _link_documents(state: _State, document: int, other: int) -> Link:
    documents, ids = state.evidence.documents, state.evidence.blocks.ids
    left, right = int(documents.classes[document]), int(documents.classes[other])
    pair = documents.jaccard(left, right)
    link = Link(ids[other], None, "exact" if left == right else "near", pair.shared, max(1, pair.total))
    if _reaches(state, link):
        return link
    pair = documents.contained(left, documents.set_of(right))
    return Link(ids[other], None, "contained", pair.shared, max(1, pair.total))


def _drop_runs(state: _State, document: int) -> None:
    # Drop the blocks of the document that repeat kept ones, with the short blocks that go with them; keep the others.
    rows = state.evidence.blocks.rows(document)
    row = rows.start
    while row < rows.stop:
        if state.dropped[row]:
            row += 1
            continue
        start, other, count = _longest(state, row, document, corpus=state.profile.scope == "corpus")
        if not _says_enough(state, start, other, count):
            state.keep(row, document)
            row += 1
            continue
        while _goes_along(state, start, other, count):
            start, other, count = start - 1, other - 1, count + 1
            state.forget(start, document)
        for step in range(count):
            state.links[start + step] = state.link(start + step, other + step)
            state.dropped[start + step] = True
        _number(state, start, count)
        row = start + count


def _report_runs(state: _State, document: int) -> None:
    # Note which kept blocks repeat those of other documents, and which were kept by the guard.
    rows = state.evidence.blocks.rows(document)
    row = rows.start
    while row < rows.stop:
        count = 0
        if not state.dropped[row] and state.links[row] is None:
            start, other, count = _longest(state, row, document, corpus=state.profile.scope == "document")
            for step in range(count):
                state.links[start + step] = state.link(start + step, other + step)
            _number(state, start, count)
            if not count:
                _report_guarded(state, row, document)
        row += max(1, count)


def _number(state: _State, start: int, count: int) -> None:
    if count > 1:
        state.runs[start : start + count] = [state.next_run] * count
        state.next_run += 1


def _longest(state: _State, row: int, document: int, *, corpus: bool) -> tuple[int, int, int]:
    # The longest chain of matches that starts at the row, which must be substantial itself.
    best = (row, row, 0)
    if not (state.is_substantial(row) and state.shared[state.classes[row]]):
        return best
    for number in state.like(row):
        places = state.where.get(number, {})
        found = {places[document]} if document in places else set()
        if corpus:
            found |= {place for d, place in islice(places.items(), 1) if _comes_before(state, d, document)}
        for other in sorted(found):
            count = _length(state, row, other)
            if count > best[2]:
                best = (row, other, count)
    return best


def _says_enough(state: _State, row: int, other: int, count: int) -> bool:
    # Two substantial blocks in order are a repeat; one may well stand twice by nature, so it must have more to say.
    substantial = [step for step in range(count) if state.is_substantial(row + step)]
    if len(substantial) != 1:
        return bool(substantial)
    own, kept = state.classes[row], state.classes[other]
    return state.weights[own] >= state.profile.alone_letters * (1 if own == kept else 2)


def _comes_before(state: _State, other: int, document: int) -> bool:
    return state.rank[other] < state.rank[document]


def _length(state: _State, row: int, other: int) -> int:
    blocks, dropped = state.evidence.blocks, state.dropped
    document, other_document = state.document_of(row), state.document_of(other)
    stop = blocks.rows(document).stop
    other_stop = row if document == other_document else blocks.rows(other_document).stop
    count = 0
    while row + count < stop and other + count < other_stop:
        if dropped[row + count] or dropped[other + count] or not state.alike(row + count, other + count):
            break
        count += 1
    return count


def _goes_along(state: _State, start: int, other: int, count: int) -> bool:
    # Whether the block before a run repeats the block before what the run repeats: a short one, or it would have been
    # the run's first. A block that the run itself points to stays.
    document, other_document = state.document_of(start), state.document_of(other)
    is_apart = document != other_document or other + count < start
    has_both = start > state.evidence.blocks.offsets[document] and other > state.evidence.blocks.offsets[other_document]
    if not (is_apart and has_both) or state.dropped[start - 1] or state.dropped[other - 1]:
        return False
    return state.classes[start - 1] == state.classes[other - 1] and not state.is_substantial(start - 1)


def _report_guarded(state: _State, row: int, document: int) -> None:
    # Note that the block was kept, although it's like a kept one that comes before it, since their numbers differ.
    if not state.is_substantial(row):
        return
    for number in state.like(row)[1:]:
        for other_document, other in islice(state.where.get(number, {}).items(), 1):
            if (state.rank[other_document], other) < (state.rank[document], row):
                state.links[row] = state.link(row, other, guarded=True)
                return
