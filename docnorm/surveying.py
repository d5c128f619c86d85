"""
What a text holds that a step could be about: one scan for all steps, so that what has nothing to do costs nothing.

Rule 1: a class may hold more than its step is about, never less: a step that isn't named has nothing to do.
Rule 2: no character is named here. What is replaced is asked of `rules`, by those that are on; what else a step looks
        at, of the module that looks.
Rule 3: nothing is decided here but where it's worth looking.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from docnorm import charting, composing, inspecting, markup, quoting, rules

__all__ = ["Survey", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """
    Which *steps* may have something to do in a text, in their order.

    Those that are *bound* must look at what stands around a character; the others replace it wherever it stands.
    """

    steps: tuple[str, ...]
    bound: frozenset[str]
    has_surrogates: bool
    is_notable: bool


def survey(text: str, names: frozenset[str]) -> Survey:
    """
    Return what *text* holds that the rules *names* could be about.

    >>> seen = survey("“It’s”\\r\\n 100\\xa0km", rules.PROFILES["standard"])
    >>> seen.steps, seen.bound
    (('line-ends', 'quotes', 'spaces'), frozenset({'spaces'}))
    """
    classes, chart = _chart(names)
    bits = charting.occurring(text, chart)
    found = {name for number, name in enumerate(classes) if bits >> number & 1}
    if "nfc" in found and unicodedata.is_normalized("NFC", text):
        found.remove("nfc")
    if text.startswith(markup.FRONT):
        found.add(_BOUND + "quotes")
    steps = tuple(step for step in rules.STEPS if step in found)
    bound = frozenset(step for step in steps if _BOUND + step in found)
    return Survey(steps, bound, "surrogates" in found, "notable" in found)


_BOUND = "bound "


@lru_cache(maxsize=256)
def _chart(names: frozenset[str]) -> tuple[tuple[str, ...], bytes]:
    classes = {"surrogates": "\ud800-\udfff", "notable": inspecting.NOTABLE}
    if "nfc" in names:
        classes["nfc"] = composing.LOOSE
    for step in rules.STEPS:
        if sources := rules.of(step, names):
            classes |= {step: _signs(sources), _BOUND + step: _bonds(step)}
    return tuple(classes), charting.chart(*classes.values())


def _bonds(step: str) -> str:
    # What has a scope may hold other rules back (CR NEL is one line end), so that all count, also those that are off.
    if step == "quotes":
        return quoting.NEIGHBOURS + markup.MARKS
    return _signs({rule.source for rule in rules.RULES if rule.step == step and rule.scope != "everywhere"})


def _signs(sources: Collection[str]) -> str:
    # Of a source with several characters one is enough, for all must be there: the last in Unicode, as the rarest.
    # What another step makes into one counts, too.
    made = (rule.source for rule in rules.RULES if rule.source and rule.target in sources)
    return "".join(map(max, (*sources, *made)))
