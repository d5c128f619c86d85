"""
Baselines: what is known passes wherever it stands, what is one more doesn't, and files are read as they may be.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docnorm import Profile, Result, Source, canonicalize
from docnorm.baselining import Baseline, Marks, marks, parse
from docnorm.errors import BadInput

WORDS = "harbour master closes northern quay because old crane was found unsafe by town council whose road needs repair"


def paragraph(number: int, words: int = 30) -> str:
    """A paragraph like no other."""
    chosen = random.Random(number)
    return " ".join(chosen.choice(WORDS.split()) + chosen.choice("aeiou") for _ in range(words)).capitalize() + "."


def result_of(*texts: str, profile: Profile = Profile(), against: tuple[str, ...] = ()) -> Result:  # noqa: B008
    """What comes of some files."""
    sources = [Source(f"{number}.txt", text.encode()) for number, text in enumerate(texts)]
    references = [Source(f"old/{number}.txt", text.encode()) for number, text in enumerate(against)]
    return canonicalize(sources, profile, against=references)


def marks_of(result: Result) -> Marks:
    """The fingerprints of it."""
    return marks(result.provenance, result.profile, result.groups)


def new(known: Result, now: Result) -> list[tuple[str, int]]:
    """What is repeated now, and wasn't known: files and lines."""
    told = marks_of(now).new(now.groups, marks_of(known).baseline)
    return [(member.passage.source, member.passage.first) for found in told for member in found.members]


def joined(*numbers: int) -> str:
    """A file of paragraphs."""
    return "\n\n".join(map(paragraph, numbers)) + "\n"


KNOWN = (joined(1, 2, 3, 9), joined(4, 2, 3, 5, 2))

MOVES = [
    # what became of KNOWN, and how many repeats are new
    ("as it was", KNOWN, 0),
    ("lines before", ("\n\nNew.\n\n" + KNOWN[0], KNOWN[1]), 0),
    ("paragraphs moved within a file", (joined(9, 3, 1, 2), joined(2, 5, 4, 2, 3)), 0),
    ("a paragraph moved to another file", (joined(1, 3, 9), joined(4, 2, 3, 5, 2, 2)), 0),
    ("all in one file", (joined(1, 2, 3, 9, 4, 2, 3, 5, 2),), 0),
    ("files the other way round", KNOWN[::-1], 0),
    ("in one file each", tuple(map(joined, [1, 2, 3, 9, 4, 2, 3, 5, 2])), 0),
    ("wrapped otherwise", (KNOWN[0].replace(" ", "\n"), KNOWN[1]), 0),
    ("one copy fewer", (joined(1, 3, 9), KNOWN[1]), 0),
    ("another paragraph changed", (joined(1, 2, 3, 10), KNOWN[1]), 0),
    ("one copy more", (*KNOWN, joined(3, 11)), 2),
    ("one copy more in the same file", (joined(1, 2, 3, 9, 3), KNOWN[1]), 2),
    ("another copy", (*KNOWN, joined(12, 5)), 1),
    ("a copy of a file", (*KNOWN, KNOWN[0]), 3),
]


@pytest.mark.parametrize(("texts", "count"), [move[1:] for move in MOVES], ids=[move[0] for move in MOVES])
def test_what_is_new(texts: tuple[str, ...], count: int) -> None:
    """A further copy is new, with all that could be it; a copy that stands elsewhere isn't."""
    assert bool(count) == bool(new(result_of(*KNOWN), result_of(*texts)))


def test_near_copies() -> None:
    """A text that is nearly the same as a known one is new, and it makes no difference which of the two is kept."""
    near = paragraph(2).replace("harbour", "seaport", 1) + " So be it."
    before, after = result_of(joined(2, 7), near + "\n"), result_of(near + "\n", joined(7, 2))
    assert [] == new(before, after)
    assert new(before, result_of(joined(2, 7), near + "\n", near.replace("So", "Thus") + "\n"))


def test_documents_that_are_nearly_the_same() -> None:
    """Of those only what they have in common counts: what else is in them may change."""
    one, two, three = (f"{joined(*range(20, 24))}\n{tail}\n" for tail in ("", "Or so it was.", "That was not so."))
    known = result_of(two, one + three[-18:])
    assert ("document", "near") == (known.groups[0].what, known.groups[0].members[0].kind)
    assert [] == new(known, result_of(three, one))
    assert new(known, result_of(one, two, three))


def test_short_texts() -> None:
    """What is short counts where there's nothing else, and not along with others."""
    assert [] == new(result_of("Yes.\n", "Yes.\n", "No.\n"), result_of("No.\n", "Yes.\n", "Yes.\n"))
    assert new(result_of("Yes.\n", "Yes.\n"), result_of("Yes.\n", "Yes.\n", "Yes.\n"))
    heads = f"Head\n\n{joined(1)}", f"Head\n\n{joined(1)}"
    assert [] == new(result_of(*heads), result_of(*heads, "Head\n\nAnother text.\n"))
    assert [] == new(result_of(joined(1), joined(1)), result_of(*heads))


