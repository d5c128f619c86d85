"""
The whole job, from Python strings to groups of near-duplicates: docnorm against datasketch, on the same texts.

Rule 1: docnorm's answer is checked before anything is timed; a wrong answer ends the run.
Rule 2: every contestant runs in this process, on the same list of strings; docnorm on all cores, so CPU seconds count.
Rule 3: compare the ratios, which are of one run; the seconds are of one machine on one day.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
import machine
from rivals import datasketch

import docnorm
from docnorm import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = Path(__file__).resolve().parent / "record"
CHECKED_PAIRS = 2000
RECALL = 0.999

Pairs = list[tuple[int, int]]
"""(kept text, dropped text) for each dropped text."""


@dataclass(frozen=True, slots=True)
class Row:
    """
    What one contestant did: its time, and how good its answer is.
    """

    name: str
    cpu_seconds: float
    wall_seconds: float
    megabytes_per_second: float
    times_the_cpu_of_docnorm: float
    recall: float
    recall_of_near: float
    pairs: int
    false_pairs: float


def main() -> int:
    """
    Run the contestants, print the table, and record it.
    """
    options = _options()
    if kernel.IMPLEMENTATION != "native":
        return _refuse(f"the {kernel.IMPLEMENTATION} kernel is no match for anybody; run `make setup` with cargo there")
    made = corpus.make(options.megabytes, options.seed)
    print(
        f"{made.megabytes:.1f} MB, {len(made.texts):,} texts from {made.origin}, {len(made.planted):,} planted copies"
    )
    groups = _grouped(docnorm.find_duplicates(made.texts))
    if trouble := _trouble(made, groups):
        return _refuse(trouble)
    answers = {name: _timed(job, made.texts, options.repeat) for name, job in _contestants().items()}
    if answers["docnorm"][0] != _pairs(groups):
        return _refuse("docnorm gave two answers to one question")
    rows = [_row(name, made, answers) for name in answers]
    _print(rows)
    _record(rows, made, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--megabytes", type=float, default=20, help="how much text (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the edits (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=2, help="runs of each, the best counts (default: %(default)s)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (default: beside this)")
    parser.add_argument("--name", default="job", help="the name of the record (default: %(default)s)")
    return parser.parse_args()


def _refuse(why: str) -> int:
    print(f"No benchmark: {why}.", file=sys.stderr)
    return 1


# -- The contestants -------------------------------------------------------------------------------------------------


def _contestants() -> dict[str, Callable[[list[str]], Pairs]]:
    return {
        "docnorm": lambda texts: _pairs(_grouped(docnorm.find_duplicates(texts))),
        "datasketch, 3 words": lambda texts: list(datasketch.find_duplicates(texts, datasketch.words)),
        "datasketch, 5 characters": lambda texts: list(datasketch.find_duplicates(texts, datasketch.characters)),
    }


def _grouped(groups: list[docnorm.Group]) -> list[tuple[int, int, object]]:
    each = ((group.representative, zip(group.members, group.similarities, strict=True)) for group in groups)
    return list(chain.from_iterable(((kept, dropped, how) for dropped, how in members) for kept, members in each))


def _pairs(groups: list[tuple[int, int, object]]) -> Pairs:
    return [(kept, dropped) for kept, dropped, _ in groups]


def _timed(job: Callable[[list[str]], Pairs], texts: list[str], repeat: int) -> tuple[Pairs, float, float]:
    best = (float("inf"), float("inf"))
    for _ in range(repeat):
        # Fresh strings: CPython keeps the UTF-8 of a string that was once asked for it, which would favour the next.
        fresh = [text.encode().decode() for text in texts]
        wall, cpu = time.perf_counter(), time.process_time()
        pairs = job(fresh)
        best = min(best, (time.process_time() - cpu, time.perf_counter() - wall))
    return pairs, *best


# -- The answers -----------------------------------------------------------------------------------------------------


def _trouble(made: corpus.Corpus, groups: list[tuple[int, int, object]]) -> str:
    """
    Tell what is wrong with docnorm's answer, if anything.
    """
    if (recall := _recall(made, _pairs(groups), ("exact", "near"))) < RECALL:
        return f"docnorm found {recall:.2%} of the planted copies, not {RECALL:.1%}"
    for kept, dropped, similarity in _sample(groups):
        plain = corpus.jaccard(made.texts[kept], made.texts[dropped])
        if plain != similarity or plain < corpus.THRESHOLD:
            return f"texts {kept} and {dropped} are {plain} alike, but docnorm says {similarity}"
    return ""


def _recall(made: corpus.Corpus, pairs: Pairs, kinds: tuple[str, ...]) -> float:
    """
    Return the share of the planted pairs of which one text was dropped: not both are in the output.
    """
    dropped = {pair[1] for pair in pairs}
    wanted = [planted for planted in made.planted if planted.kind in kinds]
    return sum(planted.original in dropped or planted.copy in dropped for planted in wanted) / max(1, len(wanted))


def _false_pairs(made: corpus.Corpus, pairs: Pairs) -> float:
    """
    Return the share of the reported pairs whose exact similarity is below the threshold, by brute force on a sample.
    """
    sample = _sample(pairs)
    alike = [corpus.jaccard(made.texts[kept], made.texts[dropped]) for kept, dropped in sample]
    return sum(similarity < corpus.THRESHOLD for similarity in alike) / max(1, len(alike))


def _sample(pairs: list[Any]) -> list[Any]:
    return random.Random(0).sample(pairs, min(len(pairs), CHECKED_PAIRS))


def _row(name: str, made: corpus.Corpus, answers: dict[str, tuple[Pairs, float, float]]) -> Row:
    pairs, cpu, wall = answers[name]
    return Row(
        name=name,
        cpu_seconds=round(cpu, 3),
        wall_seconds=round(wall, 3),
        megabytes_per_second=round(made.megabytes / cpu, 2),
        times_the_cpu_of_docnorm=round(cpu / answers["docnorm"][1], 1),
        recall=round(_recall(made, pairs, ("exact", "near")), 5),
        recall_of_near=round(_recall(made, pairs, ("near",)), 5),
        pairs=len(pairs),
        false_pairs=round(_false_pairs(made, pairs), 5),
    )


# -- Telling ---------------------------------------------------------------------------------------------------------


def _print(rows: list[Row]) -> None:
    print(
        "| | CPU s | wall s | MB/s | CPU, docnorm = 1 | planted copies found | of the near ones | below the threshold |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        times = f"{row.cpu_seconds:.2f} | {row.wall_seconds:.2f} | {row.megabytes_per_second:.1f}"
        quality = f"{row.recall:.2%} | {row.recall_of_near:.2%} | {row.false_pairs:.2%}"
        print(f"| {row.name} | {times} | {row.times_the_cpu_of_docnorm:.1f} | {quality} |")


def _record(rows: list[Row], made: corpus.Corpus, options: argparse.Namespace) -> None:
    record = machine.about("docnorm", "datasketch", "numpy") | {
        "corpus": {
            "from": made.origin,
            "megabytes": round(made.megabytes, 1),
            "texts": len(made.texts),
            "planted": len(made.planted),
            "seed": options.seed,
        },
        "repeat": options.repeat,
        "rows": [asdict(row) for row in rows],
    }
    options.record.mkdir(exist_ok=True)
    path = options.record / f"{options.name}.json"
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"Recorded in {path}.")


if __name__ == "__main__":
    sys.exit(main())
