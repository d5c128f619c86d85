"""
`docnorm config`: what holds for a file, and who says so; and the schema of the configuration.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from docnorm.cli.files import add_config, config_of
from docnorm.cli.options import add_profile
from docnorm.cli.printing import safe

__all__ = ["add"]

_EPILOG = """\
examples:
  docnorm config show                 what holds for texts in general
  docnorm config show data/menu.yaml  what holds for this file, and where that is said
  docnorm config schema               the JSON schema of docnorm.toml, and of [tool.docnorm]"""


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    actions = parser.add_subparsers(metavar="show|schema", required=True)
    show = actions.add_parser("show", help="say what holds, and where that is said")
    show.add_argument("path", nargs="*", metavar="PATH", help="for this file")
    add_config(show)
    add_profile(show)
    show.set_defaults(command=_show, encoding=None)
    actions.add_parser("schema", help="print the JSON schema of the configuration").set_defaults(command=_schema)


def _show(arguments: argparse.Namespace) -> int:
    from docnorm.configuring import settled

    config = config_of(arguments)
    settle = config.settler()
    for path in arguments.path or ["-"]:
        settle(path)  # what is wrong is said
        if arguments.path:
            print(f"# {safe(path)}{' (excluded)' if config.is_excluded(path) else ''}")
        for option, (value, where) in settled(config.of(path)).items():
            print(f"{option} = {_toml(value)}  # {safe(where) or 'default'}")
        print(f"exclude = {_toml(config.exclude.patterns)}")
    return 0


def _toml(value: Any) -> str:
    # What TOML has no word for is left empty.
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return '""' if value is None else safe(json.dumps(value if isinstance(value, bool | int) else str(value)))


def _schema(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    from docnorm.describing import schema

    print(json.dumps(schema(), indent=2))
    return 0
