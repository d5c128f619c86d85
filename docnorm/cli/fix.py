"""
`docnorm fix`: files get their clean text where they are.

Rule 1: a file that needs no change is never opened for writing.
Rule 2: what can't be done for one file or folder is said, and the others are done all the same.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from docnorm.cli.files import Input, add_files, inputs
from docnorm.cli.printing import safe, say, write
from docnorm.cli.progress import watched
from docnorm.errors import DocnormError

if TYPE_CHECKING:
    from docnorm.fixing import Fix

__all__ = ["add"]

_EPILOG = """\
examples:
  docnorm fix docs README.md                  clean them where they are
  docnorm fix . --without quotes              but leave the quotation marks
  docnorm fix . --line-ends lf --write-as utf-8   also change line ends and encodings, which stay otherwise
  docnorm fix - --stdin-filename a.md < a.md  print the clean text
exit codes, the first that holds: 2 usage error, or a file that can't be read or written; 3 a text that can't be fixed
as it is; 1 something was changed; 0 nothing had to be. What isn't text is passed over, and said."""

_CHANGED, _WRONG, _LEFT = 1, 2, 3
_WORST_FIRST = (_WRONG, _LEFT, _CHANGED, 0)


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Clean files where they are. Each holds its old bytes or its new ones, whatever happens."
    parser.epilog = _EPILOG
    parser.usage = "docnorm fix PATH… [options]"
    add_files(parser)
    parser.set_defaults(command=_fix)


def _fix(arguments: argparse.Namespace) -> int:
    files, passed, is_wrong = inputs(arguments)
    not_text: list[tuple[str, str]] = []
    statuses = {_WRONG if is_wrong else 0, *(_fix_one(file, not_text) for file in watched(files, "file"))}
    if passed or not_text:
        from docnorm.rendering import passed_over

        for line in passed_over((*passed, *not_text)):
            say(line)
    return next((status for status in _WORST_FIRST if status in statuses), 0)


def _fix_one(file: Input, not_text: list[tuple[str, str]]) -> int:
    from docnorm.fixing import fix

    try:
        data = file.read()
        fixed = fix(data, file.settings.profile, file.settings.manner, id=file.name)
        if not fixed.document.decoding.is_text:
            not_text.append((file.name, f"it isn't text ({fixed.document.decoding.how})"))
        _put(file, data, fixed)
    except DocnormError as error:
        say(str(error))
        return _WRONG
    if fixed.why_not:
        say(f"{file.name}: it can't be fixed: {fixed.why_not}; see `docnorm check`, or exclude it")
        return _LEFT
    return int(fixed.data != data)


def _put(file: Input, data: bytes, fixed: Fix) -> None:
    if file.path is None:
        write(fixed.data)
    elif fixed.data != data:
        from docnorm.noticing import counts
        from docnorm.rendering.report import label
        from docnorm.replacing import replace

        replace(file.path, data, fixed.data)
        changes = ", ".join(f"{step} {number:,}" for step, number in counts(fixed).items())
        print(f"fixed {safe(label(file.name))} ({changes})", flush=True)
