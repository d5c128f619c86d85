"""
The first stages in their order: bytes or a text → a document, decoded, repaired, normalized and inspected.

Rule 1: a round of normalization is repeated until it changes nothing, so that normalizing a clean text does nothing.
Rule 2: bytes that no character was found for are read first, whatever the profile leaves out, so that a document's text
        never holds a lone surrogate: it can always be written.
Rule 3: what only damaged texts need is imported only for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from docnorm import decoding, inspecting, normalizing, rules
from docnorm.alignment import Alignment, Rewritten, Span
from docnorm.errors import BadInput
from docnorm.model import Decoding, Document, Finding
from docnorm.profile import STANDARD, Profile, check_profile
from docnorm.surveying import Survey, survey
from docnorm.suspecting import suspect_lines

__all__ = ["normalize"]

# A round may make work for the next one: a fold of quotes, a line that can be repaired; a composition, a backtick.
# Random text made of nothing but such traps was never seen to need more than five.
_ROUNDS = 8

_LOST = ("invalid-utf-8", "invalid-bytes", "lone-surrogate")
_LINE_ENDS = rules.below("line-ends")


def normalize(data: str | bytes, profile: Profile = STANDARD, *, id: str = "") -> Document:  # noqa: A002
    """
    Return the document that *data* is, cleaned as *profile* says; binary and undecodable data has no text.

    >>> document = normalize(b"\\xef\\xbb\\xbfIt\\xe2\\x80\\x99s \\xc3\\x83\\xc2\\xa9t\\xc3\\x83\\xc2\\xa9\\r\\n")
    >>> document.text, document.decoding.how, document.origin((5, 6))
    ("It's été\\n", 'bom', Span(start=10, stop=14))
    """
    _check(data, profile)
    if isinstance(data, str):
        decoded, how = data, Decoding("utf-8", "surrogatepass", "text", 100)
    else:
        decoded, how = decoding.decode(data, profile.encoding_of(id))
    (text, alignment), findings = _settled(decoded, how.codec, profile.rules)
    return Document(id, text, decoded, how, alignment, (*_told(how, profile.encoding_of(id)), *findings))


def _check(data: object, profile: Profile) -> None:
    check_profile(profile)
    if not isinstance(data, str | bytes):
        what = f"it's {type(data).__name__}, neither bytes nor a text"
        raise BadInput(what, "data", "give the bytes as they are, or a str")


def _told(how: Decoding, declared: str | None) -> tuple[Finding, ...]:
    # UTF-8 and a byte order mark need no declaration, and it's no news that they don't heed it.
    if declared is None or how.how in ("text", "utf-8", "bom", "declared"):
        return ()
    detail = f"it isn't {declared}, and is read as {how.codec if how.is_text else 'no text'} ({how.how})"
    return (Finding("declared-encoding-failed", Span(0, 0), detail),)


def _settled(text: str, codec: str, names: frozenset[str]) -> tuple[Rewritten, tuple[Finding, ...]]:
    alignment = Alignment.identity(len(text))
    findings: tuple[Finding, ...] = ()
    for _ in range(_ROUNDS):  # pragma: no branch (no text is known that needs them all)
        seen = survey(text, names)
        (text, change), found = _islands(text, codec) if seen.has_surrogates else _round(text, names, seen)
        findings = (*_moved((hole for hole in findings if hole.kind != "suspect-mojibake"), change), *found)
        if change.is_identity:
            break
        alignment = alignment.then(change)
    if seen.is_notable:
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


_Round = tuple[Rewritten, tuple[Finding, ...]]


def _islands(text: str, codec: str) -> _Round:
    from docnorm import islands

    read, findings = islands.read_islands(text, codec)
    return read, _moved(findings, read.alignment)


def _round(text: str, names: frozenset[str], seen: Survey) -> _Round:
    suspects = suspect_lines(text) if "repair" in names else None
    if suspects is None or not suspects.lines:
        return normalizing.normalize(text, names, seen), ()
    from docnorm import repairing

    # Line ends come first, because repair goes line by line.
    lined = normalizing.normalize(text, names & _LINE_ENDS)
    repaired, findings = repairing.repair(lined.text, suspects if lined.text is text else None)
    clean = normalizing.normalize(repaired.text, names)
    mended = repaired.alignment.then(clean.alignment)
    return Rewritten(clean.text, lined.alignment.then(mended)), _moved(findings, mended)


def _moved(findings: Iterable[Finding], change: Alignment) -> tuple[Finding, ...]:
    return tuple(replace(finding, span=change.to_target(finding.span)) for finding in findings)
