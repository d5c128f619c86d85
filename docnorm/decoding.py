"""
Bytes → text, by a fixed ladder of questions; the first that is answered decides.

Rule 1: a text is given only if encoding it again gives exactly the bytes it was read from. There is no "replace": a
        byte that the encoding has no character for stays as a lone surrogate, U+DC80 to U+DCFF.
Rule 2: what can be known comes before what can be guessed, and a guess tells its confidence.
Rule 3: the whole input is read, never a sample of it; a guess sees a sample, and is then checked.
Rule 4: a codec that keeps a state (UTF-7, ISO-2022, HZ) is used only when it was declared: in undeclared text, its
        escapes are more often just characters.
Rule 5: what guesses is imported only when something must be guessed; most texts are UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from docnorm.errors import BadInput
from docnorm.model import Decoding, How

if TYPE_CHECKING:
    from docnorm import detecting

__all__ = ["decode"]

_Found: TypeAlias = tuple[str, Decoding] | None

# Byte order marks and what follows them; the longer comes first, because that of UTF-16 LE begins that of UTF-32 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Files that begin like this aren't text, whatever some of their bytes may look like.
_SIGNATURES = (
    b"%PDF-",  # has whole pages of text in it, between compressed streams
    b"\x1f\x8b",  # gzip
    b"\x28\xb5\x2f\xfd",  # Zstandard
    b"\xfd7zXZ",  # xz
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG",
    b"GIF8",
    b"PK\x03\x04",  # zip: also .docx and .odt
)

_WHITE = b"\t\n\f\r"
_TERMINAL = b"\x08\x1a\x1b"  # BACKSPACE, end of file in CP/M, ESCAPE: seen in texts from terminals and old systems
_CONTROLS = bytes(byte for byte in [*range(0x20), 0x7F] if byte not in _WHITE + _TERMINAL)
_ASCII = bytes(range(0x80))

# In UTF-8 of which a part was lost or isn't UTF-8: the bytes that are no characters; and those that are, for someone:
# surrogates by themselves (CESU-8, WTF-8), and the NUL of Java.
_WRONG = re.compile("[\udc80-\udcff]+")
_VARIANTS = re.compile("\udced[\udca0-\udcbf][\udc80-\udcbf]|\udcc0\udc80")
_CUT_OFF = re.compile("(?:[\udcc2-\udcf4]|[\udce0-\udcef][\udc80-\udcbf]|[\udcf0-\udcf4][\udc80-\udcbf]{1,2})\\Z")

_HEAD = 1 << 16  # bytes that are searched for controls where there's no zero
_STRAY = 500  # bytes in which there may be another zero, beside one anywhere
_NEAR = 60  # bits: a guess that is so much worse than the best one may be preferred if it reads all bytes


def decode(data: bytes, declared: str | None = None) -> tuple[str, Decoding]:
    r"""
    Return the text of *data* and how it was found; binary and undecodable data has an empty text.

    Bytes that are wrong in a text otherwise right stay in it as lone surrogates, U+DC80 to U+DCFF.

    >>> decode("caf\xe9 “x”".encode("windows-1252"))
    ('café “x”', Decoding(codec='windows-1252', errors='strict', how='western', confidence=90, bom=b''))
    >>> text, decoding = decode("Straße, naïve, Brüssel, ".encode() + b"caf\xe9")
    >>> text[-1], decoding.how, decoding.encode(text)[-4:]
    ('\udce9', 'utf-8-islands', b'caf\xe9')
    """
    codec = None if declared is None else _known(declared)
    for found in _ladder(data, codec):
        if found is not None:
            return found
    return "", _without_text("undecodable", 0)


def _ladder(data: bytes, declared: str | None) -> Iterator[_Found]:
    yield _marked(data)
    if declared is not None and not _contains_ascii(declared) and not _is_plainly_utf_8(data, declared):
        yield _declared(data, declared)  # or its escapes would pass for ASCII, and its zeros for binary data
    # Binary data begins with no text for long; and where it does, it has zeros.
    head = data if b"\0" in data else data[:_HEAD]
    if controls := len(head) - len(head.translate(None, _CONTROLS)):
        yield _wide(data)
        yield _without(data.count(0) > 1 + len(data) // _STRAY or controls * 10 > len(head), "binary")
    yield _utf_8(data)
    yield _attempt(data, Decoding("utf-8", "surrogatepass", "utf-8-islands", 90))
    yield _islands(data)
    if declared is not None:
        yield _declared(data, declared)
    yield _without(data.startswith(_SIGNATURES), "binary")
    yield _wide(data)
    yield _guessed(data)
    yield _last_resort(data)


def _is_plainly_utf_8(data: bytes, declared: str) -> bool:
    # Whatever may be said of a whole folder, what reads as UTF-8 and has no zeros isn't UTF-16 or UTF-32.
    return declared.startswith(("utf-16", "utf-32")) and b"\0" not in data and _utf_8(data) is not None


def _known(declared: str) -> str:
    try:
        return codecs.lookup(declared).name
    except (LookupError, ValueError):
        remedy = "give a name like utf-8, windows-1252 or gb18030"
        raise BadInput(f"'{declared}' is not an encoding that Python knows", "encoding", remedy) from None


def _contains_ascii(codec: str) -> bool:
    if re.match("utf-7|hz|iso2022", codec):
        return False
    try:
        return b"az +~{}".decode(codec) == "az +~{}"
    except (LookupError, UnicodeError):
        return False


def _utf_8(data: bytes) -> _Found:
    # That it could be read is the proof that it can be written again: UTF-8 writes a character in one way only.
    try:
        return data.decode(), Decoding("utf-8", "strict", "utf-8", 100)
    except UnicodeDecodeError:
        return None


def _attempt(data: bytes, decoding: Decoding) -> _Found:
    # Rule 1 is kept here.
    body = data[len(decoding.bom) :]
    try:
        text = body.decode(decoding.codec, decoding.errors)
        return (text, decoding) if decoding.encode(text) == body else None
    except (LookupError, UnicodeError):  # LookupError: a codec, but not of text
        return None


def _without_text(how: Literal["binary", "undecodable"], confidence: int) -> Decoding:
    return Decoding("utf-8", "strict", how, confidence)


def _without(condition: bool, how: Literal["binary", "undecodable"]) -> _Found:
    return ("", _without_text(how, 90)) if condition else None


def _marked(data: bytes) -> _Found:
    marks = [(mark, codec) for mark, codec in _MARKS if data.startswith(mark)]
    for mark, codec in marks:
        tolerant: Literal["surrogateescape", "surrogatepass"]
        tolerant, how = ("surrogateescape", "utf-8-islands") if codec == "utf-8" else ("surrogatepass", "bom")
        attempts: tuple[Decoding, ...] = (Decoding(codec, "strict", "bom", 100, mark),)
        attempts += (Decoding(codec, tolerant, how, 100, mark),)  # type: ignore[arg-type]
        for decoding in attempts:
            if found := _attempt(data, decoding):
                return found
    return _without(bool(marks), "undecodable")


def _declared(data: bytes, codec: str) -> _Found:
    # Python's own utf-16 and utf-32 write a mark, which isn't there: ask for the two orders of bytes by name.
    orders = ("-le", "-be") if codec in ("utf-16", "utf-32") else ("",)
    if orders[1:] and data[:1] == b"\0":
        orders = ("-be", "-le")
    decodings = [Decoding(codec + order, "strict", "declared", 100) for order in orders]
    return _first(_whole(data, decoding) or _broken(data, decoding, 0) for decoding in decodings)


def _first(attempts: Iterable[_Found]) -> _Found:
    return next((found for found in attempts if found is not None), None)


def _wide(data: bytes) -> _Found:
    # UTF-16 and UTF-32 without a mark: the reading that holds nothing but usual characters.
    from docnorm import detecting

    guess = detecting.wide(data)
    return _attempt(data, Decoding(guess, "strict", "utf-16", 90)) if guess else None


def _islands(data: bytes) -> _Found:
    # In other encodings, bytes form UTF-8 by chance in at most one character of seven (EUC-KR, GB 2312). Where there's
    # less UTF-8 than would be plain, all encodings compete for it. Nothing else is cut off in the middle of its last
    # character, though.
    text = data.decode("utf-8", "surrogateescape")
    rest, variants = _VARIANTS.subn("", text)
    wrong = sum(map(len, _WRONG.findall(rest)))
    whole = len(rest) - wrong + 2 * variants - (len(data) - len(data.translate(None, _ASCII)))
    if tail := _CUT_OFF.search(rest):
        wrong -= len(tail[0])
        whole += len(tail[0]) - 1 if whole or not wrong else 0
    if whole < max(1, wrong * 3):
        return None
    return _attempt(data, Decoding("utf-8", "surrogateescape", "utf-8-islands", 90))


def _guessed(data: bytes) -> _Found:
    # A guess that doesn't read all bytes gives way to one that does, unless that was known when they were compared.
    from docnorm import detecting

    guesses = detecting.guess(data)
    near = [each for each in guesses if each.bits <= guesses[0].bits + _NEAR and each.is_plausible]
    attempts = [(each, each.reads_all) for each in near] + [(each, False) for each in near[:1]]
    return _first(_as_guessed(data, each, strictly) for each, strictly in attempts)


def _as_guessed(data: bytes, guess: detecting.Guess, strictly: bool) -> _Found:
    if guess.codec == "utf-8":
        return _attempt(data, Decoding("utf-8", "surrogateescape", "utf-8-islands", 60))
    how: How = "western" if guess.codec == "windows-1252" else "detected"
    decoding = Decoding(guess.codec, "strict", how, guess.confidence)
    return _whole(data, decoding) or (None if strictly else _broken(data, decoding, 2))


def _last_resort(data: bytes) -> _Found:
    from charset_normalizer import from_bytes

    from docnorm import detecting

    best = from_bytes(detecting.window(data), cp_exclusion=list(_NEVER_DETECTED)).best()
    if best is None or not best.coherence:
        return None
    return _whole(data, Decoding(codecs.lookup(best.encoding).name, "strict", "detected", 10))


# What a detector must not say: codecs with a state, EBCDIC, UTF-16 by chance.
_NEVER_DETECTED: Final = (
    *("utf_7", "utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "hz", "iso2022_jp"),
    *("iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr"),
    *("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"),
)


def _whole(data: bytes, decoding: Decoding) -> _Found:
    return _attempt(data, decoding) or _escaped(data, decoding)


def _broken(data: bytes, decoding: Decoding, lost: int) -> _Found:
    # So many bytes beyond ASCII may be wrong in any case, and one in ten of the others.
    if not _contains_ascii(decoding.codec):
        return None
    found = _attempt(data, replace(decoding, errors="surrogateescape"))
    wrong = 0 if found is None else sum(map(len, _WRONG.findall(found[0])))
    return None if (wrong - lost) * 10 > len(data.translate(None, _ASCII)) else found


def _escaped(data: bytes, decoding: Decoding) -> _Found:
    # What the codec reads, but would write otherwise, stays as the bytes it is.
    codec, doubles = decoding.codec, _doubles(decoding.codec)
    if not doubles:
        return None
    try:
        parts = re.split(f"([{re.escape(doubles)}])", data.decode(codec))
        escaped = "".join(_pieces(data, parts, codec))
    except UnicodeError:
        return None
    tolerant = replace(decoding, errors="surrogateescape")
    return (escaped, tolerant) if tolerant.encode(escaped) == data else None


def _pieces(data: bytes, parts: list[str], codec: str) -> Iterator[str]:
    at = 0
    for number, part in enumerate(parts):
        written = part.encode(codec)
        if number % 2 and not data.startswith(written, at):
            written = data[at : at + 2]
            yield written.decode("ascii", "surrogateescape")
        else:
            yield part
        at += len(written)


@cache
def _doubles(codec: str) -> str:
    """
    Return the characters that a codec of two bytes has in several places, all of them but one lost on the way back.

    >>> "≒" in _doubles("cp932"), _doubles("euc_kr")
    (True, '')
    """
    if not _SEVERAL_PLACES.fullmatch(codec):
        return ""
    found = set()
    for lead in range(0x80, 0x100):
        for trail in range(0x20, 0x100):
            pair = bytes((lead, trail))
            text = pair.decode(codec, "ignore")
            if len(text) == 1 and text.encode(codec, "ignore") != pair:
                found.add(text)
    return "".join(sorted(found))


_SEVERAL_PLACES = re.compile("cp932|big5|cp950|big5hkscs|johab")
