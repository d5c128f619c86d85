"""
Several processes on this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

from docnorm.errors import BadInput

__all__ = ["Processes"]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Processes:
    """
    In *workers* processes of their own on this machine.

    Worth it for many or large documents: a process takes about as long to start as a megabyte takes to clean. Each one
    imports the main module afresh, so a script must make its call below `if __name__ == "__main__":`.
    """

    workers: int

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """
        Return the results of *function* on *items*, in their order.
        """
        # Fresh processes: one that is forked would share locks that another thread holds.
        batch = list(items)
        try:
            with ProcessPoolExecutor(self.workers, mp_context=get_context("spawn")) as pool:
                return list(pool.map(function, batch, chunksize=max(1, len(batch) // (4 * self.workers))))
        except BrokenProcessPool:
            remedy = 'make the call below `if __name__ == "__main__":`, or take fewer workers if memory ran out'
            raise BadInput("the processes ended before their work", f"Processes({self.workers})", remedy) from None
