"""
Why: what became of one line of a source, or where one line of a canonical document comes from.

Rule 1: an explanation is a value; `str(explanation)` is what a person reads, and holds nothing that isn't in the value.
Rule 2: text of documents is shown with its controls escaped, so that it can't act on a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from docnorm import edits
from docnorm.errors import NotFound
from docnorm.escaping import excerpt, visible
from docnorm.model import Entry, Link, Record, Run
from docnorm.profile import STANDARD, Profile
from docnorm.provenance import LINE_ENDS, Provenance, found_text

__all__ = ["Change", "Explanation", "explain"]

_THERE: Final = " in the reference corpus"


@dataclass(frozen=True, slots=True)
class Change:
    """
    The text *found* became *canonical*, at these characters of the canonical text.
    """

    found: str
    canonical: str
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    What became of a block: its record and its source's entry, its text as found, and the canonical text that stands
    for it, with every change between the two; where that stands; and the run that the block is part of.

    For a near-duplicate, *text* is that of the kept copy; its differences are the reader's to judge, so *changes* is
    empty. *why_kept* tells why a block stays that repeats another one; *gap* the run in
    whose gap it stands, and the number of the block in its place on the other side, if there is one. *asked* names the
    line that was asked for, if the block doesn't begin there.
    """

    entry: Entry
    record: Record
    blocks: int
    found: str
    text: str | None
    changes: tuple[Change, ...]
    document_line: int | None
    kept_line: int | None
    run: Run | None
    why_kept: str | None = None
    gap: tuple[Run, int | None] | None = None
    asked: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return "\n".join(
            [
                _head(self),
                _reading(self),
                *_verdict(self),
                *_changes(self),
                "  found:     " + excerpt(self.found),
                *_kept(self),
            ]
        )


def explain(
    provenance: Provenance,
    place: str,
    side: Literal["source", "document"] | None = None,
    profile: Profile = STANDARD,
) -> Explanation:
    """
    Return what there is to say of *place*: `NAME:LINE` of a source, or `documents/NAME:LINE` of a canonical document.

    Where a source has a name that begins with `documents/`, *side* tells which of the two is meant. *profile* is the
    one that it was decided with.

    >>> import docnorm
    >>> result = docnorm.canonicalize([docnorm.Source("note", "It’s\\n".encode())])
    >>> result.explain("note:1").changes
    (Change(found='’', canonical="'", at=(2,)),)
    """
    name, line = _parse(place)
    is_source = name in provenance.entry_of if side is None else side == "source"
    if is_source:
        record = _at_source_line(provenance, name, line)
    else:
        record = _at_document_line(provenance, name.removeprefix("documents/"), line)
    found = _explanation(provenance, record, profile)
    if line == (record.line if is_source else found.document_line) or not found.entry.decoding.is_text:
        return found
    return replace(found, asked=f"line {line}" if is_source else f"line {line} of the document")


def _parse(place: object) -> tuple[str, int]:
    if not isinstance(place, str):
        what = f"it's {type(place).__name__}, not a text"
        raise NotFound(what, "place", "write NAME:LINE, with lines counted from 1")
    name, _, line = place.rpartition(":")
    if not name or not line.isdecimal() or int(line) < 1:
        raise NotFound("that is not a place", place, "write NAME:LINE, with lines counted from 1")
    return name, int(line)


def _at_source_line(provenance: Provenance, name: str, line: int) -> Record:
    is_text = provenance.entry(name).decoding.is_text
    records = provenance.by_source[name]
    lines = _count_lines("".join(found_text(provenance, record) for record in records))
    if not records or (line > lines and is_text):
        raise NotFound(f"there is no line {line}: the source has {lines}", name, "choose a line that is there")
    return next((record for record in reversed(records) if record.line <= line), records[0])


def _count_lines(text: str) -> int:
    return len(re.findall("\r\n|\r|\n", text)) + (1 if text and text[-1] not in "\r\n" else 0)


