"""
Reports as SARIF 2.1.0, which code scanning reads.

Rule 1: one result for each notice, with the fingerprint that knows it again; a repeat points to its kept copy.
Rule 2: an address is relative to %SRCROOT%, with forward slashes and each other byte escaped; one that isn't relative
        has no base.
Rule 3: GitHub takes 25,000 results in a run: what is over is left out, the least bad first, and a notification says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from docnorm.rendering.report import Notice, Place, Report
from docnorm.version import VERSION

__all__ = ["sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_END = "]}]}"  # of the results, the run, the runs and the log
_RESULTS: Final = 25_000
_RELATED: Final = 50  # places of one result; GitHub shows a hundred
_LEVELS = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})
_ORDER = tuple(_LEVELS)


def sarif(report: Report) -> Iterator[str]:
    """
    Yield the lines of one SARIF log, one for each result.
    """
    told = sorted(report.notices, key=lambda notice: _ORDER.index(notice.severity))[:_RESULTS]
    kinds = sorted({notice.kind for notice in told})
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "docnorm", "version": VERSION, "rules": [_rule(kind, report) for kind in kinds]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(report.notices) - len(told))],
        "results": [],
    }
    log = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})
    yield log.removesuffix(_END)
    for number, notice in enumerate(told, 1):
        yield json.dumps(_result(notice, kinds)) + ("," if number < len(told) else "")
    yield _END


def _rule(kind: str, report: Report) -> dict[str, Any]:
    return {"id": f"docnorm/{kind}", "shortDescription": {"text": report.meanings.get(kind) or kind}}


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notes = [_note(f"{path}: passed over, because {reason}", "note") for path, reason in report.passed_over]
    if left_out:
        notes.append(_note(f"{left_out} more results are left out", "warning"))
    return {"executionSuccessful": True, **({"toolExecutionNotifications": notes} if notes else {})}


def _note(text: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}


def _result(notice: Notice, kinds: list[str]) -> dict[str, Any]:
    times = f", {notice.count} times" if notice.count > 1 else ""
    return {
        "ruleId": f"docnorm/{notice.kind}",
        "ruleIndex": kinds.index(notice.kind),
        "level": _LEVELS[notice.severity],
        "message": {"text": f"{notice.message}{times}"},
        "locations": [_location(notice.place)],
        **({"relatedLocations": [_location(place) for place in notice.related[:_RELATED]]} if notice.related else {}),
        "partialFingerprints": {"docnorm/v1": notice.fingerprint},
    }


def _location(place: Place) -> dict[str, Any]:
    address = quote(place.path.encode("utf-8", "surrogateescape"))
    is_relative = not address.startswith(("/", "../"))
    base = {"uriBaseId": "%SRCROOT%"} if is_relative else {}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": address, **base},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
