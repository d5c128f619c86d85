"""
Segmenting: the paragraphs of books come out the same in whatever shape a book is, and how fast they are found.

Rule 1: what's right is known: the paragraphs are those of the corpus, and the shapes are made of them here.
Rule 2: a wrong answer ends the run before anything is timed.
Rule 3: speed is compared within one run, with one pass of a pattern for blank lines over the same text.

    python benchmarks/bench_segmenting.py --megabytes 5
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from textwrap import TextWrapper
from time import process_time

import corpus

from docnorm import kernel
from docnorm.segmenting import Segmentation, segment

WIDTH = 72
PLAIN = re.compile(r"\n[ \t]*\n\s*")

_WRAP = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False).fill
_INDENT = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False, initial_indent="  ").fill

SHAPES: dict[str, Callable[[list[str]], str]] = {
    "wrapped": lambda paragraphs: "\n\n".join(map(_WRAP, paragraphs)),
    "wrapped and indented": lambda paragraphs: "\n\n".join(map(_INDENT, paragraphs)),
    "indented, no blank lines": lambda paragraphs: "\n".join(map(_INDENT, paragraphs)),
    "one a line": "\n".join,
    "one a line, blank lines": "\n\n".join,
}


def main(argv: list[str] | None = None) -> int:
    """
    Check, and then measure.
    """
    parser = argparse.ArgumentParser(description="Segment books in several shapes, and tell how fast that is.")
    parser.add_argument("--megabytes", type=float, default=5, help="how large the texts are that are timed (5)")
    parser.add_argument("--repeat", type=int, default=5, help="the best of so many runs counts (5)")
    options = parser.parse_args(argv)
    if kernel.IMPLEMENTATION != "native":
        print("This measures the native kernel, but it isn't built: run `make setup` with Rust installed.")
        return 1
    editions = _editions()
    if not _check(editions):
        print("Some paragraphs were not found again, so nothing is timed.")
        return 1
    _measure(max(editions.values(), key=len), options)
    return 0


def _editions() -> dict[str, list[str]]:
    path = corpus.CORPORA / "gutenberg_pride_alice" / "docs.jsonl"
    editions = defaultdict(list)
    if path.is_file():
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                row = json.loads(line)
                editions[row["id"].rpartition("/")[0]].append(" ".join(row["text"].split()))
    else:
        article = min((corpus.ROOT / "seeds").glob("000_*.txt"))
        editions["seeds"] = [line for line in article.read_text(encoding="utf-8").split("\n") if line.strip()]
    return dict(editions)


# -- Right -----------------------------------------------------------------------------------------------------------


def _check(editions: dict[str, list[str]]) -> bool:
    right = True
    print(f"| edition | paragraphs | set aside | {' | '.join(SHAPES)} |")
    print(f"|---|{'---:|' * (len(SHAPES) + 2)}")
    for edition, paragraphs in editions.items():
        # Asterisks between chapters are separators, and separators that follow each other are one block.
        wanted = list(filter(_has_words, paragraphs))
        shares = [_share(wanted, _found(shape(paragraphs))) for shape in SHAPES.values()]
        right &= min(shares) == 1
        told = " | ".join(f"{share:.2%}" for share in shares)
        print(f"| {edition} | {len(paragraphs)} | {len(paragraphs) - len(wanted)} | {told} |")
    return right


def _has_words(paragraph: str) -> bool:
    return any(map(str.isalnum, paragraph))


def _found(text: str) -> list[str]:
    blocks = (" ".join(text[start:stop].split()) for start, stop in segment([text])[0].spans)
    return list(filter(_has_words, blocks))


def _share(wanted: list[str], found: list[str]) -> float:
    if wanted == found:
        return 1
    same = sum(match.size for match in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
    return same / max(len(wanted), len(found))


# -- Fast ------------------------------------------------------------------------------------------------------------


def _measure(paragraphs: list[str], options: argparse.Namespace) -> None:
    texts = {name: shape(paragraphs) for name, shape in SHAPES.items()}
    texts["Markdown"] = "".join(map(_as_markdown, range(len(paragraphs)), paragraphs))
    print("\n| text | read as | MB/s | MB/s, mode given | times one pass of a pattern |")
    print("|---|---|---:|---:|---:|")
    for name, part in texts.items():
        text = (part + "\n\n") * max(1, round(options.megabytes * 1e6 / len(part)))
        size = len(text.encode()) / 1e6
        found = segment([text])[0]
        chosen, given, plain = (
            _best(options.repeat, run)
            for run in (_auto(text), _given(text, found), lambda text=text: PLAIN.split(text))
        )
        print(f"| {name} | {found.mode} | {size / chosen:.0f} | {size / given:.0f} | {chosen / plain:.1f} |")


def _as_markdown(number: int, paragraph: str) -> str:
    if number % 10:
        return f"{_WRAP(paragraph)}\n\n"
    return f"## {number}\n\n- {paragraph[:60]}\n- **more**\n\n```\n# {number}\n\ncode\n```\n\n"


def _auto(text: str) -> Callable[[], object]:
    return lambda: segment([text])


def _given(text: str, found: Segmentation) -> Callable[[], object]:
    return lambda: segment([text], found.mode)


def _best(repeat: int, run: Callable[[], object]) -> float:
    times = []
    for _ in range(repeat):
        start = process_time()
        run()
        times.append(process_time() - start)
    return max(min(times), 1e-9)


if __name__ == "__main__":
    sys.exit(main())
