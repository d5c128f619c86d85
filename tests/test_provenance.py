"""
The provenance map: what leads back, and what `check` refuses.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import docnorm
from docnorm import CorruptOutput, Source, Span, canonicalize
from docnorm.errors import BadInput, NotFound
from docnorm.model import Link, Verdict
from docnorm.provenance import Provenance, check, matches, runs, trace

LONG = (
    "The harbour master closed the northern quay on Monday, because the old cranes were found to be unsafe, and had "
    "it fenced off until the engineers, who were expected in the course of the week, could look at them from all sides "
    "and say what it would cost."
)
OTHER = "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer."


@pytest.fixture
def whole() -> Provenance:
    """
    A map in which everything is as it should be: a repeat inside, a duplicate document, a picture.
    """
    text = f"{LONG}\n\n{OTHER}\n\n{LONG}\n"
    given = [Source("a", text.encode()), Source("b", f"{LONG}\n".encode()), Source("c", b"\x00" * 64)]
    return canonicalize(given).provenance


def with_record(whole: Provenance, number: int, **changes: object) -> Provenance:
    records = list(whole.records)
    records[number] = replace(records[number], **changes)  # type: ignore[arg-type]
    return replace(whole, records=tuple(records))


def with_bytes(whole: Provenance, number: int, shift: int) -> Provenance:
    one, two = (record.bytes for record in whole.records[number : number + 2])
    border = one.stop + shift
    moved = with_record(whole, number, bytes=Span(one.start, border))
    return with_record(moved, number + 1, bytes=Span(border, two.stop))


def with_entry(whole: Provenance, number: int, **changes: object) -> Provenance:
    entries = list(whole.entries)
    entries[number] = replace(entries[number], **changes)  # type: ignore[arg-type]
    return replace(whole, entries=tuple(entries))


def test_a_whole_map_passes(whole: Provenance) -> None:
    """
    What canonicalize gives is what it promises.
    """
    check(whole)
    assert ["a", "a", "a", "b", "c"] == [record.source for record in whole.records]


HERE, GONE = Link("a", 1, "exact", 9, 9), Verdict("dropped", "document.near", Link("z", None, "near", 1, 1))

BROKEN = [
    # label, what is changed, what is said
    ("a gap between records", lambda w: with_record(w, 1, bytes=Span(999, 1000)), "record 1 doesn't follow on byte"),
    ("records end early", lambda w: with_entry(w, 0, size=9999), "its records end at byte"),
    ("a record twice", lambda w: with_record(w, 1, block=0), "record 1 doesn't follow"),
    ("a link to what is dropped", lambda w: with_record(w, 2, link=Link("b", 0, "exact", 9, 9)), "isn't kept"),
    ("a link to nothing", lambda w: with_record(w, 2, link=None), "isn't kept"),
    ("a link to no block", lambda w: with_record(w, 2, link=Link("a", 7, "exact", 9, 9)), "isn't kept"),
    ("a link to itself", lambda w: with_record(w, 2, link=Link("a", 2, "exact", 9, 9)), "isn't kept"),
    ("a copy elsewhere", lambda w: with_record(w, 2, chars=Span(1, 2), link=HERE), "isn't kept"),
    ("a canonical gap", lambda w: with_record(w, 1, chars=Span(500, 600)), "comes from no block"),
    ("text of nobody", lambda w: replace(w, documents={**w.documents, "a": w.documents["a"] + "x"}), "characters of"),
    ("a document too many", lambda w: replace(w, documents={**w.documents, "b": "x"}), "against its verdict"),
    ("a stray document", lambda w: replace(w, documents={**w.documents, "z": "x"}), "without a source"),
    ("a document lost", lambda w: replace(w, documents={}), "it"),
    ("a drop for nothing", lambda w: with_entry(w, 1, verdict=Verdict("dropped", "document.exact")), "dropped without"),
    ("a drop for the unkept", lambda w: with_entry(w, 1, verdict=GONE), "isn't kept"),
    ("another text", lambda w: replace(w, documents={**w.documents, "a": w.documents["a"].upper()}), "aren't those"),
    ("broken edits", lambda w: with_record(w, 0, edits=(1,)), "can't be put together"),
    ("lost bytes", lambda w: replace(w, carried={}), "can't be put together"),
    ("other bytes", lambda w: replace(w, carried={next(iter(w.carried)): b"x"}), "aren't those that were read"),
    ("other borders", lambda w: with_bytes(w, 0, -1), "isn't at the bytes"),
    ("another line", lambda w: with_record(w, 1, line=4), "or on the line"),
    ("a first line behind the block", lambda w: with_record(w, 0, line=9), "or on the line"),
    ("a source twice", lambda w: replace(w, entries=(w.entries[0], *w.entries)), "it's listed twice"),
    ("another order", lambda w: replace(w, records=(*w.records[3:], *w.records[:3])), "in the order of the sources"),
    ("carried and kept", lambda w: with_entry(w, 0, carried=True), "against its verdict"),
    ("no codec", lambda w: with_entry(w, 0, decoding=replace(w.entries[0].decoding, codec="x")), "be put together"),
    ("records of nobody", lambda w: replace(w, entries=w.entries[1:]), "a source that isn't listed"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "breaking", "said"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_map_is_refused(whole: Provenance, label: str, breaking, said: str) -> None:
    """
    Each promise that's broken is named.
    """
    with pytest.raises(CorruptOutput, match=said):
        check(breaking(whole))


def test_a_run_of_nothing_is_refused(whole: Provenance) -> None:
    """
    A run whose blocks repeat nothing is no run.
    """
    with pytest.raises(CorruptOutput, match="repeat blocks of one source"):
        runs(with_record(whole, 0, run=0))
    with pytest.raises(CorruptOutput, match="doesn't repeat blocks in order"):
        check(with_record(with_record(whole, 2, run=0), 3, run=0))


def test_matches_tell_documents_and_blocks(whole: Provenance) -> None:
    """
    Matches are of whole documents, and of blocks.
    """
    told = [(m.source, m.block, m.other, m.other_block, m.kind, m.similarity) for m in matches(whole)]
    assert [("b", None, "a", None, "contained", 1), ("a", 2, "a", 0, "exact", 1), ("b", 0, "a", 0, "exact", 1)] == told


TRACED = [
    # bytes, characters of the canonical text, the bytes that they come from
    (b"plain", (0, 5), [(0, 5)]),
    ("\ufeffa “b” c".encode(), (2, 5), [(5, 12)]),
    ("a “b” c".encode(), (3, 4), [(5, 6)]),
    (b"one\r\ntwo", (0, 4), [(0, 5)]),
    (b"one\r\n\r\ntwo\r\n\r\nthree", (5, 9), [(7, 12)]),
    (b"one\n\ntwo", (1, 7), [(1, 5), (5, 7)]),
    ("\ufeffx¶y".encode("utf-16-le"), (1, 2), [(4, 6)]),
    (b"a bell\x07 rings in the night", (5, 7), [(5, 8)]),
]


@pytest.mark.parametrize(("data", "span", "expected"), TRACED)
def test_characters_lead_to_their_bytes(data: bytes, span: tuple[int, int], expected: list) -> None:
    """
    Each canonical character leads to the tightest range of bytes that it was made from.
    """
    result = canonicalize([Source("a", data)])
    assert expected == [tuple(origin.bytes) for origin in result.trace("a", span)]


def test_a_trace_agrees_with_the_alignment() -> None:
    """
    What the stored map tells is what the document's own alignment told; of a CRLF, it takes both bytes.
    """
    data = "“It’s cafÃ©,” she said…\r\n\r\nnaïve\x85 “x”\r\n".encode()
    document, result = docnorm.normalize(data), canonicalize([Source("a", data)])
    assert document.text == result.documents["a"]
    for at in range(len(document.text)):
        (origin,) = trace(result.provenance, "a", (at, at + 1))
        start, stop = document.origin((at, at + 1))
        expected = (start - 1, stop) if data[start - 1 : stop] == b"\r\n" else (start, stop)
        assert expected == origin.bytes


def test_what_isnt_there_is_said(whole: Provenance) -> None:
    """
    A wrong name is one sentence.
    """
    with pytest.raises(NotFound, match="there is no such document"):
        trace(whole, "b", (0, 1))
    for span in ((-1, 2), (5, 2), (0, 10_000)):
        with pytest.raises(NotFound, match="there are no characters"):
            trace(whole, "a", span)
    with pytest.raises(BadInput, match="a: 'x' is no span; give two whole numbers"):
        trace(whole, "a", "x")  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="there is no such source"):
        docnorm.Result(whole, docnorm.Profile(), {}).restore("z")


def test_the_values_are_frozen(whole: Provenance) -> None:
    """
    Nobody changes a record or an entry.
    """
    for value, name in ((whole.records[0], "block"), (whole.entries[0], "size")):
        with pytest.raises(AttributeError):
            setattr(value, name, 7)


def test_a_reference_must_be_listed() -> None:
    """
    What goes for a source of the reference corpus names one that the map lists, and keeps its own text.
    """
    text = b"The harbour master closed the northern quay, because the old cranes were found to be unsafe."
    found = canonicalize([Source("a", text)], against=[Source("r", text)]).provenance
    check(found)
    with pytest.raises(CorruptOutput, match="it's dropped for 'r', which isn't kept"):
        check(replace(found, references={}))
    (record,) = found.records
    (entry,) = found.entries
    kept = replace(entry, verdict=replace(entry.verdict, status="kept", link=None))
    as_kept = replace(record, status="kept", document="a", chars=Span(0, len(text)), literal=None)
    with pytest.raises(CorruptOutput, match="its block 0 is like one of a reference that isn't listed"):
        check(replace(found, entries=(kept,), records=(as_kept,), documents={"a": text.decode()}, references={}))
    with pytest.raises(CorruptOutput, match="its block 0 is dropped for one that isn't kept"):
        check(replace(found, records=(replace(record, literal=None),)))
