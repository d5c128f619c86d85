"""
What all commands print alike.

Rule 1: what a command was asked for goes to stdout; what went wrong goes to stderr, in one sentence.
Rule 2: names and texts that come from outside are made visible before they are printed.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from io import TextIOWrapper

__all__ = ["count", "safe", "say", "tolerate", "write"]


def count(number: int, noun: str) -> str:
    """
    Return so many of something.

    >>> count(1, "file"), count(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def safe(text: str) -> str:
    """
    Return *text* without what could act on a terminal.
    """
    from docnorm.escaping import visible

    return visible(text)


def say(sentence: str) -> None:
    """
    Print a sentence to stderr.
    """
    with suppress(BrokenPipeError):
        print(f"docnorm: {safe(sentence)}", file=sys.stderr)


def tolerate() -> None:
    """
    Let stdout escape the characters that its encoding lacks, such as arrows on an old Windows terminal.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def write(data: bytes) -> None:
    """
    Write bytes to stdout as they are.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
