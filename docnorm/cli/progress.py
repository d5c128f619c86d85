"""
How far a long job is, on a terminal.

Rule 1: a bar is drawn on stderr, only if that is a terminal, and only once a second has passed; at the end it's gone.
Rule 2: it changes no result: it goes by, item by item, while others work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass
from typing import TextIO, TypeVar

__all__ = ["Watched", "watched"]

T = TypeVar("T")
R = TypeVar("R")

_PATIENCE = 1.0  # seconds of which nobody needs to hear


def watched(items: Iterable[T], unit: str, file: TextIO | None = None, patience: float = _PATIENCE) -> Iterable[T]:
    """
    Return the items, with a bar that counts them beside.
    """
    target = file or sys.stderr
    if not target.isatty():
        return items
    from tqdm import tqdm

    total = len(items) if isinstance(items, Sized) else None
    bar: Iterable[T] = tqdm(items, total=total, unit=f" {unit}", file=target, delay=patience, leave=False)
    return bar


@dataclass(frozen=True, slots=True)
class Watched:
    """
    An engine that does one item after the other in this process, with a bar.
    """

    unit: str

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """
        Return the results of *function* on *items*, in their order.
        """
        return [function(item) for item in watched(list(items), self.unit)]
