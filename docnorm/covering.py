"""
Whole documents: whether all that one says is in a kept one.

Rule 1: a document is dropped for one kept document, not for several together.
Rule 2: it must be like that one, or in it, as a whole and block by block; the link tells the similarity as a whole.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from docnorm.ledger import Ledger
from docnorm.model import Link, Reason, Verdict

__all__ = ["drop_document"]

_REASONS: dict[str, Reason] = {
    "exact": "document.exact",
    "near": "document.near",
    "contained": "document.contained",
}

_LOOKS = 32
"""How many documents are looked through for a block that none of them has as a block."""


def drop_document(ledger: Ledger, document: int) -> bool:
    # Drop the document if one kept document covers it; the most similar one is named.
    kinds = ("contained", "near", "exact")
    best: tuple[tuple[int, Fraction, int], Link, dict[int, Link]] | None = None
    for other in _candidates(ledger, document):
        link = _link_documents(ledger, document, other)
        links = _cover(ledger, document, other) if _reaches(ledger, link) else None
        if links is not None:
            score = (kinds.index(link.kind), Fraction(link.shared, link.total), -ledger.rank[other])
            best = max(best, (score, link, links), key=lambda found: found[0]) if best else (score, link, links)
    if best is None:
        return False
    _, link, links = best
    ledger.verdicts[document] = Verdict("dropped", _REASONS[link.kind], link)
    for row, found in links.items():
        ledger.dropped[row] = True
        ledger.links[row] = found
        ledger.runs[row] = None
    return True


def _candidates(ledger: Ledger, document: int) -> set[int]:
    # Kept documents that may cover this one: those like it as a whole, and those with its rarest substantial block
    # that any has, since a document that covers it block by block has that one too.
    own = int(ledger.evidence.documents.classes[document])
    alike = (own, *ledger.evidence.near_documents.get(own, ()))
    holders = [
        {d for number in ledger.like(row) for d in ledger.where.get(number, ())}
        for row in ledger.evidence.blocks.rows(document)
        if ledger.is_substantial(row)
    ]
    whole = {d for number in alike for d in ledger.kept.get(number, ())}
    sharing = min(filter(None, holders), key=len, default=set())
    if not all(holders):
        # Some block is no other's: it may still lie inside another one, but that takes a look at every shingle, and
        # what all the documents share (a footer) mustn't make all of them look at all.
        sharing = set(sorted(sharing, key=lambda d: ledger.rank[d])[:_LOOKS])
    return (whole | sharing) - ledger.partial


def _cover(ledger: Ledger, document: int, other: int) -> dict[int, Link] | None:
    # A link for each block of the document into the other one, or None if something substantial isn't there.
    links: dict[int, Link] = {}
    weight = loose = 0
    for row in ledger.evidence.blocks.rows(document):
        place = _place(ledger, row, other)
        link = _inside(ledger, row, other) if place is None else ledger.link(row, place)
        if link is None:
            return None
        links[row] = link
        weight += ledger.weights[ledger.classes[row]]
        loose += 0 if _reaches(ledger, link) else ledger.weights[ledger.classes[row]]
    numerator, denominator = ledger.profile.ratio
    is_same = ledger.evidence.documents.classes[document] == ledger.evidence.documents.classes[other]
    says_enough = is_same or any(ledger.is_substantial(row) for row in links)
    is_covered = weight > 0 and (weight - loose) * denominator >= numerator * weight
    return links if says_enough and is_covered else None


def _place(ledger: Ledger, row: int, other: int) -> int | None:
    for number in ledger.like(row):
        place = ledger.where.get(number, {}).get(other)
        if place is not None and ledger.alike(row, place):
            return place
    return None


def _inside(ledger: Ledger, row: int, other: int) -> Link | None:
    # Whether the block's runs of five words and its numbers are in the other document, wherever it has its paragraphs'
    # ends. (Runs of five characters are no use here: a long text has most of those that its language knows.) A short
    # block's words need not be: what such blocks weigh together is limited.
    pair = ledger.words(ledger.evidence.blocks.text(row)).contained(0, _kept_words(ledger, other))
    link = Link(ledger.evidence.blocks.ids[other], None, "contained", pair.shared, max(1, pair.total))
    if ledger.is_substantial(row) and not _reaches(ledger, link):
        return None
    return link if ledger.facts_of(row) <= _facts(ledger, other) else None


def _kept_words(ledger: Ledger, document: int) -> NDArray[np.uint64]:
    # The runs of five words of what is kept of the document: what it has dropped itself can't stand for another text.
    kept = ledger.kept_rows(document)
    if len(kept) == len(ledger.evidence.blocks.rows(document)):
        documents = ledger.evidence.documents
        return documents.set_of(int(documents.classes[document]))
    if document not in ledger.kept_words:
        text = "\n".join(ledger.evidence.blocks.text(row) for row in kept)
        ledger.kept_words[document] = ledger.words(text).set_of(0)
    return ledger.kept_words[document]


def _facts(ledger: Ledger, document: int) -> frozenset[str]:
    # All numbers of the document's kept blocks.
    if document not in ledger.said:
        kept = ledger.kept_rows(document)
        ledger.said[document] = frozenset[str]().union(*(ledger.facts_of(row) for row in kept))
    return ledger.said[document]


def _reaches(ledger: Ledger, link: Link) -> bool:
    numerator, denominator = ledger.profile.ratio
    return link.shared * denominator >= numerator * link.total


def _link_documents(ledger: Ledger, document: int, other: int) -> Link:
    documents, ids = ledger.evidence.documents, ledger.evidence.blocks.ids
    left, right = int(documents.classes[document]), int(documents.classes[other])
    if left == right:
        return Link(ids[other], None, "exact", 1, 1)
    words = _kept_words(ledger, other)
    pair = documents.contained(left, words)
    link = Link(ids[other], None, "near", pair.shared, max(1, pair.total + len(words) - pair.shared))
    if _reaches(ledger, link):
        return link
    return Link(ids[other], None, "contained", pair.shared, max(1, pair.total))
