"""
Every option, checked once and frozen.

Rule 1: there is no other knob: no environment variable, no module global, no keyword that changes a result.
Rule 2: an option is checked when the profile is built (by `options`); a stage trusts what it gets.
Rule 3: `fingerprint` changes if, and only if, results could.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, get_args

from docnorm import rules
from docnorm.errors import BadProfile
from docnorm.options import (
    among,
    check_apart,
    check_choice,
    check_codec,
    check_count,
    check_key,
    checked_names,
    fraction_of,
    near,
    pairs_of,
    patterns_of,
)

__all__ = [
    "STANDARD",
    "Candidates",
    "Guard",
    "Keep",
    "Prefer",
    "Profile",
    "Scope",
    "Segment",
    "check_profile",
    "higher",
]

Segment = Literal["auto", "line", "blank-line", "indent", "markdown"]
Scope = Literal["document", "corpus"]
Guard = Literal["numbers", "containment", "none"]
Candidates = Literal["lsh", "exact"]
Keep = Literal["canonical", "stable"]
Prefer = Literal["longest", "first", "newest", "priority"]

_MAXIMUM_PERMUTATIONS = 256
_RECALL = 0.999
_SEALED = re.compile("sealed:[0-9a-f]{32}")
_ROUNDS = 100_000
"""How often a key is hashed before its digest is told: a short key that is guessed costs a guess that much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    How documents are cleaned, compared and dropped.

    *name* chooses the rules of normalization: `standard`, `typographic` (curly quotes stay) or `minimal` (encodings
    and line ends only). *without* switches off what that has, *also* switches on what it hasn't: steps (`quotes`),
    single rules (`quotes.low-double`), or what's between them (`quotes.ornament`). Where both name a rule, the longer
    name counts: `without=("quotes",), also=("quotes.ornament",)` leaves the ornaments on. *threshold* is the Jaccard
    similarity, a fraction, from which on two texts are near-duplicates. A block with fewer than *minimum_letters*
    letters and digits is short: it goes only along with others. A block that is repeated alone, without its
    neighbours, goes only if it has *alone_letters*, and twice as many if it's but nearly the same, or may be the
    title; two or more in order, half as many. *scope* `document` drops repeats inside a document and whole duplicate
    documents; `corpus` also drops what is repeated from another document.
    *candidates* are the pairs that are compared: `lsh` finds those at the threshold with the probability `recall`,
    `exact` misses none. A near-duplicate stays, whatever its similarity, if its kept copy lacks what the *guard* looks
    at: `numbers`; with `containment`, any run of three words; `none` looks at nothing. *key* is a secret that texts are
    hashed with, for corpora whose authors would make texts collide; it's told to nobody, not even to the output.
    Of texts that are alike the one that *prefer* names is kept: the `longest`, the `first` that was given (files are
    given in the order of their names), the `newest`, or the one whose id matches the earliest of the *priority*
    patterns; what is alike in that, the longest. *keep* `canonical` gives the same result in whatever order the sources
    come; `stable` keeps what comes first, so that sources that come later change nothing about earlier ones.
    More than *maximum_removal* of the bytes dropped, overall or in a folder, is an alarm, and so is a group of more
    than *maximum_group* texts.
    What isn't UTF-8 is read as *encoding*, or as the encoding of the first pattern of *encodings*, pairs of a pattern
    like `old/*.txt` and an encoding, that its id matches.

    >>> Profile().threshold
    Fraction(4, 5)
    >>> Profile(name="typographic").rules == Profile(without=("quotes",)).rules
    True
    >>> Profile(without=("quote",))
    Traceback (most recent call last):
    docnorm.errors.BadProfile: without: there is no rule 'quote'; did you mean 'quotes'?
    >>> Profile(threshold="1.5")
    Traceback (most recent call last):
    docnorm.errors.BadProfile: threshold: 1.5 is not a similarity; give a fraction of at most 1, like 0.8 or 4/5
    >>> Profile(prefer="priority", priority=("official/*",)).priority_of("official/act.txt")
    0
    """

    name: str = "standard"
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    encoding: str | None = None
    encodings: tuple[tuple[str, str], ...] = ()
    segment: Segment = "auto"
    threshold: Fraction | str | float = Fraction(4, 5)
    guard: Guard = "numbers"
    scope: Scope = "document"
    minimum_letters: int = 40
    alone_letters: int = 200
    candidates: Candidates = "lsh"
    keep: Keep = "canonical"
    prefer: Prefer = "longest"
    priority: tuple[str, ...] = ()
    key: str | None = field(default=None, repr=False)
    maximum_removal: Fraction | str | float = Fraction(2, 3)
    maximum_group: int = 1000

    def __post_init__(self) -> None:
        check_choice("name", self.name, tuple(rules.PROFILES))
        for option in ("without", "also"):
            object.__setattr__(self, option, checked_names(option, getattr(self, option)))
        check_apart(self.without, self.also)
        for option, choices in _CHOICES.items():
            check_choice(option, getattr(self, option), choices)
        object.__setattr__(self, "priority", patterns_of(self.priority))
        _check_preference(self)
        object.__setattr__(self, "threshold", fraction_of("threshold", self.threshold))
        object.__setattr__(self, "maximum_removal", fraction_of("maximum_removal", self.maximum_removal))
        check_key(self.key)
        check_codec(self.encoding)
        object.__setattr__(self, "encodings", pairs_of(self.encodings))
        for option in ("minimum_letters", "alone_letters", "maximum_group"):
            check_count(option, getattr(self, option))

    @property
    def rules(self) -> frozenset[str]:
        """
        The names of the rules of normalization that are on.

        >>> sorted(Profile(name="minimal", also=("quotes",)).rules - Profile(name="minimal").rules)[0]
        'quotes.fullwidth.double'
        """
        return _switched(self.name, self.without, self.also)

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
        The expected recall of a pair whose similarity is just the threshold: 1 - (1 - t^rows)^bands, or 1 if all
        candidates are looked for.

        >>> round(Profile().recall, 5), Profile(candidates="exact").recall
        (0.99995, 1.0)
        """
        if self.candidates == "exact":
            return 1.0
        bands, rows = self.bands
        return _expected_recall(float(self.threshold), bands, rows)

    @property
    def key_number(self) -> int:
        """
        The 64 bits that the kernel makes of the key; 0 stands for no key.

        >>> Profile().key_number, Profile(key="a secret").key_number == Profile(key="a secret").key_number > 0
        (0, True)
        """
        if self.key is None:
            return 0
        if _SEALED.fullmatch(self.key):
            raise BadProfile("it's only known by its digest", "key", "give the key itself")
        return int.from_bytes(hashlib.blake2b(self.key.encode(), digest_size=8).digest(), "little") or 1

    def priority_of(self, source: str) -> int:
        """
        The number of the first pattern of `priority` that the id matches, or how many there are.
        """
        found = (number for number, pattern in enumerate(self.priority) if fnmatchcase(source, pattern))
        return next(found, len(self.priority))

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
        The options as plain JSON values, in the order of their definition. Of a key there's only a digest, which tells
        whether it's the same.

        >>> Profile(key="a secret").as_json()["key"]
        'sealed:011ca0e3ac1218b05bb9a60026a85b33'
        """
        return asdict(self) | {
            "threshold": "/".join(map(str, self.ratio)),
            "maximum_removal": "/".join(map(str, Fraction(self.maximum_removal).as_integer_ratio())),
            "without": list(self.without),
            "also": list(self.also),
            "priority": list(self.priority),
            "key": _sealed(self.key),
            "encodings": [list(pair) for pair in self.encodings],
        }

    @classmethod
    def from_json(cls, options: Mapping[str, Any]) -> Profile:
        """
        Return the profile that *options*, a mapping like that of `as_json`, describe.

        >>> Profile.from_json({"treshold": "4/5"})
        Traceback (most recent call last):
        docnorm.errors.BadProfile: treshold: there is no such option; did you mean 'threshold'?
        """
        names = [field.name for field in fields(cls)]
        for option in options:
            if option not in names:
                raise BadProfile("there is no such option", option, near(option, names) or among(names))
        return cls(**options)

    @property
    def fingerprint(self) -> str:
        """
        Sixteen hexadecimal digits that are the same for two profiles exactly if their results are.
        """
        on = [[r.name, r.source, r.target, r.scope] for r in rules.RULES if r.name in self.rules]
        told = {**self.as_json(), "name": None, "without": None, "also": None, "rules": on, "version": rules.VERSION}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "segment": get_args(Segment),
    "guard": get_args(Guard),
    "scope": get_args(Scope),
    "candidates": get_args(Candidates),
    "keep": get_args(Keep),
    "prefer": get_args(Prefer),
}


@lru_cache(maxsize=256)
def _switched(profile: str, without: tuple[str, ...], also: tuple[str, ...]) -> frozenset[str]:
    # From the shortest name to the longest, so that a longer one has the last word.
    on = rules.PROFILES[profile]
    for name in sorted({*without, *also}, key=len):
        on = on - rules.below(name) if name in without else on | rules.below(name)
    return on


def _check_preference(profile: Profile) -> None:
    if profile.priority and profile.prefer != "priority":
        raise BadProfile(f"it says nothing where '{profile.prefer}' is preferred", "priority", "prefer 'priority'")
    if profile.prefer == "priority" and not profile.priority:
        raise BadProfile("there are no patterns", "priority", "give a tuple of patterns, like ('official/*', '*.md')")
    if profile.keep == "stable" and profile.prefer not in ("longest", "first"):
        raise BadProfile(f"'{profile.prefer}' can't be, as 'stable' keeps what comes first", "prefer", "leave it out")


def _sealed(key: str | None) -> str | None:
    if key is None or _SEALED.fullmatch(key):
        return key
    return "sealed:" + hashlib.pbkdf2_hmac("sha256", key.encode(), b"docnorm key", _ROUNDS, 16).hex()


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


def check_profile(profile: object) -> None:
    """
    Refuse what isn't a profile.

    >>> check_profile("standard")
    Traceback (most recent call last):
    docnorm.errors.BadProfile: profile: it's str, not a Profile; give one, like Profile(name="standard")
    """
    if not isinstance(profile, Profile):
        what = f"it's {type(profile).__name__}, not a Profile"
        raise BadProfile(what, "profile", 'give one, like Profile(name="standard")')


def higher(profile: Profile, threshold: Fraction | str | float) -> Profile:
    """
    Return *profile* with a higher *threshold*; a lower one would need pairs that nobody looked for.
    """
    found = replace(profile, threshold=threshold)
    if Fraction(found.threshold) < Fraction(profile.threshold):
        what = f"{found.threshold} is below {profile.threshold}, and what is less similar wasn't looked for"
        raise BadProfile(what, "threshold", "compare the texts again, with a lower threshold")
    return found
