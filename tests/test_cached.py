"""
The cache: it spares work, and can neither change a result nor fail.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docnorm import Profile, Source, canonicalize
from docnorm.engine import SERIAL
from docnorm.engines import cached
from docnorm.engines.cached import FILE, Cached, blob_of
from docnorm.preparing import Prepare
from docnorm.results import Result

T = TypeVar("T")
R = TypeVar("R")

LEAD = "“It’s here,” the minister said on Tuesday, and she would say no more about number {0}.\n"
STANDARD = Profile()


@dataclass(frozen=True)
class Counting:
    """An engine that knows what it was asked for."""

    asked: list[str] = field(default_factory=list)

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Do it here, and remember which sources were prepared."""
        batch = list(items)
        self.asked.extend(item.id for item in batch if isinstance(item, Source))
        return SERIAL.map(function, batch)


def corpus(count: int) -> list[Source]:
    """So many files, each of its own."""
    return [Source(f"{number:04}.txt", LEAD.format(number).encode()) for number in range(count)]


def run(sources: Iterable[Source], folder: Path, **options: object) -> tuple[list[str], list[str], list[bytes]]:
    """Prepare sources with the cache: what was done anew, what was said, and what came of it."""
    counting, said = Counting(), list[str]()
    engine = replace(Cached(counting, folder, said.append), **options)  # type: ignore[arg-type]
    found = engine.map(Prepare(STANDARD), list(sources))
    return counting.asked, said, [prepared.document.text.encode() for prepared in found]


def rows(folder: Path, command: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the file itself."""
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        return list(connection.execute(command, values))


def test_only_what_changed_is_cleaned(tmp_path: Path) -> None:
    """Of 8,000 files only the one that changed is cleaned again; one that was renamed isn't."""
    sources = corpus(8000)
    assert 8000 == len(run(sources, tmp_path)[0])
    assert ([], []) == run(sources, tmp_path)[:2]
    sources[17] = Source("0017.txt", b"another text\n")
    sources[18] = Source("elsewhere/name.txt", sources[18].data)
    asked, said, texts = run(sources, tmp_path)
    assert (["0017.txt"], []) == (asked, said)
    assert b"another text\n" == texts[17]


def test_what_counts_is_in_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another profile, another kind of file, another declaration, and other code are other rows."""
    [source] = corpus(1)
    counting = Counting()
    engine = Cached(counting, tmp_path, print)
    others = [replace(source, id="0000.md"), replace(source, declared="cp1252")]
    for prepare in (Prepare(STANDARD), Prepare(Profile(name="minimal"))):
        for each in (source, *others, source):
            engine.map(prepare, [each])
    assert [source.id, "0000.md", source.id] * 2 == counting.asked
    monkeypatch.setattr(cached, "VERSION", "next")
    cached.edition.cache_clear()
    engine.map(Prepare(STANDARD), [source])
    cached.edition.cache_clear()
    assert 7 == len(counting.asked)


def test_other_functions_pass(tmp_path: Path) -> None:
    """What isn't preparing is left to the engine behind."""
    assert ["A"] == Cached(SERIAL, tmp_path, print).map(str.upper, ["a"])
    assert [] == list(tmp_path.iterdir())


def test_blobs_are_gits(tmp_path: Path) -> None:
    """The ids are those that git gives."""
    (tmp_path / "a").write_bytes(b"one\r\ntwo\n")
    told = subprocess.run(["git", "hash-object", "--no-filters", "a"], cwd=tmp_path, check=True, capture_output=True)
    assert told.stdout.decode().strip() == blob_of(b"one\r\ntwo\n").hex()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE prepared SET value = CAST(replace(CAST(value AS TEXT), 'line', 'markdown') AS BLOB)",
        "UPDATE prepared SET guard = 'none'",
        "UPDATE prepared SET value = 7",
    ],
)
def test_a_row_that_is_wrong(tmp_path: Path, damage: str) -> None:
    """A row that isn't as it was written doesn't count, and is written again."""
    [one] = corpus(1)
    run([one], tmp_path)
    rows(tmp_path, damage)
    asked, said, texts = run([one], tmp_path)
    assert ([one.id], []) == (asked, said)
    assert [text.document.text.encode() for text in [Prepare(STANDARD)(one)]] == texts
    assert [] == run([one], tmp_path)[0]


def test_a_row_of_another_file(tmp_path: Path) -> None:
    """A row that is another file's doesn't count, even if git would call both by the same id."""
    one, other = corpus(2)
    run([other], tmp_path)
    rows(tmp_path, "UPDATE prepared SET blob = ?", blob_of(one.data))
    assert [one.id] == run([one], tmp_path)[0]


def test_a_cache_that_is_none(tmp_path: Path) -> None:
    """A file that is no cache, a folder in its place, and a place where nothing can be: each is said, once."""
    sources, expected = corpus(2), run(corpus(2), tmp_path / "whole")[2]
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / FILE).write_bytes(b"This is no file of SQLite, however long it goes on. " * 100)
    (tmp_path / "folder" / FILE).mkdir(parents=True)
    (tmp_path / "file").write_bytes(b"")
    for name in ("damaged", "folder", "file", "file/below"):
        asked, said, texts = run(sources, tmp_path / name)
        assert ([source.id for source in sources], expected) == (asked, texts)
        assert [f"warning: the cache {tmp_path / name / FILE} isn't used"] == [line.partition(" (")[0] for line in said]


