"""
What the pipeline asks of whatever runs it: one method.

Rule 1: an engine's `map` applies a function to items and gives the results in the items' order.
Rule 2: an engine can't change a result, only when it's there. Those that need more than this process are in `engines`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

__all__ = ["SERIAL", "Engine", "Serial"]

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """
    What the pipeline asks of an engine.
    """

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """
        Return the results of *function* on *items*, in their order.
        """


@dataclass(frozen=True, slots=True)
class Serial:
    """
    One item after the other, in this process.
    """

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """
        Return the results of *function* on *items*, in their order.

        >>> Serial().map(str.upper, ["a", "b"])
        ['A', 'B']
        """
        return [function(item) for item in items]


SERIAL = Serial()
"""The engine that is used when none is given."""
