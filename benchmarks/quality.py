"""
How good docnorm's answers are: on texts with labels, on known edits and on traps, beside other libraries.

What a tool says is read as pairs (kept text, dropped text). What hangs together by them is a cluster, and all pairs in
a cluster count as duplicates. `find_duplicates` is asked with the default profile; the pairs that it finds and doesn't
drop, because one text has a figure that the other hasn't, count as found, and not as removed.

Rule 1: docnorm's answer is checked before anything is told: each pair is as alike as plain Python finds, and of all
        pairs that reach the threshold no more than one in a thousand is missing.
Rule 2: every tool runs with its defaults, or what its README shows, on all sets; nothing is set for one of them.
Rule 3: a goal that isn't reached ends the run with an error, behind the tables.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
import exact
import machine
import scoring
from rivals import datasketch, datatrove, rensa, text_dedup
from rivals.environments import NotInstalled
from scoring import Score
from sets import Pair, TextSet, labelled, made, pair

import docnorm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

RECORD = Path(__file__).resolve().parent / "record"
RECALL = 0.999
SAFE = ("template", "header", "chains")
Removals = list[Pair]
"""(kept text, dropped text) for each dropped text."""


@dataclass(frozen=True, slots=True)
class Row:
    """
    What one contestant did on one set.
    """

    set: str
    origin: str
    texts: int
    contestant: str
    score: Score


@dataclass(frozen=True, slots=True)
class Check:
    """
    docnorm's pairs on one set beside all pairs that there are.
    """

    set: str
    pairs: int
    found: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A set, what docnorm makes of it, and all pairs that there are.
    """

    texts: TextSet
    removals: Removals
    found: set[Pair] | None
    pairs: dict[Pair, Fraction]


def main() -> int:
    """
    Ask, check, score; print the tables, and record them.
    """
    options = _options()
    started = time.process_time()
    asked = [_asked(texts) for texts in _sets(options) if options.set in texts.name]
    if not asked:
        print(f"No benchmark: no set has '{options.set}' in its name.", file=sys.stderr)
        return 1
    checks = [_check(one) for one in asked if one.found is not None]
    if trouble := _trouble(checks):
        print(f"No table: {trouble}.", file=sys.stderr)
        return 1
    rows = [row for one in asked for row in _own_rows(one)]
    for name, ask in () if options.alone else _rivals().items():
        rows += _rival(name, ask, [one.texts for one in asked])
    _print(rows, checks, () if options.alone else tuple(_rivals()))
    _record(rows, checks, options)
    print(f"{time.process_time() - started:.0f} s of CPU time in this process.")
    return _goals(rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=corpus.CORPORA, help="where real texts are (%(default)s)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (beside this)")
    parser.add_argument("--set", default="", help="only the sets whose names have this in them")
    parser.add_argument("--paragraphs", type=int, default=made.PARAGRAPHS, help="of a made set (%(default)s)")
    parser.add_argument("--alone", action="store_true", help="without the other libraries")
    return parser.parse_args()


def _sets(options: argparse.Namespace) -> Iterator[TextSet]:
    if all((options.corpora / folder).is_dir() for folder in labelled.FOLDERS):
        yield from labelled.each(options.corpora)
    else:
        print(f"Without the labelled sets: they aren't in {options.corpora}; name their folder with --corpora.")
    yield from made.each(options.corpora, options.paragraphs)


# -- docnorm ---------------------------------------------------------------------------------------------------------


def _asked(texts: TextSet) -> Asked:
    if texts.contained or texts.documents:
        return Asked(texts, _canonicalized(texts), None, {})
    pairs = exact.pairs([exact.measured(text) for text in texts.texts])
    return Asked(texts, _removals(texts.texts), _found(texts.texts), pairs)


def _removals(texts: list[str]) -> Removals:
    groups = docnorm.find_duplicates(texts)
    return [(group.representative, member) for group in groups for member in group.members]


def _found(texts: list[str]) -> set[Pair]:
    """
    Return all pairs that reach the threshold, also those that the guard keeps: each text stands for its equals.
    """
    equals: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        equals.setdefault(text, []).append(number)
    found = {pair(i, j) for same in equals.values() for i in same for j in same if i < j}
    for one in docnorm.find_duplicates(texts).pairs:
        found |= {pair(i, j) for i in equals[texts[one.left]] for j in equals[texts[one.right]] if i != j}
    return found


def _canonicalized(texts: TextSet) -> Removals:
    """
    Return which texts of documents are dropped: whole ones, or the blocks of some.
    """
    documents = texts.documents or tuple((number,) for number in range(len(texts.texts)))
    sources = [
        docnorm.Source(
            f"{name:06}.md" if texts.documents else f"{name:06}.txt",
            "\n\n".join(texts.texts[i] for i in blocks).encode(),
        )
        for name, blocks in enumerate(documents)
    ]
    result = docnorm.canonicalize(sources)
    if not texts.documents:
        dropped = [entry for entry in result.sources if entry.verdict.status == "dropped" and entry.verdict.link]
        return [(int(entry.verdict.link.source[:6]), int(entry.id[:6])) for entry in dropped if entry.verdict.link]
    gone = [(record.source, record.block) for record in result.blocks if record.status == "dropped"]
    return [(documents[int(source[:6])][0], documents[int(source[:6])][block]) for source, block in gone]


