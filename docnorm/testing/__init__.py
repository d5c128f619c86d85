"""
For those who test their own text pipelines with Hypothesis: messy inputs, and laws that should hold for any function.

Rule 1: nothing here knows docnorm's stages: a law takes functions, and is as good for others' as for ours.
Rule 2: a law that is broken is told with the smallest input that Hypothesis finds, and with both sides of it.

It needs Hypothesis: `pip install docnorm[testing]`.
"""

from __future__ import annotations

from docnorm.testing.laws import (
    assert_idempotent,
    assert_lossless,
    assert_no_false_merge,
    assert_order_independent,
    jaccard,
)
from docnorm.testing.strategies import (
    Planted,
    Repeated,
    corpora,
    encoded_texts,
    messy_documents,
    messy_texts,
    mojibake,
    near_duplicates,
    repeated_bodies,
)

__all__ = [
    "Planted",
    "Repeated",
    "assert_idempotent",
    "assert_lossless",
    "assert_no_false_merge",
    "assert_order_independent",
    "corpora",
    "encoded_texts",
    "jaccard",
    "messy_documents",
    "messy_texts",
    "mojibake",
    "near_duplicates",
    "repeated_bodies",
]
