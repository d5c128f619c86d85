"""
Composition: Unicode's NFC, chunk by chunk, so that it's known what became what.

Rule 1: linear, whatever the text: `unicodedata` of Python before 3.13 sorts marks by insertion.
Rule 2: the ideographs that are there for compatibility stay, for names are told apart by them.
Rule 3: one answer under every Python: a character younger than Unicode 14.0, that of Python 3.11, is no mark and has no
        parts here. (What older characters become is settled for ever, says Unicode's stability policy.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain, groupby
from typing import Final

from docnorm import charting

__all__ = ["IDEOGRAPHS", "LOOSE", "YOUNG", "composed"]

IDEOGRAPHS: Final = "\uf900-\ufaff\U0002f800-\U0002fa1f"

# Marks and composed characters of Unicode 15.0 to 18.0; the tests tell when a Python knows of others.
YOUNG: Final = (
    "\u05c8\u05c9\u0897\u1acf-\u1af0\U000105c9\U000105d2\U000105da\U000105e4\U00010d69-\U00010d6d"
    "\U00010ecb-\U00010ecf\U00010ef0-\U00010efb\U00010efd-\U00010eff\U00011382-\U00011385\U0001138b\U0001138e"
    "\U00011390\U00011391\U000113b8\U000113bb\U000113c2\U000113c5\U000113c7-\U000113c9\U000113ce-\U000113d0"
    "\U00011f41\U00011f42\U0001611e-\U00016129\U0001612f\U00016d63\U00016d67-\U00016d6a\U0001d127\U0001d128"
    "\U0001d250-\U0001d252\U0001d25b\U0001d25c\U0001d25f\U0001d280\U0001d281\U0001e08f\U0001e4ec-\U0001e4ef"
    "\U0001e5ee\U0001e5ef\U0001e6e3\U0001e6e6\U0001e6ee\U0001e6ef\U0001e6f5"
)
_ALONE = re.compile(f"[{IDEOGRAPHS}{YOUNG}]")

LOOSE: Final = (
    "\u0300-\u0387\u0483-\u0487\u0591-\u11c2\u135d-\u1dff\u1f71-\u2001\u20d0-\u212b\u2329\u232a\u2adc\u2cef-\u2dff"
    "\u302a-\u302f\u3099\u309a\ua66f-\uabed\ufb1d-\ufb4e\ufe20-\ufe2f\U000101fd-\U0001e94a"
)
"""What composition could change, and a good deal more: a text without these is composed."""

_LONG = 32  # marks on one character; Unicode's own stream-safe format allows 30


def composed(text: str) -> Iterator[tuple[int, int, str]]:
    """
    Yield what composition puts in the place of what, as edits of *text*; some of them change nothing.

    >>> [edit for edit in composed("Cafe\\u0301")]
    [(3, 5, 'é')]
    """
    # A character that nothing can join from behind starts a chunk; a chunk is composed whole, or left whole.
    chunk, chart = _chunks()
    stop = 0
    for at in charting.places(text, chart, 1):
        if at >= stop and (found := chunk.match(text, max(stop, at - 1)) or chunk.match(text, at)):
            start, stop = found.span()
            if _ALONE.match(text, start):
                start += 1
            yield start, stop, _nfc(text[start:stop])


@cache
def _chunks() -> tuple[re.Pattern[str], bytes]:
    # Derived from the Unicode tables of this Python, in 0.1 s, once, and only when a text isn't composed. Nothing of
    # interest stands in the planes above the second: their ideographs are those that are left alone.
    joining, changing = [], []
    for char in map(chr, range(0x20000)):
        if _ALONE.match(char):
            continue
        decomposed = unicodedata.normalize("NFD", char)
        if unicodedata.combining(decomposed[0]) or char in _second_parts():
            joining.append(char)
        elif unicodedata.normalize("NFC", char) != char:
            changing.append(char)
    marks, singles = "".join(joining), "".join(changing)
    pattern = re.compile(f"(?s:.?)[{re.escape(marks)}]+|[{re.escape(singles)}]")
    return pattern, charting.chart(marks + singles)


@cache
def _second_parts() -> frozenset[str]:
    # The second halves of all compositions, the vowels and final consonants of Hangul among them.
    hangul = [chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))]
    decompositions = (unicodedata.decomposition(chr(code)).split() for code in range(0xA0, 0x20000))
    return frozenset(hangul + [chr(int(d[1], 16)) for d in decompositions if len(d) == 2 and d[0][0] != "<"])


def _nfc(chunk: str) -> str:
    if len(chunk) <= _LONG:
        return unicodedata.normalize("NFC", chunk)
    # Python before 3.13 sorts marks by insertion, which takes hours for a run of a million; sorted ones take no time.
    decomposed = "".join(unicodedata.normalize("NFD", char) for char in chunk)
    runs = groupby(decomposed, key=lambda char: unicodedata.combining(char) > 0)
    ordered = (sorted(run, key=unicodedata.combining) if marks else run for marks, run in runs)
    return unicodedata.normalize("NFC", "".join(chain.from_iterable(ordered)))
