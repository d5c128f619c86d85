r"""
A normalized document as JSON: how it was read, its text, every edit, and what was found in it.

The format is described by `schemas/normalize.json` beside this package, and in docs/guide/command-line.md.

Rule 1: it comes in lines, one for an edit and one for a finding, so that it needn't fit into memory at once.
Rule 2: it's UTF-8 whatever was found: bytes that are no characters are told as hexadecimal digits. What could act on
        a terminal, or break a line, is escaped.
Rule 3: places count from 0 and are half-open; but lines and columns, which people count, from 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from docnorm.assembling import line_end_of
from docnorm.attributing import Edit, Reported, attribute, reported
from docnorm.escaping import dumps
from docnorm.model import Document, Source
from docnorm.profile import Profile
from docnorm.provenance import LINE_END_NAMES

__all__ = ["report"]

_CODE_POINTS = 16  # of a finding; a run of hidden characters has as many as it likes


def report(document: Document, source: Source, profile: Profile) -> Iterator[str]:
    r"""
    Yield the lines of one JSON object about *document*, which is *source* normalized with *profile*.

    >>> import json
    >>> from docnorm.pipeline import normalize
    >>> source, profile = Source("note", b"It\x92s\r\n"), Profile()
    >>> told = json.loads("\n".join(report(normalize(source.data, profile, id="note"), source, profile)))
    >>> told["decoding"]["codec"], told["edits"][0]["found"], told["edits"][0]["rule"]
    ('windows-1252', '’', 'quotes.right-single')
    """
    yield dumps(_head(document, source, profile))[:-1] + ',"edits":['
    yield from _listed(_edit(source.data, edit) for edit in attribute(document, profile))
    yield '],"findings":['
    yield from _listed(_finding(document, told) for told in reported(document))
    yield "]}"


def _listed(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    # A comma behind all but the last one.
    before = ""
    for item in items:
        if before:
            yield before + ","
        before = dumps(item)
    if before:
        yield before


def _head(document: Document, source: Source, profile: Profile) -> dict[str, Any]:
    decoding = document.decoding
    return {
        "id": source.id,
        "sha256": hashlib.sha256(source.data).hexdigest(),
        "size": source.size,
        "decoding": {
            "codec": decoding.codec,
            "how": decoding.how,
            "confidence": decoding.confidence,
            "bom": decoding.bom.hex(),
            "line_end": LINE_END_NAMES[line_end_of(document.decoded)],
        },
        "profile": profile.name,
        "fingerprint": profile.fingerprint,
        "text": document.text if decoding.is_text else None,
    }


def _edit(data: bytes, edit: Edit) -> dict[str, Any]:
    return {
        "byte_start": edit.bytes.start,
        "byte_end": edit.bytes.stop,
        "char_start": edit.chars.start,
        "char_end": edit.chars.stop,
        **_found(data, edit),
        "canonical": edit.canonical,
        "rule": edit.rule,
    }


def _found(data: bytes, edit: Edit) -> dict[str, str]:
    try:
        edit.found.encode()
    except UnicodeEncodeError:
        return {"found_hex": data[slice(*edit.bytes)].hex()}
    return {"found": edit.found}


def _finding(document: Document, told: Reported) -> dict[str, Any]:
    finding = told.finding
    start, stop = finding.span
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "line": told.line,
        "column": told.column,
        "byte_start": told.bytes.start,
        "byte_end": told.bytes.stop,
        "char_start": start,
        "char_end": stop,
        "code_points": [f"U+{ord(char):04X}" for char in document.text[start : min(stop, start + _CODE_POINTS)]],
        "detail": finding.detail,
    }
