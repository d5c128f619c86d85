"""
Reports for GitHub: commands of a workflow, which become annotations; and Markdown, which a summary or a comment shows.

Rule 1: a step shows ten annotations of each level: the worst come first, and a last line tells how many there are.
Rule 2: no name and no text of a document can end a command, start one, or be read as Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from docnorm.escaping import visible
from docnorm.rendering.report import Notice, Report, label

__all__ = ["github", "markdown"]

_LEVELS = MappingProxyType({"error": "error", "warning": "warning", "info": "notice"})
_ORDER = tuple(_LEVELS)
_ANNOTATIONS: Final = 10
_ROWS: Final = 1000  # a summary of GitHub holds one mebibyte

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>()#+!|~&@:-]")


def github(report: Report) -> Iterator[str]:
    """
    Yield a workflow command for each notice.

    >>> from docnorm.rendering.report import Place
    >>> print(*github(Report("check", 1, (Notice("nul", "error", Place("a,b.txt", 3, 1), "50%\\n::x"),))))
    ::error file=a%2Cb.txt,line=3,col=1,title=nul::50%25\\n::x
    """
    for notice in sorted(report.notices, key=lambda notice: _ORDER.index(notice.severity)):
        where = f"file={_property(notice.place.path)},line={notice.place.line},col={notice.place.column}"
        what = f"{_message(notice)}{_related(notice)}"
        yield f"::{_LEVELS[notice.severity]} {where},title={_property(notice.kind)}::{_escaped(what)}"
    if len(report.notices) > _ANNOTATIONS:
        yield f"{len(report.notices):,} notices in all; GitHub shows some of them, and its log has them all"


def markdown(report: Report) -> Iterator[str]:
    """
    Yield a table of the notices.
    """
    yield f"### docnorm {report.command}: {len(report.notices):,} in {report.files:,} files"
    if not report.notices:
        return
    yield from ("", "| where | | what | kind |", "|---|---|---|---|")
    for notice in report.notices[:_ROWS]:
        where = _cell(f"{label(notice.place.path)}:{notice.place.line}:{notice.place.column}")
        yield f"| {where} | {notice.severity} | {_cell(_message(notice) + _related(notice))} | {_cell(notice.kind)} |"
    if len(report.notices) > _ROWS:
        yield from ("", f"… and {len(report.notices) - _ROWS:,} more")


def _message(notice: Notice) -> str:
    return visible(notice.message) + (f", {notice.count:,} times" if notice.count > 1 else "")


def _related(notice: Notice) -> str:
    return "".join(f"; see {visible(label(place.path))}:{place.line}" for place in notice.related[:1])


def _escaped(text: str) -> str:
    # As @actions/core does it.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return visible(_escaped(label(text))).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", visible(text))
