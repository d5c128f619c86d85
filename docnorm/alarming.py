"""
The map → alarms: more was dropped, or a group is larger, than the profile expects.

Rule 1: an alarm changes nothing; whoever runs docnorm decides what to do about it.
Rule 2: it tells an example, for the question is always whether that one should have gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from docnorm.gathering import gather
from docnorm.model import Entry
from docnorm.profile import Profile
from docnorm.provenance import Provenance

__all__ = ["Alarm", "alarms"]

_FEW = 2
"""A folder with fewer sources says nothing that the sources don't say themselves."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """
    What is beyond a limit: *found*, *where* (a folder, the kept copy of a group, or nothing for the whole), and an
    example. A removal is a part of the bytes, from 0 to 1; a group is counted in members, the kept one among them.

    >>> print(Alarm("removal", "drafts", Fraction(9, 10), Fraction(1, 2), "drafts/b.txt went for a.txt"))
    drafts: 90.0 % of the bytes are dropped, more than 50.0 %: drafts/b.txt went for a.txt
    """

    kind: Literal["removal", "group"]
    where: str
    found: Fraction
    limit: Fraction
    example: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        if self.kind == "group":
            return f"{where}a group of {self.found}, more than {self.limit}: {self.example}"
        found, limit = (f"{float(100 * share):.1f} %" for share in (self.found, self.limit))
        return f"{where}{found} of the bytes are dropped, more than {limit}: {self.example}"


def alarms(provenance: Provenance, profile: Profile) -> Iterator[Alarm]:
    """
    Yield the alarms: of the whole, of the folders in their order, and of groups.
    """
    dropped = {entry.id: _dropped(provenance, entry) for entry in provenance.entries if not entry.carried}
    folders: dict[str, list[Entry]] = {"": []}
    for entry in provenance.entries:
        if not entry.carried:
            folders[""].append(entry)
            if folder := _folder(entry):
                folders.setdefault(folder, []).append(entry)
    for folder, entries in sorted(folders.items()):
        is_told = not folder or _FEW <= len(entries) < len(folders[""])
        if is_told and (alarm := _removal(provenance, profile, folder, {e: dropped[e.id] for e in entries})):
            yield alarm
    yield from _groups(provenance, profile)


def _dropped(provenance: Provenance, entry: Entry) -> int:
    return sum(r.bytes.stop - r.bytes.start for r in provenance.by_source[entry.id] if r.status == "dropped")


def _folder(entry: Entry) -> str:
    return entry.envelope.container if entry.envelope else entry.id.rpartition("/")[0]


def _removal(provenance: Provenance, profile: Profile, where: str, dropped: Mapping[Entry, int]) -> Alarm | None:
    limit, size = Fraction(profile.maximum_removal), sum(entry.size for entry in dropped)
    share = Fraction(sum(dropped.values()), size or 1)
    if share <= limit:
        return None
    most = max(dropped, key=lambda entry: (dropped[entry], entry.id))
    if most.verdict.link is not None:
        return Alarm("removal", where, share, limit, f"{most.id} went for {most.verdict.link.source}")
    record = next(record for record in provenance.by_source[most.id] if record.status == "dropped")
    other = record.link.source if record.link else ""
    example = f"line {record.line} of {most.id} went for one of {'its own' if other == most.id else other}"
    return Alarm("removal", where, share, limit, example)


def _groups(provenance: Provenance, profile: Profile) -> Iterator[Alarm]:
    for found in gather(provenance):
        count = len(found.members) + 1
        if count > profile.maximum_group:
            member = found.members[-1]
            place = f"{member.passage.source}:{member.passage.first}"
            example = f"{place} is among them, with a similarity of {float(member.similarity):.3f}"
            where = f"{found.kept.source}:{found.kept.first}"
            yield Alarm("group", where, Fraction(count), Fraction(profile.maximum_group), example)
