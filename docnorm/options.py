"""
Options as they come in: whether they are what they should be, and as what they are kept.

Rule 1: what's wrong is one sentence: the option, what was found, and what to give instead.
Rule 2: an option is looked at by itself; what two of them mean together is for `profile`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from docnorm import rules
from docnorm.errors import BadProfile

__all__ = [
    "among",
    "check_apart",
    "check_choice",
    "check_codec",
    "check_count",
    "check_key",
    "checked_names",
    "fraction_of",
    "near",
    "pairs_of",
    "patterns_of",
]

_LIKE: Final = {"threshold": "0.8 or 4/5", "maximum_removal": "0.5 or 1/2"}
_WHAT: Final = {"threshold": "similarity", "maximum_removal": "part of a whole"}


def check_choice(option: str, value: object, choices: tuple[str, ...]) -> None:
    """
    Refuse a value that is none of the *choices*.
    """
    if value not in choices:
        raise BadProfile(f"'{value}' is not a choice", option, near(str(value), choices) or among(choices))


def patterns_of(patterns: object) -> tuple[str, ...]:
    """
    Return patterns of ids as a tuple, if they are patterns.
    """
    remedy = "give a tuple of patterns, like ('official/*', '*.md')"
    if not isinstance(patterns, list | tuple):
        raise BadProfile(f"it's {type(patterns).__name__}", "priority", remedy)
    for pattern in patterns:
        if not isinstance(pattern, str) or not pattern:
            raise BadProfile(f"{pattern!r} is no pattern", "priority", remedy)
    return tuple(patterns)


def check_key(key: object) -> None:
    """
    Refuse what is no secret text.
    """
    if key is None:
        return
    if not isinstance(key, str):
        raise BadProfile(f"it's {type(key).__name__}", "key", "give a text that nobody can guess")
    if not key or re.search("[\ud800-\udfff]", key):
        what = "it has a lone surrogate" if key else "it's empty"
        raise BadProfile(what, "key", "give a text that nobody can guess")


def checked_names(option: str, names: object) -> tuple[str, ...]:
    """
    Return the names of rules, sorted, if there are such rules.
    """
    if isinstance(names, str):
        raise BadProfile(f"'{names}' is a text", option, f"give a tuple, like ('{names}',)")
    if not isinstance(names, tuple | list | set | frozenset):
        raise BadProfile(f"{names!r} is no list of names", option, "give a tuple, like ('quotes',)")
    for name in names:
        if not isinstance(name, str) or not rules.below(name):
            remedy = near(str(name), _rule_names()) or among(rules.STEPS) + ", or one of their rules"
            raise BadProfile(f"there is no rule '{name}'", option, remedy)
    return tuple(sorted(set(names)))


def _rule_names() -> tuple[str, ...]:
    # Of each rule, its own name and what stands before each dot, the steps first.
    parts = [rule.name.split(".") for rule in rules.RULES]
    names = [".".join(part[:length]) for length in range(1, 4) for part in parts]
    return tuple(dict.fromkeys(names))


def check_apart(without: tuple[str, ...], also: tuple[str, ...]) -> None:
    """
    Refuse rules that are switched off and on by the same name.
    """
    for name in without:
        if name in also:
            raise BadProfile(f"'{name}' is also in `without`", "also", "leave it out of one of the two")


def near(name: str, names: Iterable[str]) -> str:
    """
    Return a question after the nearest of *names*, if one is near.

    >>> near("quote", ["nfc", "quotes"])
    "did you mean 'quotes'?"
    """
    found = get_close_matches(name, names, 1)
    return f"did you mean '{found[0]}'?" if found else ""


def among(names: Iterable[str]) -> str:
    """
    Return what there is to choose from.
    """
    return "choose among " + ", ".join(names)


def check_count(option: str, value: object) -> None:
    """
    Refuse what isn't a whole number from 1 on.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadProfile(f"{value!r} is not a whole number", option, "give 1 or more")
    if value < 1:
        raise BadProfile(f"{value} is too low", option, "give 1 or more")


def pairs_of(encodings: object) -> tuple[tuple[str, str], ...]:
    """
    Return pairs of a pattern and an encoding as tuples, if they are such pairs.
    """
    remedy = "give pairs of a pattern and an encoding, like (('*.txt', 'cp1252'),)"
    if not isinstance(encodings, list | tuple):
        raise BadProfile(f"it's {type(encodings).__name__}", "encodings", remedy)
    pairs: list[tuple[str, str]] = []
    for pair in encodings:
        if not isinstance(pair, list | tuple) or [type(part) for part in pair] != [str, str]:
            raise BadProfile(f"{pair!r} is no pair of texts", "encodings", remedy)
        check_codec(pair[1])
        pairs.append((pair[0], pair[1]))
    return tuple(pairs)


def check_codec(name: object) -> None:
    """
    Refuse what isn't the name of a codec of text.
    """
    if name is None:
        return
    if not isinstance(name, str) or "\0" in name:
        raise BadProfile(f"{name!r} is no name", "encoding", "name one of Python's codecs, like windows-1251")
    with suppress(UnicodeError):
        try:
            b"a".decode(name)
        except LookupError:  # also a codec that isn't one of text, like base64
            remedy = "name one of Python's codecs, like windows-1251"
            raise BadProfile(f"'{name}' is no codec of text", "encoding", remedy) from None


def fraction_of(option: str, value: Fraction | str | float) -> Fraction:
    """
    Return a fraction of at most 1, however it's written.

    >>> fraction_of("threshold", "80e-2")
    Fraction(4, 5)
    """
    remedy = f"give a fraction of at most 1, like {_LIKE[option]}"
    try:
        fraction = Fraction(str(value)).limit_denominator(1_000_000)
    except (ValueError, ZeroDivisionError):
        raise BadProfile(f"{value} is not a number", option, remedy) from None
    if not 0 <= fraction <= 1 or (option == "threshold" and not fraction):
        raise BadProfile(f"{value} is not a {_WHAT[option]}", option, remedy)
    return fraction
