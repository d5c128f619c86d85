"""
Sources → result: all stages in their order.

Rule 1: data goes one way; a stage gets values and gives values, and none of them looks back.
Rule 2: the sources are put in the order of their ids first, and an engine keeps the order of what it's given, so that
        neither can change a result.
Rule 3: sources of a reference corpus are prepared and compared like all others, and nothing of them is handed out but
        what links to them.
Rule 4: a result is handed out only after every source was restored from it and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise
from math import isnan
from typing import Any, Final, cast

import numpy as np

from docnorm.assembling import Part, assemble, line_end_of
from docnorm.columns import Blocks, Neighbours, Sketches
from docnorm.containing import contain
from docnorm.deciding import decide
from docnorm.engine import SERIAL, Engine
from docnorm.errors import BadInput
from docnorm.guarding import Guarding
from docnorm.ledger import Evidence
from docnorm.matching import bar, match
from docnorm.model import Entry, Link, Source, Verdict
from docnorm.preferring import Preference, of_sources
from docnorm.preparing import Prepare, Prepared
from docnorm.profile import STANDARD, Profile, check_profile
from docnorm.provenance import LINE_END_NAMES, Provenance, check
from docnorm.results import Result
from docnorm.sketching import SCHEME, sketch
from docnorm.tiling import line_ends
from docnorm.version import VERSION

__all__ = ["canonicalize"]

_OUTSIDE: Final = "\0"
"""What the name of a reference begins with while it's compared with the sources, which have names of their own."""


def canonicalize(
    sources: Iterable[Source],
    profile: Profile = STANDARD,
    *,
    against: Iterable[Source] = (),
    prefer: Preference[Source] | None = None,
    engine: Engine = SERIAL,
) -> Result:
    """
    Return the canonical documents of *sources* and the map back to every byte of them.

    What repeats a source of *against* is dropped for it, as for one that is kept; nothing becomes of those themselves.
    *prefer* gives a source a key to be sorted by, in the place of `profile.prefer`: of what is alike, the source with
    the lowest key is kept. *engine* is what cleans the single documents: this process, or
    `docnorm.engines.local.Processes(n)`. A source whose id occurs twice is an error: an answer would not say which of
    the two it's about.

    >>> import docnorm
    >>> lead = "“It’s here,” the minister said on Tuesday, and she would say no more."
    >>> body = "The bridge will be closed for repairs until the end of the summer holidays."
    >>> source = docnorm.Source("news", f"{lead}\\n{body}\\n{lead}\\n{body}\\n".encode())
    >>> result = docnorm.canonicalize([source])
    >>> print(result.documents["news"], end="")
    "It's here," the minister said on Tuesday, and she would say no more.
    The bridge will be closed for repairs until the end of the summer holidays.
    >>> [(run.start, run.other_start, run.count) for run in result.runs]
    [(2, 0, 2)]
    >>> result.restore("news") == source.data
    True
    """
    check_profile(profile)
    if not callable(getattr(engine, "map", None)):
        raise BadInput(
            f"it's {type(engine).__name__}, and has no `map`", "engine", "give an engine, like `Processes(2)`"
        )
    given, references = _given(sources, "source"), _ordered(_given(against, "reference"))
    ordered = _ordered(given)
    prepared = engine.map(Prepare(profile), [*ordered, *references])
    preference = of_sources(given, profile, prefer)
    if preference:
        number_of = {source.id: number for source, number in zip(given, preference, strict=True)}
        preference = (*(number_of[source.id] for source in ordered), *(0 for _ in references))
    about = {"docnorm": VERSION, "scheme": SCHEME} | ({"prefer": "custom"} if prefer is not None else {})
    return _result(_compared(prepared, len(ordered), preference, profile), profile, about)


@dataclass(frozen=True, slots=True)
class _Corpus:
    # All that was prepared and compared, before anything is decided: the sources first, *count* of them, then those
    # they are compared with.
    prepared: Sequence[Prepared]
    count: int
    blocks: Blocks
    sketches: Sketches
    near: Neighbours
    documents: Sketches
    near_documents: Neighbours
    guarding: Guarding
    containers: Mapping[int, tuple[int, ...]]
    preference: tuple[int, ...]

    @property
    def references(self) -> frozenset[int]:
        return frozenset(range(self.count, len(self.prepared)))


def _compared(prepared: Sequence[Prepared], count: int, preference: tuple[int, ...], profile: Profile) -> _Corpus:
    blocks = _blocks(prepared, count)
    whole = np.array(
        [
            [i, s.spans[0].start, s.spans[-1].stop] if (s := p.segmentation).spans else [i, 0, 0]
            for i, p in enumerate(prepared)
        ],
        dtype=np.uint64,
    ).reshape(-1, 3)
    sketches = sketch(blocks.texts, blocks.spans, "block", profile.key_number)
    documents = sketch(blocks.texts, whole, "document", profile.key_number)
    texts, spans, *_ = sketches.items(np.arange(len(sketches.first)))
    guarding = Guarding.of(profile.guard, texts, spans, named=False)
    order = range(len(sketches.first))  # of what stands in one document, the first is decided first
    near = match(sketches, profile, profile.minimum_letters, guarding, order)
    guarding = bar(sketches, near, guarding)
    wholes = documents, match(documents, profile), guarding, contain(documents, profile)
    return _Corpus(prepared, count, blocks, sketches, near, *wholes, preference)


