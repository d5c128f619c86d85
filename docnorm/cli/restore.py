"""
`docnorm restore`: an output folder → every source as it was.
"""

from __future__ import annotations

import argparse

from docnorm.cli.options import add_folder, folder
from docnorm.cli.printing import count, safe
from docnorm.errors import BadOutput

__all__ = ["add"]


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.epilog = "example: docnorm restore build/seeds -o originals"
    add_folder(parser)
    parser.add_argument(
        "-o", "--to", "--output", required=True, type=folder, metavar="DIR", help="the new folder for the sources"
    )
    parser.set_defaults(command=_restore)


def _restore(arguments: argparse.Namespace) -> int:
    from docnorm.results import load
    from docnorm.writing import restore_files

    result = load(arguments.output)
    result.verify()
    if arguments.output.resolve() in arguments.to.resolve().parents:
        raise BadOutput("it lies in the output folder", str(arguments.to), "restore to another folder")
    names = restore_files(result.provenance, arguments.to)
    print(f"{count(len(names), 'file')} restored to {safe(str(arguments.to))}, byte for byte")
    return 0