def test_references() -> None:
    """What repeats a reference is known by itself."""
    one = result_of(joined(1, 8), against=(joined(1),))
    assert [1] == list(marks_of(one).baseline.counts.values())
    assert new(one, result_of(joined(1, 8), joined(1, 7), against=(joined(1),)))
    short = result_of("Yes.\n", against=("Yes.\n",))
    assert [1] == list(marks_of(short).baseline.counts.values())


def test_what_the_guard_keeps_apart() -> None:
    """It isn't repeated, and isn't known."""
    year = [f"{paragraph(1)} In {number}." for number in (1999, 2000)]
    assert {} == marks_of(result_of("\n\n".join(year))).baseline.counts


def test_a_key_hides_the_texts() -> None:
    """Who doesn't know the key can't tell whether a text is in a baseline."""
    plain, keyed = (marks_of(result_of(*KNOWN, profile=Profile(key=key))).baseline for key in (None, "a secret"))
    assert set(plain.counts).isdisjoint(keyed.counts)
    assert sorted(plain.counts.values()) == sorted(keyed.counts.values())


PLACES = st.lists(st.lists(st.integers(0, 5), max_size=5), min_size=1, max_size=4)


@settings(max_examples=40)
@given(PLACES, st.integers(1, 4), st.randoms(use_true_random=False), st.integers(0, 5))
def test_moving_changes_nothing(files: list[list[int]], count: int, chance: random.Random, more: int) -> None:
    """However paragraphs are shared out, what was repeated is known; and one more of what is there is new."""
    numbers = [number for file in files for number in file]
    known = result_of(*(joined(*file) for file in files))
    chance.shuffle(numbers)
    shared = [numbers[start::count] for start in range(count)]
    assert [] == new(known, result_of(*(joined(*file) for file in shared)))
    if more in numbers:
        assert new(known, result_of(*(joined(*file) for file in shared), joined(more)))


HEAD = "# docnorm-baseline 1 scheme=docnorm-1 profile=0123456789abcdef\n"
A, B = "a" * 32, "b" * 32


def test_files() -> None:
    """What is written is read, also with what a merge or an editor makes of it."""
    baseline = Baseline("docnorm-1", "0123456789abcdef", {B: 2, A: 12})
    text = "".join(f"{line}\n" for line in baseline.lines())
    assert f"{HEAD}{A} 12\n{B} 2\n" == text
    assert baseline == parse(text, "x")
    assert baseline == parse(text.replace("\n", "\r\n"), "x")
    assert baseline == parse(f"{HEAD}{B} 2\n{A} 3\n\n{HEAD}{A} 12\n", "x")


WRONG = [
    ("", "x: it's no baseline, as it doesn't say how it was made"),
    (f"{A} 2\n", "x: it's no baseline, as it doesn't say how it was made"),
    (f"{HEAD}{A} 0\n", "x:2: this is no line of a baseline"),
    (f"{HEAD}<<<<<<< ours\n", "x:2: this is no line of a baseline; resolve the conflict, or make it anew"),
    (HEAD + HEAD.replace("0123", "3210"), "x: it has two heads that differ"),
    (HEAD.replace("baseline 1", "baseline 2"), "x: its format is 2, and only 1 is known here"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_files_that_are_none(text: str, said: str) -> None:
    """What can't be read says where, and what to do."""
    with pytest.raises(BadInput) as caught:
        parse(text, "x")
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith("make it anew with `docnorm baseline update`")


def test_another_way_of_comparing() -> None:
    """A baseline that was made otherwise is refused."""
    own = Baseline("docnorm-1", "0" * 16, {})
    own.check_like(own, "x")
    for other, what in ((replace(own, profile="1" * 16), "profile"), (replace(own, scheme="docnorm-2"), "scheme")):
        with pytest.raises(BadInput, match=f"x: it was made with the {what} "):
            own.check_like(other, "x")


def test_merging_lines() -> None:
    """Two branches that each add a copy are merged by their lines; what both added is one more than either knew."""
    base, one, other = (result_of(*KNOWN, *more) for more in ((), (joined(3, 11),), (joined(9, 12),)))
    texts = ["\n".join(marks_of(result).baseline.lines()) for result in (one, other)]
    merged = parse("\n".join(texts), "x")
    now = result_of(*KNOWN, joined(3, 11), joined(9, 12))
    assert () == marks_of(now).new(now.groups, merged)
    assert marks_of(now).new(now.groups, marks_of(base).baseline)
    twice = result_of(*KNOWN, joined(3, 11), joined(3, 12))
    assert marks_of(twice).new(twice.groups, merged)
