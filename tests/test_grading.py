"""
Grading: what a run shows by itself, in its place.
"""

from __future__ import annotations

import pytest

from docnorm.grading import Grade, block_of, grade, is_footnote, is_mixed, is_usual
from docnorm.misreading import codecs

CODECS = {codec.name: codec for codec in codecs()}

PLACES = [
    # before, run, after, codec, grade, why
    ("f", "Ã©", "", "cp1252", Grade.STRONG, "Ã stands beside a sign hardly otherwise"),
    ("CAF", "É²", "", "cp1252", Grade.NONE, "a footnote behind a word in capitals"),
    ("CAF", "Ã”", "", "cp1252", Grade.WEAK, "the same, but Ã is rarer than É"),
    ("25 ", "Ñ°", "C", "cp1252", Grade.CLASH, "Cyrillic beside a Latin letter"),
    ("", "É²", "", "cp1252", Grade.WEAK, "no word around it"),
    ("y", "É›", "l", "cp1252", Grade.STRONG, "a capital and a sign in the middle of a word"),
    ("mang", "é”…", "", "cp1252", Grade.CLASH, "Han beside a Latin letter, and only one"),
    ("Linux", "ç³»ç»Ÿ", "", "cp1252", Grade.STRONG, "Han beside a Latin letter, and two"),
    ("don", "â€™", "t", "cp1252", Grade.STRONG, "a sign of three bytes"),
    ("KO", "Å½", "ICE", "cp1252", Grade.STRONG, "a fraction between capitals"),
    ("SELK", "Ä–", "E", "cp1252", Grade.WEAK, "a dash between capitals"),
    ("CAF", "É²\xa0", ":", "cp1252", Grade.NONE, "the same, and the space before a French colon"),
    (" R", "Ã®", "", "cp1252", Grade.WEAK, "a word of two letters: the frog of Portugal"),
    (" R", "Ã—", "", "cp1252", Grade.WEAK, "the same and a dash, and no number beside it"),
    (" S", "Ă°", "", "cp1250", Grade.WEAK, "a word of two letters in Romania"),
    (" N", "Г©", "", "cp1251", Grade.WEAK, "a name of two letters, or a Russian sign"),
    ("m", "á¹\xa0", "", "cp1252", Grade.WEAK, "a footnote behind a small letter, and a space"),
    ("", "ЁЖИК", "", "big5", Grade.NONE, "a Russian word, of which Big5 makes four letters"),
    ("", "Ёжик", "", "cp866", Grade.WORD, "the same in small letters, of which DOS makes a Chinese one"),
    ("", "Ёжик†", "", "cp866", Grade.WORD, "the same with a footnote"),
    ("of ", "Ã’", "s", "cp1252", Grade.WEAK, "who speaks of mojibake"),
    ("", "ÄÖÜ²", "", "cp1252", Grade.NONE, "letters that are left over"),
    ("", "¤«¤Ê¤ë", "", "cp1252", Grade.NONE, "nothing of it is UTF-8"),
    ("", "Ã©Î±", "", "cp1252", Grade.NONE, "a word of two scripts"),
    ("", "Ã\x83Â©", "", "cp1252", Grade.STRONG, "misread twice"),
    ("", "так", "", "cp866", Grade.WORD, "a word in its own right"),
    ("", "РџСЂРёРІРµС‚", "", "cp1251", Grade.STRONG, "six letters"),
    ("caf", "Г©", "", "cp1251", Grade.STRONG, "Cyrillic in a Latin word"),
    ("", "├┤", "a", "cp437", Grade.WEAK, "a drawing"),
    ("D", "┼ü", "O", "cp437", Grade.STRONG, "a piece of a box in a word"),
    ("", "Ì¸", "", "cp1252", Grade.WEAK, "a mark with nothing before it"),
    ("u", "Ì¸", ".", "cp1252", Grade.STRONG, "a mark behind a letter"),
    ("f", "眉", "r", "gbk", Grade.STRONG, "Han in a Latin word"),
    ("wifi", "没", "", "gbk", Grade.WEAK, "Han behind a Latin word"),
    ("don", "鈥檛", "", "gbk", Grade.STRONG, "a sign and the letter behind it"),
    ("", "浣犲ソ", "", "gbk", Grade.STRONG, "two characters of three bytes"),
    ("", "һ", "", "gbk", Grade.NONE, "not a character of the codec"),
    ("", "РУССКИЙ", "", "big5", Grade.NONE, "Cyrillic letters that Big5 has, too"),
    ("", "\xef\xbf\xbe", "", "cp1252", Grade.NONE, "a noncharacter"),
]


@pytest.mark.parametrize(
    ("before", "run", "after", "codec", "expect", "why"), PLACES, ids=[f"{row[0]}{row[1]}{row[2]}" for row in PLACES]
)
def test_places(before: str, run: str, after: str, codec: str, expect: Grade, why: str) -> None:
    """
    Each run in its place has the grade that the table says, and explains its characters or none.
    """
    graded = grade(run, before, after[:1], CODECS[codec])
    assert expect == graded.grade, why
    assert (graded.grade is Grade.NONE) == (graded.explained == 0)


def test_a_miscased_letter_counts_against_its_codec() -> None:
    """
    `uznĂĄnĂ­ prirozenĂŠ` is é in ISO 8859-2 and Ê in Windows-1250, which no word has there.
    """
    assert grade("ĂŠ", "n", "", CODECS["iso8859-2"]).score > grade("ĂŠ", "n", "", CODECS["cp1250"]).score


def test_the_end_of_what_was_misread_twice() -> None:
    """
    A run that is still misread after it was read counts as what it was in the end.
    """
    assert "é" == grade("ÃƒÂ©", "f", "", CODECS["cp1252"]).text


def test_footnotes() -> None:
    """
    Two capitals, a capital with an accent, a mark, and no letter.
    """
    assert is_footnote("É²", "ɲ", "CAF", "")
    assert not is_footnote("É²", "ɲ", "caf", "")
    assert not is_footnote("É²", "ɲ", "CAF", "s")
    assert not is_footnote("Â²", "²", "CAF", "")
    assert is_footnote("Ã—", "×", "IRM", "")


def test_footnotes_with_a_space() -> None:
    """
    A small letter will do, but not between capitals, where Vietnamese has lost a no-break space.
    """
    assert is_footnote("á† ", "\u11a0", "m", "a")
    assert not is_footnote("áº ", "Ạ", "T", "I")
    assert not is_footnote("ä½\xa0", "你", "", "好")
    assert not is_footnote("â€ ", "†", "m", "a")


def test_scripts() -> None:
    """
    Large alphabets are parted; Han, Kana and Hangul are one.
    """
    assert block_of("中") == block_of("か") == block_of("한") == "east"
    assert block_of("é") != block_of("ɛ")
    assert block_of("ا") == "arabic"
    assert is_usual("’")
    assert not is_usual("ɲ")


def test_mixed_scripts() -> None:
    """
    Two of the large alphabets may stand in a word, as in Baoulé; Hebrew and Latin don't, nor do three.
    """
    assert not is_mixed("ɔε")
    assert is_mixed("Ă\u05c2")
    assert is_mixed("eεж")
