"""
Flagging: what is repeated, as notices.
"""

from __future__ import annotations

from docnorm import Profile, Result, Source, canonicalize
from docnorm.flagging import MEANINGS, flag
from docnorm.listing import Listing
from docnorm.rendering import Notice, Place

LINES = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
    "Visitors are asked to keep to the marked paths, since heavy vehicles will use the road along the shore.",
]


def result_of(files: dict[str, list[str]], **against: str) -> Result:
    """What comes of some files."""
    sources = [Source(name, "\n".join(lines).encode()) for name, lines in files.items()]
    references = [Source(name, text.encode()) for name, text in against.items()]
    return canonicalize(sources, Profile(segment="line"), against=references)


def told(result: Result) -> tuple[Notice, ...]:
    """The notices of it, every kind of which has a meaning."""
    notices = flag(Listing(result, "in/", "old/")).notices
    assert all(MEANINGS[notice.kind] for notice in notices)
    return notices


def test_each_repeat_is_a_notice() -> None:
    """A notice for each passage that repeats another one, with that as related; in the order of the places."""
    other = "Swimming lessons for children start in the first week of May, and parents may sign up at the library." * 2
    near = [*LINES[:1], LINES[1].replace("most of", "much of")]
    result = result_of({"b": LINES, "a": LINES, "c": [other, *near], "d": [LINES[3], "", other[::-1]], "e": ["\0\0\0"]})
    found = told(result)
    assert [
        ("document.exact", Place("in/b"), "it repeats in/a"),
        ("run.near", Place("in/c", 2), "lines 2 to 3 are 0.861 like lines 1 to 2 of in/a"),
        ("block.exact", Place("in/d"), "line 1 repeats line 4 of in/a"),
    ] == [(notice.kind, notice.place, notice.message) for notice in found]
    assert [(Place("in/a"),), (Place("in/a"),), (Place("in/a", 4),)] == [notice.related for notice in found]
    assert {"error"} == {notice.severity for notice in found}
    assert (("in/e", "it isn't text"),) == flag(Listing(result, "in/")).passed_over


def test_references() -> None:
    """What repeats a reference says so."""
    result = result_of({"a": [*LINES, "New."], "b": LINES[:1]}, r=LINES[0])
    assert ["line 1 repeats line 1 of old/r in the reference corpus", "it repeats old/r in the reference corpus"] == [
        notice.message for notice in told(result)
    ]


def test_a_fingerprint_outlives_lines() -> None:
    """What is inserted above doesn't change it; another file does, and so does a second copy in the same file."""
    one = told(result_of({"a": LINES, "b": [LINES[0], "Else."]}))
    other = told(result_of({"a": LINES, "b": ["Before.", "Else.", LINES[0]]}))
    assert [notice.fingerprint for notice in one] == [notice.fingerprint for notice in other]
    twice = told(result_of({"a": LINES, "b": [LINES[0], "Else."], "c": ["Else.", LINES[0], "So.", LINES[0]]}))
    assert 3 == len(twice) == len({notice.fingerprint for notice in twice})


def test_large_groups() -> None:
    """However many copies there are, a notice names some fifty."""
    files = {f"{number:03}": [LINES[0]] for number in range(120)}
    assert {50} == {len(notice.related) for notice in told(result_of(files))} - {49}
