"""
Segmenting: where paragraphs start and stop. The cases are in tests/cases/segment*.json, each with its reason: first
what is special about a way of reading, then texts as they are found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm.segmenting import Segmentation, segment

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "tests" / "cases").glob("segment*.json"))
CASES = [case for file in FILES for case in json.loads(file.read_text(encoding="utf-8"))]
MODES = ["auto", "line", "blank-line", "indent", "markdown"]

LINES = [
    *("", " ", "\t", "\u3000", "\f", "\x1c", "Some text that goes on", "and on.", "THE END", "x" * 130, "港の北"),
    *("# Heading", "## Deeper", "---", "===", "* * *", "+++", "...", "title: x", ".", " *", "-- ", '"', "#", "\u2028"),
    *("```", "```py", "````", "~~~", "~~~~ x", "   ```", "- item", "  * item", "1. first", "7) item", "    code"),
    *(
        "    Indented.",
        "\u3000A first line",
        "$$",
        "[^1]: note",
        ":::",
        "<pre>",
        "</pre>",
        "--",
        "-",
        "-- ",
        ".PP",
        ">From x",
    ),
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


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
        for case in CASES
    ],
)
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
    (" One.\n Two.\n Three.\n\n Four.", "", "blank lines part its paragraphs"),
    (" A first line that\ngoes on.\n" * 3, "", "its paragraphs start with an indented line"),
    ("Twenty columns, or more.\n" * 4 + "\nb", "", "nearly all its lines end like a sentence"),
    ("a", "A.MD", "its name ends in .md"),
    ("a", "a.qmd", "its name ends in .qmd"),
    ("---\na: b\n---\n", "", "it opens with front matter"),
    ("```\na\n```\n", "", "it has fenced code"),
    ("# A\n\n## B\n", "", "it has headings marked with #"),
    ("a|b\n-|-\nc|d\n", "", "it has a table drawn with |"),
]


@pytest.mark.parametrize(("text", "name", "why"), WHY, ids=[f"{name or text[:10]!r}: {why}" for text, name, why in WHY])
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


def test_the_shapes_of_a_book() -> None:
    """
    The benchmark finds the same paragraphs in every shape of a text, and only then tells how fast.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / "bench_segmenting.py"), "--megabytes", "0.1", "--repeat", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (ran.returncode, ran.stderr)
    assert "indented, no blank lines | indent" in ran.stdout


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
    ("brackets that nobody closes", ("[" * 50_000 + "\n") * 4),
    ("formulas that nobody closes", "$$ a\n\n" * 30_000),
    ("preformatted text that nobody closes", "<pre>\n\n" * 30_000),
    ("heads of tables", "a|b\n-|-\n" * 30_000),
    ("a table that ends nowhere", "a|b\n-|-\n" + "a|b\n" * 60_000),
    ("items below each other", "  a\n     b\n" * 30_000),
    ("dashes", ("-" * 50_000 + "|\n") * 4),
    ("a long line", "a" * 5_000_000),
    ("blank lines", "\n" * 300_000 + "a"),
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
        assert all(not line.isspace() or set("\x1c\x1d\x1e\x1f") & set(line) for line in (lines[0], lines[-1]))
        assert "\f" not in text[start:stop]


@given(texts, st.sampled_from(MODES[1:]))
def test_a_block_alone_is_one_block(text: str, mode: Any) -> None:
    """
    What was found to be a block is one when it stands alone; only front matter isn't looked for below the top.
    """
    for start, stop in segment([text], mode)[0].spans:
        (found,) = segment([f"\n{text[start:stop]}"], mode)
        assert start == 0 or ((1, stop - start + 1),) == found.spans


@given(st.lists(texts, max_size=4))
def test_lines_are_independent(parts: list[str]) -> None:
    """
    Read by line, a text has the blocks of its parts, whatever stands in the others.
    """
    found = segment(["\n".join(parts)], "line")[0]
    assert blocks("\n".join(parts), found) == [
        block for part, alone in zip(parts, segment(parts, "line"), strict=True) for block in blocks(part, alone)
    ]


@given(texts, st.lists(st.sampled_from(LINES)).map("\n".join), st.sampled_from(["line", "blank-line", "indent"]))
def test_what_follows_a_blank_line_changes_nothing_above(text: str, more: str, mode: Any) -> None:
    """
    Text below a blank line leaves the blocks above it as they are.
    """
    before = segment([text], mode)[0].spans
    after = segment([f"{text}\n\n{more}"], mode)[0].spans
    assert before == after[: len(before)]


@given(texts, texts, st.sampled_from(MODES[1:]))
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
