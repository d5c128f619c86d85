"""
`docnorm check`: what `docnorm fix` would change, and what is to be told of the files besides; nothing is written.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from docnorm.cli.files import Input, add_files, add_report, check_format, emit, inputs, is_colourful
from docnorm.cli.printing import safe, say
from docnorm.cli.progress import watched
from docnorm.errors import DocnormError

if TYPE_CHECKING:
    from docnorm.fixing import Fix
    from docnorm.profile import Profile
    from docnorm.rendering import Notice, Report

__all__ = ["add"]

_FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "markdown")
_SEVERITIES = ("error", "warning", "info")

_EPILOG = """\
examples:
  docnorm check .                                 every file of this work tree that git doesn't ignore
  docnorm check docs README.md --diff             what would change, line by line
  docnorm check . --output-format sarif --output-file docnorm.sarif
  git diff --name-only -z | docnorm check --files-from -
exit codes: 0 clean; 1 something would change, or was found that --fail-on names; 2 usage error, or a file that can't
be read. What isn't text is passed over, and said."""


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Say what `docnorm fix` would change, and what else there is to know; nothing is written."
    parser.epilog = _EPILOG
    parser.usage = "docnorm check PATH… [--diff | --output-format FORMAT] [options]"
    add_files(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--output-format", default="text", metavar="FORMAT", help=f"{', '.join(_FORMATS)} (text)")
    how.add_argument("--diff", action="store_true", help="print a unified diff, with controls made visible")
    add_report(parser)
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (auto)")
    parser.add_argument(
        "--fail-on", choices=(*_SEVERITIES, "never"), help="exit with 1 for a finding as bad as this (error)"
    )
    parser.set_defaults(command=_check)


class _Look(NamedTuple):
    """
    What there is to tell of one file.
    """

    notices: tuple[Notice, ...] = ()
    diff: tuple[str, ...] = ()
    passed_over: tuple[tuple[str, str], ...] = ()
    fails: bool = False
    is_wrong: bool = False


def _check(arguments: argparse.Namespace) -> int:
    from docnorm.noticing import MEANINGS
    from docnorm.rendering import Report, marked

    check_format(arguments, _FORMATS)
    files, passed_over, is_wrong = inputs(arguments)
    looks = [_look(file, is_diff=arguments.diff) for file in watched(files, "file")]
    notices = marked((notice, notice.message) for look in looks for notice in look.notices)
    passed_over = (*passed_over, *(pair for look in looks for pair in look.passed_over))
    report = Report("check", len(looks), tuple(notices), passed_over, MEANINGS)
    emit(_lines(report, [line for look in looks for line in look.diff], arguments), arguments.output_file)
    if is_wrong or any(look.is_wrong for look in looks):
        return 2
    return int(not arguments.exit_zero and any(look.fails for look in looks))


def _look(file: Input, *, is_diff: bool) -> _Look:
    from docnorm.fixing import fix
    from docnorm.noticing import notices

    try:
        data = file.read()
    except DocnormError as error:
        say(str(error))
        return _Look(is_wrong=True)
    settings, name = file.settings, file.name
    fixed = fix(data, settings.profile, settings.manner, id=name)
    told = tuple(notices(fixed, name, settings.ignore))
    how = fixed.document.decoding
    return _Look(
        told,
        tuple(_diff(fixed, settings.profile, name, told)) if is_diff else (),
        () if how.is_text else ((name, f"it isn't text ({how.how})"),),
        data != fixed.data
        or any(_is_as_bad(notice.severity, settings.fail_on) for notice in told if not notice.fixable),
    )


def _is_as_bad(severity: str, fail_on: str) -> bool:
    return severity in _SEVERITIES[: _SEVERITIES.index(fail_on) + 1] if fail_on in _SEVERITIES else False


def _diff(fixed: Fix, profile: Profile, name: str, told: Iterable[Notice]) -> Iterator[str]:
    from docnorm.attributing import attribute
    from docnorm.diffing import diff
    from docnorm.kinds import KINDS

    if fixed.edits and not fixed.why_not:
        yield from diff(
            fixed.document, attribute(fixed.document, profile), (f"{safe(name)}\tas it is", f"{safe(name)}\tfixed")
        )
    if fixed.why_not:
        yield f"# {safe(name)}: it can't be fixed: {fixed.why_not}"
    if fixed.recoded:
        yield f"# {safe(name)}: {fixed.recoded}"
    for notice in told:
        if notice.kind in KINDS:
            where = f"{safe(name)}: {notice.place.line}:{notice.place.column}"
            yield f"# {where}: {notice.severity}: {notice.kind}: {safe(notice.message)}"


def _lines(report: Report, diff: list[str], arguments: argparse.Namespace) -> Iterator[str]:
    from docnorm.rendering import colour, plain, render, statistics

    paint = colour if arguments.output_file is None and is_colourful(arguments.color) else plain
    yield from diff if arguments.diff else render(report, arguments.output_format, paint)
    if arguments.statistics:
        yield from statistics(report)
