"""
Real texts with labels, out of the corpora for development: which pairs are duplicates, and which aren't.

Rule 1: a label that says neither counts for nobody. Where there are labels, a pair without one isn't scored: pages
        whose number differs between two architectures are alike, and no label says so.
Rule 2: where there are clusters only (two novels in nine editions, aligned), every pair of one cluster is a duplicate
        and no other; but texts that say the same word for word ("Oh!", or asterisks) can't be told apart, and aren't
        scored where they are of two clusters.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sets import Pair, TextSet, pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDERS = ("debian_guide_sample", "scancode_sample", "laws_zh_sample", "bible_gospel_sample", "gutenberg_pride_alice")
LANGUAGES = {"English": "en", "Russian": "ru", "Japanese": "ja", "Chinese": "zh_CN"}


def each(corpora: Path) -> Iterator[TextSet]:
    """
    Yield the labelled sets.
    """
    for name, language in LANGUAGES.items():
        yield _by_labels(f"guide, {name}", corpora / "debian_guide_sample", lambda name, of=language: f"/{of}/" in name)
    yield _by_labels("licences", corpora / "scancode_sample")
    yield _by_labels("laws, Chinese", corpora / "laws_zh_sample")
    yield _by_labels("gospels in five versions", corpora / "bible_gospel_sample")
    for name in ("pride", "alice"):
        yield _by_clusters(f"paragraphs, {name}", corpora / "gutenberg_pride_alice", name)


def records(path: Path) -> list[dict[str, Any]]:
    """
    Return the lines of a file of JSON lines.
    """
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _by_labels(name: str, folder: Path, wanted: Callable[[str], bool] = lambda _: True) -> TextSet:
    documents = [record for record in records(folder / "docs.jsonl") if wanted(record["id"])]
    numbers = {record["id"]: number for number, record in enumerate(documents)}
    told: dict[bool | None, set[Pair]] = defaultdict(set)
    for label in records(folder / "labels.jsonl"):
        if label["a"] in numbers and label["b"] in numbers:
            told[label["dup"]].add(pair(numbers[label["a"]], numbers[label["b"]]))
    texts = [record["text"] for record in documents]
    return TextSet(name, "labelled", texts, frozenset(told[True]), frozenset(told[False]))


def _by_clusters(name: str, folder: Path, novel: str) -> TextSet:
    cluster_of = {record["id"]: record["cluster"] for record in records(folder / "clusters.jsonl")}
    documents = [record for record in records(folder / "docs.jsonl") if record["id"].startswith(novel)]
    numbers: dict[str, int] = {}
    clusters = [numbers.setdefault(cluster_of[record["id"]], len(numbers)) for record in documents]
    members = defaultdict(list)
    for number, cluster in enumerate(clusters):
        members[cluster].append(number)
    same = frozenset(found for texts in members.values() for found in combinations(texts, 2))
    texts = [record["text"] for record in documents]
    return TextSet(name, "labelled", texts, same, unscored=_word_for_word(texts) - same, clusters=clusters)


def _word_for_word(texts: list[str]) -> frozenset[Pair]:
    said = defaultdict(list)
    for number, text in enumerate(texts):
        said["".join(filter(str.isalnum, text.casefold()))].append(number)
    return frozenset(found for numbers in said.values() for found in combinations(numbers, 2))
