"""
Which of several texts that are alike is kept: a number for each, the lowest first.

Rule 1: a preference only sorts; what is alike in it is sorted by length and then by name or content, by those who
        decide, so that there is always one total order.
Rule 2: only `first` and `stable` look at the order in which texts came, and only `newest` at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from docnorm.errors import BadInput, BadProfile
from docnorm.model import Source
from docnorm.profile import Profile

__all__ = ["Preference", "of_sources", "of_texts"]

_Item = TypeVar("_Item")

Preference = Callable[[_Item], Any]
"""What a text is sorted by, as for `sorted`: a number, a text, or a tuple of them; the lowest is kept."""


def of_sources(given: Sequence[Source], profile: Profile, prefer: Preference[Source] | None = None) -> tuple[int, ...]:
    """
    Return a number for each of the sources, in the order in which they were *given*; none at all if all are alike.

    >>> old, new = Source("a", b"x", time=1.0), Source("b", b"x", time=2.0)
    >>> of_sources([old, new, Source("c", b"x")], Profile(prefer="newest"))
    (1, 0, 2)
    """
    if prefer is not None:
        _check(prefer, "source")
        return _ranks([_key(prefer, source, source.id) for source in given])
    if _is_by_arrival(profile):
        return tuple(range(len(given)))
    if profile.prefer == "priority":
        return tuple(profile.priority_of(source.id) for source in given)
    if profile.prefer == "newest":
        return _ranks([(source.time is None, -(source.time or 0.0)) for source in given])
    return ()


def of_texts(given: Sequence[str], profile: Profile, prefer: Preference[str] | None = None) -> tuple[int, ...]:
    """
    Return a number for each of the texts; none at all if all are alike.

    >>> of_texts(["b", "a", "b"], Profile(), prefer=str.swapcase)
    (1, 0, 1)
    """
    if prefer is not None:
        _check(prefer, "text")
        return _ranks([_key(prefer, text, f"text {number}") for number, text in enumerate(given)])
    if profile.prefer in ("priority", "newest"):
        remedy = "give `prefer` a function of a text, or use `canonicalize`"
        raise BadProfile(f"'{profile.prefer}' can't be told of texts without a name and a time", "prefer", remedy)
    return tuple(range(len(given))) if _is_by_arrival(profile) else ()


def _is_by_arrival(profile: Profile) -> bool:
    return profile.keep == "stable" or profile.prefer == "first"


def _check(prefer: object, what: str) -> None:
    if not callable(prefer):
        raise BadInput(f"it's {type(prefer).__name__}, not a function", "prefer", f"give a function of a {what}")


def _key(prefer: Preference[_Item], item: _Item, where: str) -> Any:
    key = prefer(item)
    if key != key:  # noqa: PLR0124 - NaN, which is in no order
        raise BadInput("the key that `prefer` gives isn't in any order", where, "give numbers, texts or tuples of them")
    return key


def _ranks(keys: Sequence[Any]) -> tuple[int, ...]:
    numbers: list[int] = [0] * len(keys)
    try:
        order = sorted(range(len(keys)), key=keys.__getitem__)
        for before, number in pairwise(order):
            numbers[number] = numbers[before] + (keys[before] < keys[number])
    except TypeError as error:
        raise BadInput(
            f"its keys can't be compared ({error})", "prefer", "give numbers, texts or tuples of them"
        ) from None
    return tuple(numbers)
