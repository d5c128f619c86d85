"""
One round of normalization: line ends, composition, quotation marks, spaces, control characters.

Rule 1: what becomes what stands in `rules`; here stands only where a rule holds and where it doesn't.
Rule 2: one survey tells which steps have anything to do; clean text is returned as the very object that came in.
Rule 3: what is replaced wherever it stands is replaced in one pass of the kernel; only what must look around is done by
        a function here.
Rule 4: every step is linear, whatever the text: no search from every character, no sorting of what may be long.
Rule 5: a round is no fixpoint (a composed character may be a backtick); making it one is the pipeline's business.
Rule 6: what a line becomes doesn't depend on other lines, but for code of several lines and for the text's start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, groupby

from docnorm import markup, quoting, rules
from docnorm.alignment import Alignment, Rewritten, rewrite, substitute
from docnorm.composing import composed
from docnorm.surveying import Survey, survey

__all__ = ["normalize"]

_Step = Callable[[str, Mapping[str, str]], Rewritten]

_LINE_ENDS = rules.below("line-ends")
_LINE_END = re.compile("\r\n|\r\x85?|[\x85\u2028\u2029]")
_NEL = re.compile(rules.NEL)
_HARD_END = re.compile("[\n\r\u2028\u2029]")
# NEL is no line end beside other controls of its kind, where it's half of a character that was read as Latin-1 (Å is
# C3 85 in UTF-8), or in front of white space: there it is what Windows-1252 has at its place, an ellipsis.
_NEL_IN_WINDOWS_1252 = re.compile("[\x80-\x84\x86-\x9f]|[\xc2-\xdf]\x85|\x85[ \t\r\n]")

_SPACES = " " + "".join(rules.of("spaces"))  # the no-break space among them
_HOLDING = re.compile(f"\xa0(?<![{_SPACES}]\xa0)(?![{_SPACES}\n]|\\Z)")
_BLANK = re.compile(r"[ \t]")
_BLANKS = re.compile(r"(?<![ \t])[ \t]++(?=\n|\Z)")

# Variation selectors behind U+FEFF are a signed manifest in a text (C2PA); without its head it would be noise.
_MARK_AT_START = re.compile("\ufeff+(?![\ufe00-\ufe0f\U000e0100-\U000e01ef])")
_MARK = re.compile("\ufeff")


def normalize(text: str, names: frozenset[str], seen: Survey | None = None) -> Rewritten:
    """
    Return *text* after one round of the rules *names*, and the way back. What was *seen* there isn't looked for again.

    >>> normalize("“Cafe\\u0301”\\r\\nit’s `it’s`\\x07", rules.PROFILES["standard"]).text
    '"Café"\\nit\\'s `it’s`'
    """
    seen = seen or survey(text, names)
    if "nfc" in seen.steps:
        # What composition makes isn't among what was seen.
        text, lined = normalize(text, names & _LINE_ENDS)
        text, made = rewrite(text, composed(text))
        text, rest = normalize(text, names - _LINE_ENDS - {"nfc"})
        return Rewritten(text, lined.then(made).then(rest))
    alignment = Alignment.identity(len(text))
    for step, table in _needed(seen, names):
        text, change = step(text, table)
        alignment = alignment.then(change)
    return Rewritten(text, alignment)


def _needed(seen: Survey, names: frozenset[str]) -> Iterator[tuple[_Step, Mapping[str, str]]]:
    # Steps side by side that needn't look around are one.
    for is_bound, steps in groupby(seen.steps, seen.bound.__contains__):
        if is_bound:
            yield from ((_LOOKING[step], _table(step, names)) for step in steps)
        else:
            yield substitute, dict(chain.from_iterable(_table(step, names).items() for step in steps))


@lru_cache(maxsize=256)
def _table(step: str, names: frozenset[str]) -> Mapping[str, str]:
    # What is off becomes itself, so that CR LF isn't taken for CR.
    on = rules.of(step, names)
    return {source: on.get(source, source) for source in rules.of(step)}


def _end_lines(text: str, table: Mapping[str, str]) -> Rewritten:
    ellipses = _ellipses(text)
    edits = []
    for found in _LINE_END.finditer(text):
        start, stop = found.span()
        if stop - 1 in ellipses:
            stop -= 1
        if start < stop:
            edits.append((start, stop, table[text[start:stop]]))
    return Rewritten(*rewrite(text, edits))


def _ellipses(text: str) -> set[int]:
    # Where NEL isn't a line end. What shows it must stand on its own line, a line by all other line ends.
    found: set[int] = set()
    at, stop = text.find(rules.NEL), 0
    while at >= 0:
        start = max(text.rfind(end, stop, at) for end in "\n\r\u2028\u2029") + 1 or stop
        end = _HARD_END.search(text, at)
        stop = end.end() if end else len(text)
        if _NEL_IN_WINDOWS_1252.search(text, start, stop):
            found.update(nel.start() for nel in _NEL.finditer(text, start, stop))
        at = text.find(rules.NEL, stop)
    return found


def _fold_quotes(text: str, table: Mapping[str, str]) -> Rewritten:
    return substitute(text, table, quoting.spared(text))


def _fold_spaces(text: str, table: Mapping[str, str]) -> Rewritten:
    return substitute(text, table, [holding.span() for holding in _HOLDING.finditer(text)])


def _drop_controls(text: str, table: Mapping[str, str]) -> Rewritten:
    ellipses = _ellipses(text)
    ends = [nel.span() for nel in _NEL.finditer(text) if nel.start() not in ellipses]
    start = _MARK_AT_START.match(text)
    marks = [mark.span() for mark in _MARK.finditer(text, start.end() if start else 0)]
    return substitute(text, table, sorted(ends + marks))


def _strip(text: str, table: Mapping[str, str]) -> Rewritten:
    spans = [found.span() for found in _BLANKS.finditer(text) if not _breaks_line(text, *found.span())]
    code = {blank.start() for span in markup.code(text) for blank in _BLANK.finditer(text, *span)} if spans else set()
    blanks = (at for span in spans for at in range(*span) if at not in code)
    return Rewritten(*rewrite(text, ((at, at + 1, table[text[at]]) for at in blanks)))


def _breaks_line(text: str, start: int, stop: int) -> bool:
    # Two spaces or more behind a text, as Markdown has it.
    is_behind_text = start > 0 and text[start - 1] != "\n"
    return is_behind_text and stop < len(text) and stop - start > 1 and "\t" not in text[start:stop]


_LOOKING: Mapping[str, _Step] = {
    "line-ends": _end_lines,
    "quotes": _fold_quotes,
    "spaces": _fold_spaces,
    "controls": _drop_controls,
    "trailing": _strip,
}
