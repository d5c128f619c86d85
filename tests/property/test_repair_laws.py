"""
The laws of repair.

1. The scan is sound: what it lets pass, ftfy can't change. Its classes are those of the installed ftfy.
2. A replay of ftfy's explanation gives ftfy's result.
3. Undoing the changes gives the text back.
4. What was repaired once is not repaired again.
5. The result holds no surrogate, and no replacement character that stands for nothing lost.
6. Findings lie in the given text, in order.
7. Clean text stays, in any language, in small letters and in capitals, with footnotes, quotes and units.
8. Clean documents that were misread as a whole come back, for each of the usual codecs.
9. Text in an encoding of Asia or Russia that was read as Windows-1252 stays, so that it can be read again.
10. Long lines of one nasty kind go through.
11. Both kernels find the same lines.
"""

from __future__ import annotations

import importlib
import re

import pytest
from ftfy import fix_and_explain
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES
from ftfy.chardata import CHARMAP_ENCODINGS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docnorm import proposing, suspecting
from docnorm.misreading import Codec, codecs
from docnorm.repairing import repair
from docnorm.replaying import replay
from docnorm.suspecting import suspect_lines

native, reference = (importlib.import_module(f"docnorm.{name}") for name in ("_native", "_reference"))

SENTENCES = [
    "La niña comió una piña en el jardín",
    "Où est passée la bête, là-bas, à l’été",
    "Die schöne Königin aß süße Äpfel über Nacht",
    "A rã não está no pão, e o avô põe a mão",
    "Žluťoučký kůň šel k řece a pil vodu ráno",
    "Zażółć gęślą jaźń, i pójdź źle w świat",
    "Ağaçların gölgesinde çocuklar şarkı söylüyor",
    "Árvíztűrő tükörfúrógép, és őszi szüret",
    "Încă o țară și șapte mări, să fie bine",
    "Öga för öga, så låter älven här på våren",
    "Þetta er ágæt bók, og ég á hana, ævin líður",
    "Мама мыла раму, а ёжик съел подъезд",
    "Її їжак із’їв ґанок, є що розповісти",
    "Το παιδί έφαγε ψωμί και ήπιε νερό, ώρα",
    "Tiếng Việt rất đẹp, người ở Đà Nẵng nói thế",
    "ילד אכל תפוח בגינה ושר שיר יפה",
    "أكل الولد تفاحة في الحديقة ثم نام",
    "बच्चे ने बगीचे में सेब खाया और सो गया",
    "เด็กกินแอปเปิลในสวนแล้วก็หลับไป",
    "孩子在花园里吃了一个苹果，然后睡着了。",
    "子供は庭でリンゴを食べて、それから眠った。",
    "아이가 정원에서 사과를 먹고 잠이 들었다.",
]
# What typography puts around a sentence: quotes, footnotes, dashes, units, and the spaces of the French.
FRAMES = [
    *("{}", "“{}”", "„{}“", "«{}»", "« {} »", "‘{}’", "¿{}?", "¡{}!", "— {}", "{}—", "{} – {}", "{}…", "({}) 25 °C"),
    *("{}²", "{}¹.", "{}†", "{}™", "{}®", "{}\xa0: 12 €", "{}²\xa0: 5 µm ± 2 %", "{}³\xa0!", "§ 5: {}", "•\xa0{}"),
    *("{}, ½ l, 3 × 4 m²", "{} £5, 1º, 2ª", "N°\xa03\xa0: {}"),
]
PLAIN_FRAMES = ["{}", "“{}”", "« {} »", "{}—", "{}…", "({}) 25 °C", "– {}"]
CASES = [str, str.lower, str.title, str.upper]
USUAL = ["cp1252", "iso8859-1", "cp1251", "mac_roman", "cp437", "iso8859-2", "gbk"]
LEGACY = {
    "gb18030": ["孩子在花园里吃了一个苹果，然后睡着了。", "明天早上我们在车站前见面。", "这本书非常有意思。"],
    "euc_jp": [
        "子供は庭でリンゴを食べて、それから眠った。",
        "明日の朝、駅の前で会いましょう。",
        "この本はとても面白いと思います。",
    ],
    "shift_jis": [
        "子供は庭でリンゴを食べて、それから眠った。",
        "明日の朝、駅の前で会いましょう。",
        "この本はとても面白いと思います。",
    ],
    "euc_kr": [
        "아이가 정원에서 사과를 먹고 잠이 들었다.",
        "내일 아침 역 앞에서 만납시다.",
        "이 책은 매우 재미있습니다.",
    ],
    "koi8_r": ["Мама мыла раму, а ёжик съел подъезд.", "Завтра утром встретимся у вокзала.", "СПАСИБО ЗА ПОМОЩЬ!"],
    "tis_620": ["เด็กกินแอปเปิลในสวนแล้วก็หลับไป", "พรุ่งนี้เช้าเราพบกันหน้าสถานี", "หนังสือเล่มนี้น่าสนใจมาก"],
}
NASTY_KINDS = {
    "lead bytes": "Ã",
    "footnotes": "É² ",
    "temperatures": "Ñ° ",
    "Chinese": "浣犲ソ",
    "boxes": "├┤─║",
    "controls": "\x80\x93\x99",
    "replacement characters": "\ufffd",
    "marks": "e\u0301\u0302",
    "halves": "â€",
    "quotes": "â€™",
    "lost spaces": "Ã ",
    "several times": "ÃƒÆ’Ã‚Â©",
    "kana": "ﾃｩ",
    "code": "`Ã©` ",
}


