"""
Messy novels for the benchmarks: real texts, made messy in ways that are known.

Rule 1: nothing is downloaded, and the same call gives the same bytes.
Rule 2: one kind of mess a text, so that a figure can be put down to it.
"""

from __future__ import annotations

import json
import random
import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDED = ("gutenberg_pride_alice/docs.jsonl", "laws_zh_sample/docs.jsonl", "encodings_dev/files/udhr")
"""What of the corpora the novels are made of."""


def novels(corpora: Path) -> dict[str, tuple[bytes, ...]]:
    """
    Return novels by what is messy about them; most are one text, some come twice.
    """
    english, french, chinese = (_wrapped(_english(corpora)), _wrapped(_french(corpora)), "\n\n".join(_chinese(corpora)))
    curly, rng = english.replace("\n", "\r\n"), random.Random(1)
    straight = english.translate({ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"})
    mixed = "".join(line + rng.choice(("\r\n", "\n")) for line in english.split("\n"))
    return {
        "English, straight quotes, LF": (straight.encode(),),
        "English, curly quotes, CRLF, with a mark": (curly.encode("utf-8-sig"),),
        "the same in UTF-16": (b"\xff\xfe" + curly.encode("utf-16-le"),),
        "English, curly quotes, CRLF or LF by chance": (mixed.encode(),),
        "French, decomposed (NFD)": (unicodedata.normalize("NFD", french).encode(),),
        "French, UTF-8 read as Windows-1252": (french.encode().decode("cp1252", "ignore").encode(),),
        "Chinese laws, GB 18030, CRLF": (chinese.replace("\n", "\r\n").encode("gb18030"),),
        "English, curly quotes, CRLF, twice": (curly.encode(), curly.encode()),
        "the same, once with straight quotes and LF": (curly.encode(), straight.encode()),
    }


def files(corpora: Path) -> Iterator[tuple[str, bytes]]:
    """
    Yield every file of the corpora, by its name.
    """
    for path in sorted(path for path in corpora.rglob("*") if path.is_file()):
        yield path.relative_to(corpora).as_posix(), path.read_bytes()


def _texts(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _wrapped(paragraphs: list[str]) -> str:
    # As Project Gutenberg does it.
    return "\n\n".join(textwrap.fill(paragraph, 72, break_on_hyphens=False) for paragraph in paragraphs) + "\n"


def _english(corpora: Path) -> list[str]:
    docs = _texts(corpora / "gutenberg_pride_alice" / "docs.jsonl")
    return [doc["text"] for doc in docs if doc["id"].startswith("pride/se/")]


def _french(corpora: Path) -> list[str]:
    # There's no French novel at hand: the words of a French declaration and an article, by chance.
    folder, rng = corpora / "encodings_dev" / "files", random.Random(1)
    text = (folder / "udhr" / "French_Francais-Latin1").read_text(encoding="latin-1")
    text += (folder / "charset_normalizer" / "sample-french.txt").read_text(encoding="utf-8")
    words = text.replace("'", "’").split()
    return [" ".join(rng.choices(words, k=rng.randint(10, 120))) for _ in range(1800)]


def _chinese(corpora: Path) -> list[str]:
    docs = _texts(corpora / "laws_zh_sample" / "docs.jsonl")
    return [docs[number]["text"] for number in range(0, len(docs), 5)]
