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


HEADER = " ".join([*LONG, "The rules of the port hold for all who enter it, by land or by sea, by day or by night."])
BODIES = [
    "The ferry has no room for carts, horses or any other beasts.",
    "Tickets must be shown to all who ask, on board or on land.",
]


def test_a_passage_of_its_own_keeps_a_paragraph() -> None:
    """
    What has a sentence that the other one lacks stays, however long their common header is; and that is told.
    """
    blocks = [f"{HEADER} {body}" for body in BODIES]
    result = decided(blocks)
    (match,) = result.matches
    assert ([], True) == (dropped(result), match.guarded)
    assert [(1, 0, "near")] == dropped(decided(blocks, guard="none"))


def test_a_passage_of_its_own_keeps_a_document() -> None:
    """
    The same for whole documents: the longer one is kept, and the one with nothing of its own goes.
    """
    given = sources(a=f"{HEADER} {BODIES[0]}", b=f"{HEADER} {BODIES[1]}", c=HEADER)
    for guard, gone in (("numbers", {"c"}), ("containment", {"c"}), ("none", {"b", "c"})):
        result = canonicalize(given, Profile(segment="line", guard=guard))
        assert gone == {s.id for s in result.sources if s.verdict.status == "dropped"}


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

THREE, FIVE = " ".join(LONG[:3]), " ".join([*LONG, LONG[1].lower()])