@st.composite
def clean(draw: st.DrawFn, frames: list[str]) -> str:
    """
    A line of clean text: a sentence or a few words of one, in any case, in what typography puts around it.
    """
    words = draw(st.sampled_from(SENTENCES)).split(" ")
    few = draw(st.one_of(st.just(words), st.lists(st.sampled_from(words), min_size=1, max_size=3)))
    sentence = draw(st.sampled_from(CASES))(" ".join(few))
    return draw(st.sampled_from(frames)).replace("{}", sentence)


@st.composite
def whole(draw: st.DrawFn) -> str:
    """
    A clean document of whole sentences, three at least.
    """
    lines = st.builds(
        lambda frame, case, sentence: frame.replace("{}", case(sentence)),
        *map(st.sampled_from, (PLAIN_FRAMES, CASES, SENTENCES)),
    )
    return "\n".join(draw(st.lists(lines, min_size=3, max_size=6)))


def misread(text: str, codec: Codec) -> str | None:
    """
    The UTF-8 of *text*, read with *codec*, or None if it can't be; bytes that are undefined are read as Latin-1.
    """
    data = text.encode()
    if not codec.wide:
        return "".join(bytes([byte]).decode(codec.name, "ignore") or chr(byte) for byte in data)
    try:
        return data.decode(codec.name)
    except UnicodeDecodeError:
        return None


def characters(classes: str) -> set[str]:
    """
    The characters of a regular expression's class.
    """
    return set(re.findall(f"[{classes}]", "".join(map(chr, range(0x10000)))))


def categories(*names: str) -> set[str]:
    """
    The characters of some of ftfy's categories.
    """
    return set().union(*(characters(MOJIBAKE_CATEGORIES[name]) for name in names))


RISKY = sorted(categories(*MOJIBAKE_CATEGORIES))
OTHERS = [*"aAzZ19 ,.`\n\r\t?", "\x1a", "\x00", "\u2028", "\u0301", "\ufeff", "中", "한", "ش", "😀", "```\n"]


@st.composite
def mojibake(draw: st.DrawFn) -> str:
    """
    A text that was misread, once or twice, as a whole or in part, and may have lost something on the way.
    """
    text = draw(st.text(st.sampled_from([*"aé’“ñßжщπ中한ש😀\xa0 \n`A²°"]), max_size=8))
    for codec in draw(st.lists(st.sampled_from(CHARMAP_ENCODINGS), max_size=2)):
        text = text.encode().decode(codec, draw(st.sampled_from(["replace", "ignore"])))
    return text.replace("\xa0", " ") if draw(st.booleans()) else text


def nasty() -> st.SearchStrategy[str]:
    """
    Texts of ftfy's risky characters, of mojibake, and of what else could go wrong.
    """
    pieces = st.one_of(st.sampled_from(RISKY), st.sampled_from(OTHERS), mojibake())
    return st.lists(pieces, max_size=12).map("".join)


def test_the_classes_are_those_of_ftfy() -> None:
    """
    Law 1: each class of the scan is a category of ftfy, or some of them; a character counts where it tells most.
    """
    telling = categories("bad", "law", "currency", "numeric", "box", "upper_accented") | {"Ù"}
    assert telling == characters(suspecting._TELLING)
    assert categories("lower_accented") == characters(suspecting._LOWER)
    assert categories("lower_common", "upper_common") == characters(suspecting._LETTERS)
    assert categories("start_punctuation", "end_punctuation") == characters(suspecting._QUOTING)
    assert categories("common") == characters(suspecting._PLAIN)
    assert categories("kaomoji") - telling - categories("lower_accented") == characters(suspecting._FACES)
    assert characters("\x80-\x9f") == categories("c1")


@pytest.mark.parametrize("context", ["{}", "a{} ", "Ã{}"])
def test_the_scan_is_sound_for_every_code_point(context: str) -> None:
    """
    Law 1, for every code point, in three contexts.
    """
    texts = (context.format(chr(code)) for code in range(0x80, 0x110000))
    assert [] == [text for text in texts if BADNESS_RE.search(text) and not suspect_lines(text).lines]


