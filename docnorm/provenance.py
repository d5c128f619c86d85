"""
The provenance map: restore, check and trace, from what is stored alone.

Rule 1: nothing here normalizes, repairs or compares texts by likeness; a codec and the stored edits are all it takes,
        so that a source can be restored by any later version.
Rule 2: a map is trusted only after `check`; what `check` finds is said in one sentence that names the place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Literal

from docnorm import edits, places, tiling
from docnorm.alignment import Span
from docnorm.errors import CorruptOutput, NotFound
from docnorm.model import Entry, Link, Match, Record, Run

__all__ = [
    "LINE_ENDS",
    "LINE_END_NAMES",
    "REMEDY",
    "Origin",
    "Provenance",
    "check",
    "found_text",
    "matches",
    "restore",
    "runs",
    "trace",
]

LineEnd = Literal["lf", "crlf", "cr"]
LINE_ENDS: Mapping[LineEnd, str] = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
"""The names under which a source's line end is stored."""
LINE_END_NAMES: Mapping[str, LineEnd] = {end: name for name, end in LINE_ENDS.items()}


REMEDY = "run docnorm again on the sources, or take the folder from a backup"
"""What to do about an output folder that isn't what it should be."""


@dataclass(frozen=True)
class Provenance:
    """
    Everything an output folder holds: an entry for each source, the records, the canonical texts, and the bytes of
    what isn't text, by SHA-256; and of the sources of the reference corpus that something repeats, the SHA-256.
    """

    entries: tuple[Entry, ...]
    records: tuple[Record, ...] = field(repr=False)
    documents: Mapping[str, str] = field(repr=False)
    carried: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    references: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def by_source(self) -> dict[str, list[Record]]:
        """
        The records of each source, in order.
        """
        found: dict[str, list[Record]] = {entry.id: [] for entry in self.entries}
        for record in self.records:
            found.setdefault(record.source, []).append(record)
        return found

    @cached_property
    def entry_of(self) -> dict[str, Entry]:
        """
        The entry of each source.
        """
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def runs(self) -> dict[int, Run]:
        """
        The runs, by their numbers.
        """
        return runs(self)

    def entry(self, source: str) -> Entry:
        """
        Return the entry of *source*, or say that there is none.
        """
        if source not in self.entry_of:
            raise NotFound("there is no such source", source, "see sources.jsonl for the names")
        return self.entry_of[source]


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where a part of a canonical document comes from: a block of a source, and the tightest range of its bytes.
    """

    source: str
    block: int
    bytes: Span
    line: int


def restore(provenance: Provenance, source: str) -> bytes:
    """
    Return the bytes of *source* as they were found.

    >>> import docnorm
    >>> result = docnorm.canonicalize([docnorm.Source("note", b"\\x93quoted\\x94 caf\\xe9\\r\\n")])
    >>> result.documents["note"], result.restore("note")
    ('"quoted" café\\n', b'\\x93quoted\\x94 caf\\xe9\\r\\n')
    """
    entry = provenance.entry(source)
    return _bytes(provenance, entry, [found_text(provenance, record) for record in provenance.by_source[source]])


def _bytes(provenance: Provenance, entry: Entry, found: Sequence[str]) -> bytes:
    if entry.carried:
        return provenance.carried[entry.sha256]
    return entry.decoding.bom + entry.decoding.encode("".join(found))


def found_text(provenance: Provenance, record: Record) -> str:
    """
    Return the decoded text of a record's bytes, as it was before repair and normalization.
    """
    if record.literal is not None:
        return record.literal
    if record.document is None or record.chars is None:
        return ""
    text = provenance.documents[record.document][record.chars.start : record.chars.stop]
    line_end = LINE_ENDS[provenance.entry_of[record.source].line_end]
    return edits.apply(text, record.edits, line_end)


def trace(provenance: Provenance, document: str, span: tuple[int, int]) -> list[Origin]:
    """
    Return where the characters *span* of a canonical *document* come from, block by block.

    >>> import docnorm
    >>> result = docnorm.canonicalize([docnorm.Source("note", "one\\r\\n\\r\\n“two”\\r\\n".encode())])
    >>> [origin.bytes for origin in result.trace("note", (5, 10))]
    [Span(start=7, stop=16)]
    """
    if document not in provenance.documents:
        raise NotFound("there is no such document", document, "see the folder documents, or documents.jsonl")
    start, stop = places.checked("characters", span, len(provenance.documents[document]), document)
    return [
        _origin(provenance, record, Span(max(start, record.chars.start), min(stop, record.chars.stop)))
        for record in provenance.by_source[document]
        if record.status == "kept" and record.chars and record.chars.start < stop and start < record.chars.stop
    ]


def _origin(provenance: Provenance, record: Record, span: Span) -> Origin:
    entry = provenance.entry_of[record.source]
    chars = record.chars or Span(0, 0)
    head, body = _found_around(provenance, record, Span(span.start - chars.start, span.stop - chars.start))
    first = record.bytes.start + len(entry.decoding.encode(head)) + (len(entry.decoding.bom) if not record.block else 0)
    return Origin(record.source, record.block, Span(first, first + len(entry.decoding.encode(body))), record.line)


def _found_around(provenance: Provenance, record: Record, span: Span) -> tuple[str, str]:
    # What was found before the span of the record's canonical text, and in it; a change is taken whole.
    line_end = LINE_ENDS[provenance.entry_of[record.source].line_end]
    chars = record.chars or Span(0, 0)
    text = provenance.documents[record.document or ""][chars.start : chars.stop]
    head, body, at = [], [], 0
    for start, stop, original in [*edits.changes(record.edits), (len(text), len(text), "")]:
        head.append(text[at : max(at, min(start, span.start))].replace("\n", line_end))
        body.append(text[max(at, span.start) : max(at, span.start, min(start, span.stop))].replace("\n", line_end))
        if stop <= span.start:
            head.append(original)
        elif start < span.stop:
            body.append(original)
        at = stop
    return "".join(head), "".join(body)


def matches(provenance: Provenance) -> Iterator[Match]:
    """
    Yield the verified matches: of whole documents first, then of blocks, in the order of the sources.
    """
    for entry in provenance.entries:
        link = entry.verdict.link
        if link is not None:
            yield _match(entry.id, None, link)
    for record in provenance.records:
        link = record.link
        if link is not None and link.block is not None:
            yield _match(record.source, record.block, link)


def _match(source: str, block: int | None, link: Link) -> Match:
    what = link.kind, link.shared, link.total, link.guarded, link.alone, link.reference
    return Match(source, block, link.source, link.block, *what)


def runs(provenance: Provenance) -> dict[int, Run]:
    """
    Return the runs by their numbers: blocks that repeat blocks in order, but for gaps of one block, in the order of the
    sources.
    """
    members: dict[int, list[Record]] = {}
    for record in provenance.records:
        if record.run is not None:
            members.setdefault(record.run, []).append(record)
    return {number: _run(*records) for number, records in members.items()}


def _run(*records: Record) -> Run:
    links = [record.link for record in records if record.link]
    others = [link.block for link in links if link.block is not None]
    first = records[0]
    sides = {(link.source, link.reference is None) for link in links}
    if len(others) < len(records) or len(sides) > 1:
        raise _corrupt(f"the run at its block {first.block} doesn't repeat blocks of one source", first.source)
    places = [(record.block, other) for record, other in zip(records, others, strict=True)]
    gaps = tuple(gap for before, after in pairwise(places) for gap in _gap(first, before, after))
    what = first.source, first.block, links[0].source, others[0], len(records), first.status == "dropped"
    return Run(*what, links[0].reference, gaps)


def _gap(first: Record, before: tuple[int, int], after: tuple[int, int]) -> Iterator[tuple[int | None, int | None]]:
    # What stands between two blocks of a run on either side: a block that the run doesn't repeat, or nothing.
    own, other = after[0] - before[0] - 1, after[1] - before[1] - 1
    if not {own, other} <= {0, 1}:
        raise _corrupt(f"the run at its block {first.block} doesn't repeat blocks in order", first.source)
    if own or other:
        yield before[0] + 1 if own else None, before[1] + 1 if other else None


def check(provenance: Provenance) -> None:
    """
    Check what a map promises, and raise `CorruptOutput` for the first thing that isn't so.

    The records tile their source, what is dropped points to something kept, the kept records tile their canonical
    document, and every source restored has the digest that its entry tells.
    """
    _check_order(provenance)
    for entry in provenance.entries:
        records = provenance.by_source[entry.id]
        _check_tiling(entry, records)
        _check_links(provenance, entry, records)
        _check_document(provenance, entry, records)
        _check_bytes(provenance, entry, records)
    runs(provenance)
    stray = set(provenance.documents) - set(provenance.entry_of)
    if stray:
        raise _corrupt("there is a canonical document without a source", min(stray))


def _check_order(provenance: Provenance) -> None:
    for one, other in pairwise(sorted(entry.id for entry in provenance.entries)):
        if one == other:
            raise _corrupt("it's listed twice", one)
    names = [name for name, _ in groupby(record.source for record in provenance.records)]
    unlisted = set(names).difference(provenance.entry_of)
    if unlisted:
        raise _corrupt("there are records of a source that isn't listed", min(unlisted))
    if names != [entry.id for entry in provenance.entries if provenance.by_source[entry.id]]:
        raise _corrupt("its records aren't in the order of the sources", names[0])


def _check_tiling(entry: Entry, records: list[Record]) -> None:
    at = 0
    for number, record in enumerate(records):
        if record.block != number or record.bytes.start != at or record.bytes.stop < at:
            raise _corrupt(f"its record {number} doesn't follow on byte {at}", entry.id)
        at = record.bytes.stop
    if at != entry.size:
        raise _corrupt(f"its records end at byte {at} of {entry.size}", entry.id)


def _check_links(provenance: Provenance, entry: Entry, records: list[Record]) -> None:
    link = entry.verdict.link
    if (entry.verdict.status == "dropped") != (link is not None):
        raise _corrupt("it's dropped without a document that is kept for it", entry.id)
    if link is not None and not _is_there(provenance, link):
        raise _corrupt(f"it's dropped for '{link.source}', which isn't kept", entry.id)
    for record in records:
        if record.link is not None and record.link.reference is not None and not _is_there(provenance, record.link):
            raise _corrupt(f"its block {record.block} is like one of a reference that isn't listed", entry.id)
        if record.status == "dropped" and not _is_kept(provenance, record):
            raise _corrupt(f"its block {record.block} is dropped for one that isn't kept", entry.id)


def _is_there(provenance: Provenance, link: Link) -> bool:
    # Whether it's a link to a canonical document, or out of the folder to a source of the reference corpus.
    return link.source in (provenance.documents if link.reference is None else provenance.references)


def _is_kept(provenance: Provenance, record: Record) -> bool:
    if record.link is None or not _is_there(provenance, record.link):
        return False
    if record.link.reference is not None:
        return record.literal is not None and record.document is None
    if record.link.block is None:
        return True
    others = provenance.by_source[record.link.source]
    if not 0 <= record.link.block < len(others):
        return False
    kept, chars = others[record.link.block], record.chars
    if kept.status != "kept" or kept.chars is None or chars is None:
        return False
    return kept.chars.start <= chars.start <= chars.stop <= kept.chars.stop


def _check_document(provenance: Provenance, entry: Entry, records: list[Record]) -> None:
    if (entry.verdict.status == "kept") != (entry.id in provenance.documents):
        raise _corrupt("its canonical document is there, or not there, against its verdict", entry.id)
    if {entry.carried} != {told == "quarantined" for told in (entry.verdict.status, *(r.status for r in records))}:
        raise _corrupt("its bytes are carried as they are, or not, against its verdict", entry.id)
    at = 0
    for record in records:
        if record.status == "kept":
            if record.chars is None or record.chars.start != at or record.document != entry.id:
                raise _corrupt(f"character {at} of its canonical document comes from no block", entry.id)
            at = record.chars.stop
    length = len(provenance.documents.get(entry.id, ""))
    if at != length:
        raise _corrupt(f"its blocks make {at} of the {length} characters of its canonical document", entry.id)


def _check_bytes(provenance: Provenance, entry: Entry, records: list[Record]) -> None:
    try:
        found = [found_text(provenance, record) for record in records]
        data = _bytes(provenance, entry, found)
    except (LookupError, TypeError, ValueError, StopIteration, RuntimeError):
        raise _corrupt("its bytes can't be put together from its records", entry.id) from None
    if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _corrupt("its restored bytes aren't those that were read", entry.id)
    if not entry.carried:
        _check_places(entry, records, found)


def _check_places(entry: Entry, records: list[Record], found: list[str]) -> None:
    # Where the bytes and the lines of each block are follows from what was found; but white space and the like before
    # the first block may hold any number of lines.
    ends = tiling.byte_ends(entry.decoding, found, len(entry.decoding.bom), entry.size)[:-1]
    starts = accumulate(tiling.line_ends(found), initial=1)
    for record, end, (first, line) in zip(records, [*ends, entry.size], pairwise(starts), strict=False):
        told = record.line if record.block or not first <= record.line <= line else first
        if (record.bytes.stop, told) != (end, first):
            raise _corrupt(f"its block {record.block} isn't at the bytes or on the line that are told", entry.id)


def _corrupt(what: str, where: str) -> CorruptOutput:
    return CorruptOutput(what, where, REMEDY)
