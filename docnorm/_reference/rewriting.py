"""
Texts with parts replaced, and the changes that say so, in plain Python. Any string will do, lone surrogates included.

The changes are four columns: where the source of each starts and stops, and where its target does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TypeAlias

from docnorm._reference.columns import packed, u64s

_Columns: TypeAlias = tuple[bytes, bytes, bytes, bytes]
_Run: TypeAlias = tuple[int, int, int, int]


def compose(first: _Columns, second: _Columns) -> _Columns:
    """
    The changes of making those of *first* and then those of *second*.
    """
    one, other = _runs("first", first), _runs("second", second)
    starts, stops, lows, highs = ([run[k] for run in _joined(one, other)] for k in range(4))
    return packed(starts), packed(stops), packed(lows), packed(highs)


def _runs(name: str, columns: _Columns) -> list[_Run]:
    numbers = [u64s(name, column) for column in columns]
    if len({len(column) for column in numbers}) != 1:
        raise ValueError(f"{name} has columns of different lengths")
    runs: list[_Run] = list(zip(*numbers, strict=True))
    source_end = target_end = 0
    for k, (start, stop, low, high) in enumerate(runs):
        kept = start - source_end
        if not (0 <= kept == low - target_end and start <= stop and low <= high and max(stop, high) < 1 << 63):
            raise ValueError(f"{name} is no alignment at change {k}")
        source_end, target_end = stop, high
    return runs


def _joined(first: list[_Run], second: list[_Run]) -> Iterator[_Run]:
    # Sweep the text in the middle. A run of the first has its target there, one of the second its source: both lists
    # are sorted, so sorting them together is a merge. An empty run sorts before one that starts where it stands.
    middle = [(run[2], run[3], 0, run) for run in first]
    middle += [(run[0], run[1], 1, run) for run in second]
    middle.sort(key=itemgetter(0, 1, 2))
    back = forth = at = 0  # from the middle text to the source, and to the target
    while at < len(middle):
        low, high = middle[at][:2]
        start, target = low + back, low + forth
        while True:
            _, stop, side, run = middle[at]
            high = max(high, stop)
            if side == 0:
                back = run[1] - run[3]
            else:
                forth = run[3] - run[1]
            at += 1
            if at == len(middle) or middle[at][0] >= high:
                break
        if start < high + back or target < high + forth:
            yield start, high + back, target, high + forth


def rewrite(
    text: str, starts: bytes, stops: bytes, numbers: bytes, pieces: list[str]
) -> tuple[str, bytes, bytes, bytes, bytes]:
    """
    The text with each range replaced by the piece of that number, and the changes.
    """
    columns = u64s("starts", starts), u64s("stops", stops), u64s("numbers", numbers)
    if len({len(column) for column in columns}) != 1:
        raise ValueError("starts, stops and numbers have different lengths")
    edits = list(zip(*columns, strict=True))
    done = 0
    for k, (start, stop, number) in enumerate(edits):
        if number >= len(pieces):
            raise ValueError(f"edit {k} is of piece {number}, expected less than {len(pieces)}")
        if not done <= start <= stop <= len(text):
            raise ValueError(
                f"edit {k} is from {start} to {stop}, expected start <= stop, in order and inside the text"
            )
        done = stop
    return _rewritten(text, ((start, stop, pieces[number]) for start, stop, number in edits))


def _rewritten(text: str, edits: Iterable[tuple[int, int, str]]) -> tuple[str, bytes, bytes, bytes, bytes]:
    parts: list[str] = []
    runs: list[_Run] = []
    done = shift = 0
    for edit in edits:
        start, stop, new = _trimmed(text, *edit)
        if start == stop and not new:
            continue
        low, shift = start + shift, shift + len(new) - (stop - start)
        runs.append((start, stop, low, stop + shift))
        parts += (text[done:start], new)
        done = stop
    starts, stops, lows, highs = ([run[k] for run in runs] for k in range(4))
    whole = "".join([*parts, text[done:]]) if runs else text
    return whole, packed(starts), packed(stops), packed(lows), packed(highs)


def _trimmed(text: str, start: int, stop: int, new: str) -> tuple[int, int, str]:
    low, high = 0, len(new)
    while start < stop and low < high and text[start] == new[low]:
        start, low = start + 1, low + 1
    while start < stop and low < high and text[stop - 1] == new[high - 1]:
        stop, high = stop - 1, high - 1
    return start, stop, new[low:high]


def substitute(
    text: str, sources: list[str], targets: list[str], spared: bytes
) -> tuple[str, bytes, bytes, bytes, bytes]:
    r"""
    The text with each source replaced by its target, but where a spared span is touched, and the changes.

    >>> substitute("“a”\r\n", ["“", "”", "\r\n"], ['"', '"', "\n"], packed([2, 3]))[0]
    '"a”\n'
    """
    if len(sources) != len(targets):
        raise ValueError("sources and targets have different lengths")
    if "" in sources:
        raise ValueError("sources has an empty text")
    if len(set(sources)) != len(sources):
        raise ValueError("sources has a text twice")
    return _rewritten(text, _substitutions(text, dict(zip(sources, targets, strict=True)), _Spared(spared)))


class _Spared:
    """
    Spans that are left as they are, asked for in order.
    """

    def __init__(self, column: bytes) -> None:
        offsets = u64s("spared", column, per_item=2)
        if list(offsets) != sorted(offsets):
            raise ValueError("spared isn't sorted")
        self.spans = [span for span in zip(offsets[::2], offsets[1::2], strict=True) if span[0] < span[1]]
        self.done = 0

    def touches(self, start: int, stop: int) -> bool:
        """
        Whether a span shares something with a range; ranges must come in order.
        """
        while self.done < len(self.spans) and self.spans[self.done][1] <= start:
            self.done += 1
        return self.done < len(self.spans) and self.spans[self.done][0] < stop


def _substitutions(text: str, rules: dict[str, str], spared: _Spared) -> Iterator[tuple[int, int, str]]:
    longest_first = sorted(rules, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
    at = 0
    while found := pattern.search(text, at):
        start, stop = found.span()
        if spared.touches(start, stop):
            at = start + 1
        else:
            at = stop
            yield start, stop, rules[found[0]]
