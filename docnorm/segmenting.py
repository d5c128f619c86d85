"""
A text → its blocks: where paragraphs start and stop.

There are three ways to read a text, and `auto` chooses one for each text and says why:

- `line`: every line is a block, because each holds a whole paragraph;
- `blank-line`: blank lines stand between the blocks, whose lines were wrapped by hand, or are verses, or a list. So do
  separators: lines of nothing but signs like `-----`, ` *` or ` .`, which are blocks of their own;
- `markdown`: the blocks of CommonMark and its usual extensions, as far as a line alone can tell them apart.

Rule 1: blocks and the gaps between them tile the text, and a gap holds white space only. So nothing is lost here.
Rule 2: a block neither starts nor ends with a blank line. Its indentation is part of it, the line end after it isn't.
Rule 3: lines are what `kernel.lines` says, never `str.splitlines()`. A form feed ends a line and whatever it stands in.
Rule 4: a text is read once, from its start to its end: no search may run again over lines that were searched before.
Rule 5: Markdown isn't parsed, only cut: a wrong cut costs a comparison, but never a character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from struct import unpack
from typing import Literal

from docnorm.alignment import Span
from docnorm.kernel import lines

__all__ = ["Segmentation", "segment"]

Mode = Literal["line", "blank-line", "markdown"]

LONG = 120  # columns: no one wraps wider by hand, and a line beyond it is most likely a whole paragraph
WRAPPED = 40  # columns: lines that were filled up are wider on average; those of verses, lists and tables aren't
PARAGRAPH = 25  # lines: where paragraphs were longer than this on average, blank lines would stand for something else

SUFFIXES = (
    ".md",  # what nearly everyone uses
    ".markdown",  # what its inventor uses
)

SEPARATORS = (
    # never quotes, dashes or a few dots: they may be what's left for the last line of a wrapped paragraph
    r"(?:[-*_=~#+/|<>][ \t]*+){3,}+",  # a line that was drawn, or asterisks between chapters
    r"[#*>%;]|//",  # the blank line of a comment or a quotation
    r"\.",  # that of a Debian control file
    r"\.\\\"",  # that of a manual page
)

KINDS = {
    # what a row of Markdown is, by the first pattern that it matches
    "fence": r"[ \t]*+(?:`{3,}[^`]*|~{3,}.*)$",  # CommonMark 4.5, but indented at will, for it may stand in a list
    "heading": r" {0,3}#{1,6}(?:[ \t]|$)",  # 4.2
    "rule": r" {0,3}(?P<sign>[-*_])(?:[ \t]*+(?P=sign)){2,}[ \t]*$",  # 4.1: before "bullet", as `* * *` could be both
    "bullet": r"[ \t]*+[-*+](?:[ \t]|$)",  # 5.2: indented at will, for lists are nested
    "first": r"[ \t]*+1[.)][ \t]",  # 5.3: the one number that may stand directly below a paragraph
    "number": r"[ \t]*+[0-9]{1,9}[.)](?:[ \t]|$)",  # 5.2
    "quote": r" {0,3}>",  # 5.1
    "comment": r" {0,3}<!--",  # 4.6, start condition 2
    "html": r" {0,3}</?[A-Za-z][A-Za-z0-9-]*(?:[ \t/>]|$)",  # 4.6, start conditions 1, 6 and 7; `<https://…>` isn't one
}
STARTS = frozenset({"fence", "heading", "rule", "bullet", "first", "quote", "table", "blank"})
ENDS = {
    # what a block of each kind ends before: HTML itself is missing in `STARTS`, as a wrapped line may begin with a tag
    "text": STARTS,
    "table": STARTS,
    "quote": STARTS - {"quote"},
    "bullet": STARTS | {"number"},
    "first": STARTS | {"number"},
    "number": STARTS | {"number"},
    "heading": frozenset({*KINDS, "text", "table", "blank"}),
    "rule": frozenset({*KINDS, "text", "table", "blank"}),
    "html": frozenset({"blank"}),  # 4.6, end condition 6 and 7
    "comment": frozenset({"blank"}),  # or where it's closed; with blank lines inside it is more than one block
    "fence": frozenset({"blank"}),  # only if nothing closes it, so that one stray fence can't swallow the rest
}

_KIND = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))
_FENCE = re.compile(r"[ \t]*(`+|~+)[ \t]*(.?)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_DELIMITER = re.compile(r" {0,3}\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)*\|?[ \t]*$")
_KEY = {"---": re.compile(r"[\w\"'-][^:]*:(?:[ \t]|$)|#"), "+++": re.compile(r"[\w\"'-][^=]*=|\[|#")}
_FENCES = re.compile(r"^ {0,3}```[^`\n]*$", re.MULTILINE)
_HEADINGS = re.compile(r"(?:\A|(?<=\n\n))(#{1,6})[ \t]+\S[^\n]*(?=\n\n|\n?\Z)")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U0001f000-\U0003fffd]")
_SEPARATOR = re.compile(rf"[ \t]*+(?:{'|'.join(SEPARATORS)})[ \t]*+(?![^\n\f])")
_LINE = re.compile(r"\S")
_LINES = re.compile(r"\S{2,}")
_RUN = re.compile("a+")
_BLOCK = re.compile("a+|-+")


@dataclass(frozen=True, slots=True)
class Segmentation:
    """
    The blocks of a text, how they were found, and why in that way.
    """

    mode: Mode
    why: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """
    Some lines of a text: where they start and where the last one stops; and a mark for each, which is a space for a
    blank line, `-` for a separator, and `a` for the others.
    """

    text: str
    bounds: tuple[int, ...]
    marks: str

    def __getitem__(self, at: int) -> str:
        return self.text[self.bounds[at] : self.bounds[at + 1]].rstrip("\n\f")

    def sections(self) -> Iterator[_Lines]:
        """
        Yield the lines between form feeds.
        """
        if "\f" not in self.text:
            yield self
            return
        ends = [at for at, bound in enumerate(self.bounds) if bound and self.text[bound - 1] == "\f"]
        for first, last in pairwise([0, *ends, len(self.marks)]):
            yield _Lines(self.text, self.bounds[first : last + 1], self.marks[first:last])


def segment(
    texts: Sequence[str], mode: Literal["auto", "line", "blank-line", "markdown"] = "auto", names: Sequence[str] = ()
) -> list[Segmentation]:
    r"""
    Return the blocks of each text.

    The names of the files that the texts are from, if there are any, help `auto`. A name can only say that a text is
    Markdown: a `.txt` with headings, fences or front matter is read as Markdown, too.

    >>> one, other = segment(["An old, wrapped\nparagraph.\n\n  * * *\nB.\n", "# `q\n\tq`"], names=["a", "B.MD"])
    >>> one.mode, one.why
    ('blank-line', 'blank lines part its paragraphs')
    >>> one.spans
    (Span(start=0, stop=26), Span(start=28, stop=35), Span(start=36, stop=38))
    >>> other.mode, other.why, other.spans
    ('markdown', 'its name ends in .md', (Span(start=0, stop=4), Span(start=5, stop=8)))
    """
    starts, blanks, offsets = lines([text.replace("\f", "\n") for text in texts])
    firsts, rows = _unpacked(starts), pairwise(_unpacked(offsets))
    found = []
    for text, name, (first, last) in zip(texts, names or [""] * len(texts), rows, strict=True):
        page = _Lines(text, (*firsts[first:last], len(text)), _marks(text, firsts[first:last], blanks[first:last]))
        chosen, why = _choose(page, name) if mode == "auto" else (mode, "it was asked for")
        found.append(Segmentation(chosen, why, tuple(_spans(page, chosen))))
    return found


def _marks(text: str, starts: Sequence[int], blanks: bytes) -> str:
    return "".join(
        " " if blank else "-" if _SEPARATOR.match(text, at) else "a" for at, blank in zip(starts, blanks, strict=True)
    )


def _unpacked(column: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(column) // 8}Q", column)


def _spans(page: _Lines, mode: Mode) -> Iterator[Span]:
    for section in page.sections():
        for first, last in _READERS[mode](section):
            stop = section.bounds[last]
            yield Span(section.bounds[first], stop - (page.text[stop - 1] in "\n\f"))


# How a text should be read.


def _choose(page: _Lines, name: str) -> tuple[Mode, str]:
    runs = [run.span() for run in _RUN.finditer(page.marks)]
    if sign := _sign_of_markdown(page, name):
        return "markdown", sign
    if _has_long_lines(page):
        return "line", "its lines are as long as paragraphs"
    if len(runs) == 1 and _is_a_paragraph(page, *runs[0]):
        return "blank-line", "it is one wrapped paragraph"
    if len(runs) < 2:
        return "line", "no blank lines part its lines" if runs else "it has no text"
    if page.marks.count("a") > PARAGRAPH * len(runs):
        return "line", "blank lines are rare in it"
    return "blank-line", "blank lines part its paragraphs"


def _sign_of_markdown(page: _Lines, name: str) -> str:
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            return f"its name ends in {suffix}"
    if _front_matter(page):
        return "it opens with front matter"
    if "```" in page.text and len(_FENCES.findall(page.text)) > 1:
        return "it has fenced code"
    levels = _HEADINGS.findall(page.text) if "##" in page.text else []
    # A single `#` alone may as well be the prompt of a shell.
    if len(levels) > 1 and max(levels) > "#":
        return "it has headings marked with #"
    return ""


def _has_long_lines(page: _Lines) -> bool:
    # Only where lines follow each other it matters how they're read. Measured on licences, manuals, news and scripture:
    # for nearly all texts less than a tenth of what is there stands in long lines, or else more than a quarter.
    long = total = 0
    for run in _LINES.finditer(page.marks):
        for at in range(*run.span()):
            length = page.bounds[at + 1] - page.bounds[at]
            total += length
            long += length * _is_long(page, at)
    return 4 * long > total


def _is_long(page: _Lines, at: int) -> bool:
    length = page.bounds[at + 1] - page.bounds[at]
    if length <= LONG // 2 or length > LONG:
        return length > LONG
    return length + len(_WIDE.findall(page[at])) > LONG


def _is_a_paragraph(page: _Lines, first: int, last: int) -> bool:
    # Wrapped text goes on in lower case, or is all in capitals. In a script without case one can't tell.
    below = [page[at].lstrip() for at in range(first + 1, min(last, first + PARAGRAPH))]
    going_on = sum(row[:1].islower() or row.isupper() for row in below)
    width = (page.bounds[last - 1] - page.bounds[first]) // max(1, last - first - 1)
    return last - first <= PARAGRAPH and width >= WRAPPED and 2 * going_on > len(below)


# How a text is read: each gives the first line of each block, and the one after its last.


def _by_line(page: _Lines) -> Iterator[tuple[int, int]]:
    return (line.span() for line in _LINE.finditer(page.marks))


def _by_blank_line(page: _Lines) -> Iterator[tuple[int, int]]:
    return (block.span() for block in _BLOCK.finditer(page.marks))


def _as_markdown(page: _Lines) -> Iterator[tuple[int, int]]:
    rows = [page[at] for at in range(len(page.marks))]
    kinds = _kinds(rows, page.marks)
    closings = _closings(rows, kinds)
    at = _front_matter(page)
    if at:
        yield 0, at
    while at < len(rows):
        end = at + 1
        if kinds[at] != "blank":
            end = closings[at] + 1 if at in closings else _end(rows, kinds, at)
            yield at, end
        at = end


_READERS: dict[Mode, Callable[[_Lines], Iterator[tuple[int, int]]]] = {
    "line": _by_line,
    "blank-line": _by_blank_line,
    "markdown": _as_markdown,
}


def _front_matter(page: _Lines) -> int:
    # How many lines it has. What a rule at the top has below it isn't `key: value`.
    mark = page[0].rstrip() if page.marks and page.bounds[0] == 0 else ""
    if mark not in _KEY or len(page.marks) < 2 or not _KEY[mark].match(page[1]):
        return 0
    marks = (mark, "...") if mark == "---" else (mark,)
    return next((at + 1 for at in range(1, len(page.marks)) if page[at].rstrip() in marks), 0)


def _kinds(rows: list[str], marks: str) -> list[str]:
    kinds = ["blank" if mark == " " else _kind(row) for row, mark in zip(rows, marks, strict=True)]
    for at in range(len(rows) - 1):
        if kinds[at] == "text" and "|" in rows[at] and "|" in rows[at + 1] and _DELIMITER.match(rows[at + 1]):
            kinds[at] = "table"
    return kinds


def _kind(row: str) -> str:
    match = _KIND.match(row)
    return (match.lastgroup if match else None) or "text"


def _closings(rows: list[str], kinds: list[str]) -> dict[int, int]:
    # Which fence closes which: the next without a word after it, of the same sign, and at least as long. Going up, of
    # the fences below only those matter that are longer than all between: they stand on a stack, the longest at the
    # bottom.
    closings = {}
    below: dict[str, list[tuple[int, int]]] = {"`": [], "~": []}
    for at in reversed([at for at, kind in enumerate(kinds) if kind == "fence"]):
        mark, word = _FENCE.match(rows[at]).groups()  # type: ignore[union-attr]
        stack = below[mark[0]]
        longer = bisect_right(stack, -len(mark), key=lambda fence: fence[0])
        if longer:
            closings[at] = stack[longer - 1][1]
        if not word:
            del stack[bisect_right(stack, -len(mark) - 1, key=lambda fence: fence[0]) :]
            stack.append((-len(mark), at))
    return closings


def _end(rows: list[str], kinds: list[str], at: int) -> int:
    kind = kinds[at]
    for end in range(at + 1, len(rows)):
        if kind == "text" and _UNDERLINE.match(rows[end]):
            return end + 1
        if kind == "comment" and "-->" in rows[end - 1]:
            return end
        if kind == "table" and "|" not in rows[end]:
            return end
        if kinds[end] in ENDS[kind]:
            return end
    return len(rows)
