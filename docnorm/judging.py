"""
Whether runs of characters were misread: what one run shows, what its line adds, and what the document adds.

Clean text, too, holds a few runs that would be UTF-8: `É²` after CAFÉ, `Р»` before a quotation. What tells them from
misread text is chance: the longer a run, the odder its characters in their place, the more runs of one codec in a line
and in a document, the less can it be an accident.

Rule 1: a run is read whole or not at all: a letter of the codec that is left over shows that it's something else.
Rule 2: a weak run is taken only along with strong ones of the same codec, and only into a script that they show.
Rule 3: what looks most like clean text (a mark after a word in capitals) is never taken for its own sake.
Rule 4: the order of lines doesn't matter, nor does that of the runs in a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from docnorm.alignment import Span
from docnorm.misreading import Codec, Reading, read

__all__ = ["Grade", "Judgement", "Line", "Run", "Verdict", "best", "judge", "script_blocks"]

_ENOUGH: Final = 8  # weight of a run that is no accident, whatever is around it
_NOTABLE: Final = 5  # the same of one that a person should look at
_OVERWHELMING: Final = 18  # the same, whatever else stands in its line
_ENOUGH_WIDE: Final = 12  # the same for codecs of East Asia, of whose characters every fifth is like UTF-8

# The scripts that matter here, by where they start; what lies between is a script for each 128 code points.
_SCRIPTS: Final = (
    (0x0000, "latin"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, ""),
    (0x0600, "arabic"),
    (0x0700, ""),
    (0x0750, "arabic"),
    (0x0780, ""),
    (0x08A0, "arabic"),
    (0x0900, ""),
    (0x1E00, "latin"),
    (0x1F00, "greek"),
    (0x2000, ""),
    (0x2C60, "latin"),
    (0x2C80, ""),
    (0x2DE0, "cyrillic"),
    (0x2E00, ""),
    (0x2E80, "east"),
    (0xA4D0, ""),
    (0xA640, "cyrillic"),
    (0xA6A0, ""),
    (0xA720, "latin"),
    (0xA800, ""),
    (0xAB30, "latin"),
    (0xAB70, ""),
    (0xAC00, "east"),
    (0xD7B0, ""),
    (0xF900, "east"),
    (0xFB00, "latin"),
    (0xFB07, ""),
    (0xFB50, "arabic"),
    (0xFE00, ""),
    (0xFE70, "arabic"),
    (0xFF00, "east"),
    (0xFFF0, ""),
    (0x20000, "east"),
    (0x40000, ""),
)
_SCRIPT_STARTS: Final = tuple(start for start, _ in _SCRIPTS)

# What no text is written with: controls, noncharacters, planes without characters and those for private use.
_IMPOSSIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U0001fffe-\U0001ffff\U00040000-\U000e0000\U000e0080-\U0010ffff]"
)
# Punctuation, signs, arrows and emoji of three or four bytes; what makes a symbol an emoji; the byte order mark.
_SIGNS = re.compile("[\u2000-\u2bff\u3000-\u303f\ufe0f\ufeff\uff00-\uff0f\uff1a-\uff1f\U0001f000-\U0001faff]+")
_LATIN_1 = re.compile("[\xa0-\xff]+")
_MODIFIERS = re.compile("[\u02b0-\u036f]+")
_BOXES = re.compile("[\u2500-\u259f]+")
# What a single weak run may become wherever its codec is trusted; the rest must be shown by strong ones.
_USUAL = re.compile("[\xa0-\u021f\u1e00-\u1eff\u2000-\u2bff\ufb00-\ufb06\ufe0f\ufeff\U0001f000-\U0001faff]+")
# What stands behind a word in clean text: footnotes, trademarks, quotation marks, an ellipsis, a dash.
_MARKS: Final = frozenset("¹²³°ªº½¼¾±µ¶·¸¨´¯¬¦§©®™*†‡•…–—‘’‚“”„‹›«»¿¡\xa0")
_LOST = re.compile(".?.?\ufffd")


class Grade(IntEnum):
    """
    What a run shows for itself.
    """

    NONE = 0
    CLASH = 1
    WEAK = 2
    STRONG = 3


class Run(NamedTuple):
    """
    Characters beyond ASCII at *start*, and a few of those around them.
    """

    start: int
    text: str
    before: str
    after: str


class Line(NamedTuple):
    """
    A line, or a piece of a long one, and the runs in it.
    """

    span: Span
    runs: tuple[Run, ...]


class Verdict(NamedTuple):
    """
    What a run was, and whether that is to be believed.
    """

    line: Line
    run: Run
    reading: Reading
    accepted: bool

    @property
    def is_notable(self) -> bool:
        """
        Whether it would be odd as an accident, so that a person should look at it.
        """
        return _weight_of(self.reading) > _NOTABLE


class _Graded(NamedTuple):
    line: Line
    readings: tuple[tuple[Run, Reading, Grade], ...]
    explained: int
    unexplained: int

    @property
    def strong(self) -> int:
        return sum(grade is Grade.STRONG for _, _, grade in self.readings)

    @property
    def strong_texts(self) -> Iterator[str]:
        return (reading.text for _, reading, grade in self.readings if grade is Grade.STRONG)

    @property
    def is_misread(self) -> bool:
        return self.explained >= self.unexplained


class Judgement(NamedTuple):
    """
    What was found of the runs of some lines, and whether the codec is trusted, so that other lines can be looked at.
    """

    verdicts: tuple[Verdict, ...]
    is_trusted: bool


def judge(lines: Sequence[Line], codec: Codec, scripts: frozenset[str]) -> Judgement:
    """
    Return what the runs of *lines* were if *codec* misread them, and which of it is to be believed.

    *scripts* are those that the document shows by its clean text, see `script_blocks`.
    """
    graded = [found for line in lines if (found := _graded(line, codec)).readings]
    trust = _trust(graded, codec)
    shown = scripts.union(*(script_blocks(text) for line in graded if line.is_misread for text in line.strong_texts))
    verdicts = (
        Verdict(line.line, run, reading, _is_believed(line, run, reading, grade, trust, scripts, shown))
        for line in graded
        for run, reading, grade in line.readings
    )
    return Judgement(tuple(verdicts), trust > _Trust.NONE)


def script_blocks(text: str) -> frozenset[str]:
    """
    Return the scripts of *text*, and of the large alphabets the parts of them.
    """
    return frozenset(_block(character) for character in set(text) if character > "\u02ff")


class _Trust(IntEnum):
    NONE = 0
    SOME = 1
    WHOLE = 2


def _trust(graded: Sequence[_Graded], codec: Codec) -> _Trust:
    strong = sum(bool(line.strong) and line.is_misread for line in graded)
    explained = sum(line.explained for line in graded)
    unexplained = sum(line.unexplained for line in graded)
    if strong >= 8 and strong * 4 >= len(graded) and unexplained * 50 <= explained:
        return _Trust.WHOLE
    return _Trust(strong > 1 and explained >= unexplained * (4 if codec.wide else 1))


def _is_believed(
    line: _Graded,
    run: Run,
    reading: Reading,
    grade: Grade,
    trust: _Trust,
    scripts: frozenset[str],
    shown: frozenset[str],
) -> bool:
    if grade is Grade.NONE:
        return False
    if grade is Grade.STRONG:
        return line.is_misread or _weight_of(reading) >= _OVERWHELMING
    if not line.is_misread:
        return False
    if grade is Grade.WEAK and _weight_of(reading) > 5 and script_blocks(reading.text) <= scripts:
        return True
    if not (trust or line.strong):
        return False
    is_shown = all(_block(c) in shown for c in reading.text)
    if grade is Grade.CLASH:
        inside = run.before[-1:].islower() or run.after.islower()
        return trust > 0 and (is_shown or (trust is _Trust.WHOLE and inside))
    return trust is _Trust.WHOLE or is_shown or all(_USUAL.match(c) or _block(c) in shown for c in reading.text)


def _weight_of(reading: Reading) -> int:
    return sum(3 * (len(c.encode()) - 1) for c in reading.text)


def _graded(line: Line, codec: Codec) -> _Graded:
    readings = []
    explained = unexplained = 0
    for run in line.runs:
        reading, grade, left = _grade(run.text, run.before, run.after, codec)
        if grade is not Grade.NONE:
            readings.append((run, reading, grade))
            explained += sum(hit.stop - hit.start for hit in reading.hits)
        unexplained += left
    return _Graded(line, tuple(readings), explained, unexplained)


@lru_cache(1 << 14)
def _grade(text: str, before: str, after: str, codec_key) -> tuple:
    reading = read(text, codec_key)
    codec = codec_key
    if reading is None:
        return None, Grade.NONE, sum(c in codec and c.isalpha() for c in text)
    left = sum((codec.wide or c in codec) and c.isalpha() for c in _LOST.sub("", reading.rest))
    if left:
        return reading, Grade.NONE, sum(c in codec and c.isalpha() for c in text)
    grade = _own_grade(text, reading, before, after, codec)
    return reading, grade, 0 if grade is not Grade.NONE else sum(c in codec and c.isalpha() for c in text)


def _own_grade(text: str, reading: Reading, before: str, after: str, codec: Codec) -> Grade:
    target = reading.text
    if not _is_sound(target, codec):
        return Grade.NONE
    weight = _weight(text, reading, codec)
    target = _deepest(target, codec)
    if _clashes(before[-1:], target[:1], weight) or _clashes(after, target[-1:], weight):
        natural = text.isalpha() and (codec.wide or text.islower() or text.isupper() or text.istitle())
        return Grade.CLASH if natural or weight < 12 else Grade.STRONG
    if _is_footnote(text, target, before, after):
        return Grade.WEAK if text[0] in "ÂÃ" or target.isupper() else Grade.NONE
    if text.isalpha() and (text.islower() or text.isupper() or text.istitle()):
        return Grade.WEAK
    if codec.wide:
        return Grade.STRONG if _is_strong_wide(text, target, before, after, weight) else Grade.WEAK
    return Grade.STRONG if _is_strong(text, target, before, after, weight, codec) else Grade.WEAK


def _is_sound(target: str, codec: Codec) -> bool:
    # Text, or text that was misread more than once: then the codec explains it again.
    if not _IMPOSSIBLE.search(target):
        scripts = _scripts(target)
        if len(scripts) <= 1 or (len(target) > 3 and len(scripts - {"latin"}) == 1):
            return True
    again = read(target, codec)
    return again is not None and not again.rest and _is_sound(again.text, codec)


def _deepest(target: str, codec: Codec) -> str:
    # What was misread more than once looks like what it was only in the end.
    again = read(target, codec)
    while again is not None and not again.rest and _is_sound(again.text, codec):
        target = again.text
        again = read(target, codec)
    return target


def _scripts(text: str) -> set[str]:
    return {_script(c) for c in text if c.isalpha()}


def _script(character: str) -> str:
    code = ord(character)
    name = _SCRIPTS[bisect_right(_SCRIPT_STARTS, code) - 1][1]
    return name or str(code >> 7)


def _block(character: str) -> str:
    script = _script(character)
    return str(ord(character) >> 6) if script in ("latin", "cyrillic", "greek") else script


def _weight(text: str, reading: Reading, codec: Codec) -> int:
    # Three for each byte that had to follow; one more where a letter stands beside a sign, as in no word.
    weight = 0
    for hit in reading.hits:
        odd = not codec.wide and not text[hit.start : hit.stop].isalpha()
        weight += sum(3 * (len(c.encode()) - 1) for c in hit.target) + odd
    return weight


def _clashes(neighbour: str, target: str, weight: int) -> bool:
    # A letter of another script directly beside ASCII letters. Han stands beside them, if there's enough of it.
    if not (neighbour.isalpha() and target.isalpha()):
        return False
    script = _script(target)
    return script != "latin" and not (script == "east" and weight >= 12)


def _is_footnote(text: str, target: str, before: str, after: str) -> bool:
    # A mark after a word in capitals: CAFÉ², “LE CAFÉ”, and Ã’s.
    if len(text) != 2 or text[1] not in _MARKS or not text[0].isalpha() or after.isalpha():
        return text == "Ã’" and after == "s"
    if not target.isalpha():
        return False
    return len(before) > 1 and before[-2:].isalpha() and before[-2:].isupper()


def _is_strong(text: str, target: str, before: str, after: str, weight: int, codec: Codec) -> bool:
    if weight >= _ENOUGH:
        return not _BOXES.fullmatch(text)
    if text.isalpha() is False and _SIGNS.fullmatch(target):
        return True
    if codec.name in ("cp1252", "cp1254") and _LATIN_1.fullmatch(target):
        return True
    return not _BOXES.fullmatch(text) and _is_odd(text, target, before[-1:], after)


def _is_odd(text: str, target: str, before: str, after: str) -> bool:
    # In a word: a capital or a sign after a lower-case letter, or a sign before one.
    if before.isalpha() and after.isalpha() and _MODIFIERS.fullmatch(target):
        return True
    if before.islower() and _is_latin(target[:1]) and not (text[0].islower() and _script(text[0]) == "latin"):
        return True
    return after.islower() and _is_latin(target[-1:]) and not (text[-1].isalpha() or text[-1] == "’")


def _is_latin(character: str) -> bool:
    return character.isalpha() and _script(character) == "latin"


def _is_strong_wide(text: str, target: str, before: str, after: str, weight: int) -> bool:
    if weight >= _ENOUGH_WIDE:
        return True
    if _SIGNS.fullmatch(target.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")):
        return before[-1:].isalpha() or after.isalpha() or target[-1:].isascii()
    return before[-1:].isalpha() and after.isalpha() and (_is_latin(target[0]) or bool(_MODIFIERS.fullmatch(target)))


_SAMPLE: Final = 64


def best(lines: Sequence[Line], codecs: Sequence[Codec]) -> Codec | None:
    """
    Return the codec that explains most of what stands in *lines*, or None.
    """
    characters = Counter(c for line in lines for run in line.runs for c in run.text)
    shares = [(sum(n for c, n in characters.items() if c in codec), codec) for codec in codecs]
    most = max((share for share, _ in shares), default=0)
    runs = Counter((run.text, run.before[-1:], run.after) for line in lines for run in line.runs)
    sample = sorted(runs.items(), key=lambda item: (-item[1], item[0]))[:_SAMPLE]
    top, chosen = 0, None
    for share, codec in shares:
        if share * 4 >= most:
            score = sum(count * _explained(*run, codec) for run, count in sample)
            if score > top:
                top, chosen = score, codec
    return chosen


@lru_cache(1 << 14)
def _explained(text: str, before: str, after: str, codec: Codec) -> int:
    reading = read(text, codec)
    if reading is None or any(c.isalpha() for c in _LOST.sub("", reading.rest) if codec.wide or c in codec):
        return 0
    if not _is_sound(reading.text, codec):
        return 0
    covered = sum(2 * (hit.stop - hit.start) for hit in reading.hits)
    cased = sum(c.isupper() for c in (before, after)) == 2 and reading.text.islower()
    return covered - cased - (0 if codec.wide else sum(c not in codec.own for c in text))
