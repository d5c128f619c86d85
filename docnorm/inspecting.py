"""
Inspection: characters that may deceive a reader, and others that nobody sees, are told of; nothing is changed.

Rule 1: what is looked for stands in the table at the end; how bad each kind is, and why, stands in `kinds.KINDS`.
Rule 2: an ordinary use is no finding: joiners in emoji, Persian and Hindi, directions in Hebrew, selectors of Han.
Rule 3: nothing is passed over in silence: of each kind the first hundred places are told, and then how many more.
Rule 4: what isn't assigned is not told of, because that depends on the Python; only what never will be is.
Rule 5: linear; a text without such characters needn't be inspected at all: see `NOTABLE`.
Rule 6: a change here changes results, and with them `rules.VERSION`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from docnorm import markup
from docnorm.alignment import Span
from docnorm.model import Finding

__all__ = ["NOTABLE", "inspect"]

_MOST: Final = 100  # places of each kind
_SHOWN: Final = 60  # characters of a hidden text

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PICTURES = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
_BYTES = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # 256 selectors: whole texts have been hidden in them

_EMOJI = f"#*0-9{_PICTURES}"  # with those of the keycaps
_JAMO = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
_MONGOLIAN = "\u1820-\u18aa"
# From Arabic to Mongolian, and the scripts of India: letters join, stack, or are kept from it.
_JOINING = (
    "\u0600-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
# No spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, Tai Lue, Tai Tham.
_SPACELESS = "\u0e00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\uaa60-\uaadf"
_RIGHT_TO_LEFT = (
    "\u05be-\u060b\u060d-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
# StandardizedVariants.txt, in blocks: zero, mathematical, East Asian, Burmese, Phags-pa, Manichaean, Egyptian.
_VARYING = (
    f"0\u1000-\u109f\u2018-\u201d\u2190-\u22ff\u2a00-\u2aff\u3000-\u30ff\ua840-\ua877\uaa60-\uaa7f\uff01-\uff60{_HAN}"
    "\U00010ac0-\U00010aff\U00013000-\U0001345f\U0001d400-\U0001d7ff"
)
# The three that are recommended for interchange (RGI): England, Scotland, Wales.
_REGIONS = ("gbeng", "gbsct", "gbwls")
_FLAG = "\U0001f3f4(?:" + "|".join("".join(chr(0xE0000 + ord(c)) for c in r) for r in _REGIONS) + ")\U000e007f"
_MANIFEST = "\ufeff" + "".join(chr(0xE0100 + byte - 16) for byte in b"C2PATXT") + f"[{_BYTES}]*"
_MARK_AND_SELECTORS = f"\ufeff[{_BYTES}]+"
_JOINED_EMOJI = f"(?<=[{_PICTURES}\ufe0f\U000e007f])\u200d(?=[{_PICTURES}])"


def inspect(text: str) -> tuple[Finding, ...]:
    """
    Return what nobody sees in *text* and somebody should know of, in order.

    >>> inspect("if admin\\u202e:")[0].detail
    'U+202E RIGHT-TO-LEFT OVERRIDE'
    >>> inspect("👩\\u200d🚀 می\\u200cخواهم ❤\\ufe0f 葛\\U000e0100")
    ()
    """
    found = list(_found(text))
    return tuple(_limited(text, _runs(_judged(text, found)))) if found else ()


class _Found(NamedTuple):
    kind: str
    start: int
    stop: int


def _found(text: str) -> Iterator[_Found]:
    done = 0
    for character in _sought().finditer(text):
        at = character.start()
        if at >= done:
            kind, done = _kind(text, at, character[0])
            if kind:
                yield _Found(kind, at, done)


def _kind(text: str, at: int, character: str) -> tuple[str, int]:
    # The kind of what begins there, or none if it's an ordinary use; and where it ends.
    kind, is_ordinary = _row(character)
    if kind == "byte-order-mark":
        if sequence := _pattern(_MANIFEST).match(text, at):
            return "signed-manifest", sequence.end()
        if sequence := _pattern(_MARK_AND_SELECTORS).match(text, at):
            return "hidden-selector", sequence.end()
    if kind == "tag-character" and (sequence := _pattern(_FLAG).match(text, max(0, at - 1))):
        return "", sequence.end()
    return "" if is_ordinary(text, at) else kind, at + 1


@lru_cache(maxsize=1024)
def _row(character: str) -> tuple[str, Callable[[str, int], bool]]:
    return next((kind, use) for kind, characters, use in _TABLE if re.match(f"[{characters}]", character))


def _judged(text: str, found: list[_Found]) -> Iterator[_Found]:
    # What only the whole text can tell: a direction is ordinary where both are, a soft hyphen isn't in code.
    kinds = {kind for kind, _, _ in found}
    has_both = "direction-mark" in kinds and _one_of(_RIGHT_TO_LEFT).search(text)
    code = iter(markup.code(text) if "soft-hyphen" in kinds else ())
    span = next(code, None)
    for kind, start, stop in found:
        while span and span.stop <= start:
            span = next(code, None)
        if kind == "soft-hyphen" and span and span.start <= start:
            yield _Found("zero-width", start, stop)
        elif not (kind == "direction-mark" and has_both):
            yield _Found(kind, start, stop)


def _runs(found: Iterable[_Found]) -> Iterator[_Found]:
    # One for all of a kind that stand side by side.
    run = _Found("", 0, 0)
    for one in found:
        if one.kind == run.kind and one.start == run.stop:
            run = run._replace(stop=one.stop)
        else:
            if run.kind:
                yield run
            run = one
    if run.kind:
        yield run


def _told(characters: str) -> str:
    first = f"U+{ord(characters[0]):04X} {unicodedata.name(characters[0], '')}".rstrip()
    if len(characters) == 1:
        return first
    if characters == characters[0] * len(characters):
        return f"{len(characters)} times {first}"
    said = "".join(filter(None, map(_letter, characters)))
    tells = f", which may say '{said[:_SHOWN]}'" if said and said.isprintable() else ""
    return f"{len(characters)} characters, the first {first}{tells}"


def _letter(character: str) -> str:
    # What a tag stands for, or a selector as a byte; nothing for others.
    code = ord(character)
    if 0xE0020 <= code <= 0xE007E:
        return chr(code - 0xE0000)
    return chr(code - 0xE0100 + 16) if 0xE0110 <= code <= 0xE016E else ""


def _limited(text: str, runs: Iterable[_Found]) -> Iterator[Finding]:
    told: list[Finding] = []
    places: dict[str, list[Span]] = {}
    for kind, start, stop in runs:
        spans = places.setdefault(kind, [])
        spans.append(Span(start, stop))
        if len(spans) <= _MOST:
            told.append(Finding(kind, spans[-1], _told(text[start:stop])))
    for kind, spans in places.items():
        if more := spans[_MOST:]:
            rest = f"{len(more)} more places, besides the {_MOST} that are told"
            told.append(Finding(kind, Span(more[0].start, more[-1].stop), rest))
    yield from sorted(told, key=lambda finding: finding.span)


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    # Most texts need none of them, and to make them all takes longer than to clean a page.
    return re.compile(expression)


@cache
def _one_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{characters}]")


def _never(_text: str, _at: int) -> bool:
    return False


def _is_first(_text: str, at: int) -> bool:
    return at == 0


def _beside(letters: str) -> Callable[[str, int], bool]:
    return lambda text, at: bool(_one_of(letters).match(text, at + 1) or (at and _one_of(letters).match(text, at - 1)))


def _behind(letters: str) -> Callable[[str, int], bool]:
    return lambda text, at: bool(at and _one_of(letters).match(text, at - 1))


def _joins(text: str, at: int) -> bool:
    return _is_beside_joining(text, at) or bool(_pattern(_JOINED_EMOJI).match(text, at))


_is_beside_joining = _beside(_JOINING)


# The kind of finding that a class of characters is, and where it is none.
_TABLE: Final[tuple[tuple[str, str, Callable[[str, int], bool]], ...]] = (
    ("nul", "\x00", _never),
    ("control-character", "\x01-\x08\x0b\x0e-\x1f\x7f-\x9f", _never),
    ("soft-hyphen", "\xad", _never),
    ("direction-mark", "\u061c\u200e\u200f", _never),
    ("invisible-letter", "\u115f\u1160", _beside(_JAMO)),
    ("invisible-letter", "\u180e", _beside(_MONGOLIAN)),
    ("invisible-letter", "\u3164\uffa0", _never),
    ("zero-width", "\u200b", _beside(_SPACELESS)),
    ("zero-width", "\u2060-\u2064", _never),
    ("joiner", "\u200c\u200d", _joins),
    ("bidi-control", "\u202a-\u202e\u2066-\u2069", _never),
    ("deprecated-format", "\u206a-\u206f\ufff9-\ufffb", _never),
    ("private-use", "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd", _never),
    ("stray-selector", "\ufe00-\ufe0d", _behind(_VARYING)),
    ("presentation-selector", "\ufe0e\ufe0f", _behind(_EMOJI)),
    ("byte-order-mark", "\ufeff", _is_first),
    ("object-replacement", "\ufffc", _never),
    ("replacement-character", "\ufffd", _never),
    ("tag-character", "\U000e0001\U000e0020-\U000e007f", _never),
    ("hidden-selector", "\U000e0100-\U000e01ef", _behind(_HAN)),
    (
        "noncharacter",
        "\ufdd0-\ufdef"
        + "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
        _never,
    ),
)


NOTABLE: Final = "".join(characters for _, characters, _ in _TABLE)
"""What is looked for: in a text without these there's nothing to tell of."""


@cache
def _sought() -> re.Pattern[str]:
    # The most frequent of the ordinary uses are passed over here already.
    return re.compile(f"[^{_besides(NOTABLE)}](?<![{_JOINING}][\u200c\u200d])(?<![{_EMOJI}]\ufe0f)")


def _besides(classes: str) -> str:
    # All other characters. `re` looks for what is in none of them several times as fast as for what is in one, for
    # most of what texts are made of is then decided by its table of the first plane.
    ranges = sorted((ord(first), ord(last or first)) for first, last in re.findall("(?s)(.)(?:-(.))?", classes))
    gaps = zip([-1, *(last for _, last in ranges)], [*(first for first, _ in ranges), 0x110000], strict=True)
    return "".join(f"{re.escape(chr(low + 1))}-{re.escape(chr(high - 1))}" for low, high in gaps if low + 1 < high)
