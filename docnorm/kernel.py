"""
The only door to the kernel: the native one where it was compiled, else its specification in Python.

Rule 1: both give the same bytes. Ask `IMPLEMENTATION` only to say which one runs, never to do something else.
Rule 2: nothing is computed here. `_native.pyi` is the manual of every function.

>>> fold(["“Ｈello”,  WORLD!"])
['hello world']
"""

from __future__ import annotations

from typing import Literal

IMPLEMENTATION: Literal["native", "reference"]
try:
    from docnorm._native import (
        affine64_signatures,
        class_table,
        compose,
        contained_pairs,
        distinct,
        exact_pairs,
        facts,
        find,
        fold,
        intersections,
        legacy_signatures,
        lines,
        matching_lines,
        propose,
        provoke,
        rewrite,
        shingles,
        signatures,
        sketch,
        stars,
        substitute,
        survey,
        token_hashes,
        verify,
    )

    IMPLEMENTATION = "native"
except ImportError:  # pragma: no cover - an install without the native kernel is tested in a process of its own
    from docnorm._reference import (
        affine64_signatures,
        class_table,
        compose,
        contained_pairs,
        distinct,
        exact_pairs,
        facts,
        find,
        fold,
        intersections,
        legacy_signatures,
        lines,
        matching_lines,
        propose,
        provoke,
        rewrite,
        shingles,
        signatures,
        sketch,
        stars,
        substitute,
        survey,
        token_hashes,
        verify,
    )

    IMPLEMENTATION = "reference"

__all__ = [
    "IMPLEMENTATION",
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
