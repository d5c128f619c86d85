r"""
Comments that say what isn't to be reported: `docnorm: ignore` for a block, `docnorm: ignore-file` for a whole file.

A comment that is a block of its own is about the next block; one in the first or the last line of a block is about
that block. A whole file is ignored by a comment in one of its first ten lines.

Rule 1: it counts only in a comment, as the name of the file lets expect it; where the name tells nothing, in any that
        begins with `<!--`, `#`, `//` or `..`.
Rule 2: nothing but the comment counts: a sentence that mentions it isn't one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from docnorm.alignment import Span
from docnorm.model import Document

__all__ = ["MARK", "ignored", "is_suspected", "without"]

MARK: Final = "docnorm:"
"""What such a comment begins with: a text without it has none, and needn't be cut into blocks for them."""

_HEAD: Final = 10  # lines in which a whole file may be ignored
_TEXT = re.compile("[^\r\n]+")

_COMMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # how a comment is written, with a place for what it says
        "<": r"<!--[ \t]*+{}[ \t]*+-->",
        "*": r"/\*+[ \t]*+{}[ \t]*+\*/",
        "/": r"(?<![^ \t\n])//+[ \t]*+{}[ \t]*+$",
        "#": r"(?<![^ \t\n])#+[ \t]*+{}[ \t]*+$",
        ".": r"^[ \t]*+\.\.[ \t]++{}[ \t]*+$",
        "%": r"(?<![^ \t\n])%+[ \t]*+{}[ \t]*+$",
        "-": r"(?<![^ \t\n])--[ \t]*+{}[ \t]*+$",
        ";": r"(?<![^ \t\n]);+[ \t]*+{}[ \t]*+$",
    }
)
_FORMATS: Final = (
    ("<", "md markdown mdown mkd rmd qmd htm html xhtml xml svg vue"),  # in Markdown, # is a heading
    ("<*", "mdx"),
    (".", "rst"),
    ("/*", "js jsx ts tsx mjs c h cc cpp hpp cs java kt swift go rs scala dart php css scss less proto adoc jsonc"),
    ("#", "py pyi rb pl pm r sh bash zsh fish toml yaml yml cfg conf mk nix tcl po jl"),
    ("%", "tex sty bib"),
    ("-", "sql lua hs elm"),
    (";", "el lisp clj scm asm"),
    (";#", "ini"),
)
_OTHERS: Final = "<#/."
_KINDS: Final = MappingProxyType({suffix: kinds for kinds, suffixes in _FORMATS for suffix in suffixes.split()})


def is_suspected(data: bytes) -> bool:
    """
    Whether some bytes, in whatever encoding, may hold such a comment; most don't, and needn't be looked at further.

    >>> is_suspected("# docnorm: ignore".encode("utf-16")), is_suspected(b"docnorm")
    (True, False)
    """
    return MARK.encode() in (data.replace(b"\0", b"") if b"\0" in data else data)


def ignored(text: str, spans: Sequence[Span], name: str) -> list[Span]:
    r"""
    Return those *spans*, the blocks of the text of the file *name*, that are to be ignored; the whole text, if all is.

    >>> text = "one\n\n<!-- docnorm: ignore -->\n\ntwo\n\nthree <!-- docnorm: ignore -->\n"
    >>> ignored(text, [Span(0, 3), Span(5, 30), Span(32, 35), Span(37, 67)], "a.md")
    [Span(start=5, stop=30), Span(start=32, stop=35), Span(start=37, stop=67)]
    """
    if MARK not in text:
        return []
    kinds = _KINDS.get(name.lower().rpartition("/")[2].rpartition(".")[2], _OTHERS)
    head = "\n".join(text.split("\n", _HEAD)[:_HEAD])
    if _pattern(kinds, "docnorm: ignore-file").search(head):
        return [Span(0, len(text))]
    return list(_blocks(text, spans, _pattern(kinds, "docnorm: ignore")))


def without(document: Document, spans: Iterable[Span]) -> bytes:
    r"""
    Return the bytes of *document* without what became of *spans*, but with their line ends, so that lines stay where
    they are.

    >>> import docnorm
    >>> without(docnorm.normalize("one\r\n\r\n“two\r\nthree”\r\n".encode()), [Span(5, 16)])
    b'one\r\n\r\n\r\n\r\n'
    """
    kept, at = "", 0
    for span in spans:
        start, stop = document.alignment.to_source(span)
        kept += document.decoded[at:start] + _TEXT.sub("", document.decoded[start:stop])
        at = stop
    return document.decoding.bom + document.decoding.encode(kept + document.decoded[at:])


@cache
def _pattern(kinds: str, what: str) -> re.Pattern[str]:
    said = what.replace(" ", "[ \t]*+")
    return re.compile("|".join(_COMMENTS[kind].format(said) for kind in kinds), re.MULTILINE)


def _blocks(text: str, spans: Sequence[Span], comment: re.Pattern[str]) -> Iterator[Span]:
    is_next = False
    for span in spans:
        body = text[slice(*span)]
        ends = {body.partition("\n")[0], body.rpartition("\n")[2]}
        is_marked = any(map(comment.search, ends))
        if is_marked or is_next:
            yield span
        is_next = is_marked and not comment.sub("", body).strip()
