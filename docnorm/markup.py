"""
Where code stands in a text, by the marks that people put around it in Markdown and elsewhere.

Rule 1: only what is closed counts: a lonely backtick, or a fence without an end, is just a character.
Rule 2: every scan is linear. Whether a mark is closed is looked up, never searched for again from every mark.
Rule 3: nothing is known here of normalization or paragraphs; those who must spare code ask where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from docnorm.alignment import Span

__all__ = ["code", "fences"]

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_TICKS = re.compile("`+")


def code(text: str) -> list[Span]:
    """
    Return where code stands in *text*: fenced blocks, and spans between equally many backticks on one line.

    >>> text = "Write `it’s`, or ``a `b` c``, not `this."
    >>> [text[slice(*span)] for span in code(text)]
    ['`it’s`', '``a `b` c``']
    """
    if "`" not in text and "~~~" not in text:
        return []
    spans: list[Span] = []
    at = 0
    for block in [*fences(text), Span(len(text), len(text))]:
        spans += (*_inline(text, at, block.start), block)
        at = block.stop
    return spans[:-1]


def fences(text: str) -> list[Span]:
    """
    Return where fenced code blocks stand in *text*, fences included.

    >>> text = "~~~ python\\n```\\n~~~\\nplain\\n```\\nnever closed\\n"
    >>> [text[slice(*span)] for span in fences(text)]
    ['~~~ python\\n```\\n~~~']
    """
    lines = list(_FENCE.finditer(text))
    spans: list[Span] = []
    opener: re.Match[str] | None = None
    for line, longest in zip(lines, _longest_closers_from(lines), strict=True):
        mark, info = line.groups()
        if opener is not None:
            if _closes(line) and mark[0] == opener[1][0] and len(mark) >= len(opener[1]):
                spans.append(Span(opener.start(), line.end()))
                opener = None
        elif len(mark) <= longest[mark[0]] and not (mark[0] == "`" and "`" in info):
            opener = line
    return spans


def _closes(line: re.Match[str]) -> bool:
    return not line[2].strip()


def _longest_closers_from(lines: list[re.Match[str]]) -> list[dict[str, int]]:
    # For each line, how long the longest fence is that stands behind it and could close one.
    longest = {"`": 0, "~": 0}
    found = []
    for line in reversed(lines):
        found.append(longest)
        if _closes(line):
            mark = line[1]
            longest = longest | {mark[0]: max(longest[mark[0]], len(mark))}
    return found[::-1]


def _inline(text: str, start: int, stop: int) -> Iterator[Span]:
    line, at = 0, start
    runs = []
    for run in _TICKS.finditer(text, start, stop):
        line += text.count("\n", at, run.start())
        at = run.end()
        runs.append((line, run.span()))
    for _, group in groupby(runs, key=lambda item: item[0]):
        yield from _paired([run for _, run in group])


def _paired(runs: list[tuple[int, int]]) -> Iterator[Span]:
    # The next run of the same length closes; runs of other lengths in between are a part of the code.
    closer: dict[int, int] = {}
    closers: list[int] = []
    for number in reversed(range(len(runs))):
        length = runs[number][1] - runs[number][0]
        closers.append(closer.get(length, 0))
        closer[length] = number
    closers.reverse()
    number = 0
    while number < len(runs):
        if closers[number]:
            yield Span(runs[number][0], runs[closers[number]][1])
        number = (closers[number] or number) + 1
