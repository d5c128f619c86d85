"""
Finding duplicates, from Python strings or a file to groups: docnorm against other libraries, on the same texts.

Rule 1: docnorm's answer is checked before anything is timed; a wrong answer ends the run.
Rule 2: every contestant gets the same texts in this run and one core; what needs an environment of its own runs in a
        process of its own, whose start counts only where it reads and writes files, which docnorm then does, too.
Rule 3: a ratio counts only against an answer that is no better; the table says so where it doesn't.
Rule 4: compare the ratios, which are of one run; the seconds are of one machine on one day.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import corpus
import machine
from rivals import datasketch, datatrove, environments, exact_join, rensa, rensa_rho, text_dedup

import docnorm
from docnorm import kernel

RECORD = Path(__file__).resolve().parent / "record"
CHECKED_PAIRS = 2000
RECALL = 0.999
ENOUGH = 10  # seconds: what takes longer isn't repeated
FEW = ["The first of two texts that ask for nothing but the start of a process.", "The second one of them."]

Pairs = list[tuple[int, int]]
"""(kept text, dropped text) for each dropped text; the kept one may be `environments.NOWHERE`."""

_FROM_FILES = """
import json
import docnorm

with open("sets.json") as file:
    sets = json.load(file)
groups = [docnorm.find_duplicates(texts) for texts in sets]
with open("pairs.json", "w") as file:
    json.dump([[(group.representative, i) for group in found for i in group.members] for found in groups], file)