def _check(asked: Asked) -> Check:
    texts, found = asked.texts.texts, asked.found or set()
    wrong = [one for one in found if one not in asked.pairs and not _equal(texts, one)]
    for group in docnorm.find_duplicates(texts):
        for member, how in zip(group.members, group.similarities, strict=True):
            one = pair(group.representative, member)
            if how != (1 if _equal(texts, one) else asked.pairs.get(one)):
                wrong.append(one)
    return Check(asked.texts.name, len(asked.pairs), len(found & asked.pairs.keys()), len(wrong))


def _equal(texts: Sequence[str], one: Pair) -> bool:
    return texts[one[0]] == texts[one[1]]


def _trouble(checks: Sequence[Check]) -> str:
    if wrong := [check.set for check in checks if check.wrong]:
        return f"docnorm says of pairs that they're alike, and plain Python doesn't, in {', '.join(wrong)}"
    found, there = sum(check.found for check in checks), sum(check.pairs for check in checks)
    return f"docnorm found {found:,} of {there:,} pairs" if found < RECALL * there else ""


def _own_rows(asked: Asked) -> Iterator[Row]:
    texts = asked.texts
    yield _row(texts, "docnorm", scoring.score(texts, asked.removals, asked.found))
    if asked.found is not None:
        yield _row(texts, "docnorm, removed", scoring.score(texts, asked.removals))
        yield _row(texts, "all pairs at 4/5", scoring.score_pairs(texts, set(asked.pairs)))


# -- The others ------------------------------------------------------------------------------------------------------


def _rivals() -> dict[str, Callable[[Sequence[Sequence[str]]], Sequence[Removals]]]:
    return {
        "datasketch": lambda sets: [list(datasketch.find_duplicates(texts, datasketch.words)) for texts in sets],
        "rensa": rensa.find_in_each,
        "text-dedup": text_dedup.find_in_each,
        "datatrove": datatrove.find_in_each,
    }


def _rival(name: str, ask: Callable[[Sequence[Sequence[str]]], Sequence[Removals]], sets: list[TextSet]) -> list[Row]:
    try:
        answers = ask([texts.texts for texts in sets])
    except NotInstalled as error:
        print(f"Not installed: {error}.", file=sys.stderr)
        return []
    except RuntimeError as error:
        print(f"No answer of {name}: {error}", file=sys.stderr)
        return []
    return [_row(texts, name, scoring.score(texts, answer)) for texts, answer in zip(sets, answers, strict=True)]


def _row(texts: TextSet, contestant: str, score: Score) -> Row:
    return Row(texts.name, texts.origin, len(texts.texts), contestant, score)


# -- The goals -------------------------------------------------------------------------------------------------------


def _goals(rows: Sequence[Row]) -> int:
    missed = [*_lossy(rows), *_beaten(rows)]
    for goal in missed:
        print(f"Goal missed: {goal}.", file=sys.stderr)
    return 1 if missed else 0


def _lossy(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row.contestant == "docnorm" and row.score.lossy and any(name in row.set for name in SAFE):
            yield f"{row.score.lossy} removals lose something in '{row.set}', like '{row.score.example}'"


def _beaten(rows: Sequence[Row]) -> Iterator[str]:
    ours = {row.set: row.score.f1 for row in rows if row.contestant == "docnorm" and row.origin == "labelled"}
    rivals = _rivals()
    for row in rows:
        if row.contestant in rivals and row.set in ours and row.score.f1 > ours[row.set] + 0.0005:
            yield f"{row.contestant} has an F1 of {row.score.f1:.3f} in '{row.set}', docnorm {ours[row.set]:.3f}"


# -- Telling ---------------------------------------------------------------------------------------------------------


def _print(rows: Sequence[Row], checks: Sequence[Check], rivals: Sequence[str]) -> None:
    _table("F1 (precision, recall) of pairs", rows, rivals, lambda s: f"{s.f1:.3f} ({s.precision:.2f}, {s.recall:.2f})")
    _table("clusters, B-cubed F1", rows, rivals, lambda s: "–" if s.b_cubed is None else f"{s.b_cubed:.3f}")
    _table(
        "removed, of them lossy", rows, rivals, lambda s: "–" if s.removed is None else f"{s.removed:,}, {s.lossy:,}"
    )
    found, there = sum(check.found for check in checks), sum(check.pairs for check in checks)
    print(f"\nOf {there:,} pairs at the threshold or above, docnorm found {found:,}; none that isn't one.")


def _table(title: str, rows: Sequence[Row], rivals: Sequence[str], cell: Callable[[Score], str]) -> None:
    contestants = list(dict.fromkeys([*(row.contestant for row in rows), *rivals]))
    none = dict.fromkeys(set(rivals) - {row.contestant for row in rows}, "no answer")
    print(f"\n| {title} | texts | {' | '.join(contestants)} |\n|---|---:|{'---:|' * len(contestants)}")
    by_set: dict[tuple[str, int], dict[str, Score]] = {}
    for row in rows:
        by_set.setdefault((row.set, row.texts), {})[row.contestant] = row.score
    for (name, texts), scores in by_set.items():
        cells = (cell(scores[one]) if one in scores else none.get(one, "–") for one in contestants)
        print(f"| {name} | {texts:,} | {' | '.join(cells)} |")


def _record(rows: Sequence[Row], checks: Sequence[Check], options: argparse.Namespace) -> None:
    record: dict[str, Any] = machine.about("datasketch", "numpy")
    record["rivals"] = [*rensa.PACKAGES, *text_dedup.PACKAGES, *datatrove.PACKAGES]
    record["checks"] = [asdict(check) for check in checks]
    record["rows"] = [asdict(row) for row in rows]
    options.record.mkdir(parents=True, exist_ok=True)
    (options.record / "quality.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
