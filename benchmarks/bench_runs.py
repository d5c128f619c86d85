"""
Repeats inside documents: what is dropped, by characters, beside what people or rules marked, and beside what dropping
equal paragraphs or lines would do.

Rule 1: every text goes through `canonicalize` with the default profile, by itself; nothing is chosen for a set.
Rule 2: characters that aren't white space are counted, in the text as it was found. Of two marked copies either may go.
Rule 3: marks leave out repeats that are there. What is word for word in its kept copy and isn't marked is neither right
        nor wrong in the column that says so, and wrong in the others.
Rule 4: the run ends with an error if a goal (`GOALS`) isn't reached.

    python benchmarks/bench_runs.py --show
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus

import docnorm
from docnorm import Source

THAI, STATUTES, MANUALS = "thaigov_repeated_sample", "repeated_copyright_gesetze_sample", "intra_doc_powershell"

GOALS = {f"{THAI}, repeated": 0.95, f"{STATUTES}, repeated, clean": 0.95}
"""The F1 that is asked of a set, but for repeats that aren't marked."""

UNTOUCHED = f"{THAI}, not repeated"
"""The set of which nothing may go."""

_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_LINE = re.compile(r"[^\n]*\S[^\n]*")

Span = tuple[int, int]
Gone = list[tuple[Span, bool]]
"""What was dropped, and whether each of its words is in what was kept for it."""


@dataclass(frozen=True)
class Case:
    """
    A text, and in it pairs of spans that repeat each other.
    """

    id: str
    text: str
    repeats: list[tuple[Span, Span]]
    is_repeated: bool
    is_clean: bool


