"""
The tables: that they are well-formed, and that what must never be in them isn't.
"""

from __future__ import annotations

import unicodedata
from typing import get_args

import pytest

from docnorm import rules


@pytest.mark.parametrize(("label", "characters", "reason"), rules.KEPT)
def test_what_is_never_replaced(label: str, characters: str, reason: str) -> None:
    """No rule of a profile touches these."""
    on = frozenset().union(*rules.PROFILES.values())
    sources = {rule.source for rule in rules.RULES if rule.name in on}
    assert set() == sources & set(characters)
    assert reason


def test_every_rule_has_a_name_a_source_and_a_reason_of_its_own() -> None:
    """A stored map names a rule by its texts, so no two rules have the same, and every one says why it's there."""
    assert len(rules.RULES) == len({rule.name for rule in rules.RULES})
    tables = [rule for rule in rules.RULES if rule.source]
    assert len(tables) == len({(rule.source, rule.target) for rule in tables})
    assert all(rule.source != rule.target and rule.name.startswith(f"{rule.step}.") for rule in tables)
    assert ["repair", "nfc"] == [rule.name for rule in rules.RULES if not rule.source]
    assert all(rule.reason and int(rule.since) <= int(rules.VERSION) for rule in rules.RULES)


def test_every_scope_and_step_is_explained() -> None:
    """No rule has a scope or a step that the guide doesn't explain, and none is explained that no rule has."""
    assert set(get_args(rules.Scope)) == set(rules.SCOPES) == {rule.scope for rule in rules.RULES}
    assert set(rules.STEPS) == {rule.step for rule in rules.RULES}
    assert set(rules.PURPOSES) == set(rules.PROFILES)


def test_a_part_of_a_name_means_all_rules_below_it() -> None:
    """Names part at dots, and nowhere else."""
    assert rules.below("quotes.ornament") < rules.below("quotes")
    assert {"quotes.low-double"} == rules.below("quotes.low-double")
    assert frozenset() == rules.below("quotes.low") == rules.below("")


def test_a_target_is_never_a_source_of_its_own_step() -> None:
    """A step has nothing to do where it has just been; line ends and spaces aside, which are contextual."""
    for step in ("line-ends", "quotes", "spaces", "controls"):
        table = rules.of(step)
        assert set() == set(table) & set(table.values())


def test_control_characters_become_what_browsers_show() -> None:
    """C1 controls are read as Windows-1252, and dropped where that has nothing."""
    table = rules.of("controls")
    for code in range(0x80, 0xA0):
        assert bytes([code]).decode("cp1252", "ignore") == table[chr(code)]


def test_quotes_are_all_quotation_marks() -> None:
    """Every quote that is folded is punctuation or an ornament, and becomes one of the two of ASCII."""
    for source, target in rules.of("quotes").items():
        assert unicodedata.category(source) in ("Pi", "Pf", "Ps", "Po", "So")
        assert "QUOTATION MARK" in unicodedata.name(source) or "FULLWIDTH APOSTROPHE" == unicodedata.name(source)
        assert target in "'\""


def test_profiles_name_steps_that_exist() -> None:
    """`standard` has all steps but what's only by option; the others leave some out."""
    every = {rule.name for rule in rules.RULES}
    assert every - rules.below("invisibles", "trailing") == rules.PROFILES["standard"]
    assert rules.PROFILES["typographic"] == rules.PROFILES["standard"] - rules.below("quotes")
    assert rules.PROFILES["minimal"] == rules.below("repair", "line-ends")
