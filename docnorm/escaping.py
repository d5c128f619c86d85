"""
Text from outside, made safe to look at: on a terminal, in a line, in JSON.

Rule 1: one table says what isn't safe; however it's escaped, the same characters are.
Rule 2: what is safe stays as it is, in whatever script.
"""

from __future__ import annotations

import json
import re
from typing import Final

__all__ = ["dumps", "excerpt", "visible"]

_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)
"""What could act on a terminal, turn the direction of what is shown, or not be seen at all."""


def visible(text: str) -> str:
    r"""
    Return *text* with its control, bidirectional and invisible characters escaped.

    >>> print(visible("a\x1b[2J\u202eb\r\n"))
    a\x1b[2J\u202eb\r\n
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode-escape", "surrogatepass").decode("ascii"), text)


def dumps(value: object) -> str:
    r"""
    Return *value* as JSON on one line, with the same characters escaped as JSON has it.

    >>> print(dumps({"é": "a\u202eb"}))
    {"é":"a\u202eb"}
    """
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], line)


def excerpt(text: str, width: int = 160) -> str:
    """
    Return the beginning of *text*, made visible, and without its line end if there's anything else.

    >>> excerpt("A long paragraph\\n", 10)
    'A long pa…'
    """
    shown = text.rstrip("\r\n") or text
    return visible(shown if len(shown) <= width else shown[: width - 1] + "…")
