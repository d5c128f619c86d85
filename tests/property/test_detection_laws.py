"""
Laws of detection, against brute force in plain Python over the sets of shingles:

 1. equal texts are in one group, and only what is equal is an exact duplicate;
 2. no false merge: each dropped text is as similar to its kept copy as is told, and that reaches the threshold;
 3. candidates decide nothing: what LSH finds, with or without a secret key, is among what the exact join finds, with
    the same numbers;
 4. a kept copy is kept, and with the exact join no two kept texts are similar, if no guard keeps them;
 5. what is like nothing loses nothing, not even what repeats itself;
 6. of each group at least one text survives;
 7. a higher threshold finds some of the pairs of a lower one, and decides as if it had been asked for at once;
 8. similarity is symmetric, equal texts have 1, and a text without letters is an exact duplicate or none;
 9. the exact join misses nothing; LSH misses what its bands say that it does;
10. groups of any size are found whole;
11. workers change nothing;
12. the order changes nothing; with `stable`, the result is a fold over the texts, and what comes later changes nothing;
13. a stream of sources is as good as a list of them;
14. everything twice keeps the same texts;
15. what has nothing in common is decided apart, and something unrelated changes nothing;
16. with a guard, no dropped text has a passage that its kept copy lacks.

Laws of a persistent index (adding, removing, merging) are not here: there is none.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import EDITS, LETTERS, ODDS, corpora, documents, edited, lengthy, mixed, pair_of, texts, thresholds

from docnorm import Profile, Source, canonicalize, find_duplicates, kernel
from docnorm.engines.local import Processes
from docnorm.matching import match
from docnorm.sketching import sketch

Pairs = dict[tuple[str, str], Fraction]
Sets = tuple[frozenset[int], frozenset[int]]

OPEN = Profile(guard="none", candidates="exact")
profiles = st.builds(
    Profile,
    threshold=thresholds,
    candidates=st.sampled_from(["lsh", "exact"]),
    guard=st.sampled_from(["none", "numbers"]),
    keep=st.sampled_from(["canonical", "stable"]),
    key=st.sampled_from([None, "a secret"]),
)
SPREAD = re.compile("[\u0e00-\u0e7f\u3041-\u30ff\u4e00-\u9fff]")
CHARACTERS = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")

generators = st.randoms(use_true_random=False)


def sets_of(corpus: Sequence[str]) -> dict[str, Sets]:
    """
    Return the sets of shingles of each text: characters and pairs of words, empty for what it isn't compared by.
    """
    spans = np.array([[n, 0, len(text)] for n, text in enumerate(corpus)], dtype=np.uint64).reshape(-1, 3)
    sketches = sketch(corpus, spans, "block")
    own = {
        head: (frozenset(sketches.set_of(c, "characters").tolist()), frozenset(sketches.set_of(c, "pairs").tolist()))
        for c, head in enumerate(corpus[row] for row in sketches.first.tolist())
    }
    return {text: own[text] for text in corpus}


def similarity(a: Sets, b: Sets) -> Fraction:
    """
    Return the higher of the Jaccard similarities of two texts in the measures that both have; 0 if there's none.
    """
    return max(Fraction(len(one & other), max(1, len(one | other))) for one, other in zip(a, b, strict=True))


def by_force(corpus: Sequence[str], threshold: Any) -> Pairs:
    """
    Return all pairs of different texts whose similarity reaches the threshold.
    """
    sets = sets_of(corpus)
    pairs = {(a, b): similarity(sets[a], sets[b]) for a in sets for b in sets if a != b}
    return {pair: found for pair, found in pairs.items() if found >= Fraction(threshold)}


def matched(corpus: Sequence[str], profile: Profile) -> Pairs:
    """
    Return the pairs that docnorm finds.
    """
    spans = np.array([[n, 0, len(text)] for n, text in enumerate(corpus)], dtype=np.uint64).reshape(-1, 3)
    sketches = sketch(corpus, spans, "block", profile.key_number)
    near = match(sketches, profile)
    head = [corpus[row] for row in sketches.first.tolist()]
    return {(head[a], head[b]): Fraction(*pair) for a in near for b, pair in near[a].items()}


def kept(corpus: Sequence[str], profile: Profile) -> set[str]:
    """
    Return the texts that find_duplicates keeps.
    """
    gone = {member for group in find_duplicates(corpus, profile) for member in group.members}
    return {text for index, text in enumerate(corpus) if index not in gone}


def decided(corpus: Sequence[str], profile: Profile) -> set[tuple[str, str]]:
    """
    Return each dropped text with its kept copy.
    """
    groups = find_duplicates(corpus, profile)
    return {(corpus[member], corpus[group.representative]) for group in groups for member in group.members}


def sources_of(corpus: Sequence[str], prefix: str = "d") -> list[Source]:
    """
    Return a source for each document.
    """
    return [Source(f"{prefix}{number:03}", text.encode()) for number, text in enumerate(corpus)]


@given(corpora, profiles)
def test_equal_texts_are_one_group(corpus: list[str], profile: Profile) -> None:
    """Law 1, for texts."""
    of = {index: index for index in range(len(corpus))}
    for group in find_duplicates(corpus, profile):
        of.update(dict.fromkeys((group.representative, *group.members), group.representative))
    for i, j in combinations(range(len(corpus)), 2):
        assert corpus[i] != corpus[j] or of[i] == of[j]


@given(corpora)
def test_exact_duplicates_are_equal(corpus: list[str]) -> None:
    """Law 1, for documents: a document is one of another's exact duplicates if their texts are equal."""
    result = canonicalize(sources_of(documents(corpus)), Profile(segment="line"))
    text = {source.id: source.data for source in sources_of(documents(corpus))}
    for entry in result.sources:
        if entry.verdict.reason == "document.exact":
            assert text[entry.id].split() == text[entry.verdict.link.source].split()
        elif entry.verdict.status == "kept" and text[entry.id].strip():
            same = [e for e in result.sources if text[e.id] == text[entry.id] and e.verdict.status == "kept"]
            assert [entry] == same


