"""
Reading what decoding couldn't: lone surrogates become the characters that their bytes most likely were.

Decoding keeps a byte that its encoding has no character for as a surrogate, U+DC80 to U+DCFF. Several in a row are an
island. What it's read as is a guess, and is told as a finding; the bytes are in the map in any case.

Rule 1: only surrogates are touched, and an ASCII character only where it's the second byte of a character of two.
Rule 2: what comes out holds no surrogate, whatever came in.
Rule 3: a text without surrogates costs one encoding of it and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from docnorm.alignment import Alignment, Rewritten, Span, rewrite
from docnorm.model import Finding

__all__ = ["read_islands"]

_LOST = "\ufffd"

# A pair that stands for one character, a run of bytes that decoding kept, or one alone.
_SURROGATES = re.compile(
    r"[\ud800-\udfff](?:(?<=[\ud800-\udbff])[\udc00-\udfff]|(?<=[\udc80-\udcff])[\udc80-\udcff]*|)"
)
_VARIANTS = re.compile("\udced[\udca0-\udcbf][\udc80-\udcbf]|\udcc0\udc80")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_KEPT = re.compile("[\udc80-\udcff]")

# In a text in UTF-8, what a run of bytes may be made of. A letter and what closes a quotation look like the beginning
# of a character, and are so only at the end of the text.
_PIECES = re.compile(
    rb"(?P<pair>\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf])"  # CESU-8: both halves of a character
    rb"|(?P<half>\xed[\xa0-\xbf][\x80-\xbf])"  # one half
    rb"|(?P<nul>\xc0\x80)"  # NUL, as Java writes it
    rb"|(?P<cut>[\xe0-\xef][\x80-\x84\x86-\x91\x93\x95\x98-\x9f\xa1-\xba\xbc-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})"
    rb"(?![\x80-\xbf])"
    rb"|(?P<end>[\xe0-\xef][\x80-\xbf]\Z)"
    rb"|(?P<bytes>[\x80-\xff]"
    rb"(?:(?!\xed[\xa0-\xbf][\x80-\xbf]|\xc0\x80|[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf])[\x80-\xff])*)"
)
_REST = re.compile(rb"[\x80-\xbf]{2,3}|[\x80-\x83\x85-\x90\x92\x94-\xa0\xa2-\xaa\xac-\xbe]")  # no opening mark alone
_WESTERN = re.compile("[\0-\u024f\u1e00-\u1eff\u2000-\u2bff\ud800-\udfff]")  # beside a byte of Windows-1252

# Encodings of two bytes, and those that have the same characters and more.
_WIDER: Final = {
    "big5": ("cp950", "big5hkscs"),
    "gb2312": ("gbk", "gb18030"),
    "gbk": ("gb18030",),
    "euc_kr": ("cp949",),
    "euc_jp": ("euc_jis_2004",),
    "shift_jis": ("cp932", "shift_jis_2004"),
}
_LINE: Final = 8  # bytes that aren't UTF-8, from which on a line may be in an encoding of its own


class _Edit(NamedTuple):
    start: int
    stop: int
    target: str
    what: str = ""
    kind: str = "invalid-utf-8"


def read_islands(text: str, codec: str = "utf-8") -> tuple[Rewritten, tuple[Finding, ...]]:
    r"""
    Return *text*, which was read with *codec*, without lone surrogates, and what was made of them, by spans of *text*.

    >>> rewritten, findings = read_islands("na\u00efve caf\udce9, na\u00efve caf\udc81")
    >>> rewritten.text, [finding.detail for finding in findings]
    ('naïve café, naïve caf\ufffd', ["e9 is read as 'é'", '81 is lost'])
    """
    if not _has_surrogates(text):
        return Rewritten(text, Alignment.identity(len(text))), ()
    edits = list(_edits(text, codec))
    findings = (Finding(edit.kind, Span(edit.start, edit.stop), edit.what) for edit in edits if edit.what)
    return Rewritten(*rewrite(text, [edit[:3] for edit in edits])), tuple(findings)


def _has_surrogates(text: str) -> bool:
    # Encoding is several times as fast as a search.
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _edits(text: str, codec: str) -> Iterator[_Edit]:
    at = judged = 0
    while found := _SURROGATES.search(text, at):
        if codec == "utf-8" and found.start() >= judged:
            start, judged = _line(text, *found.span())
            if edit := _foreign(text, start, judged):
                yield edit
                at = judged
                continue
        for edit in _island(text, *found.span(), codec):
            yield edit
            at = edit.stop


def _line(text: str, start: int, stop: int) -> Span:
    end = text.find("\n", stop)
    return Span(text.rfind("\n", 0, start) + 1, len(text) if end < 0 else end)


def _island(text: str, start: int, stop: int, codec: str) -> Iterator[_Edit]:
    if not _KEPT.match(text, start) or codec.startswith(("utf-16", "utf-32")):
        yield _surrogates(text, start, stop)
    elif codec == "utf-8":
        yield from _utf_8(text, start, stop)
    else:
        yield _legacy(text, start, stop, codec)


def _surrogates(text: str, start: int, stop: int) -> _Edit:
    if stop - start == 2:
        return _Edit(start, stop, text[start:stop].encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return _Edit(start, stop, _LOST, f"U+{ord(text[start]):04X} is no character", "lone-surrogate")


def _utf_8(text: str, start: int, stop: int) -> Iterator[_Edit]:
    data = text[start:stop].encode("ascii", "surrogateescape")
    around = text[max(0, start - 1) : start] + text[stop : stop + 1]
    is_western = all(map(_WESTERN.match, around))
    for piece in _PIECES.finditer(data):
        is_torn = _is_torn(piece, start == 0, stop == len(text))
        target = _read(piece, is_western and not is_torn)
        yield _Edit(start + piece.start(), start + piece.end(), target, _told(piece[0], target))


def _is_torn(piece: re.Match[bytes], is_first: bool, is_last: bool) -> bool:
    # The rest of a character at the beginning of the whole text, or the beginning of one at its end.
    if piece.lastgroup == "end":
        return is_last
    return is_first and piece.start() == 0 and _REST.fullmatch(piece[0]) is not None


def _read(piece: re.Match[bytes], is_western: bool) -> str:
    if piece.lastgroup == "pair":
        return piece[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
    if piece.lastgroup == "nul":
        return "\0"
    if piece.lastgroup in ("half", "cut") or not is_western:
        return _LOST
    return piece[0].decode("windows-1252", "replace")


def _told(data: bytes, target: str) -> str:
    return f"{data.hex(' ')} is lost" if target == _LOST else f"{data.hex(' ')} is read as '{target}'"


def _foreign(text: str, start: int, stop: int) -> _Edit | None:
    # A line in an encoding of its own, if there's enough of it to tell; some of it may be UTF-8 by chance.
    line = text[start:stop]
    wrong = len(_KEPT.findall(_VARIANTS.sub("", line)))
    if wrong < _LINE or wrong < len(_BEYOND_ASCII.findall(line)) - wrong:
        return None
    from docnorm import detecting

    try:
        data = line.encode("utf-8", "surrogateescape")
        guess = detecting.guess(data)[0]
        if guess.codec in ("utf-8", "windows-1252") or not guess.is_plausible:
            return None
        return _Edit(start, stop, data.decode(guess.codec), f"it's read as {guess.codec}")
    except UnicodeError:
        return None


def _legacy(text: str, start: int, stop: int, codec: str) -> _Edit:
    # What the codec reads, but would have written otherwise, is certain. Its second byte may be ASCII.
    for end in (stop, min(stop + 1, len(text))):
        if character := _character(text[start:end], codec):
            return _Edit(start, end, character)
    data = text[start:stop].encode("ascii", "surrogateescape")
    wider = (_character(text[start:stop], name) for name in _WIDER.get(codec, ()))
    target = next(filter(None, wider), _LOST)
    return _Edit(start, stop, target, _told(data, target), "invalid-bytes")


def _character(text: str, codec: str) -> str:
    try:
        data = text.encode("ascii", "surrogateescape")
        found = data.decode(codec)
    except UnicodeError:
        return ""
    return found if len(found) * 2 == len(data) else ""
