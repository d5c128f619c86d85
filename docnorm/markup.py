"""
Where code stands in a text, by the marks that people put around it in Markdown and elsewhere.

Rule 1: only what is closed counts: a lonely backtick, or a fence without an end, is just a character.
Rule 2: every scan is linear. Whether a mark is closed is looked up, never searched for again from every mark.
Rule 3: nothing is known here of normalization or paragraphs; those who must spare code ask where it is.
Rule 4: an indent is no mark: novels, poems and letters indent too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from docnorm.alignment import Span

__all__ = ["FRONT", "MARKS", "code", "fences", "literal", "united"]

MARKS: Final = "`~</"
"""A text without these has nothing that is literal, unless it begins like front matter."""

FRONT: Final = "---"
"""How front matter begins."""

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_TICKS = re.compile("`+")

_ELEMENT = re.compile(r"<(/?)(pre|script|style|textarea|code|kbd|samp|tt)(?:[ \t\n][^<>]*)?>", re.IGNORECASE)
_OF_BLOCKS = frozenset({"pre", "script", "style", "textarea"})  # the others hold words, within a paragraph
_TAG = re.compile(r"<[A-Za-z](?:[^<>\n]|\n(?!\n))*+>")
_ADDRESS = re.compile(r"://(?<=[A-Za-z]://)[^\s/]+/(?:[^\s“”„]|[“”„](?=\w))*[\w/=&%#-]")
_FRONT_MATTER = re.compile(rf"{FRONT}[ \t]*\n[\w-]+:[ \t\n]")
_FRONT_MATTER_ENDS = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


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


def literal(text: str) -> list[Span]:
    """
    Return where *text* is read by a program, and a quotation mark isn't a person's: code, also that of HTML, the tags
    of HTML that have attributes, addresses behind their host, and front matter.

    >>> text = "<img alt='“'> is <code>“x”</code> at “https://a.org/Rubik’s_Cube”"
    >>> [text[slice(*span)] for span in literal(text)]
    ["<img alt='“'>", '<code>“x”</code>', '://a.org/Rubik’s_Cube']
    """
    spans = code(text)
    if (head := _FRONT_MATTER.match(text)) and (end := _FRONT_MATTER_ENDS.search(text, head.end())):
        spans.append(Span(0, end.end()))
    if "://" in text:
        spans += (Span(*address.span()) for address in _ADDRESS.finditer(text))
    if "<" in text:
        spans += (*_elements(text, united(spans)), *_tags(text))
    return united(spans)


def _elements(text: str, hidden: list[Span]) -> Iterator[Span]:
    # A tag that closes goes with the one before it that opens; in other code, a tag is a word about tags.
    openers: dict[str, re.Match[str]] = {}
    for tag in _ELEMENT.finditer(text):
        name = tag[2].lower()
        if _is_within(hidden, tag.start()):
            continue
        if not tag[1] and not (name in _OF_BLOCKS and name in openers):
            openers[name] = tag
            continue
        opener = openers.pop(name, None) if tag[1] else None
        if opener and (name in _OF_BLOCKS or "\n\n" not in text[opener.end() : tag.start()]):
            yield Span(opener.start(), tag.end())


def _tags(text: str) -> Iterator[Span]:
    return (Span(*tag.span()) for tag in _TAG.finditer(text) if "=" in tag[0])


def _is_within(spans: list[Span], offset: int) -> bool:
    before = bisect_right(spans, offset, key=itemgetter(0))
    return before > 0 and offset < spans[before - 1].stop


def united(spans: Iterable[Span]) -> list[Span]:
    """
    Return *spans* in order, each place once.
    """
    parts: list[Span] = []
    for span in sorted(spans):
        if parts and span.start < parts[-1].stop:
            parts[-1] = Span(parts[-1].start, max(parts[-1].stop, span.stop))
        else:
            parts.append(span)
    return parts


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
