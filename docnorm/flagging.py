"""
What is repeated, as notices: one for each passage that repeats another one, with where that stands.

Rule 1: what is repeated is the business of `gathering`, and what of it is known that of `baselining`; here it's only
        told.
Rule 2: a fingerprint tells what is repeated and in which file, but not on which line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from docnorm.gathering import Gathered, Member, Passage
from docnorm.listing import Listing, share
from docnorm.rendering import Notice, Place, Report, marked

__all__ = ["MEANINGS", "flag"]

MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "document.exact": "a document that is the same as another one",
        "document.near": "a document that is nearly the same as another one",
        "document.contained": "a document that another one contains",
        "run.exact": "paragraphs that stand elsewhere in the same order",
        "run.near": "paragraphs that nearly stand elsewhere in the same order",
        "run.contained": "paragraphs that others contain in the same order",
        "block.exact": "a paragraph that stands elsewhere",
        "block.near": "a paragraph that nearly stands elsewhere",
        "block.contained": "a paragraph that another one contains",
    }
)
"""What each kind of notice means."""

_RELATED: Final = 49  # places beside the kept copy: what repeats a text a thousand times isn't told a million times


def flag(listing: Listing, passed_over: tuple[tuple[str, str], ...] = ()) -> Report:
    """
    Return what is repeated as a report, in the order of the places.
    """
    told = sorted(_notices(listing), key=lambda pair: (pair[0].place, pair[0].kind, pair[0].related))
    not_text = tuple((listing.path_of(name), "it isn't text") for name in listing.not_text)
    files = len(listing.result.sources)
    return Report("dups", files, tuple(marked(told)), (*passed_over, *not_text), MEANINGS)


def _notices(listing: Listing) -> Iterator[tuple[Notice, str]]:
    # Each with what is repeated, which is the same wherever it moves in its file.
    for found in listing.groups:
        for member in found.members:
            place, kept = (_place(listing, passage) for passage in (member.passage, found.kept))
            others = (_place(listing, other.passage) for other in found.members[:_RELATED] if other != member)
            message = _sentence(listing, found, member)
            yield Notice(f"{found.what}.{member.kind}", "error", place, message, related=(kept, *others)), found.text


def _place(listing: Listing, passage: Passage) -> Place:
    # Where an editor finds it: by the name of the file itself, and a record by its number, which is its line if none is
    # blank.
    entry = None if passage.is_reference else listing.result.provenance.entry_of[passage.source]
    if entry is None:
        return Place(listing.path(passage), passage.first)
    name = entry.envelope.container if entry.envelope else entry.id
    path = listing.path_of(entry.name.decode("utf-8", "surrogateescape") if entry.name else name)
    return Place(path, entry.envelope.ordinal if entry.envelope else passage.first)


def _sentence(listing: Listing, found: Gathered, member: Member) -> str:
    are = "are" if member.passage.blocks and member.passage.last > member.passage.first else "is"
    repeats = "repeat" if are == "are" else "repeats"
    how = {"exact": repeats, "near": f"{are} {share(member.similarity)} like", "contained": f"{are} contained in"}
    own, kept = _lines(member.passage) or "it", _lines(found.kept)
    path, where = listing.path(found.kept), " in the reference corpus" if found.kept.is_reference else ""
    return f"{own} {how[member.kind]} {f'{kept} of ' if kept else ''}{path}{where}"


def _lines(passage: Passage) -> str:
    if not passage.blocks:
        return ""
    return f"line {passage.first}" if passage.last == passage.first else f"lines {passage.first} to {passage.last}"
