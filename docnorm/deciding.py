"""
Matches → decisions: which documents and blocks are kept, which are dropped, and for which kept one.

Rule 1: what is dropped points to something kept, and was compared with that very thing; decisions are never chained.
Rule 2: items are decided in one total order, each against what is kept already, and no decision is taken back,
        so that neither the order of the input nor the number of workers can change the result.
Rule 3: equality and the verified neighbours are all that's known here; nothing is compared by guess.
"""

from __future__ import annotations

from docnorm.chaining import drop_runs, keep_all, report_runs
from docnorm.covering import Cover, drop_document, drop_rest
from docnorm.ledger import Decisions, Evidence, Ledger
from docnorm.profile import Profile

__all__ = ["decide"]


def decide(evidence: Evidence, profile: Profile) -> Decisions:
    """
    Return what is kept and what is dropped, document by document: first the document with the most to say.

    In the scope `document`, a document's own repeats are dropped before it's asked what the document has to say.
    """
    ledger = Ledger.of(evidence, profile)
    if profile.scope == "document":
        for document in range(len(evidence.blocks.ids)):
            if document not in evidence.references:
                drop_runs(ledger, document)
                ledger.where.clear()
    ledger.put_in_order()
    cover = Cover(ledger)
    for document in ledger.order:
        _decide(cover, document)
    for document in ledger.order:
        if ledger.verdicts[document].status == "kept":
            report_runs(ledger, document)
    return ledger.decided()


def _decide(cover: Cover, document: int) -> None:
    ledger = cover.ledger
    is_reference = document in ledger.evidence.references
    if not is_reference and drop_document(cover, document):
        return
    if ledger.profile.scope == "document" or is_reference:
        keep_all(ledger, document)
    else:
        drop_runs(ledger, document)
        if drop_rest(ledger, document):
            return
    cover.keep(document)
