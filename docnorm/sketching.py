"""
Texts → sketches: what is compared instead of the texts.

Rule 1: everything that shapes a sketch is named in its scheme.
Rule 2: equal texts are found by their digests and confirmed by comparing the texts; a digest alone decides nothing.
Rule 3: a text is sketched once, however often it occurs: columns hold one row for each *class* of equal texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import Sketches, Unit

__all__ = ["SCHEME", "sketch"]

SCHEME = "docnorm-1"
"""The name of all that shapes a sketch: the match key, the shingles and their hash, and the permutations."""

_DIGEST = 16

_UNITS: dict[Unit, int] = {"block": 0, "document": 1}


def sketch(texts: Sequence[str], spans: NDArray[np.uint64], unit: Unit) -> Sketches:
    """
    Return the sketches of the *spans* of *texts*: rows of (text number, start, stop), in code points.

    >>> spans = np.array([[0, 0, 5], [0, 6, 11], [1, 0, 5]], dtype=np.uint64)
    >>> sketches = sketch(["Hello hello", "Hello"], spans, "block")
    >>> sketches.classes.tolist(), sketches.sizes().tolist()
    ([0, 1, 0], [1, 1])
    """
    batch = list(texts)
    digests = kernel.digests(batch, spans.astype("<u8").tobytes())
    classes, first = _split_collisions(batch, spans, *_classes(digests))
    rows = spans[first].astype("<u8").tobytes()
    columns = kernel.sketch(batch, rows, bytes([_UNITS[unit]]) * len(first))
    return Sketches(f"{SCHEME}/{unit}", classes, first, *(np.frombuffer(column, dtype="<u8") for column in columns))


def _classes(digests: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    numbers: dict[bytes, int] = {}
    first: list[int] = []
    classes = np.zeros(len(digests) // _DIGEST, dtype=np.int64)
    for row in range(len(classes)):
        number = numbers.setdefault(digests[row * _DIGEST : (row + 1) * _DIGEST], len(first))
        if number == len(first):
            first.append(row)
        classes[row] = number
    return classes, np.array(first, dtype=np.int64)


def _split_collisions(
    texts: list[str], spans: NDArray[np.uint64], classes: NDArray[np.int64], first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    # A text that differs from the first of its class shares only the digest: it becomes a class of its own.
    def text(row: int) -> str:
        number, start, stop = map(int, spans[row])
        return texts[number][start:stop]

    strangers: dict[tuple[int, str], int] = {}
    found = classes.copy()
    heads = first.tolist()
    for row in np.flatnonzero(first[classes] != np.arange(len(classes))).tolist():
        head = int(classes[row])
        if text(row) != text(heads[head]):
            key = (head, text(row))
            if key not in strangers:
                strangers[key] = len(heads)
                heads.append(row)
            found[row] = strangers[key]
    return found, np.array(heads, dtype=np.int64)
