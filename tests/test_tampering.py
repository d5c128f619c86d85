"""
An output folder that somebody changed who can count: whatever its lines say, it's read rightly or refused.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docnorm import CorruptOutput, Source, canonicalize, load
from docnorm.enveloping import split
from docnorm.writing import _manifest_bytes

FIRST = "“It’s a pity,” the mayor said, “but we can’t do without the northern quay any longer, can we?”"
SECOND = "The harbour master closed the northern quay on Monday, since all of the old cranes were found to be unsafe."
THIRD = "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer."
SOURCES = [
    Source(
        "a.txt",
        f"\r\n{FIRST}\r\n\r\n{SECOND}\r\n\r\n{THIRD}\r\n\r\n\r\nShort\x07.\r\n".encode("utf-8-sig"),
        kind="file",
    ),
    Source(
        "b.txt",
        f"{FIRST}\n\n{SECOND}\r\n\r\n{THIRD}\n\nAn end.\n\n{SECOND}\n{THIRD}".encode(),
        kind="file",
        name=b"b\xff",
    ),
    Source("c.txt", f"{SECOND.replace('all', 'both')}\n{THIRD} Straße, Brüssel, ".encode() + b"caf\xe9\n"),
    Source("d.gif", b"GIF89a\x00\x01", kind="file"),
    *split("e.jsonl", b'{"text": "It\\u2019s"}\n{"text":"\\u0041"}\n\n{"no": "text"}\n'),
    Source("f.txt", f"{FIRST}\r\n\r\n{SECOND}\r\n\r\n{THIRD}\r\n\r\nShort.\r\n".encode(), kind="file"),
]

TOKENS = [
    *("null", "true", "false", "0", "1", "-1", "2", "7", "1000000", "9007199254740992", "1" + "0" * 400, "1.5"),
    *('""', '"x"', '"a.txt"', '"\\ud800"', '"../x"', '"utf-16"', '"rot13"', '"idna"', '"kept"', '"dropped"'),
    *('"exact"', "[]", "[0]", "[1]", "[0,0]", "[[]]", '["zz"]', '["edb080"]', "[0,9007199254740991]", "{}"),
    *('{"source":"a.txt"}', "1e999", "9" * 5000, "NaN", "[" * 5000 + "]" * 5000, '{"":' * 5000 + "0" + "}" * 5000),
]
HOLE = "\ue000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    An output folder with something of everything in it.
    """
    target = tmp_path_factory.mktemp("tampering") / "out"
    canonicalize(SOURCES).write(target)
    return target


def paths(value: Any, above: tuple = ()) -> Iterator[tuple]:
    """
    Yield where the values in a JSON value are.
    """
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*above, key)
        yield from paths(below, (*above, key))


def changed(value: Any, path: tuple, token: str | None) -> str:
    """
    Return a JSON value as a line in which *token* stands at one place; or nothing does.
    """
    copy = json.loads(json.dumps(value))
    inside = copy
    for key in path[:-1]:
        inside = inside[key]
    if token is None:
        del inside[path[-1]]
        return json.dumps(copy)
    inside[path[-1]] = HOLE
    return json.dumps(copy, ensure_ascii=False).replace(json.dumps(HOLE, ensure_ascii=False), token)


def tampered(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """
    Yield names of files with other lines: with another value at one place, or with lines that went, came or moved.
    """
    for name in ("provenance.jsonl", "sources.jsonl"):
        lines = (folder / name).read_text(encoding="utf-8").split("\n")[:-1]
        for number, line in enumerate(lines):
            value, around = json.loads(line), (lines[:number], lines[number + 1 :])
            for path in paths(value):
                yield from ((name, [*around[0], changed(value, path, t), *around[1]]) for t in (*TOKENS, None))
            yield name, [*around[0], *around[1]]
            yield name, [line, *around[0], *around[1]]
            yield name, [*around[0], line, line, *around[1]]
            yield from ((name, [*around[0], token, *around[1]]) for token in TOKENS)


def seal(folder: Path, name: str, data: bytes) -> None:
    """
    Change a file of an output folder, and the manifest with it.
    """
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["manifest_sha256"]
    (folder / name).write_bytes(data)
    manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    (folder / "manifest.json").write_bytes(_manifest_bytes(manifest))


def holds(folder: Path) -> bool:
    """
    Return whether a folder is taken for whole; then every source comes back from it. Nothing else may be raised.
    """
    try:
        result = load(folder)
        result.verify()
    except CorruptOutput:
        return False
    assert sorted(source.data for source in SOURCES) == sorted(result.restore(entry.id) for entry in result.sources)
    return True


def try_all(folder: Path, cases: list[tuple[str, list[str]]]) -> int:
    """
    Return how many of the changed folders are taken for whole.
    """
    count = 0
    for name, lines in cases:
        before = (folder / name).read_bytes()
        seal(folder, name, "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"))
        count += holds(folder)
        seal(folder, name, before)
    return count


def test_some_changed_lines(folder: Path) -> None:
    """
    Of a changed map, each source comes back, or a sentence tells that it's corrupt.
    """
    cases = random.Random(0).sample(list(tampered(folder)), 250)
    assert try_all(folder, cases) < 25
    assert holds(folder)


@pytest.mark.slow
def test_all_changed_lines(folder: Path) -> None:
    """
    The same with every change.
    """
    try_all(folder, list(tampered(folder)))


def test_a_stray_file_that_is_listed(folder: Path) -> None:
    """
    A file that belongs to no source isn't taken for a part of the folder.
    """
    before = (folder / "manifest.json").read_bytes()
    seal(folder, "documents/stray.txt", b"x")
    with pytest.raises(CorruptOutput, match=r"documents/stray\.txt isn't what its sources make"):
        load(folder)
    (folder / "documents" / "stray.txt").unlink()
    (folder / "manifest.json").write_bytes(before)


@pytest.mark.parametrize("token", TOKENS[:-4])
def test_a_changed_manifest(folder: Path, token: str) -> None:
    """
    The manifest's own fields are looked at before they're used.
    """
    before = (folder / "manifest.json").read_bytes()
    manifest = json.loads(before)
    del manifest["manifest_sha256"]
    for path in [p for p in paths(manifest) if p[0] in ("profile", "files", "format")]:
        (folder / "manifest.json").write_bytes(_manifest_bytes(json.loads(changed(manifest, path, token))))
        holds(folder)
    (folder / "manifest.json").write_bytes(before)
