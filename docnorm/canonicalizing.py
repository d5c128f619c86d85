"""
Sources → result: all stages in their order, and find_duplicates, which is their middle part alone.

Rule 1: data goes one way; a stage gets values and gives values, and none of them looks back.
Rule 2: the sources are put in the order of their ids first, and an engine keeps the order of what it's given, so that
        neither can change a result.
Rule 3: a result is handed out only after every source was restored from it and compared.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise
from typing import cast

import numpy as np

from docnorm.alignment import Alignment
from docnorm.assembling import Part, assemble, line_end_of
from docnorm.columns import Blocks
from docnorm.deciding import decide
from docnorm.engine import SERIAL, Engine
from docnorm.errors import BadInput, BadProfile
from docnorm.grouping import group_stars
from docnorm.guarding import facts
from docnorm.ledger import Evidence
from docnorm.matching import match, star
from docnorm.model import Decoding, Document, Entry, Group, Source, Verdict
from docnorm.pipeline import normalize
from docnorm.profile import STANDARD, Profile
from docnorm.provenance import LINE_END_NAMES, Provenance, check
from docnorm.results import Result
from docnorm.segmenting import Segmentation, segment
from docnorm.sketching import SCHEME, sketch
from docnorm.version import VERSION

__all__ = ["canonicalize", "find_duplicates"]


@dataclass(frozen=True, slots=True)
class _Prepared:
    source: Source
    document: Document
    segmentation: Segmentation


def canonicalize(sources: Iterable[Source], profile: Profile = STANDARD, *, engine: Engine = SERIAL) -> Result:
    """
    Return the canonical documents of *sources* and the map back to every byte of them.

    *engine* is what cleans the single documents: this process, or `docnorm.engines.local.Processes(n)`. A source whose
    id occurs twice is an error: an answer would not say which of the two it's about.

    >>> import docnorm
    >>> lead = "“It’s here,” the minister said on Tuesday, and she would say no more."
    >>> body = "The bridge will be closed for repairs until the end of the summer holidays."
    >>> source = docnorm.Source("news", f"{lead}\\n{body}\\n{lead}\\n{body}\\n".encode())
    >>> result = docnorm.canonicalize([source])
    >>> print(result.documents["news"], end="")
    "It's here," the minister said on Tuesday, and she would say no more.
    The bridge will be closed for repairs until the end of the summer holidays.
    >>> result.runs
    (Run(source='news', start=2, other='news', other_start=0, count=2, dropped=True),)
    >>> result.restore("news") == source.data
    True
    """
    ordered = _ordered(sources)
    prepared = engine.map(partial(_prepare, profile), ordered)
    parts = _parts(prepared, profile)
    documents, records = assemble(parts)
    entries = tuple(_entry(found, part.verdict) for found, part in zip(prepared, parts, strict=True))
    carried = {e.sha256: found.source.data for e, found in zip(entries, prepared, strict=True) if e.carried}
    provenance = Provenance(entries, tuple(records), documents, carried)
    check(provenance)
    return Result(provenance, profile, {"docnorm": VERSION, "scheme": SCHEME})


def find_duplicates(texts: Sequence[str], profile: Profile = STANDARD) -> list[Group]:
    """
    Return the groups of *texts* that repeat one of them: each with the text to keep, first.

    The texts are taken as they are; `normalize` them first if they are messy. An exact duplicate is an equal text, a
    near one is at least `profile.threshold` similar to the kept text itself, not to another dropped one. Texts without
    a letter or a digit are never near-duplicates. Of the profile only the threshold and the guard count: a text is
    compared as a whole, however short it is.

    >>> lead = "The quick brown fox jumps over the lazy dog near the river bank, again and again."
    >>> groups = find_duplicates([lead, "Something else.", lead.replace("lazy", "lazier")])
    >>> [(group.representative, group.members) for group in groups]
    [(2, (0,))]
    """
    batch = _texts(texts)
    spans = np.zeros((len(batch), 3), dtype=np.uint64)
    spans[:, 0] = np.arange(len(batch))
    spans[:, 2] = [len(text) for text in batch]
    sketches = sketch(batch, spans, "block")
    told = facts(profile.guard, lambda number: batch[sketches.first[number]])
    return group_stars(sketches, star(sketches, profile, told))


def _texts(texts: Sequence[str]) -> list[str]:
    batch: list[object] = [texts] if isinstance(texts, str) else list(texts)
    for number, text in enumerate(batch):
        if not isinstance(text, str):
            raise BadInput(f"it's {type(text).__name__}, not str", f"text {number}", "decode it, or normalize it first")
        if not text.isascii() and re.search("[\ud800-\udfff]", text):
            raise BadInput("it has a lone surrogate", f"text {number}", "normalize it first")
    return cast("list[str]", batch)


def _ordered(sources: Iterable[Source]) -> list[Source]:
    given: list[object] = list(sources)
    for number, source in enumerate(given):
        found: object = source.data if isinstance(source, Source) else source
        if not isinstance(source, Source) or not isinstance(found, bytes):
            what = f"it's {type(found).__name__}, not a Source with bytes"
            raise BadInput(what, f"source {number}", 'give Source("an id", b"bytes")')
    ordered = sorted(cast("list[Source]", given), key=lambda source: source.id)
    for before, source in pairwise(ordered):
        if before.id == source.id:
            raise BadInput("two sources have this id", source.id, "rename one of them, or give each an id of its own")
    return ordered


def _prepare(profile: Profile, source: Source) -> _Prepared:
    if source.is_raw:
        document = _without_text(source.id)
    else:
        # The text of a record was Unicode already: there's nothing to tell, and so nothing to mistake.
        data = source.data.decode("utf-8", "surrogatepass") if source.envelope else source.data
        document = normalize(data, _declared(profile, source), id=source.id)
    segmentation = segment([document.text], profile.segment, ["" if source.envelope else source.id])[0]
    return _Prepared(source, document, segmentation)


def _parts(prepared: Sequence[_Prepared], profile: Profile) -> list[Part]:
    blocks = _blocks(prepared)
    whole = np.array(
        [
            [i, s.spans[0].start, s.spans[-1].stop] if (s := p.segmentation).spans else [i, 0, 0]
            for i, p in enumerate(prepared)
        ],
        dtype=np.uint64,
    ).reshape(-1, 3)
    sketches, documents = sketch(blocks.texts, blocks.spans, "block"), sketch(blocks.texts, whole, "document")
    told = facts(profile.guard, lambda number: blocks.text(int(sketches.first[number])))
    near, near_documents = match(sketches, profile, profile.minimum_letters, told), match(documents, profile)
    decisions = decide(Evidence(blocks, sketches, near, documents, near_documents, told), profile)
    parts = []
    for number, found in enumerate(prepared):
        rows = blocks.rows(number)
        cut = slice(rows.start, rows.stop)
        verdict = _quarantine(found) or decisions.verdicts[number]
        columns = decisions.dropped[cut], decisions.links[cut], decisions.runs[cut]
        parts.append(Part(found.document, found.source.size, found.segmentation.spans, verdict, *columns))
    return parts


def _blocks(prepared: Sequence[_Prepared]) -> Blocks:
    rows = [(number, *span) for number, found in enumerate(prepared) for span in found.segmentation.spans]
    return Blocks(
        tuple(found.source.id for found in prepared),
        tuple(found.document.text for found in prepared),
        np.array(rows, dtype=np.uint64).reshape(-1, 3),
        tuple(accumulate((len(found.segmentation.spans) for found in prepared), initial=0)),
    )


def _declared(profile: Profile, source: Source) -> Profile:
    if source.declared is None:
        return profile
    try:
        return profile.with_encoding(source.declared)
    except BadProfile as error:
        raise BadInput(error.what, source.id, error.remedy) from None


def _without_text(source: str) -> Document:
    return Document(source, "", "", Decoding("utf-8", "strict", "undecodable", 0), Alignment.identity(0))


def _quarantine(found: _Prepared) -> Verdict | None:
    if found.document.decoding.is_text:
        return None
    if found.source.is_raw:
        return Verdict("quarantined", "invalid-record")
    return Verdict("quarantined", "binary" if found.document.decoding.how == "binary" else "undecodable")


def _entry(found: _Prepared, verdict: Verdict) -> Entry:
    source, document = found.source, found.document
    to_source = document.alignment.to_source
    return Entry(
        id=source.id,
        kind=source.kind,
        size=source.size,
        sha256=hashlib.sha256(source.data).hexdigest(),
        decoding=document.decoding,
        line_end=LINE_END_NAMES[line_end_of(document.decoded)],
        segment=found.segmentation.mode,
        why=found.segmentation.why,
        verdict=verdict,
        carried=verdict.status == "quarantined",
        name=source.name,
        envelope=source.envelope,
        findings=tuple(replace(finding, span=to_source(finding.span)) for finding in document.findings),
    )
