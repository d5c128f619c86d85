"""
`docnorm run`: files and folders → an output folder.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docnorm.cli.options import add_profile, folder, profile_of
from docnorm.cli.printing import count, safe
from docnorm.errors import BadInput

if TYPE_CHECKING:
    from docnorm.model import Run
    from docnorm.reading import Inputs
    from docnorm.results import Result

__all__ = ["add"]


def add(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments of the command.
    """
    parser.epilog = "example: docnorm run seeds -o build/seeds"
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or a .jsonl file of records")
    parser.add_argument("-o", "--output", required=True, type=folder, metavar="OUT", help="the output folder to write")
    parser.add_argument("--force", action="store_true", help="replace an older output folder of docnorm")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="clean documents in N processes (1)")
    add_profile(parser)
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
    from docnorm.reading import read
    from docnorm.writing import check_target

    names = ("threshold", "scope", "guard", "segment")
    said = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    profile = profile_of(arguments, **said, **_encodings(arguments.encoding))
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
        f"{count(len(result.sources), 'source')}, {size:,} bytes"
        f" → {count(kept, 'canonical document')} in {safe(str(output))}",
        f"  {count(len(result.blocks), 'block')}: {statuses['kept']} kept, {statuses['dropped']} dropped"
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
    own, other = f"{run.start + 1}-{run.stop}", f"{run.other_start + 1}-{run.other_stop}"
    return f"repeated: blocks {own} of {run.source} repeat blocks {other} of {run.other}"


def _some(lines: list[str], what: str) -> list[str]:
    rest = [f"… and {len(lines) - _SHOWN} {what}; see provenance.jsonl"] if len(lines) > _SHOWN else []
    return [f"  {safe(line)}" for line in lines[:_SHOWN] + rest]


_SHOWN = 10
_REASONS = {
    "kept": "",
    "document.exact": "duplicate: {0.id} is the same as {0.verdict.link.source}",
    "document.near": "duplicate: {0.id} is nearly the same as {0.verdict.link.source}",
    "document.contained": "duplicate: {0.id} is contained in {0.verdict.link.source}",
    "document.spread": "duplicate: {0.id} is spread over others, most of it in {0.verdict.link.source}",
    "binary": "quarantined: {0.id} isn't text; it's carried as it is",
    "undecodable": "quarantined: {0.id} has no encoding that could be told; it's carried as it is",
    "invalid-record": "quarantined: {0.id} isn't a JSON object in UTF-8 with a text in `text`; it's carried as it is",
}
