"""
Patterns of paths, as people know them from .gitignore.

Rule 1: a pattern without a slash is looked for at any depth; one with a slash begins at the root.
Rule 2: what matches a folder matches all that's in it.
Rule 3: names are compared as they are, whatever the system thinks of upper and lower case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

__all__ = ["Globs"]


@dataclass(frozen=True, slots=True)
class Globs:
    """
    Patterns, of which one is enough.

    >>> globs = Globs(("vendor", "*.min.js", "docs/**/old.md", "build/"))
    >>> [globs.match(path) for path in ("a/vendor/x.md", "vendor.md", "docs/a/b/old.md", "sub/docs/old.md", "build")]
    [True, False, True, False, False]
    """

    patterns: tuple[str, ...] = ()

    def match(self, path: str) -> bool:
        """
        Whether *path*, relative to the root and with forward slashes, matches one of the patterns.
        """
        parts = path.split("/")
        return any(_fits(parts, _parts(pattern)) for pattern in self.patterns)


def _parts(pattern: str) -> list[str]:
    # The part behind a slash at the end is what's in the folder, whatever its name.
    parts = pattern.removeprefix("./").rstrip("/").split("/")
    is_anchored = len(parts) > 1
    return [
        *([] if is_anchored else ["**"]),
        *(part for part in parts if part),
        *(["*"] if pattern[-1:] == "/" else []),
    ]


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(_fits(parts[start:], pattern[1:]) for start in range(len(parts) + (len(pattern) == 1)))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])