"""


@dataclass(frozen=True, slots=True)
class Contestant:
    """
    A way to find duplicates: what it starts from, how many times as fast docnorm should be, and the job.
    """

    name: str
    start: str  # "strings", "files", or "process": strings, but in a process of its own
    goal: int
    job: Callable[[Sequence[str]], Iterable[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Row:
    """
    What one contestant did: its time, and how good its answer is.
    """

    name: str
    start: str
    cpu_seconds: float
    wall_seconds: float
    megabytes_per_second: float
    times_the_cpu_of_docnorm: float
    goal: int
    counts: bool
    recall: float
    recall_of_near: float
    pairs: int
    false_pairs: float | None


def main() -> int:
    """
    Run the contestants, print the table, and record it.
    """
    options = _options()
    if kernel.IMPLEMENTATION != "native":
        return machine.refuse(
            f"the {kernel.IMPLEMENTATION} kernel is no match for anybody; run `make setup` with cargo there"
        )
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    made = corpus.make(options.megabytes, options.seed)
    print(
        f"{made.megabytes:.1f} MB, {len(made.texts):,} texts from {made.origin}, {len(made.planted):,} planted copies"
    )
    groups = _grouped(docnorm.find_duplicates(made.texts))
    if trouble := _trouble(made, groups):
        return machine.refuse(trouble)
    answers = _answers(made.texts, options)
    if any(sorted(answers[own.name][0]) != sorted(_pairs(groups)) for own in _own()):
        return machine.refuse("docnorm gave two answers to one question")
    rows = [_row(contestant, made, answers) for contestant in _contestants() if contestant.name in answers]
    _print(rows)
    _record(rows, made, options)
    return 0


def _options() -> argparse.Namespace:
    names = [contestant.name for contestant in _contestants()]
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--megabytes", type=float, default=20, help="how much text (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the edits (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, the best counts (default: %(default)s)")
    parser.add_argument("--against", nargs="*", default=names, help=f"of {', '.join(names)} (default: all)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (default: beside this)")
    parser.add_argument("--name", default="dups", help="the name of the record (default: %(default)s)")
    return parser.parse_args()


# -- The contestants -------------------------------------------------------------------------------------------------


def _own() -> list[Contestant]:
    python = Path(sys.executable)
    return [
        Contestant("docnorm", "strings", 1, lambda texts: _pairs(_grouped(docnorm.find_duplicates(texts)))),
        Contestant("docnorm, files", "files", 1, lambda texts: environments.answers(python, _FROM_FILES, [texts])[0]),
    ]


def _contestants() -> list[Contestant]:
    return [
        *_own(),
        Contestant("datasketch, 3 words", "strings", 60, lambda t: datasketch.find_duplicates(t, datasketch.words)),
        Contestant(
            "datasketch, 5 characters", "strings", 60, lambda t: datasketch.find_duplicates(t, datasketch.characters)
        ),
        Contestant("rensa, 1 word", "process", 10, rensa.find_duplicates),
        *(Contestant(name, "process", 10, job) for name, job in rensa_rho.each().items()),
        Contestant("exact join in Python", "strings", 100, exact_join.find_duplicates),
        Contestant("text-dedup", "files", 40, text_dedup.find_duplicates),
        Contestant("datatrove", "files", 40, datatrove.find_duplicates),
    ]


def _answers(texts: list[str], options: argparse.Namespace) -> dict[str, tuple[Pairs, float, float]]:
    answers = {}
    wanted = {*options.against, *(own.name for own in _own())}
    for contestant in _contestants():
        if contestant.name in wanted:
            try:
                answers[contestant.name] = _timed(contestant, texts, options.repeat)
            except environments.NotInstalled as missing:
                print(f"Without {missing}")
    return answers


def _timed(contestant: Contestant, texts: list[str], repeat: int) -> tuple[Pairs, float, float]:
    own = contestant.start != "strings"
    # The first call makes the environment, if there's none; the second one is what starting costs.
    start = min(_once(contestant, FEW)[1:] for _ in range(2)) if contestant.start == "process" else (0.0, 0.0)
    if contestant.start == "files":
        _once(contestant, FEW)
    best, spent = (float("inf"), float("inf")), 0.0
    for _ in range(repeat):
        # Fresh strings: CPython keeps the UTF-8 of a string that was once asked for it, which would favour the next.
        pairs, cpu, wall = _once(contestant, texts if own else [text.encode().decode() for text in texts])
        best, spent = min(best, (cpu, wall)), spent + wall
        if spent > ENOUGH:
            break
    return pairs, best[0] - start[0], best[1] - start[1]


def _once(contestant: Contestant, texts: list[str]) -> tuple[Pairs, float, float]:
    whose = resource.RUSAGE_SELF if contestant.start == "strings" else resource.RUSAGE_CHILDREN
    cpu, wall = _cpu(whose), time.perf_counter()
    pairs = list(contestant.job(texts))
    return pairs, _cpu(whose) - cpu, time.perf_counter() - wall


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _grouped(groups: list[docnorm.Group]) -> list[tuple[int, int, object]]:
    each = ((group.representative, zip(group.members, group.similarities, strict=True)) for group in groups)
    return list(chain.from_iterable(((kept, dropped, how) for dropped, how in members) for kept, members in each))


def _pairs(groups: list[tuple[int, int, object]]) -> Pairs:
    return [(kept, dropped) for kept, dropped, _ in groups]


# -- The answers -----------------------------------------------------------------------------------------------------


def _trouble(made: corpus.Corpus, groups: list[tuple[int, int, object]]) -> str:
    """
    Tell what is wrong with docnorm's answer, if anything.
    """
    if (recall := _recall(made, _pairs(groups), ("exact", "near"))) < RECALL:
        return f"docnorm found {recall:.2%} of the planted copies, not {RECALL:.1%}"
    for kept, dropped, similarity in _sample(groups):
        plain = corpus.similarity(made.texts[kept], made.texts[dropped])
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


def _false_pairs(made: corpus.Corpus, pairs: Pairs) -> float | None:
    """
    Return the share of the reported pairs whose exact similarity is below the threshold, by brute force on a sample.

    None where it isn't told of which text another one is a copy.
    """
    sample = _sample([(kept, dropped) for kept, dropped in pairs if kept != environments.NOWHERE])
    alike = [corpus.similarity(made.texts[kept], made.texts[dropped]) for kept, dropped in sample]
    return sum(similarity < corpus.THRESHOLD for similarity in alike) / len(alike) if alike else None


def _sample(pairs: list[Any]) -> list[Any]:
    return random.Random(0).sample(pairs, min(len(pairs), CHECKED_PAIRS))


def _row(contestant: Contestant, made: corpus.Corpus, answers: dict[str, tuple[Pairs, float, float]]) -> Row:
    pairs, cpu, wall = answers[contestant.name]
    own = answers["docnorm, files" if contestant.start == "files" else "docnorm"]
    recall, false_pairs = _recall(made, pairs, ("exact", "near")), _false_pairs(made, pairs)
    return Row(
        name=contestant.name,
        start=contestant.start,
        cpu_seconds=round(cpu, 3),
        wall_seconds=round(wall, 3),
        megabytes_per_second=round(made.megabytes / cpu, 2),
        times_the_cpu_of_docnorm=round(cpu / own[1], 1),
        goal=contestant.goal,
        counts=recall <= _recall(made, own[0], ("exact", "near")),
        recall=round(recall, 5),
        recall_of_near=round(_recall(made, pairs, ("near",)), 5),
        pairs=len(pairs),
        false_pairs=None if false_pairs is None else round(false_pairs, 5),
    )


# -- Telling ---------------------------------------------------------------------------------------------------------


def _print(rows: list[Row]) -> None:
    print(
        "| | from | CPU s | wall s | MB/s | CPU, docnorm = 1 | goal | counts | planted copies found | of the near ones "
        "| pairs below the threshold |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---|---:|---:|---:|")
    for row in rows:
        times = f"{row.cpu_seconds:.2f} | {row.wall_seconds:.2f} | {row.megabytes_per_second:.1f}"
        ratio = f"{row.times_the_cpu_of_docnorm:.1f} | {row.goal} | {'yes' if row.counts else 'no'}"
        below = "not told" if row.false_pairs is None else f"{row.false_pairs:.2%}"
        start = "files" if row.start == "files" else "strings"
        print(f"| {row.name} | {start} | {times} | {ratio} | {row.recall:.2%} | {row.recall_of_near:.2%} | {below} |")


def _record(rows: list[Row], made: corpus.Corpus, options: argparse.Namespace) -> None:
    packages = [*rensa.PACKAGES, *text_dedup.PACKAGES, *datatrove.PACKAGES]
    record = machine.about("docnorm", "datasketch", "numpy") | {
        "corpus": {
            "from": made.origin,
            "megabytes": round(made.megabytes, 1),
            "texts": len(made.texts),
            "planted": len(made.planted),
            "seed": options.seed,
        },
        "repeat": options.repeat,
        "rivals": packages,
        "rows": [asdict(row) for row in rows],
    }
    machine.write(record, options.record, options.name)


if __name__ == "__main__":
    sys.exit(main())
