r"""
The blocks of Markdown: those of CommonMark and its usual extensions, as far as a line alone can tell them apart.

Rule 1: Markdown isn't parsed, only cut: a wrong cut costs a comparison, but never a character.
Rule 2: each line is of one kind, and has the letter of that kind as its mark. What a block is, `BLOCKS` says of marks.
Rule 3: what must be closed is closed by what stands below it, and looked up: no search may run again over lines that
were searched before. What nobody closes ends at a blank line, so that one stray fence can't swallow the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import cast

from docnorm.pages import Page

__all__ = ["as_markdown", "front_matter", "has_table"]

DELIMITER = r"[ ]{0,3}(?=[^\n]*\|)\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$"

KINDS = {
    # what a row is, by the first pattern that it matches, and the letter for it; `t` is text, and a space is blank
    "f": r"[ \t]*+(?:`{3,}+[^`\n]*|~{3,}.*)$",  # a fence: CommonMark 4.5, but indented at will, for it may be in a list
    "h": r"[ ]{0,3}#{1,6}(?:[ \t]|$)",  # a heading: 4.2
    "u": r"[ ]{0,3}-{3,}+[ \t]*+$",  # a rule, or the underline of a heading: 4.1 and 4.3
    "=": r"[ ]{0,3}(?:=++|--)[ \t]*+$",  # text, or the underline of a heading: 4.3
    "-": r"[ ]{0,3}-[ \t]*+$",  # an empty item, or the underline of a heading
    "r": r"[ ]{0,3}(?:(?:-[ \t]*+){3,}+|(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)$",  # a rule: before "b", for `* * *`
    "b": r"[ \t]*+[-*+](?:[ \t]|$)",  # an item: 5.2; indented at will, for lists are nested
    "1": r"[ \t]*+1[.)][ \t]",  # a first item: 5.3; the one number that may stand directly below a paragraph
    "n": r"[ \t]*+[0-9]{1,9}+[.)](?:[ \t]|$)",  # a numbered item: 5.2
    ">": r"[ ]{0,3}>",  # a quotation: 5.1
    "c": r"[ ]{0,3}<!--",  # a comment: 4.6, start condition 2
    "p": r"[ ]{0,3}<(?i:pre|script|style|textarea)(?:[ \t>]|$)",  # 4.6, start condition 1
    "<": r"[ ]{0,3}</?[A-Za-z][A-Za-z0-9-]*+(?:[ \t/>]|$)",  # HTML: 4.6, 6 and 7; `<https://…>` isn't
    "$": r"[ ]{0,3}\$\$(?!.*\$\$)",  # a formula on lines of its own: an extension of nearly everyone
    "[": r"[ ]{0,3}\[[^\]\n]++\]:",  # where a link leads to: 4.7; a footnote, which is an extension
    ":": r"[ ]{0,3}:{3,}+[^:\n]*+$",  # the border of a box: an extension of Pandoc and of many site generators
    "d": DELIMITER,  # the row below the head of a table: an extension of GitHub
}
STARTS = "fhu-rb1>$[:T "  # what may stand directly below another block; not HTML: a wrapped line may begin with a tag
BLOCKS = (
    r"[tyd=][tydn<cp]*+[-u=]?+",  # a paragraph, or a heading of which the last row is the underline
    r"[-b1n][tyd=<cp]*+",
    r">[tydn=<cp>]*+",
    r"\[[tydn=<cp]*+",
    r"[hur:]",
    r"Ty*+",
    r"[<pcf$][^ ]*+",  # where it isn't closed, or needs not be
)
CLOSINGS = {
    # what closes what: the end of the row in which it's found is the end of the block
    "c": r"-->",
    "p": r"</(?:pre|script|style|textarea)>",
    "$": r"\$\$[ \t]*+$",
}

_DELIMITER = re.compile(rf"\n{DELIMITER}", re.MULTILINE)
_KIND = re.compile(
    rf"\n(?=[ \t]*+[-`~#=_*+0-9<>$\[:|])(?:{'|'.join(f'({pattern})' for pattern in KINDS.values())})", re.MULTILINE
)
_LETTERS = "".join(KINDS)
_TEXT = str.maketrans("-a>", "ttt")
_BLOCK = re.compile("|".join(BLOCKS))
_CLOSING = {kind: re.compile(pattern, re.MULTILINE | re.IGNORECASE) for kind, pattern in CLOSINGS.items()}
_FENCE = re.compile(r"[ \t]*(`+|~+)[ \t]*(.?)")
_FRONT = re.compile(
    r"\n(?:---[ \t]*+\n(?:[\w\"'-][^:\n]*:(?:[ \t]|$)|#)|\+\+\+[ \t]*+\n(?:[\w\"'-][^=\n]*=|\[|#))", re.MULTILINE
)
_BACK = {"-": re.compile(r"\n(?:---|\.\.\.)[ \t]*+$", re.MULTILINE), "+": re.compile(r"\n\+\+\+[ \t]*+$", re.MULTILINE)}


def as_markdown(page: Page) -> Iterator[tuple[int, int]]:
    """
    Yield the first line of each block, and the one after its last.
    """
    marks = _kinds(page)
    closings = _closings(page, marks)
    at = front_matter(page)
    if at:
        yield 0, at
    while block := _BLOCK.search(marks, at):
        first = block.start()
        at = closings.get(first, block.end())
        yield first, at


def front_matter(page: Page) -> int:
    """
    Return how many lines of front matter there are; what a rule at the top has below it isn't `key: value`.
    """
    if page.bounds[0] or not (front := _FRONT.match(page.rows)):
        return 0
    back = _BACK[page.rows[1]].search(page.rows, front.end(), page.bounds[-1] + 1)
    return page.line(back) + 1 if back else 0


def has_table(page: Page) -> bool:
    """
    Return whether bars and dashes draw a table.
    """
    return any(at and "|" in page[at - 1] for at in map(page.line, page.find(_DELIMITER)))


def _kinds(page: Page) -> str:
    marks = list(page.marks.translate(_TEXT))
    for row in page.find(_KIND):
        marks[bisect_left(page.bounds, row.start())] = _LETTERS[cast("int", row.lastindex) - 1]
    for at in _places("".join(marks), "d"):
        if at and marks[at - 1] == "t" and "|" in page[at - 1]:
            marks[at - 1] = "T"
            _mark_table(page, marks, at)
    return "".join(marks)


def _mark_table(page: Page, marks: list[str], at: int) -> None:
    while at < len(marks) and marks[at] not in STARTS and "|" in page[at]:
        marks[at] = "y"
        at += 1


def _closings(page: Page, marks: str) -> dict[int, int]:
    # Which block is closed by what, wherever one could start: the number of the line after it.
    closings = _closed_fences(page, _places(marks, "f"))
    for kind, pattern in _CLOSING.items():
        openings = _places(marks, kind)
        ends = [page.line(found) for found in page.find(pattern)] if openings else []
        for at in openings:
            below = bisect_left(ends, at + (kind == "$"))
            if below < len(ends):
                closings[at] = ends[below] + 1
    return closings


def _places(marks: str, kind: str) -> list[int]:
    return [mark.start() for mark in re.finditer(re.escape(kind), marks)]


def _closed_fences(page: Page, fences: list[int]) -> dict[int, int]:
    # A fence is closed by the next one without a word after it, of the same sign, and at least as long. Going up, of
    # the fences below only those matter that are longer than all between: they stand on a stack, the longest at the
    # bottom.
    closings = {}
    below: dict[str, list[tuple[int, int]]] = {"`": [], "~": []}
    for at in reversed(fences):
        mark, word = _FENCE.match(page[at]).groups()  # type: ignore[union-attr]
        stack = below[mark[0]]
        longer = bisect_right(stack, -len(mark), key=lambda fence: fence[0])
        if longer:
            closings[at] = stack[longer - 1][1] + 1
        if not word:
            del stack[bisect_right(stack, -len(mark) - 1, key=lambda fence: fence[0]) :]
            stack.append((-len(mark), at))
    return closings
