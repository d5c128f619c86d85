"""
Encoding detectors: bytes → the text that they would give, or None where they give none.

chardet isn't installed with docnorm. It runs in an environment of its own, made like this:

    python -m venv build/chardet && build/chardet/bin/pip install chardet==7.7.0

and is asked there, once for all files, because starting it takes longer than its work.
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ["chardet", "each"]

_PROGRAM = """
import base64, json, sys, chardet
for line in sys.stdin:
    print(json.dumps(chardet.detect(base64.b64decode(line))["encoding"]))
"""


def each() -> dict[str, Callable[[list[bytes]], list[str | None]]]:
    """
    Return those that run in this process, by name.
    """
    return {"charset-normalizer": partial(_all, _charset_normalizer), "ftfy.guess_bytes": partial(_all, _guess_bytes)}


def chardet(python: Path, files: Iterable[bytes]) -> list[str | None]:
    """
    Return what chardet makes of each file, in the environment that *python* belongs to.
    """
    files = list(files)
    asked = "".join(b64encode(data).decode() + "\n" for data in files)
    told = subprocess.run([str(python), "-c", _PROGRAM], input=asked, capture_output=True, text=True, check=True).stdout
    return [_decoded(data, json.loads(line)) for data, line in zip(files, told.splitlines(), strict=True)]


def _all(detector: Callable[[bytes], str | None], files: list[bytes]) -> list[str | None]:
    return [detector(data) for data in files]


def _charset_normalizer(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else str(best).removeprefix("\ufeff")


def _guess_bytes(data: bytes) -> str | None:
    from ftfy import guess_bytes

    try:
        return str(guess_bytes(data)[0]).removeprefix("\ufeff")
    except UnicodeError:
        return None


def _decoded(data: bytes, codec: str | None) -> str | None:
    try:
        return None if codec is None else data.decode(codec, "replace").removeprefix("\ufeff")
    except LookupError:
        return None
