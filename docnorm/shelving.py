"""
What comes of a source by itself ⇄ bytes, for a cache.

Rule 1: what the source's own bytes tell isn't stored: the text follows from them, from how they are read, and from the
        changes.
Rule 2: only what comes back equal is stored, and that is tried when it's stored.
Rule 3: nothing that is stored is run: it's JSON.
"""

from __future__ import annotations

import json
from typing import Any

from docnorm.alignment import Span, rewrite
from docnorm.model import Decoding, Document, Finding, Source
from docnorm.preparing import Prepared
from docnorm.segmenting import Segmentation

__all__ = ["shelve", "take"]


def shelve(prepared: Prepared) -> bytes | None:
    """
    Return *prepared* as bytes, or None if it wouldn't come back as it is.

    >>> from docnorm.preparing import Prepare
    >>> from docnorm.profile import Profile
    >>> source = Source("a.txt", "“One.”\\r\\n".encode("utf-16"))
    >>> prepared = Prepare(Profile())(source)
    >>> take(shelve(prepared), source) == prepared
    True
    """
    document, cut = prepared.document, prepared.segmentation
    how = document.decoding
    told = {
        "decoding": [how.codec, how.errors, how.how, how.confidence, how.bom.hex()],
        "edits": [[*found, document.text[slice(*clean)]] for found, clean in document.alignment.changes()],
        "findings": [[finding.kind, *finding.span, finding.detail] for finding in document.findings],
        "blocks": [cut.mode, cut.why, *(end for span in cut.spans for end in span)],
    }
    data = json.dumps(told, separators=(",", ":")).encode()
    return data if take(data, prepared.source) == prepared else None


def take(data: bytes, source: Source) -> Prepared | None:
    """
    Return what was stored of *source* as *data*, or None if the encoding of its text isn't known here.
    """
    told: dict[str, Any] = json.loads(data)
    codec, errors, how, confidence, bom = told["decoding"]
    decoding = Decoding(codec, errors, how, confidence, bytes.fromhex(bom))
    try:
        body = source.data[len(decoding.bom) :] if decoding.is_text else b""
        decoded = body.decode(decoding.codec, decoding.errors)
    except (LookupError, ValueError):
        return None
    text, alignment = rewrite(decoded, [(start, stop, clean) for start, stop, clean in told["edits"]])
    findings = tuple(Finding(kind, Span(start, stop), detail) for kind, start, stop, detail in told["findings"])
    mode, why, *ends = told["blocks"]
    spans = tuple(map(Span, ends[::2], ends[1::2]))
    document = Document(source.id, text, decoded, decoding, alignment, findings)
    return Prepared(source, document, Segmentation(mode, why, spans))
