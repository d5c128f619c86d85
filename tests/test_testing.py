"""
docnorm.testing: the strategies give what they promise, and the laws hold of docnorm itself.
"""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import docnorm
from docnorm import Source, testing
from docnorm.testing import laws


@given(testing.messy_texts())
def test_normalizing_is_idempotent(text: str) -> None:
    """Of any messy text."""
    testing.assert_idempotent(lambda given: docnorm.normalize(given.encode()).text, text)


@given(st.lists(testing.messy_documents(), max_size=3))
def test_a_run_is_lossless(datas: list[bytes]) -> None:
    """Of any bytes."""
    sources = [Source(str(number), data) for number, data in enumerate(datas)]
    testing.assert_lossless(
        docnorm.canonicalize,
        lambda result: [Source(entry.id, result.restore(entry.id)) for entry in result.sources],
        sources,
    )


@settings(max_examples=40)
@given(testing.corpora())
def test_groups_are_those_that_were_planted(planted: testing.Planted) -> None:
    """Each group is found, whole, and nothing else, whatever the order."""

    def kept(texts: list[str]) -> set[frozenset[str]]:
        groups = docnorm.find_duplicates(texts)
        return {frozenset(texts[at] for at in (group.representative, *group.members)) for group in groups}

    found = {tuple(sorted((group.representative, *group.members))) for group in docnorm.find_duplicates(planted.texts)}
    assert found == set(planted.groups)
    testing.assert_order_independent(kept, planted.texts)


@settings(max_examples=40)
@given(testing.corpora())
def test_nothing_is_merged_that_differs(planted: testing.Planted) -> None:
    """By a measure that isn't docnorm's own code, and with a threshold below docnorm's for its other shingles."""

    def pairs(texts: list[str]) -> list[tuple[int, int]]:
        return [(group.representative, member) for group in docnorm.find_duplicates(texts) for member in group.members]

    testing.assert_no_false_merge(pairs, planted.texts, Fraction(7, 10))


@settings(max_examples=40)
@given(testing.repeated_bodies())
def test_a_body_that_was_pasted_twice_stays_once(repeated: testing.Repeated) -> None:
    """The seed's own case: the second copy goes as one run."""
    result = docnorm.canonicalize([Source("article", repeated.text.encode())])
    assert tuple(result.documents["article"].splitlines()) == repeated.paragraphs
    (run,) = (run for run in result.runs if run.dropped)
    assert run.count == repeated.count


@pytest.mark.parametrize("most", [1, 2, 5, 12])
def test_there_are_no_more_texts_than_were_asked_for(most: int) -> None:
    """However many copies are planted."""

    @settings(max_examples=30)
    @given(testing.corpora(most))
    def law(planted: testing.Planted) -> None:
        assert 1 <= len(planted.texts) <= most

    law()


@given(testing.near_duplicates(0.6, 0.9))
def test_a_similarity_is_as_promised(pair: tuple[str, str, Fraction]) -> None:
    """It was computed, and lies in the range."""
    one, other, value = pair
    assert 0.6 <= value <= 0.9
    assert value == testing.jaccard(one, other) == testing.jaccard(other, one)


@given(testing.encoded_texts())
def test_encoded_texts_decode(encoded: tuple[bytes, str, str]) -> None:
    """The bytes are the text's in that codec."""
    data, text, codec = encoded
    assert data.decode(codec) == text


@given(testing.mojibake())
def test_mojibake_is_undone(pair: tuple[str, str]) -> None:
    """What was misread can be read again."""
    broken, clean = pair
    assert broken != clean
    assert broken.encode("cp1252").decode() == clean


def test_a_law_tells_what_is_wrong() -> None:
    """Both sides of it."""
    with pytest.raises(AssertionError, match="1/2 is below 4/5"):
        laws.assert_no_false_merge(lambda _: [(0, 1)], ["a", "b"], Fraction(4, 5), lambda *_: Fraction(1, 2))
    assert laws.jaccard("…", "…") == 0


def test_it_is_loaded_only_when_asked_for() -> None:
    """Who imports docnorm needs no Hypothesis."""
    program = "import docnorm, sys; docnorm.canonicalize; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
