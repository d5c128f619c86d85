"""
What the commands share that work on files where they are: which files, by which settings, with which colours.

Rule 1: a name counts as it is: a file called `-v.md` is a file, if it's there.
Rule 2: no option takes a value that may be left out, for it would swallow the name of a file behind it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docnorm.cli.options import add_profile
from docnorm.cli.printing import say
from docnorm.errors import BadInput, BadOutput, reason_of

if TYPE_CHECKING:
    from docnorm.configuring import Config, Settings
    from docnorm.selecting import Selection

__all__ = [
    "CommandParser",
    "Input",
    "Inputs",
    "add_config",
    "add_files",
    "add_report",
    "add_selection",
    "check_format",
    "config_of",
    "emit",
    "inputs",
    "is_colourful",
    "named",
    "selected",
]


_CHOSEN = ("line-ends", "write-as", "fail-on")
_FOR_PEOPLE = ("text", "concise")  # the formats that have room for a table behind them


class Input(NamedTuple):
    """
    A file by its name, where it is (nowhere, for standard input), and what holds for it.
    """

    name: str
    path: Path | None
    settings: Settings

    def read(self) -> bytes:
        """
        Return its bytes.
        """
        from docnorm.replacing import contents

        return sys.stdin.buffer.read() if self.path is None else contents(self.path)


class Inputs(NamedTuple):
    """
    The files that are meant, to be read one by one, what was passed over, and whether something is wrong with a path.
    """

    files: Iterator[Input]
    passed_over: tuple[tuple[str, str], ...] = ()
    is_wrong: bool = False


class CommandParser(argparse.ArgumentParser):
    """
    A parser that takes the name of a file for one, even if it begins with a dash.
    """

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """
        Parse *args*, in which each file that could be taken for an option is named so that it can't. Names may also
        stand behind options, as elsewhere; argparse takes only those in front of them.
        """
        options = {option for action in self._actions for option in action.option_strings}
        found, rest = super().parse_known_args([_named(argument, options) for argument in args], namespace)
        if "paths" in found:
            found.paths = [*found.paths, *filter(_is_name, rest)]
            rest = [argument for argument in rest if not _is_name(argument)]
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest


def _is_name(argument: str) -> bool:
    return argument == "-" or not argument.startswith("-")


def _named(argument: str, options: set[str]) -> str:
    is_file = len(argument) > 1 and argument[0] == "-" and argument not in options and os.path.lexists(argument)
    return f".{os.sep}{argument}" if is_file else argument


def add_selection(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments that say which files are meant.
    """
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders")
    parser.add_argument("--files-from", metavar="FILE", help="also what is listed in FILE (- for standard input)")
    parser.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="leave out what matches, too")
    parser.add_argument("--force-exclude", action="store_true", help="leave it out even if it's named")
    add_config(parser)


