"""
The kernel in plain Python: its specification, the oracle of its tests, and what runs where it wasn't compiled.

Rule 1: written to be read. Where speed and plainness differ, plainness wins; speed is the business of rust/.
Rule 2: the same bytes as the native kernel for every input, and a ValueError wherever that raises one.
Rule 3: no numpy, no other module of docnorm; nothing but the standard library and fold.tsv.
Rule 4: a column is `bytes`, little-endian u64 unless said otherwise; `_native.pyi` says what each one holds.
"""

from __future__ import annotations

from docnorm._reference.facts import facts
from docnorm._reference.joining import contained_pairs, exact_pairs
from docnorm._reference.proposing import distinct, propose, stars, verify
from docnorm._reference.rewriting import compose, rewrite, substitute
from docnorm._reference.scanning import class_table, find, matching_lines, survey
from docnorm._reference.sketching import (
    fold,
    intersections,
    lines,
    shingles,
    signatures,
    sketch,
)
from docnorm._reference.tokens import affine64_signatures, legacy_signatures, token_hashes

__all__ = [
    "affine64_signatures",
    "class_table",
    "compose",
    "contained_pairs",
    "distinct",
    "exact_pairs",
    "facts",
    "find",
    "fold",
    "intersections",
    "legacy_signatures",
    "lines",
    "matching_lines",
    "propose",
    "provoke",
    "rewrite",
    "shingles",
    "signatures",
    "sketch",
    "stars",
    "substitute",
    "survey",
    "token_hashes",
    "verify",
]


def provoke(message: str) -> None:
    """
    Fails as a broken kernel would.
    """
    raise RuntimeError(f"the kernel failed: {message}")
