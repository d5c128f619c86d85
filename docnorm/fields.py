"""
Values of JSON, taken for what they should be: an output folder may have been changed by anybody.

Rule 1: what isn't as it should be is a `ValueError`; whoever reads a file makes a sentence of it.
Rule 2: a number is small enough to be counted with: no source has 2⁵³ bytes, and no program in another language could
        read such a number.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final, TypeVar

__all__ = ["base64_of", "bytes_of", "choice", "flag", "items", "text", "text_of", "whole", "wholes", "word"]

_Choice = TypeVar("_Choice", bound=str)
_END: Final = 2**53


def whole(value: object) -> int:
    """
    Return *value* if it's a whole number of usual size.

    >>> whole(True)
    Traceback (most recent call last):
    ValueError: True is not a whole number
    """
    if type(value) is not int or not 0 <= value < _END:
        raise ValueError(f"{value if isinstance(value, bool | float) else 'something'} is not a whole number")
    return value


def wholes(value: object) -> list[int]:
    """
    Return *value* if it's a list of whole numbers.
    """
    return [whole(item) for item in items(value)]


def items(value: object) -> list[Any]:
    """
    Return *value* if it's a list.
    """
    if type(value) is not list:
        raise ValueError("something is not a list")
    return value


def word(value: object) -> str:
    """
    Return *value* if it's a text.
    """
    if type(value) is not str:
        raise ValueError("something is not a text")
    return value


def choice(value: object, choices: tuple[_Choice, ...]) -> _Choice:
    """
    Return *value* if it's among *choices*.
    """
    for known in choices:
        if value == known:
            return known
    raise ValueError("a word is none of those that are known")


def flag(line: Mapping[str, Any], name: str) -> bool:
    """
    Return whether the field *name*, which is true where it's there, is there.
    """
    if line.get(name, True) is not True:
        raise ValueError(f"{name} is neither true nor missing")
    return name in line


def text(value: str) -> str | list[str]:
    r"""
    Return what stands for a text that may have lone surrogates, which can't be UTF-8: then it's hexadecimal digits.

    >>> text("\udce9"), text_of(["edb3a9"])
    (['edb3a9'], '\udce9')
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return [value.encode("utf-8", "surrogatepass").hex()]
    return value


def text_of(value: object) -> str:
    """
    Return the text that `text` stored.
    """
    if type(value) is list and len(value) == 1:
        return bytes.fromhex(word(value[0])).decode("utf-8", "surrogatepass")
    return word(value)


def base64_of(data: bytes) -> str:
    """
    Return bytes in base64.
    """
    return base64.b64encode(data).decode("ascii")


def bytes_of(value: object) -> bytes:
    """
    Return the bytes that `base64_of` stored.
    """
    return base64.b64decode(word(value), validate=True)
