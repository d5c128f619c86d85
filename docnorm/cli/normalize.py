"""
`docnorm normalize`: one file → its clean text, what changes in it, or every edit.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from docnorm.cli.options import add_profile, profile_of
from docnorm.cli.printing import safe, say, write
from docnorm.errors import BadInput

if TYPE_CHECKING:
    from docnorm.model import Document, Source
    from docnorm.profile import Profile

__all__ = ["add", "add_file", "file_of"]

_EPILOG = """\
examples:
  docnorm normalize old.txt > clean.txt
  docnorm normalize old.txt --diff --profile typographic
  curl -s https://example.org/old.txt | docnorm normalize - --without quotes
exit codes: 0 done; with --diff, 1 if it would change; 2 usage error or bad input; 3 it isn't text"""


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Print the clean text of one file, in UTF-8; or say what was changed to get there."
    parser.epilog = _EPILOG
    parser.usage = "docnorm normalize FILE [--diff | --json] [options]"
    parser.add_argument("files", nargs="+", metavar="FILE", help="one file, or - for standard input")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--diff", action="store_true", help="print a unified diff, with controls made visible")
    what.add_argument("--json", action="store_true", help="print every edit and every finding, as one JSON object")
    add_file(parser)
    parser.set_defaults(command=_normalize)


def add_file(parser: argparse.ArgumentParser) -> None:
    """
    Add the options that say how a file is read and cleaned.
    """
    add_profile(parser)
    parser.add_argument("--encoding", metavar="CODEC", help="read what isn't UTF-8 as this")


def file_of(arguments: argparse.Namespace, name: str) -> tuple[Source, Profile]:
    """
    Return the source that *name* means, and the profile to clean it with.
    """
    from docnorm.model import Source
    from docnorm.reading import read_one

    profile = profile_of(arguments)
    if arguments.encoding is not None:
        profile = profile.with_encoding(arguments.encoding)
    return (Source("-", sys.stdin.buffer.read(), kind="file") if name == "-" else read_one(name)), profile


def _normalize(arguments: argparse.Namespace) -> int:
    from docnorm.pipeline import normalize

    if others := arguments.files[1:]:
        remedy = "clean one after the other, or all of them with `docnorm run`"
        raise BadInput("there's a second file, and texts aren't printed together", others[0], remedy)
    source, profile = file_of(arguments, arguments.files[0])
    document = normalize(source.data, profile, id=source.id)
    if arguments.json:
        from docnorm.reporting import report

        for line in report(document, source, profile):
            write(f"{line}\n".encode())
    if not document.decoding.is_text:
        how = document.decoding.how
        say(f"{source.id}: it isn't text ({how}); {'leave it out' if how == 'binary' else 'name its --encoding'}")
        return 3
    if arguments.diff:
        return _diff(document, source, profile)
    if not arguments.json:
        write(document.text.encode())
    return 0


def _diff(document: Document, source: Source, profile: Profile) -> int:
    from docnorm.attributing import attribute, reported
    from docnorm.diffing import diff, notes

    edits, name = list(attribute(document, profile)), safe(source.id)
    labels = (f"{name}\t{document.decoding.codec}", f"{name}\tclean ({profile.name})")
    for line in diff(document, edits, labels):
        print(line)
    for note in notes(document, edits, reported(document)):
        print(f"# {note}")
    return int(document.text.encode() != source.data)