def _result(corpus: _Corpus, profile: Profile, about: Mapping[str, Any]) -> Result:
    parts = _parts(corpus, profile)
    documents, records = assemble(parts)
    sources = corpus.prepared[: corpus.count]
    entries = tuple(_entry(found, part.verdict) for found, part in zip(sources, parts, strict=True))
    carried = {e.sha256: found.source.data for e, found in zip(entries, sources, strict=True) if e.carried}
    digests = _digests(corpus, [link for part in parts for link in (part.verdict.link, *part.links) if link])
    provenance = Provenance(entries, tuple(records), documents, carried, digests)
    check(provenance)
    return Result(provenance, profile, about, partial(_again, corpus, about))


def _again(corpus: _Corpus, about: Mapping[str, Any], profile: Profile) -> Result:
    # Decide once more with a profile that differs only in a higher threshold.
    near, near_documents = corpus.near.at_least(profile.ratio), corpus.near_documents.at_least(profile.ratio)
    return _result(replace(corpus, near=near, near_documents=near_documents), profile, about)


def _parts(corpus: _Corpus, profile: Profile) -> list[Part]:
    known = (
        corpus.blocks,
        corpus.sketches,
        corpus.near,
        corpus.documents,
        corpus.near_documents,
        corpus.guarding,
        corpus.containers,
    )
    decisions = decide(Evidence(*known, corpus.preference, corpus.references), profile)
    parts = []
    for number, found in enumerate(corpus.prepared[: corpus.count]):
        rows = corpus.blocks.rows(number)
        cut = slice(rows.start, rows.stop)
        verdict = _quarantine(found) or decisions.verdicts[number]
        verdict = replace(verdict, link=_led(corpus, verdict.link))
        links = [_led(corpus, link) for link in decisions.links[cut]]
        columns = decisions.dropped[cut], links, decisions.runs[cut]
        parts.append(Part(found.document, found.source.size, found.segmentation.spans, verdict, *columns))
    return parts


def _blocks(prepared: Sequence[Prepared], count: int) -> Blocks:
    rows = [(number, *span) for number, found in enumerate(prepared) for span in found.segmentation.spans]
    outside = (f"{_OUTSIDE}{number}" for number in range(len(prepared) - count))
    return Blocks(
        (*(found.source.id for found in prepared[:count]), *outside),
        tuple(found.document.text for found in prepared),
        np.array(rows, dtype=np.uint64).reshape(-1, 3),
        tuple(accumulate((len(found.segmentation.spans) for found in prepared), initial=0)),
    )


def _led(corpus: _Corpus, link: Link | None) -> Link | None:
    # What leads to the reference corpus tells the reference's own id, and the line.
    if link is None or not link.source.startswith(_OUTSIDE):
        return link
    found = corpus.prepared[corpus.count + int(link.source.removeprefix(_OUTSIDE))]
    start = found.segmentation.spans[link.block].start if link.block is not None else 0
    before = found.document.decoded[: found.document.alignment.cut(start)]
    return replace(link, source=found.source.id, reference=1 + sum(line_ends([before])))


def _digests(corpus: _Corpus, links: Sequence[Link]) -> dict[str, str]:
    named = {link.source for link in links if link.reference is not None}
    outside = (found.source for found in corpus.prepared[corpus.count :] if found.source.id in named)
    return {source.id: hashlib.sha256(source.data).hexdigest() for source in outside}


def _given(sources: Iterable[Source], what: str) -> list[Source]:
    if isinstance(sources, Source | str | bytes) or not isinstance(sources, Iterable):
        found = f"it's {type(sources).__name__}, not several sources"
        remedy = 'give a list, like [Source("an id", b"bytes")]'
        raise BadInput(found, f"{what}s", "give its `.sources`" if hasattr(sources, "sources") else remedy)
    given: list[object] = list(sources)
    for number, source in enumerate(given):
        found_data: object = source.data if isinstance(source, Source) else source
        if not isinstance(source, Source) or not isinstance(found_data, bytes):
            found = f"it's {type(found_data).__name__}, not a Source with bytes"
            raise BadInput(found, f"{what} {number}", 'give Source("an id", b"bytes")')
        _check_label(source, f"{what} {number}")
    return cast("list[Source]", given)


def _check_label(source: Source, where: str) -> None:
    label: object = source.id
    if not isinstance(label, str):
        raise BadInput(f"its id is {type(label).__name__}, not a text", where, 'give Source("an id", b"bytes")')
    if label.startswith("\0"):
        raise BadInput("its id starts with a null character", where, "give it another id")
    time: object = source.time
    if time is not None and (not isinstance(time, int | float) or isinstance(time, bool) or isnan(time)):
        raise BadInput(f"its time is {time!r}, not a number", where, "give the seconds since 1970")


def _ordered(given: list[Source]) -> list[Source]:
    ordered = sorted(given, key=lambda source: source.id)
    for before, source in pairwise(ordered):
        if before.id == source.id:
            raise BadInput("two sources have this id", source.id, "rename one of them, or give each an id of its own")
    return ordered


def _quarantine(found: Prepared) -> Verdict | None:
    if found.document.decoding.is_text:
        return None
    if found.source.is_raw:
        return Verdict("quarantined", "invalid-record")
    return Verdict("quarantined", "binary" if found.document.decoding.how == "binary" else "undecodable")


def _entry(found: Prepared, verdict: Verdict) -> Entry:
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
