"""
What a near-duplicate must not lose: the guards that keep a text although it's like another one.

Rule 1: a guard only ever keeps; it can't drop anything.
Rule 2: a guard looks at the texts as they are, not at match keys: folding is what hid the difference.
"""

from __future__ import annotations

import re
from zlib import crc32

from docnorm.profile import Guard

__all__ = ["holds", "mask", "numbers"]

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


def holds(guard: Guard, own: frozenset[str], kept: frozenset[str]) -> bool:
    """
    Tell whether a text with its *own* numbers may be dropped for one with the numbers *kept*.

    >>> holds("numbers", frozenset({"4.75"}), frozenset({"4.50"}))
    False
    >>> holds("none", frozenset({"4.75"}), frozenset({"4.50"}))
    True
    """
    return guard == "none" or own <= kept


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
