"""
Globs: patterns of paths, by a table.
"""

from __future__ import annotations

import pytest

from docnorm.globs import Globs

TABLE = [
    # pattern, paths that match, paths that don't
    ("vendor", ["vendor", "vendor/a.md", "x/vendor/a.md"], ["vendors", "a.vendor"]),
    ("*.min.js", ["a.min.js", "x/y/a.min.js"], ["a.js", "a.min.js.map"]),
    ("build/", ["build/a", "x/build/a/b"], ["build", "x/build"]),
    ("/notes.md", ["notes.md"], ["x/notes.md"]),
    ("./notes.md", ["notes.md", "x/notes.md"], []),
    ("docs/*.md", ["docs/a.md"], ["docs/x/a.md", "x/docs/a.md"]),
    ("docs/**/a.md", ["docs/a.md", "docs/x/y/a.md"], ["docs/xa.md"]),
    ("docs/**", ["docs/a", "docs/x/y"], ["doc/a"]),
    ("**/old/*.md", ["old/a.md", "x/y/old/a.md"], ["x/old.md"]),
    ("a[0-9].md", ["a1.md"], ["ab.md", "A1.md"]),
    ("a?c", ["abc"], ["a/c", "ac"]),
    ("[", ["["], ["a"]),
    ("caf\udce9*", ["caf\udce9.md"], ["café.md"]),
    ("new\nline", ["new\nline/a"], ["new"]),
]


@pytest.mark.parametrize(("pattern", "matching", "others"), TABLE, ids=[repr(row[0]) for row in TABLE])
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    """A pattern matches what .gitignore would match by it."""
    globs = Globs((pattern,))
    assert [*matching] == [path for path in [*matching, *others] if globs.match(path)]


def test_no_pattern_matches_nothing() -> None:
    """Without patterns nothing is meant, and of several one is enough."""
    assert not Globs().match("a")
    assert Globs(("b", "a")).match("a")
