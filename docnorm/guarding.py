"""
What a near-duplicate must not lose: the guards that keep a text although it's like another one.

Rule 1: a guard only ever keeps; it can't drop anything.
Rule 2: a guard looks at the texts as they are, not at match keys: folding is what hid the difference.
Rule 3: a fact is taken as it's written. Two ways to write the same thing are two facts, which keeps too much, never
        too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from zlib import crc32

from docnorm.numerals import NAMES, NUMERIC, OPENERS, ROMAN, WORDS
from docnorm.profile import Guard

__all__ = ["Facts", "containment", "facts", "mask", "names", "numbers"]

Facts = Callable[[int], frozenset[str]]
"""What a text of a class must find in another one, by the number of the class."""

_NONE: frozenset[str] = frozenset()
_WORD = re.compile(r"\w+")
_UNITS = "[kcmµ]?m[²³]?|[kmµ]?g|[cm]?l|[KMGT]i?B|k?Wh?|[kMG]?Hz|k?V|mA|h|min|ms"
_PART = r"0-9A-Za-zÀ-ÖØ-öø-ɏ\u0370-\u03ff\u0400-\u04ff"  # not Han or Thai, where no space ends a word
_NUMBER = re.compile(
    rf"""
    (?:(?<![{_PART}.,:/'’)%])[-−–+±<>≤≥~≈])?  # a sign, if nothing stands before it that would make a dash of it
    (?:[$€£¥₹₽№§][ \xa0]?|\#)?                # what is counted, before it
    (?<![{_PART}])(?:[A-Z]{{1,9}}[-_/])?      # CVE-2024
    [{_PART}]*\d[\d{_PART}]*                  # digits, with the letters that they stand among: A4, KB4012212, 3rd
    (?:[.,:/'’+_‐‑–-]\d[\d{_PART}]*)*         # 1,250.00, 10:30, 1.2.3-4
    (?:[ \xa0\u202f]?(?:[%‰°′″$€£¥₹₽]+(?:[CF]\b)?|(?<=[ \xa0\u202f])(?:{_UNITS})\b))?
    """,
    re.VERBOSE,
)
_AROUND = re.compile(r"(?<!\S)(?:[$€£¥₹₽№§][ \xa0])?\S*\d\S*(?:[ \xa0\u202f][^\s\d]{1,5}(?!\S))?")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[B-HJ-Z](?<=\w[ ,].)\b(?!['’.]\w)|[AI](?<=\w[ ].)\b(?=\s*(?:[.,;:)\]]|$))", re.MULTILINE)
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BETWEEN = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_SPELLED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|\w+")
_BLANKS = re.compile("[ \xa0\u202f]")
_DASHES = str.maketrans("−–", "--")


def numbers(text: str) -> frozenset[str]:
    """
    Return what *text* counts, names and dates: numbers as written, with sign, unit and the letters that belong to them,
    in the digits 0 to 9; number words, months and days; Roman numerals, single letters that name something (Annex B).

    A number in words is seen in nine languages only.

    >>> sorted(numbers("On 3 May 2024 it cost 1,250.00 € (١٢٣), or -5 °C; see Part IV, KB4012212 and Annex B."))
    ['-5°C', '1,250.00€', '123', '2024', '3', 'B', 'IV', 'KB4012212', 'May']
    """
    words = _words(text)
    found = (words & NAMES) | WORDS.intersection(map(str.lower, words))
    found.update(word for word in words if word.isupper() and len(word) > 1 and ROMAN.fullmatch(word))
    if not words.isdisjoint(_CAPITALS):
        found.update(_LETTER.findall(text))
    if _DIGIT.search(text):
        found.update(_plain(number) for part in _AROUND.findall(text) for number in _NUMBER.findall(part))
    if not text.isascii():
        found.update(NUMERIC.findall(text))
    return frozenset(found)


def _words(text: str) -> set[str]:
    # A table parts words several times as fast as a pattern.
    return set(text.translate(_BETWEEN).split() if text.isascii() else _WORD.findall(text))


def _plain(number: str) -> str:
    # The digits 0 to 9 for those of other scripts, one dash, and no blanks.
    number = _BLANKS.sub("", number)
    if number.isascii():
        return number
    return "".join(str(int(c)) if c.isdecimal() else c for c in number.translate(_DASHES))


def containment(text: str) -> frozenset[str]:
    """
    Return all runs of three words of *text*, in small letters, and its numbers.

    A shorter text is one run. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese signs count as words.

    >>> sorted(containment("Three old cranes, and nothing more"))
    ['and nothing more', 'cranes and nothing', 'old cranes and', 'three', 'three old cranes']
    """
    words = _SPELLED.findall(text.casefold())
    count = max(1, len(words) - 2) if words else 0
    return numbers(text).union(" ".join(words[start : start + 3]) for start in range(count))


def names(text: str) -> frozenset[str]:
    """
    Return the words of *text* that it writes with a capital and never without, in small letters.

    What a sentence begins with is among them, unless it's a word that sentences often begin with, for a name may be
    there and nowhere else; and so are the nouns of a language that gives them capitals.

    >>> sorted(names("Brackwater is a village. The mill of Brackwater is old. Walkers may see it."))
    ['brackwater', 'walkers']
    """
    if text.isupper():
        return _NONE
    written = _words(text)
    capital = {word.casefold() for word in written if word[0].isupper() and len(word) > 1}
    return frozenset(capital - written - OPENERS)


_LOOKED_AT: dict[Guard, Callable[[str], frozenset[str]]] = {
    "numbers": numbers,
    "containment": containment,
    "none": lambda _: _NONE,
}


def facts(guard: Guard, text: Callable[[int], str], *, named: bool = False) -> Facts:
    """
    Return the function that tells what a text must find in the one it's dropped for, where *text* gives the text of a
    class: a text may go if its facts are among the other's. Each class is looked at once.

    With *named*, the names that a text has are facts of it for the guard `numbers`, too: for texts that are compared by
    themselves, where nobody looks at names besides.

    >>> texts = ["Rate: 4.75 %", "Rate: 4.50 %"]
    >>> told = facts("numbers", texts.__getitem__)
    >>> told(0) <= told(1), facts("none", texts.__getitem__)(0) <= told(1)
    (False, True)
    """
    looked_at = _LOOKED_AT[guard]
    if named and guard == "numbers":
        return cache(lambda number: numbers(text(number)) | names(text(number)))
    return (lambda _: _NONE) if guard == "none" else cache(lambda number: looked_at(text(number)))


def mask(own: frozenset[str]) -> int:
    """
    Return 64 bits of which a set's are among another's wherever the set itself is; the converse need not be so.

    >>> few, many = mask(frozenset({"4"})), mask(frozenset({"4", "4.75"}))
    >>> few & ~many, many & ~few != 0
    (0, True)
    """
    bits = 0
    for number in own:
        bits |= 1 << (crc32(number.encode()) % 64)
    return bits
