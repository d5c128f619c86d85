"""
Environments of their own for the libraries that docnorm doesn't bring: made once, under build/rivals.

Rule 1: versions are pinned; an environment that was made for other ones is made anew.
Rule 2: texts go in and answers come out as JSON, so that nothing of theirs is imported here.
Rule 3: what can't be installed is `NotInstalled`, with what pip said last.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "rivals"
NOWHERE = -1
"""The kept copy of a text that was dropped without one."""

Pair = tuple[int, int]
"""(kept text or `NOWHERE`, dropped text)."""


class NotInstalled(Exception):
    """
    A library that can't be had here, and why.
    """


def python_of(name: str, packages: Sequence[str], at_least: tuple[int, int] = (3, 11)) -> Path:
    """
    Return the interpreter of the environment *name*, which is made first where it isn't there.
    """
    folder = BUILD / name
    python, made_for = folder / "bin" / "python", folder / "made-for.txt"
    if made_for.is_file() and made_for.read_text(encoding="utf-8") == "\n".join(packages):
        return python
    shutil.rmtree(folder, ignore_errors=True)
    for command in (
        [_interpreter(at_least), "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
    ):
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise NotInstalled(f"{name}: {(ran.stderr.strip() or 'no reason given').splitlines()[-1]}")
    made_for.write_text("\n".join(packages), encoding="utf-8")
    return python


def answers(python: Path, program: str, sets: Sequence[Sequence[str]]) -> list[list[Pair]]:
    """
    Run *program* in the environment of *python*, in a folder of its own, and return its pairs for each set of texts.

    It reads `sets.json` and writes `pairs.json`; what it prints is shown only if it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sets.json").write_text(json.dumps(list(map(list, sets))), encoding="utf-8")
        Path(folder, "program.py").write_text(program, encoding="utf-8")
        command = [str(python), "program.py"]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        if ran.returncode:
            raise RuntimeError(f"{python} failed:\n{ran.stderr[-2000:]}")
        told = json.loads(Path(folder, "pairs.json").read_text(encoding="utf-8"))
    return [[(kept, dropped) for kept, dropped in pairs] for pairs in told]


def _interpreter(at_least: tuple[int, int]) -> str:
    for candidate in _candidates():
        ask = [candidate, "-c", f"import sys; sys.exit(sys.version_info < {at_least})"]
        try:
            if not subprocess.run(ask, capture_output=True, check=False).returncode:
                return candidate
        except OSError:
            continue
    raise NotInstalled(f"no Python {'.'.join(map(str, at_least))} or later was found")


def _candidates() -> Iterator[str]:
    yield sys.executable
    yield from ("python3.12", "python3.13", "python3.11")
    yield from map(str, sorted(Path.home().glob(".pyenv/versions/3.1[1-3].*/bin/python")))
