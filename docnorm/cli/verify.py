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
    dropped = sum(record.status == "dropped" for record in result.blocks)
    print(
        f"{safe(str(arguments.output))} is whole: {count(len(result.sources), 'source')} restored and compared,"
        f" {count(dropped, 'dropped block')} each with a kept copy,"
        f" {count(result.counts['characters'], 'character')} accounted for"
    )
    return 0