@pytest.mark.parametrize("context", ["{}{}", "a{}{}a", "A {}{} ", "{}{}\n"])
def test_the_scan_is_sound_for_every_pair(context: str) -> None:
    """
    Law 1, for every pair of risky characters, and of one with a letter, a space or a line end.
    """
    texts = (context.format(first, second) for first in RISKY for second in [*RISKY, *"aA1 \n"])
    assert [] == [text for text in texts if BADNESS_RE.search(text) and not suspect_lines(text).lines]


@given(nasty())
@example("Г©Г")
@example("ΒΆΒ°Β")
@example("œ\n")
def test_the_scan_is_sound(text: str) -> None:
    """
    Law 1, for texts of risky characters.
    """
    if not suspect_lines(text).lines:
        assert text == fix_and_explain(text, proposing.config()).text


@given(nasty())
@example("Ã ")
@example("Ð ÑƒÑ\ufffdÑ\ufffdÐºÐ¸Ð¹")
@example("Ã? JosÃ?")
@example("œ été fÃƒÂ¼r")
def test_a_replay_is_exact(text: str) -> None:
    """
    Law 2: nothing is replayed otherwise than ftfy did it, so that coarse changes don't happen.
    """
    fixed, steps = fix_and_explain(text, proposing.config())
    assert fixed == replay(text, steps or ()).text


@given(nasty())
def test_changes_can_be_undone(text: str) -> None:
    """
    Law 3.
    """
    repaired, alignment = repair(text)[0]
    pieces, done = [], 0
    for source, target in alignment.changes():
        pieces += [repaired[done : target.start], text[slice(*source)]]
        done = target.stop
    assert text == "".join([*pieces, repaired[done:]])


@given(nasty())
def test_repair_is_idempotent(text: str) -> None:
    """
    Law 4.
    """
    repaired = repair(text)[0].text
    assert repaired == repair(repaired)[0].text


@given(nasty())
def test_nothing_is_lost(text: str) -> None:
    """
    Law 5: the only replacement characters are those that were there.
    """
    repaired = repair(text)[0].text
    assert not any("\ud800" <= character <= "\udfff" for character in repaired)
    assert repaired.count("\ufffd") <= text.count("\ufffd")


@given(nasty())
def test_findings_lie_in_the_text(text: str) -> None:
    """
    Law 6: each finding spans something of the given text, and they come in order.
    """
    spans = [finding.span for finding in repair(text)[1]]
    assert spans == sorted(spans)
    assert all(0 <= start < stop <= len(text) for start, stop in spans)


@given(st.lists(clean(FRAMES), min_size=1, max_size=6).map("\n".join))
@settings(max_examples=400)
@example("PÃO, RÃ¹.")
@example("RÃ® RÃ—")
@example("A RÃ NÃO ESTÁ")
@example("SĂ°")
@example("CAFÉ²\xa0: 5")
@example("ЁЖИК¹. Ở NÓI RẤT")
@example("Ёжик†\n子供は庭で")
@example("á† OÙ\n아이가")
def test_clean_text_stays(text: str) -> None:
    """
    Law 7.
    """
    assert text == repair(text)[0].text


@given(whole(), st.sampled_from([codec for codec in codecs() if codec.name in USUAL]))
@settings(max_examples=200)
@example("(où est passée la bête)\n“DIE SCHÖNE KÖNIGIN”\nLA NIÑA COMIÓ", codecs()[2])
def test_misread_documents_come_back(text: str, codec: Codec) -> None:
    """
    Law 8.
    """
    shown = misread(text, codec)
    if shown is not None:
        assert text == repair(shown)[0].text


@pytest.mark.parametrize("codec", LEGACY)
@given(data=st.data())
@settings(max_examples=30)
def test_text_in_another_encoding_stays(codec: str, data: st.DataObject) -> None:
    """
    Law 9.
    """
    lines = data.draw(st.lists(st.sampled_from(LEGACY[codec]), min_size=1, max_size=6))
    shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in "\n".join(lines).encode(codec))
    assert shown == repair(shown)[0].text


@pytest.mark.parametrize("kind", NASTY_KINDS)
def test_nasty_lines_go_through(kind: str) -> None:
    """
    Law 10, with lines of three pieces: were anything quadratic in the length of one, this would take an hour.
    """
    piece = NASTY_KINDS[kind]
    line = piece * (3 * suspecting.LONGEST // len(piece))
    repaired = repair(line)[0].text
    assert len(repaired) <= len(line)


@given(st.one_of(nasty(), whole(), st.builds(misread, whole(), st.sampled_from(codecs())).filter(bool)))
def test_both_kernels_find_the_same_lines(text: str) -> None:
    """
    Law 11, for each scan.
    """
    scans = [
        suspecting._of_ftfy(),
        suspecting._of_alphabets(),
        suspecting._of_accents(),
        *suspecting._of_wide().values(),
    ]
    for scan in scans:
        assert reference.matching_lines(text, *scan) == native.matching_lines(text, *scan)
    scripts = suspecting._of_scripts().classes
    assert reference.survey([text], scripts) == native.survey([text], scripts)
