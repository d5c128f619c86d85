"""
Reports for programs: one JSON object, or one on each line.

Rule 1: the format is that of `schemas/report.json` beside this package; what is added to it is optional.
Rule 2: what could act on a terminal, or break a line, is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from docnorm.escaping import dumps
from docnorm.rendering.report import Notice, Place, Report, label
from docnorm.version import VERSION

__all__ = ["SCHEMA_VERSION", "as_json", "as_lines"]

SCHEMA_VERSION: Final = 1
"""The version of the format."""


def as_json(report: Report) -> Iterator[str]:
    """
    Yield the lines of one JSON object, one for each notice.
    """
    yield dumps(_head(report))[:-1] + ',"notices":['
    last = len(report.notices) - 1
    for number, notice in enumerate(report.notices):
        yield dumps(_notice(notice)) + ("," if number < last else "")
    yield "]}"


def as_lines(report: Report) -> Iterator[str]:
    """
    Yield a JSON object for each notice, and one for the whole, which comes last.

    >>> import json
    >>> [json.loads(line)["files"] for line in as_lines(Report("check", 3, ()))]
    [3]
    """
    for notice in report.notices:
        yield dumps({"type": "notice", **_notice(notice)})
    yield dumps({"type": "summary", **_head(report)})


def _head(report: Report) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "docnorm": VERSION,
        "command": report.command,
        "files": report.files,
        "passed_over": [{"path": label(path), "reason": reason} for path, reason in report.passed_over],
        "statistics": [row._asdict() for row in report.statistics],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "severity": notice.severity,
        **_place(notice.place),
        "message": notice.message,
        "count": notice.count,
        "fixable": notice.fixable,
        "related": [_place(place) for place in notice.related],
        "fingerprint": notice.fingerprint,
    }


def _place(place: Place) -> dict[str, Any]:
    return {"path": label(place.path), "line": place.line, "column": place.column}
