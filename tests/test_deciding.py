"""
Decisions: what's dropped, and for what.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

import docnorm
from docnorm import Profile, Source, canonicalize

LONG = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
    "Visitors are asked to keep to the marked paths, since heavy vehicles will use the road along the shore.",
]


def decided(blocks: list[str], **options: object) -> docnorm.Result:
    text = "\n".join(blocks) + "\n"
    profile = Profile(**{"segment": "line", "alone_letters": 40, **options})  # type: ignore[arg-type]
    return canonicalize([Source("a", text.encode())], profile)


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


HARBOUR = "港の北側の埠頭は、クレーンが危険であることが判明したため、月曜日に閉鎖された。"
MINISTRY = "กระทรวงสาธารณสุขเผยผลสอบข้อเท็จจริงผู้ช่วยสาธารณสุขอำเภอ"

ALONE = [
    # label, blocks, how many are dropped
    ("83 letters twice", [LONG[0], LONG[1], LONG[0]], 0),
    ("166 letters twice", [f"{LONG[0]} {LONG[1]}", LONG[2], f"{LONG[0]} {LONG[1]}"], 1),
    ("166 letters, nearly", [f"{LONG[0]} {LONG[1]}", LONG[2], f"{LONG[0]} {LONG[1]}!".replace("old", "big")], 0),
    ("250 letters, nearly", [" ".join(LONG[:3]), LONG[3], " ".join(LONG[:3]).replace("old", "big")], 1),
    ("83 letters, twice two", [LONG[0], LONG[1], LONG[0], LONG[1]], 2),
    ("36 characters", [HARBOUR, "別", HARBOUR], 1),
    ("57 Thai letters", [MINISTRY, "ก", MINISTRY], 0),
]  # fmt: skip


@pytest.mark.parametrize(("label", "blocks", "expected"), ALONE, ids=[case[0] for case in ALONE])
def test_a_block_alone_must_have_more_to_say(label: str, blocks: list[str], expected: int) -> None:
    """
    A title or a formula stands twice by nature: one block without its neighbours goes only if it's long.
    """
    result = canonicalize([Source("a", "\n".join(blocks).encode())], Profile(segment="line"))
    assert expected == sum(block.status == "dropped" for block in result.blocks)
    if not expected:
        assert any(block.link for block in result.blocks), "what is kept is reported"


def test_a_document_that_lost_blocks_to_others_covers_nothing() -> None:
    """
    What is dropped for a document is in that very document, also where blocks are dropped across documents.
    """
    texts = {"a": LONG[:2], "b": LONG[2:], "c": [LONG[0], LONG[2]], "d": [LONG[0], LONG[2]]}
    given = sources(**{name: "\n".join(blocks) for name, blocks in texts.items()})
    result = canonicalize(given, Profile(segment="line", scope="corpus", alone_letters=40))
    assert {("c", "a"), ("c", "b"), ("d", "a"), ("d", "b")} == {(m.source, m.other) for m in result.matches}
    assert sorted(LONG) == sorted(line for text in result.documents.values() for line in text.split("\n") if line)


def test_what_a_document_dropped_itself_covers_nothing() -> None:
    """
    Words that stand only in a near-repeat which a document has lost don't count for another document that has them.
    """
    long = f"{LONG[0]} {LONG[1]} {LONG[2]}"
    near = long.replace("northern", "eastern").replace("autumn", "winter").replace("expects", "wants")
    texts = {"a": "\n".join([long, LONG[3], near, LONG[3]]), "b": f"{near} {LONG[3]}"}
    result = canonicalize(sources(**texts), Profile(segment="line"))
    assert ["dropped", "dropped"] == [block.status for block in result.blocks if block.source == "a"][2:]
    link = result.sources[1].verdict.link
    assert link is None or link.shared < link.total
