"""
Decisions → canonical documents and the provenance map.

Rule 1: the pieces of a document, each a block with the gap after it, tile its text; their bytes tile the source.
Rule 2: a canonical document is made of kept pieces, in order; of the gap before a dropped end, one line end is left.
Rule 3: a record holds all that's needed to get its bytes back: edits against canonical text, or the text itself.
Rule 4: edits are proved before they are handed out, those of a document that is kept whole at one go.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from docnorm import edits, tiling
from docnorm.alignment import Alignment, Span
from docnorm.edits import Replaced
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
class _Cut:
    # A document cut into pieces, each a block and the gap after it (the first also has the gap before it): where they
    # start in the text and in the decoded text, and at last where both end; their bytes; the lines on which the blocks
    # begin. Then all changes that must be told, and of each piece which is its first one; whether they lead back.
    part: Part
    line_end: str
    starts: list[int]
    decoded: list[int]
    bytes: list[Span]
    lines: list[int]
    told: list[Replaced]
    firsts: list[int]
    is_proved: bool

    def found(self, index: int) -> str:
        return self.part.document.decoded[self.decoded[index] : self.decoded[index + 1]]

    def changes(self, index: int) -> list[Replaced]:
        return self.told[self.firsts[index] : self.firsts[index + 1]]


@dataclass(frozen=True, slots=True)
class _Place:
    # Where a kept piece stands in its canonical document, and where its block does.
    piece: Span
    block: Span


_Places = dict[tuple[str, int], _Place]


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


def _cut(part: Part) -> _Cut:
    document = part.document
    text, decoded, alignment = document.text, document.decoded, document.alignment
    line_end = line_end_of(decoded)
    told = edits.unexplained(text, _replaced(document), line_end)
    starts = [0, *(span.start for span in part.spans[1:]), len(text)]
    cuts = [0, *map(alignment.cut, starts[1:])]
    pieces = [decoded[start:stop] for start, stop in pairwise(cuts)]
    ends = tiling.byte_ends(document.decoding, pieces, len(document.decoding.bom), part.size)
    head = decoded[: alignment.cut(part.spans[0].start)]
    lines = [*accumulate(tiling.line_ends(pieces), initial=1)]
    return _Cut(
        part=part,
        line_end=line_end,
        starts=starts,
        decoded=cuts,
        bytes=[Span(*bounds) for bounds in pairwise([0, *ends[:-1], part.size])],
        lines=[1 + sum(tiling.line_ends([head])), *lines[1:]],
        told=told,
        firsts=[0, *_firsts(told, starts[1:])],
        is_proved=edits.rebuild(text, told, line_end) == decoded,
    )


def _replaced(document: Document) -> Iterator[Replaced]:
    decoded, alignment = document.decoded, document.alignment
    sources = zip(alignment.source_starts, alignment.source_stops, strict=True)
    originals = (decoded[start:stop] for start, stop in sources)
    return zip(alignment.target_starts, alignment.target_stops, originals, strict=True)


def _firsts(told: Sequence[Replaced], stops: Sequence[int]) -> Iterator[int]:
    # As `Alignment.cut` has it: what was deleted where two pieces meet belongs to the first of them.
    at = 0
    for stop in stops:
        while at < len(told) and (told[at][0] < stop or told[at][1] == stop):
            at += 1
        yield at


def _records(part: Part, documents: dict[str, str], places: _Places) -> Iterator[Record]:
    if part.verdict.status == "quarantined" or not part.spans:
        yield from _whole(part)
        return
    cut = _cut(part)
    for index, link in enumerate(part.links):
        if link is not None and part.dropped[index]:
            yield _dropped(cut, index, link, documents, places)
        else:
            yield _kept(cut, index, documents, places)


def _whole(part: Part) -> Iterator[Record]:
    # What has no blocks: something that isn't text, or a text of white space and the like.
    document = part.document
    name, text, place = document.id, document.text, Span(0, part.size)
    if part.verdict.status == "quarantined":
        yield Record(source=name, block=0, bytes=place, line=1, status="quarantined", reason=part.verdict.reason)
    elif part.size:
        yield Record(
            source=name,
            block=0,
            bytes=place,
            line=1,
            status="kept",
            reason="structure",
            document=name,
            chars=Span(0, len(text)),
            edits=_edits(document),
        )


def _edits(document: Document) -> edits.Stream:
    line_end = line_end_of(document.decoded)
    told = edits.unexplained(document.text, _replaced(document), line_end)
    return edits.encode(document.text, document.decoded, told, line_end)


def _kept(cut: _Cut, index: int, documents: dict[str, str], places: _Places) -> Record:
    part, name, start = cut.part, cut.part.document.id, cut.starts[index]
    place = places[name, index].piece
    text = documents[name][place.start : place.stop]
    if text != part.document.text[start : cut.starts[index + 1]]:
        stream = _cut_short(cut, index, text)
    elif cut.is_proved:
        stream = edits.stream(cut.changes(index), start)
    else:
        stream = _proved(cut, index, text, _shifted(cut.changes(index), start))
    return Record(
        source=name,
        block=index,
        bytes=cut.bytes[index],
        line=cut.lines[index],
        status="kept",
        document=name,
        chars=place,
        link=part.links[index],
        run=part.runs[index],
        edits=stream,
    )


def _dropped(cut: _Cut, index: int, link: Link, documents: dict[str, str], places: _Places) -> Record:
    part, run = cut.part, cut.part.runs[index]
    is_outside = link.reference is not None
    place = None if link.block is None or is_outside else places[link.source, link.block].block
    stream: edits.Stream = ()
    has_edits = place is not None and link.kind == "exact"
    if place is not None and has_edits:
        stream = _against(cut, index, documents[link.source][place.start : place.stop])
    return Record(
        source=part.document.id,
        block=index,
        bytes=cut.bytes[index],
        line=cut.lines[index],
        status="dropped",
        reason=part.verdict.reason or ("run" if run is not None else "exact" if link.kind == "exact" else "near"),
        document=None if is_outside else link.source,
        chars=place,
        link=link,
        run=run,
        edits=stream,
        literal=None if has_edits else cut.found(index),
    )


def _against(cut: _Cut, index: int, text: str) -> edits.Stream:
    # The changes of a block against the same text elsewhere, with the gaps around it, which that one has for itself.
    block, alignment, gap = cut.part.spans[index], cut.part.document.alignment, _gap(cut, index)
    head = alignment.cut(block.start) if not index else cut.decoded[index]
    told = [change for change in _inner(cut, index) if change[0] >= block.start]
    if head > cut.decoded[index]:
        lead = cut.part.document.decoded[cut.decoded[index] : head]
        told = [(block.start, block.start, lead), *(change for change in told if change[1] > block.start)]
    told = _shifted(told, block.start)
    return _proved(cut, index, text, [*told, (len(text), len(text), gap)] if gap else told)


def _cut_short(cut: _Cut, index: int, text: str) -> edits.Stream:
    # The gap was cut to one line end, which stands for all of it.
    gap = len(text) - 1, len(text), _gap(cut, index)
    return _proved(cut, index, text, [*_shifted(_inner(cut, index), cut.starts[index]), gap])


def _inner(cut: _Cut, index: int) -> list[Replaced]:
    # What was deleted at the end of a block is a part of its gap.
    return [change for change in cut.changes(index) if change[0] < cut.part.spans[index].stop]


def _gap(cut: _Cut, index: int) -> str:
    document = cut.part.document
    return document.decoded[_end(document.alignment, cut.part.spans[index].stop) : cut.decoded[index + 1]]


def _end(alignment: Alignment, offset: int) -> int:
    # Where what became the text before the offset ends, without what was deleted just there.
    changes = bisect_left(alignment.target_starts, offset)
    if not changes:
        return offset
    return alignment.source_stops[changes - 1] + max(0, offset - alignment.target_stops[changes - 1])


def _shifted(replaced: Sequence[Replaced], by: int) -> list[Replaced]:
    return [(start - by, stop - by, original) for start, stop, original in replaced]


def _proved(cut: _Cut, index: int, text: str, replaced: Sequence[Replaced]) -> edits.Stream:
    return edits.encode(text, cut.found(index), replaced, cut.line_end)