def add_config(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments that say which configuration holds.
    """
    parser.add_argument("--config", type=Path, metavar="FILE", help="the configuration, instead of the nearest one")
    parser.add_argument("--isolated", action="store_true", help="heed no configuration")


def add_files(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments that say which files are meant, and how they are cleaned. A path may be -, standard input.
    """
    add_selection(parser)
    parser.add_argument("--stdin-filename", metavar="NAME", help="the name that standard input, -, goes by")
    add_profile(parser)
    parser.add_argument("--encoding", metavar="CODEC", help="read what isn't UTF-8 as this")
    parser.add_argument("--line-ends", choices=("keep", "lf"), help="what CRLF and CR become (keep)")
    parser.add_argument("--write-as", choices=("keep", "utf-8"), help="the encoding of what is written (keep)")


def add_report(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments that say what is told besides, and where; its format is the command's own business.
    """
    parser.add_argument("--statistics", action="store_true", help="also print how often there is what")
    parser.add_argument("-o", "--output-file", "--output", type=Path, metavar="FILE", help="write it there")
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")


def check_format(arguments: argparse.Namespace, formats: tuple[str, ...]) -> None:
    """
    Refuse a format that isn't there, and statistics in one that is for programs.
    """
    if arguments.output_format not in formats:
        remedy = f"choose among {', '.join(formats)}"
        raise BadInput(f"'{arguments.output_format}' is no format", "--output-format", remedy)
    if arguments.statistics and arguments.output_format not in _FOR_PEOPLE:
        raise BadInput("that format has no room for it", "--statistics", f"use {' or '.join(_FOR_PEOPLE)}")


def config_of(arguments: argparse.Namespace) -> Config:
    """
    Return the settings that the nearest configuration and the command line make.
    """
    from docnorm.configuring import Layer, find, load

    if arguments.config and arguments.isolated:
        raise BadInput("--isolated heeds no configuration", "--config", "leave out one of the two")
    path = arguments.config or (None if arguments.isolated else find(Path()))
    return load(path).under(Layer("command line", _said(arguments)))


def _said(arguments: argparse.Namespace) -> dict[str, Any]:
    from docnorm.rules import PROFILES

    said: dict[str, Any] = {}
    if arguments.profile in PROFILES:
        said["profile"] = arguments.profile
    elif arguments.profile is not None:
        from docnorm.configuring import options_of
        from docnorm.reading import read_profile

        profile = read_profile(arguments.profile)
        said.update(options_of(profile))
        if profile.key is not None:
            said["key"] = profile.key
    if isinstance(arguments.encoding, str):
        said |= {"encoding": arguments.encoding, "encodings": ()}
    for option in ("without", "also"):
        if named := getattr(arguments, option):
            said[option] = (*said.get(option, ()), *named)
    optional = {option: getattr(arguments, option.replace("-", "_"), None) for option in _CHOSEN}
    return said | {option: value for option, value in optional.items() if value is not None}


def inputs(arguments: argparse.Namespace) -> Inputs:
    """
    Return the files that are meant. What isn't there or can't be read is said; the others are meant all the same.
    """
    from docnorm.selecting import select

    config = config_of(arguments)
    settle = config.settler()
    if "-" in arguments.paths:
        if len(arguments.paths) > 1 or arguments.files_from is not None:
            raise BadInput("standard input goes alone", "-", "leave out the other paths")
        name = arguments.stdin_filename or "-"
        if arguments.force_exclude and _excluder(arguments, config)(name):
            return Inputs(iter(()), ((name, "it's excluded"),))
        return Inputs(iter([Input(name, None, settle(name))]))
    wrong: list[BadInput] = []
    is_excluded = _excluder(arguments, config)
    selection = select(named(arguments), is_excluded, force=arguments.force_exclude, refuse=wrong.append)
    for said in sorted(map(str, wrong)):
        say(said)
    found = (Input(str(path), path, settle(str(path))) for path in selection.files)
    return Inputs(found, selection.passed_over, bool(wrong))


def selected(paths: list[str], arguments: argparse.Namespace, config: Config, *, untracked: bool = True) -> Selection:
    """
    Return the files that *paths* mean, but for what is excluded; without *untracked*, what git tracks of a work tree.
    """
    from docnorm.selecting import select

    return select(paths, _excluder(arguments, config), force=arguments.force_exclude, untracked=untracked)


def named(arguments: argparse.Namespace) -> list[str]:
    """
    Return the paths that were given, or listed.
    """
    paths = [*arguments.paths, *_listed(arguments.files_from)]
    if not paths and arguments.files_from is None:
        raise BadInput("there is no path", "PATH", "name files or folders, like . for this one")
    return paths


def _excluder(arguments: argparse.Namespace, config: Config) -> Callable[[str], bool]:
    from docnorm.globs import Globs

    said = Globs(tuple(arguments.exclude))
    return lambda path: config.is_excluded(path) or said.match(os.path.relpath(path).replace(os.sep, "/"))


def _listed(name: str | None) -> Sequence[str]:
    from docnorm.reading import read_one
    from docnorm.selecting import names_in

    if name is None:
        return ()
    return names_in(sys.stdin.buffer.read() if name == "-" else read_one(name).data)


def is_colourful(wish: str) -> bool:
    """
    Return whether to print colours: *wish* is `always`, `never` or `auto`, by what the terminal and its user want.
    """
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def emit(lines: Iterable[str], path: Path | None) -> None:
    """
    Print lines, or write them to the file *path*.
    """
    if path is None:
        for line in lines:
            print(line)
        return
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadOutput(f"it can't be written ({reason_of(error)})", str(path), "choose another place") from None
