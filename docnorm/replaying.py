"""
What ftfy did to a text, done again by hand, so that every change is known to the character.

ftfy tells what it did as a list of steps, and not where. Its steps come in rounds, and each round is a replacement of
parts of a text: bytes that are read again with another codec, or characters that are replaced by themselves.

Rule 1: a round is told as edits, one for each character that was read anew, in full: nothing is trimmed or joined.
Rule 2: whether the replay came out as ftfy did is the caller's to check; a step that isn't known here is skipped.
Rule 3: ftfy is imported by functions, never by the module: a clean text needs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from docnorm.alignment import Alignment, Change, Rewritten, Span, rewrite

__all__ = ["replay"]

_Edit: TypeAlias = tuple[int, int, str]

# How a decoder cuts bytes into characters, where they aren't ASCII. CESU-8 writes one character as two surrogates of
# three bytes each; Java writes NUL as C0 80, which looks like any sequence of two. Of both, ftfy takes the line end for
# the last byte, where that's missing.
_SEQUENCES = {
    "utf-8": re.compile(rb"[\xc0-\xff][\x80-\xbf]*"),
    "utf-8-variants": re.compile(
        rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf](?:[\x80-\xbf]|\n\Z)|\xc0\n\Z|[\xc0-\xff][\x80-\xbf]*"
    ),
    "windows-1252": re.compile(rb"[\x80-\xff]"),
}


class _Encoded(NamedTuple):
    """
    A text as bytes, one for each character, and what was done to the bytes since.
    """

    data: bytes
    alignment: Alignment


def replay(text: str, steps: Iterable[tuple[str, str]]) -> Rewritten:
    """
    Return what *steps*, an explanation by ftfy, make of *text*, and where each character came from.

    A character that was read anew is a change of its own, even if it came out as it was.

    >>> replay("don\\u00e2\\u20ac\\u2122t", [("encode", "sloppy-windows-1252"), ("decode", "utf-8")]).text
    'don’t'
    """
    import ftfy.bad_codecs  # noqa: F401 - Python knows ftfy's codecs from then on

    whole = Rewritten(text, Alignment.identity(len(text)))
    encoded = _Encoded(b"", Alignment.identity(0))
    for action, parameter in steps:
        if action == "encode":
            data = whole.text.encode(parameter)
            encoded = _Encoded(data, Alignment.identity(len(data)))
        elif action == "decode":
            whole = _applied(whole, _decoded(encoded, parameter))
        elif parameter in ("restore_byte_a0", "replace_lossy_sequences"):
            encoded = _transcoded(encoded, parameter)
        else:
            whole = _applied(whole, _replaced(whole.text, parameter))
    return whole


def _applied(whole: Rewritten, edits: Iterable[_Edit]) -> Rewritten:
    # Not by `rewrite`, which trims: that Â£ became £ is to be seen as one replacement of two characters.
    text = whole.text
    pieces: list[str] = []
    changes: list[Change] = []
    done = length = 0
    for start, stop, new in edits:
        pieces += (text[done:start], new)
        length += start - done + len(new)
        changes.append(Change(Span(start, stop), Span(length - len(new), length)))
        done = stop
    pieces.append(text[done:])
    length += len(text) - done
    return Rewritten("".join(pieces), whole.alignment.then(Alignment.of(len(text), length, changes)))


def _decoded(encoded: _Encoded, codec: str) -> Iterator[_Edit]:
    for sequence in _SEQUENCES[codec].finditer(encoded.data):
        start, stop = encoded.alignment.to_source(Span(*sequence.span()))
        yield start, stop, sequence[0].decode(codec)


def _transcoded(encoded: _Encoded, fixer: str) -> _Encoded:
    from ftfy import fixes
    from ftfy.chardata import ALTERED_UTF8_RE, LOSSY_UTF8_RE

    if fixer == "replace_lossy_sequences":
        return _substituted(encoded, LOSSY_UTF8_RE, "\ufffd".encode())
    return _substituted(_substituted(encoded, fixes.A_GRAVE_WORD_RE, b"\xc3\xa0 "), ALTERED_UTF8_RE, None)


def _substituted(encoded: _Encoded, pattern: re.Pattern[bytes], new: bytes | None) -> _Encoded:
    # Without a new text, the spaces within a match become the no-break spaces that they were.
    matches = pattern.finditer(encoded.data)
    edits = ((*match.span(), match[0].replace(b" ", b"\xa0") if new is None else new) for match in matches)
    data, alignment = rewrite(encoded.data, edits)
    return _Encoded(data, encoded.alignment.then(alignment))


def _replaced(text: str, fixer: str) -> Iterator[_Edit]:
    from ftfy.chardata import C1_CONTROL_RE, UTF8_DETECTOR_RE

    if fixer == "fix_c1_controls":
        for control in C1_CONTROL_RE.finditer(text):
            yield *control.span(), control[0].encode("latin-1").decode("sloppy-windows-1252")
    elif fixer == "decode_inconsistent_utf8":
        for embedded in UTF8_DETECTOR_RE.finditer(text):
            yield from _moved(_replayed(embedded[0]), embedded.start())


def _replayed(text: str) -> Rewritten:
    # ftfy repairs what is embedded with all its encoding fixers on, whatever its caller has switched off.
    from ftfy import fix_encoding_and_explain

    return replay(text, fix_encoding_and_explain(text).explanation or ())


def _moved(embedded: Rewritten, start: int) -> Iterator[_Edit]:
    for source, target in embedded.alignment.changes():
        yield start + source.start, start + source.stop, embedded.text[slice(*target)]
