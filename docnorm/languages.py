"""
How plausible a text is in a language, in bits: the fewer, the better.

A text costs, character by character, the binary logarithm of how rarely it follows the one before. The letters are
told by letters.tsv; what stands between letters has its price here, the same in all languages.

Rule 1: costs are whole numbers, so that the same text costs the same everywhere.
Rule 2: only what tells encodings apart is priced: plain ASCII between letters costs the same whatever the codec.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from importlib import resources
from operator import add
from typing import Final, NamedTuple

__all__ = ["INVALID", "Language", "common", "cost", "language"]

WORST: Final = 28  # what no text holds: controls, unassigned code points
INVALID: Final = 28  # bytes that aren't in the encoding
_FOREIGN: Final = 16  # a letter that isn't in the language's alphabet
_BORROWED: Final = 11  # the same, but one of Western Europe: in names, and in languages without a table
_UNKNOWN_PAIR: Final = 3  # what a pair costs that isn't in the table, beyond its second letter's own price
_RAREST_PAIR: Final = 14
_PLAIN: Final = 4  # ASCII that isn't a letter
_ASCII_LETTER: Final = 6  # at most, after another one; in other scripts always
_MIXED: Final = 10  # beyond its price: another script within a word
_MIXED_EAST_ASIAN: Final = 4  # the same in scripts that write no spaces
_CAPITAL_WITHIN: Final = 6  # a capital after a small letter

_ASCII = "abcdefghijklmnopqrstuvwxyz"
_ALIKE = ("acehijkmoptxyov", "асеһіјкмортхуον")  # ASCII that stands for letters of Cyrillic and Greek
_WESTERN = frozenset("àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿßœšž")
_EAST_ASIAN = frozenset({"zh-hans", "zh-hant", "ja", "ko"})

# What stands between words, by how often it does: bits, characters.
_SIGNS: Final = {
    sign: bits
    for bits, signs in (
        (5, "、。"),
        (6, "，"),
        (7, "：；「」（）《》“”！？"),
        (6, "\xa0’"),
        (8, "‘«»„‚–—…•·―"),
        (9, "『』【】〈〉〔〕・～〜ー／％０１２３４５６７８９　※●○◎■□◆◇△▲▽▼☆★→←↑↓"),
        (9, "´"),
        (10, "§©®°£€¥²³½¼¾ªº±×µ¶†‡™¿¡№‹›"),
        (22, "¤"),
        (15, "¨¸ˇ˘˙˝˛¯˜ˆ"),
    )
    for sign in signs
}
_OPENING = frozenset("“‘„‚«¿¡‹")  # hardly ever after a letter
_CLOSING = frozenset("”»›")  # hardly ever before a letter
_EITHER = frozenset("’´–—…·\xa0")  # wherever one likes
_APOSTROPHES = frozenset("’´")  # the second one by mistake, and for a stop of the voice in many languages
_OTHER_SIGN: Final = 14
_WIDE_SIGN: Final = 10
_BOX: Final = 12
_BOX_AGAIN: Final = 3
_LINES = frozenset("─═│║█░▒▓")  # that boxes and bars are made of; a corner after a corner is rare
_BESIDE_LETTER: Final = 5


class Language(NamedTuple):
    """
    What pairs of letters, and letters by themselves, cost in a language; which of them look like ASCII.
    """

    name: str
    pairs: dict[str, int]
    letters: dict[str, int]
    alike: dict[str, str]


@cache
def language(name: str) -> Language:
    """
    Return the table of a language.

    >>> language("cs").letters["ř"] < language("cs").letters["ť"]
    True
    """
    if name == "western":
        return _western()
    pairs: dict[str, int] = {}
    letters: dict[str, int] = {}
    for mark, bits, text in _lines()[name]:
        if mark:
            letters |= dict.fromkeys(text, bits)
        else:
            pairs |= dict.fromkeys(map(add, text[::2], text[1::2]), bits)
    alike = {letter: other for letter, other in zip(*_ALIKE, strict=True) if other in letters and "a" not in letters}
    return Language(name, pairs, letters, alike)


@cache
def common() -> frozenset[str]:
    """
    Return the characters that most Chinese, Japanese and Korean texts are made of.
    """
    return frozenset().union(*(language(name).letters for name in _EAST_ASIAN))


def _western() -> Language:
    # For the many languages without a table that have the letters of Western Europe, and for texts in several ones.
    tables = [language(name) for name in ("en", "fr", "de", "es", "pt", "it", "da", "sv", "fi", "is")]
    letters = {
        letter: min(_BORROWED - 2, *(each.letters.get(letter, _BORROWED) for each in tables))
        for letter in {*_WESTERN, *_ASCII}
    }
    pairs = {first + second for first in " " + _ASCII for second in _ASCII + " "}
    costs = {pair: min(each.pairs.get(pair, _ASCII_LETTER) for each in tables) + 1 for pair in pairs}
    return Language("western", costs, letters, {})


@cache
def _lines() -> dict[str, list[tuple[str, int, str]]]:
    table: dict[str, list[tuple[str, int, str]]] = {}
    for line in resources.files("docnorm").joinpath("letters.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            name, bits, text = line.split("\t")
            table.setdefault(name, []).append(("="[: bits.count("=")], int(bits.lstrip("=")), text))
    return table


def cost(pairs: Counter[str], spoken: Language) -> int:
    """
    Return what a text costs in a language: *pairs* are its pairs of neighbouring characters, and how many of each.

    >>> [cost(Counter(map(add, text, text[1:])), language("cs")) for text in (" říční příroda ", " øíèní pøíroda ")]
    [58, 89]
    """
    return sum(number * _cost(pair, spoken) for pair, number in pairs.items())


def _cost(pair: str, spoken: Language) -> int:
    before, after = _kind(pair[0]), _kind(pair[1])
    if after == "letter":
        return _letter(pair, before, spoken)
    edge = spoken.pairs.get(pair[0].lower() + " ", _PLAIN) if before == "letter" and pair[1] not in _APOSTROPHES else 0
    return edge + (_PLAIN if after == "plain" else _sign(pair, before, after, spoken))


def _letter(pair: str, before: str, spoken: Language) -> int:
    first, second = pair[0].lower()[0], pair[1].lower()[0]
    if spoken.alike and not pair.isascii():
        first, second = spoken.alike.get(first, first), spoken.alike.get(second, second)
    bits = _ASCII_LETTER if pair.isascii() and before == "letter" else _RAREST_PAIR
    if spoken.name in _EAST_ASIAN:
        bits = min(bits, spoken.letters.get(second, _foreign(second)))
    else:
        alone = spoken.letters.get(second, _foreign(second) - _UNKNOWN_PAIR)
        alone += 0 if spoken.name == "western" or first in _APOSTROPHES else _UNKNOWN_PAIR
        bits = min(bits, spoken.pairs.get((first if before == "letter" else " ") + second, alone))
    if before == "letter":
        if first.isascii() != second.isascii() and not (_is_latin(first) and _is_latin(second)):
            if spoken.name in _EAST_ASIAN:
                return bits + _MIXED_EAST_ASIAN
            return bits + _MIXED
        return bits + (_CAPITAL_WITHIN if pair[0].islower() and pair[1].isupper() else 0)
    return bits + (_BESIDE_LETTER if before == "sign" and _clings(pair[0], _CLOSING) else 0)


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u0300" <= letter < "\u0370" or "\u1e00" <= letter < "\u1f00"


def _foreign(letter: str) -> int:
    if letter.isascii():
        return _ASCII_LETTER
    if letter in _WESTERN:
        return _BORROWED
    return _PLAIN + 1 if "\u0e30" <= letter <= "\u0e4e" else _FOREIGN  # vowels and tones of Thai aren't in the table


def _sign(pair: str, before: str, after: str, spoken: Language) -> int:
    sign = pair[1]
    if after == "bad":
        return WORST if sign < "\ud800" or sign > "\udfff" else INVALID
    if after == "box":
        if before == "box":
            return _BOX_AGAIN if pair[0] == sign or sign in _LINES else _BOX - _BOX_AGAIN
        return _BOX + (_BESIDE_LETTER if before == "letter" else 0)
    is_wide = "\u3000" <= sign <= "\u30ff" or sign >= "\uff00"
    if spoken.name in _EAST_ASIAN:
        return _SIGNS.get(sign, _WIDE_SIGN if is_wide else _OTHER_SIGN)
    beside = _BESIDE_LETTER if before == "letter" and _clings(sign, _OPENING) else 0
    return _SIGNS.get(sign, _OTHER_SIGN) + beside + (_OTHER_SIGN if is_wide else 0)


def _clings(sign: str, side: frozenset[str]) -> bool:
    return sign in side or not (sign in _OPENING or sign in _CLOSING or sign in _EITHER)


@lru_cache(1 << 12)
def _kind(character: str) -> str:
    if character.isascii():
        return "letter" if character.isalpha() else "plain" if character >= " " or character in "\t\n\r" else "bad"
    category = unicodedata.category(character)
    if category[0] == "L" or category == "Mn":
        return "letter"
    if category[0] == "C" and character not in "\xad\u200c\u200d\u200e\u200f":
        return "bad"
    return "box" if "\u2500" <= character <= "\u259f" else "sign"
