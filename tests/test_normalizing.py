"""
One round of normalization; the cases are data (cases/normalize.json).
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm.alignment import Span
from docnorm.normalizing import normalize
from docnorm.rules import PROFILES

CASES = json.loads((Path(__file__).parent / "cases" / "normalize.json").read_text(encoding="utf-8"))

STEPS = {**PROFILES, "minimal, without line ends": PROFILES["minimal"] - {"line-ends"}}

# Marks of many classes, marks that decompose, letters that compose, jamo, and what must be left alone between them.
MARKS = st.text(
    st.sampled_from(
        "aeK\u0301\u0316\u0323\u0344\u0345\u0f71\u0f73\u0f81\u09be\u09c7\u1161\u11a8\u1100\uac00\u0958\u05b0\n\0"
    ),
    max_size=80,
)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    """Each text becomes what its case says."""
    assert case["expect"] == normalize(case["input"], STEPS[case["steps"]]).text


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases_lead_back(case: dict[str, str]) -> None:
    """Undoing the changes of a case gives its input back."""
    clean, alignment = normalize(case["input"], STEPS[case["steps"]])
    pieces, at = [], 0
    for change in alignment.changes():
        pieces += [clean[at : change.target.start], case["input"][slice(*change.source)]]
        at = change.target.stop
    assert case["input"] == "".join([*pieces, clean[at:]])


@pytest.mark.parametrize("text", ["", "A plain text,\n\twith tabs and a form feed.\f", "Größe 100\xa0km, 北京。"])
def test_clean_text_is_returned_as_it_is(text: str) -> None:
    """Nothing is copied where nothing is to be done."""
    clean, alignment = normalize(text, PROFILES["standard"])
    assert clean is text
    assert alignment.is_identity


@pytest.mark.parametrize("step", sorted(PROFILES["standard"] - {"repair"}))
def test_every_step_can_be_switched_off(step: str) -> None:
    """Without a step, what only that step would change stays."""
    samples = {"line-ends": "a\r\nb", "nfc": "e\u0301", "quotes": "“a”", "spaces": "a\u2003b", "controls": "a\x07b"}
    without = PROFILES["standard"] - {step}
    assert samples[step] == normalize(samples[step], without).text
    assert samples[step] != normalize(samples[step], frozenset({step})).text


@given(MARKS)
def test_composition_is_that_of_unicode(text: str) -> None:
    """Composing chunk by chunk, with long runs of marks sorted first, gives NFC."""
    assert unicodedata.normalize("NFC", text) == normalize(text, frozenset({"nfc"})).text


@pytest.mark.parametrize("ideographs", [range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)])
def test_compatibility_ideographs_stay(ideographs: range) -> None:
    """None of the ideographs that NFC would replace is touched, whatever else the text needs."""
    text = "".join(map(chr, ideographs))
    assert text + "é" == normalize(text + "e\u0301", frozenset({"nfc"})).text


def test_every_composed_character_covers_all_its_parts() -> None:
    """The source of a composed character is the base and all its marks, not the base alone."""
    clean, alignment = normalize("xe\u0301\u0323y", frozenset({"nfc"}))
    assert "x\u1eb9\u0301y" == clean
    assert Span(1, 4) == alignment.to_source(Span(1, 2))


HEAVY = [
    ("marks out of order", "e" + "\u0301\u0316" * 100_000),
    ("marks without a letter", "\u0301\u0316" * 100_000),
    ("quotes in a row, beside Chinese", "“‘" * 100_000 + "中"),
    ("opening quotes beside Chinese", "“中" * 100_000),
    ("open fences", "``` “a\n" * 50_000),
    ("no-break spaces", "\xa0" * 200_000),
    ("one long line", "a “b” c\u2003d " * 50_000),
]


@pytest.mark.parametrize(("label", "text"), HEAVY, ids=[row[0] for row in HEAVY])
def test_heavy_texts_take_linear_time(label: str, text: str) -> None:
    """Texts made to be slow are normalized; with a quadratic step these would run for hours."""
    clean, alignment = normalize(text, PROFILES["standard"])
    assert len(clean) == alignment.target_length


def test_normalizing_imports_nothing_heavy() -> None:
    """Neither numpy nor regex nor ftfy is loaded to clean a text that has no mojibake."""
    program = (
        "import sys; from docnorm.pipeline import normalize\n"
        "normalize('“Größe” – it’s fine\\r\\n«Привет», мир…'.encode())\n"
        "assert not {'numpy', 'regex', 'ftfy', 'charset_normalizer'} & set(sys.modules), sys.modules.keys()"
    )
    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode
