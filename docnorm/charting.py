"""
Charts: classes of characters, written as in a regular expression, made ready for the scans of the kernel.

Rule 1: a chart is made once and kept by who made it; to make one costs as much as to scan a page.
Rule 2: the classes of a chart are bits in their order: the first one is 1, the second 2, the third 4.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterator

from docnorm import kernel

__all__ = ["chart", "occurring", "places"]


def chart(*classes: str) -> bytes:
    """
    Return the chart of *classes*: characters and ranges of them, like `a-z_`, with no sign before any.

    >>> occurring("it’s", chart("‘-‟", "«»", "a-z"))
    5
    """
    rows = ((*bounds, 1 << number) for number, members in enumerate(classes) for bounds in _ranges(members))
    return kernel.class_table(b"".join(struct.pack("<3I", *row) for row in rows))


def occurring(text: str, classes: bytes) -> int:
    """
    Return which classes occur in *text*, as bits.
    """
    return int.from_bytes(kernel.survey([text], classes), "little")


def places(text: str, classes: bytes, wanted: int) -> array[int]:
    """
    Return where the characters of one of the *wanted* classes stand.

    >>> places("“it’s”", chart("‘’", "“”"), 2)
    array('Q', [0, 5])
    """
    found = array("Q", kernel.find(text, classes, wanted)[0])
    if sys.byteorder == "big":  # pragma: no cover (the kernel's columns are little-endian everywhere)
        found.byteswap()
    return found


def _ranges(members: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer("(?s:(.)-(.)|(.))", members):
        first, last = found[1] or found[3], found[2] or found[3]
        yield ord(first), ord(last) + 1
