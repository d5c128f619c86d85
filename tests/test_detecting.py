"""
Detecting: which encoding makes the most plausible text of some bytes.
"""

from __future__ import annotations

import pytest

from docnorm import detecting
from docnorm.detecting import guess, wide

# The first article of the Universal Declaration of Human Rights, in encodings that can hold it; the first is guessed.
ARTICLE = [
    ("Danish", "Alle mennesker er født frie og lige i værdighed og rettigheder.", "cp850 mac-roman"),
    (
        "Polish",
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.",
        "cp1250 iso8859-2 cp852",
    ),
    (
        "Slovene",
        "Vsi ljudje se rodijo svobodni in imajo enako dostojanstvo in enake pravice, žena in mož, človek in čas.",
        "cp1250 iso8859-2 cp852",
    ),
    ("Romanian", "Toate fiinţele umane se nasc libere şi egale în demnitate şi în drepturi.", "cp1250 iso8859-2 cp852"),
    ("Latvian", "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās.", "cp1257 iso8859-13 cp775"),
    ("Serbian", "Сва људска бића рађају се слободна и једнака у достојанству и правима.", "cp1251 iso8859-5 cp855"),
    ("Belarusian", "Усе людзі нараджаюцца свабоднымі і роўнымі ў сваёй годнасці і правах.", "cp1251 iso8859-5"),
    (
        "Kazakh",
        "Барлық адамдар тумысынан азат және қадір-қасиеті мен құқықтары тең болып дүниеге келеді.",
        "ptcp154 kz1048",
    ),
    ("Persian", "تمام افراد بشر آزاد به دنيا مي آيند و از لحاظ حيثيت و حقوق با هم برابرند.", "cp1256"),
    (
        "Esperanto",
        "Ĉiuj homoj estas denaske liberaj kaj egalaj laŭ digno kaj rajtoj, ĉar ili ŝatas paĉjon.",
        "iso8859-3",
    ),
    ("Icelandic", "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum.", "cp1252 cp861 mac-iceland"),
]


@pytest.mark.parametrize(
    ("text", "codec"),
    [(text, codec) for _, text, codecs in ARTICLE for codec in codecs.split()],
    ids=[f"{name} {codec}" for name, _, codecs in ARTICLE for codec in codecs.split()],
)
def test_one_sentence_is_enough(text: str, codec: str) -> None:
    """
    A sentence tells its encoding, or one that reads it in the same way.
    """
    data = text.encode(codec)
    assert text == data.decode(guess(data)[0].codec)


def test_guesses_come_in_order_of_what_they_cost() -> None:
    """
    But Windows-1252 comes before what is hardly better; then little is staked on it.
    """
    surely = guess("Все люди рождаются свободными".encode("cp1251"))
    assert "cp1251" == surely[0].codec
    assert surely[0].confidence > 50
    assert sorted(each.bits for each in surely) == [each.bits for each in surely]
    hardly = guess("Questo è.".encode("cp850"))
    assert ("windows-1252", 50) == (hardly[0].codec, hardly[0].confidence)


def test_noise_is_not_plausible() -> None:
    """
    Bytes that are no text cost more than any text does, in each encoding.
    """
    noise = bytes(0x80 + i * 89 % 128 for i in range(400))
    assert not any(each.is_plausible for each in guess(noise))


def test_a_guess_tells_whether_it_reads_all_bytes() -> None:
    """
    A byte that isn't in the encoding costs, but doesn't exclude it.
    """
    best = guess("Größe, Länge, Höhe, Übermaß".encode("cp1252") + b"\x81")[0]
    assert ("windows-1252", False) == (best.codec, best.reads_all)
    assert guess("Größe".encode("cp1252"))[0].reads_all


WIDE = [
    ("two letters", "Hi", "utf-16-le"),
    ("two letters in UTF-32", "Hi", "utf-32-be"),
    ("Greek", "Όλοι", "utf-16-be"),
    ("Korean", "모든 인간은", "utf-16-le"),
    ("emoji", "Hi 😀!", "utf-16-le"),
    ("rare ideographs in UTF-32", "龘靐齉，", "utf-32-le"),
    ("a long text", "Съешь ещё этих мягких французских булок. " * 500, "utf-16-be"),
]


@pytest.mark.parametrize(("label", "text", "codec"), WIDE, ids=[row[0] for row in WIDE])
def test_wide_texts_are_seen(label: str, text: str, codec: str) -> None:
    """
    UTF-16 and UTF-32 show in what the characters are, not in zeros.
    """
    assert codec == wide(text.encode(codec))


NARROW = [
    ("nothing", b""),
    ("a letter", "H".encode("utf-16-le")),
    ("half a pair", b"a\0b\0c\0\0\xd8"),
    ("an odd number", b"a\0b\0c"),
    ("English", b"Hello, world!!"),
    ("Chinese", "人人生而自由".encode("gbk")),
    ("Japanese", "すべての人間は".encode("shift_jis")),
    ("counting", b"".join(i.to_bytes(2, "little") for i in range(500))),
    ("counting by fours", b"".join(i.to_bytes(4, "little") for i in range(500))),
    ("samples of a sound", b"".join((i * i % 7919 - 3959).to_bytes(2, "little", signed=True) for i in range(500))),
]


@pytest.mark.parametrize(("label", "data"), NARROW, ids=[row[0] for row in NARROW])
def test_nothing_else_is_wide(label: str, data: bytes) -> None:
    """
    Numbers, sounds, and texts in other encodings aren't UTF-16 by chance.
    """
    assert "" == wide(data)


def test_the_window_begins_at_a_line() -> None:
    """
    What is looked at begins with the line of the first byte beyond ASCII, or a little before it in a long line.
    """
    assert b"caf\xe9\nx" == detecting.window(b"one\ntwo\ncaf\xe9\nx")
    assert 8193 == len(detecting.window(b"a" * 100_000 + b"\xe9"))
