"""
Sketches for datasketch: docnorm's `sign_many` and `insert_many` against datasketch itself, on the same tokens.

Rule 1: every answer is compared with datasketch's, bit for bit, before anything is timed.
Rule 2: datasketch goes the quicker of its own two ways in bulk, `MinHash.bulk` and `MinHash.generator`.
Rule 3: tokens are made beforehand, and handed to both as the bytes that datasketch wants; one thread each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
import machine
import numpy as np
from datasketch import MinHash, MinHashLSH
from rivals.datasketch import words

from docnorm import kernel
from docnorm.interop.datasketch import insert_many, sign_many, to_lean_minhash, to_minhash

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = Path(__file__).resolve().parent / "record"
SCHEMES = ("affine32", "affine64", "legacy")
THRESHOLD = 0.8

Tokens = list[list[bytes]]


@dataclass(frozen=True, slots=True)
class Row:
    """
    What one job took, in CPU time for each token or sketch.
    """

    name: str
    each: str
    docnorm_ns: float
    datasketch_ns: float
    ratio: float


def main() -> int:
    """
    Run the jobs, print the table, and record it.
    """
    options = _options()
    if kernel.IMPLEMENTATION != "native":
        return machine.refuse(
            f"the {kernel.IMPLEMENTATION} kernel is no match for anybody; run `make setup` with cargo there"
        )
    made = corpus.make(options.megabytes, options.seed)
    sets = [words(text) for text in made.texts]
    if trouble := _trouble(sets):
        return machine.refuse(trouble)
    rows = [*_signing(sets, options.repeat), *_indexing(sets, options.repeat)]
    megabytes = made.megabytes / (_cpu(lambda: sign_many(made.texts), options.repeat) / 1e9)
    _print(rows, sets, megabytes)
    _record(rows, sets, megabytes, options, made.origin)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--megabytes", type=float, default=4, help="how much text (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the texts (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, the best counts (default: %(default)s)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (default: beside this)")
    parser.add_argument("--name", default="interop", help="the name of the record (default: %(default)s)")
    return parser.parse_args()


# -- The answers -----------------------------------------------------------------------------------------------------


def _trouble(sets: Tokens) -> str:
    """
    Tell where docnorm's sketches aren't datasketch's, if anywhere.
    """
    for scheme in SCHEMES:
        theirs = np.stack([sketch.hashvalues for sketch in MinHash.generator(sets, scheme=scheme)])
        if not np.array_equal(theirs, sign_many(sets, scheme=scheme).hashvalues):
            return f"docnorm and datasketch disagree about {scheme}"
    ours, index = (MinHashLSH(threshold=THRESHOLD) for _ in range(2))
    _fill(index, MinHash.bulk(sets))
    insert_many(ours, range(len(sets)), sign_many(sets))
    if any(dict(a._dict) != dict(b._dict) for a, b in zip(ours.hashtables, index.hashtables, strict=True)):
        return "docnorm and datasketch fill an index differently"
    return ""


# -- The jobs --------------------------------------------------------------------------------------------------------


def _signing(sets: Tokens, repeat: int) -> list[Row]:
    tokens, rows = sum(map(len, sets)), []
    for scheme in SCHEMES:
        ways = (partial(MinHash.bulk, sets, scheme=scheme), partial(_generated, sets, scheme))
        theirs = min(_cpu(way, repeat) for way in ways)
        ours = _cpu(partial(sign_many, sets, scheme=scheme), repeat)
        rows.append(_row(f"signing, {scheme}", "token", ours / tokens, theirs / tokens))
        if scheme == "affine32":
            objects = _cpu(lambda: to_minhash(sign_many(sets)), repeat)
            rows.append(_row("signing, affine32, to MinHash objects", "token", objects / tokens, theirs / tokens))
    return rows


def _generated(sets: Tokens, scheme: str) -> None:
    deque(MinHash.generator(sets, scheme=scheme), maxlen=0)


def _indexing(sets: Tokens, repeat: int) -> list[Row]:
    signatures = sign_many(sets)
    sketches = to_lean_minhash(signatures)
    indexes = [MinHashLSH(threshold=THRESHOLD) for _ in range(2 * repeat)]  # made beforehand: that takes seconds
    ours = _cpu(lambda: insert_many(indexes.pop(), range(len(sets)), signatures), repeat)
    theirs = _cpu(lambda: _fill(indexes.pop(), sketches), repeat)
    return [_row("filling a MinHashLSH", "sketch", ours / len(sets), theirs / len(sets))]


def _fill(index: MinHashLSH, sketches: list[Any]) -> None:
    with index.insertion_session() as session:
        for key, sketch in enumerate(sketches):
            session.insert(key, sketch, check_duplication=False)


def _cpu(job: Callable[[], object], repeat: int) -> float:
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time_ns()
        job()
        best = min(best, time.process_time_ns() - start)
    return best


def _row(name: str, each: str, ours: float, theirs: float) -> Row:
    return Row(name, each, round(ours, 1), round(theirs, 1), round(theirs / ours, 1))


# -- Telling ---------------------------------------------------------------------------------------------------------


def _print(rows: list[Row], sets: Tokens, megabytes: float) -> None:
    print(f"{len(sets):,} sets of {sum(map(len, sets)):,} tokens")
    print("| | docnorm, CPU ns | datasketch, CPU ns | ratio |")
    print("|---|---:|---:|---:|")
    for row in rows:
        figures = f"{row.docnorm_ns:,.0f} a {row.each} | {row.datasketch_ns:,.0f} a {row.each} | {row.ratio:.1f}"
        print(f"| {row.name} | {figures} |")
    print(f"docnorm's own shingles, from texts: {megabytes:.0f} MB/s")


def _record(rows: list[Row], sets: Tokens, megabytes: float, options: argparse.Namespace, origin: str) -> None:
    record = machine.about("docnorm", "datasketch", "numpy") | {
        "corpus": {
            "from": origin,
            "megabytes": options.megabytes,
            "seed": options.seed,
            "sets": len(sets),
            "tokens": sum(map(len, sets)),
        },
        "repeat": options.repeat,
        "rows": [asdict(row) for row in rows],
        "texts_megabytes_per_second": round(megabytes, 1),
    }
    machine.write(record, options.record, options.name)


if __name__ == "__main__":
    sys.exit(main())