ALONE = [
    # label, blocks, how many are dropped
    ("83 letters twice", [LONG[0], LONG[1], LONG[0]], 0),
    ("166 letters twice", [f"{LONG[0]} {LONG[1]}", LONG[2], f"{LONG[0]} {LONG[1]}"], 0),
    ("250 letters twice", [THREE, LONG[3], THREE], 1),
    ("250 letters, nearly", [THREE, LONG[3], THREE.replace("old", "big")], 0),
    ("250 letters, with blanks behind them", [THREE, LONG[3], f"{THREE}  "], 1),
    ("420 letters, nearly", [FIVE, LONG[3], FIVE.replace("old", "big")], 1),
    ("83 letters, twice two", [LONG[0], LONG[1], LONG[0], LONG[1]], 2),
    ("36 characters", [HARBOUR, "別", HARBOUR], 0),
    ("72 characters", [HARBOUR * 2, "別", HARBOUR * 2], 1),
    ("a title of 250 letters", [THREE[:-1], LONG[3], THREE[:-1]], 0),
    ("57 Thai letters", [MINISTRY, "ก", MINISTRY], 0),
    ("83 letters, one behind the other", [*LONG, LONG[3]], 0),
    ("a heading", [f"# {THREE}", LONG[3], f"# {THREE}"], 0),
    ("a row of a table", [f"| {THREE} | 1 |", LONG[3], f"| {THREE} | 1 |"], 0),
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


OTHERS = [
    "Nobody in the village remembers a winter in which the river froze from one bank to the other side.",
    "The baker gives away what he hasn't sold by the evening, as his father did before him for many years.",
]

GAPS = [
    # label, blocks, (dropped block, kept block), gaps
    ("one differs", [*LONG, *LONG[:2], OTHERS[0], LONG[3]], [(4, 0), (5, 1), (7, 3)], ((6, 2),)),
    ("one more", [*LONG, *LONG[:2], OTHERS[0], *LONG[2:]], [(4, 0), (5, 1), (7, 2), (8, 3)], ((6, None),)),
    ("one fewer", [*LONG, LONG[0], *LONG[2:]], [(4, 0), (5, 2), (6, 3)], ((None, 1),)),
    ("two differ", [*LONG, LONG[0], *OTHERS, LONG[3]], [], None),
    ("a short line behind it", [LONG[0], LONG[1], "x", "S.", LONG[0], LONG[1], "y", "S."], [(4, 0), (5, 1)], ()),
    ("weak on both sides", [LONG[0], "x", LONG[1], LONG[0], "y", LONG[1]], [], None),
    ("weak before it", [*LONG, LONG[0], OTHERS[0], *LONG[2:]], [(4, 0), (6, 2), (7, 3)], ((5, 1),)),
]  # fmt: skip


@pytest.mark.parametrize(("label", "blocks", "expected", "gaps"), GAPS, ids=[case[0] for case in GAPS])
def test_a_run_goes_on_behind_a_gap(label: str, blocks: list[str], expected: list, gaps: tuple | None) -> None:
    """
    One block that differs doesn't end a run, if one side of it is a repeat by itself; it stays, and is told.
    """
    result = decided(blocks, alone_letters=160)
    assert expected == [(own, other) for own, other, _ in dropped(result)]
    assert ([] if gaps is None else [gaps]) == [run.gaps for run in result.runs]


def test_a_gap_is_explained() -> None:
    """
    What stands in a gap says so, and names what stands in its place; and the run says what doesn't match.
    """
    result = decided([*LONG, *LONG[:2], OTHERS[0], LONG[3]])
    assert "gap:       it stands in the place of block 3 of a, in a run of blocks 5 to 8" in str(result.explain("a:7"))
    assert "blocks 5 to 8 repeat blocks 1 to 4 of a, in order, but for 7 and 3" in str(result.explain("a:5"))
    result = decided([*LONG, *LONG[:2], OTHERS[0], *LONG[2:]])
    assert "gap:       it stands where a has no block" in str(result.explain("a:7"))
    assert "in order, but for 7 and none" in str(result.explain("a:5"))


LOST = [
    # label, two texts of more than 160 letters, whether the second one goes
    ("another word", THREE, THREE.replace("found", "seen"), True),
    ("another name", THREE, THREE.replace("Monday", "Friday"), False),
    ("a name in small letters", THREE, THREE.lower(), True),
    ("all in capitals", THREE.upper(), THREE.upper().replace("OLD", "BIG"), False),
    ("code", f"```\n{THREE}\n```", f"```\n{THREE.replace('found', 'seen')}\n```", False),
]


@pytest.mark.parametrize(("label", "one", "other", "goes"), LOST, ids=[case[0] for case in LOST])
def test_a_name_keeps_what_is_nearly_equal(label: str, one: str, other: str, goes: bool) -> None:
    """
    A nearly equal block goes only if the kept one has its names; it's reported.
    """
    profile = Profile(segment="markdown", alone_letters=40)
    result = canonicalize([Source("a", f"{one}\n\n{LONG[3]}\n\n{other}\n".encode())], profile)
    assert goes == (result.blocks[2].status == "dropped")
    assert goes == (not result.blocks[2].link.guarded)


def test_lines_of_a_template_stay() -> None:
    """
    Of many nearly equal lines in one document, each is there for what's different in it.
    """
    fruit = ["apples", "pears", "plums", "cherries", "quinces", "medlars"]
    line = "The growers of the valley were content with the harvest of {} and hope for a better price in the next year."
    blocks = [line.format(word) for word in fruit]
    assert [] == dropped(decided(blocks))
    assert [(1, 0, "near")] == dropped(decided(blocks[:2]))


def test_blocks_that_differ_in_blanks_go_along() -> None:
    """
    Blanks at the end of a line don't make another line of it, not even of a short one.
    """
    assert [(2, 0, "run"), (3, 1, "run")] == dropped(decided([LONG[0], "Short.", LONG[0], "Short.  "]))
    before = decided(["Short.", *LONG[:2], "x", "Short.  ", *LONG[:2], "Short.  "])
    assert [(4, 0, "run"), (5, 1, "run"), (6, 2, "run")] == dropped(before)


def test_what_comes_before_goes_along() -> None:
    """
    A block that stays alone goes with the run that begins behind it, wherever its other copies are.
    """
    blocks = [LONG[0], LONG[1], LONG[0], LONG[2], LONG[3], LONG[0], LONG[2], LONG[3]]
    assert [(5, 2, "run"), (6, 3, "run"), (7, 4, "run")] == dropped(decided(blocks, alone_letters=160))


def test_why_a_block_alone_stays() -> None:
    """
    The map says of a block that it's kept since it's repeated alone.
    """
    result = canonicalize([Source("a", "\n".join([LONG[0], LONG[1], LONG[0]]).encode())], Profile(segment="line"))
    link = result.blocks[2].link
    assert ("a", 0, True, False) == (link.source, link.block, link.alone, link.guarded)
    assert "stays:     repeated without its neighbours" in str(result.explain("a:3"))


INSIDE_ANOTHER = [
    # label, the longer text, the shorter one
    ("a fifth of it", "\n\n".join([*OTHERS, *LONG, *OTHERS * 3]), "\n\n".join(LONG)),
    ("in one large paragraph", " ".join([*OTHERS, *LONG, *OTHERS * 3]), "\n\n".join(LONG)),
    ("paragraphs that end elsewhere", f"{OTHERS[0]} {LONG[0]}\n\n{LONG[1]} {LONG[2]}\n\n{LONG[3]}", " ".join(LONG)),
    (
        "a heading of three words",
        " ".join([*OTHERS, *LONG]),
        f"{' '.join(LONG[0].split()[:3])}\n\n" + "\n\n".join(LONG),
    ),
]


@pytest.mark.parametrize(("label", "longer", "shorter"), INSIDE_ANOTHER, ids=[case[0] for case in INSIDE_ANOTHER])
def test_a_document_inside_another_one_is_found(label: str, longer: str, shorter: str) -> None:
    """
    Wherever the paragraphs end, and however much longer the other one is.
    """
    result = canonicalize(sources(long=longer, short=shorter), Profile(segment="blank-line"))
    assert {"short": "document.contained"} == {s.id: s.verdict.reason for s in result.sources if s.verdict.reason}


def test_a_document_goes_for_what_its_container_went_for() -> None:
    """
    Where all documents that most of it lies in were dropped themselves, the kept one is tried.
    """
    longer = [*LONG, *OTHERS]
    texts = {f"copy{n:02}": "\n".join([*longer, f"{n} x"]) for n in range(20)} | {"short": "\n".join(LONG[:2])}
    result = canonicalize(sources(**texts), Profile(segment="line", guard="none"))
    assert {"short": "document.contained"} == {
        s.id: s.verdict.reason for s in result.sources if s.verdict.reason and s.id == "short"
    }


def test_a_document_of_which_nothing_is_left_is_dropped() -> None:
    """
    In the scope `corpus` all blocks of a document may go for those of several others; the one that has most is named.
    """
    backwards = [line[::-1] for line in [*LONG, *OTHERS]]
    texts = {"a": [*LONG[:2], *OTHERS, *backwards[:3]], "b": [*LONG[2:], *backwards[3:], LONG[0][50::-1]], "c": LONG}
    given = sources(**{name: "\n".join(blocks) for name, blocks in texts.items()})
    result = canonicalize(given, Profile(segment="line", scope="corpus"))
    verdict = result.sources[2].verdict
    assert ("dropped", "document.spread", "a") == (verdict.status, verdict.reason, verdict.link.source)
    assert {"a", "b"} == set(result.documents)
    assert ["a", "a", "b", "b"] == [block.link.source for block in result.blocks if block.source == "c"]


def test_stable_keeps_what_comes_first() -> None:
    """
    With `keep="stable"` the first one stays although a later one says more.
    """
    given = [Source("b", "\n".join(LONG).encode()), Source("a", "\n".join([*LONG, *OTHERS]).encode())]
    stable = Profile(segment="line", keep="stable", prefer="first")
    assert {"kept"} == {source.verdict.status for source in canonicalize(given, stable).sources}
    assert ["kept", "dropped"] == [s.verdict.status for s in canonicalize(given, Profile(segment="line")).sources]


def test_a_reference_keeps_its_own_repeats() -> None:
    """
    Nothing of the reference corpus is dropped, and what repeats it is dropped for it.
    """
    (given,) = sources(a="\n".join(LONG[:2]))
    result = canonicalize([given], Profile(segment="line"), against=sources(r="\n".join([*LONG[:2], *LONG])))
    assert ["document.contained"] == [source.verdict.reason for source in result.sources]
