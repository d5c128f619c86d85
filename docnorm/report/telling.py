"""
What a report tells, as plain JSON values, from an output alone.

Rule 1: nothing is decided or compared here; every figure is counted from the entries and the records of the map.
Rule 2: texts are told in pieces: a string is what was found and stayed, a pair is what was found and what it became,
        and a number says how many characters more there are.
Rule 3: what is left out for its size is counted, and the report says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from docnorm import edits
from docnorm.model import Entry, Link, Record
from docnorm.provenance import LINE_ENDS, Provenance, found_text

__all__ = ["FATES", "MOST", "tell"]

Json: TypeAlias = dict[str, Any]
Pieces: TypeAlias = list[str | list[str] | int]

MOST = 10_000
"""How many groups a report shows, if nothing else is said; 5,000 open in under a second."""

FATES: Mapping[str, str] = {
    "k": "kept",
    "m": "kept, and like another block",
    "g": "kept by the guard",
    "e": "dropped: the same text",
    "n": "dropped: nearly the same text",
    "r": "dropped: part of a run",
    "d": "dropped with its document",
    "q": "carried as it is",
}
"""What can become of a block, by the letter that stands for it in a document's strip."""

_LONGEST = 20_000  # characters of a block that are shown
_BUDGET = 4_000_000  # characters of blocks that aren't in any group
_SHOWN = 12_000_000  # characters of blocks that are
_BINS = 80  # of the histogram of similarities, from 0 to 1


@dataclass(frozen=True, slots=True)
class _Part:
    """
    Some blocks of a source that repeat blocks of another one, in order.
    """

    kind: str
    saved: int
    own: tuple[str, int, int]
    other: tuple[str, int, int]
    links: tuple[Link, ...]
    dropped: bool
    gaps: tuple[tuple[int | None, int | None], ...] = ()


def tell(provenance: Provenance, about: Mapping[str, Any], most: int = MOST) -> Json:
    """
    Return what there is to show of an output: figures, sources with the fate of each block, and groups of repeats.

    *about* are the facts of the manifest (versions, options, alarms). Of the groups, the *most* that saved most are
    told, and their texts as far as 12,000,000 characters go.

    >>> import docnorm
    >>> lead = "“It’s here,” the minister said on Tuesday, and she would say no more."
    >>> body = f"{lead}\\nThe bridge will be closed for repairs until the end of the summer holidays.\\n"
    >>> result = docnorm.canonicalize([docnorm.Source("twice", (body * 2).encode())])
    >>> told = tell(result.provenance, {})
    >>> told["sources"][0]["fates"], [group["kind"] for group in told["groups"]]
    ('kkrr', ['run'])
    """
    numbers = {entry.id: number for number, entry in enumerate(provenance.entries)}
    groups = sorted(_groups(_parts(provenance)), key=lambda parts: (-sum(p.saved for p in parts), parts[0].other))
    shown = groups[:most]
    texts = _texts(provenance, shown)
    return {
        "about": dict(about),
        "fates": dict(FATES),
        "totals": _totals(provenance),
        "similarities": _histogram(provenance),
        "sizes": sorted(Counter(1 + len(parts) for parts in groups).items()),
        "sources": [_source(provenance, entry, numbers) for entry in provenance.entries],
        "groups": [_group(parts, numbers) for parts in shown],
        "left_out": len(groups) - len(shown),
        "texts": [[numbers[source], block, pieces] for (source, block), pieces in sorted(texts.items())],
    }


def _totals(provenance: Provenance) -> Json:
    sources = Counter(entry.verdict.reason or entry.verdict.status for entry in provenance.entries)
    blocks, sizes = Counter[str](), Counter[str]()
    for record in provenance.records:
        name = "kept" if record.status == "kept" else str(record.reason)
        blocks[name] += 1
        sizes[name] += record.bytes.stop - record.bytes.start
    return {
        "sources": dict(sorted(sources.items())),
        "blocks": dict(sorted(blocks.items())),
        "bytes": dict(sorted(sizes.items())),
        "read": sum(entry.size for entry in provenance.entries),
        "characters": sum(map(len, provenance.documents.values())),
        "runs": len(provenance.runs),
    }


