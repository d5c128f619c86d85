"""
`docnorm explain`: what each stage made of a file; or what became of a line, and where a line comes from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docnorm.cli.normalize import add_file, file_of
from docnorm.errors import BadInput

__all__ = ["add"]

_EPILOG = """\
examples:
  docnorm explain old.txt                                 what each stage makes of a file, in short
  docnorm explain old.txt --after repair                  every repair, and what only might have been one
  docnorm explain build/seeds article.txt:16              what became of line 16 of a source
  docnorm explain build/seeds documents/article.txt:3     where line 3 of a canonical document comes from"""

_STAGES = ("decode", "repair", "normalize", "segment")


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.usage = "docnorm explain FILE [--after STAGE] [options]\n       docnorm explain OUT PLACE [--side SIDE]"
    parser.epilog = _EPILOG
    parser.add_argument("path", metavar="FILE|OUT", help="a file (- for standard input), or an output folder")
    parser.add_argument("place", nargs="?", metavar="PLACE", help="NAME:LINE of a source, or documents/NAME:LINE")
    parser.add_argument("--side", choices=("source", "document"), help="which one, if a name could be both")
    parser.add_argument("--after", choices=_STAGES, metavar="STAGE", help="decode, repair, normalize or segment")
    add_file(parser)
    parser.set_defaults(command=_explain)


def _explain(arguments: argparse.Namespace) -> int:
    if arguments.place is None:
        return _explain_file(arguments)
    return _explain_place(arguments)


def _explain_place(arguments: argparse.Namespace) -> int:
    from docnorm.results import load

    folder = Path(arguments.path)
    if folder.is_file():
        remedy = f"leave out {arguments.place}, or name an output folder of `docnorm run`"
        raise BadInput("it's a file, and has no places to ask for", arguments.path, remedy)
    for option in ("after", "profile", "without", "also", "encoding"):
        if getattr(arguments, option):
            raise BadInput("it's for a single file, not for a place", f"--{option}", "leave it out")
    print(load(folder).explain(arguments.place, arguments.side))
    return 0


def _explain_file(arguments: argparse.Namespace) -> int:
    from docnorm.showing import stage, stages

    if arguments.side:
        raise BadInput("it's for a place in an output folder, not for a file", "--side", "leave it out")
    if (Path(arguments.path) / "manifest.json").exists():
        raise BadInput("it's an output folder", arguments.path, "add which line to explain, as NAME:LINE")
    source, profile = file_of(arguments, arguments.path)
    if arguments.after is None:
        print(stages(source.data, profile, id=source.id))
    else:
        print(stage(source.data, arguments.after, profile, id=source.id))
    return 0
