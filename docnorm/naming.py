"""
What a text names: the words that a nearly equal text must have, too, to stand for it.

Rule 1: a word is taken for a name if it has a capital where no sentence begins; where all is in capitals, or a language
        gives them to every noun, many words are. That keeps too much, never too little.
Rule 2: scripts without capitals have no names here.
"""

from __future__ import annotations

import re

__all__ = ["names", "words"]

_WORD = re.compile(r"\w+")
_BEGINS = re.compile(r"""(?:^|\n[ \t]*\n|\n[ \t]*[-–—•*#>|]+|[.!?…。！？]['"’”)\]]*\s)[\s'"‘’“”(\[*_#>|•-]*$""")
_BACK = 8


def words(text: str) -> frozenset[str]:
    """
    Return the words of *text*, in small letters.

    >>> sorted(words("The old QUAY, the quay"))
    ['old', 'quay', 'the']
    """
    return frozenset(_WORD.findall(text.casefold()))


def names(text: str) -> frozenset[str]:
    """
    Return the words of *text* that have a capital and don't begin a sentence, in small letters.

    A name that a sentence begins with isn't seen there; most texts have it elsewhere, too.

    >>> sorted(names("Yesterday the mayor, Mrs Brown, met Mr O'Neill. She came from Leeds."))
    ['brown', 'leeds', 'mr', 'mrs', 'neill', 'o']
    """
    if text.islower():
        return frozenset()
    found = (word for word in _WORD.finditer(text) if word[0] != word[0].lower())
    return frozenset(word[0].casefold() for word in found if not _begins(text, word.start()))


def _begins(text: str, at: int) -> bool:
    return _BEGINS.search(" " + text[at - _BACK : at] if at > _BACK else text[:at]) is not None
