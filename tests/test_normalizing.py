"""
One round of normalization; the cases are data (cases/normalize.json).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from docnorm import rules
from docnorm.normalizing import normalize
from docnorm.rules import PROFILES

CASES = json.loads((Path(__file__).parent / "cases" / "normalize.json").read_text(encoding="utf-8"))

NAMES = {
    **PROFILES,
    "minimal, without line ends": PROFILES["minimal"] - rules.below("line-ends"),
    "standard, also invisibles": PROFILES["standard"] | rules.below("invisibles"),
    "standard, also trailing": PROFILES["standard"] | rules.below("trailing"),
    "nothing but crlf": rules.below("line-ends.crlf"),
    "trailing tabs": rules.below("trailing.tab"),
}
CASES_AND_MARKS = [
    pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
    for case in CASES
]


@pytest.mark.parametrize("case", CASES_AND_MARKS)
def test_cases(case: dict[str, str]) -> None:
    """Each text becomes what its case says."""
    assert case["expect"] == normalize(case["input"], NAMES[case["rules"]]).text


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases_lead_back(case: dict[str, str]) -> None:
    """Undoing the changes of a case gives its input back."""
    clean, alignment = normalize(case["input"], NAMES[case["rules"]])
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


SAMPLES = {
    "line-ends": "a\r\nb",
    "nfc": "e\u0301",
    "quotes": "“a”",
    "spaces": "a\u2003b",
    "controls": "a\x07b",
    "invisibles": "a\xadb",
    "trailing": "a \nb",
}


@pytest.mark.parametrize("step", sorted(SAMPLES))
def test_every_step_can_be_switched_off(step: str) -> None:
    """Without a step, what only that step would change stays."""
    every = frozenset(rule.name for rule in rules.RULES)
    assert SAMPLES[step] == normalize(SAMPLES[step], every - rules.below(step)).text
    assert SAMPLES[step] != normalize(SAMPLES[step], rules.below(step)).text


@pytest.mark.parametrize("rule", [rule for rule in rules.RULES if rule.source], ids=lambda rule: rule.name)
def test_every_rule_can_be_switched_off(rule: rules.Rule) -> None:
    """A rule does what its entry says where its scope lets it; without it, it isn't done."""
    before, after = {"ascii": ("a", "b"), "line": ("a", "b"), "windows": ("a", " b")}.get(rule.scope, ("", ""))
    text = f"{before}{rule.source}{after}"
    assert f"{before}{rule.target}{after}" == normalize(text, frozenset({rule.name})).text
    others = frozenset(other.name for other in rules.RULES if other.source != rule.source)
    assert text == normalize(text, others - rules.below("nfc", "line-ends.cr", "line-ends.nel")).text


def test_the_cases_are_many_and_have_reasons() -> None:
    """A case says what it's there for; more than half of them show that something stays."""
    assert len({case["label"] for case in CASES}) == len(CASES) >= 110
    assert all(case["comment"] for case in CASES)
    assert sum(case["input"] == case["expect"] for case in CASES) >= 60


HEAVY = [
    ("marks out of order", "e" + "\u0301\u0316" * 100_000),
    ("marks without a letter", "\u0301\u0316" * 100_000),
    ("quotes in a row, beside Chinese", "“‘" * 100_000 + "中"),
    ("opening quotes beside Chinese", "“中" * 100_000),
    ("open fences", "``` “a\n" * 50_000),
    ("no-break spaces", "\xa0" * 200_000),
    ("no-break spaces that hold", "a\xa0" * 300_000),
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
