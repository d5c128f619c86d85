"""
The tables of normalization: what is replaced, by what, where, and why.

Rule 1: only data. What a scope means (where a rule holds, and where it doesn't) is code, in `normalizing`.
Rule 2: one entry a line, with its reason. An entry without a reason is a matter of taste, and taste isn't ours.
Rule 3: a stored map names rules by their texts, so an entry is never changed: it is left out, and another is added.
Rule 4: whatever a change, here or in what a scope means, does to results, `VERSION` changes with it.
Rule 5: docs/guide/normalization.md is made from here; what the guide should say is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["KEPT", "NEL", "PROFILES", "PURPOSES", "RULES", "SCOPES", "STEPS", "VERSION", "Rule", "Scope", "below", "of"]

VERSION: Final = "2"
"""The version of the tables; a part of every profile's fingerprint."""

NEL: Final = "\x85"
"""NEXT LINE: a line end in texts that came from EBCDIC, an ellipsis in Windows-1252 that was read as Latin-1."""

Scope = Literal["everywhere", "outside-code", "prose", "ascii", "padding", "line", "windows", "start", "line-end"]

SCOPES: Final[Mapping[Scope, str]] = MappingProxyType(
    {
        "everywhere": "wherever it stands",
        "outside-code": "not in code: a fence, or what stands between backticks",
        "prose": "not in code (also that of HTML), not within front matter, an address or a tag of HTML, and not "
        "beside a Chinese, Japanese or Korean character, where curly quotes are the usual ones; its partner on the "
        "same line stays with it; nor with a variation selector behind it, nor a low one within a number",
        "ascii": "as prose, and only on a line where each of its kind stands between ASCII characters",
        "padding": "only beside a space or at a line's end, where there is nothing to hold together",
        "line": "only where it ends a line: not on a line with other C1 control characters, with a letter whose second "
        "half it may be, or with white space behind it",
        "windows": "only where it's no line end",
        "start": "only at the start of a text",
        "line-end": "only at a line's end, but for two or more spaces behind a text, which are a line break in "
        "Markdown; not in code",
    }
)
"""Where a rule holds."""

STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "repair": "Characters that were read with the wrong encoding",
        "line-ends": "Line ends",
        "nfc": "Composition",
        "quotes": "Quotation marks and apostrophes",
        "spaces": "Spaces",
        "controls": "Control characters",
        "invisibles": "Characters that take no room",
        "trailing": "Blanks at line ends",
    }
)
"""The steps in their order; the first part of a rule's name is its step."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    *source* becomes *target* where *scope* says, because of *reason*, since the tables of version *since*.

    A rule without a source stands for a whole step that no table can tell.
    """

    name: str
    source: str
    target: str
    scope: Scope
    reason: str
    since: str = "1"

    @property
    def step(self) -> str:
        """
        The step that the rule belongs to.
        """
        return self.name.partition(".")[0]


_WHOLE_STEPS = (
    Rule("repair", "", "", "outside-code", "what was misread is read again, where the text bears it out: â€™ was ’"),
    Rule("nfc", "", "", "everywhere", "é is é, in one character or two: NFC of Unicode 14.0, under every Python"),
)

# Unicode 15.0, section 5.8, names these as the characters that mean a new line; VT and FF are no line ends here.
_LINE_ENDS = (
    Rule("line-ends.crlf", "\r\n", "\n", "everywhere", "the line end of Windows and of many network protocols"),
    Rule("line-ends.cr-nel", "\r\x85", "\n", "line", "one line end, not two (XML 1.1, section 2.11)"),
    Rule("line-ends.cr", "\r", "\n", "everywhere", "the line end of the classic Mac OS"),
    Rule("line-ends.nel", NEL, "\n", "line", "the line end of EBCDIC; not where it stands for an ellipsis"),
    Rule("line-ends.ls", "\u2028", "\n", "everywhere", "a line end that most programs don't know as one"),
    Rule("line-ends.ps", "\u2029", "\n", "everywhere", "the same"),
)

