"""
What a record says of the run: the commit, the machine and the versions.
"""

from __future__ import annotations

import os
import platform
import subprocess
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
