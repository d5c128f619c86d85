"""
Runs: chains of blocks that repeat other blocks, in order, inside a document or across two.

Rule 1: a chain starts with a substantial block; short ones go along when they are the same text.
Rule 2: what a chain points to is kept, and stays so.
"""

from __future__ import annotations

from itertools import islice

from docnorm.ledger import Ledger

__all__ = ["drop_runs", "keep_all", "report_runs"]


def drop_runs(ledger: Ledger, document: int) -> None:
    # Drop the blocks of the document that repeat kept ones, with the short blocks that go with them; keep the others.
    rows = ledger.evidence.blocks.rows(document)
    row = rows.start
    while row < rows.stop:
        if ledger.dropped[row]:
            row += 1
            continue
        start, other, count = _longest(ledger, row, document, corpus=ledger.profile.scope == "corpus")
        if not _says_enough(ledger, start, other, count):
            ledger.keep(row, document)
            row += 1
            continue
        while _goes_along(ledger, start, other, count):
            start, other, count = start - 1, other - 1, count + 1
            ledger.forget(start, document)
        for step in range(count):
            ledger.links[start + step] = ledger.link(start + step, other + step)
            ledger.dropped[start + step] = True
        if ledger.document_of(other) != document:
            ledger.partial.add(document)
        _number(ledger, start, count)
        row = start + count


def keep_all(ledger: Ledger, document: int) -> None:
    # Keep all blocks of a document that's there only to be compared with, also what it repeats itself.
    for row in ledger.evidence.blocks.rows(document):
        ledger.keep(row, document)


def report_runs(ledger: Ledger, document: int) -> None:
    # Note which kept blocks repeat those of other documents, and which were kept by the guard.
    rows = ledger.evidence.blocks.rows(document)
    row = rows.start
    while row < rows.stop:
        count = 0
        if not ledger.dropped[row] and ledger.links[row] is None:
            start, other, count = _longest(ledger, row, document, corpus=ledger.profile.scope == "document")
            for step in range(count):
                ledger.links[start + step] = ledger.link(start + step, other + step)
            _number(ledger, start, count)
            if not count:
                _report_guarded(ledger, row, document)
        row += max(1, count)


def _number(ledger: Ledger, start: int, count: int) -> None:
    if count > 1:
        ledger.runs[start : start + count] = [ledger.next_run] * count
        ledger.next_run += 1


def _longest(ledger: Ledger, row: int, document: int, *, corpus: bool) -> tuple[int, int, int]:
    # The longest chain of matches that starts at the row, which must be substantial itself.
    best = (row, row, 0)
    if not (ledger.is_substantial(row) and ledger.shared[ledger.classes[row]]):
        return best
    for number in ledger.like(row):
        places = ledger.where.get(number, {})
        found = {places[document]} if document in places else set()
        if corpus:
            found |= {place for d, place in islice(places.items(), 1) if _comes_before(ledger, d, document)}
        for other in sorted(found):
            count = _length(ledger, row, other)
            if count > best[2]:
                best = (row, other, count)
    return best


def _says_enough(ledger: Ledger, row: int, other: int, count: int) -> bool:
    # Two substantial blocks in order are a repeat; one may well stand twice by nature, so it must have more to say.
    substantial = [step for step in range(count) if ledger.is_substantial(row + step)]
    if len(substantial) != 1:
        return bool(substantial)
    own, kept = ledger.classes[row], ledger.classes[other]
    return ledger.weights[own] >= ledger.profile.alone_letters * (1 if own == kept else 2)


def _comes_before(ledger: Ledger, other: int, document: int) -> bool:
    return ledger.rank[other] < ledger.rank[document]


def _length(ledger: Ledger, row: int, other: int) -> int:
    blocks, dropped = ledger.evidence.blocks, ledger.dropped
    document, other_document = ledger.document_of(row), ledger.document_of(other)
    stop = blocks.rows(document).stop
    other_stop = row if document == other_document else blocks.rows(other_document).stop
    count = 0
    while row + count < stop and other + count < other_stop:
        if dropped[row + count] or dropped[other + count] or not ledger.alike(row + count, other + count):
            break
        count += 1
    return count


def _goes_along(ledger: Ledger, start: int, other: int, count: int) -> bool:
    # Whether the block before a run repeats the block before what the run repeats: a short one, or it would have been
    # the run's first. A block that the run itself points to stays.
    document, other_document = ledger.document_of(start), ledger.document_of(other)
    is_apart = document != other_document or other + count < start
    has_both = (
        start > ledger.evidence.blocks.offsets[document] and other > ledger.evidence.blocks.offsets[other_document]
    )
    if not (is_apart and has_both) or ledger.dropped[start - 1] or ledger.dropped[other - 1]:
        return False
    return ledger.classes[start - 1] == ledger.classes[other - 1] and not ledger.is_substantial(start - 1)


def _report_guarded(ledger: Ledger, row: int, document: int) -> None:
    # Note that the block was kept, although it's like a kept one that comes before it, since their numbers differ.
    if not ledger.is_substantial(row):
        return
    for number in ledger.like(row)[1:]:
        for other_document, other in islice(ledger.where.get(number, {}).items(), 1):
            if (ledger.rank[other_document], other) < (ledger.rank[document], row):
                ledger.links[row] = ledger.link(row, other, guarded=True)
                return
