"""
Runs: chains of blocks that repeat other blocks, in order, inside a document or across two.

Rule 1: a chain rests on substantial blocks; short ones go along when they are the same text.
Rule 2: a chain goes on behind a gap, one block on either side or on both that has no match, if what is on one side of
        it would be dropped by itself and on the other side is something substantial. The blocks in a gap are in no
        chain: whether they stay is asked of each by itself.
Rule 3: what a chain points to is kept, and stays so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from docnorm.ledger import LOOKS, Ledger

__all__ = ["drop_runs", "keep_all", "report_runs"]

_Piece = list[tuple[int, int]]
"""Blocks that follow each other without a gap, each with the one that it repeats."""

_GAPS = ((1, 1), (1, 0), (0, 1))
"""How many blocks of its own and of the other side a gap may have."""

_SAME = 4
"""How many documents are looked at that have the very same block: the earliest ones."""


def drop_runs(ledger: Ledger, document: int) -> None:
    # Drop the blocks of the document that repeat kept ones, with the short blocks that go with them; keep the others.
    for row in ledger.shared_rows(document):
        if ledger.dropped[row]:
            continue
        pieces = _longest(ledger, row, document, corpus=ledger.profile.scope == "corpus")
        if not any(_says_enough(ledger, piece) for piece in pieces):
            ledger.keep(row, document)
            continue
        for own, other in _note(ledger, pieces):
            ledger.forget(own, document)
            ledger.dropped[own] = True
            if ledger.document_of(other) != document:
                ledger.partial.add(document)


def keep_all(ledger: Ledger, document: int) -> None:
    # Keep what isn't dropped.
    for row in ledger.shared_rows(document):
        ledger.keep(row, document)


def report_runs(ledger: Ledger, document: int) -> None:
    # Note which kept blocks repeat others, and which were kept by the guard.
    for row in ledger.shared_rows(document):
        if ledger.links[row] is None and ledger.is_substantial(row):
            pieces = _longest(ledger, row, document, corpus=True)
            if pieces:
                _note(ledger, pieces)
            else:
                _report_guarded(ledger, row, document)


def _note(ledger: Ledger, pieces: list[_Piece]) -> _Piece:
    # Write down what the chain repeats, and its number if it's a run.
    pairs = [pair for piece in pieces for pair in piece]
    is_near_by = ledger.profile.scope == "corpus" or ledger.document_of(pairs[0][0]) == ledger.document_of(pairs[0][1])
    is_alone = is_near_by and not any(_says_enough(ledger, piece) for piece in pieces)
    for own, other in pairs:
        ledger.links[own] = ledger.link(own, other, alone=is_alone)
        ledger.runs[own] = ledger.next_run if len(pairs) > 1 else None
    ledger.next_run += len(pairs) > 1
    return pairs


def _longest(ledger: Ledger, row: int, document: int, *, corpus: bool) -> list[_Piece]:
    # The chain with the most letters that the block, a substantial one, belongs to.
    best, most = list[_Piece](), 0
    if not ledger.is_substantial(row):
        return best
    for other in islice(_places(ledger, row, document, corpus=corpus), LOOKS):
        pieces = _chain(ledger, row, other)
        letters = sum(ledger.letters(own) for piece in pieces for own, _ in piece)
        if letters > most:
            best, most = pieces, letters
    return best


def _places(ledger: Ledger, row: int, document: int, *, corpus: bool) -> Iterator[int]:
    # The kept blocks that are like this one and were decided before it: those of its own document first.
    for number in ledger.like(row, ledger.where):
        places = ledger.where[number]
        if document in places and places[document] < row:
            yield places[document]
        if corpus:
            for other, place in islice(places.items(), _SAME):
                if other != document and ledger.rank[other] < ledger.rank[document]:
                    yield place


def _says_enough(ledger: Ledger, piece: _Piece) -> bool:
    # Two telling blocks in order are a repeat; one may well stand twice by nature, so it must have more to say, and
    # still more if it may be the title. So must blocks of which none is quite the same.
    telling = [(own, other) for own, other in piece if ledger.is_telling(own)]
    same = [(own, other) for own, other in telling if ledger.is_same(own, other)]
    letters = 2 * sum(ledger.letters(own) for own, _ in telling)
    if same and len(telling) > 1:
        return letters >= ledger.profile.alone_letters
    return letters >= ledger.profile.alone_letters * (2 if any(not ledger.is_title(other) for _, other in same) else 4)


def _chain(ledger: Ledger, row: int, other: int) -> list[_Piece]:
    # The chain of matches that the two blocks belong to: what follows them, also behind gaps, then what goes before.
    blocks, document, other_document = ledger.evidence.blocks, ledger.document_of(row), ledger.document_of(other)
    stop = blocks.rows(document).stop
    other_stop = row if document == other_document else blocks.rows(other_document).stop
    first = _piece(ledger, (row, other), (stop, other_stop))
    pieces = [first] if first else []
    while pieces and (piece := _behind(ledger, pieces[-1][-1], (stop, other_stop))):
        if not (_says_enough(ledger, pieces[-1]) or _says_enough(ledger, piece)):
            break
        pieces.append(piece)
    if pieces:
        floor = blocks.offsets[other_document]
        last = pieces[-1][-1][1] if document == other_document else -1
        pieces[0] = [*_before(ledger, pieces[0][0], (blocks.offsets[document], floor), last), *pieces[0]]
    return pieces


def _piece(ledger: Ledger, at: tuple[int, int], stops: tuple[int, int]) -> _Piece:
    # The matches from a pair of blocks on, up to the first pair that is none.
    own, other = at
    count = 0
    while own + count < stops[0] and other + count < stops[1] and _is_match(ledger, own + count, other + count):
        count += 1
    return [(own + step, other + step) for step in range(count)]


def _behind(ledger: Ledger, last: tuple[int, int], stops: tuple[int, int]) -> _Piece:
    # What goes on behind a gap, if that is something substantial.
    best, most = _Piece(), 0
    for skip, other_skip in _GAPS:
        own, other = last[0] + 1 + skip, last[1] + 1 + other_skip
        if skip and (own > stops[0] or ledger.dropped[own - 1]):
            continue
        piece = _piece(ledger, (own, other), stops)
        letters = sum(ledger.letters(row) for row, _ in piece)
        if letters > most and any(ledger.is_telling(row) for row, _ in piece):
            best, most = piece, letters
    return best


def _before(ledger: Ledger, first: tuple[int, int], floors: tuple[int, int], last: int) -> _Piece:
    # The matches that go before a chain. A block that the chain itself points to stays.
    own, other = first
    while own - 1 >= floors[0] and other - 1 >= floors[1] and own - 1 > last:
        if not _is_match(ledger, own - 1, other - 1):
            break
        own, other = own - 1, other - 1
    return [(row, other + row - own) for row in range(own, first[0])]


def _is_match(ledger: Ledger, row: int, other: int) -> bool:
    if ledger.dropped[row] or ledger.dropped[other] or ledger.links[row] is not None:
        return False
    if ledger.classes[row] == ledger.classes[other]:
        return True
    return ledger.alike(row, other) is not None and not ledger.loses(row, other)


def _report_guarded(ledger: Ledger, row: int, document: int) -> None:
    # Note that the block was kept, although it's like a kept one that comes before it, since their numbers differ.
    for number in ledger.guarded(row):
        other_document, other = next(iter(ledger.where[number].items()))
        if (ledger.rank[other_document], other) < (ledger.rank[document], row):
            ledger.links[row] = ledger.link(row, other, guarded=True)
            return
