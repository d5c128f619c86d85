"""
`docnorm dups`: files and folders → a list of what is repeated in them; nothing is written.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from docnorm.cli.corpus import Corpus, add_corpus, baseline_of, compared, read_baseline
from docnorm.cli.files import add_report, check_format, emit
from docnorm.cli.options import check_alarms, check_priority
from docnorm.cli.printing import say
from docnorm.errors import BadInput

if TYPE_CHECKING:
    from docnorm.gathering import Gathered
    from docnorm.listing import Listing

__all__ = ["add"]

_LISTS: Final = ("text", "concise", "json")
_REPORTS: Final = ("jsonl", "sarif", "github", "markdown")

_EPILOG = """\
examples:
  docnorm dups docs                                  what is repeated in a folder, and where
  docnorm dups drafts --against published            what of it was published already
  docnorm dups docs --threshold 0.6 --output-format concise | sort
  docnorm dups . --tracked                           as the hook docnorm-dups asks it
exit codes: 0 nothing is repeated, but for what the baseline knows; 1 something is; 2 usage error or bad input, or more
would be dropped than --max-removal-rate allows. What isn't text is passed over, and said."""


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "List what is repeated: whole documents, runs of paragraphs and single ones, the kept copy first, then what\n"
        "repeats it, with its exact similarity to that copy. Nothing is written."
    )
    parser.epilog = _EPILOG
    parser.usage = "docnorm dups PATH… [--output-format FORMAT] [options]"
    add_corpus(parser)
    parser.add_argument("--tracked", action="store_true", help="of a folder in a work tree, only what git tracks")
    parser.add_argument("--no-baseline", action="store_true", help="list what the baseline knows, too")
    formats = ", ".join((*_LISTS, *_REPORTS))
    parser.add_argument("--output-format", default="text", metavar="FORMAT", help=f"{formats} (text)")
    add_report(parser)
    parser.set_defaults(command=_dups)


def _dups(arguments: argparse.Namespace) -> int:
    from docnorm.listing import Listing
    from docnorm.rendering import passed_over

    _check_format(arguments)
    corpus = compared(arguments, tracked=arguments.tracked)
    listing = Listing(corpus.result, corpus.root, corpus.reference_root, _new(arguments, corpus))
    emit(_lines(listing, corpus, arguments), arguments.output_file)
    for line in passed_over(corpus.passed_over):
        say(line)
    check_priority(arguments, corpus.result)
    check_alarms(corpus.result, arguments.max_removal_rate)
    return int(not arguments.exit_zero and bool(listing.groups))


def _check_format(arguments: argparse.Namespace) -> None:
    check_format(arguments, (*_LISTS, *_REPORTS))
    if arguments.no_baseline and arguments.baseline is not None:
        raise BadInput("--no-baseline heeds none", "--baseline", "leave out one of the two")


def _new(arguments: argparse.Namespace, corpus: Corpus) -> tuple[Gathered, ...] | None:
    path = baseline_of(arguments)
    if arguments.no_baseline or (arguments.baseline is None and not path.exists()):
        return None
    from docnorm.baselining import marks

    _, known = read_baseline(path)
    result, groups = corpus.result, corpus.result.groups
    found = marks(result.provenance, result.profile, groups)
    known.check_like(found.baseline, str(path))
    return found.new(groups, known)


def _lines(listing: Listing, corpus: Corpus, arguments: argparse.Namespace) -> Iterator[str]:
    from docnorm.flagging import flag
    from docnorm.listing import FORMATS
    from docnorm.rendering import render, statistics

    if arguments.output_format in _LISTS:
        yield from FORMATS[arguments.output_format](listing)
    else:
        yield from render(flag(listing, corpus.passed_over), arguments.output_format)
    if arguments.statistics:
        yield from statistics(flag(listing))