@given(corpora, profiles)
def test_no_false_merge(corpus: list[str], profile: Profile) -> None:
    """Law 2."""
    sets = sets_of(corpus)
    numerator, denominator = profile.ratio
    for group in find_duplicates(corpus, profile):
        head = corpus[group.representative]
        for member, told in zip(group.members, group.similarities, strict=True):
            found = similarity(sets[corpus[member]], sets[head])
            assert corpus[member] == head or found >= Fraction(numerator, denominator)
            assert told == (1 if corpus[member] == head else found)


@given(corpora, profiles, st.sets(st.integers(0, 13)))
def test_no_passage_is_lost(corpus: list[str], profile: Profile, longer: set[int]) -> None:
    """Law 16, where some texts have a passage more."""
    passage = " and whoever reads it is asked to be quick about it"
    corpus = [text + passage * (number in longer) for number, text in enumerate(corpus)]
    for dropped, head in decided(corpus, profile):
        assert profile.guard == "none" or heaviest(dropped, head) < 40


def heaviest(text: str, other: str) -> int:
    """
    Return the weight of the heaviest stretch of words that are in no three words in a row of the other text.
    """
    own, there = (SPREAD.sub(r" \g<0> ", key).split() for key in kernel.fold([text, other]))
    runs = {tuple(there[at : at + 3]) for at in range(max(1, len(there) - 2))}
    size, covered = min(3, len(own)), set[int]()
    for at in range(len(own) - size + 1):
        covered |= set(range(at, at + size)) if tuple(own[at : at + size]) in runs else set()
    stretches = "".join("\n" if at in covered else word for at, word in enumerate(own)).split("\n")
    return max(len(stretch) + 2 * len(CHARACTERS.findall(stretch)) for stretch in stretches)


@given(corpora, thresholds)
def test_candidates_decide_nothing(corpus: list[str], threshold: str) -> None:
    """Laws 3 and 9: the exact join finds what brute force finds, and LSH some of that."""
    everything = by_force(corpus, threshold)
    assert everything == matched(corpus, Profile(threshold=threshold, candidates="exact"))
    for key in (None, "a secret"):
        assert matched(corpus, Profile(threshold=threshold, key=key)).items() <= everything.items()


