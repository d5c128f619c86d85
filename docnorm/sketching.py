"""
Texts → sketches: what is compared instead of the texts.

Rule 1: everything that shapes a sketch is named in its scheme.
Rule 2: a text is compared once, however often it occurs: columns hold one row for each *class* of equal texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from docnorm import kernel
from docnorm.columns import Sketches, Unit

__all__ = ["SCHEME", "sketch"]

SCHEME = "docnorm-2"
"""The name of all that shapes a sketch: the match key, the measures, the shingles' hash, and the permutations."""


def sketch(texts: Sequence[str], spans: NDArray[np.uint64], unit: Unit, key: int = 0) -> Sketches:
    """
    Return the sketches of the *spans* of *texts*: rows of (text number, start, stop), in code points.

    With a secret *key*, nobody who doesn't know it can make texts whose shingles collide.

    >>> spans = np.array([[0, 0, 5], [0, 6, 11], [1, 0, 5]], dtype=np.uint64)
    >>> sketches = sketch(["Hello hello", "Hello"], spans, "block")
    >>> sketches.classes.tolist(), len(sketches.set_of(0))
    ([0, 1, 0], 3)
    """
    # A second list of all texts would be one more that the collector goes through, text by text.
    batch = texts if isinstance(texts, list) else list(texts)
    columns = kernel.distinct(batch, spans.astype("<u8").tobytes(), 0)
    classes, first, weights = (np.frombuffer(column, dtype="<u8") for column in columns)
    scheme = f"{SCHEME}/{unit}"
    return Sketches(scheme, unit, key, texts, spans, classes.astype(np.int64), first.astype(np.int64), weights)
