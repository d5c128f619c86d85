"""
Repeats inside documents: what is dropped, by characters, beside what people or rules marked, and beside what dropping
equal lines or paragraphs would do.

Rule 1: every text goes through `canonicalize` with the default profile, by itself; nothing is chosen for a set.
Rule 2: characters that aren't white space are counted, in the text as it was found.
Rule 3: of two copies either may go: what counts as right is a marked copy, or, if that one stays, what it repeats.
Rule 4: the run ends with an error if what is asked of the sets (`GOALS`) isn't reached.

    python benchmarks/bench_runs.py
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus

import docnorm
from docnorm import Source

THAI, STATUTES, MANUALS = "thaigov_repeated_sample", "repeated_copyright_gesetze_sample", "intra_doc_powershell"

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """
    A document, and in it the pairs of spans that repeat each other; whether nothing else in it does, or nothing at all.
    """

    id: str
    text: str
    repeats: list[tuple[Spans, Spans]]
    is_clean: bool
    is_repeated: bool


def main(argv: list[str] | None = None) -> int:
    """
    Print the table, and what isn't as the marks have it.
    """
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=corpus.CORPORA, help="where they are (default: %(default)s)")
    parser.add_argument("--show", action="store_true", help="show every difference from the marks")
    options = parser.parse_args(argv)
    if not all((options.corpora / name).exists() for name in READERS):
        what = f"No benchmark: the corpora aren't in {options.corpora}; name their folder with --corpora."
        print(what, file=sys.stderr)
        return 1
    print("| documents | precision | recall | F1 | clean ones touched | equal paragraphs | equal lines |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, read in READERS.items():
        cases = list(read(options.corpora / name))
        for what, chosen in _rows(cases):
            _print_row(f"{name}, {what}", chosen, options)
    return 0


def _rows(cases: list[Case]):
    yield "repeated", [c for c in cases if c.is_repeated]
    yield "repeated, clean", [c for c in cases if c.is_repeated and c.is_clean]
    yield "not repeated", [c for c in cases if not c.is_repeated]


def _print_row(name: str, cases: list[Case], options: argparse.Namespace) -> None:
    if not cases: return
    out=[]
    for i, method in enumerate((dropped, paragraphs, lines)):
        tp=fp=fn=0; touched=0
        for case in cases:
            spans = method(case.text)
            a,b,c = score(case, spans)
            tp+=a;fp+=b;fn+=c
            touched += bool(b)
            if not i and options.show and (b or c):
                print("\n##", case.id, a,b,c)
                show(case, spans)
        p=tp/(tp+fp) if tp+fp else 1; r=tp/(tp+fn) if tp+fn else 1
        f=2*p*r/(p+r) if p+r else 0
        out.append(f"{p:.3f} {r:.3f} {f:.3f} touched {touched} of {len(cases)}, {fp} chars")
    print("|", name, "|", " | ".join(out))


def chars(text: str, spans: Spans) -> set[int]:
    return {at for start, stop in spans for at in range(start, stop) if not text[at].isspace()}


def score(case: Case, spans: Spans) -> tuple[int, int, int]:
    gone = chars(case.text, spans)
    right, missed = set(), 0
    for removed, kept in case.repeats:
        mine, other = chars(case.text, removed), chars(case.text, kept)
        if len(mine & gone) < len(other & gone):
            mine = other
        right |= mine
    missed=len(right-gone)
    marked = set().union(*(chars(case.text, spans) for pair in case.repeats for spans in pair)) if case.repeats else set()
    return len(gone & right), len(gone - marked), missed


def show(case: Case, spans: Spans) -> None:
    gone = chars(case.text, spans)
    marked = set().union(*(chars(case.text, s) for pair in case.repeats for s in pair)) if case.repeats else set()
    for start, stop in spans:
        bad = chars(case.text, [(start, stop)]) - marked
        if bad:
            print("  FALSE", start, len(bad), repr(case.text[start:stop][:150]))
    for removed, kept in case.repeats:
        for start, stop in removed:
            miss = chars(case.text, [(start, stop)]) - gone
            if miss and not chars(case.text, kept) & gone:
                at = min(miss)
                print("  MISSED", start, len(miss), repr(case.text[at:at + 150]))


def dropped(text: str) -> Spans:
    """
    What docnorm drops.
    """
    data = text.encode("utf-8", "surrogatepass")
    result = docnorm.canonicalize([Source("text", data)])
    found = []
    for block in result.blocks:
        if block.status == "dropped":
            start, stop = block.bytes
            first = len(data[:start].decode("utf-8", "surrogatepass"))
            found.append((first, first + len(data[start:stop].decode("utf-8", "surrogatepass"))))
    return found


def paragraphs(text: str) -> Spans:
    return _again(text, re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+"))


def lines(text: str) -> Spans:
    return _again(text, re.compile(r"[^\n]*\S[^\n]*"))


def _again(text, pattern):
    seen, found = set(), []
    for part in pattern.finditer(text):
        key = part[0].strip()
        if key in seen:
            found.append(part.span())
        seen.add(key)
    return found


def _marked(folder: Path) -> Iterator[Case]:
    texts = {row["id"]: row["text"] for row in _rows_of(folder / "docs.jsonl")}
    for row in _rows_of(folder / "labels.jsonl"):
        repeats = [([tuple(run["second"])], [tuple(run["first"])]) for run in row["runs"]]
        yield Case(row["id"], texts[row["id"]], repeats, row.get("clean", True), row["repeated"])


def _edited(folder: Path) -> Iterator[Case]:
    for row in _rows_of(folder / "labels.jsonl"):
        spans = [found.span() for found in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", row["before"])]
        repeats = [([spans[dup["removed"]]], [spans[dup["kept"]]]) for dup in row["dups"]] if len(spans) == row["n_paras"] else []
        if len(spans)!=row["n_paras"]: print("paras", len(spans), row["n_paras"])
        yield Case(row["id"], row["before"], repeats, row["strict"], True)


def _rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


READERS: dict[str, Callable[[Path], Iterator[Case]]] = {THAI: _marked, STATUTES: _marked, MANUALS: _edited}


if __name__ == "__main__":
    sys.exit(main())
