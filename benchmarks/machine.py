"""
What all benchmarks do alike: refuse to run, and record the commit, the machine and the versions with what was measured.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def about(*packages: str) -> dict[str, Any]:
    """
    Return the commit, the machine, and the versions of Python, rustc and *packages*.
    """
    return {
        "commit": _output("git", "rev-parse", "--verify", "HEAD") or "none",
        "uncommitted": bool(_output("git", "status", "--porcelain")),
        "machine": {"cpu": _cpu(), "cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"},
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in packages}
        | {"rustc": _output("rustc", "--version")},
    }


def refuse(why: str) -> int:
    """
    Say why there is no benchmark, and return the exit code.
    """
    print(f"No benchmark: {why}.", file=sys.stderr)
    return 1


def write(record: dict[str, Any], folder: Path, name: str) -> None:
    """
    Write a record into its folder, and say where it is.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"Recorded in {path}.")


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
