"""
The laws of repair.

1. The scan is sound: what it lets pass, ftfy can't change. Its classes are those of the installed ftfy.
2. A replay of ftfy's explanation gives ftfy's result.
3. Undoing the changes gives the text back.
4. What was repaired once is not repaired again.
5. The result holds no surrogate, and no replacement character that stands for nothing lost.
6. Findings lie in the given text, in order.
"""

from __future__ import annotations

import re

import pytest
from ftfy import fix_and_explain
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES
from ftfy.chardata import CHARMAP_ENCODINGS
from hypothesis import example, given
from hypothesis import strategies as st

from docnorm import proposing, suspecting
from docnorm.repairing import repair
from docnorm.replaying import replay
from docnorm.suspecting import suspect_lines


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
    assert [] == [text for text in texts if BADNESS_RE.search(text) and not suspect_lines(text)]


@pytest.mark.parametrize("context", ["{}{}", "a{}{}a", "A {}{} ", "{}{}\n"])
def test_the_scan_is_sound_for_every_pair(context: str) -> None:
    """
    Law 1, for every pair of risky characters, and of one with a letter, a space or a line end.
    """
    texts = (context.format(first, second) for first in RISKY for second in [*RISKY, *"aA1 \n"])
    assert [] == [text for text in texts if BADNESS_RE.search(text) and not suspect_lines(text)]


@given(nasty())
@example("Г©Г")
@example("ΒΆΒ°Β")
@example("œ\n")
def test_the_scan_is_sound(text: str) -> None:
    """
    Law 1, for texts of risky characters.
    """
    if not suspect_lines(text):
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
