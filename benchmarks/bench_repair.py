"""
Repairing what was misread: docnorm beside ftfy, on clean texts that are misread here, in many languages and many ways.

A *way* is a codec that UTF-8 is read with, once or twice, in all of a line or in its second half. Whole documents are
repaired, and single lines by themselves. A line counts as repaired if it's exactly the clean line again; as damaged, if
it was clean, or was in quite another encoding, and is another one now.

Rule 1: docnorm's answer is checked before anything is told: no clean line may change, and no row of documents may be
        worse than ftfy's by more than a thousandth.
Rule 2: both get the same texts; ftfy with the encoding fixers on that docnorm uses, and nothing else.
Rule 3: what is misread is real text; where it comes from is told. Nothing here was used to make docnorm's tables.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import corpus
import ftfy
import ftfy.bad_codecs
import machine

from docnorm import proposing
from docnorm.repairing import repair

RECORD = Path(__file__).resolve().parent / "record"
LONGEST = 20_000  # characters of one document
SINGLE = 4  # every fourth line is also tried alone
TOLERANCE = 0.001

# What Windows leaves undefined is read as Latin-1 by programs that go on; ftfy has codecs that do so.
SLOPPY = {f"cp{number}": f"sloppy-windows-{number}" for number in (1250, 1251, 1252, 1253, 1254, 1257)}
ONCE = (
    *("cp1252", "latin-1", "cp1250", "iso8859-2", "cp1251", "cp1253", "cp1254", "cp1257", "mac-roman", "cp437"),
    *("koi8-r", "gbk", "shift_jis", "big5", "euc_kr"),
)
TWICE = ("cp1252", "latin-1", "cp1251", "mac-roman", "cp437", "iso8859-2")
HALF = ("cp1252", "latin-1", "cp1251")
# Text in an encoding of its own that was read as Windows-1252: a repair by halves can't be undone any more.
LEGACY = (
    *(("laws_zh", "gb18030"), ("laws_zh", "big5"), ("Korean", "euc_kr"), ("Japanese", "euc_jp")),
    *(("Japanese", "shift_jis"), ("/ru/", "koi8-r"), ("/ru/", "cp1251"), ("Polish", "cp1250"), ("thai", "tis-620")),
)
PAGES = {  # how many of each
    "debian_guide_sample": 60,
    "laws_zh_sample": 15,
    "thaigov_repeated_sample": 10,
    "bible_gospel_sample": 8,
    "repeated_copyright_gesetze_sample": 10,
    "gutenberg_pride_alice": 400,
    "civil_codes_sample": 200,
}
CAPITALS = [chr(code) for code in range(0xC0, 0x180) if chr(code).isupper() and chr(code) not in "ÂÃ"]
MARKS = "¹²³°ªº½¼¾±µ¶·¸§©®™*†‡•…–—‘’‚“”„‹›«»¿¡\xa0"

Repairer = Callable[[str], str]
Pair = tuple[str, str]
"""A clean line, and what it was misread as."""


@dataclass(frozen=True, slots=True)
class Row:
    """
    What became of the lines of one way: shares of those that were repaired, and of those that are neither now.
    """

    way: str
    lines: int
    docnorm: float
    docnorm_half: float
    ftfy: float
    ftfy_half: float


@dataclass(frozen=True, slots=True)
class Damage:
    """
    How many lines that should have stayed did not.
    """

    what: str
    lines: int
    docnorm: int
    ftfy: int


def main() -> int:
    """
    Misread, repair, compare; print the tables, and record them.
    """
    options = _options()
    if not (options.corpora / "encodings_dev").is_dir():
        print(
            f"No benchmark: the corpora aren't in {options.corpora}; name their folder with --corpora.", file=sys.stderr
        )
        return 1
    documents = _documents(options.corpora, options.every)
    damages = list(_damages(documents))
    rows = list(_rows(documents, alone=False))
    single = list(_rows(documents, alone=True))
    if trouble := _trouble(damages, rows):
        print(f"No table: {trouble}.", file=sys.stderr)
        return 1
    _print(damages, rows, single)
    told = {"damage": damages, "documents": rows, "lines": single}
    record = machine.about("ftfy") | {name: [asdict(row) for row in table] for name, table in told.items()}
    options.record.mkdir(parents=True, exist_ok=True)
    (options.record / "repair.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=corpus.CORPORA, help="where real texts are (%(default)s)")
    parser.add_argument("--record", type=Path, default=RECORD, help="the folder of the record (beside this)")
    parser.add_argument("--every", type=int, default=1, help="take every n-th document only, to be quicker")
    return parser.parse_args()


def _trouble(damages: Iterable[Damage], rows: Iterable[Row]) -> str:
    for damage in damages:
        if damage.what == "clean" and damage.docnorm:
            return f"{damage.docnorm} clean lines were changed"
    worse = [row.way for row in rows if row.docnorm < row.ftfy - TOLERANCE]
    return f"ftfy repairs more of {', '.join(worse)}" if worse else ""


# -- The texts -------------------------------------------------------------------------------------------------------


def _documents(corpora: Path, every: int) -> dict[str, list[str]]:
    found = dict(_declarations(corpora / "encodings_dev"))
    for folder, pages in PAGES.items():
        lines = (corpora / folder / "docs.jsonl").read_text(encoding="utf-8").split("\n")
        records = [json.loads(line) for line in lines if line]
        for record in records[:: max(1, len(records) // pages)][:pages]:
            found[f"{folder}/{record['id']}"] = record["text"][:LONGEST].replace("\r\n", "\n").split("\n")
    return dict(list(found.items())[::every])


def _declarations(folder: Path) -> Iterator[tuple[str, list[str]]]:
    # The Universal Declaration of Human Rights in 85 languages, and a few articles.
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").split("\n"):
        label = json.loads(line) if line else {"encoding": ""}
        if label["encoding"].replace("-", "_") == "utf_8":
            text = (folder / label["file"]).read_bytes().decode().lstrip("\ufeff")
            yield f"{label['lang']}/{label['file']}", text.replace("\r\n", "\n").split("\n")


def _misread(line: str, codec: str, times: int) -> str:
    for _ in range(times):
        line = line.encode().decode(SLOPPY.get(codec, codec))
    return line


def _pairs(lines: Iterable[str], codec: str, times: int, *, half: bool) -> Iterator[Pair]:
    for line in lines:
        words = line.split(" ")
        kept = words[: len(words) // 2] if half else []
        try:
            misread = " ".join([*kept, _misread(" ".join(words[len(kept) :]), codec, times)])
        except UnicodeError:
            continue  # not every line can be read with every codec
        if misread != line and not set(misread) & set("\n\r\x0b\x0c\x85"):
            yield line, misread


# -- The contestants -------------------------------------------------------------------------------------------------


def _docnorm(text: str) -> str:
    return repair(text)[0].text


def _ftfy(text: str) -> str:
    return ftfy.fix_text(text, proposing.config())


def _by_document(repairer: Repairer, lines: list[str]) -> list[str]:
    return repairer("\n".join(lines)).split("\n")


def _by_line(repairer: Repairer, lines: list[str]) -> list[str]:
    return [repairer(line) for line in lines]


# -- The tables ------------------------------------------------------------------------------------------------------


def _rows(documents: dict[str, list[str]], *, alone: bool) -> Iterator[Row]:
    ways = [(codec, 1, False) for codec in ONCE] + [(codec, 2, False) for codec in TWICE]
    for codec, times, half in [*ways, *((codec, 1, True) for codec in HALF)]:
        pairs = [list(_pairs(lines, codec, times, half=half)) for lines in documents.values()]
        pairs = [found[::SINGLE] if alone else found for found in pairs if found]
        name = codec + (", twice" if times > 1 else "") + (", half of the line" if half else "")
        yield _row(name, pairs, _by_line if alone else _by_document)


def _row(way: str, pairs: list[list[Pair]], apply: Callable[[Repairer, list[str]], list[str]]) -> Row:
    total = sum(map(len, pairs))
    shares = []
    for repairer in (_docnorm, _ftfy):
        repaired = half = 0
        for found in pairs:
            for (clean, misread), got in zip(found, apply(repairer, [pair[1] for pair in found]), strict=True):
                repaired += got == clean
                half += got not in (clean, misread)
        shares += [repaired / total, half / total]
    return Row(way, total, *shares)


def _damages(documents: dict[str, list[str]]) -> Iterator[Damage]:
    yield _damage("clean", documents.values())
    yield _damage("clean, in capitals", ([line.upper() for line in lines] for lines in documents.values()))
    for context in ("CAF{}", "LE CAF{} EST", "25 {}C", "“CAF{}", "{}"):
        lines = [[context.format(capital + mark)] for capital in CAPITALS for mark in MARKS]
        yield _damage(f"a capital and a mark: {context.format('É²')}", lines)
    for name, codec in LEGACY:
        texts = [list(_legacy(lines, codec)) for key, lines in documents.items() if name in key]
        if any(texts):
            yield _damage(f"{codec}, read as Windows-1252", filter(None, texts))


def _legacy(lines: Iterable[str], codec: str) -> Iterator[str]:
    for line in lines:
        try:
            misread = line.encode(codec).decode("sloppy-windows-1252")
        except UnicodeError:
            continue
        if misread != line and not set(misread) & set("\n\r\x0b\x0c\x85"):
            yield misread


def _damage(what: str, documents: Iterable[list[str]]) -> Damage:
    total = 0
    changed = [0, 0]
    for lines in documents:
        total += len(lines)
        for number, repairer in enumerate((_docnorm, _ftfy)):
            got = _by_document(repairer, lines)
            changed[number] += sum(line != other for line, other in zip(lines, got, strict=True))
    return Damage(what, total, *changed)


def _print(damages: Iterable[Damage], rows: Iterable[Row], single: Iterable[Row]) -> None:
    print("| lines that should stay | lines | changed by docnorm | by ftfy |\n|---|---:|---:|---:|")
    for damage in damages:
        print(f"| {damage.what} | {damage.lines:,} | {damage.docnorm:,} | {damage.ftfy:,} |")
    for title, table in (("documents", rows), ("single lines", single)):
        print(f"\n| {title} read as | lines | repaired by docnorm | by halves | by ftfy | by halves |")
        print("|---|---:|---:|---:|---:|---:|")
        for row in table:
            shares = (row.docnorm, row.docnorm_half, row.ftfy, row.ftfy_half)
            print(f"| {row.way} | {row.lines:,} | " + " | ".join(f"{share:.2%}" for share in shares) + " |")


if __name__ == "__main__":
    sys.exit(main())
