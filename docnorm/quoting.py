"""
Which quotation marks of a text are a person's, and may be folded.

Rule 1: a mark within code, a tag or an address is a program's; one beside Chinese, Japanese or Korean is a letter's
        neighbour as it should be. Neither is folded, and neither is its partner.
Rule 2: nothing is looked for before a text is known to have a mark; every scan is linear.
Rule 3: what is decided on one line never depends on what stands on another, code of several lines aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docnorm import markup, rules
from docnorm.alignment import Span

__all__ = ["foldable"]

_MARK = re.compile("[" + "".join(rules.of("quotes")) + "]")
_MARKS = re.compile(f"{_MARK.pattern}+")
# A comma of sorts within a number, and a mark whose width is asked for by a variation selector.
_OTHERWISE_MEANT = re.compile(f"(?<=[0-9])‚(?=[0-9])|{_MARK.pattern}(?=[\ufe00\ufe01])")
_WIDE = re.compile("[\uff02\uff07]")
_CJK = re.compile(  # letters and punctuation of China, Japan and Korea, where curly quotes are the usual ones
    "[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff01\uff03-\uff06"
    "\uff08-\uffef\U00016fe0-\U00018aff\U0001aff0-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003ffff]"
)
# What closes what was opened: “ and ‘ close the low quotes of German, and open everywhere else.
_CLOSERS = {"“": "”", "‟": "”", "„": "“”", "‘": "’", "‛": "’", "‚": "‘’", "❝": "❞", "❛": "❜", "❠": "❝❞", "❟": "❛❜"}
_SINGLE = "‘’‚‛❛❜❟"


def foldable(text: str) -> Iterator[re.Match[str]]:
    """
    Yield the quotation marks of *text* that may be folded, in order.

    >>> text = "“He” said `“x”`, and 他说“你好”。"
    >>> [mark.start() for mark in foldable(text)]
    [0, 3]
    """
    spared = _in_spans(text, markup.literal(text)) | _for_cjk(text) | _among_wide(text) | _otherwise_meant(text)
    return (mark for mark in _MARK.finditer(text) if mark.start() not in spared)


def _in_spans(text: str, spans: Iterable[Span]) -> set[int]:
    return {mark.start() for span in spans for mark in _MARK.finditer(text, *span)}


def _otherwise_meant(text: str) -> set[int]:
    if "‚" not in text and "\ufe00" not in text and "\ufe01" not in text:
        return set()
    return {mark.start() for mark in _OTHERWISE_MEANT.finditer(text)}


def _among_wide(text: str) -> set[int]:
    # Wide marks are the layout of a line of wide characters, unless all of them on it stand between narrow ones.
    if "\uff02" not in text and "\uff07" not in text:
        return set()
    wide = [mark.start() for mark in _WIDE.finditer(text)]
    spared: set[int] = set()
    for line in _by_line(text, wide):
        if not all(_is_between_ascii(text, at) for at in line):
            spared.update(line)
    return spared


def _by_line(text: str, offsets: list[int]) -> Iterator[list[int]]:
    line: list[int] = []
    for at in offsets:
        if line and text.find("\n", line[-1], at) >= 0:
            yield line
            line = []
        line.append(at)
    yield line


def _is_between_ascii(text: str, at: int) -> bool:
    sides = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return all(side.isascii() or _WIDE.match(side) for side in sides)


def _for_cjk(text: str) -> set[int]:
    # What stands beside such a letter, in one run with other marks or alone, and its partners.
    if not _CJK.search(text):
        return set()
    runs = [Span(*run.span()) for run in _MARKS.finditer(text)]
    near = {at for run in runs if _is_beside_cjk(text, run) for at in range(*run)}
    return near.union(*(pair for pair in _pairs(text, runs) if near.intersection(pair))) if near else near


def _is_beside_cjk(text: str, run: Span) -> bool:
    return bool(_CJK.match(text, run.stop) or (run.start and _CJK.match(text, run.start - 1)))


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
    return text[at] == "’" and all(side.isalnum() and not _CJK.match(side) for side in sides)
