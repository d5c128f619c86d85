"""
Documents: from their text to the source's bytes, and back.

What holds for all of them is in property/test_places_laws.py.
"""

from __future__ import annotations

import pickle

import pytest

from docnorm import normalize
from docnorm.alignment import Span
from docnorm.errors import BadInput, NotFound

SOURCE = b"\xef\xbb\xbf\x93 Caf\xc3\xa9\r\n" + "“donâ€™t”".encode()  # a mark, an island, a line end, quotes, mojibake


def test_each_character_knows_its_bytes_and_each_byte_its_character() -> None:
    """Through decoding, repair and normalization: what a character was made from, and what became of a byte."""
    document = normalize(SOURCE)
    assert '" Café\n"don\'t"' == document.text
    texts = [SOURCE[slice(*document.origin((at, at + 1)))] for at in range(len(document.text))]
    assert [b"\x93", b" ", b"C", b"a", b"f", b"\xc3\xa9", b"\n"] == texts[:7]
    assert ["“".encode(), b"d", b"o", b"n", "â€™".encode(), b"t", "”".encode()] == texts[7:]
    places = [document.text[slice(*document.locate(byte))] for byte in range(len(SOURCE))]
    assert [*3 * [""], '"', *" Caf", "é", "é", "", "\n", *3 * '"', *"don", *8 * "'", "t", *3 * '"'] == places


def test_a_span_of_bytes_is_located_as_a_whole() -> None:
    """A span may begin in the byte order mark, and end in the middle of a character."""
    document = normalize(SOURCE)
    assert Span(0, 6) == document.locate((0, 9))
    assert Span(0, 0) == document.locate((1, 3))
    assert Span(0, len(document.text)) == document.locate((0, len(SOURCE)))
    assert Span(6, 6) == document.locate((10, 11))


OUTSIDE = [
    ("bytes -1 to 0: it has 30", -1),
    ("bytes 30 to 31: it has 30", 30),
    ("bytes 3 to 2: it has 30", (3, 2)),
    ("bytes 3 to 31: it has 30", (3, 31)),
]


@pytest.mark.parametrize(("says", "place"), OUTSIDE)
def test_places_outside_are_refused(says: str, place: int | tuple[int, int]) -> None:
    """A byte that isn't there is nowhere in the text."""
    with pytest.raises(NotFound, match=f"note: there are no {says}; choose some that are there"):
        normalize(SOURCE, id="note").locate(place)


def test_characters_outside_are_refused() -> None:
    """A character that isn't there comes from nowhere."""
    with pytest.raises(NotFound, match="document: there are no characters 0 to 4: it has 3"):
        normalize(b"one").origin((0, 4))


@pytest.mark.parametrize("span", [0, "ab", None, (0,), (0, 1, 2), (0, 1.5), ("0", "1")])
def test_what_is_no_span_is_said(span: object) -> None:
    """What isn't two whole numbers is no span."""
    document = normalize(b"one")
    with pytest.raises(BadInput, match=r"document: .* is no span; give two whole numbers, like \(0, 10\)"):
        document.origin(span)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=r"document: .* is no span"):
        document.locate("x" if span == 0 else span)  # type: ignore[arg-type]


def test_what_is_no_text_has_no_places() -> None:
    """A picture has no characters, so that none of its bytes can be located; to ask is a mistake."""
    document = normalize(b"\x89PNG\r\n\x1a\n" + bytes(40), id="picture")
    with pytest.raises(NotFound, match="picture: it has no text, as it's binary; ask"):
        document.locate(0)
    with pytest.raises(NotFound, match="it has no text"):
        document.origin((0, 0))


def test_a_document_is_a_value() -> None:
    """Having been asked for a place makes a document no other one, and it still survives the way to another process."""
    asked, fresh = normalize(SOURCE), normalize(SOURCE)
    assert Span(3, 4) == asked.origin((0, 1))
    assert asked == fresh == pickle.loads(pickle.dumps(asked))
