"""
Paths → sources: files, folders, and files of records; and a profile from its file.

Rule 1: an input that can't be read is an error before anything is written; nothing is passed over in silence.
Rule 2: below what was named, links are not followed and devices not opened; what was passed over is told.
Rule 3: ids are relative to what was given, with forward slashes, so that they don't tell where the files were.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from docnorm import rules
from docnorm.enveloping import split, time_of
from docnorm.errors import BadInput, BadProfile, reason_of
from docnorm.model import Source
from docnorm.profile import Profile

__all__ = ["Inputs", "read", "read_one", "read_profile", "read_toml"]

_RECORDS = ".jsonl"
_IGNORED = ".git"


@dataclass(frozen=True, slots=True)
class Inputs:
    """
    The sources that were found, in the order of their ids, what was passed over, each with the reason, and the folder
    that their ids are relative to.
    """

    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]
    root: Path


def read(
    paths: str | Path | Sequence[str | Path],
    *,
    times: bool = False,
    only: Collection[Path] | None = None,
    is_excluded: Callable[[str], bool] | None = None,
) -> Inputs:
    """
    Return the sources under *paths*, or a single path: files and folders; a file is read once, however often it's
    named, and a file of JSON lines is read as its records. With *times*, sources carry the time at which they were
    written: a file when it was last changed, a record what a field like `date` of it says. Copies of files may well
    have other times; nothing else that docnorm does looks at them. Of files that were selected, *only* those are
    read; there may be none. What lies in a folder and *is_excluded*, by its path, isn't read, either.

    >>> read(["no/such/folder"])
    Traceback (most recent call last):
    docnorm.errors.BadInput: no/such/folder: there is no such file or folder; check the spelling of the path
    """
    paths = _paths(paths)
    root = _root(paths)
    passed_over: list[str] = []
    files: dict[str, Path] = {}
    found = (file for path in paths for file in _walk(Path(path), passed_over)) if only is None else only
    named = set(map(Path, paths))
    for file in found:
        if is_excluded is not None and file not in named and is_excluded(str(file)):
            continue
        files[os.path.relpath(file.absolute(), root)] = file
    sources = [source for name in files for source in _sources(name, files[name], times=times)]
    if not sources and only is None:
        raise BadInput(
            "there are no documents in it", ", ".join(map(str, paths)), "name a file, or a folder with files"
        )
    return Inputs(tuple(sorted(sources, key=lambda s: s.id)), tuple(sorted(passed_over)), root)


def _paths(paths: object) -> list[str | Path]:
    given = [paths] if isinstance(paths, str | Path) else list(paths) if isinstance(paths, Iterable) else []
    if not given:
        raise BadInput("there is no path", "paths", "name a file or a folder")
    for path in given:
        if not isinstance(path, str | Path):
            raise BadInput(f"it's {type(path).__name__}, not a path", "paths", "name a file or a folder")
    return given


def read_one(path: str | Path) -> Source:
    """
    Return the source that a single file is, or a pipe; it has the path as its id.

    >>> read_one(".")
    Traceback (most recent call last):
    docnorm.errors.BadInput: .: it's a folder; name a file, or clean the whole folder with `docnorm run`
    """
    file = Path(path)
    if not str(path):
        raise BadInput("its name is empty", "FILE", "name a file, or - for standard input")
    if not os.path.lexists(file):
        raise BadInput("there is no such file", str(path), "check the spelling of the path")
    if file.is_dir():
        raise BadInput("it's a folder", str(path), "name a file, or clean the whole folder with `docnorm run`")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from None
    label = _label(str(path))
    if file.suffix.lower() == _RECORDS and any(record.envelope for record in split(label, data)):
        raise BadInput("it's a file of records", str(path), "clean their texts with `docnorm run`")
    return Source(label, data, kind="file")


def read_profile(name: str | Path) -> Profile:
    """
    Return the profile of that *name*, or the one in the TOML file *name*, whose keys are the options of `Profile`.

    >>> read_profile("typographic").name
    'typographic'
    >>> read_profile("typografic")
    Traceback (most recent call last):
    docnorm.errors.BadProfile: typografic: there is no such profile, and no such file; did you mean 'typographic'?
    """
    if name in rules.PROFILES:
        return Profile(name=str(name))
    path = Path(name)
    if not path.exists():
        near = get_close_matches(str(name), rules.PROFILES, 1)
        remedy = f"did you mean '{near[0]}'?" if near else f"choose among {', '.join(rules.PROFILES)}, or name a file"
        raise BadProfile("there is no such profile, and no such file", str(name), remedy)
    options = read_toml(path)
    try:
        return Profile.from_json(options)
    except BadProfile as error:
        raise BadProfile(error.what, f"{path}: {error.where}", error.remedy) from None


def read_toml(path: Path) -> dict[str, Any]:
    """
    Return what the TOML file *path* says.
    """
    import tomllib

    try:
        return tomllib.loads(_read(path).decode())
    except UnicodeDecodeError:
        raise BadProfile("it's not UTF-8", str(path), "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"it's not TOML ({error})", str(path), 'write lines like: without = ["quotes"]') from None


def _root(paths: Sequence[str | Path]) -> Path:
    # A single folder is its own root; otherwise names tell from where on the paths differ.
    for path in paths:
        if not os.path.lexists(path):
            raise BadInput("there is no such file or folder", str(path), "check the spelling of the path")
    absolute = sorted({Path(path).absolute() for path in paths})
    if len(absolute) == 1 and absolute[0].is_dir():
        return absolute[0]
    return Path(os.path.commonpath([path.parent for path in absolute]))


def _walk(path: Path, passed_over: list[str]) -> Iterator[Path]:
    pending = [path]
    while pending:
        here = pending.pop()
        try:
            mode = (here.stat() if here == path else here.lstat()).st_mode
            if stat.S_ISDIR(mode):
                pending += sorted((child for child in here.iterdir() if child.name != _IGNORED), reverse=True)
                passed_over += [f"{here / _IGNORED}: it's git's own"] if (here / _IGNORED).exists() else []
            elif stat.S_ISREG(mode):
                yield here
            else:
                passed_over.append(f"{here}: it's {'a link' if stat.S_ISLNK(mode) else 'no regular file'}")
        except OSError as error:
            raise _unreadable(here, error) from None


def _sources(name: str, path: Path, *, times: bool) -> Iterator[Source]:
    data = _read(path)
    label = _label(name)
    records = split(label, data) if name.lower().endswith(_RECORDS) else []
    for record in records:
        yield replace(record, name=_name(name, label), time=time_of(record) if times else None)
    if not records:
        time = path.stat().st_mtime if times else None
        yield Source(label, data, kind="file", name=_name(name, label), time=time)


def _label(name: str) -> str:
    return name.replace(os.sep, "/").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _name(name: str, label: str) -> bytes | None:
    # The name itself, where the label had to differ from it.
    return None if name == label else os.fsencode(name)


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"it can't be read ({reason_of(error)})", str(path), "check its permissions, or leave it out")
