"""
The command line: arguments → calls → exit code.

Rule 1: a command parses, calls the library and prints; what it decides is the exit code, nothing else.
Rule 2: 0 is done, 2 is a usage error or bad input with one sentence on stderr, 3 is done with sources quarantined.
Rule 3: what a command needs is imported in its function: `docnorm --version` loads next to nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docnorm.errors import BadInput, BadOutput, DocnormError
from docnorm.version import VERSION

if TYPE_CHECKING:
    from docnorm.model import Run
    from docnorm.reading import Inputs
    from docnorm.results import Result

__all__ = ["main"]

_DESCRIPTION = """\
Turn messy documents into clean canonical ones, say where every character came from and why every dropped block was
dropped, and give every original back, byte for byte."""

_EXAMPLES = """\
examples:
  docnorm run seeds -o build/seeds          clean a folder, drop what is repeated
  docnorm explain build/seeds article.txt:16  why line 16 of a source isn't there
  docnorm restore build/seeds -o originals  get every source back
  docnorm verify build/seeds                check every byte and every promise

exit codes: 0 done, 2 usage error, bad input or a broken output folder, 3 done, with sources quarantined,
130 interrupted"""


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command that *argv* names, and return its exit code.
    """
    arguments = _parser().parse_args(argv)
    try:
        status = int(arguments.command(arguments))
        sys.stdout.flush()
        return status
    except DocnormError as error:
        print(f"docnorm: {_safe(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("docnorm: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # pragma: no cover - the test of it runs in a process of its own
        # The reader of our output has gone, which is its right; nobody needs to hear of it when Python closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="docnorm", description=_DESCRIPTION, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and which kernel runs")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_run(commands.add_parser("run", help="canonicalize files and folders into an output folder"))
    _add_explain(commands.add_parser("explain", help="say what became of a line, or where it comes from"))
    _add_restore(commands.add_parser("restore", help="write every source as it was, from the output alone"))
    _add_verify(commands.add_parser("verify", help="check an output folder, byte by byte"))
    return parser


def _folder(name: str) -> Path:
    if not name:
        raise argparse.ArgumentTypeError("the name of the folder is empty")
    return Path(name)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from docnorm import kernel

        print(f"docnorm {VERSION} ({kernel.IMPLEMENTATION} kernel)")
        parser.exit()


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: docnorm run seeds -o build/seeds"
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or a .jsonl file of records")
    parser.add_argument("-o", "--output", required=True, type=_folder, metavar="OUT", help="the output folder to write")
    parser.add_argument("--force", action="store_true", help="replace an older output folder of docnorm")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="clean documents in N processes (1)")
    parser.add_argument(
        "--profile",
        default="standard",
        metavar="NAME|FILE",
        help="standard, typographic, minimal, or a TOML file of options (standard)",
    )
    parser.add_argument("--threshold", metavar="T", help="similarity of near-duplicates (4/5)")
    parser.add_argument("--scope", metavar="SCOPE", help="document or corpus (document)")
    parser.add_argument("--guard", metavar="GUARD", help="numbers or none (numbers)")
    parser.add_argument("--segment", metavar="MODE", help="auto, line, blank-line, indent or markdown (auto)")
    parser.add_argument(
        "--encoding",
        action="append",
        default=[],
        metavar="[GLOB=]CODEC",
        help="read what isn't UTF-8 as this, or only sources whose ids match GLOB; the first of several that matches",
    )
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from docnorm.canonicalizing import canonicalize
    from docnorm.engine import SERIAL, Engine
    from docnorm.engines.local import Processes
    from docnorm.reading import read, read_profile
    from docnorm.writing import check_target

    # What is said here counts for more than what the profile's file says.
    names = ("threshold", "scope", "guard", "segment")
    said = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    profile = replace(read_profile(arguments.profile), **said, **_encodings(arguments.encoding))
    if arguments.workers < 1:
        raise BadInput(f"{arguments.workers} is no number of processes", "--workers", "give 1 or more")
    check_target(arguments.output, map(Path, arguments.paths), force=arguments.force)
    inputs = read(arguments.paths)
    engine: Engine = SERIAL if arguments.workers == 1 else Processes(arguments.workers)
    result = canonicalize(inputs.sources, profile, engine=engine)
    result.write(arguments.output, force=arguments.force)
    print("\n".join(_summary(result, inputs, arguments.output)))
    return 3 if any(source.verdict.status == "quarantined" for source in result.sources) else 0


def _encodings(said: list[str]) -> dict[str, Any]:
    # No encoding has an equals sign in its name, but a pattern may have one.
    parts = [option.rpartition("=") for option in said]
    pairs = tuple((glob, codec) for glob, equal, codec in parts if equal)
    plain = [codec for _, equal, codec in parts if not equal]
    return ({"encodings": pairs} if pairs else {}) | ({"encoding": plain[0]} if plain else {})


