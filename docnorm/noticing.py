"""
What `docnorm fix` would change in a file, and what is to be told of it besides, as notices.

Rule 1: a rule is told once for each file: where it's at work first, and how often; a finding is told wherever it is.
Rule 2: what a file should hold is the business of `fixing`; here it's only told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from docnorm import rules
from docnorm.alignment import Span
from docnorm.attributing import INVALID, SEVERAL, Edit, Lines, reported
from docnorm.diffing import spelled
from docnorm.fixing import Fix
from docnorm.kinds import KINDS
from docnorm.rendering import Notice, Place

__all__ = ["MEANINGS", "counts", "notices"]

_NOT_FIXABLE: Final = "not-fixable"
"""The kind of a file that isn't clean, and that can't be rewritten in place."""

_ENCODING: Final = "encoding"
_WIDTH: Final = 40  # characters of a text that are shown

MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{rule.name: rule.reason for rule in rules.RULES},
        **{name: kind.meaning for name, kind in KINDS.items()},
        INVALID: "bytes that the encoding has no character for",
        SEVERAL: "more than one step has a hand in it",
        _ENCODING: "another encoding than UTF-8",
        _NOT_FIXABLE: "a text that isn't clean, and that can't be rewritten as it is",
    }
)
"""What each kind of notice means."""


def notices(fix: Fix, path: str, ignored: frozenset[str] = frozenset()) -> Iterator[Notice]:
    r"""
    Yield what is to be told of the file *path*, in the order of its lines, but for findings of the kinds *ignored*.

    >>> from docnorm.fixing import fix
    >>> from docnorm.profile import Profile
    >>> told = notices(fix("one\n“two” “\u202e\n".encode(), Profile()), "a.txt")
    >>> [(notice.place.line, notice.kind, notice.count, notice.message) for notice in told][:2]
    [(2, 'quotes.left-double', 2, '“ becomes "'), (2, 'quotes.right-double', 1, '” becomes "')]
    """
    told = [*_changes(fix, path), *_findings(fix, path, ignored)]
    yield from sorted(told, key=lambda notice: (notice.place, notice.kind))


def counts(fix: Fix) -> dict[str, int]:
    """
    Return how many changes each step makes, in the order in which they come first.

    >>> from docnorm.fixing import fix
    >>> from docnorm.profile import Profile
    >>> counts(fix("“It’s”\\x07".encode(), Profile()))
    {'quotes': 3, 'controls': 1}
    """
    found = Counter(_step(edit.rule) for edit in fix.edits)
    return {**({_ENCODING: 1} if fix.recoded else {}), **found}


def _step(rule: str) -> str:
    return "several" if "+" in rule else rule.partition(".")[0]


def _changes(fix: Fix, path: str) -> Iterator[Notice]:
    if fix.recoded:
        yield Notice(_ENCODING, "warning", Place(path), fix.recoded, fixable=True)
    if fix.why_not:
        yield Notice(_NOT_FIXABLE, "error", Place(path), f"it can't be fixed: {fix.why_not}")
    if not fix.edits:
        return
    lines, times = Lines.of(fix.document.decoded), Counter(edit.rule for edit in fix.edits)
    first: dict[str, Edit] = {}
    others: set[str] = set()
    for edit in fix.edits:
        known = first.setdefault(edit.rule, edit)
        if (known.found, known.canonical) != (edit.found, edit.canonical):
            others.add(edit.rule)
    for rule, edit in first.items():
        place = Place(path, *lines.place(edit.source.start))
        said = _sentence(edit) + (", among others" if rule in others else "")
        yield Notice(rule, "warning", place, said, times[rule], fixable=not fix.why_not)


def _findings(fix: Fix, path: str, ignored: frozenset[str]) -> Iterator[Notice]:
    for told in reported(fix.document):
        if told.finding.kind not in ignored and not any(_is_in(told.finding.span, span) for span in fix.spared):
            finding, place = told.finding, Place(path, told.line, told.column)
            yield Notice(finding.kind, finding.severity, place, finding.detail)


def _is_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.stop <= outer.stop


def _sentence(edit: Edit) -> str:
    found, canonical = (_shown(text, edit.rule) for text in (edit.found, edit.canonical))
    if not edit.canonical:
        return f"{found} goes"
    return f"{found} becomes {canonical}" if edit.found else f"{canonical} is added"


def _shown(text: str, rule: str) -> str:
    shown = spelled(text[:_WIDTH], rule).replace("\n", "\\n").replace("\t", "\\t")
    return (f"'{shown}'" if text.isspace() else shown) + ("…" if len(text) > _WIDTH else "")
