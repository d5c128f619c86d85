"""
Preparing: what comes of a source depends on its traits and its bytes alone.
"""

from __future__ import annotations

import pytest

from docnorm import Profile, Source
from docnorm.enveloping import split
from docnorm.errors import BadInput
from docnorm.preparing import Prepare

DATA = b"It is caf\xe9 time.\n\n    code\n    code\n\ntwo\n"
SOURCES = [
    Source("a.txt", DATA),
    Source("b/c.TXT", DATA),
    Source(".md", DATA),
    Source("x.mkd", DATA),
    Source("old/a.txt", DATA),
    Source("a.txt", DATA, declared="cp437"),
    *split("a.jsonl", b'{"text": "It is \\u201ccaf\\u00e9\\u201d time."}\nno record\n'),
    Source("b.txt", b"no record\n"),
]


def test_traits_tell_all_that_counts() -> None:
    """Two sources with the same bytes and traits come out the same, but for their names."""
    prepare = Prepare(Profile(encodings=(("old/*", "cp850"),)))
    known: dict[tuple[object, ...], tuple[object, ...]] = {}
    for source in SOURCES:
        found = prepare(source)
        document = found.document
        told = document.text, document.decoded, document.decoding, document.findings, found.segmentation
        assert told == known.setdefault((source.data, *prepare.traits(source)), told)
    assert len(SOURCES) - 1 == len(known)  # a.txt and b/c.TXT


def test_an_encoding_that_nobody_knows() -> None:
    """A source that declares one is an error, with its name."""
    with pytest.raises(BadInput) as caught:
        Prepare(Profile())(Source("a.txt", b"", declared="klingon"))
    assert "a.txt" == caught.value.where
