"""
Real paragraphs by the hundred megabytes: those of the documentation that is on the machine.

Rule 1: nothing is downloaded, and nothing that is found gets into the project; a copy for the next run is in `build`.
Rule 2: whatever is left out is left out for all: short paragraphs, files that can't be read, and files that are copies
        of others byte for byte, such as a second installation.
Rule 3: what a collection is made of is told, with a digest: compare figures only where the digests are equal.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "paragraphs"
PLACES = ("/usr/share/doc", "~/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/share/doc")
SHORTEST = 20  # characters
KINDS = {".html", ".htm", ".txt", ".md", ".rst"}

_UNSEEN = re.compile(r"<(script|style|head|nav)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|li|h[1-6]|t[dhr]|d[dlt]|pre|section|article|blockquote|br\s*/)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Collection:
    """
    What a collection is made of; *path* has one paragraph a line, as a JSON string.
    """

    path: Path
    files: dict[str, int]
    paragraphs: int
    bytes: int
    different_bytes: int
    sha256: str

    def texts(self) -> list[str]:
        """
        Return the paragraphs.
        """
        return load(self.path)

    def told(self) -> dict[str, object]:
        """
        Return what a record says of it, which is all but the path.
        """
        return {name: value for name, value in asdict(self).items() if name != "path"}


def load(path: Path) -> list[str]:
    """
    Return the texts of a file that `collect` or `save` wrote.
    """
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def save(texts: Iterable[str], path: Path) -> None:
    """
    Write *texts*, one a line.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)


def collect(folders: Iterable[Path], build: Path = BUILD) -> Collection:
    """
    Return the paragraphs of the pages and texts in *folders*, in the order of the names, from *build* if they're there.
    """
    places = sorted(folder.expanduser().resolve() for folder in folders)
    path = build / f"{hashlib.sha256(repr(places).encode()).hexdigest()[:16]}.jsonl"
    files: Counter[str] = Counter()
    told = path.with_suffix(".files.json")
    if not told.exists():
        save(_paragraphs(places, files), path)
        told.write_text(json.dumps(files), encoding="utf-8")
    return _collection(path, json.loads(told.read_text(encoding="utf-8")))


def _collection(path: Path, files: dict[str, int]) -> Collection:
    texts = load(path)
    sizes = {text: len(text.encode()) for text in texts}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Collection(path, files, len(texts), sum(sizes[text] for text in texts), sum(sizes.values()), digest)


def _paragraphs(folders: Iterable[Path], files: Counter[str]) -> Iterator[str]:
    seen: set[bytes] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            kind = Path(path.name.removesuffix(".gz")).suffix.lower()
            if kind not in KINDS or path.is_symlink() or not path.is_file():
                continue
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            digest = hashlib.sha256(data).digest()
            if digest not in seen:
                seen.add(digest)
                files["/".join(folder.parts[-2:])] += 1
                yield from _of(data, kind)


def _of(data: bytes, kind: str) -> Iterator[str]:
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return
    pieces = _BLOCK.split(_UNSEEN.sub("", text)) if kind.startswith(".htm") else _BLANK.split(text)
    for piece in pieces:
        plain = html.unescape(_TAG.sub("", piece)) if kind.startswith(".htm") else piece
        paragraph = unicodedata.normalize("NFC", " ".join(plain.split()))
        if len(paragraph) >= SHORTEST:
            yield paragraph
