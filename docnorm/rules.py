"""
The tables of normalization: what is replaced, by what, and why.

Rule 1: only data. What a table can't say (where a rule holds, and where it doesn't) is code, in `normalizing`.
Rule 2: one entry a line, with its reason. An entry without a reason is a matter of taste, and taste isn't ours.
Rule 3: a stored map names rules by their texts, so an entry is never changed: it is left out, and another is added.
Rule 4: whatever a change here does to results, `VERSION` changes with it; it is a part of every profile's fingerprint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["NEL", "PROFILES", "RULES", "VERSION", "Rule", "of"]

VERSION: Final = "1"
"""The version of the tables."""

NEL: Final = "\x85"
"""NEXT LINE: a line end in texts that came from EBCDIC, an ellipsis in Windows-1252 that was read as Latin-1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    *source* becomes *target* in the step *step*, because of *reason*, since the tables of version *since*.
    """

    name: str
    source: str
    target: str
    step: str
    reason: str
    since: str = "1"


# Unicode 15.0, section 5.8, names these as the characters that mean a new line; VT and FF are no line ends here.
_LINE_ENDS = (
    Rule("line-ends.crlf", "\r\n", "\n", "line-ends", "the line end of Windows and of many network protocols"),
    Rule("line-ends.cr-nel", "\r\x85", "\n", "line-ends", "one line end, not two (XML 1.1, section 2.11)"),
    Rule("line-ends.cr", "\r", "\n", "line-ends", "the line end of the classic Mac OS"),
    Rule("line-ends.nel", NEL, "\n", "line-ends", "the line end of EBCDIC; not where it stands for an ellipsis"),
    Rule("line-ends.ls", "\u2028", "\n", "line-ends", "LINE SEPARATOR: most programs don't know it as one"),
    Rule("line-ends.ps", "\u2029", "\n", "line-ends", "PARAGRAPH SEPARATOR: the same"),
)

# Left out on purpose. Letters: U+02BC (Ukrainian, Breton), U+02BB (Hawaiian), U+A78C (saltillo), U+05F3 (geresh).
# Primes: U+2032, U+2033 (5′10″). Code and accents: U+0060, U+00B4. Marks of a language's own: « » ‹ › 「 」 『 』.
_QUOTES = (
    Rule("quotes.left-single", "\u2018", "'", "quotes", "‘ opens a quotation in English"),
    Rule("quotes.right-single", "\u2019", "'", "quotes", "’ closes it; also the apostrophe"),
    Rule("quotes.low-single", "\u201a", "'", "quotes", "‚ opens one in German, Czech and others"),
    Rule("quotes.reversed-single", "\u201b", "'", "quotes", "‛ is a variant of ‘"),
    Rule("quotes.left-double", "\u201c", '"', "quotes", "“ opens a quotation in English, closes one in German"),
    Rule("quotes.right-double", "\u201d", '"', "quotes", "” closes it"),
    Rule("quotes.low-double", "\u201e", '"', "quotes", "„ opens one in German, Polish and others"),
    Rule("quotes.reversed-double", "\u201f", '"', "quotes", "‟ is a variant of “"),
)

# Left out on purpose: U+202F (French, Mongolian), U+2007 (aligns figures), U+3000 (a Chinese paragraph's indent),
# U+1680 (Ogham, visible), tabs. NFC has already made U+2000 and U+2001 into U+2002 and U+2003 where it is on.
_SPACES = (
    Rule("spaces.en-quad", "\u2000", " ", "spaces", "a width, which plain text doesn't have"),
    Rule("spaces.em-quad", "\u2001", " ", "spaces", "the same"),
    Rule("spaces.en", "\u2002", " ", "spaces", "the same"),
    Rule("spaces.em", "\u2003", " ", "spaces", "the same"),
    Rule("spaces.third", "\u2004", " ", "spaces", "the same"),
    Rule("spaces.quarter", "\u2005", " ", "spaces", "the same"),
    Rule("spaces.sixth", "\u2006", " ", "spaces", "the same"),
    Rule("spaces.punctuation", "\u2008", " ", "spaces", "the same"),
    Rule("spaces.thin", "\u2009", " ", "spaces", "the same"),
    Rule("spaces.hair", "\u200a", " ", "spaces", "the same"),
    Rule("spaces.mathematical", "\u205f", " ", "spaces", "the same"),
    Rule("spaces.no-break", "\xa0", " ", "spaces", "only beside a space or at a line's end: padding, not a bond"),
)

_C0 = [*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F]  # all but TAB, LF, FF, CR
_C1_OF_WINDOWS = [byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)]

_CONTROLS = (
    *(Rule(f"controls.{code:02x}", chr(code), "", "controls", "no meaning in a text") for code in _C0),
    *(
        Rule(f"controls.{byte:02x}", chr(byte), bytes([byte]).decode("cp1252"), "controls", "what browsers show for it")
        for byte in _C1_OF_WINDOWS
    ),
    *(Rule(f"controls.{c}", chr(int(c, 16)), "", "controls", "no meaning") for c in ("81", "8d", "8f", "90", "9d")),
    Rule("controls.bom", "\ufeff", "", "controls", "only at the start: a byte order mark that was read as text"),
)

RULES: Final[tuple[Rule, ...]] = (*_LINE_ENDS, *_QUOTES, *_SPACES, *_CONTROLS)
"""Every rule, by step; composition (`nfc`) and `repair` are steps without a table."""

_STEPS: Final = frozenset({"repair", "line-ends", "nfc", "quotes", "spaces", "controls"})

PROFILES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "standard": _STEPS,
        "typographic": _STEPS - {"quotes"},  # for texts whose quotation marks are wanted as they were set
        "minimal": frozenset({"repair", "line-ends"}),  # damage only
    }
)
"""The steps that are on in each profile."""


def of(step: str) -> dict[str, str]:
    """
    Return the table of *step*: what each of its texts becomes.

    >>> of("quotes")["„"]
    '"'
    """
    return {rule.source: rule.target for rule in RULES if rule.step == step}