# Left out on purpose. Letters: U+02BC (Ukrainian, Breton), U+02BB (Hawaiian), U+A78C (saltillo), U+05F3 (geresh).
# Primes: U+2032, U+2033 (5′10″). Code and accents: U+0060, U+00B4. Marks of a language's own: « » ‹ › 「 」 『 』 ⹂.
_QUOTES = (
    Rule("quotes.left-single", "\u2018", "'", "prose", "‘ opens a quotation in English"),
    Rule("quotes.right-single", "\u2019", "'", "prose", "’ closes it; also the apostrophe"),
    Rule("quotes.low-single", "\u201a", "'", "prose", "‚ opens one in German, Czech and others"),
    Rule("quotes.reversed-single", "\u201b", "'", "prose", "‛ is a variant of ‘"),
    Rule("quotes.left-double", "\u201c", '"', "prose", "“ opens a quotation in English, closes one in German"),
    Rule("quotes.right-double", "\u201d", '"', "prose", "” closes it"),
    Rule("quotes.low-double", "\u201e", '"', "prose", "„ opens one in German, Polish and others"),
    Rule("quotes.reversed-double", "\u201f", '"', "prose", "‟ is a variant of “"),
    Rule("quotes.ornament.left-single", "\u275b", "'", "prose", "❛ is ‘ in another weight, which text has not", "2"),
    Rule("quotes.ornament.right-single", "\u275c", "'", "prose", "the same", "2"),
    Rule("quotes.ornament.left-double", "\u275d", '"', "prose", "the same", "2"),
    Rule("quotes.ornament.right-double", "\u275e", '"', "prose", "the same", "2"),
    Rule("quotes.ornament.low-single", "\u275f", "'", "prose", "the same", "2"),
    Rule("quotes.ornament.low-double", "\u2760", '"', "prose", "the same", "2"),
    Rule("quotes.ornament.sans-left", "\U0001f676", '"', "prose", "the same, in a face without serifs", "2"),
    Rule("quotes.ornament.sans-right", "\U0001f677", '"', "prose", "the same", "2"),
    Rule("quotes.ornament.sans-low", "\U0001f678", '"', "prose", "the same", "2"),
    Rule("quotes.fullwidth.double", "\uff02", '"', "ascii", "a wide form that stands in a text without any", "2"),
    Rule("quotes.fullwidth.single", "\uff07", "'", "ascii", "the same", "2"),
)

# Left out on purpose: U+202F (French, Mongolian), U+2007 (aligns figures), U+3000 (a Chinese paragraph's indent),
# U+1680 (Ogham, visible), tabs. NFC has already made U+2000 and U+2001 into U+2002 and U+2003 where it is on.
_SPACES = (
    Rule("spaces.en-quad", "\u2000", " ", "everywhere", "a width, which plain text doesn't have"),
    Rule("spaces.em-quad", "\u2001", " ", "everywhere", "the same"),
    Rule("spaces.en", "\u2002", " ", "everywhere", "the same"),
    Rule("spaces.em", "\u2003", " ", "everywhere", "the same"),
    Rule("spaces.third", "\u2004", " ", "everywhere", "the same"),
    Rule("spaces.quarter", "\u2005", " ", "everywhere", "the same"),
    Rule("spaces.sixth", "\u2006", " ", "everywhere", "the same"),
    Rule("spaces.punctuation", "\u2008", " ", "everywhere", "the same"),
    Rule("spaces.thin", "\u2009", " ", "everywhere", "the same"),
    Rule("spaces.hair", "\u200a", " ", "everywhere", "the same"),
    Rule("spaces.mathematical", "\u205f", " ", "everywhere", "the same"),
    Rule("spaces.no-break", "\xa0", " ", "padding", "padding, not a bond: 100\xa0km keeps its own"),
)

_C0 = [*range(0x09), *range(0x0E, 0x1C), 0x7F]  # but for TAB, LF, FF, CR, which stay, and what parts words
_PARTING = (0x0B, *range(0x1C, 0x20))
_C1_OF_WINDOWS = [byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)]

_CONTROLS = (
    *(Rule(f"controls.{code:02x}", chr(code), "", "everywhere", "no meaning in a text") for code in _C0),
    *(
        Rule(f"controls.{code:02x}", chr(code), " ", "everywhere", "parts words, fields, lines", "2")
        for code in _PARTING
    ),
    *(
        Rule(f"controls.{b:02x}", chr(b), bytes([b]).decode("cp1252"), "everywhere", "what browsers show for it")
        for b in _C1_OF_WINDOWS
    ),
    Rule("controls.85", NEL, "…", "windows", "what browsers show for it"),
    *(Rule(f"controls.{c}", chr(int(c, 16)), "", "everywhere", "no meaning") for c in ("81", "8d", "8f", "90", "9d")),
    Rule("controls.bom", "\ufeff", "", "start", "a byte order mark that was read as text"),
)

