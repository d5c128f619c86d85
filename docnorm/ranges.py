"""
Records → lines of provenance.jsonl, and back: what is alike from block to block is one line.

A line tells of one block, or of a range: consecutive blocks of one source with the same status, reason and run, whose
text stands in one document, block after block, and which either repeat nothing or repeat, one by one and in order, the
same text elsewhere. What must be explained block by block, near-duplicates above all, has lines of its own.

Rule 1: a range tells the bytes and the line of its first block; those of the others follow from the text.
Rule 2: a range is proved on the spot, but for the plainest: if reading it didn't give the records back, they are told
        one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, count, pairwise
from typing import Any, TypeAlias

from docnorm import edits, fields, packing, tiling
from docnorm.alignment import Span
from docnorm.edits import Replaced
from docnorm.model import Entry, Link, Record
from docnorm.provenance import LINE_ENDS, Provenance, found_text
from docnorm.storing import link_from, link_to, reason_from, span_from, status_from

__all__ = ["lines", "records"]

_Fields: TypeAlias = dict[str, Any]


def lines(provenance: Provenance) -> Iterator[_Fields]:
    """
    Yield the lines of provenance.jsonl.
    """
    for found in _ranges(provenance.records):
        entry = provenance.entry_of[found[0].source]
        line = _line(found, entry, provenance.documents)
        if _is_plain(provenance, found) or _is_proved(line, entry, provenance.documents, found):
            yield line
        else:
            yield from (_line([record], entry, provenance.documents) for record in found)


def records(line: Mapping[str, Any], entry: Entry, documents: Mapping[str, str]) -> Iterator[Record]:
    """
    Yield the records of a line of provenance.jsonl, which is one of the source of *entry*.
    """
    chars = span_from(line["chars"]) if "chars" in line else None
    document = fields.word(line["document"]) if "document" in line else entry.id if chars is not None else None
    record = Record(
        source=entry.id,
        block=fields.whole(line["block"]),
        bytes=span_from(line["bytes"]),
        line=fields.whole(line["line"]),
        status=status_from(line["status"]),
        reason=reason_from(line.get("reason")),
        document=document,
        chars=chars,
        link=link_from(line.get("link")),
        run=fields.whole(line["run"]) if "run" in line else None,
        literal=fields.text_of(line["literal"]) if "literal" in line else None,
    )
    if document is None or chars is None or record.literal is not None:
        yield record
        return
    text = documents[document]
    if chars.stop > len(text):
        raise ValueError("a block stands behind the end of its document")
    yield from _unpacked(record, line, entry, text[chars.start : chars.stop])


def _ranges(found: Iterable[Record]) -> Iterator[list[Record]]:
    members: list[Record] = []
    for record in found:
        if members and not _follows(members[-1], record):
            yield members
            members = []
        members.append(record)
    if members:
        yield members


def _follows(before: Record, record: Record) -> bool:
    if record.source != before.source or record.block != before.block + 1 or record.bytes.start != before.bytes.stop:
        return False
    if (record.status, record.reason, record.run) != (before.status, before.reason, before.run):
        return False
    if record.literal is not None or before.literal is not None or record.document != before.document:
        return False
    if record.chars is None or before.chars is None or record.chars.start < before.chars.stop:
        return False
    return _is_next(before.link, record.link)


def _is_next(before: Link | None, link: Link | None) -> bool:
    if before is None or link is None:
        return before is link
    if before.block is None or link.kind != "exact" or link.shared != link.total or link.reference is not None:
        return False
    return replace(before, block=before.block + 1, shared=link.shared, total=link.total) == link


def _is_plain(provenance: Provenance, found: Sequence[Record]) -> bool:
    # Kept blocks in which nothing was deleted or inserted before the first character, nor a CRLF cut in two: where they
    # start is told, and what follows from the text was checked before it came here.
    if len(found) == 1:
        return True
    if found[0].block and found_text(provenance, found[0]).startswith("\n"):
        return False
    return all(record.status == "kept" and record.edits[::2][:2] != (0, 0) for record in found)


def _is_proved(line: _Fields, entry: Entry, documents: Mapping[str, str], found: list[Record]) -> bool:
    try:
        return list(records(line, entry, documents)) == found
    except ValueError:  # a gap that isn't one by the rules of the map: it has white space that they don't know
        return False


def _line(found: list[Record], entry: Entry, documents: Mapping[str, str]) -> _Fields:
    first, last = found[0], found[-1]
    line: _Fields = {
        "source": first.source,
        "block": first.block,
        "count": len(found) if len(found) > 1 else None,
        "bytes": [first.bytes.start, last.bytes.stop],
        "line": first.line,
        "status": first.status,
        "reason": first.reason,
        "document": first.document if first.document != first.source or first.chars is None else None,
        "chars": [first.chars.start, last.chars.stop] if first.chars and last.chars else None,
        "link": link_to(first.link),
        "shingles": [record.link.total for record in found if record.link] if len(found) > 1 and first.link else None,
        "run": first.run,
        "literal": fields.text(first.literal) if first.literal is not None else None,
    }
    if first.document is not None and first.chars is not None and last.chars is not None:
        text = documents[first.document][first.chars.start : last.chars.stop]
        packed = packing.pack(text, _replaced(found, text, LINE_ENDS[entry.line_end]))
        line |= _with_texts(packed, fields.text)
        if len(found) > 1:
            starts = [record.chars.start - first.chars.start for record in found[1:] if record.chars]
            line |= packing.pack_starts(text, starts)
    return {name: value for name, value in line.items() if value is not None}


def _with_texts(packed: Mapping[str, Any], text: Callable[[str], object]) -> _Fields:
    # Texts that were found may hold lone surrogates, which need another form in a file.
    told: _Fields = {}
    if "folds" in packed:
        told["folds"] = [[char, [text(one) for one in texts], *runs] for char, texts, *runs in packed["folds"]]
    if "edits" in packed:
        told["edits"] = [item if type(item) is int else text(item) for item in packed["edits"]]
    return told


def _replaced(found: Sequence[Record], text: str, line_end: str) -> Iterator[Replaced]:
    # The changes of all records, counted from the start of the first one. A dropped block brings the gap after it as
    # an edit at its end; between two blocks the kept copy has a gap, too, and most often the same.
    base = found[0].chars.start if found[0].chars else 0
    for record, after in pairwise([*found, None]):
        start, stop = (record.chars.start - base, record.chars.stop - base) if record and record.chars else (0, 0)
        replaced = [(start + low, start + high, original) for low, high, original in _changes(record)]
        if after is None or after.chars is None or after.chars.start - base == stop:
            yield from replaced
            continue
        inner = [change for change in replaced if change[0] < stop]
        gap = "".join(original for _, _, original in replaced[len(inner) :])
        yield from inner
        end = after.chars.start - base
        if gap != text[stop:end].replace("\n", line_end):
            yield stop, end, gap


def _changes(record: Record | None) -> Iterator[Replaced]:
    return edits.changes(record.edits if record is not None else ())


def _unpacked(record: Record, line: Mapping[str, Any], entry: Entry, text: str) -> Iterator[Record]:
    replaced = packing.unpack(text, _checked(line))
    if "count" not in line:
        whole = Span(0, len(text)), edits.stream(replaced)
        yield _moved(record, record.block, whole, (record.bytes, record.line), record.link)
        return
    starts = packing.unpack_starts(text, _checked_starts(line))
    if len(starts) + 1 != fields.whole(line["count"]) or (starts and not 0 < starts[0] <= starts[-1] < len(text)):
        raise ValueError("its blocks are others than it counts")
    line_end, bounds, pieces = LINE_ENDS[entry.line_end], [0, *starts, len(text)], list[tuple[Span, edits.Stream]]()
    found = []
    for (start, stop), told in zip(pairwise(bounds), _parted(replaced, bounds), strict=True):
        piece = text[start:stop]
        found.append(edits.rebuild(piece, told, line_end))
        end = _end(piece) if record.status == "dropped" and stop < len(text) else stop - start
        pieces.append((Span(start, start + end), edits.stream(_with_gap(told, piece, end, line_end))))
    wheres = _wheres(record, entry, found)
    links = _links(record.link, line, len(pieces))
    yield from map(partial(_moved, record), count(record.block), pieces, wheres, links)


def _moved(
    record: Record, block: int, piece: tuple[Span, edits.Stream], where: tuple[Span, int], link: Link | None
) -> Record:
    # The record of another block of the same range. (`dataclasses.replace` takes five times as long.)
    (start, stop), base = piece[0], record.chars.start if record.chars else 0
    return Record(
        source=record.source,
        block=block,
        bytes=where[0],
        line=where[1],
        status=record.status,
        reason=record.reason,
        document=record.document,
        chars=Span(base + start, base + stop),
        link=link,
        run=record.run,
        edits=piece[1],
    )


def _checked(line: Mapping[str, Any]) -> _Fields:
    told: _Fields = {}
    if "folds" in line:
        told["folds"] = [_fold(*fold) for fold in fields.items(line["folds"])]
    if "edits" in line:
        told["edits"] = [_item(item) for item in fields.items(line["edits"])]
    return told


def _fold(char: object, texts: object, behind: object, others: object) -> tuple[str, list[str], list[int], list[int]]:
    if len(fields.word(char)) != 1:
        raise ValueError("a fold isn't of one character")
    return fields.word(char), [*map(fields.text_of, fields.items(texts))], fields.wholes(behind), fields.wholes(others)


def _item(item: object) -> int | str:
    return fields.whole(item) if type(item) is int else fields.text_of(item)


def _checked_starts(line: Mapping[str, Any]) -> _Fields:
    told = {name: fields.wholes(line[name]) for name in ("joined", "started") if name in line}
    return {"split": fields.whole(line["split"]), **told}


def _parted(replaced: Sequence[Replaced], bounds: Sequence[int]) -> Iterator[list[Replaced]]:
    # The changes of each block, counted from its start. What was deleted where two meet belongs to the first.
    at = 0
    for start, stop in pairwise(bounds):
        first = at
        while at < len(replaced) and (replaced[at][0] < stop or replaced[at][1] == stop):
            at += 1
        told = [(low - start, high - start, original) for low, high, original in replaced[first:at]]
        if told and told[-1][1] > stop - start:
            raise ValueError("an edit lies in two blocks")
        yield told


def _end(piece: str) -> int:
    # Where a dropped block ends: before the line feed that ends its last line. (A kept one has its gap with it.)
    gap = piece.find("\n", len(piece.rstrip(packing.WHITE)))
    return len(piece) if gap < 0 else gap


def _with_gap(told: list[Replaced], piece: str, length: int, line_end: str) -> list[Replaced]:
    # The changes of a block without its gap, and one at its end that tells of the gap.
    if length == len(piece):
        return told
    inner = [change for change in told if change[0] < length]
    if inner and inner[-1][1] > length:
        raise ValueError("an edit lies in a block and in the gap after it")
    outer = [(low - length, high - length, original) for low, high, original in told[len(inner) :]]
    gap = edits.rebuild(piece[length:], outer, line_end)
    return [*inner, (length, length, gap)] if gap else inner


def _wheres(record: Record, entry: Entry, found: Sequence[str]) -> list[tuple[Span, int]]:
    # Where the bytes of each block stand, and on which line it begins; of the first, both are told.
    if sum(map(len, found)) > entry.size:
        raise ValueError("its blocks are more than the source")
    start, stop = record.bytes
    ends = tiling.byte_ends(entry.decoding, found, start + (0 if record.block else len(entry.decoding.bom)), entry.size)
    spans = (Span(*bounds) for bounds in pairwise([start, *ends[:-1], stop]))
    counted = [*accumulate(tiling.line_ends(found), initial=record.line if record.block else 1)]
    return [*zip(spans, [record.line, *counted[1:-1]], strict=True)]


def _links(first: Link | None, line: Mapping[str, Any], count: int) -> Sequence[Link | None]:
    if first is None:
        return [None] * count
    shingles = fields.wholes(line["shingles"])
    if first.block is None or len(shingles) != count or 0 in shingles:
        raise ValueError("it repeats other blocks than it counts")
    return [
        replace(first, block=first.block + number, shared=shared, total=shared)
        for number, shared in enumerate(shingles)
    ]
