"""
Where the time of a job goes: by function, and by module.

Rule 1: what is built in, or native, has no module of its own: its time is that of the modules that call it.
Rule 2: a profiler makes calls dear: these are shares of CPU time, and no seconds are told that were measured with it.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

R = TypeVar("R")
MOST = 12

_BUILT_IN = "~"


def profiled(job: Callable[[], R]) -> tuple[R, dict[str, float], dict[str, float]]:
    """
    Return the result of *job*, and its shares of time: of the functions that took the longest, and of the modules.
    """
    profiler = cProfile.Profile(time.process_time)
    result = profiler.runcall(job)
    functions: Counter[str] = Counter()
    modules: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, callers) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        functions[f"{Path(file).name}:{name}".removeprefix("~:")] += own
        if file != _BUILT_IN:
            modules[_module(file)] += own
            continue
        for (caller, _, _), (_, _, of_caller, _) in callers.items():
            modules[_module(caller)] += of_caller
    return result, _shares(functions), _shares(modules)


def _module(file: str) -> str:
    path = Path(file)
    return path.stem if path.parent.name == "docnorm" else "beyond docnorm"


def _shares(seconds: Counter[str]) -> dict[str, float]:
    total = seconds.total()
    return {name: round(own / total, 3) for name, own in seconds.most_common(MOST)}
