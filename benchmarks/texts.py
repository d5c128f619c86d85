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

MESSES = (
    "English, straight quotes, LF, UTF-8",
    "English, curly quotes, CRLF, UTF-8 with a mark",
    "English, curly quotes, CRLF, UTF-16",
    "English, curly quotes, CRLF and LF by turns of chance, UTF-8",
    "French, curly apostrophes, decomposed (NFD), UTF-8",
    "French, curly apostrophes, UTF-8 read as Windows-1252",
    "Chinese, GB 18030, CRLF",
)


def novels(corpora: Path) -> dict[str, bytes]:
    """
    Return the bytes of a novel for each of `MESSES`.
    """
    english, french, chinese = _wrapped(_english(corpora)), _wrapped(_french(corpora)), "\n\n".join(_chinese(corpora))
    curly, rng = english.replace("\n", "\r\n"), random.Random(1)
    mixed = "".join(line + rng.choice(("\r\n", "\n")) for line in english.split("\n"))
    straight = english.translate({ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"})
    made = (
        straight.encode(),
        curly.encode("utf-8-sig"),
        b"\xff\xfe" + curly.encode("utf-16-le"),
        mixed.encode(),
        unicodedata.normalize("NFD", french).encode(),
        french.encode().decode("cp1252", "ignore").encode(),
        chinese.replace("\n", "\r\n").encode("gb18030"),
    )
    return dict(zip(MESSES, made, strict=True))


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
