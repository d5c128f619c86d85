"""
Bytes → text, by a fixed ladder of questions; the first that is answered decides.

Rule 1: a text is given only if encoding it again gives exactly the bytes it was read from. There is no "replace".
Rule 2: what can be known comes before what can be guessed, and a guess tells its confidence.
Rule 3: the whole input is asked, never a sample of it; only the detector sees a sample, and it is then checked.
Rule 4: a codec that keeps a state (UTF-7, ISO-2022, HZ) is used only when it was declared: in undeclared text, its
        escapes are more often just characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from docnorm.errors import BadInput
from docnorm.model import Decoding, How

__all__ = ["decode"]

_Found: TypeAlias = tuple[str, Decoding] | None
_Errors: TypeAlias = Literal["strict", "surrogateescape", "surrogatepass"]

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

_USUAL = re.compile(r"[\w\s!-/:-@\[-`{-~\u2010-\u2027\u3001-\u301f\uff00-\uff65]+")  # in texts of any script

# Not in Windows-1252; and what is there but doesn't stand between two letters of a Western word. The quotation marks,
# the dashes, the ellipsis, the middle dot (Catalan), the accents and the no-break space may.
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SYMBOL_IN_WORD = re.compile(
    rb"[A-Za-z\xc0-\xff][\x80\x82\x84\x86-\x89\x8b\x95\x98\x99\x9b\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbf\xd7\xf7]"
    rb"(?=[A-Za-z\xc0-\xff])|[A-Za-z][\xb1\xb6\xb9\xbc-\xbf](?=[ \t\r\n.,;:!?])"  # ±¶¹¼½¾¿: ą, ś, š, ź, ľ, ż at an end
)
_HIGH_PAIR = re.compile(rb"[\x80-\xff](?=[\x80-\xff])")

# Letters that are others in Latin-2 and Latin-5, letters that must be there too, and letters of the languages that
# really have the first ones: where the first are many and the last are few, the text isn't Western.
_ELSEWHERE = (
    ("ÐÝÞðýþ", "", "ÁÆÉÍÓÚáæéíóú"),  # ĞİŞğış of Turkish, ţ of Romanian; ÐÞ of Icelandic come with the last ones
    ("ÌØìø", "áíý", "ÀÅÆÒàåæò"),  # ěř of Czech; ø of the North comes with å, ì of Italian with à
    ("ÕÛõû", "áéí", "ÀÂÃÄÇÈÊàâãäçèê"),  # őű of Hungarian; õ of Portuguese comes with ã, û of French with ê
    ("ŠŽšž", "", "ÄÊÔÕäêôõ"),  # at the same place in both, but used with accents that only Latin-2 has
)

# What a detector may say, and wider codecs of the same family, which are tried after it: they decode all that it does.
_WIDER = {
    "big5": ("cp950", "big5hkscs"),
    "gb2312": ("gbk", "gb18030"),
    "gbk": ("gb18030",),
    "euc_kr": ("cp949",),
    "euc_jp": ("euc_jis_2004",),
    "shift_jis": ("cp932", "shift_jis_2004"),
}
# What a detector must not say: codecs with a state, EBCDIC, UTF-16 by chance; and those that hardly any text is in, as
# whatever is like them is more likely in one of the others.
_NEVER_DETECTED = (
    *("utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"),
    *(
        "hz",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_2004",
        "iso2022_jp_3",
        "iso2022_jp_ext",
        "iso2022_kr",
    ),
    *("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"),
    *(
        "cp720",
        "cp737",
        "cp775",
        "cp855",
        "cp856",
        "cp857",
        "cp858",
        "cp860",
        "cp861",
        "cp862",
        "cp863",
        "cp864",
        "cp865",
    ),
    *("cp869", "cp1006", "cp1125", "hp_roman8", "iso8859_10", "iso8859_14", "iso8859_16", "johab", "koi8_t", "kz1048"),
    *("mac_croatian", "mac_iceland", "mac_romanian", "mac_turkish", "ptcp154"),
)
_SAMPLE = 1 << 16


def decode(data: bytes, declared: str | None = None) -> tuple[str, Decoding]:
    r"""
    Return the text of *data* and how it was found; binary and undecodable data has an empty text.

    Bytes that are wrong in a text that is UTF-8 otherwise stay in it as lone surrogates, U+DC80 to U+DCFF.

    >>> decode("caf\xe9 “x”".encode("windows-1252"))
    ('café “x”', Decoding(codec='windows-1252', errors='strict', how='western', confidence=80, bom=b''))
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
    yield _utf_16(data)
    yield _binary(data)
    yield _strict(data, "utf-8", "utf-8", 100)
    yield _attempt(data, Decoding("utf-8", "surrogatepass", "utf-8-islands", 90))
    if declared is not None:
        yield _declared(data, declared)
    yield _without(data.startswith(_SIGNATURES), "binary")
    for rung in _GUESSES:
        yield rung(data)


def _is_plainly_utf_8(data: bytes, declared: str) -> bool:
    # Whatever may be said of a whole folder, what reads as UTF-8 and has no zeros isn't UTF-16 or UTF-32.
    if not declared.startswith(("utf-16", "utf-32")) or b"\0" in data:
        return False
    return _strict(data, "utf-8", "utf-8", 100) is not None


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


