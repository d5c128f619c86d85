"""
Which lines may hold characters that were read with the wrong encoding.

Rule 1: what this lets pass, ftfy can't change: the classes of `_of_ftfy` are those of ftfy's own tables, and its
        patterns cover every alternative of ftfy's BADNESS_RE. That must stay so; the tests derive it again.
Rule 2: a clean text costs one scan of the kernel; one in Cyrillic or Greek two, one in Chinese or Japanese a few.
Rule 3: suspicion is cheap and often wrong. Nothing is decided here.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from docnorm import kernel
from docnorm.alignment import Span

__all__ = ["LONGEST", "Suspects", "accented_lines", "suspect_lines"]

LONGEST: Final = 20_000
"""How many characters of one line are looked at together, so that time and memory stay bounded."""

_NEAR: Final = 64  # characters in which a place to cut a line is looked for

# The characters of ftfy.badness.MOJIBAKE_CATEGORIES, by the part that they play in ftfy's patterns.
_LOWER = "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ"  # lower_accented
_FACES = "°Ò-ÖÚÛò-öø-ûŌŐŪŲ"  # kaomoji: suspect only after something else
_LETTERS = "ÞΆΈ-ΊΌΎΏΑ-ωЁ-џ"  # lower_common, upper_common: suspect only before something else
_QUOTING = "¡©«®»¿˝΄΅‘‚“-„•‹›™\uf8ff"  # start_punctuation, end_punctuation: the same, or after something else
_PLAIN = "\xa0\xad´·–-―’…"  # common: suspect only after something else
_TELLING = (  # bad, law, currency, numeric, box, upper_accented, and Ù
    "¢-¨ª¬¯±-³µ¶¸-º¼-¾À-Ñ×-ÙÜÝ÷ĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽƒˆˇ˘˛˜Ґ†‡‰⁄₧€№∂∆∏∑√∞∩∫≈≠≡≤≥⌐│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓◊\ufffd"
)

# Two accented lower-case letters, a dash beside a quotation mark, and words in Greek or Cyrillic are no pattern, so
# that clean texts in most languages pass.
_FTFY_CLASSES: Final = {
    "control": "\x80-\x9f",
    "ve": "вВ",
    "dje": "Ђ",
    "a": "ÃÂ",
    "blank": " ",
    "ligature": "Œœ",
    "no-letter": "\x00-@[-`{-\U0010ffff",
    "letter": _LETTERS,
    "quoting": _QUOTING,
    "telling": _TELLING,
    "lower": _LOWER,
    "face": _FACES,
    "plain": _PLAIN,
    "lead": "ВГРСΒΓΞΟ",
    "degree": "°",
}
_FTFY_PATTERNS: Final = (
    ("control",),
    ("ve", "dje"),
    ("a", "blank"),
    ("ligature", "no-letter"),
    ("letter quoting", "telling lower"),
    ("telling", "telling lower face letter quoting plain"),
    ("lower", "telling quoting plain"),
    ("lead", "quoting degree", "lead"),
)

# What Windows-1251, -1253 and KOI8-R show for UTF-8 and ftfy doesn't suspect: lead bytes are capitals, or, of three
# bytes, small letters; what follows is a sign, or a letter that hardly stands there, or a piece of a drawn box.
_ALPHABET_CLASSES: Final = {
    "latin": "A-Za-z",
    "cyrillic": "Ѐ-ӿ",
    "box": "\u2500-\u259f\u2320\u2321∙√≈≤≥",
    "lead": "Г-ЯΓ-Ο",
    "lead of three": "а-пΰ-ο",
    "sign": "\x80-\x9f\xa0-©«-±µ-·»΄΅―‘-„†-•…‰‹›€№™",
    "following": "\x80-\x9f\xa0-©«-±µ-·»΄΅―‘-„†-•…‰‹›€№™ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґёєјЅѕї²³½ΆΈ-ΊΌΎΏ",
}
_ALPHABET_PATTERNS: Final = (
    ("cyrillic", "box"),
    ("latin", "lead", "following"),
    ("lead", "following", "lead"),
    ("lead of three", "sign", "following"),
    ("lead of three", "following", "sign"),
)

_SCRIPTS: Final = {
    "alphabet": "\u0370-\u04ff",
    "wide": "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff61-\uff9f",
    "cp949": "\uac00-\ud7a3",  # shows Hangul for nearly all UTF-8
    "cp932": "\uff61-\uff9f窶竄縲縺繧繝荳莠",  # half-width kana, or the usual beginnings of punctuation, kana and Han
}
_FOLLOW: Final = range(0x80, 0xC0)
_ASCII: Final = range(0x40, 0x7F)
_TWO, _THREE = range(0xC2, 0xE0), range(0xE0, 0xF5)
# UTF-8 of three bytes fills one character of the codec and half of the next, so that this one must hold a byte that may
# follow and one that may come next. UTF-8 of two bytes fills one: three of those in a row that have like lead bytes, or
# one behind a Latin letter.
_WIDE_CLASSES: Final = {
    "begun": (_THREE, _FOLLOW),
    "emoji": (range(0xF0, 0xF1), _FOLLOW),
    "ended": (_FOLLOW, _ASCII),
    "then": (_FOLLOW, range(0xC2, 0xF5)),
    "rest": (_FOLLOW, _FOLLOW),
    "greek": (range(0xCE, 0xD0), _FOLLOW),
    "cyrillic": (range(0xD0, 0xD4), _FOLLOW),
    "hebrew": (range(0xD7, 0xD8), _FOLLOW),
    "arabic": (range(0xD8, 0xDC), _FOLLOW),
    "accented": (range(0xC2, 0xCF), _FOLLOW),
}
_WIDE_PATTERNS: Final = (
    ("begun", "ended"),
    ("begun", "then", "rest"),
    ("emoji", "rest"),
    *((alphabet,) * 3 for alphabet in ("greek", "cyrillic", "hebrew", "arabic")),
    ("latin", "accented", "other"),
    ("begun", "half following"),  # half-width kana are single bytes
    ("latin", "half lead", "half following"),
    ("half row", "half following", "half row"),
)
_WIDE_EXTRAS: Final = {
    "latin": "A-Za-z",
    "other": "\x00-\u2e7f",
    "half lead": "ﾂ-ﾎ",
    "half row": "ﾎ-ﾛ",
    "half following": "｡-ｿ",
}


# UTF-8 in the bytes of a line in an encoding of East Asia: two characters of three bytes, or one that is a sign and a
# letter behind it; an emoji; six letters of an alphabet; or one behind a Latin letter, and nothing more.
_UTF_8 = re.compile(
    rb"(?:[\xe0-\xef][\x80-\xbf]{2}){2}|[\xe2\xe3\xef][\x80-\xbf]{2}[!->@-~]|\xf0\x9f[\x80-\xbf]{2}"
    rb"|(?:[\xce\xcf][\x80-\xbf]){6}|(?:[\xd0-\xd3][\x80-\xbf]){6}|(?:\xd7[\x80-\xbf]){6}|(?:[\xd8-\xdb][\x80-\xbf]){6}"
    rb"|[A-Za-z][\xc2-\xcd][\x80-\xbf](?![\x80-\xff])"
)


class Suspects(NamedTuple):
    """
    The lines that may have been misread, in order, and those of them that ftfy could change.
    """

    lines: tuple[Span, ...]
    of_ftfy: frozenset[Span]


class _Scan(NamedTuple):
    """
    What the kernel looks for: classes of characters, and patterns of them.
    """

    classes: bytes
    patterns: bytes


def suspect_lines(text: str) -> Suspects:
    """
    Return where the lines of *text* stand that may have been misread; of a line that's too long, its pieces.

    >>> text = "L’épisode\\ndonâ€™t\\n他说“你好”\\n"
    >>> [text[slice(*span)] for span in suspect_lines(text).lines]
    ['donâ€™t\\n']
    """
    if text.isascii():
        return Suspects((), frozenset())
    of_ftfy = set(_matching(text, _of_ftfy()))
    found = of_ftfy | set(_by_script(text))
    pieces = tuple(piece for span in sorted(found) for piece in _cut(text, *span))
    return Suspects(pieces, frozenset(piece for span in of_ftfy for piece in _cut(text, *span)))


def _by_script(text: str) -> Iterator[Span]:
    bits = int.from_bytes(kernel.survey([text], _of_scripts().classes), "little")
    scripts = {name for number, name in enumerate(_SCRIPTS) if bits >> number & 1}
    if "alphabet" in scripts:
        yield from _matching(text, _of_alphabets())
    if "wide" in scripts:
        for names, scan in _of_wide().items():
            yield from _by_codecs(text, [name for name in names if name not in _SCRIPTS or name in scripts], scan)


def _by_codecs(text: str, names: Sequence[str], scan: _Scan) -> Iterator[Span]:
    if not names:
        return
    # A pattern of three has no third character at the end of a text.
    last = text.rfind("\n") + 1
    spans = _matching(text, scan)
    if _matching(text[last:] + "\n", scan):
        spans.append(Span(last, len(text)))
    for start, stop in spans:
        if any(_UTF_8.search(text[start:stop].encode(name, "replace")) for name in names):
            yield Span(start, stop)


def accented_lines(text: str) -> list[Span]:
    """
    Return where the lines of *text* stand that hold more than ASCII; of a line that's too long, its pieces.
    """
    return [piece for span in _matching(text, _of_accents()) for piece in _cut(text, *span)]


def _matching(text: str, scan: _Scan) -> list[Span]:
    bounds = array("Q", kernel.matching_lines(text, *scan))
    return list(map(Span, bounds[::2], bounds[1::2]))


def _cut(text: str, start: int, stop: int) -> Iterator[Span]:
    # Cut after a space if there is one, or else after ASCII, so that no misread character is cut in two.
    while stop - start > LONGEST:
        middle = text.rfind(" ", start, start + LONGEST) + 1 or _after_ascii(text, start + LONGEST)
        yield Span(start, middle)
        start = middle
    yield Span(start, stop)


def _after_ascii(text: str, stop: int) -> int:
    near = text[stop - _NEAR : stop].encode("ascii", "replace").rstrip(b"?")
    return stop - _NEAR + len(near) if near else stop


@cache
def _of_ftfy() -> _Scan:
    return _scan(_FTFY_CLASSES, _FTFY_PATTERNS)


@cache
def _of_alphabets() -> _Scan:
    return _scan(_ALPHABET_CLASSES, _ALPHABET_PATTERNS)


@cache
def _of_scripts() -> _Scan:
    return _scan(_SCRIPTS, ())


@cache
def _of_accents() -> _Scan:
    return _scan({"accent": "\x80-\U0010ffff"}, (("accent",),))


@cache
def _of_wide() -> dict[tuple[str, ...], _Scan]:
    # A scan has bits for two codecs.
    return {names: _scan_of(names) for names in (("gbk", "big5"), ("cp932",), ("cp949",))}


def _scan_of(codecs: tuple[str, ...]) -> _Scan:
    classes = dict(_WIDE_EXTRAS)
    patterns: list[tuple[str, ...]] = []
    for codec in codecs:
        own = {name: f"{codec} {name}" for name in _WIDE_CLASSES}
        classes |= {own[name]: members for name, members in _shown_by(codec).items()}
        patterns += (tuple(own.get(part, part) for part in pattern) for pattern in _WIDE_PATTERNS)
    return _scan(classes, patterns)


def _shown_by(codec: str) -> dict[str, str]:
    # What a codec shows for each lead byte with each byte behind it.
    shown = {}
    for name, (leads, trails) in _WIDE_CLASSES.items():
        rows = b"\n".join(bytes([lead, trail]) for lead in leads for trail in trails).decode(codec, "replace")
        shown[name] = "".join(row for row in rows.split("\n") if len(row) == 1 and "\x7f" < row != "\ufffd")
    return shown


def _scan(classes: Mapping[str, str], patterns: Sequence[Sequence[str]]) -> _Scan:
    bit_of = {name: 1 << number for number, name in enumerate(classes)}
    rows = [(first, after, bit_of[name]) for name, members in classes.items() for first, after in _ranges(members)]
    masks = [[sum(bit_of[name] for name in _names(part, classes)) for part in pattern] for pattern in patterns]
    return _Scan(
        kernel.class_table(b"".join(struct.pack("<3I", *row) for row in rows)),
        b"".join(struct.pack("<3I", *mask, *[0] * (3 - len(mask))) for mask in masks),
    )


def _names(part: str, classes: Mapping[str, str]) -> list[str]:
    return [part] if part in classes else part.split()


def _ranges(members: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer("(?s:(.)-(.)|(.))", members):
        yield (ord(found[1]), ord(found[2]) + 1) if found[1] else (ord(found[3]), ord(found[3]) + 1)
