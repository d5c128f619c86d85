"""
`docnorm run`: files and folders → an output folder.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from docnorm.cli.corpus import corpus_config
from docnorm.cli.files import add_config
from docnorm.cli.options import add_detection, add_profile, check_alarms, check_priority, folder
from docnorm.cli.printing import count, safe
from docnorm.errors import BadInput, BadOutput

if TYPE_CHECKING:
    from docnorm.configuring import Config
    from docnorm.model import Entry, Run
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
    parser.add_argument("--report", type=Path, metavar="FILE", help="write an HTML file to look at, too")
    parser.add_argument("--force", action="store_true", help="replace an older output folder of docnorm")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="clean documents in N processes (1)")
    add_config(parser)
    add_profile(parser)
    add_detection(parser)
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from docnorm.canonicalizing import canonicalize
    from docnorm.cli.progress import Watched
    from docnorm.engines.local import Processes
    from docnorm.writing import check_target

    config = corpus_config(arguments)
    profile = config.common().profile
    if arguments.workers < 1:
        raise BadInput(f"{arguments.workers} is no number of processes", "--workers", "give 1 or more")
    check_target(arguments.output, map(Path, [*arguments.paths, *arguments.against]), force=arguments.force)
    if arguments.report is not None:
        _check_report(arguments.report, arguments.output)
    engine = Watched("source") if arguments.workers == 1 else Processes(arguments.workers)
    inputs, references = _inputs(arguments, config)
    against = references.sources if references else ()
    result = canonicalize(inputs.sources, profile, against=against, engine=engine)
    check_priority(arguments, result)
    check_alarms(result, arguments.max_removal_rate)
    result.write(arguments.output, force=arguments.force)
    if arguments.report is not None:
        from docnorm.report import html, write

        write(html(result, arguments.output.resolve().name), arguments.report)
    passed_over = [*inputs.passed_over, *(references.passed_over if references else ())]
    print("\n".join(_summary(result, passed_over, arguments.output)))
    return 3 if any(source.verdict.status == "quarantined" for source in result.sources) else 0


def _inputs(arguments: argparse.Namespace, config: Config) -> tuple[Inputs, Inputs | None]:
    # What is read, and what it's compared with.
    from docnorm.reading import read

    times = config.common().profile.prefer == "newest"
    inputs = read(arguments.paths, times=times, is_excluded=config.is_excluded)
    return inputs, read(arguments.against) if arguments.against else None


def _check_report(report: Path, output: Path) -> None:
    # Before anything starts: what can't be written in the end leaves nothing behind.
    from docnorm.report import check_target

    if output.resolve() in (report.resolve(), *report.resolve().parents):
        raise BadOutput("it lies in the output folder", str(report), "choose another place")
    check_target(report)


def _summary(result: Result, passed_over: list[str], output: Path) -> list[str]:
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
    lines += _some([_repeated(run) for run in result.runs if run.dropped], "runs; see provenance.jsonl")
    for reason, what in _REASONS.items():
        lines += _some([_told(what, source) for source in sources[reason] if what], "more like this; see sources.jsonl")
    lines += _some([f"passed over: {line}" for line in passed_over], "others passed over")
    lines.append("  every source was restored from the output and compared: all bytes are there")
    return lines


def _repeated(run: Run) -> str:
    own, other = f"{run.start + 1}-{run.stop}", f"{run.other_start + 1}-{run.other_stop}"
    where = _REFERENCE if run.reference is not None else ""
    return f"repeated: blocks {own} of {run.source} repeat blocks {other} of {run.other}{where}"


def _told(what: str, source: Entry) -> str:
    link = source.verdict.link
    return what.format(source) + (_REFERENCE if link is not None and link.reference is not None else "")


def _some(lines: list[str], what: str) -> list[str]:
    rest = [f"… and {len(lines) - _SHOWN:,} {what}"] if len(lines) > _SHOWN else []
    return [f"  {safe(line)}" for line in lines[:_SHOWN] + rest]


_SHOWN = 10
_REFERENCE = ", in the reference corpus"
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
