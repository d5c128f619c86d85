"""
rensa's faster path, `rho`, and its standard one, both as its own benchmark runs them: a matrix of digests, then flags.

The benchmark's tokens are runs of three words, made in Python, and its index has 8 bands. The standard path is run with
runs of five characters, too, which is what docnorm compares, and with 16 bands, so that it finds more. A flag says that
a text shares a band with another one, not with which; all that share one are flagged, the first one, too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rivals import environments
from rivals.rensa import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PROGRAM = """
import json
import re
from rensa import RMinHash, RMinHashLSH

def words(text):
    tokens = text.lower().split()
    return [" ".join(tokens[i : i + 3]) for i in range(max(1, len(tokens) - 2))]

def characters(text):
    key = re.sub(r"[\\W_]+", " ", text.casefold()).strip()
    return list({key[i : i + 5] for i in range(max(1, len(key) - 4))})

def pairs(texts):
    matrix = RMinHash.DIGEST([TOKENS(text) for text in texts], num_perm=128, seed=42)
    index = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=BANDS)
    for i, flagged in enumerate(index.query_duplicate_flags_matrix_one_shot(matrix)):
        if flagged:
            yield -1, i

with open("sets.json") as file:
    sets = json.load(file)
with open("pairs.json", "w") as file:
    json.dump([list(pairs(texts)) for texts in sets], file)
"""

_PATHS = {
    "rensa rho, 3 words": ("digest_matrix_from_token_sets_rho", "words", "8"),
    "rensa, 3 words": ("digest_matrix_from_token_sets", "words", "16"),
    "rensa, 5 characters": ("digest_matrix_from_token_sets", "characters", "16"),
}


def each() -> dict[str, Callable[[Sequence[str]], Iterator[environments.Pair]]]:
    """
    Return the ways to ask, by name; each yields (`NOWHERE`, text) for each text that is flagged.
    """
    return {name: partial(_flagged, path) for name, path in _PATHS.items()}


def _flagged(path: tuple[str, str, str], texts: Sequence[str]) -> Iterator[environments.Pair]:
    program = _PROGRAM
    for word, meant in zip(("DIGEST", "TOKENS", "BANDS"), path, strict=True):
        program = program.replace(word, meant)
    yield from environments.answers(environments.python_of("rensa", PACKAGES), program, [texts])[0]
