"""
Segmenting: where paragraphs start and stop. The cases are in tests/cases/segment.json, each with its reason.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm.segmenting import Segmentation, segment

CASES = json.loads((Path(__file__).parent / "cases" / "segment.json").read_text(encoding="utf-8"))
MODES = ["auto", "line", "blank-line", "markdown"]

LINES = [
    *("", " ", "\t", "\u3000", "\f", "\x1c", "Some text that goes on", "and on.", "THE END", "x" * 130, "港の北"),
    *("# Heading", "## Deeper", "---", "===", "* * *", "+++", "...", "title: x", ".", " *", "-- ", '"', "#", "\u2028"),
    *("```", "```py", "````", "~~~", "~~~~ x", "   ```", "- item", "  * item", "1. first", "7) item", "    code"),
    *("> quote", ">", "| a | b |", "|---|---|", "a | b", "<div>", "</div>", "<!--", "-->", "<!-- x -->", "<https://x>"),
]
texts = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=30).map("\n".join),
    st.lists(st.sampled_from(LINES), max_size=30).map(lambda lines: "".join(line + "\n" for line in lines)),
    st.lists(st.sampled_from([*LINES, "\n", "\n\n"]), max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)


def blocks(text: str, found: Segmentation) -> list[str]:
    return [text[start:stop] for start, stop in found.spans]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    """
    A text is read in the way, and has the blocks, that its case says.
    """
    (found,) = segment([case["text"]], case.get("mode", "auto"), [case.get("name", "")])
    assert case["expect"] == {"mode": found.mode, "blocks": blocks(case["text"], found)}


WHY = [
    # text, name, sentence
    ("", "", "it has no text"),
    ("a\nb", "", "no blank lines part its lines"),
    ("a\n\nb", "", "blank lines part its paragraphs"),
    ("a\n" * 60 + "\nb", "", "blank lines are rare in it"),
    (("x" * 130 + "\n") * 2, "", "its lines are as long as paragraphs"),
    ("A sentence that was wrapped by hand at some\nwidth.", "", "it is one wrapped paragraph"),
    ("a", "A.MD", "its name ends in .md"),
    ("---\na: b\n---\n", "", "it opens with front matter"),
    ("```\na\n```\n", "", "it has fenced code"),
    ("# A\n\n## B\n", "", "it has headings marked with #"),
]


@pytest.mark.parametrize(("text", "name", "why"), WHY, ids=[case[2] for case in WHY])
def test_why(text: str, name: str, why: str) -> None:
    """
    A choice comes with its reason.
    """
    assert why == segment([text], names=[name])[0].why


def test_what_was_asked_for_needs_no_reason() -> None:
    """
    A mode that was given isn't explained by the text.
    """
    assert "it was asked for" == segment(["a"], "markdown")[0].why


def test_the_seed(seeds: Path) -> None:
    """
    The seed article has one paragraph a line: 29 blocks, which are its lines.
    """
    text = (seeds / "000_bdcf3a900439a14d.txt").read_text(encoding="utf-8")
    (found,) = segment([text], names=["000_bdcf3a900439a14d.txt"])
    assert ("line", 29) == (found.mode, len(found.spans))
    assert text.rstrip("\n").split("\n") == blocks(text, found)


def test_a_batch_is_its_texts() -> None:
    """
    Texts don't influence each other.
    """
    batch = [case["text"] for case in CASES]
    assert [segment([text])[0] for text in batch] == segment(batch)


def test_names_are_for_all_or_none() -> None:
    """
    Names that don't fit the texts are a mistake of the caller.
    """
    with pytest.raises(ValueError, match="shorter"):
        segment(["a", "b"], names=["a.md"])


HARD = [
    # label, text: what a careless search would go over again and again
    ("short lines", "a\n\n" * 30_000),
    ("fences with words, which close nothing", "```a\n\n" * 30_000),
    ("fences that get shorter", "".join("`" * n + "\n\n" for n in range(600, 2, -1)) + "```a\n" * 30_000),
    ("tildes and backticks by turns", "```a\n~~~b\n" * 30_000),
    ("comments that nobody closes", "<!--\n\n" * 30_000),
    ("form feeds", "---\na: b\n\f" * 20_000),
    ("signs, but a letter", ("- " * 50_000 + "a\n") * 4),
    ("bars", ("|-" * 50_000 + "a\n") * 4),
    ("spaces", (" " * 50_000 + "a\n\n") * 4),
    ("hashes", ("#" * 50_000 + "\n\n") * 4),
    ("keys without a colon", "---\n" + "a" * 200_000),
]


@pytest.mark.parametrize("text", [text for _, text in HARD], ids=[label for label, _ in HARD])
@pytest.mark.parametrize("mode", MODES)
def test_hard_texts(mode: Any, text: str) -> None:
    """
    Nothing is searched twice: if it were, each of these texts would take minutes.
    """
    assert len(text.rstrip()) == segment([text], mode)[0].spans[-1].stop


@given(texts, st.sampled_from(MODES))
def test_blocks_and_gaps_tile_the_text(text: str, mode: Any) -> None:
    """
    Blocks are in order, don't overlap, aren't empty, and nothing but white space lies between them.
    """
    (found,) = segment([text], mode)
    end = 0
    for start, stop in found.spans:
        assert end <= start < stop <= len(text)
        assert "" == text[end:start].strip()
        end = stop
    assert "" == text[end:].strip()


@given(texts, st.sampled_from(MODES))
def test_blocks_are_whole_lines(text: str, mode: Any) -> None:
    """
    A block starts and stops where a line does, and its first and last line aren't blank.
    """
    for start, stop in segment([text], mode)[0].spans:
        lines = text[start:stop].split("\n")
        assert start == 0 or text[start - 1] in "\n\f"
        assert stop == len(text) or text[stop] in "\n\f"
        assert not lines[0].isspace() or "\x1c" in lines[0]
        assert not lines[-1].isspace() or "\x1c" in lines[-1]
        assert "\f" not in text[start:stop]


@given(texts, st.lists(st.sampled_from(LINES)).map("\n".join), st.sampled_from(["line", "blank-line"]))
def test_what_follows_a_blank_line_changes_nothing_above(text: str, more: str, mode: Any) -> None:
    """
    Text below a blank line leaves the blocks above it as they are.
    """
    before = segment([text], mode)[0].spans
    after = segment([f"{text}\n\n{more}"], mode)[0].spans
    assert before == after[: len(before)]


@given(texts, texts, st.sampled_from(["line", "blank-line", "markdown"]))
def test_a_form_feed_separates(text: str, more: str, mode: Any) -> None:
    """
    What stands before a form feed and what stands behind it are read apart; only front matter must be at the top.
    """
    both = segment([f"{text}\f{more}"], mode)[0].spans
    below = segment([f"\f{more}"], mode)[0].spans
    shift = len(text)
    assert (*segment([text], mode)[0].spans, *((start + shift, stop + shift) for start, stop in below)) == both


@given(st.lists(st.text("abcdefg ,.", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_lines_and_paragraphs_agree(paragraphs: list[str]) -> None:
    """
    The same paragraphs, one a line or with blank lines between, are the same blocks.
    """
    single, double = "\n".join(paragraphs), "\n\n".join(paragraphs)
    assert blocks(single, segment([single], "line")[0]) == [
        block for part in blocks(double, segment([double], "blank-line")[0]) for block in part.split("\n")
    ]