def _at_document_line(provenance: Provenance, name: str, line: int) -> Record:
    if name not in provenance.documents:
        if records := _records_of(provenance, name):
            like = f"{records.get(line) or next(iter(records.values()))}:1"
            raise NotFound("it's a file of records", name, f"ask for one of them, like {like}")
        raise NotFound(
            "there is no source and no canonical document of that name", name, "see sources.jsonl for the names"
        )
    text, at = provenance.documents[name], 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if not at:
            break
    if (line > 1 and not at) or at >= len(text):
        raise NotFound(
            f"there is no line {line}: the document has {_count_lines(text)}", name, "choose a line that is there"
        )
    return next(r for r in provenance.by_source[name] if r.status == "kept" and r.chars and at < r.chars.stop)


def _records_of(provenance: Provenance, name: str) -> dict[int, str]:
    envelopes = ((entry.id, entry.envelope) for entry in provenance.entries)
    return {
        envelope.ordinal: source
        for source, envelope in envelopes
        if envelope is not None and envelope.container == name
    }


def _explanation(provenance: Provenance, record: Record, profile: Profile) -> Explanation:
    entry = provenance.entry_of[record.source]
    text = None
    if record.document is not None and record.chars is not None:
        text = provenance.documents[record.document][record.chars.start : record.chars.stop]
    return Explanation(
        entry,
        record,
        len(provenance.by_source[record.source]),
        found_text(provenance, record),
        text,
        _changes_of(record, text or ""),
        _document_line(provenance, record),
        _kept_line(provenance, record),
        provenance.runs[record.run] if record.run is not None else None,
        _why_kept(record, profile),
        next(_gaps(provenance, record), None),
    )


def _gaps(provenance: Provenance, record: Record) -> Iterator[tuple[Run, int | None]]:
    for run in provenance.runs.values():
        if run.source == record.source and record.run is None:
            yield from ((run, other) for own, other in run.gaps if own == record.block)


def _why_kept(record: Record, profile: Profile) -> str | None:
    link = record.link
    if record.status != "kept" or link is None:
        return None
    if link.guarded:
        lacks = {"numbers": "it has a number, a name, a sign of code or a passage", "containment": "it has words"}.get(
            profile.guard, "it has something"
        )
        return f"guard:     kept, since {lacks} that the other one lacks"
    if link.alone:
        letters = profile.alone_letters
        what = f"{letters} letters and digits, or {2 * letters} if it's but nearly the same, or may be the title"
        return f"stays:     repeated without its neighbours, a paragraph goes only if it has {what}"
    is_elsewhere = link.source != record.source or link.reference is not None
    what = "a part of another document is reported where it's repeated, and goes only with the scope corpus"
    return f"stays:     {what}" if is_elsewhere else None


def _changes_of(record: Record, text: str) -> tuple[Change, ...]:
    places: dict[tuple[str, str], list[int]] = {}
    for start, stop, original in edits.changes(record.edits):
        if record.status == "dropped" and start == stop and start in (0, len(text)) and original.isspace():
            continue  # the gap around the block, which its kept copy has for itself
        places.setdefault((original, text[start:stop]), []).append(start)
    return tuple(Change(found, canonical, tuple(at)) for (found, canonical), at in places.items())


def _document_line(provenance: Provenance, record: Record) -> int | None:
    if record.document is None or record.chars is None:
        return None
    text = provenance.documents[record.document]
    piece = text[record.chars.start : record.chars.stop]
    lead = len(piece) - len(piece.lstrip())
    return text.count("\n", 0, record.chars.start + (lead if lead < len(piece) else 0)) + 1


def _kept_line(provenance: Provenance, record: Record) -> int | None:
    if record.link is None or record.link.block is None or record.link.reference is not None:
        return record.link.reference if record.link else None
    return provenance.by_source[record.link.source][record.link.block].line


def _head(why: Explanation) -> str:
    start, stop = why.record.bytes
    asked = f"; {why.asked} lies in it" if why.asked is not None else ""
    place = f"{visible(why.record.source)}:{why.record.line}"
    return f"{place}  bytes {start:,} to {stop:,}, block {why.record.block + 1} of {why.blocks}{asked}"


