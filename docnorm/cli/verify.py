"""
`docnorm verify`: is an output folder whole?
"""

from __future__ import annotations

import argparse

from docnorm.cli.options import add_folder
from docnorm.cli.printing import count, safe

__all__ = ["add"]


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.epilog = "example: docnorm verify build/seeds"
    add_folder(parser)
    parser.set_defaults(command=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    from docnorm.results import load

    result = load(arguments.output)
    result.verify()
    dropped = [record for record in result.blocks if record.status == "dropped"]
    outside = sum(record.link is not None and record.link.reference is not None for record in dropped)
    where = f", {outside:,} of them in the reference corpus" if outside else ""
    print(
        f"{safe(str(arguments.output))} is whole: {count(len(result.sources), 'source')} restored and compared,"
        f" {count(len(dropped), 'dropped block')} each with a kept copy{where},"
        f" {count(result.counts['characters'], 'character')} accounted for"
    )
    return 0
