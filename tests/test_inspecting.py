"""
What is told of, and what isn't; the cases are data (cases/inspect.json).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docnorm import inspecting
from docnorm.alignment import Span
from docnorm.inspecting import inspect
from docnorm.kinds import KINDS
from docnorm.model import Finding

CASES = json.loads((Path(__file__).parent / "cases" / "inspect.json").read_text(encoding="utf-8"))
CASES_AND_MARKS = [
    pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
    for case in CASES
]

DETAILS = [
    ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("\x07", "U+0007"),
    ("\ue000", "U+E000"),
    ("\u2060\u2060\u2060", "3 times U+2060 WORD JOINER"),
    ("\u202a\u202c", "2 characters, the first U+202A LEFT-TO-RIGHT EMBEDDING"),
    (
        "".join(chr(0xE0000 + ord(c)) for c in "ignore me"),
        "9 characters, the first U+E0069 TAG LATIN SMALL LETTER I, which may say 'ignore me'",
    ),
    (
        "".join(chr(0xE0100 + ord(c) - 16) for c in "hi!"),
        "3 characters, the first U+E0158 VARIATION SELECTOR-105, which may say 'hi!'",
    ),
    ("\U000e0100\U000e0101", "2 characters, the first U+E0100 VARIATION SELECTOR-17"),
    ("\U000e0001\U000e007f", "2 characters, the first U+E0001 LANGUAGE TAG"),
    (
        "".join(chr(0xE0000 + 97 + i % 26) for i in range(99)),
        "99 characters, the first U+E0061 TAG LATIN SMALL LETTER A, which may say "
        "'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh'",
    ),
]


@pytest.mark.parametrize("case", CASES_AND_MARKS)
def test_cases(case: dict) -> None:
    """Each text has the findings that its case says, and where."""
    assert case["findings"] == [[finding.kind, *finding.span] for finding in inspect(case["text"])]


def test_the_cases_know_every_kind() -> None:
    """Every kind that is found here has a case, and each case has a reason; many show that nothing is found."""
    kinds = {kind for case in CASES for kind, *_ in case["findings"]}
    assert {"invalid-utf-8", "invalid-bytes", "lone-surrogate", "declared-encoding-failed", "suspect-mojibake"} == set(
        KINDS
    ) - kinds
    assert all(case["comment"] for case in CASES)
    assert len({case["label"] for case in CASES}) == len(CASES)
    assert sum(not case["findings"] for case in CASES) >= 30


@pytest.mark.parametrize(("text", "detail"), DETAILS)
def test_details(text: str, detail: str) -> None:
    """A finding names its characters, and what a hidden text may say."""
    assert (Finding(inspect(text)[0].kind, Span(0, len(text)), detail),) == inspect(text)


def test_a_severity_follows_from_the_kind() -> None:
    """What may deceive is an error; a kind of a later version is worth a look."""
    assert ["error", "info"] == [finding.severity for finding in inspect("\u202aa\xad")]
    assert "warning" == Finding("from-the-future", Span(0, 1), "").severity
    assert {"error", "warning", "info"} == {kind.severity for kind in KINDS.values()}


def test_thousands_are_told_in_few_words() -> None:
    """Past a hundred places of a kind, one finding tells how many more there are, and from where to where."""
    findings = inspect("a\xad" * 5000 + "\u202e")
    assert 102 == len(findings)
    assert Finding("soft-hyphen", Span(201, 10_000), "4900 more places, besides the 100 that are told") == findings[100]
    assert "bidi-control" == findings[-1].kind


def test_what_isnt_assigned_is_not_told() -> None:
    """Whether a character is assigned depends on the Python, so nothing is said of it."""
    assert () == inspect("".join(map(chr, range(0x30000, 0x3FFFE, 0x101))) + "\u05c8\U0001e4ee")


def test_the_search_finds_what_the_table_has() -> None:
    """Of all characters of Unicode, the one class that's searched for has those of the table, and no others."""
    text = " ".join(map(chr, range(0x110000)))
    table = "".join(characters for _, characters, _ in inspecting._TABLE)
    assert set(re.findall(f"[{table}]", text)) == set(inspecting._sought().findall(text))


HEAVY = [
    ("selectors", "\ufe00" * 50_000),
    ("tags", "\U000e0041" * 50_000),
    ("flags that are none", "\U0001f3f4\U000e0067" * 30_000),
    ("marks with selectors", "\ufeff\ufe00" * 30_000),
    ("directions in a text with one", "a\u200e" * 30_000),
    ("soft hyphens in code", "`a\xad`\n" * 20_000),
    ("joiners", "a\u200d" * 30_000),
]


@pytest.mark.parametrize(("label", "text"), HEAVY, ids=[row[0] for row in HEAVY])
def test_heavy_texts_take_linear_time(label: str, text: str) -> None:
    """Texts made of what is told of are read once, and told of in few words."""
    assert 1 <= len(inspect(text)) <= 101
