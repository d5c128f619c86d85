"""
Records in files: the pieces of a line give the very line again.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm import Source
from docnorm.enveloping import join, rewrap, split, text_span, time_of

LINES = [
    (b'{"text": "plain"}\n', "plain", "json-ascii"),
    (b'{"id":1,"text":"caf\\u00e9"}\r\n', "café", "json-ascii"),
    ('{"text": "café", "tags": ["text", {"text": 1}]}'.encode(), "café", "json-utf-8"),
    (b'{"text": "\\u0041"}\n', "A", "verbatim"),
    (b'\xef\xbb\xbf{"text": "after a mark"}\n', "after a mark", "json-ascii"),
    (b'{"text": "first", "text": "last"}\n', "last", "json-ascii"),
    (b'{"text": "\\ud800"}\n', "\ud800", "json-ascii"),
]
RAW = [
    b"not json\n",
    b'{"id": 1}\n',
    b'{"text": null}\n',
    b'["text"]\n',
    b'"text"\n',
    b'{"text": "a"} trailing\n',
    b'{"text": "a",\n',
    b'{"text" "a"}\n',
    b'{"text": "\xff"}\n',
    b"[" * 100_000 + b"\n",
]


@pytest.mark.parametrize(("line", "text", "style"), LINES)
def test_a_record_is_its_text_in_an_envelope(line: bytes, text: str, style: str) -> None:
    """
    The text is taken out, the way it was written is noted, and the line comes back.
    """
    (source,) = split("a.jsonl", line)
    assert (text.encode("utf-8", "surrogatepass"), style) == (source.data, source.envelope.style)
    assert line == join([(source.envelope, source.data)])


@pytest.mark.parametrize("line", RAW)
def test_a_line_that_is_no_record_is_carried_raw(line: bytes) -> None:
    """
    What isn't an object with a text is no error; it's a raw record.
    """
    (source,) = split("a.jsonl", line)
    assert ("raw", line) == (source.envelope.style, source.data)


@given(st.lists(st.sampled_from([*(line for line, *_ in LINES), *RAW[:9], b"\n", b"  \r\n"])))
def test_a_file_comes_back_from_its_records(lines: list[bytes]) -> None:
    """
    Records and the blank lines among them tile their file.
    """
    data = b"".join(lines)
    sources = split("a.jsonl", data)
    if sources:
        assert data == join((source.envelope, source.data) for source in reversed(sources))


@given(st.binary())
def test_arbitrary_bytes_come_back(data: bytes) -> None:
    """
    Whatever a file holds, its records tile it.
    """
    sources = split("a.jsonl", data)
    assert not sources or data == join((source.envelope, source.data) for source in sources)


def test_a_clean_text_takes_the_place_of_the_old_one() -> None:
    """
    A rewrapped record differs from its line in nothing but the text.
    """
    (source,) = split("a.jsonl", b'\n{"id": 7, "text": "\\u201cx\\u201d", "n": 1.50}\r\n')
    assert '{"id": 7, "text": "\\"x\\"", "n": 1.50}' == rewrap(source.envelope, '"x"')


def test_a_nested_text_is_not_the_records() -> None:
    """
    Only the field of the object itself counts.
    """
    with pytest.raises(ValueError, match="not an object with a text"):
        text_span('{"meta": {"text": "inner"}}')


TIMES = [
    # the fields of a record, the time that it tells
    ({"date": "1970-01-01T01:00:00+01:00"}, 0.0),
    ({"date": "1970-01-01T00:00:01Z"}, 1.0),
    ({"date": "last week", "created": 7}, 7.0),
    ({"timestamp": 1_700_000_000_000}, 1_700_000_000.0),
    ({"timestamp": True, "time": 1.5}, 1.5),
    ({"timestamp": 1e300}, None),
    ({"timestamp": None, "date": ["1970"]}, None),
    ({}, None),
]


@pytest.mark.parametrize(("fields", "time"), TIMES)
def test_a_record_tells_its_time(fields: dict, time: float | None) -> None:
    """
    The first field that can be read as a time counts, wherever the text stands.
    """
    for record in ({"text": "a", **fields}, {**fields, "text": "a"}):
        (source,) = split("a.jsonl", b"\xef\xbb\xbf\n\n" + json.dumps(record).encode() + b"\n\n")
        assert time == time_of(source)


def test_what_is_no_record_has_no_time() -> None:
    """
    A line that isn't a record, and a source that comes from no file, tell nothing.
    """
    (raw,) = split("a.jsonl", b'{"date": 1}\n')
    assert (None, None) == (time_of(raw), time_of(Source("a", b"x")))
