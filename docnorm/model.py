"""
The values that travel: what one stage hands to the next.

Rule 1: a value is frozen, built whole, and never changed; it knows its parent by id and span, not its children.
Rule 2: offsets count bytes on the source side and code points on the text side; every span is half-open.
Rule 3: there is no behaviour here beyond answering questions about the value itself.
Rule 4: similarities are exact: a pair of whole numbers (shared shingles, all shingles), never a float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from docnorm import places
from docnorm.alignment import Alignment, Span
from docnorm.errors import NotFound
from docnorm.kinds import KINDS, Severity

__all__ = [
    "Decoding",
    "Document",
    "Entry",
    "Envelope",
    "Finding",
    "Group",
    "How",
    "Link",
    "Match",
    "Reason",
    "Record",
    "Run",
    "Source",
    "Verdict",
]

How = Literal[
    "text", "bom", "utf-8", "utf-8-islands", "declared", "western", "utf-16", "detected", "binary", "undecodable"
]
"""How the encoding of a source was found; `binary` and `undecodable` sources have no text and are carried."""


Reason = Literal[
    "exact",
    "near",
    "run",
    "document.exact",
    "document.near",
    "document.contained",
    "document.spread",
    "structure",
    "binary",
    "undecodable",
    "invalid-record",
]
"""Why a block or a source isn't plainly kept; the list is closed, and a part of the output format."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    Where a record stood in the file that it was read from: the bytes around its text, and how the text was written.

    *style* is `json-ascii` or `json-utf-8` when writing the text that way gives the bytes found; `verbatim` when
    *written* holds the bytes themselves; and `raw` for a line that is no record: then the line is the source.
    """

    container: str
    ordinal: int
    before: bytes
    after: bytes
    style: Literal["json-ascii", "json-utf-8", "verbatim", "raw"]
    written: bytes = b""


@dataclass(frozen=True, slots=True)
class Source:
    """
    An input as found: an id, which is a label and never a path to write to, and its bytes.

    *time*, in seconds since 1970, is when it was written; only `Profile(prefer="newest")` looks at it.

    >>> Source("note", "a “quoted” word".encode()).size
    19
    """

    id: str
    data: bytes = field(repr=False)
    declared: str | None = None
    kind: Literal["file", "record"] = "record"
    name: bytes | None = None
    envelope: Envelope | None = None
    time: float | None = None

    @property
    def size(self) -> int:
        """
        The number of bytes.
        """
        return len(self.data)

    @property
    def is_raw(self) -> bool:
        """
        Whether it's a line of a file of records that is no record.
        """
        return self.envelope is not None and self.envelope.style == "raw"


@dataclass(frozen=True, slots=True)
class Decoding:
    """
    How bytes became text, exactly enough to turn the text back into the bytes.

    `encode` undoes the decoding: `bom + encode(decoded)` are the source's bytes, for every source that has text.
    """

    codec: str
    errors: Literal["strict", "surrogateescape", "surrogatepass"]
    how: How
    confidence: int
    bom: bytes = b""

    @property
    def is_text(self) -> bool:
        """
        Whether there is a text at all.
        """
        return self.how not in ("binary", "undecodable")

    def encode(self, decoded: str) -> bytes:
        """
        Return the bytes that *decoded*, or any slice of it, was read from (without the byte order mark).

        >>> Decoding("windows-1252", "strict", "western", 80).encode("caf\xe9")
        b'caf\\xe9'
        """
        return decoded.encode(self.codec, self.errors)


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something in a text that a person should know of and that was left as it is, or was lost in decoding.

    *span* is in the text that the finding came with: a document's own text, or, in an entry, the decoded one.
    """

    kind: str
    span: Span
    detail: str

    @property
    def severity(self) -> Severity:
        """
        How bad it is. A kind that isn't known here, from a later version, is worth a look.

        >>> Finding("bidi-control", Span(0, 1), "U+202E RIGHT-TO-LEFT OVERRIDE").severity
        'error'
        """
        return KINDS[self.kind].severity if self.kind in KINDS else "warning"


@dataclass(frozen=True)
class Document:
    """
    A decoded, repaired and normalized text, and the way back to the source's bytes.

    *alignment* relates the code points of *decoded* to those of *text*; *decoding* relates *decoded* to the bytes.
    A source that isn't text has no places: to ask for one is an error.
    """

    id: str
    text: str
    decoded: str = field(repr=False)
    decoding: Decoding
    alignment: Alignment = field(repr=False)
    findings: tuple[Finding, ...] = ()

    def origin(self, span: tuple[int, int]) -> Span:
        """
        Return the tightest range of source bytes that covers *span*, a half-open range of code points of `text`.

        An empty span covers what was deleted at its place.

        >>> import docnorm
        >>> document = docnorm.normalize("caf\xe9 ‘x’".encode("utf-8"))
        >>> document.text, document.origin((5, 6))
        ("caf\xe9 'x'", Span(start=6, stop=9))
        """
        start, stop = self._within("characters", span, len(self.text))
        first = len(self.decoding.bom)
        start, stop = self._places.bytes_of(self.alignment.to_source(Span(start, stop)))
        return Span(first + start, first + stop)

    def locate(self, place: int | tuple[int, int]) -> Span:
        """
        Return the tightest range of code points of `text` that covers what became of a source byte, or a span of them.

        A byte within a character stands for the whole character. For what has no place in the text (the byte order
        mark, and what was deleted) the range is empty, and lies where it would be.

        >>> import docnorm
        >>> document = docnorm.normalize("\ufeffna\xefve\\r\\n".encode("utf-8"))
        >>> [document.text[slice(*document.locate(byte))] for byte in (0, 6, 9, 10)]
        ['', 'ï', '', '\\n']
        >>> document.locate((5, 9)), document.locate(9)
        (Span(start=2, stop=5), Span(start=5, stop=5))
        """
        span = (place, place + 1) if isinstance(place, int) else place
        first = len(self.decoding.bom)
        start, stop = self._within("bytes", span, first + self._places.size)
        body = Span(max(0, start - first), max(0, stop - first))
        return self.alignment.to_target(self._places.chars_of(body))

    @cached_property
    def _places(self) -> places.Places:
        return places.of(self.decoded, self.decoding.codec, self.decoding.errors)

    def _within(self, what: str, span: tuple[int, int], length: int) -> tuple[int, int]:
        where = self.id or "document"
        if not self.decoding.is_text:
            raise NotFound(f"it has no text, as it's {self.decoding.how}", where, "ask `decoding.is_text` before")
        start, stop = span
        if not 0 <= start <= stop <= length:
            raise NotFound(
                f"there are no {what} {start} to {stop}: it has {length}", where, "choose some that are there"
            )
        return start, stop


