"""
Whole documents, from bytes to canonical documents and the map back: how fast `docnorm.canonicalize` is, and on what.

Rule 1: every source is restored and compared before a figure is told.
Rule 2: each collection is measured by itself, for what limits one isn't what limits another.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

import corpus
import machine
import profiles

import docnorm
from docnorm import kernel

RECORD = Path(__file__).resolve().parent / "record"
RECORDS = ("debian_guide_sample", "scancode_sample", "laws_zh_sample", "thaigov_repeated_sample")


@dataclass(frozen=True, slots=True)
class Row:
    """
    What one collection cost, and the modules that took the most of it.
    """

    name: str
    documents: int
    megabytes: float
    cpu_seconds: float
    megabytes_per_second: float
    dropped: int
    modules: dict[str, float]


def main() -> int:
    """
    Run the collections, print the table, and record it.
    """
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=corpus.CORPORA, help="their folder (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=2, help="runs of each, the best counts (default: %(default)s)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (default: beside this)")
    parser.add_argument("--name", default="documents", help="the name of the record (default: %(default)s)")
    options = parser.parse_args()
    if kernel.IMPLEMENTATION != "native":
        return machine.refuse(f"it's the {kernel.IMPLEMENTATION} kernel that runs; run `make setup` with cargo there")
    rows = []
    for name, sources in _collections(options.corpora).items():
        result = docnorm.canonicalize(sources)
        if any(result.restore(source.id) != source.data for source in sources):
            return machine.refuse(f"a source of {name} doesn't come back")
        rows.append(_row(name, sources, options.repeat))
        _print(rows[-1])
    record = machine.about("docnorm", "ftfy", "numpy") | {"rows": [asdict(row) for row in rows]}
    machine.write(record, options.record, options.name)
    return 0


def _collections(corpora: Path) -> dict[str, list[docnorm.Source]]:
    """
    Return sources by the name of what they are: records, novels, and the articles of `seeds`.
    """
    found = {"articles of seeds": [docnorm.Source(path.name, path.read_bytes()) for path in _seeds()]}
    for name in RECORDS:
        if (path := corpora / name / "docs.jsonl").is_file():
            found[name] = [docnorm.Source(told["id"], told["text"].encode()) for told in _lines(path)]
    if (path := corpora / "gutenberg_pride_alice" / "docs.jsonl").is_file():
        editions = defaultdict(list)
        for told in _lines(path):
            editions[told["id"].rpartition("/")[0]].append(told["text"])
        found["editions of novels"] = [
            docnorm.Source(edition, "\n\n".join(texts).encode()) for edition, texts in editions.items()
        ]
    return found


def _seeds() -> list[Path]:
    return sorted(path for path in (corpus.ROOT / "seeds").iterdir() if path.suffix == ".txt")


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _row(name: str, sources: list[docnorm.Source], repeat: int) -> Row:
    best = float("inf")
    for _ in range(repeat):
        started = time.process_time()
        docnorm.canonicalize(sources)
        best = min(best, time.process_time() - started)
    result, _, modules = profiles.profiled(lambda: docnorm.canonicalize(sources))
    size = sum(len(source.data) for source in sources) / 1e6
    dropped = sum(record.status == "dropped" for record in result.blocks)
    return Row(name, len(sources), round(size, 3), round(best, 3), round(size / best, 2), dropped, modules)


def _print(row: Row) -> None:
    most = ", ".join(f"{name} {share:.0%}" for name, share in list(row.modules.items())[:6])
    size = f"{row.documents} | {row.megabytes:.1f} | {row.cpu_seconds:.2f} | {row.megabytes_per_second:.1f}"
    print(f"| {row.name} | {size} | {row.dropped:,} | {most} |")


if __name__ == "__main__":
    sys.exit(main())
