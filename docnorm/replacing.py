"""
A file's new bytes in the place of its old ones: at every instant the whole old file is there, or the whole new one.

Rule 1: the new bytes are written to a draft in the same folder, synced, read back and compared; then it's renamed.
Rule 2: what was decided on is what is replaced: a file that meanwhile holds other bytes stays as it is.
Rule 3: a link is never followed; what it leads to may lie anywhere.
Rule 4: mode and owner stay. A file that nobody may write is one that nobody wants changed, whatever its folder allows.
Rule 5: whatever goes wrong, the draft is removed; only a killed process leaves one, under a name that is never read.

Another name of the same file (a hard link) keeps the old bytes, as it does when git checks a file out.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from docnorm.errors import BadInput, BadOutput, reason_of

__all__ = ["DRAFT", "contents", "replace", "sync_folder"]

DRAFT: Final = ".docnorm-draft-"
"""How the name of a draft begins."""

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def contents(path: Path) -> bytes:
    """
    Return the bytes of a file that is no link.

    >>> contents(Path("no/such/file"))
    Traceback (most recent call last):
    docnorm.errors.BadInput: no/such/file: it can't be read (no such file or directory); check its permissions
    """
    try:
        return _read(path)[0]
    except OSError as error:
        raise BadInput(f"it can't be read ({reason_of(error)})", str(path), "check its permissions") from None


def replace(path: Path, old: bytes, new: bytes) -> None:
    """
    Let the file *path*, which holds *old*, hold *new*; what the system refuses is an error, and changes nothing.
    """
    draft = path.with_name(DRAFT + token_hex(8))
    try:
        _write(draft, new, _expected(path, old))
        _expected(path, old)
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        remedy = "check its permissions and the space"
        raise BadOutput(f"it can't be written ({reason_of(error)})", str(path), remedy) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def sync_folder(path: Path) -> None:
    """
    Let the names in a folder outlast a loss of power.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> tuple[bytes, os.stat_result]:
    with os.fdopen(os.open(path, _READ), "rb") as file:
        return file.read(), os.fstat(file.fileno())


def _expected(path: Path, old: bytes) -> os.stat_result:
    data, about = _read(path)
    if data != old:
        raise BadOutput("it was changed while it was looked at", str(path), "do it again")
    if not about.st_mode & 0o222:
        raise BadOutput("it's read-only", str(path), "make it writable, or exclude it")
    return about


def _write(draft: Path, data: bytes, like: os.stat_result) -> None:
    with os.fdopen(os.open(draft, _CREATE, 0o600), "w+b") as file:
        file.write(data)
        file.flush()
        with suppress(OSError):  # only root may give files away
            os.chown(draft, like.st_uid, like.st_gid)
        draft.chmod(stat.S_IMODE(like.st_mode))  # last, because another owner would cost it a bit
        os.fsync(file.fileno())
        file.seek(0)
        if file.read() != data:  # pragma: no cover - a disk that lies can't be had here
            raise OSError(0, "what was written can't be read back")
