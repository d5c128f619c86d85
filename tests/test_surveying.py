"""
What a survey tells of a text; that nothing is missed is a law: see property/test_survey_laws.py.
"""

from __future__ import annotations

import pytest

from docnorm import rules
from docnorm.rules import PROFILES
from docnorm.surveying import survey

STANDARD = PROFILES["standard"]
EVERY = frozenset(rule.name for rule in rules.RULES)

TEXTS = [
    # The text, the rules that are on, the steps that it needs, and those of them that must look around.
    ("clean", "A clean text.\n\t\f", STANDARD, [], []),
    ("clean beyond ASCII", "Größe, Ελλάδα, Россия, 北京, 한국, ไทย, 😀", STANDARD, [], []),
    ("composed, with a mark", "x\u0301", STANDARD, [], []),
    ("a mark to be composed", "e\u0301", STANDARD, ["nfc"], []),
    ("line ends", "a\r\nb\u2028", STANDARD, ["line-ends"], []),
    ("NEL", "a\x85", STANDARD, ["line-ends", "controls"], ["line-ends", "controls"]),
    ("NEL, which is off, may hold CR", "a\r\x85", EVERY - rules.below("line-ends.nel"), None, ["line-ends"]),
    ("quotes", "“a”", STANDARD, ["quotes"], []),
    ("quotes, beside code", "“a” `b`", STANDARD, ["quotes"], ["quotes"]),
    ("quotes, beside Chinese", "“中”", STANDARD, ["quotes"], ["quotes"]),
    ("quotes, behind front matter", "---\na: “b”\n---\n", STANDARD, ["quotes"], ["quotes"]),
    ("quotes that are off", "“中”", PROFILES["typographic"], [], []),
    ("a bond of a step that isn't needed", "`中`", STANDARD, [], []),
    ("a width", "a\u2003b", STANDARD, ["spaces"], []),
    ("a no-break space", "100\xa0km", STANDARD, ["spaces"], ["spaces"]),
    ("a control character", "a\x07b", STANDARD, ["controls"], []),
    ("one that is off", "a\x07b", STANDARD - rules.below("controls.07"), [], []),
    ("a mark", "\ufeffa", STANDARD, ["controls"], ["controls"]),
    ("what makes a blank", "a\u2003", rules.below("trailing", "spaces"), ["spaces", "trailing"], ["trailing"]),
]


@pytest.mark.parametrize(("label", "text", "names", "steps", "bound"), TEXTS, ids=[row[0] for row in TEXTS])
def test_steps(label: str, text: str, names: frozenset[str], steps: list[str] | None, bound: list[str]) -> None:
    """Of the rules that are on, a text needs the steps whose characters it has."""
    seen = survey(text, names)
    assert steps in (list(seen.steps), None)
    assert seen.bound.issuperset(bound)
    assert steps is None or sorted(bound) == sorted(seen.bound)


@pytest.mark.parametrize("rule", [rule for rule in rules.RULES if rule.source], ids=lambda rule: rule.name)
def test_every_source_is_seen(rule: rules.Rule) -> None:
    """A rule's source calls its step, and only if the rule, or another of its step, is on."""
    assert rule.step in survey(f"a{rule.source}b", frozenset({rule.name})).steps
    assert () == survey(f"a{rule.source}b", frozenset()).steps


@pytest.mark.parametrize(
    ("text", "surrogates", "notable"), [("a", False, False), ("\udc80", True, False), ("\u202e", False, True)]
)
def test_what_no_rule_is_about(text: str, surrogates: bool, notable: bool) -> None:
    """Surrogates, and what is told of, are seen whatever is on."""
    seen = survey(text, frozenset())
    assert (surrogates, notable) == (seen.has_surrogates, seen.is_notable)
