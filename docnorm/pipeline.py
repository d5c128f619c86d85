"""
The first stages in their order: bytes or a text → a document, decoded, repaired, normalized and inspected.

Rule 1: a round of normalization is repeated until it changes nothing, so that normalizing a clean text does nothing.
Rule 2: whatever the profile leaves out, a document's text never holds a lone surrogate: it can always be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from docnorm import decoding, inspecting, normalizing, repairing, rules
from docnorm.alignment import Alignment, Rewritten, Span, rewrite
from docnorm.model import Decoding, Document, Finding
from docnorm.profile import STANDARD, Profile

__all__ = ["normalize"]

# A round may make work for the next one: a fold of quotes, a line that can be repaired; a composition, a backtick.
# Random text made of nothing but such traps was never seen to need more than five.
_ROUNDS = 8

_LOST = ("invalid-utf-8", "lone-surrogate")
_LINE_ENDS = rules.below("line-ends")
_SURROGATES = re.compile("[\ud800-\udfff]+")


def normalize(data: str | bytes, profile: Profile = STANDARD, *, id: str = "") -> Document:  # noqa: A002
    """
    Return the document that *data* is, cleaned as *profile* says; binary and undecodable data has no text.

    >>> document = normalize(b"\\xef\\xbb\\xbfIt\\xe2\\x80\\x99s \\xc3\\x83\\xc2\\xa9t\\xc3\\x83\\xc2\\xa9\\r\\n")
    >>> document.text, document.decoding.how, document.origin((5, 6))
    ("It's été\\n", 'bom', Span(start=10, stop=14))
    """
    if isinstance(data, str):
        decoded, how = data, Decoding("utf-8", "surrogatepass", "text", 100)
    else:
        decoded, how = decoding.decode(data, profile.encoding)
    rewritten, findings = _settled(decoded, profile.rules)
    return Document(id, rewritten.text, decoded, how, rewritten.alignment, findings)


def _settled(decoded: str, names: frozenset[str]) -> tuple[Rewritten, tuple[Finding, ...]]:
    text, alignment = decoded, Alignment.identity(len(decoded))
    findings: tuple[Finding, ...] = ()
    for _ in range(_ROUNDS):  # pragma: no branch (no text is known that needs them all)
        text, change, found = _round(text, names)
        findings = (*_moved((hole for hole in findings if hole.kind != "suspect-mojibake"), change), *found)
        if change.is_identity:
            break
        alignment = alignment.then(change)
    findings = (*findings, *_inspected(text, findings))
    return Rewritten(text, alignment), tuple(sorted(findings, key=lambda finding: finding.span))


def _inspected(text: str, findings: tuple[Finding, ...]) -> Iterator[Finding]:
    # What was lost in decoding has been told of, and needn't be told of again for the sign that stands for it.
    told = inspecting.inspect(text)
    signs = any(finding.kind == "replacement-character" for finding in told)
    known = {at for finding in findings if finding.kind in _LOST for at in range(*finding.span)} if signs else set()
    for finding in told:
        if finding.kind != "replacement-character" or not known.issuperset(range(*finding.span)):
            yield finding


def _round(text: str, names: frozenset[str]) -> tuple[str, Alignment, tuple[Finding, ...]]:
    # Line ends come first, because repair goes line by line.
    lined = normalizing.normalize(text, names & _LINE_ENDS)
    repaired, findings = (repairing.repair if "repair" in names else _without_surrogates)(lined.text)
    clean = normalizing.normalize(repaired.text, names)
    mended = repaired.alignment.then(clean.alignment)
    return clean.text, lined.alignment.then(mended), _moved(findings, mended)


def _without_surrogates(text: str) -> tuple[Rewritten, tuple[Finding, ...]]:
    # What is read as single bytes is repaired by itself, where the rest of the text isn't repaired.
    edits: list[tuple[int, int, str]] = []
    findings: list[Finding] = []
    for found in _SURROGATES.finditer(text):
        repaired, holes = repairing.repair(found[0])
        edits.append((*found.span(), repaired.text))
        findings += (replace(hole, span=Span(*found.span())) for hole in holes)
    return Rewritten(*rewrite(text, edits)), tuple(findings)


def _moved(findings: Iterable[Finding], change: Alignment) -> tuple[Finding, ...]:
    return tuple(replace(finding, span=change.to_target(finding.span)) for finding in findings)
