"""
Tiling: the bytes and the lines of pieces.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm import tiling
from docnorm.model import Decoding

ENDS = [
    # codec, error handler, pieces, where they end
    ("utf-8", "strict", ["aé", "b"], [3, 4]),
    ("utf-8", "surrogateescape", ["a\udce9", "é"], [2, 4]),
    ("windows-1252", "strict", ["aé", "b"], [2, 3]),
    ("utf-16-le", "strict", ["aé", "", "😀"], [4, 4, 8]),
    ("iso2022_jp", "strict", ["港", "港"], [8, 10]),
]


@pytest.mark.parametrize(("codec", "errors", "pieces", "ends"), ENDS)
def test_bytes_follow_from_the_codec(codec: str, errors: str, pieces: list[str], ends: list[int]) -> None:
    """
    Each piece takes what it's encoded to, but never more than there is.
    """
    decoding = Decoding(codec, errors, "declared", 100)  # type: ignore[arg-type]
    size = len("".join(pieces).encode(codec, errors))
    assert ends == tiling.byte_ends(decoding, pieces, 0, size)


@given(st.lists(st.text("a\r\n", max_size=4)))
def test_lines_dont_depend_on_the_cuts(pieces: list[str]) -> None:
    """
    However a text is cut, it has the same line ends.
    """
    whole = "".join(pieces)
    assert whole.replace("\r\n", "\n").replace("\r", "\n").count("\n") == sum(tiling.line_ends(pieces))