def _summary(result: Result, inputs: Inputs, output: Path) -> list[str]:
    sources = {reason: [s for s in result.sources if (s.verdict.reason or "kept") == reason] for reason in _REASONS}
    statuses = Counter(block.status for block in result.blocks)
    reasons = sorted(Counter(str(block.reason) for block in result.blocks if block.status == "dropped").items())
    kept, carried, size = len(sources["kept"]), statuses["quarantined"], sum(source.size for source in result.sources)
    lines = [
        f"{_count(len(result.sources), 'source')}, {size:,} bytes"
        f" → {_count(kept, 'canonical document')} in {_safe(str(output))}",
        f"  {_count(len(result.blocks), 'block')}: {statuses['kept']} kept, {statuses['dropped']} dropped"
        + (f" ({', '.join(f'{number} {reason}' for reason, number in reasons)})" if reasons else "")
        + (f", {carried} quarantined" if carried else ""),
    ]
    lines += _some([_repeated(run) for run in result.runs if run.dropped], "runs")
    for reason, what in _REASONS.items():
        lines += _some([what.format(source) for source in sources[reason] if what], "more like this")
    lines += _some([f"passed over: {line}" for line in inputs.passed_over], "others passed over")
    lines.append("  every source was restored from the output and compared: all bytes are there")
    return lines


def _repeated(run: Run) -> str:
    own, other = f"{run.start + 1}-{run.start + run.count}", f"{run.other_start + 1}-{run.other_start + run.count}"
    return f"repeated: blocks {own} of {run.source} repeat blocks {other} of {run.other}"


def _some(lines: list[str], what: str) -> list[str]:
    rest = [f"… and {len(lines) - _SHOWN} {what}; see provenance.jsonl"] if len(lines) > _SHOWN else []
    return [f"  {_safe(line)}" for line in lines[:_SHOWN] + rest]


_SHOWN = 10
_REASONS = {
    "kept": "",
    "document.exact": "duplicate: {0.id} is the same as {0.verdict.link.source}",
    "document.near": "duplicate: {0.id} is nearly the same as {0.verdict.link.source}",
    "document.contained": "duplicate: {0.id} is contained in {0.verdict.link.source}",
    "binary": "quarantined: {0.id} isn't text; it's carried as it is",
    "undecodable": "quarantined: {0.id} has no encoding that could be told; it's carried as it is",
    "invalid-record": "quarantined: {0.id} isn't a JSON object in UTF-8 with a text in `text`; it's carried as it is",
}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: docnorm explain build/seeds documents/article.txt:3"
    parser.add_argument("output", type=Path, metavar="OUT", help="an output folder")
    parser.add_argument("place", metavar="PLACE", help="NAME:LINE of a source, or documents/NAME:LINE")
    parser.add_argument("--side", choices=("source", "document"), help="which one, if a name could be both")
    parser.set_defaults(command=_explain)


def _explain(arguments: argparse.Namespace) -> int:
    from docnorm.results import load

    print(load(arguments.output).explain(arguments.place, arguments.side))
    return 0


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: docnorm restore build/seeds -o originals"
    parser.add_argument("output", type=Path, metavar="OUT", help="an output folder")
    parser.add_argument("-o", "--to", required=True, type=_folder, metavar="DIR", help="the new folder for the sources")
    parser.set_defaults(command=_restore)


def _restore(arguments: argparse.Namespace) -> int:
    from docnorm.results import load
    from docnorm.writing import restore_files

    result = load(arguments.output)
    result.verify()
    if arguments.output.resolve() in arguments.to.resolve().parents:
        raise BadOutput("it lies in the output folder", str(arguments.to), "restore to another folder")
    names = restore_files(result.provenance, arguments.to)
    print(f"{_count(len(names), 'file')} restored to {_safe(str(arguments.to))}, byte for byte")
    return 0


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: docnorm verify build/seeds"
    parser.add_argument("output", type=Path, metavar="OUT", help="an output folder")
    parser.set_defaults(command=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    from docnorm.results import load

    result = load(arguments.output)
    result.verify()
    dropped = sum(record.status == "dropped" for record in result.blocks)
    print(
        f"{_safe(str(arguments.output))} is whole: {_count(len(result.sources), 'source')} restored and compared,"
        f" {_count(dropped, 'dropped block')} each with a kept copy,"
        f" {_count(result.counts['characters'], 'character')} accounted for"
    )
    return 0


def _safe(text: str) -> str:
    from docnorm.explaining import visible

    return visible(text)
