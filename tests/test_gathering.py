"""
Groups of passages: what is repeated, and on which lines.
"""

from __future__ import annotations

from fractions import Fraction

from docnorm import Profile, Source, canonicalize
from docnorm.gathering import Gathered, gather

LINES = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
    "Visitors are asked to keep to the marked paths, since heavy vehicles will use the road along the shore.",
]
OWN = "Another line, which is of its own, and long enough to make a document that nobody would drop."


def gathered(sources: dict[str, list[str]], against: dict[str, list[str]] | None = None, **options: object) -> list:
    """
    The groups of sources with these lines: what, the kept place, the first words, and the members' places.
    """
    given, references = (
        [Source(name, "".join(f"{line}\n" for line in lines).encode()) for name, lines in texts.items()]
        for texts in (sources, against or {})
    )
    result = canonicalize(given, Profile(segment="line", **options), against=references)  # type: ignore[arg-type]
    return [told(found) for found in gather(result.provenance)]


def told(found: Gathered) -> tuple:
    """
    A group in short.
    """
    members = [(m.passage.source, m.passage.first, m.passage.last, m.kind, m.dropped) for m in found.members]
    place = found.kept.source, found.kept.first, found.kept.last
    return found.what, place, found.text[:3], members, found.kept.is_reference


def test_documents_come_first() -> None:
    """
    A document that went is told as a whole, and none of its blocks by itself.
    """
    assert [("document", ("a", 1, 2), "The", [("b", 1, 2, "exact", True)], False)] == gathered(
        {"a": LINES[:2], "b": LINES[:2]}
    )


def test_runs_and_blocks_have_lines() -> None:
    """
    A run is told from its first line to its last; a single block that stays is told, too.
    """
    assert [
        ("block", ("a", 1, 1), "The", [("b", 4, 4, "exact", False)], False),
        ("run", ("a", 2, 3), "Fis", [("a", 5, 6, "exact", True), ("b", 1, 2, "exact", False)], False),
    ] == gathered({"a": [*LINES[:3], LINES[3], *LINES[1:3]], "b": [*LINES[1:3], OWN, LINES[0]]})


def test_the_least_similar_block_of_a_run_counts() -> None:
    """
    A run of equal and nearly equal blocks is near, and as similar as the least similar of them.
    """
    near = LINES[1].replace("most of the summer", "most of the whole summer")
    result = canonicalize(
        [Source("a", "\n".join([*LINES[:3], LINES[0], near, LINES[2]]).encode())], Profile(segment="line")
    )
    (found,) = result.groups
    (member,) = found.members
    assert ("near", found.lowest) == (member.kind, member.similarity)
    assert found.lowest == min(Fraction(b.link.shared, b.link.total) for b in result.blocks if b.link) < 1


def test_references_are_told_by_their_lines() -> None:
    """
    What is kept in the reference corpus has no text here: the group begins as its first member does.
    """
    reference = {"r": ["Something that nobody repeats anywhere.", *LINES]}
    assert [("document", ("r", 1, 1), "Vis", [("a", 1, 1, "contained", True)], True)] == gathered(
        {"a": [LINES[3]]}, reference
    )
    assert [("run", ("r", 2, 3), "The", [("a", 1, 2, "exact", False)], True)] == gathered(
        {"a": [*LINES[:2], OWN]}, reference
    )
    assert [("run", ("r", 2, 3), "The", [("a", 1, 2, "exact", True)], True)] == gathered(
        {"a": [*LINES[:2], OWN]}, reference, scope="corpus"
    )
