"""
Groups: which texts are kept, and which ones go with them.
"""

from __future__ import annotations

from docnorm import find_duplicates

LONG = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.",
    "Visitors are asked to keep to the marked paths, since heavy vehicles will use the road along the shore.",
]


def test_groups_dont_chain() -> None:
    """
    a ~ b and b ~ c are no reason to drop c for a: whoever is dropped is like the kept text itself.
    """
    words = LONG[0].split()
    a = " ".join(words)
    b = " ".join(["The", "old", *words[1:]])
    chain = [a, b, " ".join([*b.split()[:-2], "very", "unsafe", "indeed."])]
    assert [(2, (1,))] == [(found.representative, found.members) for found in find_duplicates(chain)]


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
