"""
What the way back costs: the size of the provenance map beside its sources, for novels that are messy in known ways.

Rule 1: every novel is restored from its output folder and compared before its row is printed; and so is every file of
        the corpora, and every text in them, as a record.
Rule 2: what counts is the map and the list of the sources, as they are and through gzip. The canonical text doesn't:
        it is what was asked for.
Rule 3: the shares are of bytes, and the same on every machine; the seconds are CPU time, of this machine.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
import texts

import docnorm
from docnorm import Source
from docnorm.enveloping import join, split

if TYPE_CHECKING:
    from collections.abc import Iterable

MAP = ("provenance.jsonl", "sources.jsonl")
BATCH = 64  # files of the corpora in one run


def main() -> int:
    """
    Print the table, then restore the corpora.
    """
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=corpus.CORPORA, help="where they are (default: %(default)s)")
    parser.add_argument("--files", type=int, default=None, help="restore so many files only (default: all)")
    options = parser.parse_args()
    if not all((options.corpora / name).exists() for name in texts.NEEDED):
        print(
            f"No benchmark: the corpora aren't in {options.corpora}; name their folder with --corpora.", file=sys.stderr
        )
        return 1
    print("| novel | bytes | blocks | map, of the source | through gzip | write, MB/s | load and verify, MB/s |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, datas in texts.novels(options.corpora).items():
        print(_row(name, [Source(f"{n}.txt", data, kind="file") for n, data in enumerate(datas)]))
    _restore_all(options.corpora, options.files)
    return 0


def _row(name: str, sources: list[Source]) -> str:
    result, size = docnorm.canonicalize(sources), sum(source.size for source in sources)
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        result.write(Path(folder) / "out")
        written = time.process_time()
        loaded = docnorm.load(Path(folder) / "out")
        loaded.verify()
        verified = time.process_time()
        stored = b"".join((Path(folder) / "out" / part).read_bytes() for part in MAP)
    _compare(loaded, sources)
    shares = f"{len(stored) / size:.2%} | {len(gzip.compress(stored, mtime=0)) / size:.2%}"
    speeds = f"{size / 1e6 / (written - started):.1f} | {size / 1e6 / (verified - written):.1f}"
    return f"| {name} | {size:,} | {len(result.blocks):,} | {shares} | {speeds} |"


def _compare(result: docnorm.Result, sources: Iterable[Source]) -> None:
    for source in sources:
        if result.restore(source.id) != source.data:
            raise AssertionError(f"{source.id} doesn't come back")


def _restore_all(corpora: Path, limit: int | None) -> None:
    files = list(islice(texts.files(corpora), limit))
    for first in range(0, len(files), BATCH):
        batch = files[first : first + BATCH]
        sources = [Source(name, data, kind="file") for name, data in batch]
        _compare(_through_a_folder(sources), sources)
    print(f"\n{len(files):,} files of the corpora, {sum(len(d) for _, d in files):,} bytes: all came back")
    records = 0
    for name, data in files:
        if name.endswith("docs.jsonl"):
            sources = split(name, data)
            result = _through_a_folder(sources)
            _compare(result, sources)
            if join((entry.envelope, result.restore(entry.id)) for entry in result.sources if entry.envelope) != data:
                raise AssertionError(f"{name} doesn't come back")
            records += len(sources)
    print(f"{records:,} records of them, each as a source: all came back, and so did their files")


def _through_a_folder(sources: list[Source]) -> docnorm.Result:
    with tempfile.TemporaryDirectory() as folder:
        docnorm.canonicalize(sources).write(Path(folder) / "out")
        return docnorm.load(Path(folder) / "out")


if __name__ == "__main__":
    sys.exit(main())
