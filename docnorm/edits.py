"""
Changes in their stored form: how a canonical text is turned back into the text that was found.

A stream of edits is a flat tuple, read from left to right along the canonical text:

- a whole number: so many characters are the same on both sides (a line end among them stands for the source's own);
- then either a whole number, a rule of the table: its canonical text stands for its source text,
- or a text, what was found, and a whole number, how many canonical characters stand for it.

Rule 1: what `encode` stores, `apply` undoes with nothing but the table that is stored beside it: no normalizer.
Rule 2: `encode` proves it on the spot; a stream that didn't give the found text back is never handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docnorm import rules

__all__ = ["TABLE", "Stream", "apply", "changes", "encode"]

Stream = tuple[int | str, ...]

TABLE: tuple[tuple[str, str], ...] = tuple((rule.source, rule.target) for rule in rules.RULES if rule.source)
"""The rules that a stream can name, as (source text, canonical text)."""

_NUMBER_OF = {pair: number for number, pair in reversed(list(enumerate(TABLE)))}


def encode(text: str, found: str, replaced: Iterable[tuple[int, int, str]], line_end: str) -> Stream:
    """
    Return the stream that turns *text* into *found*, where each (start, stop, original) of *replaced* tells a change.

    If the changes don't give *found*, the whole of it is stored.

    >>> encode("It's", "It’s", [(2, 3, "’")], "\\n")[0]
    2
    >>> apply("It's\\n", encode("It's\\n", "It’s\\r\\n", [(2, 3, "’"), (4, 5, "\\r\\n")], "\\r\\n"), "\\r\\n")
    'It’s\\r\\n'
    """
    if text == found and line_end == "\n":
        return ()
    stream = tuple(_flat(text, _with_line_ends(text, replaced, line_end)))
    if apply(text, stream, line_end) == found:
        return stream
    return (0, found, len(text))


def apply(text: str, stream: Sequence[int | str], line_end: str, table: Sequence[tuple[str, str]] = TABLE) -> str:
    """
    Return what was found where *text* stands now.

    >>> apply("a b", (1, "\\xa0", 1), "\\n")
    'a\\xa0b'
    """
    parts, at = [], 0
    for start, stop, original in changes(stream, table):
        parts += [text[at:start].replace("\n", line_end), original]
        at = stop
    parts.append(text[at:].replace("\n", line_end))
    return "".join(parts)


def changes(stream: Sequence[int | str], table: Sequence[tuple[str, str]] = TABLE) -> Iterator[tuple[int, int, str]]:
    """
    Yield the changes of a stream as (start, stop, original): the canonical characters and what they stand for.

    >>> list(changes((3, "…", 3)))
    [(3, 6, '…')]
    """
    at, items = 0, iter(stream)
    for skip in items:
        what = next(items)
        original, length = (what, next(items)) if isinstance(what, str) else (table[what][0], len(table[what][1]))
        at += int(skip)
        yield at, at + int(length), original
        at += int(length)


def _with_line_ends(
    text: str, replaced: Iterable[tuple[int, int, str]], line_end: str
) -> Iterator[tuple[int, int, str]]:
    # What the source's own line end explains needs no edit; an equal "\n" needs one where that is another.
    at = 0
    for start, stop, original in replaced:
        yield from _bare_line_ends(text, at, start, line_end)
        at = stop
        if start == stop and text.startswith("\n", start) and original + "\n" == line_end:
            at += 1
        elif original != line_end or text[start:stop] != "\n":
            yield start, stop, original
    yield from _bare_line_ends(text, at, len(text), line_end)


def _bare_line_ends(text: str, start: int, stop: int, line_end: str) -> Iterator[tuple[int, int, str]]:
    at = -1 if line_end == "\n" else text.find("\n", start, stop)
    while at >= 0:
        yield at, at + 1, "\n"
        at = text.find("\n", at + 1, stop)


def _flat(text: str, replaced: Iterable[tuple[int, int, str]]) -> Iterator[int | str]:
    at = 0
    for start, stop, original in replaced:
        yield start - at
        rule = _NUMBER_OF.get((original, text[start:stop]))
        if rule is None:
            yield original
            yield stop - start
        else:
            yield rule
        at = stop
