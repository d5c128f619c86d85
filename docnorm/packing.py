"""
The changes of a text, and the places where its blocks start, in few whole numbers.

A character that stands for another one seldom does so once: a novel's `"` stood for `“` or `”`, an `é` of a misread
text for `Ã©` each time. So it isn't told where a change is, but what each `"` stood for, in the order of the text:

- a *fold* is a canonical character, the texts that it stands for, and two lists of runs, one for those of its places
  that are behind white space or at the start, one for the others. A run is a number, 0 for the character itself or that
  of a text, counted from 1, and how many places in a row it holds for. The last length is left out, and so is a last
  run of the character itself;
- all other changes are *edits*, and so are those of a character that stands for another one only here and there: how
  many characters after the last one, then what was found and how many characters stand for it; what was told before is
  told by its number, counted from 0;
- blocks start behind each run of at least one line feed, or two, but for those that are told: *split* is 1 or 2,
  *joined* the places where none starts, *started* the offsets of those elsewhere, each as the distance from the last.

Rule 1: whole numbers and texts, as JSON has them: what is stored can be read by a person, and packed by any program.
Rule 2: what white space is, is told here, not by a Unicode version.
Rule 3: numbers that make no sense are a `ValueError`, and never cost more than the text is long.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final

from docnorm.edits import Replaced

__all__ = ["WHITE", "pack", "pack_starts", "unpack", "unpack_starts"]

WHITE: Final = " \t\n"
"""What counts as white space in a map."""

_SELDOM: Final = 16  # a place in so many; what is told is the same in both forms, only its length differs
_MANY: Final = 64  # characters: counting all there are is faster than looking for so many of them, one after the other
_BREAKS: Final = {1: re.compile(r"\n(?:[ \t]*\n)*"), 2: re.compile(r"\n(?:[ \t]*\n)+")}


def pack(text: str, replaced: Iterable[Replaced]) -> dict[str, Any]:
    """
    Return the fields that tell what each (start, stop, original) of *replaced* says of *text*.

    >>> pack('"It\\'s so, so"', [(0, 1, "“"), (3, 4, "’"), (8, 8, "\\xad"), (12, 12, "\\xad"), (12, 13, "”")])
    {'folds': [['"', ['“', '”'], [1], [2]], ["'", ['’'], [], [1]]], 'edits': [8, '\\xad', 0, 4, 0]}
    """
    told = list(replaced)
    often = _often(text, told)
    numbers: dict[str, dict[str, int]] = {}
    chosen: dict[int, int] = {}
    others: list[Replaced] = []
    for change in told:
        start, stop, original = change
        if stop == start + 1 and text[start] in often:
            known = numbers.setdefault(text[start], {})
            chosen[start] = known.setdefault(original, len(known) + 1)
        else:
            others.append(change)
    fields: dict[str, Any] = {}
    if numbers:
        runs = _runs(text, numbers, chosen)
        fields["folds"] = [[char, list(known), *runs[char]] for char, known in numbers.items()]
    if others:
        fields["edits"] = list(_flat(others))
    return fields


def unpack(text: str, fields: Mapping[str, Any]) -> list[Replaced]:
    """
    Return the changes that `pack` told.

    >>> unpack('"x"', {"folds": [['"', ["“", "”"], [1], [2]]], "edits": [2, "y", 0]})
    [(0, 1, '“'), (2, 2, 'y'), (2, 3, '”')]
    """
    found = [*_folded(text, fields["folds"])] if "folds" in fields else []
    if "edits" in fields:
        found = sorted([*_unfolded(fields["edits"]), *found], key=lambda change: change[:2])
    at = 0
    for start, stop, _ in found:
        if not at <= start <= stop <= len(text):
            raise ValueError("its edits overlap, or lie outside of the text")
        at = stop
    return found


def pack_starts(text: str, starts: Sequence[int]) -> dict[str, Any]:
    """
    Return the fields that tell where the blocks of *text* start, but for the first.

    >>> pack_starts("one\\n\\ntwo\\nthree\\n\\nfour\\n", [5, 16])
    {'split': 2}
    >>> pack_starts("one\\n\\ntwo\\nthree\\n\\nfour\\n", [9])
    {'split': 1, 'joined': [0, 2]}
    """
    packed = (_starts_by(split, text, starts) for split in (2, 1))
    return min(packed, key=lambda fields: sum(len(told) for told in fields.values() if isinstance(told, list)))


def unpack_starts(text: str, fields: Mapping[str, Any]) -> list[int]:
    """
    Return the offsets that `pack_starts` told.

    >>> unpack_starts("one\\n\\ntwo\\nthree\\n\\nfour\\n", {"split": 1, "joined": [0, 2]})
    [9]
    """
    places = _places(fields["split"], text)
    joined = set(_sums(fields.get("joined", ())))
    starts = {place for number, place in enumerate(places) if number not in joined}
    return sorted(starts.union(_sums(fields.get("started", ()))))


def _often(text: str, told: Iterable[Replaced]) -> set[str]:
    # The characters that stand for another one often enough. Of a novel's 100,000 spaces, two may have been of another
    # width: going through all of them takes time, and saves no room.
    counts = Counter(text[start] for start, stop, _ in told if stop == start + 1)
    totals = Counter(text) if len(counts) > _MANY else {char: text.count(char) for char in counts}
    return {char for char, count in counts.items() if count * _SELDOM >= totals[char]}


def _occurrences(text: str, characters: Iterable[str]) -> Iterator[int]:
    # Whether a place is behind white space is asked in line: a call for each quotation mark takes longer than the rest.
    pattern = re.compile("[" + re.escape("".join(characters)) + "]")
    return (found.start() for found in pattern.finditer(text))


def _runs(text: str, characters: Iterable[str], chosen: Mapping[int, int]) -> dict[str, tuple[list[int], list[int]]]:
    # Of each character, the runs of its places that aren't behind white space come second.
    runs: dict[str, tuple[list[int], list[int]]] = {char: ([], []) for char in characters}
    for at in _occurrences(text, runs):
        run = runs[text[at]][at > 0 and text[at - 1] not in WHITE]
        number = chosen.get(at, 0)
        if run and run[-2] == number:
            run[-1] += 1
        else:
            run += (number, 1)
    for run in chain.from_iterable(runs.values()):
        del run[-2 if run and run[-2] == 0 else -1 :]
    return runs


def _folded(text: str, folds: Sequence[Any]) -> Iterator[Replaced]:
    originals = {str(char): (None, *texts) for char, texts, _, _ in folds}
    runs = {char: (_expanded(behind), _expanded(others)) for char, _, behind, others in folds}
    for at in _occurrences(text, runs) if runs else ():
        char = text[at]
        original = originals[char][next(runs[char][at > 0 and text[at - 1] not in WHITE])]
        if original is not None:
            yield at, at + 1, original


def _expanded(runs: Sequence[int]) -> Iterator[int]:
    # The last run, or the character itself, holds for all the rest; `repeat` takes no more room for more.
    told = zip(runs[::2], runs[1::2], strict=False)
    return chain(chain.from_iterable(repeat(*run) for run in told), repeat(runs[-1] if len(runs) % 2 else 0))


def _flat(replaced: Iterable[Replaced]) -> Iterator[int | str]:
    at, numbers = 0, dict[tuple[str, int], int]()
    for start, stop, original in replaced:
        yield start - at
        at = stop
        what = original, stop - start
        if what in numbers:
            yield numbers[what]
        else:
            numbers[what] = len(numbers)
            yield from what


def _unfolded(edits: Sequence[int | str]) -> Iterator[Replaced]:
    at, told, items = 0, list[tuple[str, int]](), iter(edits)
    for skip in items:
        what = next(items, None)
        if isinstance(what, str):
            told.append((what, int(next(items, -1))))
        original, length = told[-1] if isinstance(what, str) else told[int(what or 0)]
        at += int(skip)
        yield at, at + length, original
        at += length


def _places(split: int, text: str) -> list[int]:
    if split not in _BREAKS:
        raise ValueError("it splits by neither one line feed nor two")
    return [found.end() for found in _BREAKS[split].finditer(text) if found.end() < len(text)]


def _starts_by(split: int, text: str, starts: Sequence[int]) -> dict[str, Any]:
    places, wanted = _places(split, text), set(starts)
    joined = [number for number, place in enumerate(places) if place not in wanted]
    started = sorted(wanted.difference(places))
    told = {"joined": list(_differences(joined)), "started": list(_differences(started))}
    return {"split": split, **{name: numbers for name, numbers in told.items() if numbers}}


def _differences(numbers: Iterable[int]) -> Iterator[int]:
    last = 0
    for number in numbers:
        yield number - last
        last = number


def _sums(differences: Iterable[int]) -> Iterator[int]:
    at = 0
    for difference in differences:
        at += difference
        yield at
