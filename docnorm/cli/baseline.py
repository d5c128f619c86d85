"""
`docnorm baseline`: what is repeated already, and may stay so, in a file that `docnorm dups` heeds.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from docnorm.cli.corpus import add_corpus, baseline_of, compared, read_baseline
from docnorm.cli.printing import count, safe, say
from docnorm.errors import BadInput, BadOutput, reason_of

if TYPE_CHECKING:
    from docnorm.baselining import Baseline

__all__ = ["add"]

_EPILOG = """\
examples:
  docnorm baseline create .        what is repeated in the files that git tracks, from now on
  docnorm baseline update .        the same, after you looked at what is new with `docnorm dups .`
  docnorm baseline prune .         forget what isn't repeated any more; nothing is added
Give the paths and options that `docnorm dups` gets. Commit the file; in .gitattributes, write
`.docnorm-baseline merge=union`, so that branches are merged by themselves.
exit codes: 0 done; 2 usage error or bad input"""

_WHAT = {
    "create": "write what is repeated to a new baseline",
    "update": "write what is repeated to the baseline, whatever it said",
    "prune": "remove what isn't repeated any more from the baseline",
}


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Keep the baseline: what is repeated already, which `docnorm dups` passes."
    parser.epilog = _EPILOG
    acts = parser.add_subparsers(metavar="ACT", required=True)
    for name, act in (("create", _create), ("update", _update), ("prune", _prune)):
        below = acts.add_parser(name, help=_WHAT[name], description=f"{_WHAT[name].capitalize()}.", epilog=_EPILOG)
        below.formatter_class = argparse.RawDescriptionHelpFormatter
        below.usage = f"docnorm baseline {name} PATH… [options]"
        add_corpus(below)
        below.set_defaults(command=act)


def _create(arguments: argparse.Namespace) -> int:
    path = baseline_of(arguments)
    if path.exists():
        raise BadInput("there is one already", str(path), "use `docnorm baseline update`")
    return _write(path, None, None, _current(arguments))


def _update(arguments: argparse.Namespace) -> int:
    from docnorm.replacing import contents

    path = baseline_of(arguments)
    try:
        data, old = read_baseline(path)
    except BadInput as error:
        # What can't be read any more is made anew; but only if it's there, and a file.
        if not path.is_file():
            raise
        say(f"{path} is made anew, since {error.what}")
        data, old = contents(path), None
    return _write(path, data, old, _current(arguments))


def _prune(arguments: argparse.Namespace) -> int:
    path = baseline_of(arguments)
    data, old = read_baseline(path)
    current = _current(arguments)
    old.check_like(current, str(path))
    return _write(path, data, old, old.pruned(current))


def _current(arguments: argparse.Namespace) -> Baseline:
    from docnorm.baselining import marks
    from docnorm.rendering import passed_over

    corpus = compared(arguments, tracked=True)
    for line in passed_over(corpus.passed_over):
        say(line)
    return marks(corpus.result.provenance, corpus.result.profile, corpus.result.groups).baseline


def _write(path: Path, data: bytes | None, old: Baseline | None, new: Baseline) -> int:
    from docnorm.replacing import replace

    lines = "".join(f"{line}\n" for line in new.lines()).encode()
    if data is None:
        _make(path, lines)
    elif data != lines:
        replace(path, data, lines)
    before, after = old.counts if old else {}, new.counts
    more = sum(number > before.get(text, 0) for text, number in after.items())
    less = sum(number > after.get(text, 0) for text, number in before.items())
    print(f"{safe(str(path))}: {count(len(after), 'repeated text')}, +{more:,} −{less:,}")
    return 0


def _make(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise BadOutput(f"it can't be written ({reason_of(error)})", str(path), "choose another place") from None
