r"""
A text as lines, with a mark for each: what every way of finding paragraphs looks at.

Rule 1: lines are what `kernel.lines` says, never `str.splitlines()`. A form feed ends a line and whatever it stands in.
Rule 2: no line is looked at alone where one pattern can go over the whole text: that is what makes large texts quick.
Rule 3: a mark says what a line is, never what it is for: that depends on how the text is read.

>>> [page.marks for page in paged(["Hi,\n\n> why?\n*****\n> Bye."])]
['a >->']
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from struct import unpack

from docnorm.kernel import lines

__all__ = ["Page", "paged"]

SEPARATORS = (
    # never quotes, dashes or a few dots: they may be what's left for the last line of a wrapped paragraph
    r"(?:[-*_=~#+/|<>][ \t]*+){3,}+",  # a line that was drawn, or asterisks between chapters
    r"[#*>%;]|//",  # the blank line of a comment or a quotation
    r"\.",  # that of a Debian control file
    r"\.\\\"",  # that of a manual page
    r"\.(?:SH|SS|PP|LP|P|IP|TP|HP|TH)(?:[ \t][^\n]*)?",  # what opens a section or a paragraph there: man(7)
    r"--[ ](?=\n|\Z)",  # what stands above a signature: RFC 3676, 4.3
)
QUOTED = r"[ ]?>(?!From[ ]|<)"  # in mail; `>From ` was kept from looking like the start of a message, and `><` is HTML

_SPECIAL = re.compile(rf"\n(?:[ \t]*+(?:{'|'.join(SEPARATORS)})[ \t]*+(?=\n|\Z)|({QUOTED}))")
_BLANKS = bytes.maketrans(b"\0\1", b"a ")


@dataclass(frozen=True, slots=True)
class Page:
    """
    Some lines of a text: where each starts, and where one would start after the last; and a mark for each, which is a
    space for a blank line, `-` for a separator, `>` for a quoted line, and `a` for the others.

    In *rows* a line feed stands before every line, so that one can search for it: it's the text, one character later,
    and without form feeds.
    """

    text: str
    rows: str
    bounds: tuple[int, ...]
    marks: str

    def __getitem__(self, at: int) -> str:
        return self.rows[self.bounds[at] + 1 : self.bounds[at + 1]]

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """
        Yield what is found in these lines; a pattern that opens with a line feed finds lines.
        """
        return pattern.finditer(self.rows, self.bounds[0], self.bounds[-1] + 1)

    def line(self, match: re.Match[str]) -> int:
        """
        Return the number of the line in which something ends that was found.
        """
        return bisect_left(self.bounds, match.end()) - 1

    def sections(self) -> Iterator[Page]:
        """
        Yield the lines between form feeds.
        """
        if "\f" not in self.text:
            yield self
            return
        ends = [at for at, bound in enumerate(self.bounds) if self.text[bound - 1 : bound] == "\f"]
        for first, last in pairwise([0, *ends, len(self.marks)]):
            yield Page(self.text, self.rows, self.bounds[first : last + 1], self.marks[first:last])


def paged(texts: Sequence[str]) -> Iterator[Page]:
    """
    Yield the lines of each text.
    """
    plain = [text.replace("\f", "\n") for text in texts]
    starts, blanks, offsets = lines(plain)
    firsts = _unpacked(starts)
    for text, flat, (first, last) in zip(texts, plain, pairwise(_unpacked(offsets)), strict=True):
        rows = f"\n{flat}"
        bounds = (*firsts[first:last], len(text) + (rows[-1] != "\n"))
        yield Page(text, rows, bounds, _marks(rows, bounds, blanks[first:last]))


def _unpacked(column: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(column) // 8}Q", column)


def _marks(rows: str, bounds: Sequence[int], blanks: bytes) -> str:
    marks = bytearray(blanks.translate(_BLANKS))
    for special in _SPECIAL.finditer(rows):
        marks[bisect_left(bounds, special.start())] = ord(">" if special[1] else "-")
    return marks.decode("ascii")
