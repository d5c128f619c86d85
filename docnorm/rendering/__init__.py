"""
Reports in every format: `check` and `dups` fill the same value, and a table says who renders it.

Rule 1: what is found, and the exit code, never depend on the format.
Rule 2: a renderer yields lines; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

from docnorm.rendering.report import Notice, Place, Report, marked
from docnorm.rendering.text import Paint, colour, concise, passed_over, plain, statistics, text

__all__ = ["FORMATS", "Notice", "Place", "Report", "colour", "marked", "passed_over", "plain", "render", "statistics"]

_Renderer = Callable[[Report, Paint], Iterator[str]]


def _of(module: str, name: str) -> _Renderer:
    # Most runs need but one of them, and some bring much of the standard library along.
    def rendered(report: Report, _: Paint) -> Iterator[str]:
        lines: Iterator[str] = getattr(import_module(f"docnorm.rendering.{module}"), name)(report)
        return lines

    return rendered


FORMATS: Final[Mapping[str, _Renderer]] = MappingProxyType(
    {
        "text": text,  # file by file, for people
        "concise": concise,  # one line for each notice
        "json": _of("data", "as_json"),
        "jsonl": _of("data", "as_lines"),
        "sarif": _of("sarif", "sarif"),
        "github": _of("github", "github"),
        "markdown": _of("github", "markdown"),
    }
)
"""The renderers by their names."""


def render(report: Report, name: str = "text", paint: Paint = plain) -> Iterator[str]:
    """
    Yield the lines of *report* in the format *name*; only formats for a terminal heed *paint*.

    >>> list(render(Report("check", 3, ())))
    ['nothing to change in 3 files']
    """
    return FORMATS[name](report, paint)
