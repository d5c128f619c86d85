"""
Paths that were named → the files that are meant.

Rule 1: in a git work tree git itself says which files there are: those that it tracks, and those that it doesn't
        ignore.
Rule 2: a file that was named is meant, even if git ignores it; whether it may be excluded is the caller's choice.
Rule 3: links are not followed, neither to files nor, below the root of the tree, to folders.
Rule 4: what was passed over is told, each with the reason; but for what is excluded, ignored or deleted, as was asked.
Rule 5: what can't be read is an error, unless the caller wants to be told and to have the rest.
Rule 6: the answer is in the order of the paths, and names a file once.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docnorm.errors import BadInput, reason_of
from docnorm.replacing import DRAFT

__all__ = ["Selection", "git_folder_of", "names_in", "root_of", "select"]

_GIT = ".git"
_LINKED = "it's reached by a link"

# What git sets for its hooks is about one work tree, and would be wrong in another one.
_ABOUT_A_TREE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_INDEX_FILE")


@dataclass(frozen=True, slots=True)
class Selection:
    """
    The files that are meant, and what was passed over, as pairs of a path and the reason.
    """

    files: tuple[Path, ...]
    passed_over: tuple[tuple[str, str], ...]


Refuse = Callable[[BadInput], None]
"""What is done about a path that isn't there, or a folder that can't be read."""


def _refuse(error: BadInput) -> None:
    raise error


def select(
    paths: Iterable[str],
    is_excluded: Callable[[str], bool],
    *,
    force: bool = False,
    untracked: bool = True,
    refuse: Refuse = _refuse,
) -> Selection:
    """
    Return the files that *paths*, files and folders, mean. What lies in a folder is left out if it's excluded; with
    *force*, also what was named itself. Without *untracked*, of a work tree only what git tracks is meant. *refuse* is
    told what can't be read; if it returns, the rest is meant.

    >>> select(["no/such/folder"], lambda path: False)
    Traceback (most recent call last):
    docnorm.errors.BadInput: no/such/folder: there is no such file or folder; check the spelling of the path
    """
    files: set[Path] = set()
    passed_over: set[tuple[str, str]] = set()
    root, is_behind_link = root_of(Path()), cache(_is_behind_link)
    for named in _checked(paths, refuse):
        if force and is_excluded(str(named)):
            continue
        tree = _tree(named, root)
        if named.is_dir() and is_behind_link(named, tree):
            passed_over.add((str(named), _LINKED))
            continue
        meant = (
            [path for path in _below(named, untracked, refuse) if not is_excluded(str(path))]
            if named.is_dir()
            else [named]
        )
        for path in meant:
            why_not = _why_not(path)
            if why_not is None and not is_behind_link(path.parent, tree):
                files.add(Path(os.path.normpath(path)))
            elif why_not != "":
                passed_over.add((str(path), why_not or _LINKED))
    return Selection(tuple(sorted(files)), tuple(sorted(passed_over)))


def names_in(data: bytes) -> list[str]:
    r"""
    Return the names in a list of files: parted by NUL if there's any, or else one on each line.

    >>> names_in(b"a\nb c\n"), names_in(b"a\nb\0-c\0")
    (['a', 'b c'], ['a\nb', '-c'])
    """
    return [os.fsdecode(name) for name in data.split(b"\0" if b"\0" in data else b"\n") if name]


def root_of(folder: Path) -> Path:
    """
    Return the root of the work tree that *folder* lies in, or the folder itself; absolute, and without following links.
    """
    start = Path(os.path.normpath(folder.absolute()))
    return next((here for here in (start, *start.parents) if os.path.lexists(here / _GIT)), start)


def git_folder_of(folder: Path) -> Path | None:
    """
    Return the folder in which git keeps what is about the work tree of *folder*, if there is one.
    """
    path = root_of(folder) / _GIT
    if path.is_dir():
        return path
    try:
        told = os.fsdecode(path.read_bytes()).removesuffix("\n")
    except OSError:
        return None
    found = path.parent / told.removeprefix("gitdir: ")  # as it's said in a linked work tree, and in a submodule
    return found if told.startswith("gitdir: ") and found.is_dir() else None


def _checked(paths: Iterable[str], refuse: Refuse) -> Iterator[Path]:
    for named in paths:
        if not named:
            refuse(BadInput("its name is empty", "PATH", "name a file or a folder"))
        elif not os.path.lexists(named):
            refuse(BadInput("there is no such file or folder", named, "check the spelling of the path"))
        else:
            yield Path(named)


def _below(folder: Path, untracked: bool, refuse: Refuse) -> Iterator[Path]:
    is_tree = os.path.lexists(root_of(folder) / _GIT)
    paths = _by_git(folder, untracked) if is_tree else _by_walking(folder, untracked, refuse)
    return (path for path in paths if not path.name.startswith(DRAFT))


def _by_git(folder: Path, untracked: bool) -> Iterator[Path]:
    others = ("--others", "--exclude-standard") if untracked else ()
    data = _git(folder, "ls-files", "-z", "--cached", *others)
    return (folder / os.fsdecode(name) for name in data.split(b"\0") if name)


def _git(folder: Path, *arguments: str) -> bytes:
    import subprocess

    command = ["git", *arguments]
    try:
        ran = subprocess.run(  # noqa: S603 - no shell, and no argument that comes from outside
            command, cwd=folder, env=_environment(folder), capture_output=True, check=False
        )
    except OSError as error:
        what = f"git can't be asked what's in this work tree ({reason_of(error)})"
        raise BadInput(what, str(folder), "install git, or name the files") from None
    if ran.returncode:
        said = ran.stderr.decode(errors="backslashreplace").strip().partition("\n")[0]
        what = f"git can't say what's in this work tree ({said})"
        raise BadInput(what, str(folder), "see to that, or name the files")
    return ran.stdout


def _environment(folder: Path) -> dict[str, str]:
    # The index that a commit is made of may be another one than usual: `git commit -a` has one of its own.
    kept = {name: value for name, value in os.environ.items() if name not in _ABOUT_A_TREE}
    index = os.environ.get("GIT_INDEX_FILE")
    if index is not None and root_of(folder) == root_of(Path()):
        kept["GIT_INDEX_FILE"] = str(Path(index).absolute())
    return kept


def _by_walking(folder: Path, untracked: bool, refuse: Refuse) -> Iterator[Path]:
    pending = [folder]
    while pending:
        here = pending.pop()
        paths = _children(here, refuse)
        if here / _GIT in paths:
            yield from _by_git(here, untracked)
            continue
        for path in paths:
            if path.is_dir() and not path.is_symlink():
                pending.append(path)
            else:
                yield path


def _children(folder: Path, refuse: Refuse) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        refuse(BadInput(f"it can't be read ({reason_of(error)})", str(folder), "check its permissions"))
        return []


def _why_not(path: Path) -> str | None:
    # An empty text is for what isn't even there, and needs no reason.
    try:
        mode = path.lstat().st_mode
    except OSError:
        return ""  # deleted, and still in the index
    if stat.S_ISDIR(mode):
        return "it's a repository of its own"
    if stat.S_ISLNK(mode):
        return "it's a link"
    return None if stat.S_ISREG(mode) else "it's no regular file"


def _is_behind_link(folder: Path, tree: Path) -> bool:
    unlinked = Path(os.path.realpath(tree)) / os.path.relpath(folder, tree)
    return os.path.realpath(folder) != os.path.normpath(unlinked)


def _tree(named: Path, root: Path) -> Path:
    # What nobody may lead out of: the work tree that we are in, or, elsewhere, what was named.
    absolute = Path(os.path.normpath(named.absolute()))
    if root in (absolute, *absolute.parents):
        return root
    return absolute if absolute.is_dir() else absolute.parent
