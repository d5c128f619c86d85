"""
One job in a process of its own: find the duplicates among the texts of a file, and tell what it cost.

Rule 1: the texts are in memory before anything is measured, so that time and memory are those of the job alone.
Rule 2: nothing runs in the process before the job but what loads the texts: a peak can't be seen under a higher one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

import paragraphs
import profiles

import docnorm


def main() -> None:
    """
    Print what the job cost, as JSON.
    """
    parser = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    parser.add_argument("texts", type=Path, help="a file with one JSON string a line")
    parser.add_argument("--answer", type=Path, help="write [kept, dropped, shared, total] of each dropped text there")
    parser.add_argument("--threads", type=int, default=1, help="on how many cores (default: 1)")
    parser.add_argument("--profile", action="store_true", help="tell where the time goes, not how much it is")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        # The kernel starts as many threads as there are cores that it may use.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
    texts = paragraphs.load(options.texts)
    docnorm.find_duplicates(["Whatever is loaded once is loaded.", "And it isn't the job."])
    if options.profile:
        _, functions, modules = profiles.profiled(lambda: docnorm.find_duplicates(texts))
        json.dump({"functions": functions, "modules": modules}, sys.stdout)
        return
    before, wall, cpu = _peak(), time.perf_counter(), time.process_time()
    groups = docnorm.find_duplicates(texts)
    told = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "memory": _peak() - before}
    if options.answer:
        _write(groups, options.answer)
    json.dump(told, sys.stdout)


def _peak() -> int:
    # Linux counts the memory of the process that started this one into ru_maxrss, but not into VmHWM.
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    (line,) = (line for line in status.read_text(encoding="utf-8").split("\n") if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _write(groups: list[docnorm.Group], path: Path) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for group in groups:
            for dropped, how in zip(group.members, group.similarities, strict=True):
                lines.write(json.dumps([group.representative, dropped, how.numerator, how.denominator]) + "\n")


if __name__ == "__main__":
    main()
