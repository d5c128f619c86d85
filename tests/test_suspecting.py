"""
Suspecting: which lines are looked at.
"""

from __future__ import annotations

import itertools

import pytest

from docnorm.suspecting import LONGEST, accented_lines, suspect_lines

CLEAN = [
    "Plain text",
    "L’épisode du cœur…",
    "Съешь ещё — «да»",
    "Η ελληνική γλώσσα",
    "他说“你好”——知识就是力量",
    "これはテストです。ファイル、カタカナ",
    "한국어 문장입니다.",
    "ภาษาไทยเป็นภาษา",
    "wifi没信号",
]

MISREAD = [
    ("cafÃ©", True),
    ("donâ€™t", True),
    ("voilÃ le travail", True),
    ("a\x93b", True),
    ("cafГ©", False),
    ("LA NIГ‘A", False),
    ("Б─°Push", False),
    ("РџСЂРёРІРµС‚", True),
    ("f眉r", False),
    ("don鈥檛 go", False),
    ("浣犲ソ浣犲ソ", False),
    ("褉褍褋褋泻懈泄", False),
    ("縺ゅ↑縺溘", False),
    ("Geschﾃ､ft", False),
    ("찾찾 Gesch채ft", False),
    ("good 馃榾 day", False),
]


@pytest.mark.parametrize("line", CLEAN)
def test_clean_lines_are_let_pass(line: str) -> None:
    """
    Clean text in many scripts isn't suspect.
    """
    assert () == suspect_lines(line).lines


@pytest.mark.parametrize(("line", "is_ftfys"), MISREAD)
def test_misread_lines_are_found(line: str, is_ftfys: bool) -> None:
    """
    Each is found between clean ones, with its line end, and it's told whether ftfy could change it.
    """
    text = f"clean\n{line}\nclean, too"
    found = suspect_lines(text)
    assert [f"{line}\n"] == [text[slice(*span)] for span in found.lines]
    assert is_ftfys == bool(found.of_ftfy)
    assert suspect_lines(line).lines


def test_long_lines_are_cut() -> None:
    """
    After a space if there is one, or else after ASCII, or anywhere; and the pieces tile the line.
    """
    for text in ("Ã© " * LONGEST, "xÃ©" * LONGEST, "Ã©" * LONGEST):
        spans = accented_lines(text)
        assert 0 == spans[0].start
        assert len(text) == spans[-1].stop
        assert all(a.stop == b.start and a.stop - a.start <= LONGEST for a, b in itertools.pairwise(spans))
    assert "Ã© " == "".join(["Ã© " * LONGEST])[slice(*accented_lines("Ã© " * LONGEST)[0])][-3:]


def test_accented_lines() -> None:
    """
    Lines with more than ASCII, and no others.
    """
    text = "a\né\nb\n中"
    assert ["é\n", "中"] == [text[slice(*span)] for span in accented_lines(text)]
