r"""
What a file should hold: its clean text, in the encoding and with the line ends that it has.

Rule 1: what a rule of normalization did stays done. But in place a file keeps its encoding, its byte order mark, and
        each CRLF, CR and LF, unless the manner says otherwise; any other line end becomes the one that most lines have.
Rule 2: nothing is written that loses something or that isn't settled: the edits must lead back to every byte of the
        file, the new bytes must read as the same clean text, and no sign may stand for bytes that mean nothing.
Rule 3: where that can't be, the file is left, and a sentence says why.
Rule 4: what a comment asks to ignore stays as it is.
Rule 5: a quotation mark in a program or in data may end a string there. Curly ones are folded in prose, by its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from docnorm.alignment import Span, rewrite
from docnorm.assembling import line_end_of
from docnorm.attributing import Edit, attribute
from docnorm.diffing import spelled
from docnorm.ignoring import MARK, ignored
from docnorm.model import Document
from docnorm.pipeline import normalize
from docnorm.profile import Profile
from docnorm.segmenting import segment

__all__ = ["Fix", "LineEnds", "Manner", "WriteAs", "fix", "is_prose"]

LineEnds = Literal["keep", "lf"]
WriteAs = Literal["keep", "utf-8"]

_PROSE: Final = frozenset(
    {
        *("txt", "text", "md", "markdown", "mdown", "mkd", "rst", "adoc", "asciidoc", "org", "textile", "wiki", "tex"),
        *("mediawiki", "creole", "rdoc", "pod", "htm", "html", "xhtml", "srt", "vtt", "eml"),
    }
)
_PROSE_NAMES: Final = frozenset(
    {
        *("readme", "license", "licence", "copying", "notice", "authors", "contributors", "thanks", "changelog"),
        *("changes", "news", "history", "todo", "install", "contributing", "faq", "-"),
    }
)

_LOST = "\ufffd"
_OTHER_ENDS = re.compile("[\r\x85\u2028\u2029]")
_END = re.compile("\r\n|\r|\n")
_KEPT_ENDS = ("line-ends.crlf", "line-ends.cr")


@dataclass(frozen=True, slots=True)
class Manner:
    """
    How a file is written in place: with which line ends, and in which encoding.
    """

    line_ends: LineEnds = "keep"
    write_as: WriteAs = "keep"


@dataclass(frozen=True, slots=True)
class Fix:
    """
    A file as it was read, what it should hold, the edits that lead there, and why it can't be (`why_not`), if so.

    *recoded* tells of a change that no edit tells of: that of the encoding. *spared* is what of the document's text is
    ignored.
    """

    document: Document
    data: bytes
    edits: tuple[Edit, ...] = ()
    recoded: str = ""
    why_not: str = ""
    spared: tuple[Span, ...] = ()


def is_prose(name: str) -> bool:
    """
    Whether a file of that name is for people to read, so that a quotation mark in it is a person's.

    >>> [name for name in ("a/b.md", "LICENSE", "Makefile", "data.jsonl", "menu.TXT") if is_prose(name)]
    ['a/b.md', 'LICENSE', 'menu.TXT']
    """
    last = name.lower().rpartition("/")[2]
    return last.rpartition(".")[2] in _PROSE if "." in last else last in _PROSE_NAMES


def fix(data: bytes, profile: Profile, manner: Manner = Manner(), *, id: str = "") -> Fix:  # noqa: A002
    r"""
    Return what a file that holds *data* should hold.

    >>> fix("“Soup”\r\n".encode("utf-16"), Profile()).data.decode("utf-16")
    '"Soup"\r\n'
    >>> fix(b"\x93Soup\x94 \xe2\x82\xac3\r\n", Profile()).why_not
    ''
    """
    document = normalize(data, profile, id=id)
    if not document.decoding.is_text:
        return Fix(document, data)
    spared = _spared(document, profile, id)
    if spared == (Span(0, len(document.text)),):
        return Fix(document, data, spared=spared)
    text = _ended(document, manner, spared)
    try:
        new = text.encode() if manner.write_as == "utf-8" else document.decoding.bom + document.decoding.encode(text)
    except UnicodeEncodeError as error:
        lacking = spelled(text[error.start], "nfc")
        why_not = f"{document.decoding.codec} has no {lacking}, which its clean text needs"
        return Fix(document, data, why_not=why_not, spared=spared)
    if new == data:
        return Fix(document, data, spared=spared)
    edits = tuple(attribute(document, profile))
    told = tuple(edit for edit in edits if _is_told(edit, manner, spared))
    if why_not := _why_not(document, edits, data, normalize(new, profile, id=id)):
        return Fix(document, data, told, why_not=why_not, spared=spared)
    return Fix(document, new, told, _recoded(document, manner), spared=spared)


def _spared(document: Document, profile: Profile, name: str) -> tuple[Span, ...]:
    if MARK not in document.text:
        return ()
    return tuple(ignored(document.text, segment([document.text], profile.segment, [name])[0].spans, name))


def _is_told(edit: Edit, manner: Manner, spared: tuple[Span, ...]) -> bool:
    if manner.line_ends == "keep" and edit.rule in _KEPT_ENDS:
        return False
    return not any(span.start <= edit.chars.start and edit.chars.stop <= span.stop for span in spared)


def _ended(document: Document, manner: Manner, spared: tuple[Span, ...]) -> str:
    # The clean text with the line ends that it should have, and with what is spared as it was.
    pieces, at = [], 0
    for span in spared:
        found = document.decoded[slice(*document.alignment.to_source(span))]
        pieces += [_piece(document, manner, Span(at, span.start)), found]
        at = span.stop
    return "".join([*pieces, _piece(document, manner, Span(at, len(document.text)))])


def _piece(document: Document, manner: Manner, span: Span) -> str:
    text = document.text[slice(*span)]
    if not _OTHER_ENDS.search(document.decoded):
        return text
    if manner.line_ends == "lf":
        return _END.sub("\n", text)
    usual = line_end_of(document.decoded)
    return _END.sub(lambda end: _end_of(document, span.start + end.start(), usual) if end[0] == "\n" else end[0], text)


def _end_of(document: Document, at: int, usual: str) -> str:
    # What a line end of the clean text was in the file.
    stop = document.alignment.to_source(Span(at, at + 1)).stop
    before = document.decoded[max(0, stop - 2) : stop]
    if before == "\r\n":
        return before
    return before[-1] if before[-1:] in ("\r", "\n") else usual


def _why_not(document: Document, edits: tuple[Edit, ...], data: bytes, again: Document) -> str:
    if document.text.count(_LOST) > document.decoded.count(_LOST):
        return "some of its bytes are no characters, and would be lost"
    decoded = rewrite(document.text, [(*edit.chars, edit.found) for edit in edits])[0]
    if document.decoding.bom + document.decoding.encode(decoded) != data:
        return "its changes don't lead back to it"  # pragma: no cover - no such text is known
    if again.text != document.text:
        return "its clean text would be read as another one"
    return ""


def _recoded(document: Document, manner: Manner) -> str:
    decoding = document.decoding
    if manner.write_as == "keep" or (decoding.codec == "utf-8" and not decoding.bom):
        return ""
    return f"{decoding.codec}{' with a byte order mark' if decoding.bom else ''} → utf-8"
