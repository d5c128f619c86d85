"""
Which lines may hold characters that were read with the wrong encoding.

Rule 1: what this lets pass, ftfy can't change: `_RISKY` is derived from ftfy's own tables and must stay sound; the tests
        derive it again.
Rule 2: a clean text costs one scan for what any codec with single bytes leaves behind, and one for those of East Asia
        if the text has such characters at all.
Rule 3: suspicion is cheap and often wrong. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from docnorm.alignment import Span
from docnorm.misreading import WIDE

__all__ = ["LONGEST", "accented_lines", "suspect_lines"]

LONGEST: Final = 20_000
"""How many characters of one line are looked at together, so that time and memory stay bounded."""

# The characters of ftfy.badness.MOJIBAKE_CATEGORIES, by the part that they play in ftfy's patterns.
_LOWER = "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ"  # lower_accented
_FACES = "°Ò-ÖÚÛò-öø-ûŌŐŪŲ"  # kaomoji: suspect only after something else
_LETTERS = "ÞΆΈ-ΊΌΎΏΑ-ωЁ-џ"  # lower_common, upper_common: suspect only before something else
_QUOTING = "¡©«®»¿˝΄΅‘‚“-„•‹›™\uf8ff"  # start_punctuation, end_punctuation: the same, or after something else
_PLAIN = "\xa0\xad´·–-―’…"  # common: suspect only after something else
_TELLING = (  # bad, law, currency, numeric, box, upper_accented, and Ù
    "¢-¨ª¬¯±-³µ¶¸-º¼-¾À-Ñ×-ÙÜÝ÷ĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽƒˆˇ˘˛˜Ґ†‡‰⁄₧€№∂∆∏∑√∞∩∫≈≠≡≤≥⌐│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓◊\ufffd"
)

# Every alternative of ftfy's BADNESS_RE holds one of these. Two accented lower-case letters, a dash beside a quotation
# mark, and words in Greek or Cyrillic hold none, so that clean texts in most languages pass. `re` is fast only where it
# can look for one class; so that Greek and Cyrillic letters needn't be in it, what stands before is looked up behind.
_RISKY = re.compile(
    f"[\x80-\x9fŒœ°Ђ{_TELLING}{_LOWER}{_QUOTING}](?:"
    "(?<=[\x80-\x9f])"
    "|(?<=[вВ]Ђ)"
    "|(?<=[ÃÂ])[ ]"
    "|(?<=[Œœ])[^A-Za-z]"
    f"|(?<=[{_LETTERS}{_QUOTING}][{_TELLING}{_LOWER}])"
    f"|(?<=[{_TELLING}])[{_TELLING}{_LOWER}{_FACES}{_LETTERS}{_QUOTING}{_PLAIN}]"
    f"|(?<=[{_LOWER}])[{_TELLING}{_QUOTING}{_PLAIN}]"
    f"|(?<=[ВГРСΒΓΞΟ][{_QUOTING}°])[ВГРСΒΓΞΟ])"
)

_EAST_ASIAN = re.compile("[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff61-\uff9f]")
_ACCENTED = re.compile(r"[^\x00-\x7f]")


def suspect_lines(text: str) -> Iterator[Span]:
    """
    Yield where the lines of *text* stand that may have been misread; of a line that's too long, its pieces.

    >>> text = "L’épisode\\ndonâ€™t\\n他说“你好”\\n"
    >>> [text[slice(*span)] for span in suspect_lines(text)]
    ['donâ€™t\\n']
    """
    patterns = [_RISKY] if _EAST_ASIAN.search(text) is None else [_RISKY, _wide()]
    found = {span for pattern in patterns for span in _lines(text, pattern)}
    return iter(sorted(found))


def accented_lines(text: str) -> Iterator[Span]:
    """
    Yield where the lines of *text* stand that hold more than ASCII; of a line that's too long, its pieces.
    """
    return _lines(text, _ACCENTED)


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    at = 0
    while found := pattern.search(text, at):
        start = text.rfind("\n", at, found.start()) + 1 or at
        at = text.find("\n", found.start()) + 1 or len(text)
        for span in _cut(text, start, at):
            if at - start <= LONGEST or pattern.search(text, *span):
                yield span


def _cut(text: str, start: int, stop: int) -> Iterator[Span]:
    # Cut after a space if there is one, so that no misread character is cut in two.
    while stop - start > LONGEST:
        middle = text.rfind(" ", start, start + LONGEST) + 1 or start + LONGEST
        yield Span(start, middle)
        start = middle
    yield Span(start, stop)


@cache
def _wide() -> re.Pattern[str]:
    # One class first, because `re` is fast only where it can look for one; which codec it is, is looked up behind.
    starts: set[str] = set()
    tests: list[str] = []
    for codec in WIDE:
        first, found = _tests(codec.name)
        starts |= first
        tests += found
    tests.append("(?<=[A-Za-z][ﾂ-ﾎ])[｡-ｿ]|(?<=[ﾎ-ﾛ])[｡-ｿ][ﾎ-ﾛ][｡-ｿ]")  # half-width kana are single bytes
    return re.compile(f"[{''.join(sorted(starts))}ﾂ-ﾛ](?:{'|'.join(tests)})")


def _tests(codec: str) -> tuple[set[str], list[str]]:
    # UTF-8 of three bytes fills one character of the codec and half of the next, so that this one must hold a byte that
    # may follow and one that may come next. UTF-8 of two bytes fills one character: three of those in a row that have
    # like lead bytes, or one behind a Latin letter.
    begun = _class(codec, range(0xE0, 0xF5), _FOLLOW)
    done = _class(codec, _FOLLOW, range(0x40, 0x7F)) + _class(codec, _FOLLOW, None)
    then, rest = _class(codec, _FOLLOW, range(0xC2, 0xF5)), _class(codec, _FOLLOW, _FOLLOW)
    rows = [row for leads in _ALPHABETS if (row := _class(codec, leads, _FOLLOW))]
    latin = _class(codec, range(0xC2, 0xCF), _FOLLOW)
    tests = [f"(?<=[{row}])[{row}]{{2}}" for row in rows]
    tests += [f"(?<=[A-Za-z][{latin}])(?![{_HAN}])"] if latin else []
    tests += [f"(?<=[{begun}])[{done}]"] if begun and done else []
    tests += [f"(?<=[{begun}])[{then}][{rest}]"] if begun and then and rest else []
    return set(begun + latin + "".join(rows)), tests


_HAN = "\u2e80-\uffff"
_FOLLOW: Final = range(0x80, 0xC0)
_ALPHABETS: Final = (range(0xCE, 0xD0), range(0xD0, 0xD4), range(0xD7, 0xD8), range(0xD8, 0xDC))  # Greek to Arabic


def _class(codec: str, leads: range, trails: range | None) -> str:
    # What a codec shows for each lead byte with each byte behind it.
    pairs = [bytes([lead, trail]) for lead in leads for trail in trails] if trails else [bytes([lead]) for lead in leads]
    rows = b"\n".join(pairs).decode(codec, "replace").split("\n")
    return "".join(sorted({row for row in rows if len(row) == 1 and row > "\x7f" and row != "\ufffd"}))
