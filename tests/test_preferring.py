"""
Preferences: which of several texts that are alike is kept.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docnorm import BadInput, BadProfile, Profile, Source, canonicalize, find_duplicates
from docnorm.preferring import of_sources, of_texts

TEXT = (
    "The harbour master closed the northern quay, because the old cranes were found to be unsafe.\n"
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.\n"
)
LONGER = TEXT + "Nobody knows more.\n"
SOURCES = [
    Source("b", TEXT.encode(), time=3.0),
    Source("c", LONGER.encode(), time=1.0),
    Source("a", TEXT.encode(), time=2.0),
]

KEPT = [
    # options of the profile, a function or None, the id that is kept
    ({}, None, "c"),
    ({"prefer": "first"}, None, "b"),
    ({"keep": "stable"}, None, "b"),
    ({"prefer": "newest"}, None, "b"),
    ({"prefer": "priority", "priority": ("a*", "b*")}, None, "a"),
    ({"prefer": "priority", "priority": ("x*",)}, None, "c"),
    ({}, lambda source: source.id, "a"),
    ({"prefer": "newest"}, lambda source: (len(source.data), source.id), "a"),
    ({}, lambda source: 0, "c"),
]


@pytest.mark.parametrize(("options", "prefer", "kept"), KEPT)
def test_what_is_preferred_is_kept(options: dict, prefer: Callable[[Source], object] | None, kept: str) -> None:
    """
    Of three sources that are alike, the one that the policy names stays, and the others point to it.
    """
    result = canonicalize(SOURCES, Profile(segment="line", **options), prefer=prefer)
    assert [kept] == list(result.documents)
    assert {kept} == {source.verdict.link.source for source in result.sources if source.verdict.link}
    assert all(result.restore(source.id) == source.data for source in SOURCES)
    assert ("prefer" in result.about) == (prefer is not None)


def test_only_first_looks_at_the_order() -> None:
    """
    Whatever else is preferred, sources may come in any order.
    """
    for options in ({}, {"prefer": "newest"}, {"prefer": "priority", "priority": ("a",)}):
        profile = Profile(segment="line", **options)
        assert canonicalize(SOURCES, profile) == canonicalize(SOURCES[::-1], profile)
    profile = Profile(segment="line", prefer="first")
    assert ["a"] == list(canonicalize(SOURCES[::-1], profile).documents)


def test_what_comes_later_changes_nothing_that_is_stable() -> None:
    """
    With `stable`, what is decided of the first sources is decided, whatever is added.
    """
    profile = Profile(segment="line", keep="stable")
    for count in (1, 2, 3):
        result = canonicalize(SOURCES[:count], profile)
        assert {"b": TEXT} == dict(result.documents)


def test_a_source_without_a_time_is_the_oldest() -> None:
    """
    Nobody knows how old it is.
    """
    given = [Source("a", b"x"), Source("b", b"x", time=-5.0), Source("c", b"x", time=0)]
    assert (2, 1, 0) == of_sources(given, Profile(prefer="newest"))


TEXTS = [
    f"the harbour master said that the old cranes were unsafe, all along {which} quay" for which in ("this", "the")
]


@pytest.mark.parametrize(
    ("options", "prefer", "kept"),
    [({}, None, 0), ({}, len, 1), ({}, lambda text: -len(text), 0), ({"prefer": "first"}, None, 0)],
)
def test_texts_have_preferences_too(options: dict, prefer: Callable[[str], object] | None, kept: int) -> None:
    """
    Texts are kept by length, by arrival, or by a function of the text.
    """
    (found,) = find_duplicates(TEXTS, Profile(**options), prefer=prefer)
    assert (kept, (1 - kept,)) == (found.representative, found.members)
    assert [1 if not options else 0] == [g.representative for g in find_duplicates(TEXTS[::-1], Profile(**options))]


def test_wrong_keys_are_said() -> None:
    """
    Keys that can't be sorted are one sentence, and so is a policy that texts know nothing of.
    """
    with pytest.raises(BadInput, match="prefer: its keys can't be compared"):
        of_texts(["a", "b"], Profile(), prefer=lambda text: None if text == "a" else 1)
    with pytest.raises(BadInput, match="b: the key that `prefer` gives isn't in any order"):
        canonicalize([Source("b", b"x")], prefer=lambda source: float("nan"))
    with pytest.raises(BadProfile, match="'newest' can't be told of texts"):
        find_duplicates(["a"], Profile(prefer="newest"))
