"""
Decisions: what's dropped, and for what.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

import docnorm
from docnorm import Profile, Source, canonicalize, find_duplicates

LONG = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
    "Visitors are asked to keep to the marked paths, since heavy vehicles will use the road along the shore.",
]


def decided(blocks: list[str], **options: object) -> docnorm.Result:
    text = "\n".join(blocks) + "\n"
    return canonicalize([Source("a", text.encode())], Profile(segment="line", **options))  # type: ignore[arg-type]


def dropped(result: docnorm.Result, source: str = "a") -> list[tuple[int, int | None, str | None]]:
    return [(b.block, b.link.block, b.reason) for b in result.blocks if b.source == source and b.status == "dropped"]


INSIDE = [
    # label, blocks, (dropped block, kept block, reason)
    ("nothing repeats", LONG, []),
    ("one paragraph twice", [*LONG, LONG[1]], [(4, 1, "exact")]),
    ("two in order are a run", [*LONG, *LONG[1:3]], [(4, 1, "run"), (5, 2, "run")]),
    ("two out of order are two matches", [*LONG, LONG[2], LONG[1]], [(4, 2, "exact"), (5, 1, "exact")]),
    ("thrice: all point to the first", [LONG[0], LONG[0], LONG[0]], [(1, 0, "exact"), (2, 0, "exact")]),
    ("a short line alone stays", ["Short.", LONG[0], "Short."], []),
    ("a short line goes with its run", [LONG[0], "Short.", LONG[0], "Short."], [(2, 0, "run"), (3, 1, "run")]),
    (
        "a short line before a run goes too",
        ["Short.", LONG[0], LONG[1], "Short.", LONG[0]],
        [(3, 0, "run"), (4, 1, "run")],
    ),
    ("a line that is pointed to stays", ["S.", LONG[0], "S.", LONG[0], "S."], [(3, 1, "run"), (4, 2, "run")]),
    ("structure alone stays", [LONG[0], "* * *", LONG[1], "* * *"], []),
    ("a near-duplicate goes", [LONG[0], LONG[0].replace("found", "seen")], [(1, 0, "near")]),
    ("its number keeps it", [LONG[0] + " In 2023.", LONG[0] + " In 2024."], []),
]


@pytest.mark.parametrize(("label", "blocks", "expected"), INSIDE, ids=[case[0] for case in INSIDE])
def test_repeats_inside_a_document(label: str, blocks: list[str], expected: list) -> None:
    """
    A repeated paragraph goes, with the short ones that go along; a short one alone stays.
    """
    assert expected == dropped(decided(blocks))


def test_a_guarded_pair_is_reported() -> None:
    """
    What the guard keeps is told, with the true similarity.
    """
    result = decided([LONG[0] + " In 2023.", LONG[0] + " In 2024."])
    (match,) = result.matches
    assert (1, 0, True) == (match.block, match.other_block, match.guarded)
    assert Fraction(4, 5) <= match.similarity < 1


def test_without_the_guard_it_goes() -> None:
    """
    The guard is an option.
    """
    assert [(1, 0, "near")] == dropped(decided([LONG[0] + " In 2023.", LONG[0] + " In 2024."], guard="none"))


def sources(**texts: str) -> list[Source]:
    return [Source(name, text.encode()) for name, text in texts.items()]


WHOLE = [
    ("the same text", {"a": LONG, "b": LONG}, {"b": "document.exact"}),
    ("the same text, another line end at the end", {"a": LONG, "b": [*LONG, ""]}, {"b": "document.exact"}),
    ("short, but the same", {"a": ["Short."], "b": ["Short."]}, {"b": "document.exact"}),
    ("contained", {"a": LONG, "b": LONG[1:3]}, {"b": "document.contained"}),
    ("contained, other way round", {"a": LONG[1:3], "b": LONG}, {"a": "document.contained"}),
    ("nearly the same", {"a": LONG, "b": [*LONG[:3], LONG[3].replace("heavy", "large")]}, {"b": "document.near"}),
    ("something of its own", {"a": LONG[:3], "b": LONG[1:]}, {}),
    (
        "wrapped in another way",
        {"a": [" ".join(LONG[:2]), LONG[2]], "b": [LONG[0], LONG[1], LONG[2]]},
        {"b": "document.near"},
    ),
    ("nothing but structure", {"a": ["* * *"], "b": ["* * *"]}, {}),
    ("empty", {"a": [], "b": []}, {}),
]


@pytest.mark.parametrize(("label", "texts", "expected"), WHOLE, ids=[case[0] for case in WHOLE])
def test_whole_documents(label: str, texts: dict[str, list[str]], expected: dict[str, str]) -> None:
    """
    A document goes when one kept document has all that it says.
    """
    given = sources(**{name: "\n".join(blocks) for name, blocks in texts.items()})
    result = canonicalize(given, Profile(segment="line"))
    assert expected == {s.id: s.verdict.reason for s in result.sources if s.verdict.status == "dropped"}


def test_a_number_of_its_own_keeps_a_document() -> None:
    """
    A document is no duplicate if a short line of it has a number that the other one lacks.
    """
    given = sources(a="\n".join(LONG), b="\n".join([*LONG[:3], "Price: 12 euros"]))
    assert {"kept"} == {s.verdict.status for s in canonicalize(given, Profile(segment="line")).sources}


def test_a_partial_repeat_across_documents_is_reported_and_kept() -> None:
    """
    By default what two documents share stays in both, and the run is told.
    """
    result = canonicalize(sources(a="\n".join(LONG[:3]), b="\n".join(LONG[1:])), Profile(segment="line"))
    assert [] == [b for b in result.blocks if b.status == "dropped"]
    (run,) = result.runs
    assert (2, False) == (run.count, run.dropped)


def test_scope_corpus_drops_it() -> None:
    """
    With the scope `corpus`, it's kept once.
    """
    result = canonicalize(
        sources(a="\n".join(LONG[:3]), b="\n".join(LONG[1:])), Profile(segment="line", scope="corpus")
    )
    assert 2 == sum(b.status == "dropped" for b in result.blocks)
    assert {*LONG} == {line for text in result.documents.values() for line in text.split("\n") if line}


def test_groups_dont_chain() -> None:
    """
    a ~ b and b ~ c are no reason to drop c for a: whoever is dropped is like the kept text itself.
    """
    words = LONG[0].split()
    a = " ".join(words)
    b = " ".join(["The", "old", *words[1:]])
    chain = [a, b, " ".join([*b.split()[:-2], "very", "unsafe", "indeed."])]
    for found in find_duplicates(chain):
        for similarity in found.similarities:
            assert similarity >= Fraction(4, 5)


def test_exact_duplicates_of_a_dropped_text_go_with_it() -> None:
    """
    Equal texts are one class: they share one fate, and the kept text is the longest.
    """
    near = LONG[0].replace("unsafe", "quite unsafe")
    (found,) = find_duplicates([LONG[0], near, LONG[0]])
    assert (1, (0, 2)) == (found.representative, found.members)


def test_empty_texts_are_equal_and_nothing_else() -> None:
    """
    Texts without letters match only what is equal to them.
    """
    assert [(0, (2,))] == [(g.representative, g.members) for g in find_duplicates(["", "---", "", "***"])]
    assert [] == find_duplicates([])


def test_the_closest_of_the_kept_texts_is_named() -> None:
    """
    A text that is like two kept ones, which aren't like each other, goes with the one that is closest to it.
    """
    before, after = f"A surveyor said: {LONG[0]}", f"{LONG[0]} Work starts."
    (found,) = find_duplicates([before, LONG[0], after])
    assert (2, (1,)) == (found.representative, found.members)
