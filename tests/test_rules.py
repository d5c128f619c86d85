"""
The tables: that they are well-formed, and that what must never be in them isn't.
"""

from __future__ import annotations

import unicodedata

import pytest

from docnorm import rules

NEVER = [
    (
        "letters that look like apostrophes",
        "\u02bc\u02bb\u02bd\u02be\u02bf\u02b9\u02ba\u02c8\ua78b\ua78c\u055a\u07f4\u07f5",
    ),
    ("primes", "\u2032\u2033\u2034\u2035\u2036\u2037\u2057"),
    ("code and accents", "`\u00b4\u1fbd\u1fbf\u0301\u0313"),
    ("geresh and gershayim", "\u05f3\u05f4"),
    ("quotation marks that a language sets itself", "«»‹›「」『』〝〞〟＂＇《》"),
    ("spaces that mean something", "\u202f\u2007\u3000\u1680\t \u200b"),
    ("joiners, directions, selectors", "\u200c\u200d\u200e\u200f\u2060\ufe0f\ufe00\U000e0100\u202a\u202c"),
    ("line feed, form feed", "\n\f"),
]


@pytest.mark.parametrize(("label", "characters"), NEVER, ids=[row[0] for row in NEVER])
def test_what_is_never_replaced(label: str, characters: str) -> None:
    """No rule touches these."""
    sources = {rule.source for rule in rules.RULES}
    assert set() == sources & set(characters)


def test_every_rule_has_a_name_a_source_and_a_reason_of_its_own() -> None:
    """A stored map names a rule by its texts, so no two rules have the same, and every one says why it's there."""
    assert len(rules.RULES) == len({rule.name for rule in rules.RULES})
    assert len(rules.RULES) == len({(rule.source, rule.target) for rule in rules.RULES})
    assert all(rule.reason and rule.source != rule.target for rule in rules.RULES)
    assert all(rule.name.startswith(f"{rule.step}.") for rule in rules.RULES)


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
    """Every quote that is folded is punctuation, and becomes one of the two of ASCII."""
    for source, target in rules.of("quotes").items():
        assert unicodedata.category(source) in ("Pi", "Pf", "Ps")
        assert "QUOTATION MARK" in unicodedata.name(source)
        assert target in "'\""


def test_profiles_name_steps_that_exist() -> None:
    """`standard` has all steps; the others leave some out."""
    assert {rule.step for rule in rules.RULES} | {"repair", "nfc"} == rules.PROFILES["standard"]
    assert rules.PROFILES["typographic"] == rules.PROFILES["standard"] - {"quotes"}
    assert rules.PROFILES["minimal"] == {"repair", "line-ends"}
