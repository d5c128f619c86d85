"""
Hypothesis strategies: the texts that break pipelines, and duplicates that are known.

Rule 1: what is planted is known exactly: a strategy that promises a similarity has computed it.
Rule 2: inputs shrink to short ones that a person can read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from docnorm.testing.laws import jaccard

__all__ = [
    "Planted",
    "Repeated",
    "corpora",
    "encoded_texts",
    "messy_documents",
    "messy_texts",
    "mojibake",
    "near_duplicates",
    "repeated_bodies",
]

# fmt: off
_WORDS = (
    "harbour", "bridge", "minister", "summer", "repairs", "closed", "reported", "quarter",
    "because", "northern", "machines", "evening", "letters", "workers", "council", "winter",
    "station", "garden", "painted", "against", "travel", "office", "market", "engine",
    "island", "report", "silver", "weather",
)
# fmt: on
_ODD = (
    "“quoted”",
    "it’s",
    "‘so’",
    "caf\u00e9",
    "cafe\u0301",
    "soft\u00adhyphen",
    "no\u00a0break",
    "zero\u200bwidth",
    "a\u0301\u00ad\u0301",
    "\ufb01ne",
    "½",
    "é²",
    "naïve",
    "北京",
    "ひらがな",
    "สวัสดี",
    "\u202eevil\u202c",
    "\x07bell",
    "\x1b[31m",
    "\ufeff",
    "e\u00ad\u0301",
    "donâ€™t",
    "1,250.00",
    "* * *",
    "…",
    "",
)
_NUMBERS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")
_ENDS = ("", "\n", " ", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\x0c", "\t")
_CODECS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "cp1251",
    "koi8-r",
    "iso8859-2",
    "iso8859-7",
    "mac_roman",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "tis-620",
)


@dataclass(frozen=True, slots=True)
class Repeated:
    """
    A text whose body was pasted again: the *text*, its paragraphs as they should stay, and how many come again.
    """

    text: str
    paragraphs: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Planted:
    """
    Texts, and the groups of positions among them that are copies of one another; all others are like no other text.
    """

    texts: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]


def messy_texts() -> st.SearchStrategy[str]:
    r"""
    Texts with what normalizers trip over: odd quotes and spaces, composed and decomposed letters, invisible and
    directional characters, controls, several line ends, mojibake, scripts without spaces, and any other character.

    >>> from hypothesis import find
    >>> len(find(messy_texts(), lambda text: "\u00ad" in text and "\u0301" in text)) < 10
    True
    """
    piece = st.sampled_from(_ODD) | st.sampled_from(_WORDS) | st.text(max_size=4) | _broken()
    return st.lists(st.tuples(piece, st.sampled_from(_ENDS)), max_size=12).map(
        lambda parts: "".join(piece + end for piece, end in parts).encode("utf-8", "ignore").decode()
    )


def messy_documents() -> st.SearchStrategy[bytes]:
    """
    Bytes as they are found in folders: messy texts in some encoding, cut off anywhere or with bytes that aren't of it,
    and anything else.
    """
    encoded = st.builds(lambda text, codec: text.encode(codec, "ignore"), messy_texts(), st.sampled_from(_CODECS))
    cut = st.builds(lambda data, at: data[: at % (len(data) + 1)], encoded, st.integers(0, 200))
    mixed = st.lists(encoded | st.binary(max_size=4), max_size=4).map(b"".join)
    return st.one_of(encoded, cut, mixed, st.binary(max_size=60))


def encoded_texts(codecs: tuple[str, ...] = _CODECS) -> st.SearchStrategy[tuple[bytes, str, str]]:
    """
    Bytes, the text that they stand for, and the codec, for codecs that can hold the text.
    """

    def encoded(text: str, codec: str) -> tuple[bytes, str, str]:
        held = text.encode(codec, "ignore").decode(codec)
        data = held.encode(codec)
        assume(data.decode(codec) == held)
        return data, held, codec

    return st.builds(encoded, messy_texts(), st.sampled_from(codecs))


def mojibake(codec: str = "cp1252") -> st.SearchStrategy[tuple[str, str]]:
    """
    A text whose UTF-8 was read with another codec, and the text as it should be.

    >>> from hypothesis import find
    >>> "cafÃ©" in find(mojibake(), lambda pair: "café" in pair[1])[0]
    True
    """
    return st.lists(
        st.sampled_from([word for word in _ODD if _can_be_misread(word, codec)]), min_size=2, max_size=6
    ).map(lambda words: (" ".join(words).encode().decode(codec), " ".join(words)))


def _can_be_misread(word: str, codec: str) -> bool:
    try:
        return word.encode().decode(codec) != word
    except UnicodeDecodeError:
        return False


def _broken() -> st.SearchStrategy[str]:
    return mojibake().map(lambda pair: pair[0])


def _paragraphs(words: int = 14) -> st.SearchStrategy[str]:
    # Two of them may be the same; who wants them apart gives each words of its own.
    return st.lists(st.sampled_from(_WORDS), min_size=words, max_size=2 * words).map(" ".join)


def near_duplicates(
    lowest: Fraction | float = Fraction(4, 5),
    highest: Fraction | float = 1,
    similarity: Callable[[str, str], Fraction] = jaccard,
) -> st.SearchStrategy[tuple[str, str, Fraction]]:
    """
    Two texts and their exact similarity, from *lowest* up to *highest*, by the measure that is given.

    Words of the first are replaced, one by one, until the similarity is in the range.

    >>> from hypothesis import find
    >>> one, other, value = find(near_duplicates(0.5, 0.6), lambda found: True)
    >>> 0.5 <= value <= 0.6, value == jaccard(one, other)
    (True, True)
    """

    @st.composite
    def pairs(draw: st.DrawFn) -> tuple[str, str, Fraction]:
        words = draw(_paragraphs(30)).split(" ")
        places = iter(draw(st.permutations(range(len(words)))))
        one, other = " ".join(words), list(words)
        value = Fraction(similarity(one, one))
        while value > highest:
            place = next(places)
            other[place] = f"other{place}"
            value = Fraction(similarity(one, " ".join(other)))
        assume(lowest <= value)
        return one, " ".join(other), value

    return pairs()


def repeated_bodies() -> st.SearchStrategy[Repeated]:
    """
    Articles whose body was pasted twice, without their first paragraphs, one paragraph a line.

    >>> from hypothesis import Phase, find, settings
    >>> found = find(repeated_bodies(), lambda found: True, settings=settings(phases=[Phase.generate]))
    >>> found.text.count("\\n") == len(found.paragraphs) + found.count
    True
    """

    @st.composite
    def articles(draw: st.DrawFn) -> Repeated:
        count = draw(st.integers(3, 8))
        bodies = draw(st.lists(_paragraphs(), min_size=count, max_size=count, unique=True))
        paragraphs = tuple(f"Paragraph {_NUMBERS[n]}: {body}." for n, body in enumerate(bodies))
        lead = draw(st.integers(1, count - 2))
        return Repeated("".join(f"{p}\n" for p in (*paragraphs, *paragraphs[lead:])), paragraphs, count - lead)

    return articles()


def corpora(most: int = 12) -> st.SearchStrategy[Planted]:
    """
    Texts in some order, at the *most* so many, with planted groups of copies: the same, or with one word of many
    replaced.

    Texts of different groups have no word in common, so that no measure of likeness can take them for copies.

    >>> from hypothesis import find
    >>> found = find(corpora(2), lambda found: found.groups)
    >>> len(found.texts), found.groups
    (2, ((0, 1),))
    """

    @st.composite
    def planted(draw: st.DrawFn) -> Planted:
        texts: list[tuple[int, str]] = []
        count = draw(st.integers(1, max(1, most // 2)))
        for group in range(count):
            words = [f"{word}{chr(97 + group)}" for word in draw(_paragraphs(30)).split(" ")]
            texts.append((group, " ".join(words)))
            room = most - len(texts) - (count - 1 - group)
            for _ in range(draw(st.integers(0, min(2, room)))):
                place = draw(st.integers(0, len(words)))
                copy = [*words[:place], f"another{chr(97 + group)}", *words[place + 1 :]] if place else words
                texts.append((group, " ".join(copy)))
        mixed = draw(st.permutations(texts))
        members: dict[int, list[int]] = {}
        for at, (group, _) in enumerate(mixed):
            members.setdefault(group, []).append(at)
        groups = sorted(tuple(found) for found in members.values() if len(found) > 1)
        return Planted(tuple(text for _, text in mixed), tuple(groups))

    return planted()
