"""
Whole documents: whether all that one says is in a kept one.

Rule 1: a document is dropped for one kept document, not for several together; but one of which nothing is left, since
        all its blocks went for those of others, is told as dropped, too.
Rule 2: it must be like that one, or in it, as a whole and block by block; the link tells the similarity as a whole.
Rule 3: what a document has dropped itself can't stand for another text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import Pair, Sketches
from docnorm.ledger import LOOKS, Ledger, closest
from docnorm.model import Link, Reason, Verdict
from docnorm.sketching import sketch

__all__ = ["Cover", "drop_document", "drop_rest"]

_REASONS: dict[str, Reason] = {
    "exact": "document.exact",
    "near": "document.near",
    "contained": "document.contained",
}


@dataclass(frozen=True)
class _Document:
    # A document as it is in the ledger, and what is asked of it over and over.
    ledger: Ledger
    number: int

    @property
    def class_(self) -> int:
        return int(self.ledger.evidence.documents.classes[self.number])

    @cached_property
    def held(self) -> dict[int, int]:
        # The first kept block of each class that any other block is like.
        return {self.ledger.classes[row]: row for row in reversed(self.ledger.shared_rows(self.number))}

    @cached_property
    def words(self) -> NDArray[np.uint64]:
        # The runs of five words of what is kept.
        blocks, documents = self.ledger.evidence.blocks, self.ledger.evidence.documents
        rows = self.ledger.kept_rows(self.number)
        if len(rows) == len(blocks.rows(self.number)):
            return documents.set_of(self.class_)
        text = "\n".join(map(blocks.text, rows))
        return sketch(
            [text], np.array([[0, 0, len(text)]], dtype=np.uint64), "document", self.ledger.profile.key_number
        ).set_of(0)

    @cached_property
    def key(self) -> str:
        # The match key of what is kept, with a space around each word.
        (key,) = kernel.fold(["\n".join(map(self.ledger.evidence.blocks.text, self.ledger.kept_rows(self.number)))])
        return f" {key} "

    @cached_property
    def facts(self) -> frozenset[int]:
        # All numbers of the kept blocks.
        return frozenset[int]().union(*map(self.ledger.facts_of, self.ledger.kept_rows(self.number)))

    @cached_property
    def blocks(self) -> Sketches:
        # Its blocks as documents of their own: in runs of words.
        blocks = self.ledger.evidence.blocks
        rows = blocks.rows(self.number)
        spans = blocks.spans[rows.start : rows.stop].copy()
        spans[:, 0] = 0
        return sketch([blocks.texts[self.number]], spans, "document", self.ledger.profile.key_number)


@dataclass(slots=True)
class Cover:
    """
    The documents that were decided already: the kept ones by their classes, in the order in which they were decided,
    and for a class of dropped ones what the first of them went for.
    """

    ledger: Ledger
    kept: dict[int, list[_Document]] = field(default_factory=dict)
    instead: dict[int, _Document] = field(default_factory=dict)

    def keep(self, document: int) -> None:
        """
        Note that the document is kept.
        """
        found = _Document(self.ledger, document)
        self.kept.setdefault(found.class_, []).append(found)


def drop_document(cover: Cover, number: int) -> bool:
    # Drop the document if one kept document covers it; the most similar one is named.
    ledger, document = cover.ledger, _Document(cover.ledger, number)
    kinds = ("contained", "near", "exact")
    best: tuple[tuple[int, Fraction, int], Link, dict[int, Link], _Document] | None = None
    for other in _candidates(cover, document):
        link = _link_documents(document, other)
        score = kinds.index(link.kind), Fraction(link.shared, link.total), -ledger.rank[other.number]
        if not _reaches(ledger, link) or (best and score < best[0]):
            continue
        links = _cover(document, other)
        if links is not None:
            best = score, link, links, other
    if best is None:
        return False
    _, link, links, other = best
    cover.instead.setdefault(document.class_, other)
    ledger.verdicts[number] = Verdict("dropped", _REASONS[link.kind], link)
    for row, found in links.items():
        ledger.dropped[row] = True
        ledger.links[row] = found
        ledger.runs[row] = None
    return True


def drop_rest(ledger: Ledger, document: int) -> bool:
    # Tell that the document is dropped if it has lost every block to others; the one that has most of it is named.
    rows = ledger.evidence.blocks.rows(document)
    letters = Counter[str]()
    for row in rows:
        link = ledger.links[row]
        if link is None or not ledger.dropped[row]:
            return False
        letters[link.source] += 1 + ledger.letters(row)
    if not letters:
        return False
    ids = ledger.evidence.blocks.ids
    others = {ids[other]: other for other in ledger.order[: ledger.rank[document]]}
    most = max(letters, key=lambda source: (letters[source], -ledger.rank[others[source]]))
    pair = ledger.evidence.documents.contained(
        _Document(ledger, document).class_, _Document(ledger, others[most]).words
    )
    link = Link(most, None, "contained", pair.shared, max(1, pair.total))
    ledger.verdicts[document] = Verdict("dropped", "document.spread", link)
    return True


def _candidates(cover: Cover, document: _Document) -> Iterator[_Document]:
    # Kept documents that may cover this one: those equal to it, those most like it as a whole, and those that most of
    # it lies in; where such a one was dropped itself, the one that it went for.
    evidence, own = cover.ledger.evidence, document.class_
    near = evidence.near_documents.get(own, {})
    decided = [number for number in near if number in cover.kept or number in cover.instead]
    found: dict[int, _Document] = {}
    for number in (own, *closest(near, decided), *evidence.containers.get(own, ())):
        others = cover.kept.get(number, [])[:LOOKS]
        if not others and number in cover.instead:
            others = [cover.instead[number]]
        found |= {other.number: other for other in others}
    return (other for number, other in found.items() if number not in cover.ledger.partial)


def _cover(document: _Document, other: _Document) -> dict[int, Link] | None:
    # A link for each block of the document into the other one, or None if something substantial isn't there.
    ledger, links = document.ledger, dict[int, Link]()
    weight = loose = 0
    for row in ledger.evidence.blocks.rows(document.number):
        number = next(ledger.like(row, other.held), None)
        link = _inside(document, row, other) if number is None else ledger.link(row, other.held[number])
        if link is None:
            return None
        links[row] = link
        weight += ledger.letters(row)
        loose += 0 if _reaches(ledger, link) else ledger.letters(row)
    numerator, denominator = ledger.ratio
    says_enough = document.class_ == other.class_ or any(ledger.is_substantial(row) for row in links)
    is_covered = weight > 0 and (weight - loose) * denominator >= numerator * weight
    return links if says_enough and is_covered else None


def _inside(document: _Document, row: int, other: _Document) -> Link | None:
    # Whether the block's runs of five words and its numbers are in the other document, wherever it has its paragraphs'
    # ends. (Runs of five characters are no use here: a long text has most of those that its language knows.) A short
    # block's words need not be: what such blocks weigh together is limited.
    ledger, blocks = document.ledger, document.ledger.evidence.blocks
    number = int(document.blocks.classes[row - blocks.offsets[document.number]])
    pair = document.blocks.contained(number, other.words)
    if pair.total == 1 and not pair.shared:  # fewer than five words, which may well stand among others
        (key,) = kernel.fold([blocks.text(row)])
        pair = Pair(int(f" {key} " in other.key), 1)
    link = Link(blocks.ids[other.number], None, "contained", pair.shared, max(1, pair.total))
    if ledger.is_substantial(row) and not _reaches(ledger, link):
        return None
    return link if ledger.facts_of(row) <= other.facts else None


def _reaches(ledger: Ledger, link: Link) -> bool:
    numerator, denominator = ledger.ratio
    return link.shared * denominator >= numerator * link.total


def _link_documents(document: _Document, other: _Document) -> Link:
    ledger, left = document.ledger, document.class_
    source = ledger.evidence.blocks.ids[other.number]
    if left == other.class_:
        return Link(source, None, "exact", 1, 1)
    pair = ledger.evidence.documents.contained(left, other.words)
    link = Link(source, None, "near", pair.shared, max(1, pair.total + len(other.words) - pair.shared))
    if _reaches(ledger, link):
        return link
    return Link(source, None, "contained", pair.shared, max(1, pair.total))
