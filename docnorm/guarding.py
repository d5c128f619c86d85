"""
What a near-duplicate must not lose: the guards that keep a text although it's like another one.

Rule 1: a guard only ever keeps; it can't drop anything.
Rule 2: a guard looks at the texts as they are, not at match keys: folding is what hid the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from zlib import crc32

from docnorm.profile import Guard

__all__ = ["Facts", "facts", "mask", "numbers"]

Facts = Callable[[int], frozenset[str]]
"""What a text of a class must find in another one, by the number of the class."""

_DIGITS = b"0123456789"
_NONE: frozenset[str] = frozenset()
_NUMBER = re.compile(r"\d+(?:[.,:/'’-]\d+)*")


def numbers(text: str) -> frozenset[str]:
    """
    Return the numbers in *text*, as written, in the digits 0 to 9.

    A number that is spelled out isn't seen; a date or a time is one number, so that 10:30 and 10:31 differ.

    >>> sorted(numbers("On 3 May 2024 it cost 1,250.00 (١٢٣)"))
    ['1,250.00', '123', '2024', '3']
    """
    if text.isascii() and len(text.encode().translate(None, _DIGITS)) == len(text):
        return _NONE  # most texts have none, and a table tells that much faster than a pattern
    found = _NUMBER.findall(text)
    return frozenset(n if n.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in n) for n in found)


def facts(guard: Guard, text: Callable[[int], str]) -> Facts:
    """
    Return the function that tells what a text must find in the one it's dropped for, where *text* gives the text of a
    class: a text may go if its facts are among the other's. Each class is looked at once.

    >>> texts = ["Rate: 4.75 %", "Rate: 4.50 %"]
    >>> told = facts("numbers", texts.__getitem__)
    >>> told(0) <= told(1), facts("none", texts.__getitem__)(0) <= told(1)
    (False, True)
    """
    return (lambda _: _NONE) if guard == "none" else cache(lambda number: numbers(text(number)))


def mask(own: frozenset[str]) -> int:
    """
    Return 64 bits of which a set's are among another's wherever the set itself is; the converse need not be so.

    >>> few, many = mask(frozenset({"4"})), mask(frozenset({"4", "4.75"}))
    >>> few & ~many, many & ~few != 0
    (0, True)
    """
    bits = 0
    for number in own:
        bits |= 1 << (crc32(number.encode()) % 64)
    return bits
