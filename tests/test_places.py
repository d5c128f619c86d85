"""
Places: which bytes stand for which characters, in codecs of every kind.

What holds for all of them is in property/test_places_laws.py.
"""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest

from docnorm import places
from docnorm.alignment import Span
from docnorm.decoding import decode

UNITS = [  # a codec, a text, where its units end (in bytes), and why
    ("utf-8", "abc", [1, 2, 3], "ASCII is a byte a character"),
    ("utf-8", "aé漢😀b", [1, 3, 6, 10, 11], "one to four bytes"),
    ("utf-16-le", "aé", [2, 4], "two bytes each"),
    ("utf-16-be", "a😀b", [2, 6, 8], "or four"),
    ("utf-32-le", "a😀", [4, 8], "always four"),
    ("windows-1252", "a€é", [1, 2, 3], "a byte a character"),
    ("gb18030", "aé漢😀", [1, 3, 5, 9], "one, two or four bytes"),
    ("big5", "a漢b", [1, 3, 4], "one or two"),
    ("iso2022_jp", "a漢字b", [1, 6, 8, 12], "an escape belongs to the character behind it"),
    ("iso2022_jp", "a漢字", [1, 6, 11], "one at the end to the last character"),
    ("hz", "汉\n字~", [4, 7, 11, 15], "the same, with a line end that needs one"),
]


@pytest.mark.parametrize(("codec", "text", "ends", "reason"), UNITS)
def test_every_character_has_its_bytes(codec: str, text: str, ends: list[int], reason: str) -> None:
    """The bytes of a character are its own, and each of them leads back to it."""
    found = places.of(text, codec, "strict")
    assert ends[-1] == found.size == len(text.encode(codec))
    for char, (start, stop) in enumerate(pairwise([0, *ends])):
        assert Span(start, stop) == found.bytes_of(Span(char, char + 1))
        assert {Span(char, char + 1)} == {found.chars_of(Span(byte, byte + 1)) for byte in range(start, stop)}
        assert Span(start, start) == found.bytes_of(Span(char, char))
        assert Span(char, char) == found.chars_of(Span(start, start))
    assert Span(0, len(text)) == found.chars_of(Span(0, found.size))
    assert Span(len(text), len(text)) == found.chars_of(Span(found.size, found.size))


def test_two_characters_may_be_one_unit() -> None:
    """Where two characters were read from the same bytes, each of them stands for all of these."""
    found = places.of("aか\u309ab", "shift_jisx0213", "strict")
    assert [Span(1, 3)] * 3 == [found.bytes_of(span) for span in (Span(1, 2), Span(2, 3), Span(2, 2))]
    assert [Span(1, 3)] * 3 == [found.chars_of(span) for span in (Span(1, 2), Span(2, 3), Span(2, 2))]


@pytest.mark.parametrize("codec", ["utf-7", "punycode", "unicode_escape"])
def test_what_cannot_be_followed_is_one_unit(codec: str) -> None:
    """A codec that can't be read step by step gives the whole text for each of its parts, which is never wrong."""
    found = places.of("aé漢b", codec, "strict")
    whole = Span(0, len("aé漢b".encode(codec)))
    assert whole == found.bytes_of(Span(1, 2)) == found.bytes_of(Span(2, 2))
    assert Span(0, 4) == found.chars_of(Span(1, 2))
    assert (Span(0, 0), Span(4, 4)) == (found.chars_of(Span(0, 0)), found.chars_of(Span(whole.stop, whole.stop)))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "gbk", "latin-1", "utf-7"])
def test_an_empty_text_has_no_places(codec: str) -> None:
    """Nothing comes from nothing."""
    found = places.of("", codec, "strict")
    assert (0, Span(0, 0), Span(0, 0)) == (found.size, found.bytes_of(Span(0, 0)), found.chars_of(Span(0, 0)))


LONG = [  # texts with many marks, and a codec
    ("utf-8", "Wort für Wort, 漢字 und 😀.\n" * 200),
    ("utf-8", "é" * 2048),
    ("gb18030", "一字一é一😀" * 120),
    ("iso2022_jp", "かな and kana\n" * 70),
    ("iso2022_jp", "漢" * 400),
]


@pytest.mark.parametrize(("codec", "text"), LONG)
def test_marks_make_no_difference(codec: str, text: str) -> None:
    """However long the text is, the units are the ones that encoding from its start on shows."""
    found = places.of(text, codec, "strict")
    ends = [found.bytes_of(Span(0, char)).stop for char in range(len(text) + 1)]
    data = text.encode(codec)
    assert [text[:char] for char in range(len(text))] == [data[: ends[char]].decode(codec) for char in range(len(text))]
    assert len(data) == ends[-1]
    for char, (start, stop) in enumerate(pairwise(ends)):
        assert Span(char, char + 1) == found.chars_of(Span(start, stop)) == found.chars_of(Span(stop - 1, stop))
        assert start == found.bytes_of(Span(char, len(text))).start


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "iso2022_jp", "latin-1"])
def test_places_are_values(codec: str) -> None:
    """Places survive the way to another process."""
    found = places.of("漢字 é".replace("é", "x") if codec != "latin-1" else "é", codec, "strict")
    assert found == pickle.loads(pickle.dumps(found))


@pytest.mark.parametrize(
    ("codec", "data"),
    [
        ("gb18030", "汉字".encode("gb18030") + b"\xff" + "汉字。".encode("gb18030") * 900),
        ("cp932", "≒ここ".encode("cp932") + b"\x87\x90" + "日本".encode("cp932")),
    ],
)
def test_bytes_without_a_character_are_places_too(codec: str, data: bytes) -> None:
    """A byte that the codec has no character for, or that it would write otherwise, doesn't shift what follows."""
    text, decoding = decode(data, codec)
    assert "surrogateescape" == decoding.errors
    found = places.of(text, decoding.codec, decoding.errors)
    for at in range(0, len(text), 7):
        assert decoding.encode(text[at]) == data[slice(*found.bytes_of(Span(at, at + 1)))]


def test_what_no_decoder_follows_is_one_unit() -> None:
    """With two characters that are read at once and a byte that isn't one, only the whole is known."""
    text = b"\xff".decode("euc_jis_2004", "surrogateescape") + "か゚"
    assert Span(0, 3) == places.of(text, "euc_jis_2004", "surrogateescape").bytes_of(Span(1, 2))
