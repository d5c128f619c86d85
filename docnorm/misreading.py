"""
What a run of characters was, if it was UTF-8 that was read with another codec.

UTF-8 has a narrow form: a lead byte tells how many bytes follow, and only certain bytes may follow. A codec shows each
of its bytes as a character (or, in East Asia, two of them as one), so that a run of characters can be turned into bytes
again, and read as what it was. That this succeeds for a whole run by chance becomes less likely with each character.

Rule 1: this module says what a run may have been, never whether it was; that is judged elsewhere, by more than a run.
Rule 2: a reading tells each of its replacements, and all that it leaves over.
Rule 3: a codec is one that text is really misread with; each one more makes chance likelier and everything slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

__all__ = ["WIDE", "Codec", "Hit", "Reading", "codecs", "read"]

_NO_BYTE: Final = 0xFF  # never occurs in UTF-8

_SEQUENCE = re.compile(  # Unicode 15.0, table 3-7, without what is ASCII
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)

# In the order in which they are tried where several say the same: the more usual ones first.
_SINGLE = (
    "cp1252",  # Western Windows, and what browsers read for Latin-1; the most usual misreading of all
    "iso8859-1",  # Latin-1: Western Europe on Unix
    "cp1251",  # Cyrillic Windows
    "cp1250",  # Central European Windows
    "iso8859-2",  # Latin-2: Central Europe on Unix
    "mac_roman",  # the classic Mac OS
    "cp437",  # the console of DOS, and zip files
    "cp1254",  # Turkish Windows
    "cp1253",  # Greek Windows
    "cp1257",  # Baltic Windows
    "cp850",  # the console of DOS in Western Europe
    "cp866",  # the same in Russia
    "koi8_r",  # Russian Unix and mail
    "cp852",  # the console of DOS in Central Europe
    "cp1256",  # Arabic Windows
    "cp1255",  # Hebrew Windows
    "cp874",  # Thai Windows
    "cp1258",  # Vietnamese Windows
    "iso8859-15",  # Latin-9: Western Europe with the euro
    "iso8859-7",  # Greek Unix
    "iso8859-5",  # Cyrillic Unix
    "iso8859-9",  # Latin-5: Turkish Unix
    "mac_cyrillic",  # the classic Mac OS in Russia
)
_EAST_ASIAN = (
    "gbk",  # Chinese Windows
    "cp932",  # Japanese Windows: Shift_JIS with extensions
    "big5",  # Taiwan and Hong Kong
    "cp949",  # Korean Windows
)


@dataclass(frozen=True, slots=True, eq=False)
class Codec:
    """
    A codec that UTF-8 is misread with: for single bytes, the byte of each character; a *wide* one is asked each time.

    *own* are the characters of its own; bytes that it leaves undefined are read as Latin-1 by programs that go on.
    """

    name: str
    wide: bool
    bytes_of: Mapping[str, int]
    own: frozenset[str]

    @property
    def sign(self) -> re.Pattern[str]:
        """
        What every text holds that was misread with this codec.
        """
        return _sign(self)

    def __contains__(self, character: str) -> bool:
        return bool(_encoded(character, self.name)) if self.wide else character in self.bytes_of


class Hit(NamedTuple):
    """
    Characters *start* to *stop* of a run, which were *target*.
    """

    start: int
    stop: int
    target: str


class Reading(NamedTuple):
    """
    What a run was: its *hits*, in order, what they say, and the *rest*, the characters that are in none.
    """

    hits: tuple[Hit, ...]
    text: str
    rest: str


WIDE: Final = tuple(Codec(name, True, {}, frozenset()) for name in _EAST_ASIAN)
"""The codecs that read two bytes as one character."""


@cache
def codecs() -> tuple[Codec, ...]:
    """
    Return all codecs that UTF-8 is misread with, the more usual ones first.
    """
    return (*map(_single, _SINGLE), *WIDE)


def _single(name: str) -> Codec:
    own = {bytes([byte]).decode(name, "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
    controls = {chr(byte): byte for byte in range(0x80, 0xA0) if name.startswith("cp125")}
    return Codec(name, False, controls | own, frozenset(own))


@cache
def _sign(codec: Codec) -> re.Pattern[str]:
    if codec.wide:
        return re.compile("[\x80-\U0010ffff]")
    leads, following = (
        "".join(character for character, byte in codec.bytes_of.items() if low <= byte < high)
        for low, high in ((0xC2, 0xF5), (0x80, 0xC0))
    )
    return re.compile(f"[{re.escape(leads)}][{re.escape(following)}]")


@lru_cache(1 << 15)
def _encoded(character: str, codec: str) -> bytes:
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        return b""


@lru_cache(1 << 15)
def read(run: str, codec: Codec) -> Reading:
    """
    Return what *run*, characters beyond ASCII, was if *codec* misread it; without hits, if no part can be read so.

    >>> read("Ã©", codecs()[0])
    Reading(hits=(Hit(start=0, stop=2, target='é'),), text='é', rest='')
    >>> read("浣犲ソ", WIDE[0]).text
    '你好'
    """
    hits = _wide_hits(run, codec.name) if codec.wide else _single_hits(run, codec.bytes_of)
    return Reading(hits, "".join(hit.target for hit in hits), "".join(_between(run, hits)))


def _single_hits(run: str, bytes_of: Mapping[str, int]) -> tuple[Hit, ...]:
    data = bytes([bytes_of.get(character, _NO_BYTE) for character in run])
    return tuple(Hit(*found.span(), found[0].decode()) for found in _SEQUENCE.finditer(data))


def _between(run: str, hits: tuple[Hit, ...]) -> Iterator[str]:
    at = 0
    for hit in hits:
        yield run[at : hit.start]
        at = hit.stop
    yield run[at:]


def _wide_hits(run: str, codec: str) -> tuple[Hit, ...]:
    # A character of the codec and one of UTF-8 seldom end together; a hit reaches from one such end to the next.
    starts: dict[int, int] = {}
    data = bytearray()
    for at, character in enumerate(run):
        starts[len(data)] = at
        data += _encoded(character, codec) or bytes([_NO_BYTE])
    starts[len(data)] = len(run)
    return tuple(_cut(bytes(data), starts))


_WIDE_SEQUENCES = re.compile(rb"(?:" + _SEQUENCE.pattern + rb"|[\x21-\x7e])+")


def _cut(data: bytes, starts: Mapping[int, int]) -> Iterator[Hit]:
    for found in _WIDE_SEQUENCES.finditer(data):
        low = at = found.start()
        if low not in starts:
            continue
        for character in found[0].decode():
            at += len(character.encode())
            if at in starts:
                if data[low] > 0x7F:
                    yield Hit(starts[low], starts[at], data[low:at].decode())
                low = at
