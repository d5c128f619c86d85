"""
An engine that remembers what came of each source by itself, in a file of SQLite, and lets another one do the rest.

A row is found by the id that git gives the bytes, and by a digest of all else that counts: the profile, what the source
says of itself, and the code that runs.

Rule 1: a cache can't change a result: a row counts only if its digest, which the bytes of the source are in, is right.
Rule 2: a cache can't fail: if it's locked, can't be read or written, or isn't one, that is said, and all is done anew.
Rule 3: one transaction writes, at the end; what wasn't used for the longest goes first, by the number of the run.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final, TypeVar, cast

import docnorm
from docnorm.engine import Engine
from docnorm.errors import reason_of
from docnorm.model import Source
from docnorm.preparing import Prepare, Prepared
from docnorm.shelving import shelve, take
from docnorm.version import VERSION

__all__ = ["FILE", "Cached", "blob_of", "edition"]

T = TypeVar("T")
R = TypeVar("R")

FILE: Final = "prepared-1.sqlite"
"""The name of the file; its number is that of the format."""

_LIMIT: Final = 256 << 20  # bytes
_PACKAGES: Final = ("charset-normalizer", "ftfy", "regex")
_CODE: Final = ("*.py", "*.tsv", "_native*", "_reference/*.py")
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS prepared (
    blob BLOB NOT NULL, context BLOB NOT NULL, run INTEGER NOT NULL, guard BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (blob, context)
)
"""
_Key = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Cached:
    """
    Another *engine*, with a cache in *folder*: *say* is told what's wrong with it. The rows take up to *limit* bytes,
    and a locked cache is waited for so many seconds (*patience*).
    """

    engine: Engine
    folder: Path
    say: Callable[[str], None]
    limit: int = _LIMIT
    patience: float = 5

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """
        Return the results of *function* on *items*, in their order.
        """
        if not isinstance(function, Prepare):
            return self.engine.map(function, items)
        return cast("list[R]", self._prepared(function, cast("Sequence[Source]", list(items))))

    def _prepared(self, function: Prepare, sources: Sequence[Source]) -> list[Prepared]:
        context = edition(), function.profile.fingerprint
        keys = [(blob_of(source.data), _digest(*context, *function.traits(source))) for source in sources]
        known = self._tried(lambda rows: [_looked_up(rows, *pair) for pair in zip(keys, sources, strict=True)])
        found = known or [None] * len(sources)
        missing = [number for number, prepared in enumerate(found) if prepared is None]
        made = self.engine.map(function, [sources[number] for number in missing])
        if made and known is not None:
            new = {keys[number]: prepared for number, prepared in zip(missing, made, strict=True)}
            self._tried(lambda rows: _write(rows, new, keys, self.limit))
        anew = iter(made)
        return [next(anew) if prepared is None else prepared for prepared in found]

    def _tried(self, act: Callable[[sqlite3.Connection], R]) -> R | None:
        # What *act* does with the cache; None, if it can't be done.
        path = self.folder / FILE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(path, timeout=self.patience, isolation_level=None)) as rows:
                with suppress(sqlite3.OperationalError):  # another process may just look; then it's as it was
                    rows.execute("PRAGMA journal_mode = WAL")
                rows.execute(_TABLE)
                return act(rows)
        except (OSError, sqlite3.Error) as error:
            why = reason_of(error) if isinstance(error, OSError) else str(error)
            self.say(f"warning: the cache {path} isn't used ({why}); remove it if that stays so, or give --no-cache")
            return None


def blob_of(data: bytes) -> bytes:
    """
    Return the id that git gives a file of these bytes.

    >>> blob_of(b"").hex()
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest()


@cache
def edition() -> str:
    """
    Return a digest of the code that decides what comes of a source: docnorm's own, whatever its version says, since a
    clone may be ahead of it; and that of what it's built on.
    """
    home = Path(docnorm.__file__).parent
    files = sorted(path for pattern in _CODE for path in home.glob(pattern))
    told = [f"{path.relative_to(home)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    others = [f"{name} {_version_of(name)}" for name in _PACKAGES]
    return _digest(VERSION, sys.version, unicodedata.unidata_version, *others, *told).hex()


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # where packages were only copied, nobody knows
        return ""


def _looked_up(rows: sqlite3.Connection, key: _Key, source: Source) -> Prepared | None:
    asked = "SELECT CAST(guard AS BLOB), CAST(value AS BLOB) FROM prepared WHERE blob = ? AND context = ?"
    row = rows.execute(asked, key).fetchone()
    return take(row[1], source) if row and row[0] == _guard(key, source.data, row[1]) else None


def _write(rows: sqlite3.Connection, new: Mapping[_Key, Prepared], used: Iterable[_Key], limit: int) -> None:
    rows.execute("BEGIN IMMEDIATE")
    (run,) = rows.execute("SELECT coalesce(max(run), 0) + 1 FROM prepared").fetchone()
    for key, prepared in new.items():
        value = shelve(prepared)
        if value is not None:
            row = (*key, run, _guard(key, prepared.source.data, value), value)
            rows.execute("INSERT OR REPLACE INTO prepared VALUES (?, ?, ?, ?, ?)", row)
    rows.executemany("UPDATE prepared SET run = ? WHERE blob = ? AND context = ?", ((run, *key) for key in used))
    _shorten(rows, limit)
    rows.execute("COMMIT")


def _shorten(rows: sqlite3.Connection, limit: int) -> None:
    # A sum over the newest rows tells where the limit is reached; what comes after is too much.
    rows.execute(
        "DELETE FROM prepared WHERE rowid IN (SELECT rowid FROM"
        " (SELECT rowid, sum(length(value) + 100) OVER (ORDER BY run DESC, rowid DESC) AS size FROM prepared)"
        " WHERE size > ?)",
        (limit,),
    )


def _guard(key: _Key, data: bytes, value: bytes) -> bytes:
    return _digest(*key, hashlib.sha256(data).digest(), value)


def _digest(*parts: str | bytes) -> bytes:
    told = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        told.update(len(data).to_bytes(8, "little") + data)
    return told.digest()
