"""
Languages: what a text costs in one.
"""

from __future__ import annotations

from collections import Counter
from operator import add

import pytest

from docnorm.languages import common, cost, language


def bits(text: str, name: str) -> int:
    """
    What a text costs in a language.
    """
    return cost(Counter(map(add, text, text[1:])), language(name))


# language, what is plausible in it, what is less so, why
CHEAPER = [
    ("cs", " dělník ", " dìlník ", "a letter of its own alphabet"),
    ("ru", " Привет ", " пРИВЕТ ", "no capital after a small letter"),
    ("ru", " слово ", " слоvо ", "no Latin letter in a Russian word"),
    ("ru", " слово ", " словo ", "but one that looks like a Russian one costs little"),
    ("de", " „Tag ", " Tag„ ", "an opening mark doesn't close"),
    ("en", " It’s ", " It”s ", "a closing mark doesn't stand in a word"),
    ("fr", " café ", " caf© ", "no sign within a word"),
    ("en", "═════", "╔╦╗╠╣", "lines are drawn of one character"),
    ("ja", "これは、本です", "これはЖ本です", "punctuation rather than another script"),
    ("zh-hans", "中国，人民", "中国☃人民", "usual signs"),
    ("zh-hans", "中国人民", "齉龘靐麤", "usual ideographs"),
    ("th", "กา", "กฬ", "usual letters"),
    ("western", " naïve ", " na¿ve ", "the usual letters of Western Europe"),
    ("en", "a b", "a\x01b", "no control characters"),
    ("en", "a\u200db", "a\ue000b", "no private characters"),
    ("en", "a\x80b", "a\udc80b", "bytes that aren't in the encoding are the worst"),
    ("en", "a°", "a、", "nothing East Asian"),
    ("en", "a █", "a█", "bars stand apart"),
]


@pytest.mark.parametrize(("name", "plausible", "other", "why"), CHEAPER, ids=[row[3] for row in CHEAPER])
def test_the_plausible_is_cheaper(name: str, plausible: str, other: str, why: str) -> None:
    """
    Of two texts of one length, the more plausible one costs less.
    """
    assert bits(plausible, name) <= bits(other, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" příliš žluťoučký ", "cs"),
        (" że to jest świat ", "pl"),
        (" és ez egy bővítés ", "hu"),
        (" på en sådan måde ", "da"),
        (" все люди рождаются ", "ru"),
        (" всі люди народжуються вільними ", "uk"),
    ],
)
def test_a_text_is_cheapest_in_its_language(text: str, name: str) -> None:
    """
    The tables tell languages of one script apart.
    """
    names = ("ru", "uk", "bg", "sr") if name in ("ru", "uk") else ("cs", "pl", "hu", "da", "fr")
    assert name == min(names, key=lambda other: bits(text, other))


def test_common_characters() -> None:
    """
    The usual ideographs, kana and syllables are known, rare ones aren't.
    """
    assert {*"的國国のア다"} <= common()
    assert not {*"龘靐ab"} & common()
