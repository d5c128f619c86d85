"""
A text → its blocks: where paragraphs start and stop.

There are four ways to read a text, and `auto` chooses one for each text and says why:

- `line`: every line is a block, because each holds a whole paragraph;
- `blank-line`: blank lines stand between the blocks, whose lines were wrapped by hand, or are verses, or a list. So do
  separators: lines of nothing but signs like `-----`, ` *` or ` .`, which are blocks of their own. And the quoted lines
  of a mail aren't in one block with those that answer them;
- `indent`: the same, and a line that is indented starts a block, as in books without blank lines;
- `markdown`: the blocks of CommonMark and its usual extensions, as far as a line alone can tell them apart.

Rule 1: blocks and the gaps between them tile the text, and a gap holds white space only. So nothing is lost here.
Rule 2: a block neither starts nor ends with a blank line. Its indentation is part of it, the line end after it isn't.
Rule 3: a block that is read alone, in the same way, is one block.
Rule 4: a text is read once, from its start to its end: no search may run again over lines that were searched before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from docnorm.alignment import Span
from docnorm.choosing import INDENTS, Mode, choose, stops
from docnorm.markdown import as_markdown
from docnorm.pages import Page, paged

__all__ = ["Segmentation", "segment"]

_BLOCK = re.compile("a+|-+|>+")
_INDENTED = re.compile(rf"\n[{INDENTS}]++")
_INDENT = re.compile("[ai]a*|-+|>+")


@dataclass(frozen=True, slots=True)
class Segmentation:
    """
    The blocks of a text, how they were found, and why in that way.
    """

    mode: Mode
    why: str
    spans: tuple[Span, ...]


def segment(
    texts: Sequence[str], mode: Literal["auto"] | Mode = "auto", names: Sequence[str] = ()
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
    found = []
    for page, name in zip(paged(texts), names or [""] * len(texts), strict=True):
        chosen, why = choose(page, name) if mode == "auto" else (mode, "it was asked for")
        found.append(Segmentation(chosen, why, _spans(page, chosen)))
    return found


def _spans(page: Page, mode: Mode) -> tuple[Span, ...]:
    blocks = [
        (section.bounds[first], section.bounds[last] - 1)
        for section in page.sections()
        for first, last in _READERS[mode](section)
    ]
    return tuple(map(partial(tuple.__new__, Span), blocks))  # as `Span(*block)`, but several times as fast


# How a text is read: each gives the first line of each block, and the one after its last.


def _by_line(page: Page) -> Iterable[tuple[int, int]]:
    return [(at, at + 1) for at, mark in enumerate(page.marks) if mark != " "]


def _by_blank_line(page: Page) -> Iterable[tuple[int, int]]:
    return (block.span() for block in _BLOCK.finditer(page.marks))


def _by_indent(page: Page) -> Iterable[tuple[int, int]]:
    # In the middle of a sentence, what is indented more than the line above goes on, as in the item of a list.
    marks = list(page.marks)
    before, depth = -2, 0
    for indented in page.find(_INDENTED):
        at = page.line(indented)
        if marks[at] == "a":
            if at > before + 1 or len(indented[0]) <= depth or stops(page, before):
                marks[at], depth = "i", len(indented[0])
            before = at
    return (block.span() for block in _INDENT.finditer("".join(marks)))


_READERS: dict[Mode, Callable[[Page], Iterable[tuple[int, int]]]] = {
    "line": _by_line,
    "blank-line": _by_blank_line,
    "indent": _by_indent,
    "markdown": as_markdown,
}
