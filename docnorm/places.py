"""
From the code points of a decoded text to the bytes that it was read from, and back.

A *unit* is what stands for each other: some bytes that were read together, and the characters that they gave. Mostly it
is one character; an escape sequence belongs to the character behind it; and a few codecs read two characters at once.

Rule 1: no unit is divided: an answer covers whole units, and where two meet, the answer is exact.
Rule 2: nothing is kept for each character, only a mark for each stretch of them; what lies between two marks is looked
        at when it's asked for. So a look-up takes a bisection and a moment.
Rule 3: where a codec can't be followed step by step, the whole text is one unit: coarse, and never wrong.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Protocol, SupportsIndex, TypeAlias

from docnorm.alignment import Span
from docnorm.errors import BadInput, NotFound

__all__ = ["Places", "checked", "of"]

_CHARACTERS = 1024  # between two marks where every character is a unit
_BYTES = 256  # between two marks where a decoder must tell

# Codecs in which a character's bytes don't depend on its neighbours, and the fewest bytes that one has.
_LEAST = {
    "utf-8": 1,
    **dict.fromkeys(("utf-16-le", "utf-16-be"), 2),
    **dict.fromkeys(("utf-32-le", "utf-32-be"), 4),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "big5", "cp950", "euc_kr", "cp949", "johab"), 1),
    **dict.fromkeys(("shift_jis", "cp932", "euc_jp"), 1),  # not those of JIS X 0213, which join two characters
}


class Places(Protocol):
    """
    What relates the characters of a text to its bytes, of which there are *size*.
    """

    @property
    def size(self) -> int:
        """
        The number of bytes.
        """

    def bytes_of(self, chars: Span) -> Span:
        """
        Return the tightest range of bytes that covers *chars*.
        """

    def chars_of(self, span: Span) -> Span:
        """
        Return the tightest range of characters that covers the bytes *span*.
        """


_End: TypeAlias = tuple[int, int]
"""Where a unit ends: after so many bytes, and so many characters."""


def checked(what: str, span: tuple[int, int], length: int, where: str) -> Span:
    """
    Return the *span* that was asked for, if it lies within so many *what* of *where*.

    >>> checked("characters", (2, 5), 4, "note")
    Traceback (most recent call last):
    docnorm.errors.NotFound: note: there are no characters 2 to 5: it has 4; choose some that are there
    """
    given: object = span
    if not isinstance(given, tuple | list) or len(given) != len(Span._fields) or any(map(_is_no_offset, given)):
        raise BadInput(f"{given!r} is no span", where, "give two whole numbers, like (0, 10)")
    start, stop = span
    if not 0 <= start <= stop <= length:
        raise NotFound(f"there are no {what} {start} to {stop}: it has {length}", where, "choose some that are there")
    return Span(start, stop)


def _is_no_offset(given: object) -> bool:
    return not isinstance(given, SupportsIndex)


def of(decoded: str, codec: str, errors: str) -> Places:
    r"""
    Return the places of a text that was decoded with *codec* and *errors*, without a byte order mark.

    >>> places = of("naïve 漢字", "utf-8", "strict")
    >>> places.bytes_of(Span(2, 3)), places.chars_of(Span(8, 9)), places.size
    (Span(start=2, stop=4), Span(start=6, stop=7), 13)
    >>> of("a漢", "iso2022_jp", "strict").bytes_of(Span(1, 2))  # with the escape before, and the one at the end
    Span(start=1, stop=9)
    """
    known = codecs.lookup(codec).name
    if known in _LEAST and not (known == "utf-8" and decoded.isascii()):
        return _marked(decoded, known, errors)
    data = decoded.encode(codec, errors)
    if known in _LEAST or not data:
        return _Regular(len(data), 1)
    return _read_with(codecs.getincrementaldecoder(codec)(errors), data, len(decoded), codec)


def _read_with(decoder: codecs.IncrementalDecoder, data: bytes, length: int, codec: str) -> Places:
    from _multibytecodec import MultibyteIncrementalDecoder

    end = (len(data), length)
    is_wide = isinstance(decoder, MultibyteIncrementalDecoder)
    if is_wide and decoder.errors == "strict":  # or it reads what was kept as bytes
        marks = list(_marks(decoder, data, length))
        return _Stepped(data, codec, [mark for mark, _ in marks], [state for _, state in marks], end)
    if length == len(data) and not is_wide and not isinstance(decoder, codecs.BufferedIncrementalDecoder):
        return _Regular(length, 1)  # this one never waits for another byte
    return _Stepped(data, codec, [(0, 0)], [], end)


def _marks(decoder: codecs.IncrementalDecoder, data: bytes, length: int) -> Iterator[tuple[_End, tuple[bytes, int]]]:
    at = chars = 0
    while at < len(data) and chars < length:
        yield (at, chars), decoder.getstate()
        chars += len(decoder.decode(data[at : at + _BYTES]))
        at += _BYTES
        new = 0
        while at < len(data) and not new:  # to where a unit ends
            new = len(decoder.decode(data[at : at + 1]))
            at, chars = at + 1, chars + new


@dataclass(frozen=True, slots=True)
class _Regular:
    """
    Every character has the same number of bytes.
    """

    size: int
    width: int

    def bytes_of(self, chars: Span) -> Span:
        return Span(chars.start * self.width, chars.stop * self.width)

    def chars_of(self, span: Span) -> Span:
        return Span(span.start // self.width, -(-span.stop // self.width))


def _marked(decoded: str, codec: str, errors: str) -> Places:
    pieces = (decoded[at : at + _CHARACTERS] for at in range(0, len(decoded), _CHARACTERS))
    marks = list(accumulate((len(piece.encode(codec, errors)) for piece in pieces), initial=0))
    if marks[-1] == _LEAST[codec] * len(decoded):
        return _Regular(marks[-1], _LEAST[codec])
    return _Marked(decoded, codec, errors, marks)


@dataclass(frozen=True, slots=True)
class _Marked:
    """
    Every character has bytes of its own, some more and some fewer. A mark is where the bytes of a stretch begin.
    """

    decoded: str
    codec: str
    errors: str
    marks: list[int]

    @property
    def size(self) -> int:
        return self.marks[-1]

    def bytes_of(self, chars: Span) -> Span:
        return Span(self._byte(chars.start), self._byte(chars.stop))

    def chars_of(self, span: Span) -> Span:
        chars = range(len(self.decoded) + 1)
        start = bisect_right(chars, span.start, *self._stretch(span.start), key=self._byte) - 1
        return Span(start, bisect_left(chars, span.stop, *self._stretch(span.stop), key=self._byte))

    def _byte(self, char: int) -> int:
        mark = char // _CHARACTERS
        return self.marks[mark] + len(self.decoded[mark * _CHARACTERS : char].encode(self.codec, self.errors))

    def _stretch(self, byte: int) -> tuple[int, int]:
        # The characters from the mark before the byte to the next mark.
        mark = min(bisect_right(self.marks, byte), len(self.marks) - 1) - 1
        return mark * _CHARACTERS, min((mark + 1) * _CHARACTERS, len(self.decoded)) + 1


@dataclass(frozen=True, slots=True)
class _Stepped:
    """
    A decoder tells where the units end: from a mark on, it's fed byte by byte.

    A mark is where a unit ends, and the state that the decoder was in.
    """

    data: bytes
    codec: str
    marks: list[_End]
    states: list[tuple[bytes, int]]
    end: _End

    @property
    def size(self) -> int:
        return len(self.data)

    def bytes_of(self, chars: Span) -> Span:
        return Span(self._before(chars.start, 1)[0], self._behind(chars.stop, 1)[0])

    def chars_of(self, span: Span) -> Span:
        return Span(self._before(span.start, 0)[1], self._behind(span.stop, 0)[1])

    def _before(self, offset: int, side: int) -> _End:
        # The last end that isn't behind the offset.
        ends = self._ends(bisect_right(self.marks, offset, key=itemgetter(side)) - 1)
        return ends[bisect_right(ends, offset, key=itemgetter(side)) - 1]

    def _behind(self, offset: int, side: int) -> _End:
        # The first end that isn't before the offset.
        ends = self._ends(max(0, bisect_left(self.marks, offset, key=itemgetter(side)) - 1))
        return ends[bisect_left(ends, offset, key=itemgetter(side))]

    def _ends(self, mark: int) -> tuple[_End, ...]:
        first = self.marks[mark]
        following = self.marks[mark + 1] if mark + 1 < len(self.marks) else self.end
        if not self.states:
            return first, following
        stretch = self.data[first[0] : following[0]]
        return _ends(self.codec, self.states[mark], stretch, first, following)


@lru_cache(maxsize=4)
def _ends(codec: str, state: tuple[bytes, int], stretch: bytes, first: _End, following: _End) -> tuple[_End, ...]:
    # Kept for the next question, which is likely to be about the same stretch.
    decoder = codecs.getincrementaldecoder(codec)()
    decoder.setstate(state)
    ends, chars = [first], first[1]
    for byte in range(len(stretch)):
        new = len(decoder.decode(stretch[byte : byte + 1]))
        chars += new
        if new and chars < following[1]:
            ends.append((first[0] + byte + 1, chars))
    return (*ends, following)
