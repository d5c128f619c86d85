"""
The options that several commands have: which profile, which rules, which encoding.

Rule 1: what is said on the command line counts for more than what the profile's file says.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docnorm.profile import Profile

__all__ = ["add_folder", "add_profile", "folder", "profile_of"]


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


def profile_of(arguments: argparse.Namespace, **said: Any) -> Profile:
    """
    Return the profile that the arguments describe, with the options *said* besides.
    """
    from docnorm.reading import read_profile

    profile = read_profile(arguments.profile or "standard")
    without, also = set(arguments.without), set(arguments.also)
    return replace(
        profile,
        without=tuple(without | (set(profile.without) - also)),
        also=tuple(also | (set(profile.also) - without)),
        **said,
    )
