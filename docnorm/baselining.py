"""
What is repeated already, and may stay so: fingerprints of texts, and how often each occurs.

A text counts if it's in a group: as a kept copy, or as what repeats it. So it makes no difference which copy is kept,
nor where the copies stand; a further copy is one more, and a copy that is changed is another text.

Rule 1: a baseline holds no path, no line and no time: who moves a text changes nothing in it.
Rule 2: it's lines in order, one for each text, so that two branches are merged by taking the lines of both; of two
        counts the higher one holds.
Rule 3: texts are compared with a baseline only if they were made comparable in the same way: by the same scheme, and
        by a profile with the same fingerprint.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from docnorm.errors import BadInput
from docnorm.gathering import Gathered, Member, Passage
from docnorm.model import Record
from docnorm.pipeline import normalize
from docnorm.profile import Profile
from docnorm.provenance import Provenance, found_text
from docnorm.sketching import SCHEME

__all__ = ["Baseline", "Marks", "marks", "parse"]

_FORMAT: Final = 1
_HEAD = re.compile(r"# docnorm-baseline ([0-9]+) scheme=(\S+) profile=([0-9a-f]{16})")
_LINE = re.compile(r"([0-9a-f]{32}) ([1-9][0-9]{0,17})")
_REMEDY: Final = "make it anew with `docnorm baseline update`"

_Place: TypeAlias = tuple[str, int, int]
"""A source, a block of it, and how many from there on; none stand for the whole."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """
    How often each text occurs, by its fingerprint, and how texts were compared.
    """

    scheme: str
    profile: str
    counts: Mapping[str, int]

    def lines(self) -> Iterator[str]:
        """
        Yield the lines of the file.

        >>> print(*Baseline("docnorm-1", "0123456789abcdef", {"f" * 32: 2, "0" * 32: 3}).lines(), sep="\\n")
        # docnorm-baseline 1 scheme=docnorm-1 profile=0123456789abcdef
        00000000000000000000000000000000 3
        ffffffffffffffffffffffffffffffff 2
        """
        yield f"# docnorm-baseline {_FORMAT} scheme={self.scheme} profile={self.profile}"
        yield from (f"{text} {self.counts[text]}" for text in sorted(self.counts))

    def check_like(self, other: Baseline, where: str) -> None:
        """
        Refuse to be compared with *other* if that was made in another way.
        """
        for what, own, others in (("scheme", self.scheme, other.scheme), ("profile", self.profile, other.profile)):
            if own != others:
                said = f"it was made with the {what} {own}, and this is {others}: its texts can't be compared"
                raise BadInput(said, where, f"use the options that it was made with, or {_REMEDY}")

    def pruned(self, current: Baseline) -> Baseline:
        """
        Return what of this is still so; nothing is added.

        >>> old, new = (Baseline("docnorm-1", "0" * 16, counts) for counts in ({"a": 3, "b": 2}, {"a": 2, "c": 2}))
        >>> old.pruned(new).counts
        {'a': 2}
        """
        both = {text: min(count, current.counts.get(text, 0)) for text, count in self.counts.items()}
        return replace(self, counts={text: count for text, count in both.items() if count})


@dataclass(frozen=True, slots=True)
class Marks:
    """
    The baseline that a result would make, and which texts of it each member of its groups is about.
    """

    baseline: Baseline
    texts: Mapping[tuple[Passage, Member], frozenset[str]]

    def new(self, groups: Iterable[Gathered], known: Baseline) -> tuple[Gathered, ...]:
        """
        Return the groups with those members only of which a text occurs more often than *known*.
        """
        over = {text for text, count in self.baseline.counts.items() if count > known.counts.get(text, 0)}
        told = []
        for found in groups:
            members = tuple(member for member in found.members if not over.isdisjoint(self.texts[found.kept, member]))
            if members:
                told.append(replace(found, members=members))
        return tuple(told)


def marks(provenance: Provenance, profile: Profile, groups: Iterable[Gathered]) -> Marks:
    """
    Return the fingerprints of all that is in *groups*, which were gathered from the map.

    >>> import docnorm
    >>> body = "“The bridge will be closed for the whole of the summer,” they said.\\n"
    >>> counts = []
    >>> for text in (body * 2, "Something else is here now.\\n" + body * 2, body * 3):
    ...     result = docnorm.canonicalize([docnorm.Source("a", text.encode())])
    ...     counts.append(dict(marks(result.provenance, result.profile, result.groups).baseline.counts))
    >>> counts[0] == counts[1], [list(count.values()) for count in counts]
    (True, [[2], [2], [3]])
    """
    read = _Texts(provenance, profile, {})
    places = {(found.kept, member): _places(read, found.kept, member) for found in groups for member in found.members}
    texts = {pair: frozenset(map(read.fingerprint, found)) for pair, found in places.items()}
    counts = Counter(map(read.fingerprint, set().union(*places.values())))
    return Marks(Baseline(SCHEME, profile.fingerprint, counts), texts)


def parse(text: str, where: str) -> Baseline:
    """
    Return what the lines of a baseline say; a merge may have put them in any order, and some of them twice.

    >>> head = "# docnorm-baseline 1 scheme=docnorm-1 profile=0123456789abcdef"
    >>> parse("\\n".join([head, "f" * 32 + " 2", "f" * 32 + " 3", ""]), "").counts == {"f" * 32: 3}
    True
    """
    heads: dict[tuple[str, str, str], None] = {}
    counts: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if head := _HEAD.fullmatch(stripped):
            heads[head[1], head[2], head[3]] = None
        elif found := _LINE.fullmatch(stripped):
            counts[found[1]] = max(counts.get(found[1], 0), int(found[2]))
        elif stripped:
            raise BadInput("this is no line of a baseline", f"{where}:{number}", f"resolve the conflict, or {_REMEDY}")
    if len(heads) != 1:
        what = "it has two heads that differ" if heads else "it's no baseline, as it doesn't say how it was made"
        raise BadInput(what, where, _REMEDY)
    ((version, scheme, profile),) = heads
    if int(version) != _FORMAT:
        raise BadInput(f"its format is {version}, and only {_FORMAT} is known here", where, _REMEDY)
    return Baseline(scheme, profile, counts)


@dataclass(frozen=True, slots=True)
class _Texts:
    # The texts of places, each read once, and their fingerprints.
    provenance: Provenance
    profile: Profile
    read: dict[_Place, str]

    def text(self, place: _Place) -> str:
        # Each block is cleaned by itself, so that its neighbours don't count; nor do its line breaks.
        if place not in self.read:
            source, start, count = place
            records = self.provenance.by_source[source]
            chosen = records[start : start + count] if count else records
            texts = (normalize(found_text(self.provenance, record), self.profile).text for record in chosen)
            self.read[place] = " ".join(" ".join(texts).split())
        return self.read[place]

    def fingerprint(self, place: _Place) -> str:
        number = self.profile.key_number
        key = number.to_bytes(8, "little") if number else b""
        return hashlib.blake2b(self.text(place).encode(), digest_size=16, key=key).hexdigest()

    def is_long(self, place: _Place) -> bool:
        return sum(map(str.isalnum, self.text(place))) >= self.profile.minimum_letters


def _places(read: _Texts, kept: Passage, member: Member) -> set[_Place]:
    # The paragraphs that are repeated, here and there, so that it makes no difference what they are repeated along
    # with. Short ones come and go with their neighbours, and count only where there's nothing else.
    passage = member.passage
    records = read.provenance.by_source[passage.source]
    chosen = records[passage.start : passage.start + passage.blocks] if passage.blocks else records
    long = set(filter(read.is_long, _linked(chosen)))
    if long:
        return long
    whole = {(passage.source, passage.start, passage.blocks)}
    return whole if kept.is_reference else whole | {(kept.source, kept.start, kept.blocks)}


def _linked(records: Iterable[Record]) -> Iterator[_Place]:
    for record in records:
        link = record.link
        if link is not None and link.block is not None and not link.guarded:
            yield record.source, record.block, 1
            if link.reference is None:
                yield link.source, link.block, 1
