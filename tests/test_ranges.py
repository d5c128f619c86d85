"""
Ranges: the lines of the map, and that docs/format.md says enough to read them.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from docnorm import Source, canonicalize, load, ranges
from docnorm.model import Link, Record
from docnorm.provenance import Provenance

A = "“It’s a pity,” the mayor said, “but we can’t do without the northern quay any longer, can we?”"
B = "The harbour master closed the northern quay on Monday, since all of the old cranes were found to be unsafe."
C = "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer."
D = "The council has set money aside for the repairs and expects the work to begin well before the autumn."

LINES = [
    # label, sources, blocks in each line
    ("one after the other", [f"{A}\n\n{B}\n\n{C}\n"], [3]),
    ("line by line", [f"{A}\n{B}\n{C}"], [3]),
    ("CRLF", [f"{A}\r\n\r\n{B}\r\n\r\n\r\n{C}\r\n"], [3]),
    ("a copy", [f"{A}\n{B}\n{C}", f"{A}\n{B}\n{C}"], [3, 3]),
    ("a copy with other ends", [f"{A}\n\n{B}\n\n{C}\n", f"\r\n{A}\r\n\r\n\r\n{B}\r\n\r\n{C}"], [3, 3]),
    ("a copy with bells", [f"{A}\n\n{B}\n\n{C}\n", f"{A}\x07\n\n{B}\x07\x07\n\n{C}\x07"], [3, 3]),
    ("a copy with wide gaps", [f"{A}\n\u3000\n{B}\n \n{C}\n", f"{A}\n\u3000\n{B}\n \n{C}"], [3, 1, 1, 1]),
    ("a copy with other wide gaps", [f"{A}\n\u3000\n{B}\n\n{C}\n", f"{A}\n\n{B}\n\n{C}"], [3, 1, 1, 1]),
    ("a run inside", [f"{A}\n{B}\n{C}\n{D}\n{A}\n{B}\n{D}"], [4, 2, 1]),
    ("a near one inside", [f"{A}\n{B}\n{C}\n{D}\n{A}\n{B.replace('all', 'both')}\n{C}"], [4, 1, 1, 1]),
    ("what two share", [f"{A}\n{B}\n{D}", f"{C}\n{A}\n{B}\n{C * 2}"], [2, 1, 3, 1]),
    ("white space", ["", "\n \n"], [1]),
    ("nothing", [""], []),
]  # fmt: skip


def made(texts: list[str]) -> Provenance:
    """
    Return the map of some sources.
    """
    return canonicalize([Source(f"{number}.txt", text.encode()) for number, text in enumerate(texts)]).provenance


def back(provenance: Provenance) -> tuple[Record, ...]:
    """
    Return the records that the lines of a map tell, through JSON.
    """
    lines = json.loads(json.dumps([*ranges.lines(provenance)]))
    told = (ranges.records(line, provenance.entry_of[line["source"]], provenance.documents) for line in lines)
    return tuple(chain.from_iterable(told))


@pytest.mark.parametrize(("label", "texts", "counts"), LINES, ids=[case[0] for case in LINES])
def test_what_is_alike_is_one_line(label: str, texts: list[str], counts: list[int]) -> None:
    """
    Blocks are put together as the table says, and come back one by one.
    """
    provenance = made(texts)
    assert counts == [line.get("count", 1) for line in ranges.lines(provenance)]
    assert provenance.records == back(provenance)


def test_what_doesnt_follow_is_told_one_by_one() -> None:
    """
    A range from which other records would come is no range.
    """
    provenance = made([f"{A}\n{B}\n{C}"])
    records = list(provenance.records)
    records[1] = replace(records[1], edits=(0, "x", 0))
    odd = replace(provenance, records=tuple(records))
    assert odd.records == back(odd)
    assert [1, 1, 1] == [line.get("count", 1) for line in ranges.lines(odd)]


def test_a_line_end_that_was_cut_in_two_is_counted_once() -> None:
    """
    A range that begins with the second half of a CRLF is told one by one, as its lines don't follow from it alone.
    """
    provenance = made([f"{A}\n{B}\n{C}\n{D}"])
    records = list(provenance.records)
    records[0] = replace(records[0], link=Link("x", None, "near", 4, 5), edits=(len(A), "\r", 1))
    records[1] = replace(records[1], edits=(0, "\n", 0))
    odd = replace(provenance, records=tuple(records))
    assert odd.records == back(odd)


LINK = {"source": "z", "block": 0, "kind": "exact", "shared": 1, "total": 1}
NONSENSE = [
    # label, what a line of three blocks has instead, what is said
    ("too few blocks", {"count": 2}, "others than it counts"),
    ("a start before the text", {"joined": [0, 1], "started": [0, 0]}, "others than it counts"),
    ("a start behind the text", {"joined": [0, 1], "started": [900, 1]}, "others than it counts"),
    ("over two blocks", {"folds": [], "edits": [90, "x", 20]}, "in two blocks"),
    ("more than the source", {"edits": [0, "x" * 999, 0]}, "more than the source"),
    ("behind the document", {"chars": [0, 999]}, "behind the end"),
    ("a link and no shingles", {"link": LINK}, "shin"),
    ("too few shingles", {"link": LINK, "shingles": [1]}, "repeats other blocks"),
    ("a link to nothing", {"link": LINK | {"shared": 0, "total": 0}}, "or none"),
    ("a long fold", {"folds": [["ab", ["x"], [1], []]]}, "of one character"),
    ("backwards", {"bytes": [5, 4]}, "stops before"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "changes", "said"), NONSENSE, ids=[case[0] for case in NONSENSE])
def test_a_line_that_makes_no_sense_is_refused(label: str, changes: dict[str, Any], said: str) -> None:
    """
    What a line says is looked at before it's believed.
    """
    provenance = made([f"{A}\n{B}\n{C}"])
    (line,) = ranges.lines(provenance)
    with pytest.raises((ValueError, LookupError), match=said):
        list(ranges.records(line | changes, provenance.entries[0], provenance.documents))


def test_an_edit_over_a_blocks_end_is_refused() -> None:
    """
    In a dropped range, a change is in a block or in the gap after it.
    """
    provenance = made([f"{A}\n{B}\n{C}", f"{A}\n{B}\n{C}"])
    line = [*ranges.lines(provenance)][1]
    edits = {"folds": [], "edits": [len(A) - 1, "x", 2]}
    with pytest.raises(ValueError, match="in the gap after it"):
        list(ranges.records(line | edits, provenance.entries[1], provenance.documents))


def restored(folder: Path) -> dict[str, bytes]:
    """
    Return the sources of an output folder whose canonical documents are files.
    """
    sources, lines = ([json.loads(x) for x in (folder / name).read_text("utf-8").split("\n")[:-1]] for name in MAP)
    found: dict[str, bytes] = {}
    for source in sources:
        if source.get("carried"):
            found[source["id"]] = (folder / "carried" / source["sha256"]).read_bytes()
            continue
        end = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}[source["line_end"]]
        text = "".join(found_in(folder, line, end) for line in lines if line["source"] == source["id"])
        data = text.encode(source["encoding"], source.get("encoding_errors", "strict"))
        found[source["id"]] = bytes.fromhex(source.get("bom", "")) + data
    return found


MAP = ("sources.jsonl", "provenance.jsonl")


def found_in(folder: Path, line: dict[str, Any], end: str) -> str:
    """
    Return what was found where the text of a line stands.
    """
    if "literal" in line:
        return plain(line["literal"])
    path = folder / "documents" / line.get("document", line["source"])
    text = path.read_bytes().decode()[slice(*line["chars"])]
    cells = [end if char == "\n" else char for char in text]
    before = [""] * (len(text) + 1)
    for char, texts, *both in line.get("folds", []):
        for behind, runs in zip((True, False), both, strict=True):
            places = [m.start() for m in re.finditer(re.escape(char), text)]
            places = [at for at in places if (at == 0 or text[at - 1] in " \t\n") == behind]
            numbers = [n for n, length in zip(runs[::2], runs[1::2], strict=False) for _ in range(length)]
            numbers += (runs[-1:] if len(runs) % 2 else [0]) * (len(places) - len(numbers))
            for at, number in zip(places, numbers, strict=True):
                cells[at] = plain(texts[number - 1]) if number else cells[at]
    at, told, items = 0, list[tuple[str, int]](), iter(line.get("edits", []))
    for distance in items:
        what = next(items)
        if not isinstance(what, int):
            told.append((plain(what), next(items)))
        original, length = told[what if isinstance(what, int) else -1]
        at += distance
        before[at] += original
        cells[at : at + length] = [""] * length
        at += length
    return "".join(b + c for b, c in zip(before, [*cells, ""], strict=True))


def plain(text: str | list[str]) -> str:
    """
    Return a text from its stored form.
    """
    return text if isinstance(text, str) else bytes.fromhex(text[0]).decode("utf-8", "surrogatepass")


def test_the_format_page_is_enough(seeds: Path, tmp_path: Path) -> None:
    """
    A page of code that knows the format, and nothing of docnorm, restores the sources.
    """
    given = {path.name: path.read_bytes() for path in seeds.iterdir() if path.suffix != ".jsonl"}
    given |= {f"{number}.txt": text.encode() for number, (_, texts, _) in enumerate(LINES) for text in texts}
    given["islands"] = b"Stra\xc3\x9fe, Br\xc3\xbcssel, na\xc3\xafve, caf\xe9 \x81\r\n\x93x\x94\n"
    canonicalize([Source(name, data, kind="file") for name, data in given.items()]).write(tmp_path / "out")
    assert load(tmp_path / "out").blocks
    assert given == restored(tmp_path / "out")
