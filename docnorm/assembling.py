"""
Decisions → canonical documents and the provenance map.

Rule 1: the pieces of a document, each a block with the gap after it, tile its text; their bytes tile the source.
Rule 2: a canonical document is made of kept pieces, in order; of the gap before a dropped end, one line end is left.
Rule 3: a record holds all that's needed to get its bytes back: edits against canonical text, or the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from docnorm import edits
from docnorm.alignment import Span
from docnorm.model import Document, Link, Record, Verdict

__all__ = ["Part", "assemble", "line_end_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """
    One document with its blocks, the verdict on it, and for each block whether it's dropped, its link and its run.
    """

    document: Document
    size: int
    spans: Sequence[Span]
    verdict: Verdict
    dropped: Sequence[bool]
    links: Sequence[Link | None]
    runs: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class _Piece:
    # A block and the gap after it: where it stands in the text, in the decoded text, in the bytes; its line.
    index: int
    block: Span
    text: Span
    decoded: Span
    bytes: Span
    line: int


@dataclass(frozen=True, slots=True)
class _Place:
    # Where a kept piece stands in its canonical document, and where its block does.
    piece: Span
    block: Span


_Places = dict[tuple[str, int], _Place]


@dataclass(frozen=True, slots=True)
class _Canonical:
    # The canonical documents, where every kept piece stands in them, and the line end of the source in hand.
    line_end: str
    documents: dict[str, str]
    places: _Places


def assemble(parts: Sequence[Part]) -> tuple[dict[str, str], list[Record]]:
    """
    Return the canonical texts by document, and the records of all sources in order.
    """
    documents: dict[str, str] = {}
    places: _Places = {}
    for part in parts:
        if part.verdict.status == "kept":
            documents[part.document.id] = _canonical(part, places)
    return documents, [record for part in parts for record in _records(part, documents, places)]


def line_end_of(decoded: str) -> str:
    """
    Return the line end that most lines of *decoded* have; of equally many, the one that comes first in LF, CRLF, CR.

    >>> line_end_of("one\\r\\ntwo\\r\\nthree\\n")
    '\\r\\n'
    """
    pairs = decoded.count("\r\n")
    counts = {"\n": decoded.count("\n") - pairs, "\r\n": pairs, "\r": decoded.count("\r") - pairs}
    return max(counts, key=lambda end: counts[end])


def _canonical(part: Part, places: _Places) -> str:
    # Join the kept pieces, and note where each stands. Of the gap before a dropped end, one line end is left.
    text, kept = part.document.text, [i for i in range(len(part.spans)) if not part.dropped[i]]
    if not part.spans:
        return text
    parts, at = [], 0
    for index in kept:
        start, stop = _bounds(part, index)
        piece = text[start:stop]
        if index == kept[-1] and index != len(part.spans) - 1:
            piece = piece[: part.spans[index].stop - start] + "\n"
        parts.append(piece)
        block = Span(at + part.spans[index].start - start, at + part.spans[index].stop - start)
        places[part.document.id, index] = _Place(Span(at, at + len(piece)), block)
        at += len(piece)
    return "".join(parts)


def _bounds(part: Part, index: int) -> tuple[int, int]:
    start = part.spans[index].start if index else 0
    stop = part.spans[index + 1].start if index + 1 < len(part.spans) else len(part.document.text)
    return start, stop


def _records(part: Part, documents: dict[str, str], places: _Places) -> Iterator[Record]:
    name, size = part.document.id, part.size
    if part.verdict.status == "quarantined":
        reason = part.verdict.reason
        yield Record(source=name, block=0, bytes=Span(0, size), line=1, status="quarantined", reason=reason)
        return
    line_end = line_end_of(part.document.decoded)
    if not part.spans:
        if not size:
            return
        text, decoded = part.document.text, part.document.decoded
        replaced = _replaced(part.document, Span(0, len(text)))
        stream = edits.encode(text, decoded, replaced, line_end)
        yield Record(
            source=name,
            block=0,
            bytes=Span(0, size),
            line=1,
            status="kept",
            reason="structure",
            document=name,
            chars=Span(0, len(text)),
            edits=stream,
        )
        return
    for piece in _pieces(part):
        link = part.links[piece.index]
        if link is not None and part.dropped[piece.index]:
            yield _dropped(part, piece, link, _Canonical(line_end, documents, places))
        else:
            yield _kept(part, piece, link, _Canonical(line_end, documents, places))


def _pieces(part: Part) -> Iterator[_Piece]:
    document = part.document
    bounds = [_bounds(part, index) for index in range(len(part.spans))]
    ends = [document.alignment.cut(stop) for _, stop in bounds]
    at, line, byte = 0, 1, 0
    for index, byte_end in enumerate(_byte_ends(document, ends, part.size)):
        block, end = part.spans[index], ends[index]
        head = document.alignment.cut(block.start) if bounds[index][0] != block.start else at
        line += _line_ends(document.decoded, at, head)
        yield _Piece(index, block, Span(*bounds[index]), Span(at, end), Span(byte, byte_end), line)
        line += _line_ends(document.decoded, head, end)
        at, byte = end, byte_end


def _byte_ends(document: Document, ends: list[int], size: int) -> list[int]:
    # Where the bytes of each slice end. An encoding that keeps a state puts more into slices than into the whole, so
    # that a slice's place is only about right; but what restores the source is the whole.
    encode, first = document.decoding.encode, len(document.decoding.bom)
    slices = (len(encode(document.decoded[start:end])) for start, end in pairwise([0, *ends]))
    found = list(accumulate(slices, initial=first))[1:]
    return found if found[-1] == size else [*(min(end, size) for end in found[:-1]), size]


def _line_ends(decoded: str, start: int, stop: int) -> int:
    # A CRLF that starts before *start* was counted with its CR.
    pairs = decoded.count("\r\n", start, stop)
    split = 1 if start and decoded[start - 1 : start + 1] == "\r\n" else 0
    return decoded.count("\n", start, stop) + decoded.count("\r", start, stop) - pairs - split


def _replaced(document: Document, span: Span) -> Iterator[tuple[int, int, str]]:
    for source, target in document.alignment.between(*span):
        yield target.start - span.start, target.stop - span.start, document.decoded[source.start : source.stop]


def _kept(part: Part, piece: _Piece, link: Link | None, canonical: _Canonical) -> Record:
    document, place = part.document, canonical.places[part.document.id, piece.index].piece
    text = canonical.documents[document.id][place.start : place.stop]
    found = document.decoded[piece.decoded.start : piece.decoded.stop]
    if len(text) == piece.text.stop - piece.text.start:
        replaced = list(_replaced(document, piece.text))
    else:  # the gap was cut to one line end, which stands for all of it
        body = Span(piece.text.start, piece.block.stop)
        gap = document.decoded[document.alignment.cut(body.stop) : piece.decoded.stop]
        replaced = [*_replaced(document, body), (len(text) - 1, len(text), gap)]
    stream = edits.encode(text, found, replaced, canonical.line_end)
    return Record(
        source=document.id,
        block=piece.index,
        bytes=piece.bytes,
        line=piece.line,
        status="kept",
        reason=None,
        document=document.id,
        chars=place,
        link=link,
        run=part.runs[piece.index],
        edits=stream,
    )


def _dropped(part: Part, piece: _Piece, link: Link, canonical: _Canonical) -> Record:
    document, run = part.document, part.runs[piece.index]
    place = None if link.block is None else canonical.places[link.source, link.block].block
    record = Record(
        source=document.id,
        block=piece.index,
        bytes=piece.bytes,
        line=piece.line,
        status="dropped",
        reason=part.verdict.reason or ("run" if run is not None else "exact" if link.kind == "exact" else "near"),
        document=link.source,
        chars=place,
        link=link,
        run=run,
    )
    found = document.decoded[piece.decoded.start : piece.decoded.stop]
    if place is None or link.kind != "exact":
        return replace(record, literal=found)
    text = canonical.documents[link.source][place.start : place.stop]
    return replace(record, edits=edits.encode(text, found, _against(document, piece), canonical.line_end))


def _against(document: Document, piece: _Piece) -> Iterator[tuple[int, int, str]]:
    # The changes of a block against the same text elsewhere, with the gaps around it, which that one has for itself.
    start, stop = document.alignment.cut(piece.block.start), document.alignment.cut(piece.block.stop)
    if piece.index == 0 and start > piece.decoded.start:
        yield 0, 0, document.decoded[piece.decoded.start : start]
    yield from _replaced(document, piece.block)
    length = piece.block.stop - piece.block.start
    if stop < piece.decoded.stop:
        yield length, length, document.decoded[stop : piece.decoded.stop]
