"""
What a run of characters shows by itself, and by the characters beside it: was it misread with a codec?

Rule 1: everything here follows from the run, a few characters around it and the codec. What a line or a document adds
        is added elsewhere.
Rule 2: what is weighed is chance: how likely is it that clean text holds these characters in this place?
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import combining

from docnorm.misreading import Codec, Reading, read

__all__ = ["Grade", "Graded", "block_of", "grade", "is_footnote", "is_mixed", "is_usual"]

_LONG: Final = 4  # characters beyond ASCII in a row: more than Western text has
_ENOUGH: Final = 8  # weight of a run that is no accident, whatever is around it
_ENOUGH_WIDE: Final = 12  # the same for codecs of East Asia, of whose characters every fifth is like UTF-8

# The scripts that matter here, by where they start; what has no name is a script for each 128 code points.
_SCRIPTS: Final = (
    (0x0000, "latin"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "armenian"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0700, ""),
    (0x0750, "arabic"),
    (0x0780, ""),
    (0x08A0, "arabic"),
    (0x0900, ""),
    (0x0F00, "tibetan"),
    (0x1000, "burmese"),
    (0x10A0, "georgian"),
    (0x1100, "east"),
    (0x1200, "ethiopic"),
    (0x13A0, "cherokee"),
    (0x1400, "inuit"),  # Canadian Aboriginal Syllabics
    (0x1680, ""),
    (0x1800, "mongolian"),
    (0x18B0, ""),
    (0x1E00, "latin"),
    (0x1F00, "greek"),
    (0x2000, ""),
    (0x2C60, "latin"),
    (0x2C80, ""),
    (0x2DE0, "cyrillic"),
    (0x2E00, ""),
    (0x2E80, "east"),  # Han, Kana, Bopomofo, Hangul: texts mix them
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
_STARTS: Final = tuple(start for start, _ in _SCRIPTS)
_PARTED: Final = frozenset({"latin", "greek", "cyrillic"})  # so large that a part of them shows nothing of another

# What no text is written with: controls, noncharacters, planes without characters and those for private use.
_IMPOSSIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U0001fffe\U0001ffff"
    "\U00040000-\U000e0000\U000e0080-\U0010ffff]"
)
# Punctuation, signs, arrows and emoji of three or four bytes; what makes a symbol an emoji; the byte order mark.
_SIGNS = re.compile("[\u2000-\u2bff\u3000-\u303f\ufe0f\ufeff\uff00-\uff0f\uff1a-\uff1f\U0001f000-\U0001faff]+")
_LATIN_1 = re.compile("[\xa0-\xff]+")
_MODIFIERS = re.compile("[\u02b0-\u036f]+")
_BOXES = re.compile("[\u2500-\u259f]+")
# What a weak run may become wherever its codec is trusted; the rest must be shown by strong ones.
_USUAL = re.compile("[\xa0-\u021f\u1e00-\u1eff\u2000-\u2bff\ufb00-\ufb06\ufe0f\ufeff\U0001f000-\U0001faff]")
# What stands behind a word in clean text: footnotes, trademarks, quotation marks, an ellipsis, a dash.
_MARKS: Final = frozenset("¹²³°ªº½¼¾±µ¶·¸¨´¯¬¦§©®™*†‡•…–—‘’‚“”„‹›«»¿¡\xa0")
_BETWEEN: Final = frozenset("’\xa0–—…·•°º")  # what may stand between two words in capitals
_LOST = re.compile(".?.?\ufffd")  # bytes of a character of which one was lost


class Grade(IntEnum):
    """
    What a run shows for itself.
    """

    NONE = 0  # it wasn't misread with this codec
    CLASH = 1  # it might have been, but makes a word of two scripts
    WORD = 2  # the same, and is a word as it stands
    WEAK = 3  # the same, and might be clean as well
    STRONG = 4  # it's hardly clean


class Graded(NamedTuple):
    """
    A run with its grade.

    *text* is what it was, in the end; *weight* tells how little of an accident that is. Of the characters that the
    codec has, so many are *explained*, and so many letters *unexplained*. *score* is what it adds for its codec.
    """

    grade: Grade
    reading: Reading
    text: str
    weight: int
    explained: int
    unexplained: int
    score: int


def block_of(character: str) -> str:
    """
    Return the script of *character*; of a large alphabet, a part of it.
    """
    script = _script(character)
    return f"{script}{ord(character) >> 6}" if script in _PARTED else script


def is_mixed(text: str) -> bool:
    """
    Whether the letters and marks of *text* are of scripts that stand in no word together, as Latin and Greek ones do.

    >>> is_mixed("Ă\u05c2"), is_mixed("ɔε")
    (True, False)
    """
    scripts = {_script(character) for character in text if character.isalpha() or combining(character)}
    return len(scripts) > 1 and not (len(scripts) == 2 and scripts < _PARTED)


def is_usual(character: str) -> bool:
    """
    Whether *character* is one that misread text often stands for.
    """
    return _USUAL.match(character) is not None


def is_footnote(text: str, target: str, before: str, after: str) -> bool:
    """
    Whether *text* looks like the end of a word in capitals and a mark behind it, and not like what was *target*.

    A word in small letters is one, too, where a space belongs to *text*.

    >>> is_footnote("É²", "ɲ", "CAF", ""), is_footnote("Ã’", "Ò", "of ", "s"), is_footnote("Ã©", "é", "caf", "")
    (True, True, False)
    >>> is_footnote("á†\xa0", "ᆠ", "m", ""), is_footnote("â€\xa0", "†", "m", "")
    (True, False)
    """
    if text == "Ã’" and after == "s":
        return True
    if len(text) < 2 or text[1] not in _MARKS or not text[0].isalpha():
        return False
    if text[2:] in (" ", "\xa0"):
        is_in_capitals = before[-1:].isupper() and (before[-2:-1].isupper() or after.isupper())
        return before[-1:].isalpha() and text[0].islower() and not is_in_capitals
    is_likely = target.isalpha() or target in "×÷"  # rather than between numbers
    return len(text) == 2 and is_likely and not after.isalpha() and _ends_in_capitals(before, text[0])


def _ends_in_capitals(before: str, letter: str) -> bool:
    # Two capitals; or one, where that is a word: RÃ in Portugal, SĂ in Romania. Before Å or Г it may begin a name.
    if not before[-1:].isupper():
        return False
    return before[-2:-1].isupper() or (letter in "ÃĂ" and not before[-2:-1].isalpha())


@lru_cache(1 << 15)
def grade(text: str, before: str, after: str, codec: Codec) -> Graded:
    """
    Return what the run *text* shows if *codec* misread it, between what stands *before* and *after* it.

    >>> from docnorm.misreading import codecs
    >>> western = codecs()[0]
    >>> [grade(*run, western).grade.name for run in (("Ã©", "f", ""), ("É²", "CAF", ""), ("Ñ°", " ", "C"))]
    ['STRONG', 'NONE', 'CLASH']
    """
    reading = read(text, codec)
    letters = sum(character in codec and (character.isalpha() or len(text) >= _LONG) for character in text)
    if not _is_like_utf_8(text, reading, codec) or _is_torn(reading, codec) or not _is_sound(reading.text, codec):
        return Graded(Grade.NONE, reading, "", 0, 0, letters, 0)
    target, weight = _deepest(reading.text, codec), _weight(text, reading, codec)
    found = _grade(_place(reading, target, text, before, after), weight, codec)
    explained = sum(hit.stop - hit.start for hit in reading.hits)
    score = 2 * explained - (0 if codec.wide else sum(character not in codec.own for character in text))
    score -= _is_miscased(before[-1:], target, after)
    if found is Grade.NONE:
        return Graded(found, reading, target, weight, 0, letters, score)
    return Graded(found, reading, target, weight, explained, 0, score)


def _is_miscased(before: str, target: str, after: str) -> bool:
    # A capital after a small letter, or a small letter between capitals.
    return (before.islower() and target[0].isupper()) or (before.isupper() and target.islower() and after.isupper())


class _Place(NamedTuple):
    """
    What was read as *target*, and what stands around it; what a run has left over at its ends is around it, too.
    """

    text: str
    target: str
    before: str
    after: str


def _place(reading: Reading, target: str, text: str, before: str, after: str) -> _Place:
    start, stop = reading.hits[0].start, reading.hits[-1].stop
    return _Place(text[start:stop], target, (before + text[:start])[-3:], (text[stop:] + after)[:1])


def _is_like_utf_8(text: str, reading: Reading, codec: Codec) -> bool:
    # Big5 shows Cyrillic letters for lead bytes of UTF-8 that no language uses much; words of them are Russian.
    firsts = [text[hit.start] for hit in reading.hits]
    return bool(firsts) and not (codec.wide and any(c.isalpha() and _script(c) != "east" for c in firsts))


def _is_torn(reading: Reading, codec: Codec) -> bool:
    rest = _LOST.sub("", reading.rest)
    if 2 * len(rest) > sum(hit.stop - hit.start for hit in reading.hits):
        return True
    return any(character.isalpha() and (codec.wide or character in codec) for character in rest)


def _is_sound(target: str, codec: Codec) -> bool:
    # Text, or text that was misread more than once: then the codec explains it again.
    if not _IMPOSSIBLE.search(target):
        scripts = {_script(character) for character in target if character.isalpha()}
        if len(scripts) < 2 or (len(target) > 3 and len(scripts) == 2 and scripts < _PARTED):
            return True
    again = read(target, codec)
    return bool(again.hits) and not again.rest and _is_sound(again.text, codec)


def _deepest(target: str, codec: Codec) -> str:
    # What was misread more than once looks like what it was only in the end.
    again = read(target, codec)
    while again.hits and not again.rest and _is_sound(again.text, codec):
        target = again.text
        again = read(target, codec)
    return target


def _script(character: str) -> str:
    code = ord(character)
    return _SCRIPTS[bisect_right(_STARTS, code) - 1][1] or str(code >> 7)


def _weight(text: str, reading: Reading, codec: Codec) -> int:
    # Three for each byte that had to follow; one more where a letter stands beside a sign, as in no word.
    weight = 0
    for start, stop, target in reading.hits:
        odd = not codec.wide and not text[start:stop].isalpha()
        weight += sum(3 * (len(character.encode()) - 1) for character in target) + odd
    return weight


def _grade(place: _Place, weight: int, codec: Codec) -> Grade:
    text, target, before, after = place
    word = before[-1:] + text if before[-1:].isalpha() else text
    cased = text.isalpha() and text.swapcase() != text
    natural = cased and (word.islower() or word.isupper() or word.istitle())
    if _clashes(before[-1:], target[:1], weight) or _clashes(after, target[-1:], weight):
        return Grade.CLASH if natural or codec.wide or weight < 12 else Grade.STRONG
    if is_footnote(*place):
        # Â and Ã, and what Windows-1250 shows for Ã, end few words.
        return Grade.WEAK if text[0] in "ÂÃĂ" or target.isupper() else Grade.NONE
    if natural:
        return Grade.WORD
    is_strong = _is_strong_wide(place, weight) if codec.wide else _is_strong(place, weight, codec)
    return Grade.STRONG if is_strong else Grade.WEAK


def _clashes(neighbour: str, target: str, weight: int) -> bool:
    # A letter of another script directly beside ASCII letters. Han stands beside them, if there's enough of it.
    if not (neighbour.isalpha() and target.isalpha()):
        return False
    script = _script(target)
    return script != "latin" and not (script == "east" and weight >= 12)


def _is_strong(place: _Place, weight: int, codec: Codec) -> bool:
    text, target, before, after = place
    if _BOXES.fullmatch(text):
        return False
    if weight >= _ENOUGH or (_SIGNS.fullmatch(target) and not text.isalpha()):
        return True
    if codec.name in ("cp1252", "iso8859-1", "cp1254") and _LATIN_1.fullmatch(target):
        return True  # Â and Ã stand beside signs hardly otherwise
    return _is_odd(text, target, before[-1:], after)


def _is_odd(text: str, target: str, before: str, after: str) -> bool:
    # In a word: a capital or a sign after a lower-case letter, or a sign before one. An apostrophe may stand there.
    if before.isalpha() and _MODIFIERS.fullmatch(target) and (before.islower() or after.isalpha()):
        return True
    if before.isalpha() and _is_latin(target[0]) and text[-1].isalpha() and not text[0].isalpha():
        return True
    if before.isupper() and after.isupper() and target.isupper() and _is_latin(target[-1]):
        return not (text[-1].isalpha() or text[-1] in _BETWEEN)
    if before.islower() and _is_latin(target[0]) and not (text[0].islower() and _script(text[0]) == "latin"):
        return True
    return after.islower() and _is_latin(target[-1]) and not (text[-1].isalpha() or text[-1] == "’")


def _is_latin(character: str) -> bool:
    return character.isalpha() and _script(character) == "latin"


def _is_strong_wide(place: _Place, weight: int) -> bool:
    # A character of East Asia stands in a Latin word, or beside it and for a sign.
    left, right, target = place.before[-1:].isalpha(), place.after.isalpha(), place.target
    if weight >= _ENOUGH_WIDE:
        return True
    if _SIGNS.fullmatch(target.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")):
        return left or right or target[-1].isascii()
    return left and right and (_is_latin(target[0]) or _MODIFIERS.fullmatch(target) is not None)
