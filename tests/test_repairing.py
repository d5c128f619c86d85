"""
Repairing: what was read with the wrong encoding, and what only looks like it; the cases are data (cases/repair.json).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from docnorm import suspecting
from docnorm.repairing import repair

CASES = json.loads((Path(__file__).parent / "cases" / "repair.json").read_text(encoding="utf-8"))
CASES_AND_MARKS = [
    pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
    for case in CASES
]

LONG = suspecting.LONGEST


@pytest.mark.parametrize("case", CASES_AND_MARKS)
def test_cases(case: dict[str, Any]) -> None:
    """
    Each text becomes what its case says, and each of its findings stands where the case says.
    """
    rewritten, findings = repair(case["text"])
    assert case["expect"] == rewritten.text
    assert case.get("findings", []) == [[finding.kind, *finding.span] for finding in findings]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_repaired_text_stays(case: dict[str, Any]) -> None:
    """
    What was repaired once is not repaired again.
    """
    assert case["expect"] == repair(case["expect"])[0].text


@pytest.mark.parametrize("text", ["", "plain\n", "Съешь ещё — «да»\n", "L’épisode du cœur…", "CAFÉ²", "`â€™`"])
def test_what_stays_is_the_same_object(text: str) -> None:
    """
    A text in which nothing is repaired isn't copied, and nothing is stored about it.
    """
    rewritten, _ = repair(text)
    assert rewritten.text is text
    assert rewritten.alignment.is_identity


def test_clean_texts_import_nothing() -> None:
    """
    ftfy isn't imported for clean texts, nor for those that a codec alone explains, and is for others.
    """
    program = """
import sys
from docnorm.repairing import repair
repair("clean"), repair("Съешь ещё — «да», L’épisode du cœur…, 他说“你好”——")
print("ftfy" in sys.modules)
repair("donâ€™t")
print("ftfy" in sys.modules)
repair("voilÃ le travail")
print("ftfy" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert ["False", "False", "True"] == told.split()


def test_each_character_is_a_change_of_its_own() -> None:
    """
    The alignment is exact: what lies between two repaired characters is equal, and stays so.
    """
    text = "donâ€™t, cafÃ©, Â£5\n"
    rewritten, _ = repair(text)
    assert [("â€™", "’"), ("Ã©", "é"), ("Â", "")] == [
        (text[slice(*source)], rewritten.text[slice(*target)]) for source, target in rewritten.alignment.changes()
    ]


def test_findings_name_the_given_text() -> None:
    """
    A finding behind a repair stands where it stood before the repair.
    """
    text = "donâ€™t go\nto the CAFÉ²\n"
    (finding,) = repair(text)[1]
    assert "É²" == text[slice(*finding.span)]
    assert "'É²' may stand for 'ɲ'" == finding.detail


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("é " * LONG + "donâ€™t", "é " * LONG + "don’t"),
        ("donâ€™t " * LONG, "don’t " * LONG),
        ("xÃ©" * LONG, "xé" * LONG),
        ("É² " * LONG, "É² " * LONG),
        ("``` x\n" * LONG + "Ã©", "``` x\n" * LONG + "é"),
    ],
    ids=["one place", "all over", "no spaces", "doubts all over", "open fences"],
)
def test_long_texts_are_repaired(text: str, expect: str) -> None:
    """
    A line of any length is repaired in parts, with or without spaces to cut it at; no text takes for ever.
    """
    assert expect == repair(text)[0].text
