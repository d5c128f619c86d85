"""
What is repeated, as a list for people, for other programs that read lines, or as JSON.

The JSON is described by `schemas/dups.json` beside this package, and in docs/guide/duplicates.md.

Rule 1: a format is a function in `FORMATS`; all of them get the same, and none of them decides anything.
Rule 2: names and texts that come from outside are made visible; a list is the same whenever the result is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from docnorm.escaping import dumps, excerpt, visible
from docnorm.gathering import Gathered, Member, Passage
from docnorm.model import Match
from docnorm.results import Result
from docnorm.version import VERSION

__all__ = ["FORMATS", "Listing", "share"]

_GROUPS: Final = 100  # that people are shown
_MEMBERS: Final = 10  # of a group, and others of a kind, that people are shown
_WIDTH: Final = 72  # characters of a text that people are shown
_TEXT: Final = 1000  # characters of a text that programs get
_VERSION: Final = 1  # of the JSON


@dataclass(frozen=True, slots=True)
class Listing:
    """
    A result to be listed: *root* and *reference_root* stand before the names of sources and of references. *new* are
    the groups that are told, if those aren't all; the rest is known already.
    """

    result: Result
    root: str = ""
    reference_root: str = ""
    new: tuple[Gathered, ...] | None = None

    @property
    def groups(self) -> tuple[Gathered, ...]:
        """
        The groups that are told.
        """
        return self.result.groups if self.new is None else self.new

    @property
    def known(self) -> int:
        """
        How many repeats aren't told, because they are known.
        """
        return 0 if self.new is None else _repeats(self.result.groups) - _repeats(self.new)

    @property
    def not_text(self) -> list[str]:
        """
        The sources that nothing can be compared with, because they aren't text.
        """
        return [source.id for source in self.result.sources if source.verdict.status == "quarantined"]

    def path_of(self, source: str) -> str:
        """
        Return where a source is to be found.
        """
        return self.root + source

    def path(self, passage: Passage) -> str:
        """
        Return where the source of a passage is to be found.
        """
        return (self.reference_root if passage.is_reference else self.root) + passage.source

    def place(self, passage: Passage) -> str:
        """
        Return the path and the lines of a passage; the whole source has no lines.
        """
        lines = f"{passage.first}" + (f"-{passage.last}" if passage.last > passage.first else "")
        return visible(self.path(passage) + (f":{lines}" if passage.blocks else ""))


def _repeats(groups: Iterable[Gathered]) -> int:
    return sum(len(found.members) for found in groups)


def _text(listing: Listing) -> Iterator[str]:
    result, groups = listing.result, listing.groups
    for found in groups[:_GROUPS]:
        yield from _group(listing, found)
        yield ""
    if len(groups) > _GROUPS:
        yield f"… and {len(groups) - _GROUPS:,} more groups; --output-format json has them all"
        yield ""
    yield _summary(listing)
    yield from (_apart(listing, match) for match in result.near_guarded[:_MEMBERS])
    if len(result.near_guarded) > _MEMBERS:
        yield f"… and {len(result.near_guarded) - _MEMBERS:,} more that are kept apart"
    not_text = listing.not_text
    yield from (f"not compared: {visible(listing.path_of(name))} isn't text" for name in not_text[:_MEMBERS])
    if len(not_text) > _MEMBERS:
        yield f"… and {len(not_text) - _MEMBERS:,} more that aren't text"
    recall = f"{result.expected_recall:.5f}".rstrip("0").rstrip(".")
    yield f"expected recall at the threshold {result.profile.threshold}: {recall}"


def _group(listing: Listing, found: Gathered) -> Iterator[str]:
    where = " (reference)" if found.kept.is_reference else ""
    yield f"{listing.place(found.kept)}{where}  {excerpt(' '.join(found.text[:_TEXT].split()), _WIDTH)}"
    for member in found.members[:_MEMBERS]:
        gaps = f", with {member.gaps} {'block' if member.gaps == 1 else 'blocks'} between" if member.gaps else ""
        stays = "" if member.dropped else "  (stays)"
        yield f"  {share(member.similarity)}  {member.kind:<9}  {listing.place(member.passage)}{gaps}{stays}"
    if len(found.members) > _MEMBERS:
        rest = len(found.members) - _MEMBERS
        yield f"  … and {rest:,} more, the least similar of all {share(found.lowest)}"


def share(similarity: Fraction) -> str:
    """
    Return a similarity with three digits: cut, not rounded, so that only what's the same is 1.

    >>> share(Fraction(2, 3))
    '0.666'
    """
    thousandths = similarity.numerator * 1000 // similarity.denominator
    return f"{thousandths // 1000}.{thousandths % 1000:03}"


def _known(count: int) -> str:
    return f"; {count:,} more {'is' if count == 1 else 'are'} in the baseline" if count else ""


def _summary(listing: Listing) -> str:
    groups, known = listing.groups, _known(listing.known)
    kinds = Counter(found.what for found in groups)
    members = [member for found in groups for member in found.members]
    if not members:
        return f"nothing{' new' if known else ''} is repeated{known}"
    told = ", ".join(f"{kinds[what]:,} of {what}s" for what in ("document", "run", "block") if kinds[what])
    dropped = sum(member.dropped for member in members)
    head = f"{len(groups):,} {'group' if len(groups) == 1 else 'groups'} ({told})"
    noun = "repeat" if len(members) == 1 else "repeats"
    return f"{head}: of {len(members):,} {noun}, `docnorm run` would drop {dropped:,}{known}"


def _apart(listing: Listing, match: Match) -> str:
    own, other = (listing.place(passage) for passage in _passages(listing.result, match))
    guard = listing.result.profile.guard
    return f"kept apart by the guard `{guard}`: {own} is {share(match.similarity)} like {other}"


def _passages(result: Result, match: Match) -> tuple[Passage, Passage]:
    return _line(result, match.source, match.block, None), _line(
        result, match.other, match.other_block, match.reference
    )


def _line(result: Result, source: str, block: int | None, reference: int | None) -> Passage:
    number = block or 0
    line = reference if reference is not None else result.provenance.by_source[source][number].line
    return Passage(source, number, 1, line, line, reference is not None)


def _concise(listing: Listing) -> Iterator[str]:
    for found in listing.groups:
        for member in found.members:
            place, kept = (visible(f"{listing.path(p)}:{p.first}") for p in (member.passage, found.kept))
            yield f"{place}: {member.kind} {share(member.similarity)} {kept}"


def _json(listing: Listing) -> Iterator[str]:
    result = listing.result
    told: dict[str, Any] = {
        "schema_version": _VERSION,
        "docnorm": VERSION,
        "fingerprint": result.profile.fingerprint,
        "threshold": str(result.profile.threshold),
        "expected_recall": result.expected_recall,
        "sources": len(result.sources),
        "known": listing.known,
        "not_text": [listing.path_of(name) for name in listing.not_text],
        "alarms": [str(alarm) for alarm in result.alarms],
    }
    yield dumps(told)[:-1] + ',"groups":['
    yield from _listed([dumps(_group_to(listing, found)) for found in listing.groups])
    yield '],"kept_apart":['
    yield from _listed([dumps(_apart_to(listing, match)) for match in result.near_guarded])
    yield "]}"


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (line + ("," if number < len(lines) else "") for number, line in enumerate(lines, 1))


def _group_to(listing: Listing, found: Gathered) -> dict[str, Any]:
    return {
        "what": found.what,
        "kept": _passage_to(listing, found.kept),
        "text": found.text[:_TEXT],
        "lowest_similarity": float(found.lowest),
        "members": [_member_to(listing, member) for member in found.members],
    }


def _member_to(listing: Listing, member: Member) -> dict[str, Any]:
    return {
        **_passage_to(listing, member.passage),
        "kind": member.kind,
        **_similarity_to(member.similarity),
        "gaps": member.gaps,
        "dropped": member.dropped,
    }


def _passage_to(listing: Listing, passage: Passage) -> dict[str, Any]:
    return {
        "path": listing.path(passage),
        "reference": passage.is_reference,
        "first_line": passage.first,
        "last_line": passage.last,
        "block": passage.start,
        "blocks": passage.blocks,
    }


def _similarity_to(similarity: Fraction) -> dict[str, Any]:
    return {"similarity": float(similarity), "exact_similarity": list(similarity.as_integer_ratio())}


def _apart_to(listing: Listing, match: Match) -> dict[str, Any]:
    own, other = _passages(listing.result, match)
    return {
        "path": listing.path(own),
        "line": own.first,
        "other_path": listing.path(other),
        "other_line": other.first,
        "reference": other.is_reference,
        **_similarity_to(match.similarity),
    }


FORMATS: Final[Mapping[str, Callable[[Listing], Iterator[str]]]] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
}
"""The formats by their names: each is a function that yields lines."""
