"""
Guards: what a text must find in another one to go for it.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from docnorm.guarding import Facts, Guarding
from docnorm.numerals import NUMERALS, SINGLES, ZEROS

CASES = json.loads((Path(__file__).parent / "cases" / "guard.json").read_text(encoding="utf-8"))
ROWS = [
    pytest.param(case, marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else []) for case in CASES
]


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case["label"])
def test_cases(case: dict) -> None:
    """
    A text may go for another one only if all its facts are among the other's, and if it isn't the same but for a name.
    """
    guarding = Guarding.whole(case["guard"], [case["own"], case["kept"]])
    assert case["expect"] == ("goes" if guarding.allows(0, 1) else "stays")
    assert guarding.may_allow(np.array([[0, 1]])).tolist() >= [guarding.allows(0, 1)]


def test_names_are_left_to_who_looks_at_them() -> None:
    """
    Without names, texts of one template go for each other.
    """
    texts = ["Oslo is a city", "Bergen is a city"]
    assert not Guarding.whole("numbers", texts).allows(0, 1)
    assert Guarding.whole("numbers", texts, named=False).allows(0, 1)
    assert Guarding.none(2).allows(0, 1)


def test_rows_are_taken_in_any_order() -> None:
    """
    What a text must find stays with it.
    """
    guarding = Guarding.whole("numbers", ["On 3 May", "", "Oslo is a city", "On 4 May in 2024"])
    rows = [3, 1, 1, 0, 2]
    taken = guarding.of_rows(np.array(rows))
    assert [guarding.facts_of(row) for row in rows] == [taken.facts_of(row) for row in range(5)]
    assert [guarding.names.of(row) for row in rows] == [taken.names.of(row) for row in range(5)]
    assert frozenset() == Facts.none(1).of_rows(np.array([0])).of(0)


def test_signs_are_known_to_unicode() -> None:
    """
    Each zero begins ten digits, and what counts by itself is a number to Unicode, too.
    """
    assert all([unicodedata.decimal(chr(ord(zero) + n)) for n in range(10)] == list(range(10)) for zero in ZEROS)
    assert all(unicodedata.numeric(sign) is not None for sign in NUMERALS)
    assert {"No", "Nl", "So"} >= {unicodedata.category(sign) for sign in SINGLES}


LONG = ["a" * 50_000, "1" * 50_000, "a-" * 25_000, "a1-" * 25_000, "A-" * 25_000, "- " * 25_000, "1 " * 25_000]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:3])
def test_any_text_is_looked_through_at_once(text: str) -> None:
    """
    No text makes a scan go back over it again and again: this would take hours.
    """
    assert Guarding.whole("numbers", [text]).facts_of(0) <= Guarding.whole("containment", [text]).facts_of(0)
