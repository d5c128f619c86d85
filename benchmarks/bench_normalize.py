"""
One document, from bytes or a string to clean text: docnorm against ftfy, and against a copy of the bytes.

Rule 1: docnorm's answer is checked before anything is timed; a wrong answer ends the run.
Rule 2: every contestant runs in this process, on one thread, on the same text.
Rule 3: compare the ratios, which are of one run; the seconds are of one machine on one day.
Rule 4: ftfy does other things, too (and some of these not), so the comparison is of what a user calls: `fix_text`.
"""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

import corpus
import machine
from ftfy import fix_text

import docnorm
from docnorm import kernel

RECORD = Path(__file__).resolve().parent / "record"
WIDTH = 72  # characters of a line of a novel

# What editors put into clean pages all the same; it's taken out where a text must be clean.
MARKS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " ", "\u2060": None, "\u200a": " ", "\u200b": None}
)

DECLARED = ("French", "Greek", "Ukrainian", "Japanese", "Korean")  # translations of one declaration, and articles

GOALS = {  # megabytes in a second on one core, and how many times as fast as ftfy
    "clean ASCII": (300, 50),
    "English, curly quotes, CRLF": (100, 25),
    "clean Chinese": (80, 25),
    "clean Russian": (80, 25),
    "clean Thai": (80, 25),
    "English, a fifth of the lines broken": (0, 3),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """
    A text, and what normalization must make of it.
    """

    name: str
    text: str
    clean: str


@dataclass(frozen=True, slots=True)
class Row:
    """
    How fast one text went by: megabytes of UTF-8 in a second of CPU time.
    """

    name: str
    megabytes: float
    changes: int
    from_bytes: float
    from_text: float
    ftfy: float
    copy: float
    times_ftfy: float
    goal: float
    goal_times_ftfy: float


def main() -> int:
    """
    Normalize each text, print the table, and record it.
    """
    options = _options()
    if kernel.IMPLEMENTATION != "native":
        return machine.refuse(
            f"the {kernel.IMPLEMENTATION} kernel isn't made for speed; run `make setup` with cargo there"
        )
    samples = list(_samples(options.corpora, options.megabytes))
    if trouble := next(filter(None, map(_trouble, samples)), ""):
        return machine.refuse(trouble)
    rows = [_row(sample, options.repeat) for sample in samples]
    _print(rows)
    _record(rows, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--megabytes", type=float, default=2, help="how much of each text (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each, the best counts (default: %(default)s)")
    parser.add_argument(
        "--corpora", type=Path, default=corpus.CORPORA, help="where real texts are (default: %(default)s)"
    )
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (default: beside this)")
    parser.add_argument("--name", default="normalize", help="the name of the record (default: %(default)s)")
    return parser.parse_args()


# -- The texts -------------------------------------------------------------------------------------------------------


def _samples(corpora: Path, megabytes: float) -> Iterator[Sample]:
    novel = _pages(corpora / "gutenberg_pride_alice")
    plain = "\n\n".join(_repeated([_wrapped(page) for page in novel if page.isascii()], megabytes)) + "\n"
    yield Sample("clean ASCII", plain, plain)
    curly = [page for page in novel if "’" in page or "“" in page]
    text = "\n\n".join(_repeated([_wrapped(page) for page in curly], megabytes)) + "\n"
    yield Sample("English, curly quotes, CRLF", text.replace("\n", "\r\n"), _folded(text))
    for name, pages in _other_scripts(corpora):
        clean = "\n".join(_repeated([_plain(page) for page in pages], megabytes))
        yield Sample(name, clean, clean)
    lines = _repeated(curly, megabytes)
    broken = [_misread(line) if number % 5 == 0 else line for number, line in enumerate(lines)]
    yield Sample("English, a fifth of the lines broken", "\n".join(broken), _folded("\n".join(lines)))


def _other_scripts(corpora: Path) -> Iterator[tuple[str, list[str]]]:
    if not corpora.is_dir():
        print(f"Only English is timed, as there is no folder {corpora} with texts in other scripts.")
        return
    yield "clean Chinese", _pages(corpora / "laws_zh_sample")
    manuals = _pages(corpora / "debian_guide_sample")
    yield "clean Russian", [page for page in manuals if sum("а" <= char <= "я" for char in page) * 4 > len(page)]
    yield "clean Thai", _pages(corpora / "thaigov_repeated_sample")
    for language in DECLARED:
        yield f"clean {language}", _in_language(corpora / "encodings_dev", language)


def _in_language(folder: Path, language: str) -> list[str]:
    labels = map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    # Those in UTF-8; of the others, not every one is in the encoding that its label says.
    named = [row["file"] for row in labels if row["py"] in ("utf_8", "utf-8") and row["lang"].startswith(language)]
    texts = [(folder / name).read_text(encoding="utf-8-sig") for name in sorted(named)]
    return [unicodedata.normalize("NFC", "\n".join(_usual(text).splitlines())) for text in texts]


def _pages(folder: Path) -> list[str]:
    # Where the corpora aren't there, the paragraphs of the seeds; they have all the quotation marks that are needed.
    path = folder / "docs.jsonl"
    if not path.is_file():
        seeds = sorted((corpus.ROOT / "seeds").glob("*article*.txt")) + sorted(
            (corpus.ROOT / "seeds").glob("000_*.txt")
        )
        pages = [page for seed in seeds for page in seed.read_text(encoding="utf-8").split("\n") if page]
        return [*map(_usual, pages), *(_plain(page) for page in pages if _plain(page).isascii())]
    return [_usual(json.loads(line)["text"]) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _usual(page: str) -> str:
    # Without the spaces and joiners that only typesetters see.
    return page.replace("\xa0", " ").replace("\u2060", "").replace("\u200a", " ").replace("`", "'")


def _plain(page: str) -> str:
    return "\n".join(line.rstrip() for line in page.translate(MARKS).split("\n"))


def _wrapped(page: str) -> str:
    return textwrap.fill(page, WIDTH, break_long_words=False, break_on_hyphens=False)


def _folded(text: str) -> str:
    return text.translate({ord(mark): MARKS[ord(mark)] for mark in "“”‘’"})


def _misread(line: str) -> str:
    # What Windows-1252 lacks is read as a control character, as browsers and ftfy do.
    return "".join(_in_windows_1252(byte) for byte in line.encode())


def _in_windows_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("windows-1252")
    except UnicodeDecodeError:
        return chr(byte)


def _repeated(pages: list[str], megabytes: float) -> list[str]:
    # All pages, and then all again, until it's enough.
    chosen: list[str] = []
    left = megabytes * 1e6
    for page in cycle(pages):
        if left <= 0:
            return chosen
        chosen.append(page)
        left -= len(page.encode())
    return chosen


# -- The answers -----------------------------------------------------------------------------------------------------


def _trouble(sample: Sample) -> str:
    """
    Tell what is wrong with docnorm's answer, if anything.
    """
    document = docnorm.normalize(sample.text.encode())
    if document.text != docnorm.normalize(sample.text).text:
        return f"{sample.name}: bytes and text are normalized differently"
    if document.text != sample.clean:
        at = next((at for at, (a, b) in enumerate(zip(document.text, sample.clean, strict=False)) if a != b), -1)
        return f"{sample.name}: at character {at} docnorm gave {document.text[at - 20 : at + 20]!r}"
    if _undone(document) != sample.text or document.decoded != sample.text:
        return f"{sample.name}: the changes don't lead back"
    return ""


def _undone(document: docnorm.Document) -> str:
    pieces, at = [], 0
    for source, target in document.alignment.changes():
        pieces += (document.text[at : target.start], document.decoded[source.start : source.stop])
        at = target.stop
    return "".join([*pieces, document.text[at:]])


def _row(sample: Sample, repeat: int) -> Row:
    data = sample.text.encode()
    megabytes = len(data) / 1e6

    def speed(job: Callable[[], object]) -> float:
        return megabytes / min(_timed(job) for _ in range(repeat))

    def speed_of_text(job: Callable[[str], object]) -> float:
        # A fresh string each time: CPython keeps the UTF-8 of a string that was once asked for it.
        fresh = [data.decode() for _ in range(repeat)]
        return megabytes / min(_timed(partial(job, text)) for text in fresh)

    from_bytes, from_text = speed(lambda: docnorm.normalize(data)), speed_of_text(docnorm.normalize)
    ftfy = megabytes / _timed(lambda: fix_text(sample.text))
    goal, goal_times = GOALS.get(sample.name, (0, 0))
    return Row(
        name=sample.name,
        megabytes=round(megabytes, 1),
        changes=len(docnorm.normalize(data).alignment),
        from_bytes=round(from_bytes, 1),
        from_text=round(from_text, 1),
        ftfy=round(ftfy, 2),
        copy=round(speed(lambda: bytearray(data))),
        times_ftfy=round(from_text / ftfy, 1),
        goal=goal,
        goal_times_ftfy=goal_times,
    )


def _timed(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return max(1e-9, time.process_time() - start)


# -- Telling ---------------------------------------------------------------------------------------------------------


def _print(rows: list[Row]) -> None:
    print("| MB/s | from bytes | from text | goal | ftfy | times ftfy | goal | copying the bytes | a change every |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        every = f"{row.megabytes * 1e6 / row.changes:,.0f} bytes" if row.changes else "never"
        ours = f"{row.from_bytes:.1f} | {row.from_text:.1f} | {row.goal or '–'}"
        print(
            f"| {row.name} | {ours} | {row.ftfy:.2f} | {row.times_ftfy:.1f} | {row.goal_times_ftfy or '–'} "
            f"| {row.copy:,.0f} | {every} |"
        )


def _record(rows: list[Row], options: argparse.Namespace) -> None:
    record = machine.about("docnorm", "ftfy") | {"repeat": options.repeat, "rows": [asdict(row) for row in rows]}
    machine.write(record, options.record, options.name)


if __name__ == "__main__":
    sys.exit(main())
