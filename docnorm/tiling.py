"""
The pieces of a decoded text: where the bytes of each end, and how many lines.

Rule 1: pieces tile the text. What is counted here is counted alike when a map is made, read and checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from docnorm.model import Decoding

__all__ = ["byte_ends", "line_ends"]


def byte_ends(decoding: Decoding, pieces: Sequence[str], start: int, size: int) -> list[int]:
    """
    Return where the bytes of each piece end, when those of the first begin at *start*, in a source of *size* bytes.

    An encoding that keeps a state puts more into slices than into the whole, so that a slice's place is only about
    right; but what restores the source is the whole.

    >>> byte_ends(Decoding("utf-8", "strict", "utf-8", 100), ["naïve\\n", "x"], 3, 11)
    [10, 11]
    """
    encode = decoding.encode
    if decoding.codec == "utf-8":
        lengths = [len(piece) if piece.isascii() else len(encode(piece)) for piece in pieces]
    else:
        lengths = [len(encode(piece)) for piece in pieces]
    return [min(end, size) for end in accumulate(lengths, initial=start)][1:]


def line_ends(pieces: Iterable[str]) -> Iterator[int]:
    """
    Yield how many lines end in each piece; a CRLF that two pieces share ends one in the first.

    >>> list(line_ends(["one\\r\\ntwo\\r", "\\nthree\\rfour\\n"]))
    [2, 2]
    """
    split = False
    for piece in pieces:
        ends = piece.count("\n")
        if "\r" in piece:
            ends += piece.count("\r") - piece.count("\r\n")
        yield ends - (split and piece.startswith("\n"))
        split = piece.endswith("\r") if piece else split
