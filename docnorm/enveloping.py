"""
Records in files: a line of JSON as a text and what stands around it, and back.

Rule 1: a line is taken apart so that putting the pieces together again gives the very bytes, whatever they were.
Rule 2: a line that isn't an object with a text is no error: it's a raw record, carried as it is and listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from docnorm.model import Envelope, Source

__all__ = ["join", "rewrap", "split", "text_span", "time_of"]

_TIMES = ("timestamp", "date", "datetime", "time", "modified", "updated", "published", "created")
"""The fields that may tell when a record was written, the first one that does counts."""

_MILLISECONDS = 1e11  # as seconds, this would be the year 5138
_END = 1e14

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()
_BOM = b"\xef\xbb\xbf"


def split(container: str, data: bytes) -> list[Source]:
    """
    Return a source for each record of a file of JSON lines; blank lines belong to the record after them.

    >>> [source.data for source in split("a.jsonl", b'{"text": "caf\\\\u00e9"}\\n\\n{"id": 1}\\n')]
    [b'caf\\xc3\\xa9', b'{"id": 1}\\n']
    """
    pieces: list[tuple[bytes, bytes]] = []
    before = b""
    for line in _lines(data):
        if line.strip(b" \t\r\n" + _BOM):
            pieces.append((before, line))
            before = b""
        else:
            before += line
    last = len(pieces)
    return [
        _record(container, ordinal, piece, before if ordinal == last else b"")
        for ordinal, piece in enumerate(pieces, 1)
    ]


def _lines(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        stop = data.find(b"\n", start) + 1 or len(data)
        yield data[start:stop]
        start = stop


def _record(container: str, ordinal: int, piece: tuple[bytes, bytes], after: bytes) -> Source:
    before, line = piece
    label = f"{container}#{ordinal:06d}"
    head = before + (_BOM if line.startswith(_BOM) else b"")
    body = line.removeprefix(_BOM)
    try:
        text = body.decode()
        start, stop = text_span(text)
        value = json.loads(text[start:stop])
    except (ValueError, RecursionError):
        return Source(label, line, envelope=Envelope(container, ordinal, before, after, "raw"))
    written = text[start:stop]
    style = _style(written, value)
    kept = written.encode() if style == "verbatim" else b""
    envelope = Envelope(container, ordinal, head + text[:start].encode(), text[stop:].encode() + after, style, kept)
    return Source(label, value.encode("utf-8", "surrogatepass"), envelope=envelope)


def _style(written: str, value: str) -> Literal["json-ascii", "json-utf-8", "verbatim"]:
    if written == json.dumps(value):
        return "json-ascii"
    return "json-utf-8" if written == json.dumps(value, ensure_ascii=False) else "verbatim"


def text_span(line: str) -> tuple[int, int]:
    """
    Return where the value of the field `text` stands in a line that is a JSON object; of several, the last.

    >>> line = '{"id": {"text": 1}, "text" : "x"}'
    >>> line[slice(*text_span(line))]
    '"x"'
    """
    at, found = _skip(line, 0), None
    if line[at : at + 1] != "{":
        raise ValueError("not an object")
    at = _skip(line, at + 1)
    while line[at : at + 1] == '"':
        key, at = _DECODER.raw_decode(line, at)
        at = _skip(line, at)
        if line[at : at + 1] != ":":
            raise ValueError("no value")
        start = _skip(line, at + 1)
        value, at = _DECODER.raw_decode(line, start)
        if key == "text":
            found = (start, at) if isinstance(value, str) else None
        at = _skip(line, at)
        if line[at : at + 1] == ",":
            at = _skip(line, at + 1)
    if found is None or line[at : at + 1] != "}" or _skip(line, at + 1) != len(line):
        raise ValueError("not an object with a text")
    return found


def _skip(line: str, at: int) -> int:
    space = _SPACE.match(line, at)
    return space.end() if space else at


def time_of(record: Source) -> float | None:
    """
    Return the time that a record tells, in seconds since 1970: a number, or a date by ISO 8601, in UTC unless it says
    otherwise; the first that can be read of `timestamp`, `date`, `datetime`, `time`, `modified`, `updated`,
    `published`, `created`.

    >>> lines = b'{"text": "a", "date": "1970-01-02"}\\n{"text": "b", "created": 1000}\\n{"text": "c", "date": "?"}'
    >>> [time_of(record) for record in split("a.jsonl", lines)]
    [86400.0, 1000.0, None]
    """
    envelope = record.envelope
    if envelope is None or record.is_raw:
        return None
    before = envelope.before.rpartition(b"\n")[2].removeprefix(_BOM)
    fields = json.loads(before + b'""' + envelope.after.partition(b"\n")[0])
    return next((time for name in _TIMES if (time := _time(fields.get(name))) is not None), None)


def _time(value: object) -> float | None:
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _END:
        return None
    return value / 1000 if abs(value) >= _MILLISECONDS else float(value)


def join(pieces: Iterable[tuple[Envelope, bytes]]) -> bytes:
    """
    Return the bytes of a file from the envelopes of its records and the bytes of their texts.

    >>> data = b'{"text": "a"}\\n\\n oops\\n{"text":"\\\\ud800"}'
    >>> join((source.envelope, source.data) for source in split("a.jsonl", data)) == data
    True
    """
    ordered = sorted(pieces, key=lambda piece: piece[0].ordinal)
    return b"".join(envelope.before + _written(envelope, data) + envelope.after for envelope, data in ordered)


def _written(envelope: Envelope, data: bytes) -> bytes:
    if envelope.style == "raw":
        return data
    if envelope.style == "verbatim":
        return envelope.written
    text = data.decode("utf-8", "surrogatepass")
    return json.dumps(text, ensure_ascii=envelope.style == "json-ascii").encode("utf-8", "surrogatepass")


def rewrap(envelope: Envelope, text: str) -> str:
    """
    Return the line of a record with *text* in the place of its own text, everything else as it was.
    """
    before = envelope.before.rpartition(b"\n")[2].removeprefix(_BOM).decode()
    return before + json.dumps(text, ensure_ascii=False) + envelope.after.partition(b"\n")[0].decode().rstrip("\r")