@dataclass
class Score:
    """
    Characters that were dropped and marked, dropped and not marked, and marked and not dropped.
    """

    right: int = 0
    wrong: int = 0
    unmarked: int = 0
    missed: int = 0
    touched: int = 0

    def precision(self, *, strict: bool = True) -> float:
        """
        The share of the dropped characters that are marked.
        """
        wrong = self.wrong + (self.unmarked if strict else 0)
        return self.right / (self.right + wrong) if self.right + wrong else 1.0

    def recall(self) -> float:
        """
        The share of the marked characters that are dropped.
        """
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def f1(self, *, strict: bool = True) -> float:
        """
        The harmonic mean of precision and recall.
        """
        precision, recall = self.precision(strict=strict), self.recall()
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main(argv: list[str] | None = None) -> int:
    """
    Print the table, and say which goal isn't reached.
    """
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=corpus.CORPORA, help="where they are (default: %(default)s)")
    parser.add_argument("--show", action="store_true", help="show each difference from the marks")
    options = parser.parse_args(argv)
    if not all((options.corpora / name).exists() for name in READERS):
        what = f"No benchmark: the corpora aren't in {options.corpora}; name their folder with --corpora."
        print(what, file=sys.stderr)
        return 1
    print(
        "| documents | of them | precision | recall | F1 | F1 but for unmarked repeats | touched wrongly "
        "| F1 of equal paragraphs | F1 of equal lines |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    missed = []
    for name, read in READERS.items():
        for what, cases in _sets(list(read(options.corpora / name))):
            score = _print_row(f"{name}, {what}", cases, show=options.show)
            if score.f1(strict=False) < GOALS.get(f"{name}, {what}", 0) or (
                f"{name}, {what}" == UNTOUCHED and score.touched
            ):
                missed.append(f"{name}, {what}")
    for name in missed:
        print(f"The goal isn't reached: {name}", file=sys.stderr)
    return 1 if missed else 0


def _sets(cases: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    sets = {
        "repeated": [case for case in cases if case.is_repeated],
        "repeated, clean": [case for case in cases if case.is_repeated and case.is_clean],
        "not repeated": [case for case in cases if not case.is_repeated],
    }
    yield from ((what, chosen) for what, chosen in sets.items() if chosen)


def _print_row(name: str, cases: list[Case], *, show: bool) -> Score:
    ours, by_paragraphs, by_lines = Score(), Score(), Score()
    for case in cases:
        gone = dropped(case.text)
        add(ours, case, gone)
        add(by_paragraphs, case, again(case.text, _PARAGRAPH))
        add(by_lines, case, again(case.text, _LINE))
        if show:
            _show(case, gone)
    told = f"{ours.precision():.3f} | {ours.recall():.3f} | {ours.f1():.3f} | {ours.f1(strict=False):.3f}"
    if not any(case.repeats for case in cases):
        told = " | ".join("–" * 4)
        others = f"{by_paragraphs.touched} touched | {by_lines.touched} touched"
    else:
        others = f"{by_paragraphs.f1():.3f} | {by_lines.f1():.3f}"
    print(f"| {name} | {len(cases)} | {told} | {ours.touched} | {others} |")
    return ours


def add(score: Score, case: Case, gone: Gone) -> None:
    """
    Count what was dropped of a case.
    """
    plain = _at(case.text, (span for span, is_there in gone if is_there))
    every = _at(case.text, (span for span, _ in gone))
    marked, right = set[int](), set[int]()
    for one, other in case.repeats:
        sides = _at(case.text, [one]), _at(case.text, [other])
        right |= max(sides, key=lambda side: len(side & every))
        marked |= sides[0] | sides[1]
    score.right += len(every & right)
    score.missed += len(right - every)
    score.unmarked += len(plain - marked)
    wrong = every - plain - marked
    score.wrong += len(wrong)
    score.touched += bool(wrong) if case.repeats else bool(wrong | plain)


def _at(text: str, spans: Iterable[Span]) -> set[int]:
    return {at for start, stop in spans for at in range(start, stop) if not text[at].isspace()}


def _show(case: Case, gone: Gone) -> None:
    marked = _at(case.text, (span for pair in case.repeats for span in pair))
    every = _at(case.text, (span for span, _ in gone))
    for (start, stop), is_there in gone:
        if _at(case.text, [(start, stop)]) - marked:
            what = "unmarked" if is_there else "wrong"
            print(f"{case.id}: {what}, {stop - start} at {start}: {case.text[start:stop][:100]!r}")
    for one, other in case.repeats:
        if not any(_at(case.text, [span]) & every for span in (one, other)):
            print(f"{case.id}: missed, {one[1] - one[0]} at {one[0]}: {case.text[slice(*one)][:100]!r}")


def dropped(text: str) -> Gone:
    """
    Return what docnorm drops.
    """
    data = text.encode("utf-8", "surrogatepass")
    result = docnorm.canonicalize([Source("text", data)])
    gone: Gone = []
    for block in result.blocks:
        if block.status == "dropped" and block.chars is not None:
            start, stop = (len(data[:at].decode("utf-8", "surrogatepass")) for at in block.bytes)
            kept = result.documents["text"][slice(*block.chars)]
            clean = docnorm.normalize(data[slice(*block.bytes)]).text
            gone.append(((start, stop), _words(clean) <= _words(kept)))
    return gone


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def again(text: str, pattern: re.Pattern[str]) -> Gone:
    """
    Return the parts of a text, as *pattern* finds them, that were there before.
    """
    seen, gone = set[str](), Gone()
    for part in pattern.finditer(text):
        key = part[0].strip()
        if key in seen:
            gone.append((part.span(), True))
        seen.add(key)
    return gone


def _marked(folder: Path) -> Iterator[Case]:
    texts = {row["id"]: row["text"] for row in _rows(folder / "docs.jsonl")}
    for row in _rows(folder / "labels.jsonl"):
        repeats = [(tuple(run["second"]), tuple(run["first"])) for run in row["runs"]]
        yield Case(row["id"], texts[row["id"]], repeats, row["repeated"], row.get("clean", True))


def _edited(folder: Path) -> Iterator[Case]:
    # Where a person removed text: the paragraphs that went, and those that they're like. "Clean" are the strict ones.
    for row in _rows(folder / "labels.jsonl"):
        spans = [found.span() for found in _PARAGRAPH.finditer(row["before"])]
        repeats = [(spans[dup["removed"]], spans[dup["kept"]]) for dup in row["dups"]]
        yield Case(row["id"], row["before"], repeats, True, row["strict"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


READERS: dict[str, Callable[[Path], Iterator[Case]]] = {THAI: _marked, STATUTES: _marked, MANUALS: _edited}


if __name__ == "__main__":
    sys.exit(main())
