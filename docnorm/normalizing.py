"""
One round of normalization: line ends, composition, quotation marks, spaces, control characters.

Rule 1: what becomes what stands in `rules`; here stands only where a rule holds and where it doesn't.
Rule 2: a step first asks, by a scan that costs next to nothing, whether it has anything to do; clean text is returned
        as the very object that came in.
Rule 3: every step is linear, whatever the text: no search from every character, no sorting of what may be long.
Rule 4: a round is no fixpoint (a composed character may be a backtick); making it one is the pipeline's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, groupby

from docnorm import markup, rules
from docnorm.alignment import Alignment, Rewritten, Span, rewrite

__all__ = ["normalize"]

_UNPLAIN = bytes([*(byte for byte in range(0x20) if chr(byte) not in "\t\n\f"), 0x7F])

_LINE_END_OF = rules.of("line-ends")
_LINE_END = re.compile("\r\n|\r\x85?|[\x85\u2028\u2029]")
_LINE_END_BUT_NEL = re.compile("\r\n?|[\u2028\u2029]")
# NEL is no line end beside other controls of its kind, where it's half of a character that was read as Latin-1 (Å is
# C3 85 in UTF-8), or in front of white space: there it is what Windows-1252 has at its place, an ellipsis.
_NEL_IN_WINDOWS_1252 = re.compile("[\x80-\x84\x86-\x9f]|[\xc2-\xdf]\x85|\x85[ \t\r\n]")

_COMPATIBILITY_IDEOGRAPHS = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_LONG = 32  # marks on one character; Unicode's own stream-safe format allows 30

_QUOTE_OF = rules.of("quotes")
_QUOTE = re.compile("[" + "".join(_QUOTE_OF) + "]")
_QUOTES = re.compile(f"{_QUOTE.pattern}+")
_CJK = re.compile(  # letters and punctuation of China, Japan and Korea, where curly quotes are the usual ones
    "[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00016fe0-\U00018aff\U0001aff0-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003ffff]"
)
# What closes what was opened: “ and ‘ close the low quotes of German, and open everywhere else.
_CLOSERS = {"“": "”", "‟": "”", "„": "“”", "‘": "’", "‛": "’", "‚": "‘’"}
_SINGLE = "‘’‚‛"

_SPACE_OF = rules.of("spaces")
_WIDE = "".join(space for space in _SPACE_OF if space != "\xa0")
_SPACES = re.compile(f"[{_WIDE}]|(?<=[ \xa0{_WIDE}])\xa0|\xa0(?=[ \xa0\n{_WIDE}]|\\Z)")

_CONTROL_OF = rules.of("controls")
_CONTROLS = re.compile("[" + "".join(c for c in _CONTROL_OF if c not in "\x85\ufeff") + "]")
# Variation selectors behind U+FEFF are a signed manifest in a text (C2PA); without its head it would be noise.
_MARK_AT_START = re.compile("\ufeff+(?![\ufe00-\ufe0f\U000e0100-\U000e01ef])")


def normalize(text: str, steps: frozenset[str]) -> Rewritten:
    """
    Return *text* after one round of *steps*, and the way back.

    >>> normalize("“Cafe\\u0301”\\r\\nit’s `it’s`\\x07", rules.PROFILES["standard"]).text
    '"Café"\\nit\\'s `it’s`'
    """
    alignment = Alignment.identity(len(text))
    if text.isascii() and len(text) == len(text.encode().translate(None, _UNPLAIN)):
        return Rewritten(text, alignment)
    for name, step in _STEPS:
        if name in steps:
            text, change = step(text)
            alignment = alignment.then(change)
    return Rewritten(text, alignment)


def _line_ends(text: str) -> tuple[str, Alignment]:
    if not any(mark in text for mark in "\r\x85\u2028\u2029"):
        return _unchanged(text)
    pattern = _LINE_END if _has_nel_lines(text) else _LINE_END_BUT_NEL
    return rewrite(text, ((*found.span(), "\n") for found in pattern.finditer(text)))


def _has_nel_lines(text: str) -> bool:
    return rules.NEL in text and not _NEL_IN_WINDOWS_1252.search(text)


def _unchanged(text: str) -> tuple[str, Alignment]:
    return text, Alignment.identity(len(text))


def _compose(text: str) -> tuple[str, Alignment]:
    if unicodedata.is_normalized("NFC", text):
        return _unchanged(text)
    return rewrite(text, _composed(text))


def _composed(text: str) -> Iterator[tuple[int, int, str]]:
    # A character that nothing can join from behind starts a chunk; a chunk is composed whole, or left whole.
    for chunk in _chunks().finditer(text):
        start, stop = chunk.span()
        if _COMPATIBILITY_IDEOGRAPHS.match(text, start):
            start += 1  # names are told apart by them, and composition would replace them
        yield start, stop, _nfc(text[start:stop])


@cache
def _chunks() -> re.Pattern[str]:
    # Derived from the Unicode tables of this Python, in 0.1 s, once, and only when a text isn't composed. Nothing of
    # interest stands in the planes above the second: their ideographs are those that are left alone.
    joining, changing = [], []
    for code in range(0x20000):
        char = chr(code)
        decomposed = unicodedata.normalize("NFD", char)
        if unicodedata.combining(decomposed[0]) or _may_join(char):
            joining.append(char)
        elif unicodedata.normalize("NFC", char) != char and not _COMPATIBILITY_IDEOGRAPHS.match(char):
            changing.append(char)
    marks, singles = (re.escape("".join(chars)) for chars in (joining, changing))
    return re.compile(f"(?s:.?)[{marks}]+|[{singles}]")


def _may_join(char: str) -> bool:
    return char in _second_parts()


@cache
def _second_parts() -> frozenset[str]:
    # The second halves of all compositions, the vowels and final consonants of Hangul among them.
    hangul = [chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))]
    decompositions = (unicodedata.decomposition(chr(code)).split() for code in range(0xA0, 0x20000))
    return frozenset(hangul + [chr(int(d[1], 16)) for d in decompositions if len(d) == 2 and d[0][0] != "<"])


def _nfc(chunk: str) -> str:
    if len(chunk) <= _LONG:
        return unicodedata.normalize("NFC", chunk)
    # Python before 3.13 sorts marks by insertion, which takes hours for a run of a million; sorted ones take no time.
    decomposed = "".join(unicodedata.normalize("NFD", char) for char in chunk)
    runs = groupby(decomposed, key=lambda char: unicodedata.combining(char) > 0)
    ordered = (sorted(run, key=unicodedata.combining) if marks else run for marks, run in runs)
    return unicodedata.normalize("NFC", "".join(chain.from_iterable(ordered)))


def _fold_quotes(text: str) -> tuple[str, Alignment]:
    if not any(quote in text for quote in _QUOTE_OF):
        return _unchanged(text)
    spared = _in_code(text) | _for_cjk(text)
    quotes = (quote for quote in _QUOTE.finditer(text) if quote.start() not in spared)
    return rewrite(text, ((*quote.span(), _QUOTE_OF[quote[0]]) for quote in quotes))


def _in_code(text: str) -> set[int]:
    return {quote.start() for span in markup.code(text) for quote in _QUOTE.finditer(text, *span)}


def _for_cjk(text: str) -> set[int]:
    # What stands beside such a letter, in one run with other quotes or alone, and its partners.
    if not _CJK.search(text):
        return set()
    runs = [Span(*run.span()) for run in _QUOTES.finditer(text)]
    near = {at for run in runs if _is_beside_cjk(text, run) for at in range(*run)}
    return near.union(*(pair for pair in _pairs(text, runs) if near.intersection(pair))) if near else near


def _is_beside_cjk(text: str, run: Span) -> bool:
    return bool(_CJK.match(text, run.stop) or (run.start and _CJK.match(text, run.start - 1)))


def _pairs(text: str, runs: list[Span]) -> Iterator[tuple[int, int]]:
    # Single and double quotes are paired apart from each other, because an apostrophe pairs with nothing.
    waiting: dict[bool, list[int]] = {True: [], False: []}
    done = 0
    for run in runs:
        if text.find("\n", done, run.start) >= 0:
            waiting = {True: [], False: []}
        done = run.stop
        for at in range(*run):
            opened = waiting[text[at] in _SINGLE]
            if opened and text[at] in _CLOSERS[text[opened[-1]]] and not _is_apostrophe(text, at):
                yield opened.pop(), at
            elif text[at] in _CLOSERS:
                opened.append(at)


def _is_apostrophe(text: str, at: int) -> bool:
    sides = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return text[at] == "’" and all(side.isalnum() and not _CJK.match(side) for side in sides)


def _fold_spaces(text: str) -> tuple[str, Alignment]:
    if text.isascii() or not any(space in text for space in _SPACE_OF):
        return _unchanged(text)
    return rewrite(text, ((*found.span(), _SPACE_OF[found[0]]) for found in _SPACES.finditer(text)))


def _drop_controls(text: str) -> tuple[str, Alignment]:
    edits = [(*found.span(), _CONTROL_OF[found[0]]) for found in _CONTROLS.finditer(text)]
    if rules.NEL in text and not _has_nel_lines(text):
        edits += ((*found.span(), _CONTROL_OF[rules.NEL]) for found in re.finditer(rules.NEL, text))
    mark = _MARK_AT_START.match(text)
    if mark:
        edits.append((*mark.span(), _CONTROL_OF["\ufeff"]))
    return rewrite(text, sorted(edits)) if edits else _unchanged(text)


_STEPS: tuple[tuple[str, Callable[[str], tuple[str, Alignment]]], ...] = (
    ("line-ends", _line_ends),
    ("nfc", _compose),
    ("quotes", _fold_quotes),
    ("spaces", _fold_spaces),
    ("controls", _drop_controls),
)
