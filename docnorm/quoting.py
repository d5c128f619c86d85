"""
Which quotation marks of a text are a person's, and may be folded.

Rule 1: a mark within code, a tag or an address is a program's; one beside Chinese, Japanese or Korean is a letter's
        neighbour as it should be. Neither is folded, and neither is its partner.
Rule 2: nothing is looked for before a text is known to have it; every scan is linear.
Rule 3: what is decided on one line never depends on what stands on another, code of several lines aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from docnorm import charting, markup, rules
from docnorm.alignment import Span

__all__ = ["NEIGHBOURS", "spared"]

_MARKS = "".join(rules.of("quotes"))
_WIDE = "＂＇"
_CJK = (  # letters and punctuation of China, Japan and Korea, where curly quotes are the usual ones
    "\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff01\uff03-\uff06"
    "\uff08-\uffef\U00016fe0-\U00018aff\U0001aff0-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
)

# A comma of sorts within a number, and a mark whose width is asked for by a variation selector.
_MEANT_BY = "‚\ufe00\ufe01"
_OTHERWISE_MEANT = re.compile(f"(?<=[0-9])‚(?=[0-9])|[{_MARKS}](?=[\ufe00\ufe01])")

NEIGHBOURS: Final = _CJK + _WIDE + _MEANT_BY
"""Without these, and without code, every mark may be folded."""

# What closes what was opened: “ and ‘ close the low quotes of German, and open everywhere else.
_CLOSERS = {"“": "”", "‟": "”", "„": "“”", "‘": "’", "‛": "’", "‚": "‘’", "❝": "❞", "❛": "❜", "❠": "❝❞", "❟": "❛❜"}
_SINGLE = "‘’‚‛❛❜❟"


def spared(text: str) -> list[Span]:
    """
    Return where the quotation marks of *text* stay as they are: spans that hold them, in order.

    >>> text = "“He” said `“x”`, and 他说“你好”。"
    >>> [text[slice(*span)] for span in spared(text)]
    ['`“x”`', '“', '”']
    """
    found = charting.occurring(text, _chart())
    marks = charting.places(text, _chart(), 1) if found > 1 else ()
    offsets = _for_cjk(text, marks) if found & 2 else set()
    offsets |= _among_wide(text, marks) if found & 4 else set()
    offsets |= {mark.start() for mark in re.finditer(_OTHERWISE_MEANT, text)} if found & 8 else set()
    return markup.united([*markup.literal(text), *(Span(at, at + 1) for at in offsets)])


@cache
def _is_cjk() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]")


@cache
def _chart() -> bytes:
    return charting.chart(_MARKS, _CJK, _WIDE, _MEANT_BY)


def _among_wide(text: str, marks: Iterable[int]) -> set[int]:
    # Wide marks are the layout of a line of wide characters, unless all of them on it stand between narrow ones.
    lines = _by_line(text, (at for at in marks if text[at] in _WIDE))
    return {at for line in lines if not all(_is_between_ascii(text, at) for at in line) for at in line}


def _by_line(text: str, offsets: Iterable[int]) -> Iterator[list[int]]:
    line: list[int] = []
    for at in offsets:
        if line and text.find("\n", line[-1], at) >= 0:
            yield line
            line = []
        line.append(at)
    yield line


def _is_between_ascii(text: str, at: int) -> bool:
    return all(side.isascii() or side in _WIDE for side in (text[max(0, at - 1) : at], text[at + 1 : at + 2]))


def _for_cjk(text: str, marks: Iterable[int]) -> set[int]:
    # What stands beside such a letter, in one run with other marks or alone, and its partners.
    runs = _runs(marks)
    near = {at for run in runs if _is_beside_cjk(text, run) for at in range(*run)}
    return near.union(*(pair for pair in _pairs(text, runs) if near.intersection(pair))) if near else near


def _runs(marks: Iterable[int]) -> list[Span]:
    runs: list[Span] = []
    for at in marks:
        start = runs.pop().start if runs and runs[-1].stop == at else at
        runs.append(Span(start, at + 1))
    return runs


def _is_beside_cjk(text: str, run: Span) -> bool:
    return bool(_is_cjk().match(text, run.stop) or (run.start and _is_cjk().match(text, run.start - 1)))


def _pairs(text: str, runs: list[Span]) -> Iterator[tuple[int, int]]:
    # Single and double marks are paired apart from each other, because an apostrophe pairs with nothing.
    waiting: dict[bool, list[int]] = {True: [], False: []}
    done = 0
    for run in runs:
        if text.find("\n", done, run.start) >= 0:
            waiting = {True: [], False: []}
        done = run.stop
        for at in range(*run):
            opened = waiting[text[at] in _SINGLE]
            if opened and text[at] in _CLOSERS[text[opened[-1]]] and not _is_apostrophe(text, at):
                yield opened.pop(), at
            elif text[at] in _CLOSERS:
                opened.append(at)


def _is_apostrophe(text: str, at: int) -> bool:
    sides = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return text[at] == "’" and all(side.isalnum() and not _is_cjk().match(side) for side in sides)
