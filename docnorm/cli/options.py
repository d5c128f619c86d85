"""
The options that several commands have: how texts are cleaned, what is compared, and what is kept.

Rule 1: what is said on the command line counts for more than what the profile's file says.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docnorm.cli.printing import say
from docnorm.errors import BadInput, BadProfile, reason_of

if TYPE_CHECKING:
    from fractions import Fraction

    from docnorm.profile import Profile
    from docnorm.results import Result

__all__ = [
    "add_detection",
    "add_folder",
    "add_profile",
    "check_alarms",
    "check_priority",
    "detection_of",
    "folder",
    "profile_of",
]

_DETECTION = (
    ("--threshold", "T", "similarity of near-duplicates (4/5)"),
    (
        "--scope",
        "SCOPE",
        "document or corpus: drop parts of documents only for the same document, or for any (document)",
    ),
    ("--guard", "GUARD", "what a near-duplicate mustn't lose: numbers, containment (any words) or none (numbers)"),
    ("--candidates", "HOW", "lsh, or exact: slower, and no pair is missed (lsh)"),
    ("--segment", "MODE", "how paragraphs are found: auto, line, blank-line, indent or markdown (auto)"),
    ("--prefer", "WHICH", "which copy is kept: longest, first, newest or priority (longest)"),
)


def folder(name: str) -> Path:
    """
    Return the path of a folder to write; an empty name would mean the current one, which nobody means.
    """
    if not name:
        raise argparse.ArgumentTypeError("the name of the folder is empty")
    return Path(name)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """
    Add the argument that names an output folder to read.
    """
    parser.add_argument("output", type=Path, metavar="OUT", help="an output folder")


def add_profile(parser: argparse.ArgumentParser) -> None:
    """
    Add the options that say how a text is cleaned.
    """
    parser.add_argument(
        "--profile",
        metavar="NAME|FILE",
        help="standard, typographic, minimal, or a TOML file of options (standard)",
    )
    for option, what in (("without", "off"), ("also", "on")):
        parser.add_argument(
            f"--{option}",
            action="append",
            default=[],
            metavar="RULE",
            help=f"switch {what} a step or a rule, like quotes or quotes.low-double; may be repeated",
        )


def profile_of(arguments: argparse.Namespace) -> Profile:
    """
    Return the profile that the arguments describe.
    """
    from docnorm.reading import read_profile

    profile = read_profile(arguments.profile or "standard")
    without, also = set(arguments.without), set(arguments.also)
    return replace(
        profile,
        without=tuple(without | (set(profile.without) - also)),
        also=tuple(also | (set(profile.also) - without)),
    )


def add_detection(parser: argparse.ArgumentParser) -> None:
    """
    Add the options that say what is compared, and what is kept of what is alike.
    """
    for option, what, told in _DETECTION:
        parser.add_argument(option, metavar=what, help=told)
    parser.add_argument(
        "--priority",
        action="append",
        default=[],
        metavar="GLOB",
        help="keep the copy whose id matches GLOB; of several, the first that matches counts; may be repeated",
    )
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="PATH",
        help="compare with these files, too, which are neither changed nor written; may be repeated",
    )
    parser.add_argument(
        "--key-file", metavar="FILE", help="a secret to hash texts with, so that nobody can foresee how"
    )
    parser.add_argument(
        "--max-removal-rate",
        metavar="R",
        help="end with an error, before anything is written, if more of the bytes would be dropped (2/3: a warning)",
    )
    parser.add_argument(
        "--encoding",
        action="append",
        default=[],
        metavar="[GLOB=]CODEC",
        help="read what isn't UTF-8 as this, or only sources whose ids match GLOB; the first of several that matches",
    )


def detection_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """
    Return the options of a profile that the arguments say.
    """
    names = (option.removeprefix("--") for option, _, _ in _DETECTION)
    said = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    if arguments.priority:
        said |= {"prefer": said.get("prefer", "priority"), "priority": tuple(arguments.priority)}
    if arguments.max_removal_rate is not None:
        said["maximum_removal"] = _rate(arguments.max_removal_rate)
    if arguments.key_file is not None:
        said["key"] = _key(arguments.key_file)
    return said | _encodings(arguments.encoding)


def _rate(said: str) -> Fraction:
    from docnorm.options import fraction_of

    try:
        return fraction_of("maximum_removal", said)
    except BadProfile as error:
        raise BadProfile(error.what, "--max-removal-rate", error.remedy) from None


def _key(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise BadInput(f"it can't be read ({reason_of(error)})", path, "name a file with a text in it") from None
    except UnicodeDecodeError:
        raise BadInput("it's not UTF-8", path, "name a file with a text in it") from None


def _encodings(said: list[str]) -> dict[str, Any]:
    # No encoding has an equals sign in its name, but a pattern may have one.
    parts = [option.rpartition("=") for option in said]
    pairs = tuple((glob, codec) for glob, equal, codec in parts if equal)
    plain = [codec for _, equal, codec in parts if not equal]
    return ({"encodings": pairs} if pairs else {}) | ({"encoding": plain[0]} if plain else {})


def check_priority(arguments: argparse.Namespace, result: Result) -> None:
    """
    Warn of globs on the command line that match nothing, and so prefer nothing.
    """
    from fnmatch import fnmatchcase

    for glob in arguments.priority:
        ids = [source.id for source in result.sources]
        if ids and not any(fnmatchcase(name, glob) for name in ids):
            remedy = f"ids are relative to the folder that is read, like {ids[0]}"
            say(f"warning: --priority: '{glob}' matches no source; {remedy}")


def check_alarms(result: Result, limit: str | None) -> None:
    """
    Warn of what is beyond the limits; if too much would be dropped, and a *limit* was said, that's an error.
    """
    for alarm in result.alarms:
        if alarm.kind == "removal" and limit is not None:
            raise BadInput(str(alarm), "--max-removal-rate", "look at it with `docnorm dups`, or allow more")
        say(f"warning: {alarm}")
