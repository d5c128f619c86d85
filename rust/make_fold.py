"""
Makes docnorm/fold.tsv, the table that turns text into match keys: `python rust/make_fold.py docnorm/fold.tsv`.

Rule 1: the table is part of the signature scheme. A new Unicode version gives new keys, so it is a new scheme.
Rule 2: everything comes from one Unicode version, that of the pinned package below. The one thing which that package
        lacks, case folding, is derived in `casefold`; docs/decisions/0001-fold-table.md says why that is sound.
Rule 3: this file is run by hand; neither the build nor the library imports it.

Needs `pip install unicodedata2==18.0.0`.
"""

from __future__ import annotations

import sys
import unicodedata as older  # CPython's own: only asked whether a code point was assigned when its casefold was made
from pathlib import Path
from typing import TYPE_CHECKING

import unicodedata2 as unicode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = "18.0.0"

DEFAULT_IGNORABLE = (  # DerivedCoreProperties.txt, Default_Ignorable_Code_Point; the package has no such property
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x200B, 0x200F),  # zero width space, joiners, direction marks
    (0x202A, 0x202E),  # direction embeddings
    (0x2060, 0x206F),  # word joiner, invisible operators, direction isolates
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # zero width no-break space
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFF0, 0xFFF8),  # reserved for more of the like
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical beams and slurs
    (0xE0000, 0xE0FFF),  # tags, variation selectors, and what is reserved beside them
)

UNSPACED = (  # scripts written without spaces between words, as whole blocks: each code point is a word of its own
    (0x0E00, 0x0E7F),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul Jamo
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # Han iteration mark, closing mark, ideographic zero
    (0x3021, 0x3029),  # Han (Hangzhou) numerals
    (0x302E, 0x302F),  # Hangul tone marks
    (0x3031, 0x3035),  # Kana repeat marks
    (0x3038, 0x303C),  # Han (Hangzhou) numerals, vertical iteration mark, masu mark
    (0x3041, 0x309F),  # Hiragana
    (0x30A0, 0x30FF),  # Katakana
    (0x3130, 0x318F),  # Hangul compatibility Jamo
    (0x31F0, 0x31FF),  # Katakana phonetic extensions
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xA960, 0xA97F),  # Hangul Jamo extended A
    (0xA9E0, 0xA9FF),  # Myanmar extended B
    (0xAA60, 0xAA7F),  # Myanmar extended A
    (0xAC00, 0xD7FF),  # Hangul syllables, Jamo extended B
    (0xF900, 0xFAFF),  # Han compatibility; those without a mapping
    (0x116D0, 0x116FF),  # Myanmar extended C
    (0x16FE3, 0x16FE3),  # Old Chinese iteration mark
    (0x16FF0, 0x16FFF),  # Han reading marks
    (0x1AFF0, 0x1AFFF),  # Kana extended B
    (0x1B000, 0x1B16F),  # Kana supplement, extended A, small extension
    (0x20000, 0x3FFFD),  # the two planes of Han, and of Seal, which is written like it
)

HEAD = f"""\
# The fold table of docnorm, made by rust/make_fold.py; read by docnorm/_reference and by rust/crates/docnorm-kernel.
# unicode\t{VERSION}
# Columns: first code point, last code point, what they fold to. A code point in no line folds to itself.
#   space     each becomes U+0020
#   drop      each becomes nothing
#   X         the first becomes U+X, the second U+X+1, and so on
#   X Y ...   the one code point becomes U+X U+Y ...
#   unspaced  says nothing about folding: a code point of a script that puts no spaces between words
"""


def casefold(text: str) -> str:
    """
    The full case folding of *text* in Unicode 18, although CPython may carry an older version.

    Wrong if a later version should fold a code point that CPython calls assigned in another way, which Unicode's
    stability policy rules out. A capital that CPython doesn't know folds to the small letter of the same name.

    >>> casefold("ẞ"), casefold(chr(0x1C89)) == chr(0x1C8A)
    ('ss', True)
    """
    return "".join(_small_letter(c) if _is_newer_capital(c) else c.casefold() for c in text)


def _is_newer_capital(c: str) -> bool:
    return older.category(c) == "Cn" and unicode.category(c) in ("Lu", "Lt")


def _small_letter(c: str) -> str:
    return unicode.lookup(unicode.name(c).replace(" CAPITAL ", " SMALL "))  # KeyError is for a person to look at


def _fixpoint(s: str) -> str:
    while (folded := unicode.normalize("NFKC", casefold(unicode.normalize("NFKC", s)))) != s:
        s = folded
    return s


def _filtered(c: str) -> str:
    if unicode.category(c) == "Cf" or any(first <= ord(c) <= last for first, last in DEFAULT_IGNORABLE):
        return ""
    return c if unicode.category(c)[0] in "LMN" else " "


def fold(c: str) -> str:
    """
    What the code point *c* becomes in a match key.

    A default-ignorable code point is dropped before anything else, since NFKC would turn U+FFA0 into a jamo.

    >>> fold("Ǆ"), fold("①"), fold("-"), fold("\\xad"), fold("㍿")
    ('dž', '1', ' ', '', '株式会社')
    """
    if _filtered(c) == "":
        return ""
    return "".join(_filtered(d) for d in _fixpoint(c))


def mapping(c: str) -> str | int:
    """
    The third column for *c*: a word, a number to count on from, or a sequence; "" where there is no line.
    """
    folded = fold(c)
    if folded in ("", " "):
        return "space" if folded else "drop"
    if folded == c:
        return ""
    return ord(folded) if len(folded) == 1 else " ".join(f"{ord(d):04X}" for d in folded)


def runs(entries: Iterable[tuple[int, str | int]]) -> Iterator[tuple[int, int, str | int]]:
    """
    Joins neighbours that one line can say, as first, last and mapping.

    >>> list(runs([(65, 97), (66, 98), (68, "space"), (69, "space")]))
    [(65, 66, 97), (68, 69, 'space')]
    """
    first = last = -1
    said: str | int = ""
    for c, to in entries:
        follows = said + c - first if isinstance(said, int) else said
        if c != last + 1 or to != follows or " " in str(to):
            if said != "":
                yield first, last, said
            first, said = c, to
        last = c
    if said != "":
        yield first, last, said


def main(target: str) -> None:
    if unicode.unidata_version != VERSION:
        raise SystemExit(f"unicodedata2 has Unicode {unicode.unidata_version}: install unicodedata2=={VERSION}")
    entries = ((c, to) for c in range(0x110000) if (to := mapping(chr(c))) != "")
    lines = [(a, b, f"{to:04X}" if isinstance(to, int) else to) for a, b, to in runs(entries)]
    lines += [(a, b, "unspaced") for a, b in UNSPACED]
    Path(target).write_text(HEAD + "".join(f"{a:04X}\t{b:04X}\t{to}\n" for a, b, to in lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