@given(corpora, profiles)
def test_kept_copies_are_kept(corpus: list[str], profile: Profile) -> None:
    """Laws 4 and 6."""
    groups = find_duplicates(corpus, profile)
    gone = [member for group in groups for member in group.members]
    assert len(gone) == len(set(gone))
    assert not set(gone) & {group.representative for group in groups}
    assert bool(corpus) == bool(kept(corpus, profile))
    if profile.guard == "none" and profile.candidates == "exact":
        staying = kept(corpus, profile)
        assert not any(a in staying and b in staying for a, b in by_force(corpus, profile.threshold))


@given(st.lists(st.sampled_from(range(5)), unique=True), st.integers(1, 4))
def test_what_is_like_nothing_loses_nothing(paragraphs: list[int], times: int) -> None:
    """Law 5: a document whose paragraphs are repeated in it is kept, and so is one copy of each paragraph."""
    corpus = [edited(paragraph) for paragraph in paragraphs]
    assert [] == list(find_duplicates(corpus, Profile(guard="none")))
    repeated = sources_of(["\n".join([text] * times) for text in corpus])
    result = canonicalize(repeated, Profile(segment="line"))
    assert all(entry.verdict.status == "kept" for entry in result.sources)
    assert all(text in canonical for text, canonical in zip(corpus, result.documents.values(), strict=True))


@given(corpora, st.sampled_from(["document", "corpus"]))
def test_something_survives(corpus: list[str], scope: Any) -> None:
    """Law 6: a document is dropped for a kept one, and a block for one whose text is still there."""
    result = canonicalize(sources_of(documents(corpus)), Profile(segment="line", scope=scope, candidates="exact"))
    status = {entry.id: entry.verdict.status for entry in result.sources}
    assert all(status[e.verdict.link.source] == "kept" for e in result.sources if e.verdict.status == "dropped")
    assert bool(corpus) == ("kept" in status.values())


@given(corpora, st.tuples(thresholds, thresholds))
def test_higher_thresholds_find_less(corpus: list[str], both: tuple[str, str]) -> None:
    """Law 7."""
    low, high = sorted(both, key=Fraction)
    some, more = (Profile(threshold=t, candidates="exact") for t in (high, low))
    assert matched(corpus, some).items() <= matched(corpus, more).items()
    assert list(find_duplicates(corpus, some)) == list(find_duplicates(corpus, more).rethreshold(high))


@given(corpora, st.tuples(thresholds, thresholds))
@settings(max_examples=40)
def test_a_higher_threshold_decides_anew(corpus: list[str], both: tuple[str, str]) -> None:
    """Law 7, for documents."""
    low, high = sorted(both, key=Fraction)
    some, more = (Profile(threshold=t, candidates="exact", segment="line") for t in (high, low))
    sources = sources_of(documents(corpus))
    one, two = canonicalize(sources, some), canonicalize(sources, more).rethreshold(high)
    assert (one.blocks, one.sources, one.documents) == (two.blocks, two.sources, two.documents)


@given(corpora, profiles)
def test_similarity_is_symmetric(corpus: list[str], profile: Profile) -> None:
    """Law 8."""
    pairs = matched(corpus, profile)
    assert all(pairs[b, a] == found for (a, b), found in pairs.items())
    sets = sets_of(corpus)
    empty = {text for text, own in sets.items() if not any(own)}
    assert not any(empty & {*pair} for pair in pairs)
    assert all(dropped == head for dropped, head in decided(corpus, profile) if empty & {dropped, head})