def _reading(why: Explanation) -> str:
    decoding = why.entry.decoding
    if not decoding.is_text:
        return f"  read as:   bytes ({decoding.how})"
    ends = {"lf": "LF", "crlf": "CRLF", "cr": "CR"}[why.entry.line_end]
    paragraphs = f"paragraphs by {why.entry.segment}: {why.entry.why}"
    return f"  read as:   {decoding.codec} ({decoding.how}), line ends {ends}; {paragraphs}"


def _verdict(why: Explanation) -> list[str]:
    record, link = why.record, why.record.link
    if record.status == "quarantined":
        return [f"  status:    quarantined ({record.reason}): its bytes are carried as they are"]
    reason = f" ({record.reason})" if record.reason else ""
    lines = [f"  status:    {record.status}{reason}"]
    if link is not None:
        lines.append(f"  {_repeats(why, link)}")
    if why.why_kept is not None:
        lines.append(f"  {why.why_kept}")
    if why.run is not None:
        run = why.run
        own, other = (
            f"{run.start + 1} to {run.stop}",
            f"{run.other_start + 1} to {run.other_stop}",
        )
        there = visible(run.other) + (_THERE if run.reference is not None else "")
        lines.append(f"  run:       blocks {own} repeat blocks {other} of {there}, in order{_but(run)}")
    if why.gap is not None:
        run, place = why.gap
        there = visible(run.other) + (_THERE if run.reference is not None else "")
        what = f"in the place of block {place + 1} of {there}" if place is not None else f"where {there} has no block"
        lines.append(f"  gap:       it stands {what}, in a run of blocks {run.start + 1} to {run.stop}")
    if record.document is not None and why.document_line is not None:
        lines.append(f"  stands in: documents/{visible(record.document)}:{why.document_line}")
    return lines


def _repeats(why: Explanation, link: Link) -> str:
    if link.kind == "contained" and not link.shared:
        return f"went with: its document, most of which is in {_named(link)}; it has no copy of its own there"
    what = f"block {link.block + 1}" if link.block is not None else "the document"
    line = f" (line {why.kept_line})" if why.kept_line is not None else ""
    verb = {"exact": "the same text as", "near": "nearly the text of", "contained": "its text is in"}[link.kind]
    if link.kind == "near" and link.shared == link.total:
        verb = "the same words as"
    elif link.kind == "contained" and link.shared < link.total:
        verb = "a part of its text is in"
    share = f"{link.shared} of {link.total} shingles, {link.shared / link.total:.3f}"
    return f"repeats:   {verb} {what}{line} of {_named(link)}; {share}"


def _but(run: Run) -> str:
    gaps = [" and ".join("none" if block is None else str(block + 1) for block in gap) for gap in run.gaps]
    return f", but for {', '.join(gaps)}" if gaps else ""


def _named(link: Link) -> str:
    return visible(link.source) + (_THERE if link.reference is not None else "")


def _changes(why: Explanation) -> list[str]:
    lines = []
    if why.entry.line_end != "lf" and "\n" in (why.text or "") and why.record.literal is None:
        lines.append(f"{visible(LINE_ENDS[why.entry.line_end])} → \\n at each line end")
    for change in why.changes:
        places = ", ".join(str(at + 1) for at in change.at)
        word = "character" if len(change.at) == 1 else "characters"
        lines.append(f"{_shown(change.found)} → {_shown(change.canonical)} at {word} {places}")
    if not lines and why.record.literal is None and why.record.status != "quarantined":
        lines.append("none")
    return [("  changes:   " if not number else "             ") + line for number, line in enumerate(lines)]


def _shown(text: str) -> str:
    return excerpt(text) if text else "(nothing)"


def _kept(why: Explanation) -> list[str]:
    if why.text is None or why.text.strip() == why.found.strip():
        return []
    name = "canonical: " if why.record.literal is None else "kept copy: "
    return ["  " + name + excerpt(why.text)]
