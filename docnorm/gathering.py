"""
The map → groups: what is repeated, and where, as a person would want it listed.

Rule 1: everything comes from the map, so that a result from a folder gives the same groups.
Rule 2: what goes with a whole document or a run is told once, with that, not block by block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from docnorm.model import Entry, Link, Record, Run
from docnorm.provenance import Provenance, found_text

__all__ = ["Gathered", "Member", "Passage", "gather"]

_LINE_END = re.compile("\r\n|\r|\n")


class Passage(NamedTuple):
    """
    So many *blocks* of a source from *start* on, which begin on the line *first* and end on the line *last*; 0 blocks
    stand for the whole source. Of the reference corpus, *last* is the line on which the last block begins.
    """

    source: str
    start: int
    blocks: int
    first: int
    last: int
    is_reference: bool = False


class Member(NamedTuple):
    """
    A passage that repeats a kept one, and how similar they are; for a run, where they are least similar, and how many
    *gaps* there are in which they differ.
    """

    passage: Passage
    kind: Literal["exact", "near", "contained"]
    similarity: Fraction
    dropped: bool
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """
    A kept passage, how its text begins, and all passages that repeat it, each compared with the kept one itself.
    """

    what: Literal["document", "run", "block"]
    kept: Passage
    text: str
    members: tuple[Member, ...]

    @property
    def lowest(self) -> Fraction:
        """
        The lowest similarity of a member to the kept passage.
        """
        return min(member.similarity for member in self.members)


def gather(provenance: Provenance) -> tuple[Gathered, ...]:
    """
    Return the groups of passages that repeat a kept one, in the order of the kept ones: documents first.

    >>> import docnorm
    >>> body = "The bridge will be closed for the whole of the summer.\\n"
    >>> body += "Nobody knows when all of the old cranes will come back.\\n"
    >>> result = docnorm.canonicalize([docnorm.Source("twice", (body * 2).encode())])
    >>> [(found.kept.first, found.kept.last, found.members[0].passage.first) for found in gather(result.provenance)]
    [(1, 2, 3)]
    """
    members: dict[Passage, list[Member]] = {}
    texts: dict[Passage, str] = {}
    for kept, member, text in (*_documents(provenance), *_runs(provenance), *_blocks(provenance)):
        members.setdefault(kept, []).append(member)
        texts.setdefault(kept, text)
    ordered = sorted(members, key=lambda kept: (min(kept.blocks, 1), kept))
    return tuple(Gathered(_what(kept), kept, texts[kept], tuple(sorted(members[kept]))) for kept in ordered)


_Found: TypeAlias = tuple[Passage, Member, str]


def _what(kept: Passage) -> Literal["document", "run", "block"]:
    return "document" if not kept.blocks else "run" if kept.blocks > 1 else "block"


def _documents(provenance: Provenance) -> Iterator[_Found]:
    for entry in provenance.entries:
        link = entry.verdict.link
        if link is not None:
            kept = _whole(provenance, link)
            similarity = Fraction(link.shared, link.total)
            text = _text(provenance, link.source if link.reference is None else entry.id, 0)
            yield kept, Member(_passage(provenance, entry.id, 0, 0), link.kind, similarity, True), text


def _runs(provenance: Provenance) -> Iterator[_Found]:
    for number, run in provenance.runs.items():
        records = [r for r in provenance.by_source[run.source][run.start : run.stop] if r.run == number]
        links = [record.link for record in records if record.link is not None]
        least = min(links, key=lambda link: Fraction(link.shared, link.total))
        kind = next((link for link in links if link.kind != "exact"), links[0]).kind
        kept = _counterpart(provenance, run, links)
        member = _passage(provenance, run.source, run.start, run.stop - run.start)
        text = _head(provenance, links[0], records[0])
        yield kept, Member(member, kind, Fraction(least.shared, least.total), run.dropped, len(run.gaps)), text


def _blocks(provenance: Provenance) -> Iterator[_Found]:
    for record in provenance.records:
        link = record.link
        if link is None or link.block is None or link.guarded or record.run is not None:
            continue
        if _is_whole(provenance.entry_of[record.source]):
            continue
        is_dropped = record.status == "dropped"
        run = Run(record.source, record.block, link.source, link.block, 1, is_dropped, reference=link.reference)
        kept = _counterpart(provenance, run, [link])
        passage = _passage(provenance, record.source, record.block, 1)
        similarity = Fraction(link.shared, link.total)
        yield kept, Member(passage, link.kind, similarity, run.dropped), _head(provenance, link, record)


def _is_whole(entry: Entry) -> bool:
    return entry.verdict.link is not None


def _whole(provenance: Provenance, link: Link) -> Passage:
    if link.reference is not None:
        return Passage(link.source, 0, 0, link.reference, link.reference, True)
    return _passage(provenance, link.source, 0, 0)


def _counterpart(provenance: Provenance, run: Run, links: list[Link]) -> Passage:
    if run.reference is None:
        return _passage(provenance, run.other, run.other_start, run.other_stop - run.other_start)
    last = links[-1].reference or run.reference
    return Passage(run.other, run.other_start, run.other_stop - run.other_start, run.reference, last, True)


def _passage(provenance: Provenance, source: str, start: int, count: int) -> Passage:
    records = provenance.by_source[source]
    chosen = records[start : start + count] if count else records
    last = chosen[-1]
    lines = len(_LINE_END.findall(found_text(provenance, last).strip("\r\n\t\f ")))
    return Passage(source, start, count, chosen[0].line if count else 1, last.line + lines)


def _head(provenance: Provenance, link: Link, record: Record) -> str:
    # How the kept copy begins; that of a reference isn't there, so it's how what repeats it does.
    if link.reference is None and link.block is not None:
        return _text(provenance, link.source, link.block)
    return _text(provenance, record.source, record.block)


def _text(provenance: Provenance, source: str, block: int) -> str:
    return found_text(provenance, provenance.by_source[source][block]).strip()
