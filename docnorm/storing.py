"""
The output format: entries and records as lines of JSON, and back.

The format is described field by field in docs/format.md and by the schemas beside this package; `FORMAT` is its number.

Rule 1: a change here that an earlier reader would misread needs a new `FORMAT`.
Rule 2: a line is pure UTF-8 with a fixed order of fields, without clock, host or absolute path, so that the same
        result is the same bytes.
Rule 3: what a line says is taken for nothing until it was looked at: a line that makes no sense is a `ValueError` or a
        `LookupError`, and never costs more than the texts are long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, get_args

from docnorm import fields
from docnorm.alignment import Span
from docnorm.choosing import Mode
from docnorm.model import Decoding, Entry, Envelope, Finding, How, Link, Reason, Verdict
from docnorm.provenance import LINE_ENDS

__all__ = ["FORMAT", "dumps", "entry_from", "entry_to", "link_from", "link_to", "span_from"]

FORMAT = 2

_BREAKS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("\x7f", "\\u007f"))

_Status = Literal["kept", "dropped", "quarantined"]
_Kind = Literal["exact", "near", "contained"]
_Style = Literal["json-ascii", "json-utf-8", "verbatim", "raw"]
_Errors = Literal["strict", "surrogateescape", "surrogatepass"]

_STATUSES: tuple[_Status, ...] = get_args(_Status)
_REASONS: tuple[Reason, ...] = get_args(Reason)
_KINDS: tuple[_Kind, ...] = get_args(_Kind)


def dumps(value: object) -> str:
    """
    Return *value* as one line of JSON that no reader of lines can break.

    >>> dumps({"text": "a\\u2028é"})
    '{"text":"a\\\\u2028é"}'
    """
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _BREAKS:
        line = line.replace(char, escape)
    return line


def entry_to(entry: Entry) -> dict[str, Any]:
    """
    Return the line of sources.jsonl of an entry.
    """
    decoding = entry.decoding
    line: dict[str, Any] = {
        "id": entry.id,
        "kind": entry.kind,
        "size": entry.size,
        "sha256": entry.sha256,
        "status": entry.verdict.status,
        "reason": entry.verdict.reason,
        "link": link_to(entry.verdict.link),
        "encoding": decoding.codec,
        "encoding_errors": decoding.errors if decoding.errors != "strict" else None,
        "encoding_found_by": decoding.how,
        "encoding_confidence": decoding.confidence,
        "bom": decoding.bom.hex() or None,
        "line_end": entry.line_end,
        "segment": entry.segment,
        "segment_reason": entry.why,
        "carried": entry.carried or None,
        "name_base64": fields.base64_of(entry.name) if entry.name is not None else None,
        "envelope": _envelope_to(entry.envelope),
        "findings": [[f.kind, *f.span, fields.text(f.detail)] for f in entry.findings] or None,
    }
    return {name: value for name, value in line.items() if value is not None}


def entry_from(line: Mapping[str, Any]) -> Entry:
    """
    Return the entry of a line of sources.jsonl.
    """
    decoding = Decoding(
        fields.word(line["encoding"]),
        fields.choice(line.get("encoding_errors", "strict"), get_args(_Errors)),
        fields.choice(line["encoding_found_by"], get_args(How)),
        fields.whole(line["encoding_confidence"]),
        bytes.fromhex(fields.word(line.get("bom", ""))),
    )
    findings = (
        Finding(fields.word(kind), span_from([start, stop]), fields.text_of(said))
        for kind, start, stop, said in line.get("findings", ())
    )
    verdict = Verdict(status_from(line["status"]), reason_from(line.get("reason")), link_from(line.get("link")))
    return Entry(
        id=fields.word(line["id"]),
        kind=fields.choice(line["kind"], ("file", "record")),
        size=fields.whole(line["size"]),
        sha256=fields.word(line["sha256"]),
        decoding=decoding,
        line_end=fields.choice(line["line_end"], tuple(LINE_ENDS)),
        segment=fields.choice(line["segment"], get_args(Mode)),
        why=fields.word(line["segment_reason"]),
        verdict=verdict,
        carried=fields.flag(line, "carried"),
        name=fields.bytes_of(line["name_base64"]) if "name_base64" in line else None,
        envelope=_envelope_from(line["envelope"]) if "envelope" in line else None,
        findings=tuple(findings),
    )


def status_from(value: object) -> _Status:
    """
    Return a status, if it's one.
    """
    return fields.choice(value, _STATUSES)


def reason_from(value: object) -> Reason | None:
    """
    Return a reason, if it's one.
    """
    return None if value is None else fields.choice(value, _REASONS)


def span_from(value: Any) -> Span:
    """
    Return the span that a list of two numbers tells.
    """
    start, stop = fields.wholes(value)
    if start > stop:
        raise ValueError("a span stops before it starts")
    return Span(start, stop)


def link_to(link: Link | None) -> dict[str, Any] | None:
    """
    Return what a line says of a link.
    """
    if link is None:
        return None
    line = {"source": link.source, "block": link.block, "kind": link.kind, "shared": link.shared, "total": link.total}
    told = {"guarded": link.guarded or None, "alone": link.alone or None, "reference": link.reference}
    return line | {name: value for name, value in told.items() if value is not None}


def link_from(line: Mapping[str, Any] | None) -> Link | None:
    """
    Return the link that a line tells.
    """
    if line is None:
        return None
    block, shared, total = line["block"], fields.whole(line["shared"]), fields.whole(line["total"])
    if shared > total or not total:
        raise ValueError("a link has more shared shingles than shingles, or none")
    return Link(
        fields.word(line["source"]),
        None if block is None else fields.whole(block),
        fields.choice(line["kind"], _KINDS),
        shared,
        total,
        fields.flag(line, "guarded"),
        fields.flag(line, "alone"),
        fields.whole(line["reference"]) if "reference" in line else None,
    )


def _envelope_to(envelope: Envelope | None) -> dict[str, Any] | None:
    if envelope is None:
        return None
    line: dict[str, Any] = {
        "container": envelope.container,
        "ordinal": envelope.ordinal,
        "style": envelope.style,
        **_bytes_to("before", envelope.before),
        **_bytes_to("after", envelope.after),
        **_bytes_to("written", envelope.written),
    }
    return line


def _envelope_from(line: Mapping[str, Any]) -> Envelope:
    return Envelope(
        container=fields.word(line["container"]),
        ordinal=fields.whole(line["ordinal"]),
        before=_bytes_from("before", line),
        after=_bytes_from("after", line),
        style=fields.choice(line["style"], get_args(_Style)),
        written=_bytes_from("written", line),
    )


def _bytes_to(name: str, data: bytes) -> dict[str, str]:
    # As text where they are UTF-8, as a person would like to read them; or left out where there are none.
    try:
        return {name: data.decode()} if data else {}
    except UnicodeDecodeError:
        return {f"{name}_base64": fields.base64_of(data)}


def _bytes_from(name: str, line: Mapping[str, Any]) -> bytes:
    if f"{name}_base64" in line:
        return fields.bytes_of(line[f"{name}_base64"])
    return fields.word(line.get(name, "")).encode()
