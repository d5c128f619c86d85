"""
`docnorm dups`: files and folders → a list of what is repeated in them; nothing is written.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from docnorm.cli.options import add_detection, add_profile, check_alarms, compared, detection_of, profile_of
from docnorm.cli.printing import say

if TYPE_CHECKING:
    from docnorm.reading import Inputs

__all__ = ["add"]

_EPILOG = """\
examples:
  docnorm dups docs                                  what is repeated in a folder, and where
  docnorm dups drafts --against published            what of it was published already
  docnorm dups docs --threshold 0.6 --output-format concise | sort
exit codes: 0 nothing is repeated; 1 something is; 2 usage error or bad input, or more would be dropped than
--max-removal-rate allows; 3 nothing is, but some sources aren't text"""


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
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or a .jsonl file of records")
    parser.add_argument(
        "--output-format",
        default="text",
        metavar="FORMAT",
        help="text, concise (a line for each repeat) or json (text)",
    )
    add_detection(parser)
    add_profile(parser)
    parser.set_defaults(command=_dups)


def _dups(arguments: argparse.Namespace) -> int:
    from docnorm.errors import BadInput
    from docnorm.listing import FORMATS, Listing

    if arguments.output_format not in FORMATS:
        remedy = f"choose among {', '.join(FORMATS)}"
        raise BadInput(f"'{arguments.output_format}' is no format", "--output-format", remedy)
    profile = profile_of(arguments, **detection_of(arguments))
    inputs, references, result = compared(arguments, profile)
    for line in FORMATS[arguments.output_format](Listing(result, _root(inputs), _root(references))):
        print(line)
    for line in (*inputs.passed_over, *(references.passed_over if references else ())):
        say(f"passed over: {line}")
    check_alarms(result, arguments.max_removal_rate)
    if result.groups:
        return 1
    return 3 if any(source.verdict.status == "quarantined" for source in result.sources) else 0


def _root(inputs: Inputs | None) -> str:
    # What stands before the ids, so that an editor or a terminal finds the files from here.
    if inputs is None:
        return ""
    root = os.path.relpath(inputs.root, Path.cwd()).replace(os.sep, "/")
    return "" if root == "." else root + "/"
