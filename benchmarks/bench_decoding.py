"""
From bytes to the right text: docnorm beside charset-normalizer, chardet and ftfy's guess_bytes, on the same files.

What counts is the text, not the name of the encoding. In a file that was broken on purpose, everything but the broken
spot must be right. For chardet, give the interpreter of an environment that has it (see rivals/detectors.py).

Rule 1: docnorm's answer is checked before anything is told: the goals below, and that every file comes back.
Rule 2: a file whose label is wrong counts as wrong in one column and as what it is in the other; the table of those
        names the encoding that it is in, and a word that shows it.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from rivals import detectors

import docnorm
from docnorm import decoding, islands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
CORPORA = next(
    (found for folder in ROOT.parents if (found := folder / "shared" / "corpora").is_dir()), ROOT / "corpora"
)
FILES = CORPORA / "encodings_dev"
RECORD = Path(__file__).resolve().parent / "record" / "decoding.json"
BROKEN = 200
SIZES = (40, 200, 2000)

# Of the files whose labels say Latin-2 or ISO-8859-5, those that are in Windows-1250 or Windows-1251, and a
# word that is in them if they are read so; by their labels, it has control characters or nonsense in it.
MISLABELLED = {
    "Belorus_Belaruski-Cyrillic": ("cp1251", "правы"),
    "Bosnian_Bosanski-Cyrillic": ("cp1251", "Члaн"),
    "Bosnian_Bosanski-Latin2": ("cp1250", "zaštitu"),
    "Bulgarian_Balgarski-Cyrillic": ("cp1251", "право"),
    "Croatian_Hrvatski-Latin2": ("cp1250", "što"),
    "Czech-Latin2": ("cp1250", "šířit"),
    "Czech_Cesky-Latin2": ("cp1250", "šířit"),
    "Hrvatski_Croatian-Latin2": ("cp1250", "što"),
    "Russian-Cyrillic": ("cp1251", "право"),
    "Russian_Russky-Cyrillic": ("cp1251", "право"),
    "Serbian_Srpski-Cyrillic": ("cp1251", "признaвaњe"),
    "Serbian_Srpski-Latin2": ("cp1250", "što"),
    "Slovak-Latin2": ("cp1250", "ľudských"),
    "Slovak_Slovencina-Latin2": ("cp1250", "ľudských"),
    "Slovenian_Slovenscina-Latin2": ("cp1250", "družbe"),
    "Sorbian-Latin2": ("cp1250", "wužiwać"),
    "Ukrainian-Cyrillic": ("cp1251", "право"),
}

# And one that no codec of Python has all letters of: "және" is "жҫне" in PTCP154, which is the nearest.
NOWHERE = "Kazakh-Cyrillic"

# Encodings with a state: read only where they are declared.
STATEFUL = ("hz", "iso2022_jp", "iso2022_kr")

WESTERN = ("cp1252", "iso8859-15", "mac-roman", "cp850", "cp437")
CENTRAL = ("cp1250", "iso8859-2", "cp852", "mac-latin2")
CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic", "cp855")
SOUTHERN = ("cp1251", "iso8859-5", "mac-cyrillic", "cp855")

# Texts, and the encodings that can hold their language.
TEXTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("French_Francais-Latin1", "German_Deutsch-Latin1", "Spanish-Latin1", "Italian-Latin1"), WESTERN),
    **dict.fromkeys(("Portuguese_Portugues-Latin1", "Swedish_Svenska-Latin1", "Danish_Dansk-Latin1"), WESTERN),
    **dict.fromkeys(("Finnish_Suomi-Latin1", "Catalan_Catala-Latin1", "Breton-Latin1", "Wolof-Latin1"), WESTERN),
    "Icelandic_Yslenska-Latin1": ("cp1252", "mac-iceland", "cp850", "cp861"),
    **dict.fromkeys(("Czech_Cesky-UTF8", "Hungarian_Magyar-UTF8", "Bosnian_Bosanski-UTF8"), CENTRAL),
    "Turkish_Turkce-UTF8": ("cp1254", "iso8859-9", "cp857", "mac-turkish"),
    "Lithuanian_Lietuviskai-Baltic": ("cp1257", "iso8859-13", "iso8859-4", "cp775"),
    "Esperanto-UTF8": ("iso8859-3",),
    "Maltese-UTF8": ("iso8859-3",),
    **dict.fromkeys(("Russian_Russky-UTF8", "Bulgarian_Balgarski-UTF8"), CYRILLIC),
    "Ukrainian-UTF8": ("cp1251", "koi8-u", "iso8859-5", "mac-cyrillic", "cp1125"),
    **dict.fromkeys(("Serbian_Srpski-UTF8", "Macedonian-UTF8"), SOUTHERN),
    "Belorus_Belaruski-UTF8": ("cp1251", "iso8859-5", "koi8-u"),
    "Greek_Ellinika-UTF8": ("cp1253", "iso8859-7", "cp737", "mac-greek", "cp869"),
    "Hebrew_Ivrit-UTF8": ("cp1255", "iso8859-8", "cp862"),
    "Farsi_Persian-UTF8": ("cp1256",),
    "Japanese_Nihongo-UTF8": ("shift_jis", "euc_jp", "cp932"),
    "Korean_Hankuko-UTF8": ("euc_kr", "cp949", "johab"),
    "sample-chinese.txt": ("big5", "cp950", "big5hkscs"),
    "laws_zh_sample": ("gbk", "gb18030"),
    "thaigov_repeated_sample": ("cp874", "iso8859-11"),
    "gutenberg_pride_alice": WESTERN,
    "repeated_copyright_gesetze_sample": WESTERN,
}

EAST_ASIAN = ("big5", "cp9", "euc", "gb", "johab", "shift", "hz", "iso2022")


@dataclass(frozen=True, slots=True)
class Case:
    """
    Some bytes, and the text that is right; *spot* tells that one spot of it was broken.
    """

    family: str
    name: str
    data: bytes
    text: str
    spot: bool = False

    def is_right(self, found: str | None) -> bool:
        """
        Whether a text is the right one.
        """
        if found is None or not self.spot:
            return found == self.text
        start = next((at for at, pair in enumerate(zip(found, self.text, strict=False)) if pair[0] != pair[1]), None)
        if start is None:
            return abs(len(found) - len(self.text)) <= 4
        return any(found.endswith(self.text[start + gone :]) and len(found) - len(self.text) <= 4 for gone in range(5))


def main() -> int:
    """
    Run all contestants, print the table, and record it.
    """
    options = _options()
    if not FILES.is_dir():
        print(f"No benchmark: it needs the files in {FILES}, which aren't there.", file=sys.stderr)
        return 1
    labelled, sound = list(_labelled()), list(_sound())
    cases = [*sound, *_without_marks(sound), *_broken(), *_generated(options.pieces)]
    started = time.perf_counter()
    answers = {"docnorm": [_docnorm(case.data) for case in cases]}
    print(f"docnorm read {len(cases):,} files in {time.perf_counter() - started:.0f} s.")
    by_label = sum(case.is_right(_docnorm(case.data)) for case in labelled)
    if trouble := _trouble(cases, answers["docnorm"], len(sound)):
        print(f"No benchmark: {trouble}.", file=sys.stderr)
        return 1
    files = [case.data for case in cases]
    answers |= {name: detector(files) for name, detector in detectors.each().items()}
    if options.chardet:
        answers["chardet"] = detectors.chardet(options.chardet, files)
    table = _table(cases, answers)
    told = f"By their labels as they are, docnorm reads {by_label} of {len(labelled)} files right."
    _print(table, told)
    speeds = _speeds()
    for name, (plain, ours) in speeds.items():
        print(f"{name}: {ours:,} MB/s to a text and how it was read; {plain:,} MB/s for bytes.decode alone")
    _record(table, speeds, [by_label, len(labelled)], options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=2, help="of each text, size and encoding (default: %(default)s)")
    parser.add_argument("--chardet", type=Path, help="the Python of an environment that has chardet")
    parser.add_argument("--record", type=Path, default=RECORD, help="the file of the record (default: record/)")
    return parser.parse_args()


def _docnorm(data: bytes) -> str | None:
    text, how = decoding.decode(data)
    return islands.read_islands(text, how.codec)[0].text if how.is_text else None


# -- The files -------------------------------------------------------------------------------------------------------


def _labels() -> Iterator[tuple[dict[str, str], bytes]]:
    for line in (FILES / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        yield label, (FILES / label["file"]).read_bytes()


def _labelled() -> Iterator[Case]:
    for label, data in _labels():
        truth = (FILES / label["truth"]).read_bytes().decode() if "truth" in label else data.decode(label["py"])
        yield Case(_family(label["py"]), label["file"], data, truth.removeprefix("\ufeff"))


def _sound() -> Iterator[Case]:
    for case, (label, data) in zip(_labelled(), _labels(), strict=True):
        name = Path(label["file"]).name
        codec, word = MISLABELLED.get(name, (label["py"], ""))
        if word:
            text = data.decode(codec)
            if word not in text or word in case.text:
                raise SystemExit(f"No benchmark: '{word}' doesn't show that {label['file']} is in {codec}.")
            yield Case(_family(codec), case.name, data, text)
        elif name != NOWHERE:
            yield case


def _family(codec: str) -> str:
    if codec.startswith("utf"):
        return "1 UTF-8"
    if codec in STATEFUL:
        return "5 HZ and ISO-2022, undeclared"
    if codec in ("latin-1", "cp1252"):
        return "2 Western, one byte"
    return "4 Chinese, Japanese, Korean" if codec.startswith(EAST_ASIAN) else "3 other, one byte"


def _without_marks(cases: list[Case]) -> Iterator[Case]:
    texts = [case for case in cases if case.family == "1 UTF-8"]
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        for case in texts:
            text = case.text[:200] if codec == "utf-16-be" else case.text
            yield Case("1 UTF-16 and UTF-32 without a mark", case.name, text.encode(codec), text)


def _broken() -> Iterator[Case]:
    """
    Make UTF-8 with one bad byte, with one zero, and with a last character that was cut off, of clean pages.
    """
    chance = random.Random(0)
    pages = [case.text for case in _labelled() if case.family == "1 UTF-8" and not case.text.isascii()]
    for number in range(BROKEN):
        text = chance.choice(pages)
        start = chance.randrange(max(1, len(text) - 100))
        text = text[start : start + chance.choice((60, 400, 4000))]
        at = chance.randrange(1, len(text))
        head, tail = text[:at].encode(), text[at:].encode()
        if number % 3 == 0:
            yield Case(
                "6 broken UTF-8", "a bad byte", head + chance.choice((b"\xff", b"\xe9", b"\x80")) + tail, text, True
            )
        elif number % 3 == 1:
            yield Case("6 broken UTF-8", "a zero", head + b"\0" + tail, text, True)
        else:
            text = (
                text[: max(at for at, character in enumerate(text) if ord(character) > 0x7F) + 1]
                if not text.isascii()
                else text + "…"
            )
            yield Case("6 broken UTF-8", "cut off", text.encode()[:-1], text, True)


def _generated(pieces: int) -> Iterator[Case]:
    chance = random.Random(1)
    for name, encodings in TEXTS.items():
        for codec in encodings:
            text = _text(name).encode(codec, "ignore").decode(codec)
            for size in SIZES:
                for _ in range(pieces):
                    start = chance.randrange(max(1, len(text) - size))
                    piece = text[start : start + size]
                    if not piece.isascii():
                        family = _family("latin-1" if codec in WESTERN[:2] else codec)
                        yield Case(
                            f"7 made: {family[2:]}, {size:,} characters", f"{name} {codec}", piece.encode(codec), piece
                        )


def _text(name: str) -> str:
    if (CORPORA / name).is_dir():
        lines = (CORPORA / name / "docs.jsonl").read_text(encoding="utf-8").splitlines()
        return "\n".join(json.loads(line)["text"] for line in random.Random(name).sample(lines, 30))
    return next(case.text for case in _labelled() if Path(case.name).name == name and not case.text.isascii())


# -- The answers -----------------------------------------------------------------------------------------------------


def _trouble(cases: list[Case], found: list[str | None], sound: int) -> str:
    """
    Tell which goal docnorm doesn't reach, if any.
    """
    right = Counter(case.family[0] for case, text in zip(cases, found, strict=True) if case.is_right(text))
    count = Counter(case.family[0] for case in cases)
    wrong = [
        case.name for case, text in zip(cases, found, strict=True) if case.family[0] in "16" and not case.is_right(text)
    ]
    if wrong:
        return (
            f"{wrong[0]} is in UTF-8, UTF-16 or UTF-32, or nearly so, and is read wrong; so are {len(wrong) - 1} others"
        )
    files = [(case, text) for case, text in zip(cases[:sound], found, strict=False)]
    if (share := sum(case.is_right(text) for case, text in files) / sound) < 0.97:
        return f"docnorm reads {share:.1%} of the files right ({right} of {count})"
    sources = [docnorm.Source(str(number), case.data) for number, case in enumerate(cases) if case.family[0] != "7"]
    result = docnorm.canonicalize(sources)
    lost = [source.id for source in sources if result.restore(source.id) != source.data]
    return f"file {lost[0]} doesn't come back" if lost else ""


def _table(cases: list[Case], answers: dict[str, list[str | None]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for number, case in enumerate(cases):
        row = table.setdefault(case.family, dict.fromkeys(("files", *answers), 0))
        row["files"] += 1
        for name, found in answers.items():
            row[name] += case.is_right(found[number])
    return dict(sorted(table.items()))


def _print(table: dict[str, dict[str, int]], told: str) -> None:
    names = list(next(iter(table.values())))
    print(f"| right text | {' | '.join(names)} |")
    print("|---|" + "---:|" * len(names))
    for family, row in table.items():
        print(f"| {family[2:]} | {' | '.join(str(number) for number in row.values())} |")
    print(told)


def _speeds() -> dict[str, tuple[int, int]]:
    """
    Return, for some clean texts in UTF-8, megabytes a second of Python's own decoder and of docnorm's ladder.
    """
    lines = {"ASCII": "The quick brown fox jumps over the lazy dog.\n", "Russian": "Все люди рождаются свободными\n"}
    lines |= {"Chinese": "人人生而自由，在尊严和权利上一律平等。\n"}
    speeds = {}
    for name, line in lines.items():
        data = (line * 400_000).encode()
        speeds[name] = (_speed(bytes.decode, data), _speed(decoding.decode, data))
    return speeds


def _speed(read: Callable[[bytes], object], data: bytes) -> int:
    best = float("inf")
    for _ in range(7):
        started = time.perf_counter()
        read(data)
        best = min(best, time.perf_counter() - started)
    return round(len(data) / best / 1e6)


def _record(
    table: dict[str, dict[str, int]],
    speeds: dict[str, tuple[int, int]],
    by_label: list[int],
    options: argparse.Namespace,
) -> None:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    record = {
        "commit": commit.strip() or "none",
        "versions": {name: version(name) for name in ("docnorm", "charset-normalizer", "ftfy")}
        | {"python": sys.version.split()[0], "chardet": "in its own environment" if options.chardet else "none"},
        "pieces": options.pieces,
        "right_by_label": by_label,
        "megabytes_per_second": {
            name: {"bytes.decode": plain, "docnorm": ours} for name, (plain, ours) in speeds.items()
        },
        "mislabelled": {name: list(what) for name, what in MISLABELLED.items()},
        "rows": {family[2:]: row for family, row in table.items()},
    }
    options.record.parent.mkdir(exist_ok=True)
    options.record.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"Recorded in {options.record}.")


if __name__ == "__main__":
    sys.exit(main())
