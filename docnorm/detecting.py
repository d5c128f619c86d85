"""
The encoding of bytes that don't tell it: the one in which they are the most plausible text of some language.

Each codec of the table reads a sample, and each language that was written with it tells what the reading costs, in
bits. A codec that is rarer has a higher price to begin with. Bytes that aren't in the encoding are the dearest of all,
but no reason to give up a codec that explains all the others.

Rule 1: the same bytes are compared in all codecs: words that hold a byte beyond ASCII, and nothing else.
Rule 2: no codec with a state, no EBCDIC: in undeclared text, their escapes are more often just characters.
Rule 3: a codec comes before those that differ from it in a few places only, so that a tie goes to the plainer one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import add
from typing import Final, NamedTuple

from docnorm import languages

__all__ = ["Guess", "guess"]

_MAJOR = "en fr de es pt it nl af da nb sv fi is et ca ga cy sq eu"
_WESTERN = "western " + _MAJOR
_CENTRAL = "pl cs sk sl hr hu ro sq de en"
_CYRILLIC = "ru uk be bg mk sr mn"

# codec, the price of supposing it, the languages that are written with it
_CODECS: Final = (
    ("windows-1252", 0, _WESTERN),
    ("iso8859-15", 4, _WESTERN),
    ("cp1250", 3, _CENTRAL),
    ("iso8859-2", 4, _CENTRAL),
    ("cp1251", 2, _CYRILLIC),
    ("koi8-r", 3, "ru"),
    ("koi8-u", 4, "uk be ru"),
    ("iso8859-5", 4, _CYRILLIC),
    ("cp866", 4, "ru be bg"),
    ("mac-cyrillic", 6, _CYRILLIC),
    ("cp855", 8, _CYRILLIC),
    ("cp1125", 7, "uk"),
    ("ptcp154", 6, "kk"),
    ("kz1048", 7, "kk"),
    ("koi8-t", 9, "ru"),
    ("iso8859-7", 3, "el"),
    ("cp1253", 3, "el"),
    ("cp737", 6, "el"),
    ("cp869", 9, "el"),
    ("mac-greek", 8, "el"),
    ("cp1254", 3, "tr"),
    ("iso8859-9", 4, "tr"),
    ("iso8859-3", 6, "eo tr"),
    ("cp857", 7, "tr"),
    ("mac-turkish", 8, "tr"),
    ("cp1255", 3, "he"),
    ("iso8859-8", 4, "he"),
    ("cp862", 7, "he"),
    ("cp1256", 3, "ar fa ur"),
    ("iso8859-6", 4, "ar"),
    ("cp864", 9, "ar"),
    ("cp720", 8, "ar"),
    ("cp1257", 3, "lt lv et pl"),
    ("iso8859-13", 4, "lt lv et pl"),
    ("iso8859-4", 4, "lt lv et"),
    ("iso8859-10", 8, "is lt"),
    ("cp775", 7, "lt lv et"),
    ("cp1258", 4, "vi"),
    ("cp874", 3, "th"),
    ("iso8859-11", 4, "th"),
    ("iso8859-14", 6, "cy ga"),
    ("iso8859-16", 6, "ro"),
    ("mac-roman", 4, _MAJOR),
    ("cp850", 4, _MAJOR),
    ("cp437", 5, _MAJOR),
    ("cp858", 8, _MAJOR),
    ("cp865", 8, "da nb"),
    ("cp860", 8, "pt"),
    ("cp861", 8, "is"),
    ("cp863", 8, "fr"),
    ("cp852", 6, _CENTRAL),
    ("mac-latin2", 7, _CENTRAL),
    ("mac-croatian", 9, "hr sl"),
    ("mac-romanian", 9, "ro"),
    ("mac-iceland", 9, "is"),
    ("gbk", 3, "zh-hans"),
    ("gb18030", 4, "zh-hans zh-hant"),
    ("big5", 3, "zh-hant"),
    ("cp950", 4, "zh-hant"),
    ("big5hkscs", 5, "zh-hant"),
    ("shift_jis", 3, "ja"),
    ("cp932", 4, "ja"),
    ("shift_jis_2004", 8, "ja"),
    ("euc_jp", 3, "ja"),
    ("euc_jis_2004", 6, "ja"),
    ("euc_kr", 3, "ko"),
    ("cp949", 4, "ko"),
    ("johab", 8, "ko"),
    ("utf-8", 0, _WESTERN + " pl cs sk sl hr hu ro tr lt lv vi ru uk el he ar th zh-hans zh-hant ja ko"),
)

_ASCII = bytes(range(0x80))
_WINDOW = 1 << 16  # bytes that are looked at, from a little before the first one that isn't ASCII
_GLIMPSE, _SAMPLE = 400, 4000  # bytes that all codecs read, and that the best ones read
_NEAR_THE_BEST = 100  # bits
_CLEARLY = 106  # per cent: the other encodings of Latin letters must be so much better than Windows-1252
_SURELY, _SURELY_OF_LITTLE = 8, 20  # bits: all the others; those in another script, where there's little to tell it by
_LITTLE, _FEW = 3, 3  # bytes beyond ASCII; words for each one that has some
_VARIANTS = frozenset({"iso8859-15", "utf-8"})  # these say when they aren't Windows-1252
_LATIN = (
    frozenset(
        codec for codec, _, spoken in _CODECS if set(spoken.split()) & {*_MAJOR.split(), *_CENTRAL.split(), "tr", "lt"}
    )
    - _VARIANTS
)
_ALWAYS = {_CODECS[0][0], "utf-8"}
_PLAUSIBLE = 7.5  # bits for each byte, at most: chance makes more than twice of it
_ISLAND = 18  # bits: a byte in UTF-8 that isn't
_BY_CHANCE = 12  # bits: a character in UTF-8, whatever it is, because bytes hardly ever form one by chance
_DOUBTED = 50  # the confidence in Windows-1252 where another one is a little better
_ESCAPED = re.compile("[\udc80-\udcff]")
_WORDS = re.compile(rb"[^\x00-\x20]*[\x80-\xff][^\x00-\x20]*")


class Guess(NamedTuple):
    """
    A codec, what the sample costs when it's read with it, in bits, and how sure that is, from 1 to 90.
    """

    bits: int
    codec: str
    text: str
    confidence: int = 1

    @property
    def is_plausible(self) -> bool:
        """
        Whether it's text at all.
        """
        return self.bits <= _PLAUSIBLE * len(self.text.encode(self.codec, "surrogateescape"))

    @property
    def reads_all(self) -> bool:
        """
        Whether each byte of the sample is a part of a character.
        """
        return not _ESCAPED.search(self.text)


def guess(data: bytes) -> list[Guess]:
    """
    Return the codecs in which *data* could be text, the most plausible one first.

    >>> [guess(text.encode(codec))[0].codec for text, codec in [("Größe", "cp1252"), ("привет", "koi8-r")]]
    ['windows-1252', 'koi8-r']
    """
    seen = window(data)
    words = _WORDS.findall(seen)
    first = sorted(_judged(_joined(words, _GLIMPSE), _CODECS))
    near = {each.codec for each in first if each.bits <= first[0].bits + _NEAR_THE_BEST} | _ALWAYS
    judged = sorted(_judged(_joined(words, _SAMPLE), (row for row in _CODECS if row[0] in near)))
    best, western = judged[0], next(each for each in judged if each.codec == _CODECS[0][0])
    high = sum(not character.isascii() for character in western.text)
    is_little = high < _LITTLE or _FEW * len(words) <= len(seen.split()[:100])
    if western != best and not _is_clear(best, western, is_little):
        judged.remove(western)
        return [western._replace(confidence=_DOUBTED), *judged]
    other = next((each.bits for each in judged if each.text != best.text), 2 * best.bits)
    sure = min(90, 1 + 400 * (other - best.bits) // best.bits)
    return [best._replace(confidence=max(80, sure) if best == western else sure), *judged[1:]]


def _is_clear(best: Guess, western: Guess, is_told_by_little: bool) -> bool:
    # Whether another encoding is to be preferred to Windows-1252, which is the likeliest by far.
    if best.codec in _LATIN:
        return western.bits * 100 >= best.bits * _CLEARLY and western.bits >= best.bits + _SURELY
    is_little = is_told_by_little and best.codec not in _VARIANTS
    return best.codec == "utf-8" or western.bits >= best.bits + (_SURELY_OF_LITTLE if is_little else _SURELY)


def window(data: bytes) -> bytes:
    """
    Return the part of *data* that is looked at: around its first byte beyond ASCII, from a line's start on.
    """
    first = len(data) - len(data.lstrip(_ASCII))
    start = data.rfind(b"\n", 0, first) + 1
    return data[max(start, first - _WINDOW // 8) :][:_WINDOW]


def _joined(words: list[bytes], size: int) -> bytes:
    joined = b" ".join(words[:size])
    cut = joined.rfind(b" ", 0, size) + 1 if len(joined) > size else 0
    return b" " + (joined[: cut or size]).strip(b" ") + b" "


def _judged(sample: bytes, rows: Iterable[tuple[str, int, str]]) -> Iterator[Guess]:
    for codec, price, spoken in rows:
        text = sample.decode(codec, "surrogateescape")
        pairs = Counter(map(add, text, text[1:]))
        bits = min(languages.cost(pairs, languages.language(name)) for name in spoken.split())
        if codec == "utf-8":
            if _ESCAPED.sub("", text).isascii():
                continue
            wrong = len(_ESCAPED.findall(text))
            whole = sum(not character.isascii() for character in text) - wrong
            bits -= (languages.INVALID - _ISLAND) * wrong + _BY_CHANCE * whole
        yield Guess(bits + price, codec, text)


# What no text in UTF-16 holds, and what all texts are made of: the alphabets, common signs.
_STRANGE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2fe0-\u2fef\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e1000-\U0010ffff]"
)
_EXTENDED = re.compile("[\u0100-\u036f]")  # Latin letters and marks that stand among others
_USUAL = re.compile(
    r"[\t\n\r -~\xa0-\xff\u0370-\u1fff\u2010-\u2027\u2030-\u205e\u3000-\u30ff\uff00-\uff65\U0001f300-\U0001faff]"
)


def wide(data: bytes) -> str:
    """
    Return which of the four orders of UTF-32 and UTF-16 *data* is in, or an empty text if it's in none of them.

    >>> wide("北京\\n".encode("utf-16-be")), wide("Hi".encode("utf-32-le")), wide(b"Hi, there!")
    ('utf-16-be', 'utf-32-le', '')
    """
    for width, minimum in ((4, 2), (2, 2)):
        if len(data) % width == 0 and len(data) >= width * minimum:
            shares = [(_usual(data[:_SAMPLE], f"utf-{8 * width}-{order}"), order) for order in ("le", "be")]
            share, order = max(shares)
            if share >= (_MOSTLY if width == 2 else _SOME):
                return f"utf-{8 * width}-{order}"
    return ""


def _usual(sample: bytes, codec: str) -> int:
    # Per cent of the characters. A pair that the end of the sample cuts off isn't held against it.
    try:
        text = sample.decode(codec, "strict" if len(sample) < _SAMPLE else "ignore")
    except UnicodeDecodeError:
        return 0
    scripts = {ord(character) >> 8 for character in set(text) if "\u0100" <= character < "\u2000"}
    if _STRANGE.search(text) or not text or len(scripts) > min(_SCRIPTS, 1 + len(text) // 4) + len(text) // 20:
        return 0
    common = len(_USUAL.findall(text)) + sum(map(languages.common().__contains__, text))
    return 100 * (common + min(len(_EXTENDED.findall(text)), len(text) // 2)) // len(text)


_SCRIPTS = 3  # by the first byte; in numbers that look like text, nearly every character is of another one
_MOSTLY, _SOME = 70, 20  # per cent of the characters in UTF-16; in UTF-32, where every other byte must be right, too
