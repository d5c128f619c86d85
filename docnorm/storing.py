"""
The output format: entries and records as lines of JSON, and back.

The format is described field by field in docs/format.md and by the schemas beside this package; `FORMAT` is its number.

Rule 1: a change here that an earlier reader would misread needs a new `FORMAT`.
Rule 2: a line is pure UTF-8 with a fixed order of fields, without clock, host or absolute path, so that the same
        result is the same bytes.
Rule 3: a text with lone surrogates can't be UTF-8: it's stored as a list with one element, hexadecimal digits.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from docnorm.alignment import Span
from docnorm.model import Decoding, Entry, Envelope, Finding, Link, Record, Verdict

__all__ = ["FORMAT", "dumps", "entry_from", "entry_to", "record_from", "record_to"]

FORMAT = 1

_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x7f": "\\u007f"})


def dumps(value: object) -> str:
    """
    Return *value* as one line of JSON that no reader of lines can break.

    >>> dumps({"text": "a\\u2028é"})
    '{"text":"a\\\\u2028é"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_BREAKS)


def record_to(record: Record) -> dict[str, Any]:
    """
    Return the line of provenance.jsonl of a record.
    """
    line: dict[str, Any] = {
        "source": record.source,
        "block": record.block,
        "bytes": list(record.bytes),
        "line": record.line,
        "status": record.status,
    }
    optional = {
        "reason": record.reason,
        "document": record.document,
        "chars": list(record.chars) if record.chars is not None else None,
        "link": _link_to(record.link),
        "run": record.run,
        "edits": [_text_to(item) if isinstance(item, str) else item for item in record.edits] or None,
        "literal": _text_to(record.literal) if record.literal is not None else None,
    }
    return line | {name: value for name, value in optional.items() if value is not None}


def record_from(line: dict[str, Any]) -> Record:
    """
    Return the record of a line of provenance.jsonl.
    """
    chars, literal = line.get("chars"), line.get("literal")
    return Record(
        source=line["source"],
        block=line["block"],
        bytes=Span(*line["bytes"]),
        line=line["line"],
        status=line["status"],
        reason=line.get("reason"),
        document=line.get("document"),
        chars=Span(*chars) if chars is not None else None,
        link=_link_from(line.get("link")),
        run=line.get("run"),
        edits=tuple(item if isinstance(item, int) else _text_from(item) for item in line.get("edits", ())),
        literal=_text_from(literal) if literal is not None else None,
    )


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
        "encoding": decoding.codec,
        "encoding_errors": decoding.errors,
        "encoding_found_by": decoding.how,
        "encoding_confidence": decoding.confidence,
        "bom": decoding.bom.hex(),
        "line_end": entry.line_end,
        "segment": entry.segment,
        "segment_reason": entry.why,
    }
    optional = {
        "reason": entry.verdict.reason,
        "link": _link_to(entry.verdict.link),
        "carried": entry.carried or None,
        "name_base64": _base64(entry.name) if entry.name is not None else None,
        "envelope": _envelope_to(entry.envelope),
        "findings": [[f.kind, *f.span, _text_to(f.detail)] for f in entry.findings] or None,
    }
    return line | {name: value for name, value in optional.items() if value is not None}


def entry_from(line: dict[str, Any]) -> Entry:
    """
    Return the entry of a line of sources.jsonl.
    """
    name = line.get("name_base64")
    decoding = Decoding(
        line["encoding"],
        line["encoding_errors"],
        line["encoding_found_by"],
        line["encoding_confidence"],
        bytes.fromhex(line["bom"]),
    )
    findings = (
        Finding(kind, Span(start, stop), _text_from(said)) for kind, start, stop, said in line.get("findings", ())
    )
    return Entry(
        id=line["id"],
        kind=line["kind"],
        size=line["size"],
        sha256=line["sha256"],
        decoding=decoding,
        line_end=line["line_end"],
        segment=line["segment"],
        why=line["segment_reason"],
        verdict=Verdict(line["status"], line.get("reason"), _link_from(line.get("link"))),
        carried=line.get("carried", False),
        name=base64.b64decode(name) if name is not None else None,
        envelope=_envelope_from(line.get("envelope")),
        findings=tuple(findings),
    )


def _text_to(text: str) -> str | list[str]:
    try:
        text.encode()
    except UnicodeEncodeError:
        return [text.encode("utf-8", "surrogatepass").hex()]
    return text


def _text_from(stored: str | list[str]) -> str:
    return stored if isinstance(stored, str) else bytes.fromhex(stored[0]).decode("utf-8", "surrogatepass")


def _link_to(link: Link | None) -> dict[str, Any] | None:
    if link is None:
        return None
    line = {"source": link.source, "block": link.block, "kind": link.kind, "shared": link.shared, "total": link.total}
    return line | ({"guarded": True} if link.guarded else {})


def _link_from(line: dict[str, Any] | None) -> Link | None:
    return None if line is None else Link(**line)


def _envelope_to(envelope: Envelope | None) -> dict[str, Any] | None:
    if envelope is None:
        return None
    line = {
        "container": envelope.container,
        "ordinal": envelope.ordinal,
        "before_base64": _base64(envelope.before),
        "after_base64": _base64(envelope.after),
        "style": envelope.style,
    }
    return line | ({"written_base64": _base64(envelope.written)} if envelope.written else {})


def _envelope_from(line: dict[str, Any] | None) -> Envelope | None:
    if line is None:
        return None
    before, after, written = (
        base64.b64decode(line.get(f"{part}_base64", "")) for part in ("before", "after", "written")
    )
    return Envelope(line["container"], line["ordinal"], before, after, line["style"], written)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
