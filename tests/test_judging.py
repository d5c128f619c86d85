"""
Judging: what a line and a document add to what a run shows.
"""

from __future__ import annotations

import re

import pytest

from docnorm.alignment import Span
from docnorm.judging import Line, Run, best, judge, script_blocks
from docnorm.misreading import codecs

CODECS = {codec.name: codec for codec in codecs()}


def lines(text: str) -> list[Line]:
    """
    The lines of *text* with their runs.
    """
    found, at = [], 0
    for row in text.split("\n"):
        runs = (
            Run(at + run.start(), run[0], row[max(0, run.start() - 3) : run.start()], row[run.end() : run.end() + 1])
            for run in re.finditer(r"[^\x00-\x7f]+", row)
        )
        found.append(Line(Span(at, at + len(row)), tuple(runs)))
        at += len(row) + 1
    return found


def accepted(text: str, codec: str, clean: str = "") -> list[str]:
    """
    What is believed of the runs of *text*.
    """
    judgement = judge(lines(text), CODECS[codec], lambda: script_blocks(clean))
    return [verdict.reading.text for verdict in judgement.verdicts if verdict.is_accepted]


ISOLATED = "\n".join("Ð¿Ñ€Ð¸Ð²ÐµÑ‚ Ð¸" for _ in range(8))

DOCUMENTS = [
    ("cafÃ© PÅ½", "cp1252", ["é", "Ž"], "a line that was misread"),
    ("PÅ½", "cp1252", [], "nothing shows it"),
    ("cafÃ©\nfÃ¼r\nPÅ½", "cp1252", ["é", "ü", "Ž"], "two lines show it"),
    ("cafÃ©\nPÅ½", "cp1252", ["é"], "one line doesn't"),
    ("cafÃ©\nfÃ¼r\nÙ…", "cp1252", ["é", "ü"], "no strong run shows Arabic"),
    ("Ù…Ø±Ø­Ø¨Ø§ Ù…", "cp1252", ["مرحبا", "م"], "one does"),
    ("Ð¶ Î± ×©", "cp1252", [], "three scripts in a line"),
    ("Å½ Ä¶ Ä»", "cp1252", ["Ž", "Ķ", "Ļ"], "three guesses, and all of the line"),
    ("√π √∫ √∞", "mac_roman", [], "signs of mathematics, each but once"),
    ("É² É² É² É²", "cp1252", [], "the same guess many times"),
    ("√π √π ∫∞", "mac_roman", [], "signs of mathematics"),
    ("ç¬¬12æ¡", "cp1252", [], "half of a character is left"),
    ("ç¬¬12æ\x9d¡", "cp1252", ["第", "条"], "all of a line, and three bytes each"),
    ("ÓÐÖØ´óÎ£ÏÕÔ´ Ò»", "cp1252", [], "the greater part is something else"),
    (ISOLATED, "cp1252", ["привет", "и"] * 8, "a document that was misread as a whole"),
    (ISOLATED + "\nÐ²oeÐ½a", "cp1252", [*["привет", "и"] * 8, "в", "н"], "letters of two scripts in a word"),
]


@pytest.mark.parametrize(("text", "codec", "expect", "why"), DOCUMENTS, ids=[row[3] for row in DOCUMENTS])
def test_documents(text: str, codec: str, expect: list[str], why: str) -> None:
    """
    Each document bears out what the table says.
    """
    assert expect == accepted(text, codec)


def test_what_the_clean_text_shows_counts() -> None:
    """
    One Chinese character is believed where others stand clean.
    """
    assert [] == accepted("A ä¸\xad", "cp1252")
    assert ["中"] == accepted("A ä¸\xad", "cp1252", "北京")


def test_a_word_is_a_word() -> None:
    """
    шаг would be a Chinese character in code page 866; where others stand clean, it's still a step in Russian.
    """
    assert [] == accepted("шаг", "cp866", "北京")


def test_an_overwhelming_run_needs_no_line() -> None:
    """
    Six letters in a row are no accident, whatever else stands in their line.
    """
    text = "РџСЂРёРІРµС‚ а это давно уже ничего такого особенного"
    assert ["Привет"] == accepted(text, "cp1251")


def test_notable_runs_are_told() -> None:
    """
    What is believed of nothing, but would be odd as an accident, is for a person to look at.
    """
    judgement = judge(lines("A ä¸\xad\nÉ²"), CODECS["cp1252"], frozenset)
    assert [True, False] == [verdict.is_notable for verdict in judgement.verdicts]
    assert not judgement.is_trusted


@pytest.mark.parametrize(
    ("clean", "codec"),
    [
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "iso8859-2"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("déjà vu à l’école", "cp1252"),
        ("Привет, мир", "cp1251"),
        ("Привет, мир", "koi8_r"),
        ("Geschäft für Öl", "cp437"),
        ("知识就是力量", "gbk"),
    ],
)
def test_the_codec_is_found(clean: str, codec: str) -> None:
    """
    The codec that was misread with explains most.
    """
    shown = {byte: character for character, byte in CODECS[codec].bytes_of.items()}
    misread = (
        clean.encode().decode(codec)
        if CODECS[codec].wide
        else "".join(shown.get(byte, chr(byte)) for byte in clean.encode())
    )
    found = best(lines(misread), codecs())
    assert found is not None
    assert codec == found.name


def test_no_codec_is_found_for_clean_text() -> None:
    """
    Words that are torn by every codec have none.
    """
    assert best(lines("Съешь ещё этих булок\nça va déjà"), codecs()) is None