def test_a_cache_that_is_cut_off(tmp_path: Path) -> None:
    """A file of which the end is lost is said, and changes nothing."""
    sources = corpus(300)
    expected = run(sources, tmp_path)[2]
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[: len(data) // 2])
    _, said, texts = run(sources, tmp_path)
    assert expected == texts
    assert said


def test_a_cache_that_is_locked(tmp_path: Path) -> None:
    """While another process writes, what it wrote before is read; what can't be written is said."""
    sources = corpus(3)
    expected = run(sources, tmp_path)[2]
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ([], [], expected) == run(sources, tmp_path, patience=0)
        asked, said, _ = run(corpus(4), tmp_path, patience=0)
        assert ["0003.txt"] == asked
        assert ["database is locked"] == [line.partition(" (")[2].partition(")")[0] for line in said]
    assert ["0003.txt"] == run(corpus(4), tmp_path)[0]


def test_several_at_once(tmp_path: Path) -> None:
    """Processes that start with an empty cache, or write to it at once, wait for each other: none has to warn."""
    folder = tmp_path / "cache"
    with ThreadPoolExecutor(6) as pool:
        for _ in range(5):
            shutil.rmtree(folder, ignore_errors=True)
            found = list(pool.map(lambda count: run(corpus(count), folder), range(40, 46)))
            assert [[]] * 6 == [said for _, said, _ in found]
            assert ([], []) == run(corpus(45), folder)[:2]


def test_packages_without_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody knows the version of a package, the cache works all the same."""
    monkeypatch.setattr(cached, "_PACKAGES", ("no-such-package",))
    cached.edition.cache_clear()
    run(corpus(1), tmp_path)
    assert ([], []) == run(corpus(1), tmp_path)[:2]
    cached.edition.cache_clear()


def test_a_cache_that_is_read_only(tmp_path: Path) -> None:
    """What can't be written is said, and what is there is read."""
    expected = run(corpus(3), tmp_path)[2]
    rows(tmp_path, "PRAGMA journal_mode = DELETE")
    rows(tmp_path, "CREATE TRIGGER sealed BEFORE INSERT ON prepared BEGIN SELECT RAISE(ABORT, 'read-only'); END")
    assert ([], [], expected) == run(corpus(3), tmp_path)
    asked, said, texts = run(corpus(4), tmp_path)
    assert ["0003.txt"] == asked
    assert ["read-only"] == [line.partition(" (")[2].partition(")")[0] for line in said]
    assert expected == texts[:3]


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    """A cache has a limit: what wasn't used for the longest goes, and what is used stays."""
    one, two, three, four = corpus(4)
    run([one], tmp_path)
    (size,) = rows(tmp_path, "SELECT length(value) + 100 FROM prepared")[0]
    assert isinstance(size, int)
    limit = 3 * size + 20
    for sources in ([two], [one, three], [one, three, four]):
        run(sources, tmp_path, limit=limit)
    assert [] == run([one, three, four], tmp_path, limit=limit)[0]
    assert [two.id] == run([two], tmp_path, limit=limit)[0]
    run(corpus(4), tmp_path, limit=10)
    assert [(0,)] == rows(tmp_path, "SELECT count(*) FROM prepared")


def test_what_cannot_be_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What wouldn't come back as it is isn't stored."""
    monkeypatch.setattr(cached, "shelve", lambda prepared: None)
    assert 1 == len(run(corpus(1), tmp_path)[0])
    assert 1 == len(run(corpus(1), tmp_path)[0])


TEXTS = st.lists(
    st.sampled_from(
        [
            *(LEAD.format(number) for number in range(4)),
            *("\n", "Ã©tÃ©\r\n", "# Head\n", "caf\u0065\u0301\u202e\n", "\x07"),
        ]
    ),
    max_size=12,
).map("".join)
CODECS = st.sampled_from(["utf-8", "utf-16", "utf-8-sig"])
CORPORA = st.lists(st.tuples(TEXTS, CODECS, st.sampled_from(["txt", "md", "py"])), min_size=1, max_size=6)


@settings(max_examples=15)
@given(CORPORA, CORPORA)
def test_a_cache_changes_no_byte(tmp_path_factory: pytest.TempPathFactory, before: object, after: object) -> None:
    """The output folder is the same without a cache, with a cold one, with a warm one, and with that of other texts."""
    folder = tmp_path_factory.mktemp("cache")
    engine = Cached(SERIAL, folder, pytest.fail)
    written = folder / "cold", folder / "warm", folder / "bare"
    canonicalize(_sources(before), engine=engine)
    for target in written[:2]:
        canonicalize(_sources(after), engine=engine).write(target)
    _result(after).write(written[2])
    cold, warm, bare = ({p.name: p.read_bytes() for p in target.rglob("*") if p.is_file()} for target in written)
    assert bare == cold == warm


def _result(told: object) -> Result:
    return canonicalize(_sources(told))


def _sources(told: object) -> list[Source]:
    assert isinstance(told, list)
    return [Source(f"{at}.{end}", text.encode(codec)) for at, (text, codec, end) in enumerate(told)]
