"""
Storing: the lines of the sources, and back.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import pytest

from docnorm.alignment import Span
from docnorm.choosing import Mode
from docnorm.model import Decoding, Entry, Envelope, Finding, Link, Verdict
from docnorm.storing import dumps, entry_from, entry_to

PLAIN = Entry(
    id="a",
    kind="record",
    size=1,
    sha256="0" * 64,
    decoding=Decoding("utf-8", "strict", "utf-8", 100),
    line_end="lf",
    segment="line",
    why="it's short",
    verdict=Verdict("kept"),
)
ODD = Entry(
    id="b\u2028",
    kind="file",
    size=2**40,
    sha256="f" * 64,
    decoding=Decoding("utf-8", "surrogateescape", "utf-8-islands", 90, b"\xef\xbb\xbf"),
    line_end="crlf",
    segment="markdown",
    why="its name says so",
    verdict=Verdict("dropped", "document.near", Link("a", None, "near", 4, 5, guarded=True)),
    carried=True,
    name=b"b\xff",
    envelope=Envelope("c", 7, b"\xff", "é".encode(), "verbatim", b'"x"'),
    findings=(Finding("invalid-utf-8", Span(1, 2), "\udcff"),),
)


@pytest.mark.parametrize("entry", [PLAIN, ODD])
def test_an_entry_comes_back(entry: Entry) -> None:
    """
    A line tells all of an entry, in one line.
    """
    line = dumps(entry_to(entry))
    assert line.isprintable()
    assert entry == entry_from(json.loads(line))


@pytest.mark.parametrize("mode", get_args(Mode))
def test_every_way_to_find_paragraphs_comes_back(mode: Mode) -> None:
    """
    Whatever segmenting may say is understood when it's read again.
    """
    assert mode == entry_from(json.loads(dumps(entry_to(replace(PLAIN, segment=mode))))).segment


def test_a_plain_entry_is_short() -> None:
    """
    What goes without saying isn't said.
    """
    expected = {"id", "kind", "size", "sha256", "status", "encoding", "encoding_found_by", "encoding_confidence"}
    assert expected | {"line_end", "segment", "segment_reason"} == set(entry_to(PLAIN))


def test_bytes_are_shown_where_they_are_text() -> None:
    """
    A person can read what stood around a record, where it can be read.
    """
    envelope = entry_to(ODD)["envelope"]
    assert ("/w==", "é", '"x"') == (envelope["before_base64"], envelope["after"], envelope["written"])
