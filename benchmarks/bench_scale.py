"""
Finding duplicates among hundreds of megabytes of real paragraphs: speed, memory, and how both grow with the texts.

Rule 1: each measurement is one job in a process of its own (`once.py`), which has the texts in memory beforehand.
Rule 2: each answer is checked: planted copies are found, no two equal texts remain, and a sample of the pairs has the
        similarity that plain Python finds. A wrong answer ends the run.
Rule 3: what the texts are is recorded; figures of two collections can't be compared.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import corpus
import machine
import paragraphs

from docnorm import kernel

RECORD = Path(__file__).resolve().parent / "record"
PARTS = (16, 4, 1)  # one of so many texts
PROFILED = 4  # the part whose profile is told
PLANTED = 1000
CHECKED_PAIRS = 2000
RECALL = 0.999
ENOUGH = 10  # seconds: what takes longer isn't repeated
FEWEST = 10_000_000  # bytes of paragraphs that are worth measuring


@dataclass(frozen=True, slots=True)
class Row:
    """
    What one job cost; memory is what came on top of the texts, at most.
    """

    texts: int
    bytes: int
    threads: int
    cpu_seconds: float
    wall_seconds: float
    megabytes_per_cpu_second: float
    megabytes_per_second: float
    memory_per_byte: float
    dropped: int
    planted: int


def main() -> int:
    """
    Run the jobs, print the table, and record it.
    """
    options = _options()
    if kernel.IMPLEMENTATION != "native":
        return machine.refuse(f"it's the {kernel.IMPLEMENTATION} kernel that runs; run `make setup` with cargo there")
    texts, told = _texts(options)
    print(told)
    rows: list[Row] = []
    shares: dict[str, float] = {}
    for part in PARTS:
        made = corpus.plant(random.Random(part).sample(texts, len(texts) // part), PLANTED // part, part)
        try:
            rows += _rows(made, options)
        except ValueError as wrong:
            return machine.refuse(str(wrong))
        if part == PROFILED:
            shares = _once(options.build / "part.jsonl", 1, "--profile")["functions"]
    _print(rows, shares)
    _record(rows, shares, told, options)
    return 0


def _options() -> argparse.Namespace:
    places = [Path(place) for place in paragraphs.PLACES]
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--folder", type=Path, nargs="*", default=places, help="where to look for pages and texts")
    parser.add_argument("--megabytes", type=float, default=300, help="no more of them (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, the best counts (default: %(default)s)")
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2], help="with how many (default: 1 2)")
    parser.add_argument("--build", type=Path, default=paragraphs.BUILD, help="where copies are kept (default: build)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (default: beside this)")
    parser.add_argument("--name", default="scale", help="the name of the record (default: %(default)s)")
    return parser.parse_args()


def _texts(options: argparse.Namespace) -> tuple[list[str], dict[str, object]]:
    """
    Return the paragraphs that are found, or made ones where there are too few, and what they are.
    """
    found = paragraphs.collect(options.folder, options.build)
    if found.bytes >= min(FEWEST, options.megabytes * 1e6):
        return _first(found.texts(), options.megabytes * 1e6), {"from": "folders"} | found.told()
    made = corpus.make(options.megabytes, 1)
    return made.texts, {"from": f"made of {made.origin}", "paragraphs": len(made.texts)}


def _first(texts: list[str], most: float) -> list[str]:
    random.Random(0).shuffle(texts)
    size = 0
    for number, text in enumerate(texts):
        size += len(text.encode())
        if size >= most:
            return texts[: number + 1]
    return texts


# -- Jobs ------------------------------------------------------------------------------------------------------------


def _rows(made: corpus.Corpus, options: argparse.Namespace) -> list[Row]:
    path = options.build / "part.jsonl"
    paragraphs.save(made.texts, path)
    rows = []
    for threads in options.threads:
        told = _best(path, threads, options.repeat)
        dropped = _check(made, path.with_suffix(".answer"))
        size = round(made.megabytes * 1e6)
        rows.append(
            Row(
                texts=len(made.texts),
                bytes=size,
                threads=threads,
                cpu_seconds=round(told["cpu"], 6),
                wall_seconds=round(told["wall"], 6),
                megabytes_per_cpu_second=round(size / 1e6 / told["cpu"], 1),
                megabytes_per_second=round(size / 1e6 / told["wall"], 1),
                memory_per_byte=round(told["memory"] / size, 2),
                dropped=dropped,
                planted=len(made.planted),
            )
        )
    return rows


def _best(path: Path, threads: int, repeat: int) -> dict[str, Any]:
    best: dict[str, Any] = {"cpu": math.inf, "wall": math.inf, "memory": math.inf}
    spent = 0.0
    for _ in range(repeat):
        told = _once(path, threads, "--answer", str(path.with_suffix(".answer")))
        best = {name: min(best[name], told[name]) for name in best}
        spent += told["wall"]
        if spent > ENOUGH:
            break
    return best


def _once(path: Path, threads: int, *more: str) -> dict[str, Any]:
    program = str(Path(__file__).resolve().parent / "once.py")
    command = [sys.executable, program, str(path), "--threads", str(threads), *more]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    loaded: dict[str, Any] = json.loads(told)
    return loaded


def _check(made: corpus.Corpus, answer: Path) -> int:
    """
    Return how many texts were dropped; an answer that is wrong is a ValueError.
    """
    with answer.open(encoding="utf-8") as lines:
        pairs = [tuple(json.loads(line)) for line in lines]
    gone = {dropped for _, dropped, _, _ in pairs}
    missed = sum(not {planted.original, planted.copy} & gone for planted in made.planted)
    if missed > max(1, (1 - RECALL) * len(made.planted)):
        raise ValueError(f"{missed} of {len(made.planted)} planted copies were missed")
    left = [text for number, text in enumerate(made.texts) if number not in gone]
    if len(left) != len(set(left)):
        raise ValueError("two equal texts remain")
    for kept, dropped, shared, total in random.Random(0).sample(pairs, min(len(pairs), CHECKED_PAIRS)):
        plain = corpus.similarity(made.texts[kept], made.texts[dropped])
        if plain < corpus.THRESHOLD or (plain.numerator, plain.denominator) != (shared, total):
            raise ValueError(f"texts {kept} and {dropped} are {plain} alike, but docnorm says {shared}/{total}")
    return len(gone)


# -- Telling ---------------------------------------------------------------------------------------------------------


def _print(rows: list[Row], shares: dict[str, float]) -> None:
    print("| texts | MB | threads | CPU s | wall s | MB per CPU s | MB/s | memory, bytes a byte | dropped |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        size = f"{row.texts:,} | {row.bytes / 1e6:.1f} | {row.threads} | {row.cpu_seconds:.2f} | {row.wall_seconds:.2f}"
        speed = f"{row.megabytes_per_cpu_second:.1f} | {row.megabytes_per_second:.1f} | {row.memory_per_byte:.1f}"
        print(f"| {size} | {speed} | {row.dropped:,} |")
    for name, exponent in _exponents(rows).items():
        print(f"CPU time grows with the texts to the power of {exponent:.2f} ({name}).")
    for name, share in shares.items():
        print(f"{share:6.1%}  {name}")


def _exponents(rows: list[Row]) -> dict[str, float]:
    single = [row for row in rows if row.threads == min(row.threads for row in rows)]
    steps = [("overall", single[0], single[-1]), ("the last step", single[-2], single[-1])]
    return {
        name: round(math.log(large.cpu_seconds / small.cpu_seconds) / math.log(large.bytes / small.bytes), 3)
        for name, small, large in steps
    }


def _record(rows: list[Row], shares: dict[str, float], told: dict[str, object], options: argparse.Namespace) -> None:
    record = machine.about("docnorm", "numpy") | {
        "corpus": told,
        "repeat": options.repeat,
        "exponents": _exponents(rows),
        "rows": [asdict(row) for row in rows],
        "profile": shares,
    }
    machine.write(record, options.record, options.name)


if __name__ == "__main__":
    sys.exit(main())