@given(st.integers(0, 60), st.integers(0, 30), st.integers(0, 30), st.integers(0, 2000))
def test_pairs_have_the_similarity_that_they_were_made_with(shared: int, left: int, right: int, at: int) -> None:
    """Laws 8 and 9, just at the threshold, just below and just above it."""
    a, b = pair_of(shared, left, right, at)
    sets = sets_of([a, b])
    found = similarity(sets[a], sets[b])
    if found:
        total = len(sets[a][0] | sets[b][0])
        for near in {found, found - Fraction(1, 10 * total), min(Fraction(1), found + Fraction(1, 10 * total))}:
            profile = Profile(threshold=near, guard="none", candidates="exact") if near > 0 else OPEN
            assert (found >= Fraction(profile.threshold)) == ((a, b) in matched([a, b], profile) or a == b)


@pytest.mark.parametrize("threshold", ["4/5", "1/2"])
def test_exact_candidates_miss_nothing(threshold: str) -> None:
    """Law 9: 230 texts of all kinds."""
    corpus = [edited(n % 5, EDITS[n % len(EDITS)], n % 7 or None, n % 3) for n in range(190)] + ODDS
    corpus += [lengthy(n % 2, EDITS[n % 3], 680 + 20 * n) for n in range(12)] + [mixed((), 20, n) for n in range(20)]
    found = matched(corpus, Profile(threshold=threshold, candidates="exact"))
    assert by_force(corpus, threshold) == found
    assert len(found) > 100


@pytest.mark.parametrize(("shared", "own"), [(80, 10), (72, 9), (70, 15), (60, 20), (40, 30)])
def test_lsh_misses_what_its_bands_say(shared: int, own: int) -> None:
    """Law 9: of 300 pairs of one similarity no more are missed than happens once in a thousand million times."""
    corpus = [text for n in range(300) for text in pair_of(shared, own, own, n * 200)]
    likeness = Fraction(shared, shared + 2 * own)
    assert len(by_force(corpus[:40], likeness)) == 40
    for profile in (Profile(threshold=likeness), Profile(threshold=likeness * 9 / 10)):
        found = matched(corpus, profile)
        misses = sum((a, b) not in found for a, b in zip(corpus[::2], corpus[1::2], strict=True))
        bands, rows = profile.bands
        assert misses <= _bound(300, (1 - float(likeness) ** rows) ** bands)


def _bound(count: int, probability: float) -> int:
    # The least number of misses of which more come with a probability of at most 1e-9.
    left = 1.0
    for misses in range(count + 1):
        left -= math.comb(count, misses) * probability**misses * (1 - probability) ** (count - misses)
        if left <= 1e-9:
            return misses
    return count


@pytest.mark.parametrize("profile", [OPEN, Profile(guard="none")], ids=["exact", "lsh"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 30, 100, 300])
def test_groups_of_any_size_are_found_whole(size: int, profile: Profile) -> None:
    """Law 10: equal texts, and texts of which any two differ in their last letters."""
    strangers = [edited(n) for n in range(3)]
    groups = list(find_duplicates([*strangers, *[LETTERS[:90]] * size], profile))
    assert [size - 1] * (size > 1) == [len(group.members) for group in groups]
    alike = [LETTERS[:200] + LETTERS[1000 + 3 * n : 1003 + 3 * n] for n in range(size)]
    groups = list(find_duplicates([*strangers, *alike], profile))
    assert [size - 1] * (size > 1) == [len(group.members) for group in groups]


@dataclass(frozen=True)
class Threads:
    """
    An engine that starts with the last item, in several threads.
    """

    workers: int

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        """
        Return the results in the order of the items.
        """
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(function, reversed(list(items))))[::-1]


@given(corpora, st.integers(1, 3), st.sampled_from(["document", "corpus"]))
@settings(max_examples=40)
def test_workers_change_nothing(corpus: list[str], workers: int, scope: Any) -> None:
    """Laws 11 and 13."""
    sources = sources_of(documents(corpus))
    profile = Profile(segment="line", scope=scope)
    one, two = canonicalize(sources, profile), canonicalize(iter(sources), profile, engine=Threads(workers))
    assert (one.blocks, one.sources, one.documents) == (two.blocks, two.sources, two.documents)


def test_processes_change_nothing() -> None:
    """Law 11, for an engine that has processes of its own."""
    sources = sources_of([edited(n % 5, EDITS[n % len(EDITS)]) for n in range(30)])
    one, two = canonicalize(sources), canonicalize(sources, engine=Processes(2))
    assert (one.blocks, one.sources, one.documents) == (two.blocks, two.sources, two.documents)