@dataclass(frozen=True, slots=True)
class Match:
    """
    A verified pair: the text of *block* of *source* is like that of *other_block* of *other*.

    A block number of None stands for the whole document. *shared* of *total* shingles are in both: their exact Jaccard
    similarity. *guarded* tells that the pair reaches the threshold, and is kept all the same because a number of the
    one, or a passage, isn't in the other; *alone*, because the block is repeated without its neighbours and is short.
    *reference* is the line on which the other one begins, if it's in the reference corpus.
    """

    source: str
    block: int | None
    other: str
    other_block: int | None
    kind: Literal["exact", "near", "contained"]
    shared: int
    total: int
    guarded: bool = False
    alone: bool = False
    reference: int | None = None

    @property
    def similarity(self) -> Fraction:
        """
        The exact Jaccard similarity of the sets of shingles; of a contained document, how much of it is in the other.
        """
        return Fraction(self.shared, self.total)


@dataclass(frozen=True, slots=True)
class Run:
    """
    *count* blocks of *source* from *start* on repeat, one by one and in order, those of *other* from *other_start* on,
    but for the *gaps*: pairs of a block of *source* and one of *other* that stand between them and don't match, or of
    one such block and None where the other side has none. They are told apart from what repeats, and not counted.
    *reference* is as in `Match`.

    >>> run = Run("copy", 7, "article", 0, 3, True, gaps=((8, 1),))
    >>> run.stop, run.other_stop
    (11, 4)
    """

    source: str
    start: int
    other: str
    other_start: int
    count: int
    dropped: bool
    reference: int | None = None
    gaps: tuple[tuple[int | None, int | None], ...] = ()

    @property
    def stop(self) -> int:
        """
        The number of the block after the last one of *source*.
        """
        return self.start + self.count + sum(own is not None for own, _ in self.gaps)

    @property
    def other_stop(self) -> int:
        """
        The number of the block after the last one of *other*.
        """
        return self.other_start + self.count + sum(other is not None for _, other in self.gaps)


@dataclass(frozen=True, slots=True)
class Group:
    """
    One kept text of many (by its position in the input) and the texts that repeat it, each verified against it.

    *similarities* are those of the members to the kept text itself. *is_reference* tells that the kept text is one of
    the reference corpus, by its position there.
    """

    representative: int
    members: tuple[int, ...]
    similarities: tuple[Fraction, ...]
    is_reference: bool = False

    @property
    def lowest(self) -> Fraction:
        """
        The lowest similarity of a member to the kept text.
        """
        return min(self.similarities)


@dataclass(frozen=True, slots=True)
class Link:
    """
    From a block to the kept one that it repeats (or, without a block number, to the kept document it is covered by).

    For what is in the reference corpus, *reference* is the line on which it begins there. Why a block was kept all the
    same is told by *guarded*, since the other one lacks a number, a name or a passage of it, or *alone*, since it's
    repeated without its neighbours, and too short for that.
    """

    source: str
    block: int | None
    kind: Literal["exact", "near", "contained"]
    shared: int
    total: int
    guarded: bool = False
    alone: bool = False
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What was decided of a whole source: kept, dropped for another one, or quarantined, and why.
    """

    status: Literal["kept", "dropped", "quarantined"]
    reason: Reason | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    What the provenance map says of one block of one source: what became of it.

    The *bytes* of a source's records, in order, tile it: a record has its block and the gap after it (the first one
    also the gap before). *document* and *chars* say where its text stands among the canonical documents; for a dropped
    block, where the kept copy stands.
    """

    source: str
    block: int
    bytes: Span
    line: int
    status: Literal["kept", "dropped", "quarantined"]
    reason: Reason | None = None
    document: str | None = None
    chars: Span | None = None
    link: Link | None = None
    run: int | None = None
    edits: tuple[int | str, ...] = ()
    literal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One line about one source: what it was, how it was read, and what was decided of it as a whole.

    *line_end* is the one that most of its lines have; *segment* is the way in which its paragraphs were found, and
    *why*. *carried* tells that its bytes are kept as they are, since they aren't text.
    """

    id: str
    kind: Literal["file", "record"]
    size: int
    sha256: str
    decoding: Decoding
    line_end: Literal["lf", "crlf", "cr"]
    segment: Literal["line", "blank-line", "indent", "markdown"]
    why: str
    verdict: Verdict
    carried: bool = False
    name: bytes | None = None
    envelope: Envelope | None = None
    findings: tuple[Finding, ...] = ()
