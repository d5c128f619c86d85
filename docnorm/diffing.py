r"""
What changed, as a person reads it: a unified diff of the decoded text and the clean one, and notes on the rest.

Rule 1: nothing is searched for: what differs is known, so that a diff of any size is made in one pass.
Rule 2: line ends aren't shown in lines, of which every one would differ; they are counted in a note.
Rule 3: no control character of a text gets out but tabs, and what looks the same before and after is spelled out.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from docnorm.alignment import rewrite
from docnorm.attributing import Edit, Reported
from docnorm.escaping import visible
from docnorm.model import Document

__all__ = ["diff", "findings_in_short", "notes", "spelled"]

_CONTEXT = 3  # lines around what changed
_FINDINGS = 10  # that are told one by one

_PLAIN = re.compile(r"[^\n\t]+")
_NO_END = "\\ No newline at end of file"
_LINE_ENDS = {"crlf": "CRLF", "cr": "CR", "cr-nel": "CR NEL", "nel": "NEL", "ls": "LS", "ps": "PS"}


class _Shift(NamedTuple):
    """
    A change between the two texts that are shown, and how what was found is spelled.
    """

    start: int
    stop: int
    new_start: int
    new_stop: int
    spelled: str


@dataclass(frozen=True, slots=True)
class _Side:
    """
    A text and where its lines start.
    """

    text: str
    starts: array[int]

    @classmethod
    def of(cls, text: str) -> _Side:
        starts = array("q", [0, *(end.end() for end in re.finditer("\n", text))])
        if starts[-1] == len(text):
            starts.pop()  # behind the last line end there's no line
        return cls(text, starts)

    def line(self, at: int) -> int:
        """
        The line that a character is in, or, behind the last line, would be in.
        """
        if at == len(self.text) and (not at or self.text.endswith("\n")):
            return len(self.starts)
        return bisect_right(self.starts, at) - 1

    def start(self, line: int) -> int:
        """
        Where a line starts.
        """
        return self.starts[line] if line < len(self.starts) else len(self.text)


@dataclass(slots=True)
class _Block:
    """
    Lines of both sides that differ, from each side's first one to the one behind its last.
    """

    first: int
    last: int
    new_first: int
    new_last: int
    shifts: list[_Shift]


def diff(document: Document, edits: Iterable[Edit], labels: tuple[str, str]) -> Iterator[str]:
    r"""
    Yield the lines of a unified diff; none if only line ends changed.

    >>> from docnorm.attributing import attribute
    >>> from docnorm.pipeline import normalize
    >>> document = normalize("one\r\n“two”\r\nthree\x07\r\n")
    >>> print("\n".join(diff(document, attribute(document), ("a", "b"))))
    --- a
    +++ b
    @@ -1,3 +1,3 @@
     one
    -“two”
    -three\x07
    +"two"
    +three
    """
    before, shifts = _without_line_ends(document, edits)
    old, new = _Side.of(before), _Side.of(document.text)
    for number, hunk in enumerate(_hunks(_blocks(old, new, shifts))):
        yield from ([f"--- {labels[0]}", f"+++ {labels[1]}"] if not number else [])
        yield from _hunk(old, new, hunk)


def spelled(text: str, rule: str = "") -> str:
    r"""
    Return *text* with what can't be seen in it spelled out, such as spaces and marks; by *rule* `nfc`, all but ASCII.

    >>> print(spelled("a\u2003b’"), spelled("\u212b", "nfc"))
    a\u2003b’ \u212b
    """
    return "".join(_escaped(char) if _is_unclear(char, rule) else char for char in text)


def notes(document: Document, edits: Iterable[Edit], found: Sequence[Reported]) -> Iterator[str]:
    """
    Yield what a diff doesn't show: how the text was read, its line ends, and what was found in it.
    """
    decoding = document.decoding
    if decoding.codec != "utf-8":
        yield f"{decoding.codec} is written as utf-8"
    if decoding.bom:
        yield "the byte order mark is left out"
    ends = Counter(edit.rule for edit in edits if edit.rule.startswith("line-ends."))
    for rule, count in ends.items():
        yield f"line ends {_LINE_ENDS[rule.partition('.')[2]]} → LF: {count:,}"
    if found:
        yield findings_in_short(found)
    for told in found[:_FINDINGS]:
        finding = told.finding
        yield f"{told.line}:{told.column}: {finding.severity}: {finding.kind}: {visible(finding.detail)}"
    if len(found) > _FINDINGS:
        yield f"… and {len(found) - _FINDINGS} more"


def findings_in_short(found: Sequence[Reported]) -> str:
    """
    Return how many findings there are, and how bad they are.
    """
    severities = Counter(told.finding.severity for told in found)
    parts = [f"{severities[name]} {name}" for name in ("error", "warning", "info") if severities[name]]
    return f"{len(found)} finding{'s' if len(found) > 1 else ''}: {', '.join(parts)}"


def _without_line_ends(document: Document, edits: Iterable[Edit]) -> tuple[str, list[_Shift]]:
    # The decoded text with the line ends of the clean one, and the other changes, by offsets of both.
    ends: list[tuple[int, int, str]] = []
    shifts: list[_Shift] = []
    moved = 0
    for edit in edits:
        start, stop = edit.source
        if edit.rule.startswith("line-ends."):
            ends.append((start, stop, edit.canonical))
            moved += len(edit.canonical) - len(edit.found)
        else:
            shifts.append(_Shift(start + moved, stop + moved, *edit.chars, spelled(edit.found, edit.rule)))
    return rewrite(document.decoded, ends)[0], shifts


def _blocks(old: _Side, new: _Side, shifts: Iterable[_Shift]) -> Iterator[_Block]:
    # Whole lines, up to the one behind a change: between two blocks the lines are the same, one by one.
    block: _Block | None = None
    for shift in shifts:
        first, new_first = old.line(shift.start), new.line(shift.new_start)
        last = min(old.line(shift.stop) + 1, len(old.starts))
        new_last = min(new.line(shift.new_stop) + 1, len(new.starts))
        if block and (first <= block.last or new_first <= block.new_last):
            block.last, block.new_last = last, new_last
            block.shifts.append(shift)
        else:
            if block:
                yield block
            block = _Block(first, last, new_first, new_last, [shift])
    if block:
        yield block


def _hunks(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.first - hunk[-1].last > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _hunk(old: _Side, new: _Side, hunk: list[_Block]) -> Iterator[str]:
    lead = min(_CONTEXT, hunk[0].first, hunk[0].new_first)
    tail = min(_CONTEXT, len(old.starts) - hunk[-1].last, len(new.starts) - hunk[-1].new_last)
    first, new_first = hunk[0].first - lead, hunk[0].new_first - lead
    yield f"@@ -{_range(first, hunk[-1].last + tail)} +{_range(new_first, hunk[-1].new_last + tail)} @@"
    at = new_first
    for block in hunk:
        yield from _lines(" ", _shown(new.text[new.start(at) : new.start(block.new_first)]))
        yield from _lines("-", _told(old, block))
        yield from _lines("+", _shown(new.text[new.start(block.new_first) : new.start(block.new_last)]))
        at = block.new_last
    yield from _lines(" ", _shown(new.text[new.start(at) : new.start(at + tail)]))


def _range(first: int, last: int) -> str:
    count = last - first
    return f"{first + 1}" if count == 1 else f"{first + 1 if count else first},{count}"


def _told(old: _Side, block: _Block) -> str:
    at, parts = old.start(block.first), []
    for shift in block.shifts:
        parts += [_shown(old.text[at : shift.start]), shift.spelled]
        at = shift.stop
    return "".join([*parts, _shown(old.text[at : old.start(block.last)])])


def _lines(sign: str, text: str) -> Iterator[str]:
    *lines, rest = text.split("\n")
    yield from (sign + line for line in lines)
    if rest:
        yield sign + rest
        yield _NO_END


def _shown(text: str) -> str:
    return _PLAIN.sub(lambda found: visible(found[0]), text)


def _is_unclear(char: str, rule: str) -> bool:
    if char in " \n\t" or (char.isascii() and char.isprintable()):
        return False
    return rule == "nfc" or unicodedata.category(char)[0] in "CMZ"


def _escaped(char: str) -> str:
    return char.encode("unicode-escape", "surrogatepass").decode("ascii")