# In no profile, because each of them means something somewhere: where a word may be cut, a line broken (Khmer, Thai).
_INVISIBLES = (
    Rule("invisibles.soft-hyphen", "\xad", "", "everywhere", "tells a typesetter where a word may be cut", "2"),
    Rule("invisibles.zero-width-space", "\u200b", "", "everywhere", "tells where a line may be broken", "2"),
    Rule("invisibles.word-joiner", "\u2060", "", "everywhere", "tells where a line may not be broken", "2"),
)

# In no profile: a blank at a line's end may be an empty field, the mark of a signature ("-- "), or a flowing line.
_TRAILING = (
    Rule("trailing.space", " ", "", "line-end", "nobody sees it, and few mean it", "2"),
    Rule("trailing.tab", "\t", "", "line-end", "the same", "2"),
)

RULES: Final[tuple[Rule, ...]] = (
    *(*_WHOLE_STEPS, *_LINE_ENDS, *_QUOTES, *_SPACES),
    *(*_CONTROLS, *_INVISIBLES, *_TRAILING),
)
"""Every rule."""


def below(*names: str) -> frozenset[str]:
    """
    Return the names of the rules that *names* mean: a rule's own, or a part of it up to a dot, such as its step.

    >>> sorted(below("trailing", "quotes.ornament.left-double"))
    ['quotes.ornament.left-double', 'trailing.space', 'trailing.tab']
    """
    starts = tuple(f"{name}." for name in names)
    return frozenset(rule.name for rule in RULES if f"{rule.name}.".startswith(starts))


def of(step: str, names: Iterable[str] | None = None) -> dict[str, str]:
    """
    Return the table of *step*: what each of its texts becomes; only by the rules *names*, if they are given.

    >>> of("quotes")["„"]
    '"'
    """
    on = set(names) if names is not None else below(step)
    return {rule.source: rule.target for rule in RULES if rule.step == step and rule.source and rule.name in on}


_STANDARD = below("repair", "line-ends", "nfc", "quotes", "spaces", "controls")

PROFILES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "standard": _STANDARD,
        "typographic": _STANDARD - below("quotes"),
        "minimal": below("repair", "line-ends"),
    }
)
"""The rules that are on in each profile."""

PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "standard": "texts that are compared, searched or learned from; the profile that is used when none is named",
        "typographic": "texts whose quotation marks are wanted as they were set",
        "minimal": "texts in which only damage is repaired",
    }
)
"""What each profile is for."""

KEPT: Final[tuple[tuple[str, str, str], ...]] = (
    *(
        ("letters", letters, "letters that look like apostrophes; a language spells words with them")
        for letters in (
            "\u02bc\u02bb\u02bd\u02be\u02bf",
            "\u02b9\u02ba\u02c8\u02ca\u02cb\u02ee",
            "\ua78b\ua78c\u07f4\u07f5",
        )
    ),
    ("Hebrew and Armenian marks", "\u05f3\u05f4\u055a\u055b", "geresh, gershayim and their like are spelling"),
    ("primes", "\u2032\u2033\u2034\u2035\u2036\u2037\u2057", "feet, inches, minutes, derivatives"),
    ("backticks and accents", "`\u00b4\u1fbd\u1fbf\u0301\u0313", "code, TeX, Greek"),
    ("quotation marks of a language's own", "«»‹›「」『』〝〞〟⹂《》", "nobody writes them with another key"),
    ("spaces that mean something", "\u202f\u2007\u3000\u1680\t", "French, Mongolian, columns, a Chinese indent, Ogham"),
    ("page breaks", "\f", "they end a page"),
    ("joiners", "\u200c\u200d", "spelling in Persian and Hindi; they make families of emoji"),
    (
        "directions",
        "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        "Hebrew and Arabic; reported",
    ),
    (
        "variation selectors",
        "\ufe00\ufe0e\ufe0f\U000e0100\u180b\u180c\u180d",
        "forms of names, emoji, Mongolian letters",
    ),
    ("breaks that nobody sees", "\xad\u200b\u2060\u180e", "they tell where a line may be broken; reported"),
    (
        "other invisible characters",
        "\u2061\u2062\u2063\u2064\u115f\u1160\u3164\uffa0\ufffc",
        "rare, and not ours to judge; reported",
    ),
    (
        "ideographs for compatibility",
        "\uf900\ufa10\U0002f800",
        "names are told apart by them, though NFC would replace them",
    ),
    ("wide, narrow and joined forms", "Ａ１ｱﬁǄ", "style; only the match key folds them"),
    ("dashes, ellipses, superscripts", "–—…‐²½™", "style, or meaning"),
)
"""What no profile touches, and why."""
