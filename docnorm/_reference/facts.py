"""
What a text counts, dates and names, and what is left of it without: in plain Python.

Rule 1: words are parted by what folds to a space; what folds to nothing isn't there.
Rule 2: letters belong to a number in the Latin, Greek, Cyrillic and Armenian scripts, which are also those whose words
        have capitals; in others, a digit may stand among letters that have nothing to do with it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from docnorm._reference.columns import check_threads, packed, packed_sets
from docnorm._reference.sketching import FNV_BASIS, cut, fnv, fold, folded, mix64, words

PART = ((0, 0x590), (0x1E00, 0x2000))
CURRENCIES = "$€£¥₹₽№§"
BLANKS = " \xa0\u202f"
SEPARATORS = ".,:/'’+_‐‑–-"
SIGNS = "-−–+±<>≤≥~≈"
JOINTS = ".,:/'’)%"  # after these a dash is no sign
BEHIND = re.compile("(?:[%‰°′″$€£¥₹₽]+)")
PLAIN = dict.fromkeys(map(ord, "−–‐‑"), "-") | {ord("’"): "'"}
UNIT = 3
ROMAN = re.compile("M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
WORDS = re.compile("p*d[pd]*|p+|o+|s|n+")

Meanings = tuple[list[str], list[str], list[str], list[str], str, str, str]


def facts(
    texts: list[str], spans: bytes, meanings: Meanings, length: int, threads: int
) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """
    The facts and the names of each span, and the hash of its skeleton.
    """
    check_threads(threads)
    if length < 0:
        raise ValueError(f"length is {length}, expected at least 0")
    counts, months, openers, units, zeros, singles, numerals = meanings
    kinds = dict.fromkeys(map(ord, singles), "s") | dict.fromkeys(map(ord, numerals), "n")
    digits = {ord(zero) + value: str(value) for zero in zeros for value in range(10)}
    known = _Known(set(counts), set(months), set(openers), set(units), kinds | dict.fromkeys(digits, "d"), digits)
    pieces = cut(texts, spans)
    looks = [_look_at(piece, known) for piece in pieces]
    told = packed_sets([sorted(look.facts | _runs(piece, length)) for look, piece in zip(looks, pieces, strict=True)])
    return *told, *packed_sets([sorted(look.names) for look in looks]), packed(look.skeleton for look in looks)


class _Known(NamedTuple):
    counts: set[str]
    months: set[str]
    openers: set[str]
    units: set[str]
    kinds: dict[int, str]
    digits: dict[int, str]

    def kind(self, c: str) -> str:
        # One letter for each: d(igit), s(ingle sign), n(umeral), p(art of numbers), o(ther letter) or a blank.
        if ord(c) in self.kinds:
            return self.kinds[ord(c)]
        if folded(c) == " ":
            return " "
        return "p" if any(first <= ord(c) < last for first, last in PART) else "o"


class _Look(NamedTuple):
    facts: set[int]
    names: set[int]
    skeleton: int


def _look_at(text: str, known: _Known) -> _Look:
    text = "".join(c for c in text if folded(c))
    kinds = "".join(map(known.kind, text))
    told, names, skeleton, is_mixed, at = set(), set(), FNV_BASIS, False, 0
    while found := WORDS.search(kinds, at):
        start, at = found.span()
        word, kind = text[start:at], found[0]
        key = "".join(map(folded, word))
        is_capital = kind[0] == "p" and folded(word[0]) != word[0]
        if "d" in kind:
            at = _end(text, kinds, at)
            told.add(_plain(text[_before(text, kinds, start) : _behind(text, kinds, at, known)], known))
        elif kind[0] in "sn":
            told.add(_plain(word, known))
        else:
            is_mixed |= not is_capital
            if kind[0] == "p" and (key in known.counts or (is_capital and _is_month(word, key, known))):
                told.add(key)
            elif kind[0] == "p" and _is_roman_or_letter(text, kinds, start, at):
                told.add(word)
            elif is_capital and len(word) > 1 and key not in known.openers:
                names.add(_hash(key))
            else:
                skeleton = mix64(skeleton ^ _hash(key))
    return _Look({_hash(fact) >> 1 for fact in told}, names if is_mixed else set(), mix64(skeleton))


def _runs(text: str, length: int) -> set[int]:
    # The runs of so many words; where there are fewer, all of them are one run.
    hashes = [_hash(word) for word in words(fold([text])[0])] if length else []
    short = min(length, len(hashes))
    return {_run_of(hashes[start : start + short]) for start in range(len(hashes) - short + 1)} if hashes else set()


def _run_of(hashes: list[int]) -> int:
    run = FNV_BASIS
    for word in hashes:
        run = mix64(run ^ word)
    return run >> 1


def _hash(word: str) -> int:
    return mix64(fnv(map(ord, word)))


def _plain(fact: str, known: _Known) -> str:
    # Without blanks, with the digits 0 to 9, one dash and one apostrophe.
    return "".join(known.digits.get(ord(c), c) for c in fact.translate(PLAIN) if c not in BLANKS)


def _is_month(word: str, key: str, known: _Known) -> bool:
    return key in known.months and len(word) > 1 and folded(word[1]) == word[1]


def _is_roman_or_letter(text: str, kinds: str, start: int, stop: int) -> bool:
    # Part IV, Annex B. A and I name something only where no word follows.
    word, before, behind = text[start:stop], text[max(0, start - 2) : start], text[stop:]
    if len(word) > 1:
        return ROMAN.fullmatch(word) is not None
    is_word = word in "AI"
    if not "A" <= word <= "Z" or len(before) < 2 or kinds[start - 2] == " " or before[1] not in " ,"[: 2 - is_word]:
        return False
    if is_word:
        return re.match(r" *([\n.,;:)\]]|\Z)", behind) is not None
    return not (behind[:1] in ("'", "’", ".") and kinds[stop + 1 : stop + 2].strip())


def _end(text: str, kinds: str, stop: int) -> int:
    # Where the digits of a number end: 1,250.00, 10:30, 1.2.3-4.
    while text[stop : stop + 1] and text[stop] in SEPARATORS and kinds[stop + 1 : stop + 2] == "d":
        stop = _run(kinds, stop + 1)
    return stop


def _run(kinds: str, start: int) -> int:
    return start + len(kinds[start:]) - len(kinds[start:].lstrip("pd"))


def _before(text: str, kinds: str, start: int) -> int:
    # Where a number begins with its sign, its currency, and what it's counted in: CVE-2024.
    before = text[:start]
    if found := re.search(r"[A-Z]{1,9}[-_/]\Z", before[-10:]):
        first = start - len(found[0])
        if not (first and kinds[first - 1] in "pd"):
            start = first
    if found := re.search(rf"[{CURRENCIES}][{BLANKS}]?\Z|#\Z", text[:start][-2:]):
        start -= len(found[0])
    is_dash = start > 1 and (kinds[start - 2] in "pd" or text[start - 2] in JOINTS)
    return start - 1 if start and text[start - 1] in SIGNS and not is_dash else start


def _behind(text: str, kinds: str, stop: int, known: _Known) -> int:
    # Where a number ends with its unit.
    is_apart = text[stop : stop + 1] in tuple(BLANKS)
    start = stop + is_apart
    if found := BEHIND.match(text, start):
        at = found.end()
        return at + (text[at : at + 1] in ("C", "F") and not kinds[at + 1 : at + 2].strip())
    at = _run(kinds, start)
    if not is_apart or not start < at <= start + UNIT:
        return stop
    at += text[at : at + 1] in ("²", "³")
    return at if text[start:at] in known.units else stop
