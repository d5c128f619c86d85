"""
What comes of a run: canonical documents and the map back, in memory or from a folder.

Rule 1: a result from a folder and the result that was written to it answer every question alike.
Rule 2: there's no decision here, only questions; the answers come from `provenance` and `explaining`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from docnorm import alarming, explaining, provenance, writing
from docnorm.alarming import Alarm
from docnorm.errors import BadInput
from docnorm.explaining import Explanation
from docnorm.gathering import Gathered, gather
from docnorm.model import Entry, Match, Record, Run
from docnorm.profile import Profile, higher
from docnorm.provenance import Origin, Provenance

__all__ = ["Result", "load"]


@dataclass(frozen=True)
class Result:
    """
    Canonical documents, and for every block of every source what became of it and why.

    >>> import docnorm
    >>> body = "".join(f"This is paragraph {n}, which is long enough to count as substantial.\\n" for n in "ab")
    >>> result = docnorm.canonicalize([docnorm.Source("twice", (body * 2).encode())])
    >>> result.documents["twice"] == body, [block.status for block in result.blocks]
    (True, ['kept', 'kept', 'dropped', 'dropped'])
    """

    provenance: Provenance = field(repr=False)
    profile: Profile
    about: Mapping[str, Any] = field(repr=False)
    again: Callable[[Profile], Result] | None = field(default=None, repr=False, compare=False)

    @property
    def documents(self) -> Mapping[str, str]:
        """
        The canonical texts, by the ids of their sources.
        """
        return MappingProxyType(self.provenance.documents)

    @property
    def sources(self) -> tuple[Entry, ...]:
        """
        An entry for each source: how it was read, and what was decided of it as a whole.
        """
        return self.provenance.entries

    @property
    def blocks(self) -> tuple[Record, ...]:
        """
        The records of all blocks of all sources, in order: the provenance map.
        """
        return self.provenance.records

    @property
    def matches(self) -> tuple[Match, ...]:
        """
        The verified matches between what is like something kept, and that.
        """
        return tuple(provenance.matches(self.provenance))

    @property
    def near_guarded(self) -> tuple[Match, ...]:
        """
        The matches that reach the threshold, and whose block was kept all the same, because of the guard.
        """
        return tuple(match for match in self.matches if match.guarded)

    @property
    def groups(self) -> tuple[Gathered, ...]:
        """
        What is repeated, each with all that repeats it, dropped or kept: whole documents, runs and single blocks, with
        the true similarity of each to the kept copy. What goes with a document or a run isn't told once more by itself.
        """
        return gather(self.provenance)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """
        What is beyond the limits of the profile: how much was dropped, and how large groups are.
        """
        return tuple(alarming.alarms(self.provenance, self.profile))

    @property
    def expected_recall(self) -> float:
        """
        The probability with which a pair whose similarity is just the threshold was found.
        """
        return self.profile.recall

    def rethreshold(self, threshold: Fraction | str | float) -> Result:
        """
        Return the result with a higher *threshold*: decided again from what was compared, without comparing again.
        """
        if self.again is None:
            remedy = "run docnorm again on the sources, with another threshold"
            raise BadInput("it comes from a folder, which doesn't hold what was compared", "result", remedy)
        return self.again(higher(self.profile, threshold))

    @property
    def runs(self) -> tuple[Run, ...]:
        """
        The runs of blocks that repeat other blocks in order; those between documents are reported and kept.
        """
        return tuple(self.provenance.runs.values())

    @property
    def counts(self) -> dict[str, Any]:
        """
        How many sources and blocks were kept, dropped for which reason, and quarantined; and the bytes that were read.
        """
        blocks = Counter(record.reason if record.status != "kept" else "kept" for record in self.blocks)
        sources = Counter(entry.verdict.reason or entry.verdict.status for entry in self.sources)
        return {
            "sources": dict(sorted(sources.items())),
            "blocks": {str(reason): blocks[reason] for reason in sorted(blocks, key=str)},
            "bytes": sum(entry.size for entry in self.sources),
            "characters": sum(len(text) for text in self.documents.values()),
            "runs": len(self.runs),
        }

    def restore(self, source: str) -> bytes:
        """
        Return the bytes of *source* as they were found.
        """
        return provenance.restore(self.provenance, source)

    def explain(self, place: str, side: Literal["source", "document"] | None = None) -> Explanation:
        """
        Return what became of a line of a source (`NAME:LINE`), or where one of a canonical document
        (`documents/NAME:LINE`) comes from.
        """
        return explaining.explain(self.provenance, place, side, self.profile)

    def trace(self, document: str, span: tuple[int, int]) -> list[Origin]:
        """
        Return where the characters *span* of a canonical *document* come from: sources and bytes.
        """
        return provenance.trace(self.provenance, document, span)

    def verify(self) -> None:
        """
        Check all that the map promises, each restored source among it; raise `CorruptOutput` if anything isn't so.
        """
        provenance.check(self.provenance)

    def write(self, folder: str | Path, *, force: bool = False) -> None:
        """
        Write the output *folder*: whole, or not at all. An older output is replaced only with *force*.
        """
        about = {
            **self.about,
            "profile": self.profile.as_json(),
            "fingerprint": self.profile.fingerprint,
            "counts": self.counts,
            "alarms": [str(alarm) for alarm in self.alarms],
        }
        writing.write_folder(self.provenance, about, _folder(folder), force=force)


def _folder(folder: object) -> Path:
    if not isinstance(folder, str | Path):
        raise BadInput(f"it's {type(folder).__name__}, not a path", "folder", "name a folder")
    return Path(folder)


def load(folder: str | Path) -> Result:
    """
    Return the result that was written to *folder*, if every byte of it is as it was written.

    >>> load("no/such/folder")
    Traceback (most recent call last):
    docnorm.errors.BadInput: no/such/folder: it's not an output folder of docnorm; name one that has a manifest.json
    """
    found, manifest = writing.load_folder(_folder(folder))
    about: dict[str, Any] = {name: manifest[name] for name in ("docnorm", "scheme", "prefer") if name in manifest}
    return Result(found, Profile.from_json(manifest["profile"]), about)
