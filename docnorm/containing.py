"""
Sketches → containers: for each text, the texts that most of it lies in.

Rule 1: whole sets of shingles are joined, so that nothing is missed: a text of ten lines may lie in one of a thousand,
        where their Jaccard similarity is next to nothing and no MinHash would propose them.
Rule 2: a container says where to look, not that one may go; that is for `covering`.
"""

from __future__ import annotations

import numpy as np

from docnorm import kernel
from docnorm.columns import Sketches
from docnorm.profile import Profile

__all__ = ["contain"]

_MOST = 16
"""How many containers of a text are told: those that share the most with it, of these the larger ones."""


def contain(sketches: Sketches, profile: Profile) -> dict[int, tuple[int, ...]]:
    """
    Return for each class of *sketches* that has any the classes that as much of it lies in as the threshold says.

    >>> import numpy as np
    >>> from docnorm.sketching import sketch
    >>> words = "the old cranes were found to be unsafe on monday"
    >>> texts = [words, f"as the harbour master said {words} and closed the quay"]
    >>> spans = np.array([[0, 0, len(texts[0])], [1, 0, len(texts[1])]], dtype=np.uint64)
    >>> contain(sketch(texts, spans, "document"), Profile())
    {0: (1,)}
    """
    shingles, offsets = (column.astype("<u8").tobytes() for column in sketches.sets("runs"))
    pairs, _ = kernel.contained_pairs(shingles, offsets, *profile.ratio, _MOST)
    found: dict[int, tuple[int, ...]] = {}
    for inner, outer in np.frombuffer(pairs, dtype="<u4").reshape(-1, 2).tolist():
        found[inner] = (*found.get(inner, ()), outer)
    return found
