"""
`docnorm report`: an output folder → one HTML file to look at.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docnorm.cli.options import add_folder
from docnorm.cli.printing import count, safe
from docnorm.errors import BadInput

__all__ = ["add"]


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.epilog = "example: docnorm report build/seeds -o report.html"
    add_folder(parser)
    parser.add_argument(
        "-o", "--output-file", "--output", required=True, type=Path, metavar="FILE", help="the HTML file to write"
    )
    parser.add_argument("--title", metavar="TEXT", help="what it's about (the name of the folder)")
    parser.add_argument(
        "--max-groups", type=int, default=10_000, metavar="N", help="tell the N groups that saved most (10000)"
    )
    parser.set_defaults(command=_report)


def _report(arguments: argparse.Namespace) -> int:
    from docnorm.report import html, write
    from docnorm.results import load

    if arguments.max_groups < 0:
        raise BadInput(f"{arguments.max_groups} is no number of groups", "--max-groups", "give 0 or more")
    result = load(arguments.output)
    title = arguments.title or arguments.output.resolve().name
    write(html(result, title, arguments.max_groups), arguments.output_file)
    print(f"{count(len(result.sources), 'source')} in {safe(str(arguments.output_file))}")
    return 0
