"""
Packing: the changes and the blocks of a text in few numbers, and back.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm import packing

CASES = [
    # label, canonical text, changes, what is stored
    ("nothing", "plain", [], {}),
    ("all alike", "é é", [(0, 1, "e\u0301"), (2, 3, "e\u0301")], {"folds": [["é", ["e\u0301"], [1], []]]}),
    ("the last is itself", '"a"', [(0, 1, "“")], {"folds": [['"', ["“"], [1], []]]}),
    ("the first is itself", '"a "b', [(3, 4, "“")], {"folds": [['"', ["“"], [0, 1, 1], []]]}),
    ("quotes that know their side", '"a" "b"', [(0, 1, "“"), (2, 3, "”"), (4, 5, "“"), (6, 7, "”")],
     {"folds": [['"', ["“", "”"], [1], [2]]]}),
    ("a line feed that stays", "a\nb\n", [(1, 2, "\n")], {"folds": [["\n", ["\n"], [], [1, 1]]]}),
    ("one of many", "a b" * 20, [(31, 32, "\xa0")], {"edits": [31, "\xa0", 1]}),
    ("some of many", "a b" * 20, [(1, 2, "\xa0"), (31, 32, "\xa0")],
     {"folds": [[" ", ["\xa0"], [], [1, 1, 0, 9, 1, 1]]]}),
    ("deletions", "abc", [(1, 1, "\x00"), (1, 1, "\x00"), (3, 3, "a")], {"edits": [1, "\x00", 0, 0, 0, 2, "a", 0]}),
    ("a change inside of which another could be", 'a""b', [(1, 3, "““")], {"edits": [1, "““", 2]}),
    ("beside each other", '""', [(0, 0, "x"), (0, 1, "“"), (1, 1, "y"), (1, 2, "”")],
     {"folds": [['"', ["“", "”"], [1], [2]]], "edits": [0, "x", 0, 1, "y", 0]}),
    ("a class of signs", "]^-\\", [(0, 1, "1"), (1, 2, "2"), (2, 3, "3"), (3, 4, "4")],
     {"folds": [["]", ["1"], [1], []], ["^", ["2"], [], [1]], ["-", ["3"], [], [1]], ["\\", ["4"], [], [1]]]}),
]  # fmt: skip

STARTS = [
    # label, text, where blocks start, what is stored
    ("paragraphs", "a\n\nb\n \n\nc\n", [3, 8], {"split": 2}),
    ("lines", "a\nb\n\nc\n", [2, 5], {"split": 1}),
    ("wrapped by hand", "a\nb\n\nc\n", [5], {"split": 2}),
    ("indented", "a\n\n  b\n", [3], {"split": 2}),
    ("a fence", "a\n\nb\n\nc\n\nd\n\ne", [3, 12], {"split": 2, "joined": [1, 1]}),
    ("a break elsewhere", "a\n\nb\fc", [3, 5], {"split": 2, "started": [5]}),
    ("in the middle of a gap", "a\n\n\nb\n\nc", [2, 7], {"split": 2, "joined": [0], "started": [2]}),
]

NONSENSE = [
    # label, fields
    ("a text without a length", {"edits": [0, "x"]}),
    ("a number without a text", {"edits": [0, 0]}),
    ("a distance alone", {"edits": [0]}),
    ("beyond the end", {"edits": [2, "x", 2]}),
    ("a text that isn't listed", {"folds": [["b", ["x"], [], [2]]]}),
    ("a change over another", {"folds": [["b", ["x"], [], [1]]], "edits": [0, "y", 3]}),
]


@pytest.mark.parametrize(("label", "text", "replaced", "stored"), CASES, ids=[case[0] for case in CASES])
def test_changes_are_few_numbers(label: str, text: str, replaced: list, stored: dict) -> None:
    """
    Changes are stored as the table says, and come back.
    """
    assert stored == packing.pack(text, replaced)
    assert replaced == packing.unpack(text, stored)


@pytest.mark.parametrize(("label", "text", "starts", "stored"), STARTS, ids=[case[0] for case in STARTS])
def test_starts_are_few_numbers(label: str, text: str, starts: list[int], stored: dict) -> None:
    """
    Where blocks start is stored as the table says, and comes back.
    """
    assert stored == packing.pack_starts(text, starts)
    assert starts == packing.unpack_starts(text, stored)


@pytest.mark.parametrize(("label", "fields"), NONSENSE, ids=[case[0] for case in NONSENSE])
def test_nonsense_is_refused(label: str, fields: dict) -> None:
    """
    Numbers that lead nowhere are an error.
    """
    with pytest.raises((ValueError, LookupError)):
        packing.unpack("abc", fields)


def test_a_split_by_three_is_refused() -> None:
    """
    There are two ways of splitting.
    """
    with pytest.raises(ValueError, match="neither one line feed nor two"):
        packing.unpack_starts("a", {"split": 3})


def test_a_text_may_have_many_folds() -> None:
    """
    A misread Chinese text has thousands of characters that stand for others.
    """
    text = "".join(map(chr, range(0x4E00, 0x4E80))) * 2
    replaced = [(at, at + 1, f"{char}?") for at, char in enumerate(text)]
    packed = packing.pack(text, replaced)
    assert {(1,)} == {tuple(runs) for _, _, _, runs in packed["folds"][1:]}
    assert replaced == packing.unpack(text, packed)


def test_billions_cost_nothing() -> None:
    """
    A run may claim to be as long as it likes.
    """
    fields = {"folds": [["a", ["x"], [1, 2**52, 0, 2**52], [0, 2**53 - 1, 1, 2**53 - 1]]]}
    assert [(0, 1, "x"), (2, 3, "x")] == packing.unpack("aaa a"[2:], fields)
    with pytest.raises(ValueError, match="outside of the text"):
        packing.unpack("abc", {"edits": [2**52, "x", 2**52]})


@st.composite
def changed_texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """
    Return a text, and changes in it that don't overlap.
    """
    text = draw(st.text("ab\"' \n", max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=16)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [(start, stop, draw(st.text("“”ab\n", min_size=start == stop, max_size=2))) for start, stop in pairs]


@given(changed_texts())
def test_any_changes_come_back(changed: tuple[str, list[tuple[int, int, str]]]) -> None:
    """
    unpack(pack(x)) == x.
    """
    text, replaced = changed
    assert sorted(replaced, key=lambda c: c[:2]) == packing.unpack(text, packing.pack(text, replaced))


@given(st.text("ab \t\n", max_size=40), st.data())
def test_any_starts_come_back(text: str, data: st.DataObject) -> None:
    """
    unpack_starts(pack_starts(x)) == x.
    """
    places = range(1, len(text))
    starts = sorted(data.draw(st.sets(st.sampled_from(places)))) if places else []
    assert starts == packing.unpack_starts(text, packing.pack_starts(text, starts))
