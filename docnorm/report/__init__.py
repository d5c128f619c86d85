"""
The report of a run: one HTML file that a person opens to see what was kept, what was dropped, and why.

Rule 1: what there is to show is told by `telling`, as values; how it looks is `page` and its assets.
Rule 2: a report is made of a result, whether it comes from a run or from a folder; both give the same bytes.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from docnorm.errors import BadOutput, reason_of
from docnorm.report.page import MARK, page
from docnorm.report.telling import MOST, tell
from docnorm.results import Result

__all__ = ["MOST", "check_target", "html", "write"]


def html(result: Result, title: str, most: int = MOST) -> str:
    """
    Return the report of *result* as one HTML file, with the *most* groups that saved most.

    >>> import docnorm
    >>> html(docnorm.canonicalize([docnorm.Source("note", b"A text.")]), "notes").splitlines()[0]
    '<!DOCTYPE html>'
    """
    about = {**result.about, "profile": result.profile.as_json(), "fingerprint": result.profile.fingerprint}
    about["alarms"] = [str(alarm) for alarm in result.alarms]
    return page(tell(result.provenance, about, most), title)


def check_target(target: Path) -> None:
    """
    Refuse a place where a report can't be written: what stands there is replaced only if it's a report of docnorm, too.
    """
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise BadOutput("its folder isn't there, or can't be written in", str(target), "choose another place")
    if os.path.lexists(target) and not _is_ours(target):
        raise BadOutput("it exists, and is no report of docnorm", str(target), "choose another name")


def write(text: str, target: Path) -> None:
    """
    Write a report, whole or not at all, where `check_target` has nothing against it.
    """
    check_target(target)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        what = f"it can't be written ({reason_of(error)})"
        raise BadOutput(what, str(target), "check the path, its permissions and the space") from None


def _is_ours(target: Path) -> bool:
    if target.is_symlink() or not target.is_file():
        return False
    with target.open(encoding="utf-8", errors="replace") as file:
        return MARK in file.read(2000)
