"""
The command line: arguments → calls → exit code.

Rule 1: a command parses, calls the library and prints; what it decides is the exit code, nothing else.
Rule 2: 0 is done, 1 is done and something was found (`check`, `dups`), was changed (`fix`) or would be (`normalize
        --diff`), 2 is a usage error or bad input with one sentence on stderr, 3 is done with what can't be fixed
        (`fix`) or isn't text (`run`, `normalize`).
Rule 3: what a command needs is imported in its function: `docnorm --version` loads next to nothing.
Rule 4: a command has a module of its own here, which adds its arguments and runs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from docnorm.cli.printing import say, tolerate
from docnorm.errors import DocnormError, reason_of
from docnorm.version import VERSION

__all__ = ["main"]

_DESCRIPTION = """\
Turn messy documents into clean canonical ones, say where every character came from and why every dropped block was
dropped, and give every original back, byte for byte."""

_EXAMPLES = """\
examples:
  docnorm check .                           see what isn't clean in a repository
  docnorm fix docs README.md                clean files where they are
  docnorm normalize old.txt > clean.txt     clean one file
  docnorm normalize old.txt --diff          see what would change
  docnorm explain old.txt                   see what each stage makes of it
  docnorm dups seeds                        see what is repeated, and where
  docnorm baseline create .                 let what is repeated already pass
  docnorm run seeds -o build/seeds          clean a folder, drop what is repeated
  docnorm explain build/seeds article.txt:16  why line 16 of a source isn't there
  docnorm report build/seeds -o report.html  look at all of it in a browser
  docnorm restore build/seeds -o originals  get every source back
  docnorm verify build/seeds                check every byte and every promise

exit codes: 0 done, 1 something was found (check, dups), was changed (fix) or would be (normalize --diff), 2 usage
error, bad input or a broken output folder, 3 done, with what can't be fixed (fix) or isn't text (run, normalize),
130 interrupted"""


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command that *argv* names, and return its exit code.
    """
    try:
        arguments = _parser().parse_args(argv)
        tolerate()
        status = int(arguments.command(arguments))
        sys.stdout.flush()
        return status
    except DocnormError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    except BrokenPipeError:  # pragma: no cover - the tests of it run in processes of their own
        # The reader of our output has gone, which is its right; nobody needs to hear of it when Python closes stdout.
        _close()
        return 0
    except OSError as error:  # pragma: no cover - the same; all files are read and written by those who know better
        _close()
        say(f"standard output: it can't be written ({reason_of(error)}); write to another place")
        return 2


def _close() -> None:  # pragma: no cover
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    # Imported here, where an interrupt is one sentence already.
    from docnorm.cli import baseline, check, config, dups, explain, fix, normalize, report, restore, run, verify
    from docnorm.cli.files import CommandParser

    parser = argparse.ArgumentParser(
        prog="docnorm", description=_DESCRIPTION, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and which kernel runs")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=CommandParser)
    check.add(commands.add_parser("check", help="say what `fix` would change in files, and what they hide"))
    fix.add(commands.add_parser("fix", help="clean files where they are"))
    run.add(commands.add_parser("run", help="canonicalize files and folders into an output folder"))
    dups.add(commands.add_parser("dups", help="list what is repeated, and where; nothing is written"))
    baseline.add(commands.add_parser("baseline", help="keep what is repeated already, and may stay so"))
    normalize.add(commands.add_parser("normalize", help="clean one file: its text, what changes, or every edit"))
    explain.add(commands.add_parser("explain", help="say what became of a file or of a line, or where it comes from"))
    report.add(commands.add_parser("report", help="write one HTML file to look at: what was dropped, and for what"))
    restore.add(commands.add_parser("restore", help="write every source as it was, from the output alone"))
    config.add(commands.add_parser("config", help="say what holds for a file, and where that is said"))
    verify.add(commands.add_parser("verify", help="check an output folder, byte by byte"))
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from docnorm import kernel

        print(f"docnorm {VERSION} ({kernel.IMPLEMENTATION} kernel)")
        parser.exit()
