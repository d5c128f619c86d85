"""
Charts of classes, and what the scans say by them.
"""

from __future__ import annotations

import pytest

from docnorm.charting import chart, occurring, places

TEXTS = [
    ("nothing", "", 0, []),
    ("no class", "plain", 0, []),
    ("one character", "a_b", 1, [1]),
    ("the ends of a range", "“”", 2, [0, 1]),
    ("beside a range", "‛―", 0, []),
    ("a line feed", "a\nb", 4, [1]),
    ("several classes", "_“\n", 7, [0, 1, 2]),
    ("a character of two classes", "😀„", 10, [0, 1]),
    ("a lone surrogate", "a\udc80", 16, [1]),
]


@pytest.mark.parametrize(("label", "text", "classes", "offsets"), TEXTS, ids=[row[0] for row in TEXTS])
def test_scans(label: str, text: str, classes: int, offsets: list[int]) -> None:
    """A class is a bit by its place, and a place is counted in characters."""
    made = chart("_", "“-‟", "\n", "„😀-😂", "\ud800-\udfff")
    assert classes == occurring(text, made)
    assert offsets == list(places(text, made, 31))
    assert [] == list(places(text, made, 0))
