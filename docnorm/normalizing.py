"""
One round of normalization: line ends, composition, quotation marks, spaces, control characters.

Rule 1: what becomes what stands in `rules`; here stands only where a rule holds and where it doesn't.
Rule 2: a step first asks, by a scan that costs next to nothing, whether it has anything to do; clean text is returned
        as the very object that came in.
Rule 3: every step is linear, whatever the text: no search from every character, no sorting of what may be long.
Rule 4: a round is no fixpoint (a composed character may be a backtick); making it one is the pipeline's business.
Rule 5: what a line becomes doesn't depend on other lines, but for code of several lines and for the text's start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from docnorm import markup, rules
from docnorm.alignment import Alignment, Rewritten, rewrite
from docnorm.composing import composed
from docnorm.quoting import foldable

__all__ = ["normalize"]

_Table = Mapping[str, str]
_Step = Callable[[str], tuple[str, Alignment]]

_UNPLAIN = bytes([*(byte for byte in range(0x20) if chr(byte) not in "\t\n\f"), 0x7F])

_LINE_END = re.compile("\r\n|\r\x85?|[\x85\u2028\u2029]")
_NEL = re.compile(rules.NEL)
_HARD_END = re.compile("[\n\r\u2028\u2029]")
# NEL is no line end beside other controls of its kind, where it's half of a character that was read as Latin-1 (Å is
# C3 85 in UTF-8), or in front of white space: there it is what Windows-1252 has at its place, an ellipsis.
_NEL_IN_WINDOWS_1252 = re.compile("[\x80-\x84\x86-\x9f]|[\xc2-\xdf]\x85|\x85[ \t\r\n]")

_WIDE = "".join(space for space in rules.of("spaces") if space != "\xa0")
_SPACES = re.compile(f"[{_WIDE}]|(?<=[ \xa0{_WIDE}])\xa0|\xa0(?=[ \xa0\n{_WIDE}]|\\Z)")
_BLANK = re.compile(r"[ \t]")
_BLANKS = re.compile(r"(?<![ \t])[ \t]++(?=\n|\Z)")

# Variation selectors behind U+FEFF are a signed manifest in a text (C2PA); without its head it would be noise.
_MARK_AT_START = re.compile("\ufeff+(?![\ufe00-\ufe0f\U000e0100-\U000e01ef])")


def normalize(text: str, names: frozenset[str]) -> Rewritten:
    """
    Return *text* after one round of the rules *names*, and the way back.

    >>> normalize("“Cafe\\u0301”\\r\\nit’s `it’s`\\x07", rules.PROFILES["standard"]).text
    '"Café"\\nit\\'s `it’s`'
    """
    alignment = Alignment.identity(len(text))
    for step in _steps(names, plain=_is_plain(text)):
        text, change = step(text)
        alignment = alignment.then(change)
    return Rewritten(text, alignment)


def _is_plain(text: str) -> bool:
    return text.isascii() and len(text) == len(text.encode().translate(None, _UNPLAIN))


@lru_cache(maxsize=256)
def _steps(names: frozenset[str], *, plain: bool) -> tuple[_Step, ...]:
    # A plain text can only have blanks too many.
    steps: dict[str, _Step] = {"nfc": _compose} if "nfc" in names else {}
    for name, step in _BY_TABLE.items():
        if table := rules.of(name, names):
            steps[name] = partial(step, table)
    return tuple(steps[name] for name in rules.STEPS if name in steps and (name == "trailing" or not plain))


def _unchanged(text: str) -> tuple[str, Alignment]:
    return text, Alignment.identity(len(text))


def _end_lines(table: _Table, text: str) -> tuple[str, Alignment]:
    if not any(mark in text for mark in "\r\x85\u2028\u2029"):
        return _unchanged(text)
    ellipses = _ellipses(text)
    edits = []
    for found in _LINE_END.finditer(text):
        start, stop = found.span()
        if stop - 1 in ellipses:
            stop -= 1
        if end := table.get(text[start:stop]):
            edits.append((start, stop, end))
    return rewrite(text, edits)


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


def _compose(text: str) -> tuple[str, Alignment]:
    return rewrite(text, composed(text))


def _fold_quotes(table: _Table, text: str) -> tuple[str, Alignment]:
    if text.isascii() or not any(quote in text for quote in table):
        return _unchanged(text)
    return rewrite(text, ((*quote.span(), table[quote[0]]) for quote in foldable(text) if quote[0] in table))


def _fold_spaces(table: _Table, text: str) -> tuple[str, Alignment]:
    if text.isascii() or not any(space in text for space in table):
        return _unchanged(text)
    return rewrite(text, ((*found.span(), table[found[0]]) for found in _SPACES.finditer(text) if found[0] in table))


def _drop_controls(table: _Table, text: str) -> tuple[str, Alignment]:
    edits = [(*found.span(), table[found[0]]) for found in _class(table).finditer(text)]
    if rules.NEL in table and rules.NEL in text:
        edits += ((at, at + 1, table[rules.NEL]) for at in _ellipses(text))
    mark = _MARK_AT_START.match(text)
    if mark and mark[0][0] in table:
        edits.append((*mark.span(), table[mark[0][0]]))
    return rewrite(text, sorted(edits)) if edits else _unchanged(text)


def _drop_invisibles(table: _Table, text: str) -> tuple[str, Alignment]:
    if text.isascii():
        return _unchanged(text)
    return rewrite(text, ((*found.span(), table[found[0]]) for found in _class(table).finditer(text)))


def _class(table: _Table) -> re.Pattern[str]:
    return _class_of("".join(sorted(char for char in table if char not in "\x85\ufeff")))


@lru_cache(maxsize=256)
def _class_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]" if characters else r"(?!)")


def _strip(table: _Table, text: str) -> tuple[str, Alignment]:
    if not any(blank in text for blank in table):
        return _unchanged(text)
    spans = [found.span() for found in _BLANKS.finditer(text) if not _breaks_line(text, *found.span())]
    code = {blank.start() for span in markup.code(text) for blank in _BLANK.finditer(text, *span)} if spans else set()
    chars = ((at, at + 1, table[text[at]]) for span in spans for at in range(*span) if text[at] in table)
    return rewrite(text, (edit for edit in chars if edit[0] not in code))


def _breaks_line(text: str, start: int, stop: int) -> bool:
    # Two spaces or more behind a text, as Markdown has it.
    is_behind_text = start > 0 and text[start - 1] != "\n"
    return is_behind_text and stop < len(text) and stop - start > 1 and "\t" not in text[start:stop]


_BY_TABLE: Mapping[str, Callable[[_Table, str], tuple[str, Alignment]]] = {
    "line-ends": _end_lines,
    "quotes": _fold_quotes,
    "spaces": _fold_spaces,
    "controls": _drop_controls,
    "invisibles": _drop_invisibles,
    "trailing": _strip,
}