def _histogram(provenance: Provenance) -> Json:
    # Of blocks and of whole documents; what is the same needs no bar.
    found = [(r.link, r.status == "dropped") for r in provenance.records if r.link and r.link.block is not None]
    found += [(entry.verdict.link, True) for entry in provenance.entries if entry.verdict.link]
    bins = {name: [0] * _BINS for name in ("dropped", "kept")}
    exact = 0
    for link, is_dropped in found:
        if link.kind == "exact":
            exact += 1
        else:
            place = min(_BINS - 1, link.shared * _BINS // max(1, link.total))
            bins["dropped" if is_dropped else "kept"][place] += 1
    return {"exact": exact, **bins}


def _source(provenance: Provenance, entry: Entry, numbers: Mapping[str, int]) -> Json:
    records = provenance.by_source[entry.id]
    link = entry.verdict.link
    return {
        "id": entry.id,
        "size": entry.size,
        "status": entry.verdict.status,
        "reason": entry.verdict.reason,
        "link": None if link is None else [_numbered(link, numbers), link.kind, link.shared, link.total],
        "codec": entry.decoding.codec,
        "how": entry.decoding.how,
        "line_end": entry.line_end,
        "segment": entry.segment,
        "findings": [[finding.kind, finding.severity, finding.detail] for finding in entry.findings[:100]],
        "fates": "".join(map(_fate, records)),
        "lines": [record.line for record in records],
        "sizes": [record.bytes.stop - record.bytes.start for record in records],
        "links": _links(records, numbers),
    }


def _numbered(link: Link, numbers: Mapping[str, int]) -> int:
    # What stands in a reference corpus isn't in the report, and may have the name of a source that is.
    return -1 if link.reference is not None else numbers.get(link.source, -1)


def _links(records: Sequence[Record], numbers: Mapping[str, int]) -> list[list[int | None]]:
    # Of each block that has one: the block itself, the source and the block it repeats, how much is shared, of what.
    return [[r.block, _numbered(r.link, numbers), r.link.block, r.link.shared, r.link.total] for r in records if r.link]


def _fate(record: Record) -> str:
    if record.status == "quarantined":
        return "q"
    if record.status == "kept":
        return "k" if record.link is None else "g" if record.link.guarded else "m"
    reason = str(record.reason)
    return {"exact": "e", "near": "n", "run": "r"}.get(reason, "d")


def _parts(provenance: Provenance) -> Iterator[_Part]:
    for entry in provenance.entries:
        records = provenance.by_source[entry.id]
        link = entry.verdict.link
        if link is not None:
            yield _document(provenance, entry, records, link)
        elif entry.verdict.status == "kept":
            yield from _repeats(provenance, records)


def _document(provenance: Provenance, entry: Entry, records: Sequence[Record], link: Link) -> _Part:
    others = provenance.by_source.get(link.source, [])
    return _Part(
        str(entry.verdict.reason),
        entry.size,
        (entry.id, 0, len(records)),
        (link.source, 0, len(others)),
        (link, *(record.link for record in records if record.link is not None)),
        True,
    )


def _repeats(provenance: Provenance, records: Sequence[Record]) -> Iterator[_Part]:
    told: set[int] = set()
    for record in records:
        link = record.link
        if link is None or link.block is None or record.run in told:
            continue
        if record.run is not None:
            told.add(record.run)
            run = provenance.runs[record.run]
            own = [other for other in records[run.start : run.stop] if other.run == record.run]
            yield _part("run", own, (run.other, run.other_start, run.other_stop - run.other_start), run.gaps)
        else:
            yield _part("guarded" if link.guarded else link.kind, [record], (link.source, link.block, 1), ())


def _part(
    kind: str,
    records: Sequence[Record],
    other: tuple[str, int, int],
    gaps: tuple[tuple[int | None, int | None], ...],
) -> _Part:
    first, last = records[0], records[-1]
    dropped = first.status == "dropped"
    return _Part(
        kind,
        sum(record.bytes.stop - record.bytes.start for record in records) if dropped else 0,
        (first.source, first.block, last.block + 1 - first.block),
        other,
        tuple(record.link for record in records if record.link is not None),
        dropped,
        gaps,
    )


def _groups(parts: Iterable[_Part]) -> list[list[_Part]]:
    # Together: what repeats the same blocks; and all documents that were dropped for the same one.
    found: dict[tuple[bool, bool, tuple[str, int, int]], list[_Part]] = {}
    for part in parts:
        is_document = part.kind.startswith("document.")
        found.setdefault((is_document, part.kind == "run", part.other), []).append(part)
    return list(found.values())


def _group(parts: Sequence[_Part], numbers: Mapping[str, int]) -> Json:
    _, start, count = parts[0].other
    kinds = [part.kind for part in parts]
    return {
        "kind": "document" if kinds[0].startswith("document.") else "run" if kinds[0] == "run" else "block",
        "saved": sum(part.saved for part in parts),
        "kept": [_numbered(parts[0].links[0], numbers), start, count],
        "members": [_member(part, numbers) for part in parts],
    }


def _member(part: _Part, numbers: Mapping[str, int]) -> Json:
    source, start, count = part.own
    lowest = min(part.links, key=lambda link: link.shared / max(1, link.total))
    return {
        "kind": part.kind,
        "at": [numbers[source], start, count],
        "dropped": part.dropped,
        "saved": part.saved,
        "lowest": [lowest.shared, lowest.total],
        "gaps": [list(gap) for gap in part.gaps],
    }


def _texts(provenance: Provenance, groups: Sequence[Sequence[_Part]]) -> dict[tuple[str, int], Pieces]:
    found: dict[tuple[str, int], Pieces] = {}
    left = _SHOWN
    for source, start, count in (place for parts in groups for part in parts for place in (part.other, part.own)):
        for record in provenance.by_source.get(source, ())[start : start + count]:
            if left > 0 and (source, record.block) not in found:
                found[source, record.block] = pieces = _pieces(provenance, record)
                left -= _length(pieces)
    left = _BUDGET
    for record in provenance.records:
        if left > 0 and (record.source, record.block) not in found and record.status != "quarantined":
            found[record.source, record.block] = pieces = _pieces(provenance, record)
            left -= _length(pieces)
    return found


def _length(pieces: Pieces) -> int:
    return sum(map(_size, pieces))


def _size(piece: str | list[str] | int) -> int:
    return piece if isinstance(piece, int) else len(piece) if isinstance(piece, str) else len(piece[0])


def _pieces(provenance: Provenance, record: Record) -> Pieces:
    # Without the gap behind the block, which says nothing; a lone surrogate is no character that JSON could hold.
    if record.literal is not None or record.document is None or record.chars is None:
        return _clipped([_whole(found_text(provenance, record).strip("\r\n"))])
    text = provenance.documents[record.document][record.chars.start : record.chars.stop]
    at, pieces = 0, Pieces()
    for start, stop, original in edits.changes(record.edits):
        pieces += [text[at:start], [_whole(original), text[start:stop]]]
        at = stop
    return _clipped(_trimmed([piece for piece in [*pieces, text[at:]] if piece], provenance, record))


def _trimmed(pieces: Pieces, provenance: Provenance, record: Record) -> Pieces:
    line_end = LINE_ENDS[provenance.entry_of[record.source].line_end]
    while pieces and _is_blank(pieces[-1], line_end):
        pieces.pop()
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip("\n")
    return pieces


def _is_blank(piece: str | list[str] | int, line_end: str) -> bool:
    return not piece.strip() if isinstance(piece, str) else piece in (["", "\n"], [line_end, "\n"])


def _whole(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not text.isascii() else text


def _clipped(pieces: Pieces) -> Pieces:
    left, shown = _LONGEST, Pieces()
    for piece in pieces:
        if left <= 0:
            break
        shown.append(piece[:left] if isinstance(piece, str) else piece)
        left -= _size(piece)
    rest = _length(pieces) - _length(shown)
    return [*shown, rest] if rest > 0 else shown
