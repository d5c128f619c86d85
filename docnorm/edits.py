"""
Changes between a canonical text and the text that was found: which of them need to be told, and how they are undone.

A stream of edits is a flat tuple, read from left to right along the canonical text, three items for each edit:

- a whole number: so many characters are the same on both sides (a line end among them stands for the source's own);
- a text: what was found,
- and a whole number: how many canonical characters stand for it.

Rule 1: what `encode` stores, `apply` undoes with nothing else: no table, no normalizer.
Rule 2: `encode` proves it on the spot; a stream that didn't give the found text back is never handed out.
Rule 3: a change that the source's own line end explains isn't told at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

__all__ = ["Replaced", "Stream", "apply", "changes", "encode", "rebuild", "stream", "unexplained"]

Stream: TypeAlias = tuple[int | str, ...]
Replaced: TypeAlias = tuple[int, int, str]
"""Where a change starts and stops in the canonical text, and what was found in its place."""


def encode(text: str, found: str, told: Sequence[Replaced], line_end: str) -> Stream:
    """
    Return the stream that turns *text* into *found*, where *told* has the changes that `unexplained` gives.

    If they don't give *found*, the whole of it is stored.

    >>> encode("It's\\n", "It’s\\r\\n", [(2, 3, "’")], "\\r\\n")
    (2, '’', 1)
    """
    if rebuild(text, told, line_end) == found:
        return stream(told)
    return (0, found, len(text))


def apply(text: str, edits: Sequence[int | str], line_end: str) -> str:
    """
    Return what was found where *text* stands now.

    >>> apply("a b\\n", (1, "\\xa0", 1), "\\r\\n")
    'a\\xa0b\\r\\n'
    """
    return rebuild(text, changes(edits) if edits else (), line_end)


def rebuild(text: str, replaced: Iterable[Replaced], line_end: str) -> str:
    """
    Return what was found where *text* stands now, from the changes themselves.
    """
    if not replaced:
        return text.replace("\n", line_end)
    at, parts = 0, list[str]()
    for start, stop, original in replaced:
        parts += (text[at:start].replace("\n", line_end), original)
        at = stop
    parts.append(text[at:].replace("\n", line_end))
    return "".join(parts)


def changes(edits: Sequence[int | str]) -> Iterator[Replaced]:
    """
    Yield the changes of a stream as (start, stop, original): the canonical characters and what they stand for.

    >>> list(changes((3, "…", 3)))
    [(3, 6, '…')]
    """
    at, items = 0, iter(edits)
    for skip in items:
        original, length = next(items), next(items)
        at += int(skip)
        yield at, at + int(length), str(original)
        at += int(length)


def stream(replaced: Iterable[Replaced], at: int = 0) -> Stream:
    """
    Return the stream of some changes in a text that starts at *at*.

    >>> stream([(13, 16, "…")], 10)
    (3, '…', 3)
    """
    items: list[int | str] = []
    for start, stop, original in replaced:
        items += (start - at, original, stop - start)
        at = stop
    return tuple(items)


def unexplained(text: str, replaced: Iterable[Replaced], line_end: str) -> list[Replaced]:
    """
    Return the changes that the line end of the source doesn't explain, and one for each line feed that was another's.

    >>> unexplained("a\\nb\\nc", [(1, 1, "\\r")], "\\r\\n")
    [(3, 4, '\\n')]
    """
    every = list(replaced)
    if line_end == "\n":
        return every
    before = line_end.removesuffix("\n")  # what was deleted, where the line feed itself stayed
    if _are_all_explained(text, [start for start, stop, original in every if start == stop and original == before]):
        return [change for change in every if change[0] != change[1] or change[2] != before]
    told: list[Replaced] = []
    explained: set[int] = set()
    for change in every:
        start, stop, original = change
        is_line_end = original == before if start == stop else original == line_end and stop == start + 1
        if is_line_end and text.startswith("\n", start) and start not in explained:
            explained.add(start)
        else:
            told.append(change)
    explained.update(at for start, stop, _ in told for at in _line_feeds(text, start, stop))
    bare = ((at, at + 1, "\n") for at in _line_feeds(text, 0, len(text)) if at not in explained)
    return sorted([*told, *bare], key=lambda change: change[:2])


def _are_all_explained(text: str, deleted: list[int]) -> bool:
    # The usual case, a CR deleted before each line feed, without a step of Python for each.
    if len(set(deleted)) != len(deleted) or len(deleted) != text.count("\n") or (deleted and deleted[-1] >= len(text)):
        return False
    return set(map(text.__getitem__, deleted)) <= {"\n"}


def _line_feeds(text: str, start: int, stop: int) -> Iterator[int]:
    at = text.find("\n", start, stop)
    while at >= 0:
        yield at
        at = text.find("\n", at + 1, stop)