@given(corpora, profiles, generators)
def test_order_changes_nothing(corpus: list[str], profile: Profile, generator: random.Random) -> None:
    """Law 12: `canonical` drops the same texts for the same kept ones in any order."""
    shuffled = generator.sample(corpus, len(corpus))
    if profile.keep == "canonical":
        assert decided(corpus, profile) == decided(shuffled, profile)


@given(corpora, thresholds)
def test_stable_is_a_fold(corpus: list[str], threshold: str) -> None:
    """Law 12: `stable` keeps a text unless an earlier kept one is similar; it goes for the most similar one."""
    profile = Profile(keep="stable", threshold=threshold, guard="none", candidates="exact")
    pairs, staying = by_force(corpus, threshold), []
    expected: list[tuple[int, str]] = []
    for index, text in enumerate(corpus):
        likeness = {other: Fraction(1) if other == text else pairs.get((text, other), 0) for other in staying}
        if any(likeness.values()):
            expected.append((index, max(likeness, key=lambda other: likeness[other])))
        else:
            staying.append(text)
    groups = find_duplicates(corpus, profile)
    assert expected == sorted((member, corpus[g.representative]) for g in groups for member in g.members)


@given(corpora, corpora, profiles)
def test_stable_takes_nothing_back(first: list[str], later: list[str], profile: Profile) -> None:
    """Law 12: what comes later changes no decision on what came before."""
    profile = Profile(keep="stable", threshold=profile.threshold, guard=profile.guard, candidates=profile.candidates)
    before, after = find_duplicates(first, profile), find_duplicates([*first, *later], profile)
    led = {m: g.representative for g in after for m in g.members if m < len(first)}
    assert {m: g.representative for g in before for m in g.members} == led


@given(corpora, profiles, generators)
def test_everything_twice_keeps_the_same(corpus: list[str], profile: Profile, generator: random.Random) -> None:
    """Law 14."""
    assert decided(corpus, profile) | {(t, t) for t in kept(corpus, profile)} == decided([*corpus, *corpus], profile)
    some = generator.sample(corpus, len(corpus) // 2)
    assert kept(corpus, profile) == kept([*corpus, *some, *some], profile)


@given(corpora)
@settings(max_examples=40)
def test_documents_twice_keep_the_same(corpus: list[str]) -> None:
    """Law 14, for documents with any letter: the copies are dropped, and the others stay as they were."""
    profile = Profile(segment="line", candidates="exact")
    given = [document for document in documents(corpus) if any(map(str.isalpha, document))]
    once = canonicalize(sources_of(given), profile)
    twice = canonicalize([*sources_of(given), *sources_of(given, "e")], profile)
    assert once.documents == twice.documents


def moved(text: str) -> str:
    """
    Return a text that shares no shingle with any text of the pool.
    """
    return text.translate({ord(c): ord("а") + n for n, c in enumerate("abcdefghijklmnopqrstuvwxyz")})


@given(st.lists(texts.filter(lambda text: text.isascii() and text not in ODDS), max_size=10), corpora, profiles)
def test_what_has_nothing_in_common_is_decided_apart(one: list[str], two: list[str], profile: Profile) -> None:
    """Law 15."""
    other = [moved(text) for text in one if not any(c.isdigit() for c in text)]
    assert decided([*other, *two], profile) == decided(other, profile) | decided(two, profile)
    assert decided(["something that no other text says", *two], profile) == decided(two, profile)


@given(corpora)
@settings(max_examples=40)
def test_unrelated_documents_change_nothing(corpus: list[str]) -> None:
    """Law 15, for documents."""
    profile = Profile(segment="line", candidates="exact")
    stranger = Source("stranger", moved(edited(4)).encode())
    before = canonicalize(sources_of(documents(corpus)), profile)
    after = canonicalize([*sources_of(documents(corpus)), stranger], profile)
    assert before.sources == tuple(entry for entry in after.sources if entry.id != "stranger")