def _attempt(data: bytes, decoding: Decoding) -> _Found:
    # Rule 1 is kept here, and only here.
    body = data[len(decoding.bom) :]
    try:
        text = body.decode(decoding.codec, decoding.errors)
        return (text, decoding) if decoding.encode(text) == body else None
    except (LookupError, UnicodeError):  # LookupError: a codec, but not of text
        return None


def _strict(data: bytes, codec: str, how: How, confidence: int) -> _Found:
    return _attempt(data, Decoding(codec, "strict", how, confidence))


def _without_text(how: Literal["binary", "undecodable"], confidence: int) -> Decoding:
    return Decoding("utf-8", "strict", how, confidence)


def _without(condition: bool, how: Literal["binary", "undecodable"]) -> _Found:
    return ("", _without_text(how, 90)) if condition else None


def _marked(data: bytes) -> _Found:
    marks = [(mark, codec) for mark, codec in _MARKS if data.startswith(mark)]
    tolerant: dict[str, _Errors] = {"utf-8": "surrogateescape"}
    for mark, codec in marks:
        for errors in ("strict", tolerant.get(codec, "surrogatepass")):
            how: How = "utf-8-islands" if errors == "surrogateescape" else "bom"
            found = _attempt(data, Decoding(codec, errors, how, 100, mark))
            if found is not None:
                return found
    return _without(bool(marks), "undecodable")


def _declared(data: bytes, codec: str) -> _Found:
    # Python's own utf-16 and utf-32 write a mark, which isn't there: ask for the two orders of bytes by name.
    orders = ("-le", "-be") if codec in ("utf-16", "utf-32") else ("",)
    if orders[1:] and data[:1] == b"\0":
        orders = ("-be", "-le")
    attempts = (_strict(data, codec + order, "declared", 100) for order in orders)
    return next(filter(None, attempts), None)


def _utf_16(data: bytes) -> _Found:
    # UTF-16 has a zero in nearly every second byte of Latin text, and in the spaces and line ends of any other.
    if b"\0" not in data or len(data) % 2 or len(data) < 4:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    if min(even, odd) * 50 > max(even, odd):
        return None
    found = _strict(data, "utf-16-le" if odd > even else "utf-16-be", "utf-16", 90)
    if found is None or not _reads_well(found[0]):
        return None
    return found


def _reads_well(text: str) -> bool:
    strange = len(text) - sum(map(len, _USUAL.findall(text)))
    return strange * 10 <= len(text) and not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe]", text)


def _binary(data: bytes) -> _Found:
    zeros, controls = data.count(0), len(data) - len(data.translate(None, _CONTROLS))
    return _without(zeros * 1000 > len(data) or controls * 10 > len(data), "binary")


def _islands(data: bytes) -> _Found:
    # As many whole characters beyond ASCII as wrong bytes: in other encodings, bytes form UTF-8 by chance in at most
    # one character of seven (EUC-KR, GB 2312). Nothing else is cut off in the middle of its last character, though.
    text = data.decode("utf-8", "surrogateescape")
    wrong = sum(map(len, re.findall("[\udc80-\udcff]+", text)))
    whole = len(text) - wrong - (len(data) - len(data.translate(None, _ASCII)))
    cut_off = wrong <= 3 and re.search("[\udcc2-\udcf4][\udc80-\udcbf]{0,2}\\Z", text) is not None
    if whole < (1 if cut_off else wrong):
        return None
    return _attempt(data, Decoding("utf-8", "surrogateescape", "utf-8-islands", 90))


def _western(data: bytes) -> _Found:
    if _UNDEFINED_1252.search(data):
        return None
    high = len(data.translate(None, _ASCII))
    letters = len(re.findall(rb"[A-Za-z]", data))
    pairs = len(_HIGH_PAIR.findall(data))
    if pairs * 5 > high * 2 + 2 or (high > 12 and high * 5 > 2 * (high + letters)):
        return None
    if len(_SYMBOL_IN_WORD.findall(data)) * 12 > high + 11:
        return None
    for strange, required, companions in _ELSEWHERE:
        if _count(data, strange) > max(2, 3 * _count(data, companions)) and (not required or _count(data, required)):
            return None
    return _strict(data, "windows-1252", "western", 80)


def _count(data: bytes, letters: str) -> int:
    return len(data) - len(data.translate(None, letters.encode("cp1252")))


def _detected(data: bytes) -> _Found:
    from charset_normalizer import from_bytes

    best = from_bytes(_sample(data), cp_exclusion=list(_NEVER_DETECTED)).best()
    if best is None:
        return None
    names = [best.encoding, *_WIDER.get(best.encoding, ())]
    if best.encoding in ("cp1250", "cp1252"):  # cp1252 comes here only when it was refused before
        names.insert(0, "cp1250" if re.search(rb"[\x80-\x9f]", data) else "iso8859-2")
    confidence = max(1, min(60, round(60 * (1 - best.chaos))))
    attempts = (_strict(data, codecs.lookup(name).name, "detected", confidence) for name in names)
    return next(filter(None, attempts), None)


def _sample(data: bytes) -> bytes:
    # Around the first byte that isn't ASCII, from a line's start on, so that no character is cut in two.
    first = len(data) - len(data.lstrip(_ASCII))
    start = data.rfind(b"\n", 0, max(0, first - _SAMPLE // 8)) + 1
    sample = data[start : start + _SAMPLE]
    return sample if start + _SAMPLE >= len(data) else sample[: sample.rfind(b"\n") + 1] or sample


_GUESSES: tuple[Callable[[bytes], _Found], ...] = (_islands, _western, _detected)
