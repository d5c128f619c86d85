"""
Laws as functions: each calls yours, and raises AssertionError where the law doesn't hold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

__all__ = [
    "assert_idempotent",
    "assert_lossless",
    "assert_no_false_merge",
    "assert_order_independent",
    "jaccard",
]

T = TypeVar("T")
U = TypeVar("U")


def assert_idempotent(function: Callable[[T], T], value: T) -> None:
    """
    Check that doing it twice is doing it once.

    >>> assert_idempotent(str.strip, " a ")
    >>> assert_idempotent(lambda text: text.removeprefix("> "), "> > a")
    Traceback (most recent call last):
    AssertionError: not idempotent: '> > a' became '> a', and that became 'a'
    """
    once = function(value)
    twice = function(once)
    if once != twice:
        raise AssertionError(f"not idempotent: {value!r} became {once!r}, and that became {twice!r}")


def assert_lossless(there: Callable[[T], U], back: Callable[[U], T], value: T) -> None:
    """
    Check that what went *there* comes *back* as it was.

    >>> assert_lossless(lambda text: text.encode("utf-8"), bytes.decode, "é")
    >>> assert_lossless(lambda text: text.encode("ascii", "replace"), lambda data: data.decode("ascii"), "é")
    Traceback (most recent call last):
    AssertionError: not lossless: 'é' became b'?', which came back as '?'
    """
    found = there(value)
    again = back(found)
    if again != value:
        raise AssertionError(f"not lossless: {value!r} became {found!r}, which came back as {again!r}")


def assert_order_independent(function: Callable[[list[T]], Any], items: Sequence[T]) -> None:
    """
    Check that the order of the items changes nothing: as they are, reversed, rotated and sorted, the result is one.

    The result should be something that has no order of its own, like a set of kept texts.

    >>> assert_order_independent(set, ["a", "b"])
    >>> assert_order_independent(lambda texts: {text[0]: text for text in texts}, ["ab", "ac"])
    Traceback (most recent call last):
    AssertionError: the order counts: ['ab', 'ac'] gave {'a': 'ac'}, and ['ac', 'ab'] gave {'a': 'ab'}
    """
    expected = function(list(items))
    for other in _orders(list(items)):
        found = function(list(other))
        if found != expected:
            raise AssertionError(f"the order counts: {list(items)!r} gave {expected!r}, and {other!r} gave {found!r}")


def _orders(items: list[T]) -> Iterable[list[T]]:
    yield items[::-1]
    half = len(items) // 2
    yield items[half:] + items[:half]
    yield sorted(items, key=repr)
    yield items[::2] + items[1::2]


def assert_no_false_merge(
    find: Callable[[list[str]], Iterable[tuple[int, int]]],
    texts: Sequence[str],
    threshold: Fraction,
    similarity: Callable[[str, str], Fraction] | None = None,
) -> None:
    """
    Check that each pair that *find* gives, positions of a kept and of a dropped text, is at least *threshold* similar,
    and that nothing is dropped for a text that was dropped itself.

    *similarity* is `jaccard` if none is given: exact, over runs of five characters of the folded texts.

    >>> texts = ["a red house", "a red horse", "a blue horse"]
    >>> assert_no_false_merge(lambda texts: [(0, 1), (1, 2)], texts, Fraction(1, 4))
    Traceback (most recent call last):
    AssertionError: 'a blue horse' is dropped for 'a red horse', which is dropped itself
    """
    measure = similarity or jaccard
    pairs = list(find(list(texts)))
    dropped = {gone for _, gone in pairs}
    for kept, gone in pairs:
        if kept in dropped:
            raise AssertionError(f"{texts[gone]!r} is dropped for {texts[kept]!r}, which is dropped itself")
        found = Fraction(measure(texts[kept], texts[gone]))
        if found < threshold:
            raise AssertionError(f"{texts[gone]!r} is dropped for {texts[kept]!r}: {found} is below {threshold}")


def jaccard(left: str, right: str) -> Fraction:
    """
    Return how much of two texts is in both: of the runs of five characters, folded, that either of them has.

    Letters, marks and numbers count, case and other characters don't. Texts without any are like nothing, not even
    like each other.

    >>> jaccard("The house.", "the HOUSES!")
    Fraction(5, 6)
    """
    a, b = _runs(left), _runs(right)
    return Fraction(len(a & b), len(a | b)) if a and b else Fraction(0)


def _runs(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    key = " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded).split())
    return {key[i : i + 5] for i in range(max(1, len(key) - 4))} if key else set()
