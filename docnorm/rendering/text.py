"""
Reports for people: file by file, or one line for each notice.

Rule 1: no control character of a name or a text gets out; the only ones here are ours, for colours, where asked for.
Rule 2: one notice is one line, so that `grep` finds it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from types import MappingProxyType
from typing import Final

from docnorm.escaping import visible
from docnorm.rendering.report import Notice, Report, label

__all__ = ["Paint", "colour", "concise", "passed_over", "plain", "statistics", "text"]

Paint = Callable[[str, str], str]
"""What gives a text the look of a role: a severity, `name` or `quiet`."""

_SHOWN: Final = 5  # files that were passed over, of each reason

_LOOKS = MappingProxyType({"error": "1;31", "warning": "33", "info": "36", "name": "1", "quiet": "2"})


def plain(text: str, role: str) -> str:  # noqa: ARG001
    """
    Return *text* as it is.
    """
    return text


def colour(text: str, role: str) -> str:
    r"""
    Return *text* in the colour of its role.

    >>> colour("oh", "error")
    '\x1b[1;31moh\x1b[0m'
    """
    return f"\x1b[{_LOOKS[role]}m{text}\x1b[0m"


def text(report: Report, paint: Paint = plain) -> Iterator[str]:
    """
    Yield the report file by file, and how it is on the whole.

    >>> from docnorm.rendering.report import Place
    >>> notice = Notice("quotes.left-double", "warning", Place("menu.md", 3, 7), "“ becomes '", 2, True)
    >>> print("\\n".join(text(Report("check", 4, (notice,)))))
    menu.md
      3:7  warning  “ becomes ', 2 times (quotes.left-double)
    1 of 4 files would change
    """
    for path, notices in groupby(report.notices, lambda notice: notice.place.path):
        yield paint(_shown(path), "name")
        for notice in notices:
            place = paint(f"{notice.place.line}:{notice.place.column}", "quiet")
            yield f"  {place}  {paint(notice.severity, notice.severity)}  {_sentence(notice)}"
            for other in notice.related:
                yield f"      {_shown(other.path)}:{other.line}:{other.column}"
    yield from passed_over(report.passed_over)
    yield _in_short(report)


def concise(report: Report, paint: Paint = plain) -> Iterator[str]:
    """
    Yield a line for each notice, and nothing else.
    """
    for notice in report.notices:
        place = f"{paint(_shown(notice.place.path), 'name')}:{notice.place.line}:{notice.place.column}"
        yield f"{place}: {paint(notice.severity, notice.severity)}: {_sentence(notice)}"


def statistics(report: Report) -> Iterator[str]:
    """
    Yield a line for each kind: how often, in how many files, and its name.
    """
    for row in report.statistics:
        files = f"{row.files:,} file{'' if row.files == 1 else 's'}"
        yield f"{row.times:>8,}  in {files:<12}  {row.kind}"


def passed_over(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """
    Yield a line for each reason for which something was passed over.

    >>> print(*passed_over([("b.gif", "it's no text"), ("a.gif", "it's no text")]))
    passed over, because it's no text: a.gif, b.gif
    """
    by_reason = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
    for reason, group in groupby(by_reason, lambda pair: pair[1]):
        paths = [_shown(path) for path, _ in group]
        more = f", and {len(paths) - _SHOWN:,} more" if len(paths) > _SHOWN else ""
        yield f"passed over, because {reason}: {', '.join(paths[:_SHOWN])}{more}"


def _shown(path: str) -> str:
    return visible(label(path))


def _sentence(notice: Notice) -> str:
    times = f", {notice.count:,} times" if notice.count > 1 else ""
    return f"{visible(notice.message)}{times} ({notice.kind})"


def _in_short(report: Report) -> str:
    files = f"{report.files:,} file{'' if report.files == 1 else 's'}"
    fixable = len({notice.place.path for notice in report.notices if notice.fixable})
    others = sum(notice.count for notice in report.notices if not notice.fixable)
    told = f", {others:,} finding{'' if others == 1 else 's'}" if others else ""
    if report.command != "check":
        return f"{files}{told}"
    change = f"{fixable:,} of {files} would change" if fixable else f"nothing to change in {files}"
    return change + told
