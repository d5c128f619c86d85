"""
The laws of places, and of a document's `origin` and `locate`.

1. Places give what brute force finds: the units of the codec, and the tightest ranges of whole units.
2. For every span of a document's text, `locate(origin(span))` covers all of it that was made from bytes; and the whole
   span, if nothing was inserted into the text.
3. For every byte behind the byte order mark, `origin(locate(byte))` covers it; also where it was deleted.
4. `origin` is what brute force makes of the alignment and the units.
"""

from __future__ import annotations

import codecs
from itertools import combinations_with_replacement, pairwise

from hypothesis import given
from hypothesis import strategies as st

from docnorm import places
from docnorm.alignment import Alignment, Span, rewrite
from docnorm.model import Decoding, Document

PIECES = {  # of each codec, some that differ in their bytes
    "utf-8": [*"a\né漢😀\udc80\udcff"],
    "utf-16-le": [*"a\né漢😀\ud800"],
    "utf-16-be": [*"a漢😀"],
    "utf-32-be": [*"a漢😀"],
    "windows-1252": [*"a\né€"],
    "gb18030": [*"aé漢😀"],
    "shift_jisx0213": ["a", "か", "か\u309a", "ﾊ", "漢"],
    "euc_jis_2004": ["a", "か", "か\u309a", "漢"],
    "big5hkscs": ["a", "Ê", "Ê\u0304", "漢"],
    "iso2022_jp": [*"a\n漢か¥"],
    "hz": [*"a\n~汉"],
    "utf-7": [*"a+é漢"],
}
CONCATENATING = {"utf-8", "utf-16-le", "utf-16-be", "utf-32-be", "windows-1252", "gb18030"}


@st.composite
def decoded_texts(draw: st.DrawFn) -> tuple[str, Decoding]:
    """
    A text as it comes out of decoding.
    """
    codec = draw(st.sampled_from(sorted(PIECES)))
    errors = {"utf-8": "surrogateescape", "utf-16-le": "surrogatepass"}.get(codec, "strict")
    mark = draw(st.sampled_from([b"", codecs.BOM_UTF8])) if codec == "utf-8" else b""
    decoding = Decoding(codec, errors, "declared", 100, mark)  # type: ignore[arg-type]
    text = draw(st.lists(st.sampled_from(PIECES[codec]), max_size=8).map("".join))
    return decoding.encode(text).decode(codec, errors), decoding  # as bytes say it: a surrogate may have found its half


def ends_of(text: str, decoding: Decoding) -> list[tuple[int, int]]:
    """
    Where units end, in bytes and characters, the slow way.
    """
    data = decoding.encode(text)
    if decoding.codec == "utf-7":
        return sorted({(0, 0), (len(data), len(text))})
    if decoding.codec in CONCATENATING:
        return [(len(decoding.encode(text[:char])), char) for char in range(len(text) + 1)]
    counts = [len(codecs.getincrementaldecoder(decoding.codec)().decode(data[:byte])) for byte in range(len(data) + 1)]
    ends = [(byte + 1, after) for byte, (before, after) in enumerate(pairwise(counts)) if before < after < len(text)]
    return sorted({(0, 0), *ends, (len(data), len(text))})


def covering(span: Span, ends: list[tuple[int, int]], side: int) -> Span:
    """
    The whole units that cover a span of one side, on the other side.
    """
    start = max(end for end in ends if end[side] <= span.start)
    stop = min(end for end in ends if end[side] >= span.stop)
    return Span(start[1 - side], stop[1 - side])


def spans(length: int) -> list[Span]:
    return [Span(*pair) for pair in combinations_with_replacement(range(length + 1), 2)]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """
    A document whose text was made from what was decoded by any edits.
    """
    decoded, decoding = draw(decoded_texts())
    text, alignment = decoded, Alignment.identity(len(decoded))
    for _ in range(draw(st.integers(0, 2))):
        points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        news = st.text("ab漢", max_size=2)
        edits = [(start, stop, draw(news)) for start, stop in pairwise(points) if draw(st.booleans())]
        text, change = rewrite(text, edits)
        alignment = alignment.then(change)
    return Document("", text, decoded, decoding, alignment)


@given(decoded_texts())
def test_places_are_those_of_brute_force(drawn: tuple[str, Decoding]) -> None:
    """Law 1, both ways."""
    text, decoding = drawn
    found = places.of(text, decoding.codec, decoding.errors)
    ends = ends_of(text, decoding)
    assert len(decoding.encode(text)) == found.size
    for span in spans(len(text)):
        assert covering(span, ends, 1) == found.bytes_of(span)
    for span in spans(found.size):
        assert covering(span, ends, 0) == found.chars_of(span)


@given(documents())
def test_every_span_is_found_again(document: Document) -> None:
    """Law 2."""
    inserts = any(source.start == source.stop for source, _ in document.alignment.changes())
    origins = [document.origin((char, char + 1)) for char in range(len(document.text))]
    made = {char for char, (start, stop) in enumerate(origins) if start < stop}
    for span in spans(len(document.text)):
        found = document.locate(document.origin(span))
        assert set(range(*span)) & made <= set(range(*found))
        if not inserts:
            assert found.start <= span.start <= span.stop <= found.stop


@given(documents())
def test_every_byte_is_found_again(document: Document) -> None:
    """Law 3; a byte of the mark lies at the start."""
    mark = len(document.decoding.bom)
    for byte in range(mark + len(document.decoding.encode(document.decoded))):
        place = document.locate(byte)
        assert document.locate((byte, byte + 1)) == place
        if byte < mark:
            assert document.locate((0, mark)) == place
        else:
            origin = document.origin(place)
            assert origin.start <= byte < origin.stop


@given(documents())
def test_origins_are_those_of_brute_force(document: Document) -> None:
    """Law 4."""
    mark, ends = len(document.decoding.bom), ends_of(document.decoded, document.decoding)
    for span in spans(len(document.text)):
        start, stop = covering(document.alignment.to_source(span), ends, 1)
        assert Span(mark + start, mark + stop) == document.origin(span)
