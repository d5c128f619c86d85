"""
Guards: what a text must find in another one to go for it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docnorm.guarding import containment, facts, mask, numbers

CASES = json.loads((Path(__file__).parent / "cases" / "guard.json").read_text(encoding="utf-8"))
ROWS = [
    pytest.param(case, marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else []) for case in CASES
]


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["label"])
def test_cases(case: dict) -> None:
    """
    A text may go for another one only if all its facts are among the other's.
    """
    told = facts(case["guard"], [case["own"], case["kept"]].__getitem__)
    assert case["expect"] == ("goes" if told(0) <= told(1) else "stays")
    assert not told(0) <= told(1) or not mask(told(0)) & ~mask(told(1))


LONG = ["a" * 50_000, "1" * 50_000, "a-" * 25_000, "a1-" * 25_000, "A-" * 25_000, "- " * 25_000, "1 " * 25_000]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:3])
def test_any_text_is_looked_through_at_once(text: str) -> None:
    """
    No text makes the patterns go back over it again and again: this would take hours.
    """
    assert numbers(text) <= containment(text)
