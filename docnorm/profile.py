"""
Every option, checked once and frozen.

Rule 1: there is no other knob: no environment variable, no module global, no keyword that changes a result.
Rule 2: an option is checked here, when the profile is built; a stage trusts what it gets.
Rule 3: `fingerprint` changes if, and only if, results could.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any, Literal, get_args

from docnorm import rules
from docnorm.errors import BadProfile

__all__ = ["STANDARD", "Guard", "Profile", "Scope", "Segment"]

Segment = Literal["auto", "line", "blank-line", "markdown"]
Scope = Literal["document", "corpus"]
Guard = Literal["numbers", "none"]

_MAXIMUM_PERMUTATIONS = 256
_RECALL = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    How documents are cleaned, compared and dropped.

    *name* chooses the table of normalization steps: `standard`, `typographic` (curly quotes stay) or `minimal`
    (encodings and line ends only); *without* switches single steps off. *threshold* is the Jaccard similarity, a
    fraction, from which on two texts are near-duplicates. A block with fewer than *minimum_letters* letters and digits
    is short: it goes only along with others. A block that is repeated alone, without its neighbours, goes only if it
    has *alone_letters*, and twice as many if it's but nearly the same. *scope* `document` drops repeats inside a
    document and whole duplicate documents; `corpus` also drops what is repeated from another document.
    What isn't UTF-8 is read as *encoding*, or as the encoding of the first pattern of *encodings*, pairs of a pattern
    like `old/*.txt` and an encoding, that its id matches.

    >>> Profile().threshold
    Fraction(4, 5)
    >>> Profile(name="typographic").steps == Profile(without=("quotes",)).steps
    True
    >>> Profile(threshold="1.5")
    Traceback (most recent call last):
    docnorm.errors.BadProfile: threshold: 1.5 is not a similarity; give a fraction of at most 1, like 0.8 or 4/5
    """

    name: str = "standard"
    without: tuple[str, ...] = ()
    encoding: str | None = None
    encodings: tuple[tuple[str, str], ...] = ()
    segment: Segment = "auto"
    threshold: Fraction | str | float = Fraction(4, 5)
    guard: Guard = "numbers"
    scope: Scope = "document"
    minimum_letters: int = 40
    alone_letters: int = 100

    def __post_init__(self) -> None:
        _check_choice("name", self.name, tuple(rules.PROFILES))
        steps: object = self.without
        if isinstance(steps, str):
            raise BadProfile(f"'{steps}' is a text", "without", f"give a tuple, like ('{steps}',)")
        for step in self.without:
            _check_choice("without", step, tuple(sorted(rules.PROFILES["standard"])))
        _check_choice("segment", self.segment, get_args(Segment))
        _check_choice("guard", self.guard, get_args(Guard))
        _check_choice("scope", self.scope, get_args(Scope))
        object.__setattr__(self, "without", tuple(sorted(set(self.without))))
        object.__setattr__(self, "threshold", _fraction(self.threshold))
        _check_codec(self.encoding)
        object.__setattr__(self, "encodings", _pairs(self.encodings))
        for name in ("minimum_letters", "alone_letters"):
            if getattr(self, name) < 1:
                raise BadProfile(f"{getattr(self, name)} is too low", name, "give 1 or more")

    @property
    def steps(self) -> frozenset[str]:
        """
        The normalization steps that are on.
        """
        return rules.PROFILES[self.name] - set(self.without)

    @property
    def ratio(self) -> tuple[int, int]:
        """
        The threshold as a numerator and a denominator.
        """
        return Fraction(self.threshold).as_integer_ratio()

    @property
    def bands(self) -> tuple[int, int]:
        """
        The bands and the rows of the LSH: the most rows that still find a pair at the threshold with the wanted recall.

        >>> Profile().bands, Profile(threshold="0.5").bands
        ((25, 5), (52, 3))
        """
        return _bands(Fraction(self.threshold))

    @property
    def recall(self) -> float:
        """
        The expected recall of a pair whose similarity is just the threshold: 1 - (1 - t^rows)^bands.

        >>> round(Profile().recall, 5)
        0.99995
        """
        bands, rows = self.bands
        return _expected_recall(float(self.threshold), bands, rows)

    def encoding_of(self, source: str) -> str | None:
        """
        The encoding that is declared for a source.

        >>> profile = Profile(encoding="cp1252", encodings=(("old/*", "cp437"), ("*.rus", "koi8-r")))
        >>> [profile.encoding_of(name) for name in ("old/a.rus", "b.rus", "c.txt")]
        ['cp437', 'koi8-r', 'cp1252']
        """
        return next((codec for pattern, codec in self.encodings if fnmatchcase(source, pattern)), self.encoding)

    def with_encoding(self, encoding: str) -> Profile:
        """
        Return this profile for a source that declares its encoding.
        """
        return replace(self, encoding=encoding, encodings=())

    def as_json(self) -> dict[str, Any]:
        """
        The options as plain JSON values, in the order of their definition.
        """
        return asdict(self) | {
            "threshold": "/".join(map(str, self.ratio)),
            "without": list(self.without),
            "encodings": [list(pair) for pair in self.encodings],
        }

    @classmethod
    def from_json(cls, options: dict[str, Any]) -> Profile:
        """
        Return the profile that *options*, a mapping like that of `as_json`, describe.

        >>> Profile.from_json({"treshold": "4/5"})
        Traceback (most recent call last):
        docnorm.errors.BadProfile: treshold: there is no such option; did you mean 'threshold'?
        """
        names = [field.name for field in fields(cls)]
        for option in options:
            if option not in names:
                near = get_close_matches(option, names, 1)
                remedy = f"did you mean '{near[0]}'?" if near else "choose among " + ", ".join(names)
                raise BadProfile("there is no such option", option, remedy)
        pairs = tuple(tuple(pair) for pair in options.get("encodings", ()))
        return cls(**options | {"without": tuple(options.get("without", ())), "encodings": pairs})

    @property
    def fingerprint(self) -> str:
        """
        Sixteen hexadecimal digits that are the same for two profiles exactly if their results are.
        """
        told = {**self.as_json(), "name": None, "without": None, "steps": sorted(self.steps), "rules": rules.VERSION}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _check_choice(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise BadProfile(f"'{value}' is not a choice", option, "choose among " + ", ".join(choices))


def _pairs(encodings: object) -> tuple[tuple[str, str], ...]:
    remedy = "give pairs of a pattern and an encoding, like (('*.txt', 'cp1252'),)"
    if not isinstance(encodings, list | tuple):
        raise BadProfile(f"it's {type(encodings).__name__}", "encodings", remedy)
    pairs: list[tuple[str, str]] = []
    for pair in encodings:
        if not isinstance(pair, list | tuple) or [type(part) for part in pair] != [str, str]:
            raise BadProfile(f"{pair!r} is no pair of texts", "encodings", remedy)
        _check_codec(pair[1])
        pairs.append((pair[0], pair[1]))
    return tuple(pairs)


def _check_codec(name: str | None) -> None:
    if name is None:
        return
    with suppress(UnicodeError):
        try:
            b"a".decode(name)
        except LookupError:  # also a codec that isn't one of text, like base64
            remedy = "name one of Python's codecs, like windows-1251"
            raise BadProfile(f"'{name}' is no codec of text", "encoding", remedy) from None


def _fraction(value: Fraction | str | float) -> Fraction:
    remedy = "give a fraction of at most 1, like 0.8 or 4/5"
    try:
        fraction = Fraction(str(value)).limit_denominator(1_000_000)
    except (ValueError, ZeroDivisionError):
        raise BadProfile(f"{value} is not a number", "threshold", remedy) from None
    if not 0 < fraction <= 1:
        raise BadProfile(f"{value} is not a similarity", "threshold", remedy)
    return fraction


def _bands(threshold: Fraction) -> tuple[int, int]:
    # Few rows find more pairs and cost more candidates; the permutations needed are bands * rows.
    for rows in range(5, 0, -1):
        for bands in range(8, _MAXIMUM_PERMUTATIONS // rows + 1):
            enough = bands >= 25 or rows == 1
            if enough and _expected_recall(float(threshold), bands, rows) >= _RECALL:
                return bands, rows
    return _MAXIMUM_PERMUTATIONS, 1


def _expected_recall(similarity: float, bands: int, rows: int) -> float:
    return 1.0 - (1.0 - similarity**rows) ** bands


STANDARD = Profile()
"""The profile that is used when none is given."""
