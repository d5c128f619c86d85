r"""
What each stage made of a document: how it was decoded, what was repaired, what was normalized, where its blocks are.

Rule 1: a view is a value; `str(view)` is what a person reads, and holds nothing that isn't in the value.
Rule 2: a stage is looked at by doing without the later ones: no rules shows decoding; line ends and repair show repair.
Rule 3: places are those of the source, as an editor shows them; only blocks have their characters in the clean text.
Rule 4: text of documents is shown with its controls escaped, so that it can't act on a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

from docnorm.alignment import Span
from docnorm.attributing import Edit, Lines, Reported, attribute, limited, reported
from docnorm.diffing import findings_in_short, spelled
from docnorm.escaping import excerpt, visible
from docnorm.model import Decoding, Document, How
from docnorm.pipeline import normalize
from docnorm.profile import STANDARD, Profile
from docnorm.segmenting import Segmentation, segment

__all__ = ["STAGES", "Decoded", "Normalized", "Repaired", "Segmented", "Stage", "Stages", "View", "stage", "stages"]

Stage = Literal["decode", "repair", "normalize", "segment"]

_MOST = 20  # changes of normalization that are told one by one; the report in JSON has all of them
_WIDTH = 60  # characters of a block, or of one side of a change, that are shown
_POINTS = 8  # characters whose code points are told

# What an answer of the ladder says of the questions before it.
_WHY: Final[Mapping[How, str]] = MappingProxyType(
    {
        "text": "it was a text already",
        "bom": "it begins with a byte order mark",
        "utf-8": "all its bytes are UTF-8",
        "utf-8-islands": "most of what isn't ASCII in it is UTF-8",
        "declared": "it was declared",
        "western": "it isn't UTF-8, and is most plausible as a Western text",
        "utf-16": "it has no byte order mark, and the zeros of wide characters",
        "detected": "it isn't UTF-8, and is most plausible in this encoding",
        "binary": "its bytes aren't those of a text",
        "undecodable": "no encoding was found that leads back to its bytes",
    }
)


class Located(NamedTuple):
    """
    An edit and where it is in the source: in which line and column, both counted from 1.
    """

    edit: Edit
    line: int
    column: int


class Block(NamedTuple):
    """
    A block: its first and last line in the source, its characters in the clean text, and its first words.
    """

    first_line: int
    last_line: int
    chars: Span
    words: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """
    How bytes became a text: the encoding and how it was found, line ends, and bytes that are no characters in it.
    """

    decoding: Decoding
    why: str
    line_ends: Mapping[str, int]
    islands: tuple[Located, ...]
    findings: tuple[Reported, ...]
    data: bytes = field(repr=False)

    @property
    def short(self) -> str:
        """
        The same in one line.
        """
        if not self.decoding.is_text:
            return f"no text ({self.decoding.how}): {self.why}"
        wrong = [_count(len(self.islands), "place") + " with bytes that aren't in it"] if self.islands else []
        return "; ".join(
            [f"{self.decoding.codec} ({self.decoding.how}): {self.why}", f"line ends {self._ends()}", *wrong]
        )

    def __str__(self) -> str:
        if not self.decoding.is_text:
            return self.short
        mark = self.decoding.bom.hex(" ") or "none"
        return "\n".join(
            [
                f"read as:         {self.decoding.codec} ({self.decoding.how}, confidence {self.decoding.confidence}%)",
                f"why:             {self.why}",
                f"byte order mark: {mark}",
                f"line ends:       {self._ends()}",
                *(f"islands:         {_count(len(self.islands), 'place')}" for _ in self.islands[:1]),
                *_table([[_place(told), *self._island(told.edit)] for told in self.islands]),
                *_reported(self.findings),
            ]
        )

    def _ends(self) -> str:
        return ", ".join(f"{end} {count:,}" for end, count in self.line_ends.items()) or "none"

    def _island(self, edit: Edit) -> list[str]:
        what = "lost" if set(edit.canonical) == {"\ufffd"} else excerpt(edit.canonical, _WIDTH)
        data = self.data[slice(*edit.bytes)]
        return [f"byte {edit.bytes.start:,}", f"{data[:_POINTS].hex(' ')}{' …' * (len(data) > _POINTS)} → {what}"]


@dataclass(frozen=True, slots=True)
class Repaired:
    """
    What was misread and is repaired, and what only might have been and stays. *is_on* tells whether repair is on.
    """

    is_on: bool
    repairs: tuple[Located, ...]
    refused: tuple[Reported, ...]

    @property
    def short(self) -> str:
        """
        The same in one line.
        """
        if not self.is_on:
            return "off: the profile leaves it out"
        if not self.repairs and not self.refused:
            return "nothing was misread"
        refused = f", {len(self.refused)} left in doubt" if self.refused else ""
        return _count(len(self.repairs), "repair") + refused

    def __str__(self) -> str:
        rows = [[_place(told), _change(told.edit), _points(told.edit)] for told in self.repairs]
        refused = [[f"{told.line}:{told.column}", "stays", visible(told.finding.detail)] for told in self.refused]
        return "\n".join([self.short, *_table(rows), *_table(refused)])


@dataclass(frozen=True, slots=True)
class Normalized:
    """
    All that was changed, by which rule and how often, and what was found that a person should know of.
    """

    profile: str
    rules: Mapping[str, int]
    edits: tuple[Located, ...]
    findings: tuple[Reported, ...]

    @property
    def short(self) -> str:
        """
        The same in one line.
        """
        steps: Counter[str] = Counter()
        for rule, count in self.rules.items():
            steps[rule.partition(".")[0]] += count
        parts = ", ".join(f"{step} {count:,}" for step, count in steps.most_common())
        told = [findings_in_short(self.findings)] if self.findings else []
        return "; ".join([self._head() + (f": {parts}" if parts else ""), *told])

    def __str__(self) -> str:
        shown = [told for told in self.edits if not told.edit.rule.startswith("line-ends.")]
        rows = [[_place(told), told.edit.rule, _change(told.edit), _points(told.edit)] for told in shown[:_MOST]]
        rest = [f"  … and {len(shown) - _MOST:,} more"] if len(shown) > _MOST else []
        counts = [[f"{count:,} ×", rule] for rule, count in self.rules.items()]
        return "\n".join([self._head(), *_table(counts), *_table(rows), *rest, *_reported(self.findings)])

    def _head(self) -> str:
        return f"{_count(len(self.edits), 'change')} by the profile {self.profile}"


@dataclass(frozen=True, slots=True)
class Segmented:
    """
    The blocks of the clean text, how they were found, and why in that way.
    """

    mode: str
    why: str
    blocks: tuple[Block, ...]

    @property
    def short(self) -> str:
        """
        The same in one line.
        """
        return f"{_count(len(self.blocks), 'block')} by {self.mode}: {self.why}"

    def __str__(self) -> str:
        rows = [[_range(block.first_line, block.last_line), _range(*block.chars), block.words] for block in self.blocks]
        head = [["lines", "characters", ""]] if rows else []
        return "\n".join([self.short, *_table(head + rows)])


View: TypeAlias = Decoded | Repaired | Normalized | Segmented


@dataclass(frozen=True, slots=True)
class Stages:
    """
    What each stage made of a document; without a text there's nothing behind decoding.
    """

    id: str
    size: int
    decode: Decoded
    repair: Repaired
    normalize: Normalized
    segment: Segmented

    def __str__(self) -> str:
        views = {"decode": self.decode.short}
        if self.decode.decoding.is_text:
            views |= {"repair": self.repair.short, "normalize": self.normalize.short, "segment": self.segment.short}
        head = f"{visible(self.id) or 'document'}: {_count(self.size, 'byte')}"
        return "\n".join([head, *(f"  {name + ':':<11}{short}" for name, short in views.items())])


def stages(data: bytes, profile: Profile = STANDARD, *, id: str = "") -> Stages:  # noqa: A002
    """
    Return what each stage makes of the bytes *data*.

    >>> print(stages("It’s cafÃ© — naïve.\\r\\n".encode(), id="note.txt"))
    note.txt: 28 bytes
      decode:    utf-8 (utf-8): all its bytes are UTF-8; line ends CRLF 1
      repair:    1 repair
      normalize: 3 changes by the profile standard: quotes 1, repair 1, line-ends 1
      segment:   1 block by line: no blank lines part its lines
    """
    clean = normalize(data, profile, id=id)
    views = (_normalized(clean, profile), _segmented(clean, profile))
    return Stages(id, len(data), _decoded(data, profile, id), _repaired(data, profile, id), *views)


def stage(data: bytes, after: Stage, profile: Profile = STANDARD, *, id: str = "") -> View:  # noqa: A002
    """
    Return what one stage makes of the bytes *data*.

    >>> print(stage("It’s cafÃ© — naïve.\\r\\n".encode(), "repair"))
    1 repair
      1:9  Ã© → é  U+00C3 U+00A9 → U+00E9
    """
    return _VIEWS[after](data, profile, id)


def _decoded(data: bytes, profile: Profile, name: str) -> Decoded:
    alone = limited(profile)
    document = normalize(data, alone, id=name)
    told = tuple(found for found in reported(document) if found.finding.kind == "declared-encoding-failed")
    edits = _located(document, attribute(document, alone))
    return Decoded(document.decoding, _WHY[document.decoding.how], _line_ends(document.decoded), edits, told, data)


def _repaired(data: bytes, profile: Profile, name: str) -> Repaired:
    alone = limited(profile, "line-ends", "repair")
    document = normalize(data, alone, id=name)
    edits = _located(document, (edit for edit in attribute(document, alone) if edit.rule == "repair"))
    refused = tuple(told for told in reported(document) if told.finding.kind == "suspect-mojibake")
    return Repaired("repair" in profile.rules, edits, refused)


def _normalized(document: Document, profile: Profile) -> Normalized:
    edits = _located(document, attribute(document, profile))
    rules = Counter(told.edit.rule for told in edits)
    return Normalized(_named(profile), dict(rules.most_common()), edits, tuple(reported(document)))


def _segmented(document: Document, profile: Profile) -> Segmented:
    (found,) = segment([document.text], profile.segment, [document.id])
    return Segmented(found.mode, found.why, _blocks(document, found))


_VIEWS: Final[Mapping[str, Callable[[bytes, Profile, str], View]]] = MappingProxyType(
    {
        "decode": _decoded,
        "repair": _repaired,
        "normalize": lambda data, profile, name: _normalized(normalize(data, profile, id=name), profile),
        "segment": lambda data, profile, name: _segmented(normalize(data, profile, id=name), profile),
    }
)
STAGES: Final[tuple[str, ...]] = tuple(_VIEWS)
"""The stages in their order."""


def _named(profile: Profile) -> str:
    switched = [*(f"without {name}" for name in profile.without), *(f"also {name}" for name in profile.also)]
    return profile.name + (f" ({', '.join(switched)})" if switched else "")


def _located(document: Document, edits: Iterable[Edit]) -> tuple[Located, ...]:
    found = list(edits)
    lines = Lines.of(document.decoded) if found else Lines.of("")
    return tuple(Located(edit, *lines.place(edit.source.start)) for edit in found)


def _line_ends(text: str) -> dict[str, int]:
    pairs = text.count("\r\n")
    counts = {"LF": text.count("\n") - pairs, "CRLF": pairs, "CR": text.count("\r") - pairs}
    others = {"NEL": "\x85", "LS": "\u2028", "PS": "\u2029"}
    counts |= {name: text.count(end) for name, end in others.items()}
    return {name: count for name, count in counts.items() if count}


def _blocks(document: Document, found: Segmentation) -> tuple[Block, ...]:
    lines = Lines.of(document.decoded)
    blocks = []
    for span in found.spans:
        start, stop = document.alignment.to_source(span)
        words = excerpt(" ".join(document.text[span.start : min(span.stop, span.start + 4 * _WIDTH)].split()), _WIDTH)
        blocks.append(Block(lines.place(start)[0], lines.place(max(start, stop - 1))[0], span, words))
    return tuple(blocks)


def _range(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


def _place(told: Located) -> str:
    return f"{told.line}:{told.column}"


def _change(edit: Edit) -> str:
    found, canonical = spelled(edit.found[:_WIDTH], edit.rule), spelled(edit.canonical[:_WIDTH])
    return f"{excerpt(found, _WIDTH) or '(nothing)'} → {excerpt(canonical, _WIDTH) or '(nothing)'}"


def _points(edit: Edit) -> str:
    return " → ".join(map(_code_points, (edit.found, edit.canonical))).removesuffix(" → ")


def _code_points(text: str) -> str:
    return " ".join([*(f"U+{ord(char):04X}" for char in text[:_POINTS]), *("…" for _ in text[_POINTS : _POINTS + 1])])


def _reported(findings: tuple[Reported, ...]) -> list[str]:
    rows = [
        [f"{told.line}:{told.column}", told.finding.severity, told.finding.kind, visible(told.finding.detail)]
        for told in findings
    ]
    return [findings_in_short(findings), *_table(rows)] if findings else []


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() for row in rows
    ]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
