r"""
How a text should be read, and why: what `auto` means.

The signs are looked for in this order: those of Markdown; long lines; first lines that are indented; lines that are
sentences; blank lines. The first that is found decides.

Rule 1: a choice looks at joints: where a line follows another without a blank line between. Only there it matters.
Rule 2: a share decides, never one line: any line may be an exception.
Rule 3: no language is known here, and no word: only widths, indentation, case, and how a line ends.
Rule 4: large texts are judged by lines from all over them, so that to choose costs less than to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from docnorm.markdown import front_matter, has_table
from docnorm.pages import Page

__all__ = ["INDENTS", "SUFFIXES", "Mode", "choose", "stops"]

Mode: TypeAlias = Literal["line", "blank-line", "indent", "markdown"]

LONG = 120  # columns: no one wraps wider by hand, and a line beyond it is most likely a whole paragraph
WRAPPED = 40  # columns: lines that were filled up are wider on average; those of verses, lists and tables aren't
PARAGRAPH = 25  # lines: where paragraphs were longer than this on average, blank lines would stand for something else
INDENTED = 12  # columns: an indent beyond this is no first line's, but a layout
WINDOWS, WINDOW = 24, 32  # how many lines of a large text are looked at, and how many of them together

SUFFIXES = (
    ".md",  # what nearly everyone uses
    ".markdown",  # what its inventor uses
    ".mdown",  # what he mentions, too
    ".mkd",  # what older editors write
    ".mdx",  # with components between the paragraphs
    ".rmd",  # with R in the fences
    ".qmd",  # the same for several languages
)
STOPS = (
    *(".", "!", "?", "…"),
    *("。", "！", "？", "．", "；", "："),  # the Chinese semicolon and colon end the items of a statute
    *("؟", "۔", "।", "॥", "։", "።"),  # Arabic, Urdu, Indic, Armenian, Ethiopic
)
CLOSERS = "\"'”’»›）)」』】〉》]}_*"  # what may follow a stop
INDENTS = " \t\u00a0\u3000"

_FENCES = re.compile(r"\n {0,3}```[^`\n]*+(?=\n|\Z)")
_HASHES = re.compile(r"\n#")
_HEADINGS = re.compile(r"\n(?<![^\n]\n)(#{1,6})[ \t]+\S[^\n]*+(?=\n\n|\n?\Z)")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U0001f000-\U0003fffd]")
_RUN = re.compile("[a>]+")
_TEXT = re.compile("[a>]")
_LINES = re.compile(r"\S{2,}")
_COMMENT = re.compile(r"[#%;/!]+[ \t]+")


class _Row(NamedTuple):
    """
    A line, as far as it matters here: its mark; how wide it is, in columns, and its first word; how far it is indented;
    with what it starts, whether that is in capitals, and whether it ends like a sentence.
    """

    mark: str
    width: int
    word: int
    indent: int
    first: str
    capitals: bool
    stops: bool


_Joint: TypeAlias = tuple[_Row, _Row]


def choose(page: Page, name: str = "") -> tuple[Mode, str]:
    r"""
    Return how a text should be read, and why; a name can only say that it's Markdown.

    >>> from docnorm.pages import paged
    >>> [choose(page) for page in paged(["One.\n\nTwo,\nthree.", "# A\n\n## B"])]
    [('blank-line', 'blank lines part its paragraphs'), ('markdown', 'it has headings marked with #')]
    """
    if sign := _sign_of_markdown(page, name):
        return "markdown", sign
    chunks = list(_looked_at(page))
    if _are_long(chunks):
        return "line", "its lines are as long as paragraphs"
    joints = [joint for chunk in chunks for joint in pairwise(chunk) if joint[0].mark == joint[1].mark == "a"]
    if _open_with_an_indent(joints):
        return "indent", "its paragraphs start with an indented line"
    if why := _why_by_line(page, joints):
        return "line", why
    several = len(_RUN.findall(page.marks)) > 1
    return "blank-line", "blank lines part its paragraphs" if several else "it is one wrapped paragraph"


def _why_by_line(page: Page, joints: list[_Joint]) -> str:
    runs, lines, wrapped = len(_RUN.findall(page.marks)), len(_TEXT.findall(page.marks)), _are_wrapped(joints)
    if runs < 2:
        one = lines <= PARAGRAPH and wrapped
        return "" if one else "no blank lines part its lines" if runs else "it has no text"
    if _are_sentences(joints):
        return "nearly all its lines end like a sentence"
    # Where lines are wrapped, they are less likely paragraphs than those are long.
    rare = lines > PARAGRAPH * runs * (4 if wrapped else 1)
    return "blank lines are rare in it" if rare else ""


def stops(page: Page, at: int) -> bool:
    """
    Return whether a line ends like a sentence.
    """
    start, stop = page.bounds[at] + 1, page.bounds[at + 1]
    return page.rows[max(start, stop - len(CLOSERS)) : stop].rstrip(INDENTS + CLOSERS).endswith(STOPS)


def _sign_of_markdown(page: Page, name: str) -> str:
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            return f"its name ends in {suffix}"
    if front_matter(page):
        return "it opens with front matter"
    if "```" in page.rows and len(_FENCES.findall(page.rows)) > 1:
        return "it has fenced code"
    levels = _HEADINGS.findall(page.rows) if "##" in page.rows else []
    # A single `#` alone may as well be the prompt of a shell, and where more lines start so, they are comments.
    if len(levels) > 1 and max(levels) > "#" and 2 * len(levels) >= len(_HASHES.findall(page.rows)):
        return "it has headings marked with #"
    return "it has a table drawn with |" if "|" in page.rows and has_table(page) else ""


# What is looked at.


def _looked_at(page: Page) -> Iterator[list[_Row]]:
    # Lines that follow each other, from all over the text.
    last = max(0, len(page.marks) - WINDOW)
    few = len(page.marks) <= WINDOWS * WINDOW
    for window in [0] if few else [last * number // (WINDOWS - 1) for number in range(WINDOWS)]:
        for run in _LINES.finditer(page.marks, window, len(page.marks) if few else window + WINDOW):
            yield [_row(page, at) for at in range(*run.span())]


def _row(page: Page, at: int) -> _Row:
    start, stop = page.bounds[at] + 1, page.bounds[at + 1]
    head = page.rows[start : min(stop, start + WRAPPED)]
    text = head.lstrip(INDENTS)
    indent = len(head) - len(text)
    if comment := _COMMENT.match(text):
        text = text[comment.end() :]
    width = stop - start
    if width < LONG and not page.text.isascii():
        width += len(_WIDE.findall(page.rows, start, stop))
    word = len(text.partition(" ")[0])
    return _Row(page.marks[at], width, word, indent, text[:1], text.isupper(), stops(page, at))


# What it shows.


def _are_long(chunks: list[list[_Row]]) -> bool:
    # Measured on licences, manuals, news and scripture: for nearly all texts less than a tenth of what is there stands
    # in long lines, or else more than a quarter.
    widths = [row.width for chunk in chunks for row in chunk]
    return 4 * sum(width for width in widths if width >= LONG) > sum(widths)


def _open_with_an_indent(joints: list[_Joint]) -> bool:
    # What stands above a first line ends like a sentence, and most other lines don't: it is so in prose alone. Verses,
    # lists and programs are indented in the middle of things.
    firsts = sum(0 < row.indent <= INDENTED and not below.indent for row, below in joints)
    opened = [row.stops for row, below in joints if not row.indent and 0 < below.indent <= INDENTED]
    flush = [row.stops for row, below in joints if not below.indent]
    plenty = firsts > 1 and 40 * len(opened) >= len(joints) and 5 * len(flush) >= len(joints)
    return plenty and 4 * sum(opened) >= 3 * len(opened) > 0 and 5 * sum(flush) <= 2 * len(flush)


def _are_sentences(joints: list[_Joint]) -> bool:
    # Short lines tell nothing: they are headings, names above what is said, or verses.
    stopping = [row.stops for row, _ in joints if row.width >= WRAPPED // 2]
    return len(stopping) > 2 and 4 * sum(stopping) >= 3 * len(stopping)


def _are_wrapped(joints: list[_Joint]) -> bool:
    widths = sorted(row.width for row, _ in joints)
    full = widths[-1 - len(widths) // 20] if widths else 0
    going_on = sum(_goes_on(row, below, full) for row, below in joints)
    return _width(joints) >= WRAPPED and 2 * going_on > len(joints)


def _goes_on(row: _Row, below: _Row, full: int) -> bool:
    # Wrapped text goes on in lower case, or is all in capitals; or else the next word had no room and no sentence ends.
    if below.first.islower() or below.capitals:
        return True
    cased = below.first.lower() != below.first.upper()
    return below.first.isalpha() and not row.stops and row.width + (below.word if cased else 4) >= full


def _width(joints: list[_Joint]) -> int:
    return sum(row.width for row, _ in joints) // max(1, len(joints))
