"""
Writes docs/guide/normalization.md from the tables of the package, so that the page can't say what isn't so.

Rule 1: what a rule or a kind of finding is, is said in its table; here stands only what no table says.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from docnorm import rules
from docnorm.kinds import KINDS

CONTROLS = {
    "\0": "NULL",
    "\t": "CHARACTER TABULATION",
    "\n": "LINE FEED",
    "\v": "LINE TABULATION",
    "\f": "FORM FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x1c": "INFORMATION SEPARATOR FOUR",
    "\x1d": "INFORMATION SEPARATOR THREE",
    "\x1e": "INFORMATION SEPARATOR TWO",
    "\x1f": "INFORMATION SEPARATOR ONE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
PAGE = Path(__file__).parent / "normalization.md"

HEAD = """\
# Normalization

<!-- Made by `make docs` from docnorm/rules.py and docnorm/model.py. Change those. -->

A text is decoded, and then line ends, repair and the other rules are applied in rounds, until nothing changes.
So normalizing a clean text does nothing, and every change is in the provenance map: `docnorm restore` undoes it.
Damage is repaired, and what readers can't see is made equal; style stays: dashes, ligatures and widths are only folded in the match key, for comparison.

What a paragraph becomes doesn't depend on other paragraphs, with four exceptions that lie in their nature:
code of several lines (a fence, `<pre>`) reaches from its first mark to its last; front matter and a byte order mark stand at the start of a text; and whether something was misread is shown by the rest of the text.
"""

SWITCHING = """\
## Switching rules

A profile's rules can be switched one by one: by a step (`quotes`), by a rule (`quotes.low-double`), or by what stands between them (`quotes.ornament`).
`without` switches off and `also` switches on; where both name a rule, the longer name counts.

```python
import docnorm

german = docnorm.Profile(without=("quotes.low-double", "spaces"), also=("invisibles.soft-hyphen",))
assert docnorm.normalize("„Donau\\u00addampfschiff“", german).text == '„Donaudampfschiff"'
```

The same in a file, for `docnorm run --profile german.toml`, with every other option of `Profile`, too:

```toml
name = "standard"
without = ["quotes.low-double", "spaces"]
also = ["invisibles.soft-hyphen"]
threshold = 0.8
```

`docnorm.reading.read_profile("german.toml")` reads it in Python.
A profile's fingerprint, in the manifest, is the same for two profiles exactly if the same rules of the same tables are on, and all other options are equal.
"""

FINDINGS = """\
## What is reported

Some characters may deceive a reader, or are there and can't be seen.
They stay, because what they are there for can't be told, and are reported in `sources.jsonl` and in `document.findings`, with their place, code point and severity.
Ordinary uses are not reported: joiners in emoji, Persian and Hindi, directions in Hebrew and Arabic, selectors behind Han characters and emoji.
Of each kind in a document, the first 100 places are reported, and then how many more there are.

```python
import docnorm

finding = docnorm.normalize("if admin\\u202e:").findings[0]
assert (finding.severity, finding.detail) == ("error", "U+202E RIGHT-TO-LEFT OVERRIDE")
```
"""


def page() -> str:
    """
    Return the text of the page.
    """
    parts = [HEAD, _profiles(), SWITCHING, _scopes(), *map(_step, rules.STEPS), _kept(), FINDINGS + "\n" + _kinds()]
    return "\n".join(parts)


def _profiles() -> str:
    head = ["## Profiles\n", *(f"- `{name}`: {purpose}." for name, purpose in rules.PURPOSES.items()), ""]
    table = [[f"[{step}](#{step})", *(_share(step, name) for name in rules.PROFILES)] for step in rules.STEPS]
    return "\n".join([*head, _table(["step", *(f"`{name}`" for name in rules.PROFILES)], table)])


def _share(step: str, profile: str) -> str:
    every = rules.below(step)
    on = every & rules.PROFILES[profile]
    return "on" if on == every else "some" if on else "off"


def _scopes() -> str:
    return "## Where a rule holds\n\n" + _table(
        ["scope", "meaning"], [[f"`{scope}`", meaning] for scope, meaning in rules.SCOPES.items()]
    )


def _step(step: str) -> str:
    chosen = [rule for rule in rules.RULES if rule.step == step]
    rows = [
        [f"`{rule.name}`", *_change(rule), f"`{rule.scope}`", why, rule.since]
        for rule, why in zip(chosen, _reasons(chosen), strict=True)
    ]
    return f"## {step}\n\n{rules.STEPS[step]}.\n\n" + _table(["rule", "from", "to", "where", "why", "since"], rows)


def _reasons(chosen: list[rules.Rule]) -> list[str]:
    # "the same" is the same as the one before.
    reasons: list[str] = []
    for rule in chosen:
        reasons.append(reasons[-1] if rule.reason == "the same" else rule.reason)
    return [reason.replace("\xa0", "&nbsp;") for reason in reasons]


def _change(rule: rules.Rule) -> tuple[str, str]:
    if not rule.source:
        return "many", "many"
    return _characters(rule.source), _characters(rule.target) or "nothing"


def _characters(text: str) -> str:
    return "<br>".join(map(_character, text))


def _character(character: str) -> str:
    name = unicodedata.name(character, CONTROLS.get(character, "a control character"))
    is_seen = unicodedata.category(character)[0] in "LPNS" and character not in "`|\u115f\u1160\u3164\uffa0"
    shown = f"{character} " if is_seen else ""
    return f"{shown}U+{ord(character):04X} {name}".rstrip()


def _kept() -> str:
    rows = [[what, "<br>".join(map(_character, characters)), why] for what, characters, why in rules.KEPT]
    return "## What is never touched\n\n" + _table(["what", "characters", "why"], rows)


def _kinds() -> str:
    return _table(["kind", "severity", "meaning"], [[f"`{k}`", v.severity, v.meaning] for k, v in KINDS.items()])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
