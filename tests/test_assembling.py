"""
Assembling: pieces tile their source, and what doesn't lead back is stored as it was found.
"""

from __future__ import annotations

import pytest

from docnorm import Profile, Source, canonicalize
from docnorm.alignment import Alignment, Span
from docnorm.assembling import Part, assemble, line_end_of
from docnorm.edits import apply
from docnorm.model import Decoding, Document, Verdict

A = "The harbour master closed the northern quay on Monday, since all of the old cranes were found to be unsafe."
B = "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer."

LINE_ENDS = [("", "\n"), ("a\rb", "\r"), ("a\r\nb\r", "\r\n"), ("a\nb\r", "\n"), ("a\r\nb\n\n", "\n")]


@pytest.mark.parametrize(("text", "line_end"), LINE_ENDS)
def test_the_usual_line_end_is_the_sources(text: str, line_end: str) -> None:
    """
    The line end that most lines have is told once; of equally many, the first of LF, CRLF and CR.
    """
    assert line_end == line_end_of(text)


def test_wrong_changes_become_literals() -> None:
    """
    Where the alignment of a document doesn't lead back, the blocks that are wrong are stored as they were found.
    """
    text, decoded = "one\ntwo\n", "one\nTWO\n"
    decoding = Decoding("utf-8", "strict", "utf-8", 100)
    document = Document("a", text, decoded, decoding, Alignment.identity(len(text)))
    spans = Span(0, 3), Span(4, 7)
    part = Part(document, 8, spans, Verdict("kept"), (False, False), (None, None), (None, None))
    documents, records = assemble([part])
    assert [(), (0, "TWO\n", 4)] == [record.edits for record in records]
    assert decoded == "".join(apply(documents["a"][slice(*r.chars)], r.edits, "\n") for r in records if r.chars)


ENDS = [
    # the source, the edits of the dropped blocks; the gap after a block is told with it
    (f"{A}\n{B}\n{A}\n{B}", [(len(A), "\n", 0), ()]),
    (f"{A}\r\n\r\n{B}\r\n\r\n{A}\x07\r\n\r\n{B}\r\n", [(len(A), "\x07\r\n\r\n", 0), (len(B), "\r\n", 0)]),
]


def test_a_form_feed_before_a_dropped_end_comes_back() -> None:
    """
    Of the gap before a dropped end, one line feed is left, which here has the length of the gap.
    """
    data = f"{A} {B}\f{A} {B}".encode()
    result = canonicalize([Source("a", data)], Profile(alone_letters=80, segment="line"))
    assert ({"a": f"{A} {B}\n"}, (len(A) + len(B) + 1, "\f", 1)) == (result.documents, result.blocks[0].edits)
    assert data == result.restore("a")


@pytest.mark.parametrize(("text", "edits"), ENDS)
def test_a_repeat_tells_its_own_gaps(text: str, edits: list) -> None:
    """
    A dropped block is told by its kept copy, and by the gap after it.
    """
    result = canonicalize([Source("a", text.encode())])
    assert edits == [record.edits for record in result.blocks if record.status == "dropped"]
    assert text.encode() == result.restore("a")
