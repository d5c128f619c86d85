"""
Composition: that of Unicode 14.0, but for the ideographs that stay.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm import composing
from docnorm.alignment import Span
from docnorm.normalizing import normalize

NFC = frozenset({"nfc"})

# Marks of many classes, marks that decompose, letters that compose, jamo, and what must be left alone between them.
MARKS = st.text(
    st.sampled_from(
        "aeK\u0301\u0316\u0323\u0344\u0345\u0f71\u0f73\u0f81\u09be\u09c7\u1161\u11a8\u1100\uac00\u0958\u05b0\n\0"
    ),
    max_size=80,
)

YOUNG = [
    # A mark of Unicode 15.0 or later, between others.
    ("a mark that would be sorted", "a\U0001e4ee\u0323"),
    ("a mark that would be passed", "e\U0001e4ee\u0301"),
    ("a mark alone", "\u0897"),
    ("a letter with two parts", "\U000105d2\u0307"),
    ("parts that would be composed", "\U00011382\U000113c9"),
    ("a composed letter", "\U000105c9\U00016121"),
]


@given(MARKS)
def test_composition_is_that_of_unicode(text: str) -> None:
    """Composing chunk by chunk, with long runs of marks sorted first, gives NFC."""
    assert unicodedata.normalize("NFC", text) == normalize(text, NFC).text


def test_long_runs_of_marks_are_sorted_as_short_ones() -> None:
    """Marks that Python would sort by insertion come out in the order that Unicode wants."""
    for marks in ("\u0301\u0316" * 40, "\u0344\u0323" * 40, "\u0315\u0300\u05ae\u0062" * 20):
        assert unicodedata.normalize("NFC", f"e{marks}") == normalize(f"e{marks}", NFC).text


@pytest.mark.parametrize("ideographs", [range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)])
def test_compatibility_ideographs_stay(ideographs: range) -> None:
    """None of the ideographs that NFC would replace is touched, whatever else the text needs."""
    text = "".join(map(chr, ideographs))
    assert text + "é" == normalize(text + "e\u0301", NFC).text


def test_every_composed_character_covers_all_its_parts() -> None:
    """The source of a composed character is the base and all its marks, not the base alone."""
    clean, alignment = normalize("xe\u0301\u0323y", NFC)
    assert "x\u1eb9\u0301y" == clean
    assert Span(1, 4) == alignment.to_source(Span(1, 2))


@pytest.mark.parametrize(("label", "text"), YOUNG, ids=[row[0] for row in YOUNG])
def test_young_characters_are_no_marks(label: str, text: str) -> None:
    """What Unicode 14.0 doesn't know is neither sorted nor composed, under any Python; what stands beside it is."""
    assert text + "é" == normalize(text + "e\u0301", NFC).text


def test_the_young_marks_are_all_known() -> None:
    """Without the young ones, this Python's classes and decompositions are those of Unicode 14.0."""
    digest = hashlib.sha256()
    for code in range(0x110000):
        char = chr(code)
        if 0xAC00 <= code <= 0xD7A3 or composing._ALONE.match(char):  # Hangul is composed by rule
            continue
        combining, parts = unicodedata.combining(char), unicodedata.decomposition(char)
        if combining or (parts and parts[0] != "<"):
            digest.update(f"{code:04X} {combining} {parts}\n".encode())
    assert "8891db8baf38df97c6ea74a5747e4d193909f212d37a64beb588a6e4dc9dea83" == digest.hexdigest()


def test_what_is_not_loose_is_composed() -> None:
    """No character but the loose ones is changed by composition, or joined to what stands before it."""
    loose = re.compile(f"[{composing.LOOSE}\ud800-\udfff]")
    settled = "".join(char for char in map(chr, range(0x110000)) if not loose.match(char))
    assert [] == list(composing.composed(settled))
