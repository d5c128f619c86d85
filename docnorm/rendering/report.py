"""
What a command has to tell of files, as one plain value, whatever the format it's told in.

Rule 1: a report holds no clock, no host and no absolute path that wasn't given: the same files give the same report.
Rule 2: texts are as they were found; making them safe for a terminal, a page or an address is the renderer's business.
Rule 3: a fingerprint doesn't depend on lines, so that it outlives what is inserted before.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from docnorm.kinds import Severity

__all__ = ["Notice", "Place", "Report", "Statistic", "label", "marked"]


class Place(NamedTuple):
    """
    A line and a column of a file, both counted from 1.
    """

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """
    One thing to tell of one place: its *kind*, how bad it is, and a sentence; *count* of them in the whole file.

    *fixable* tells that `docnorm fix` sees to it; *related* is where else to look: for a repeat, its kept copy first.
    """

    kind: str
    severity: Severity
    place: Place
    message: str
    count: int = 1
    fixable: bool = False
    related: tuple[Place, ...] = ()
    fingerprint: str = ""


class Statistic(NamedTuple):
    """
    How many notices of a kind there are, and in how many files.
    """

    kind: str
    times: int
    files: int


@dataclass(frozen=True, slots=True)
class Report:
    """
    What *command* has to tell of so many *files*, in the order of the places; *passed_over* are pairs of a path and the
    reason; *meanings* says what each kind means.
    """

    command: str
    files: int
    notices: tuple[Notice, ...]
    passed_over: tuple[tuple[str, str], ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def statistics(self) -> list[Statistic]:
        """
        How often there is what, the most frequent kind first.

        >>> notices = (Notice("nfc", "warning", Place("a"), "", 2), Notice("nfc", "warning", Place("b"), "", 3))
        >>> Report("check", 2, notices).statistics
        [Statistic(kind='nfc', times=5, files=2)]
        """
        counts: Counter[str] = Counter()
        files: dict[str, set[str]] = {}
        for notice in self.notices:
            counts[notice.kind] += notice.count
            files.setdefault(notice.kind, set()).add(notice.place.path)
        kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return [Statistic(kind, counts[kind], len(files[kind])) for kind in kinds]


def marked(told: Iterable[tuple[Notice, str]]) -> Iterator[Notice]:
    """
    Yield notices with their fingerprints, by which another run knows them: of kind, path and the text that is *told*
    with each, which says what it's about, and of how many the same came before.

    >>> [first, second] = marked((Notice("nul", "error", Place("a.txt", line), ""), "U+0000") for line in (3, 9))
    >>> first.fingerprint, second.fingerprint
    ('190acf9466436973', '6b6698a718b9a4a3')
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for notice, text in told:
        what = (notice.kind, notice.place.path, text)
        data = "\0".join([*what, str(seen[what])]).encode("utf-8", "surrogatepass")
        seen[what] += 1
        yield replace(notice, fingerprint=hashlib.sha256(data).hexdigest()[:16])


def label(path: str) -> str:
    r"""
    Return *path* with bytes that aren't UTF-8 as escapes.

    >>> print(label("caf\udce9.txt"))
    caf\xe9.txt
    """
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
