r"""
Which rule made which change: every difference between a document's text and its source, with its places on both sides.

Rule 1: what differs is the alignment's to say. Which rule it was follows from the tables, and from what stands there.
Rule 2: what no rule explains is `repair` where repair alone changes something there; otherwise it was `several` rules.
Rule 3: linear in the text and in the changes, whatever they are; a document is read again at most once.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from docnorm import places, rules
from docnorm.alignment import Alignment, Span, rewrite
from docnorm.composing import composed
from docnorm.model import Document, Finding
from docnorm.pipeline import normalize
from docnorm.profile import STANDARD, Profile

__all__ = ["INVALID", "SEVERAL", "Edit", "Lines", "Reported", "attribute", "limited", "reported"]

INVALID: Final = "decode.invalid"
"""What explains a change of bytes that the encoding has no character for."""

SEVERAL: Final = "several"
"""What explains a change that more than one step had a hand in."""

_MINIMAL = rules.PROFILES["minimal"]
_LINE_END = re.compile("\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Edit(NamedTuple):
    """
    A change: *found* stood at *bytes* of the source, which are *source* of the decoded text, and became *canonical*, at
    *chars* of the clean text, by *rule*: the name of a rule, those of two, joined by a plus, `repair`, `nfc`,
    `decode.invalid` or `several`.
    """

    bytes: Span
    source: Span
    chars: Span
    found: str
    canonical: str
    rule: str


class Reported(NamedTuple):
    """
    A finding and where it is in the source: in its bytes, and in which line and column, both counted from 1.
    """

    finding: Finding
    bytes: Span
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Lines:
    """
    Where the lines of a text start, as editors count them: by CRLF, CR and LF.
    """

    starts: array[int]

    @classmethod
    def of(cls, text: str) -> Lines:
        """
        Return the lines of *text*.
        """
        return cls(array("q", [0, *(end.end() for end in _LINE_END.finditer(text))]))

    def place(self, at: int) -> tuple[int, int]:
        r"""
        Return the line and the column of a character, both counted from 1.

        >>> Lines.of("one\r\ntwo").place(6)
        (2, 2)
        """
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1


def attribute(document: Document, profile: Profile = STANDARD) -> Iterator[Edit]:
    r"""
    Yield every change that led to *document*, which was normalized with *profile*, in order.

    >>> profile = Profile(name="standard")
    >>> document = normalize("It’s cafÃ©\r\n".encode(), profile)
    >>> [(edit.found, edit.canonical, edit.rule, tuple(edit.bytes)) for edit in attribute(document, profile)]
    [('’', "'", 'quotes.right-single', (2, 5)), ('Ã©', 'é', 'repair', (10, 14)), ('\r', '', 'line-ends.crlf', (14, 15))]
    """
    if document.alignment.is_identity:
        return
    decoding, decoded = document.decoding, document.decoded
    where, first = places.of(decoded, decoding.codec, decoding.errors), len(decoding.bom)
    explain = _explainer(document, profile)
    for source, target in document.alignment.changes():
        start, stop = where.bytes_of(source)
        found, canonical = decoded[slice(*source)], document.text[slice(*target)]
        yield Edit(Span(first + start, first + stop), source, target, found, canonical, explain(source, canonical))


def reported(document: Document) -> list[Reported]:
    """
    Return the findings of *document* with their places in the source, in their order.

    >>> [(told.line, told.column, told.bytes.start) for told in reported(normalize("é\\r\\nx = “\\u202e”".encode()))]
    [(2, 6, 11)]
    """
    if not document.findings:
        return []
    decoding, lines = document.decoding, Lines.of(document.decoded)
    where, first = places.of(document.decoded, decoding.codec, decoding.errors), len(decoding.bom)
    told = []
    for finding in document.findings:
        source = document.alignment.to_source(finding.span)
        start, stop = where.bytes_of(source)
        told.append(Reported(finding, Span(first + start, first + stop), *lines.place(source.start)))
    return told


def limited(profile: Profile, *steps: str) -> Profile:
    """
    Return *profile* with no rules but those of *steps*, of `line-ends` and `repair`, that it has itself.

    >>> sorted(limited(Profile(without=("line-ends.nel",)), "repair", "line-ends").rules)[:2]
    ['line-ends.cr', 'line-ends.cr-nel']
    """
    on = profile.rules & rules.below(*steps)
    return replace(profile, name="minimal", without=tuple(_MINIMAL - on), also=())


def _explainer(document: Document, profile: Profile) -> Callable[[Span, str], str]:
    decoded = document.decoded
    by_rule = cache(_tables(profile.rules))

    @cache
    def repairs() -> Alignment:
        # What it was read from is made from the text again, as the same function read it.
        decoding = document.decoding
        data = decoded if decoding.how == "text" else decoding.bom + decoding.encode(decoded)
        return normalize(data, limited(profile, "line-ends", "repair"), id=document.id).alignment

    def explain(source: Span, canonical: str) -> str:
        is_before_end = decoded.startswith("\n", source.stop)
        if name := by_rule(decoded[slice(*source)], canonical, is_before_end):
            return name
        return "repair" if "repair" in profile.rules and _changes(repairs(), source) else SEVERAL

    return explain


def _changes(alignment: Alignment, source: Span) -> bool:
    after = bisect_right(alignment.source_stops, source.start)
    return after < len(alignment) and alignment.source_starts[after] < source.stop


def _tables(names: frozenset[str]) -> Callable[[str, str, bool], str]:
    # What one rule explains, or two, of which the second took up what the first one made.
    on = [rule for rule in rules.RULES if rule.name in names and rule.source]
    pairs = {
        (one.source, other.target): f"{one.name}+{other.name}"
        for one, other in product(on, on)
        if one.target == other.source
    }
    known = pairs | {(rule.source, rule.target): rule.name for rule in on}

    def by_rule(found: str, canonical: str, is_before_end: bool) -> str:
        if name := known.get((found, canonical)):
            return name
        if (found, canonical, is_before_end) == ("\r", "", True):
            return "line-ends.crlf"
        if _SURROGATE.search(found):
            return INVALID
        return "nfc" if "nfc" in names and rewrite(found, composed(found))[0] == canonical else ""

    return by_rule
