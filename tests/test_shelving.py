"""
Shelving: what comes back is what was stored, or nothing is stored.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from docnorm import Profile, Source
from docnorm.alignment import Alignment, Span
from docnorm.enveloping import split
from docnorm.preparing import Prepare
from docnorm.shelving import shelve, take

TEXTS = [
    b"",
    b"clean\n",
    "“It’s”\r\n\r\nÃ©tÃ©\u202e\n".encode(),
    "“wide”\r\n".encode("utf-16"),
    b"caf\xe9 and \x93quotes\x94, na\xefve\n",
    b"Stra\xc3\x9fe, na\xc3\xafve, Br\xc3\xbcssel, caf\xe9\n",  # islands
    b"\x89PNG\r\n\x1a\n\0\0\0\r",
    b"\xed\xa0\x80 lone\n",
]


@pytest.mark.parametrize("data", TEXTS)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_what_comes_back(data: bytes, name: str) -> None:
    """Text, changes, findings, blocks and how it was read come back."""
    source = Source(name, data)
    prepared = Prepare(Profile())(source)
    stored = shelve(prepared)
    assert stored is not None
    assert prepared == take(stored, source)


def test_records() -> None:
    """Records come back, and so does what is no record."""
    for source in split("a.jsonl", b'{"text": "\\u201cone\\u201d \\ud800"}\nnone\n'):
        prepared = Prepare(Profile())(source)
        stored = shelve(prepared)
        assert stored is not None
        assert prepared == take(stored, source)


def test_what_would_not_come_back() -> None:
    """What doesn't follow from the bytes isn't stored: an encoding that isn't known, or a text of another kind."""
    prepared = Prepare(Profile())(Source("a.txt", b"one\n"))
    unknown = replace(prepared.document, decoding=replace(prepared.document.decoding, codec="klingon"))
    assert shelve(replace(prepared, document=unknown)) is None
    whole = Alignment(4, 4, *(Alignment.of(4, 4, []).source_starts for _ in range(4)))
    other = replace(prepared.document, text="two\n", alignment=whole)
    assert shelve(replace(prepared, document=other)) is None
    assert Span(0, 3) == prepared.segmentation.spans[0]
