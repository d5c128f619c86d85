"""
Whether runs of characters were misread: what one run shows, what its line adds, and what the document adds.

Clean text, too, holds a few runs that would be UTF-8: `É²` after CAFÉ, `Р»` before a quotation. What tells them from
misread text is chance: the longer a run, the odder its characters in their place, the more runs of one codec in a line
and in a document, the less can it be an accident.

Rule 1: a run is read whole or not at all: a letter of the codec that is left over shows that it's something else.
Rule 2: a weak run is taken only along with strong ones of the same codec, and only into a script that they show.
Rule 3: what looks most like clean text (a mark after a word in capitals) is never taken for its own sake.
Rule 4: the order of lines doesn't matter, nor does that of the runs in a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from docnorm.alignment import Span
from docnorm.grading import Grade, Graded, block_of, grade, is_usual
from docnorm.misreading import Codec, Reading

__all__ = ["Judgement", "Line", "Run", "Verdict", "best", "judge", "script_blocks"]

_OVERWHELMING: Final = 18  # weight of a run that is no accident, whatever else stands in its line
_NOTABLE: Final = 5  # the same of one that a person should look at
_WHOLE_LINE: Final = 12  # the same of all runs of a line that was misread as a whole
_MISREAD_LINES: Final = 8  # with strong runs, from which on a document was misread as a whole
_SAMPLE: Final = 64  # distinct runs that show which codec it was


class Run(NamedTuple):
    """
    Characters beyond ASCII at *start*, and a few of those around them.
    """

    start: int
    text: str
    before: str
    after: str


class Line(NamedTuple):
    """
    A line, or a piece of a long one, and the runs in it.
    """

    span: Span
    runs: tuple[Run, ...]


class Verdict(NamedTuple):
    """
    What a run was, and whether that is to be believed; or, if it's *notable*, to be looked at by a person.
    """

    run: Run
    reading: Reading
    is_accepted: bool
    is_notable: bool


class Judgement(NamedTuple):
    """
    What was found of the runs of some lines, and whether the codec is trusted, so that other lines can be looked at.
    """

    verdicts: tuple[Verdict, ...]
    is_trusted: bool


class _Trust(IntEnum):
    NONE = 0
    SOME = 1  # two lines show that they were misread with the codec
    WHOLE = 2  # the document was: nearly all that could be its characters is explained


class _GradedLine(NamedTuple):
    """
    A line's runs that might have been misread. *is_misread* tells that they are the greater part of it, and *is_whole*
    that they are all of it, and no accident.
    """

    runs: tuple[tuple[Run, Graded], ...]
    explained: int
    unexplained: int
    has_strong: bool
    is_whole: bool

    @property
    def is_misread(self) -> bool:
        return self.explained >= self.unexplained


class _Evidence(NamedTuple):
    """
    What a document shows: how far a codec is trusted, the scripts of its clean text, and those and the strong runs'.
    """

    trust: _Trust
    clean: frozenset[str]
    shown: frozenset[str]


def script_blocks(text: Iterable[str]) -> frozenset[str]:
    """
    Return the scripts of *text*, and of the large alphabets the parts of them. Latin letters show nothing.

    >>> sorted(script_blocks("café, 北京"))
    ['east']
    """
    return frozenset(block_of(character) for character in set(text) if character > "\u02ff")


def best(lines: Sequence[Line], codecs: Sequence[Codec]) -> Codec | None:
    """
    Return the codec that explains most of what stands in *lines*, or None; of several, the first.
    """
    characters = Counter[str]()
    runs = Counter[tuple[str, str, str]]()
    for line in lines:
        for run in line.runs:
            characters.update(run.text)
            runs[run.text, run.before[-1:], run.after] += 1
    sample = sorted(runs.items(), key=lambda item: (-item[1], item[0]))[:_SAMPLE]
    shares = [sum(count for character, count in characters.items() if character in codec) for codec in codecs]
    perfect = sum(2 * len(text) * count for (text, _, _), count in sample)
    top, chosen = 0, None
    for codec, share in zip(codecs, shares, strict=True):
        if share * 4 >= max(shares):
            score = sum(count * grade(*run, codec).score for run, count in sample)
            top, chosen = (score, codec) if score > top else (top, chosen)
            if score == perfect:
                break
    return chosen


def judge(lines: Sequence[Line], codec: Codec, clean: Callable[[], frozenset[str]]) -> Judgement:
    """
    Return what the runs of *lines* were if *codec* misread them, and which of it is to be believed.

    *clean* gives the scripts that the document's clean text shows, see `script_blocks`; it's asked only if they matter.
    """
    graded = [found for line in lines if (found := _graded(line, codec)).runs]
    strong = {seen.text for line in graded if line.is_misread for _, seen in line.runs if seen.grade is Grade.STRONG}
    is_weak = any(seen.grade < Grade.STRONG for line in graded if line.is_misread for _, seen in line.runs)
    scripts = clean() if is_weak else frozenset[str]()
    evidence = _Evidence(_trust(graded, codec), scripts, scripts | script_blocks("".join(strong)))
    verdicts = tuple(_verdict(line, run, seen, evidence) for line in graded for run, seen in line.runs)
    return Judgement(verdicts, evidence.trust > _Trust.NONE)


def _graded(line: Line, codec: Codec) -> _GradedLine:
    runs: list[tuple[Run, Graded]] = []
    explained = unexplained = 0
    for run in line.runs:
        seen = grade(run.text, run.before, run.after, codec)
        explained += seen.explained
        unexplained += seen.unexplained
        if seen.grade is not Grade.NONE:
            runs.append((run, seen))
    has_strong = any(seen.grade is Grade.STRONG for _, seen in runs)
    is_whole = not unexplained and _is_no_accident(runs, has_strong=has_strong)
    return _GradedLine(tuple(runs), explained, unexplained, has_strong, is_whole)


def _is_no_accident(runs: Sequence[tuple[Run, Graded]], *, has_strong: bool) -> bool:
    # The same guess many times is still one guess; and signs of mathematics stand beside each other.
    told = {run.text: seen for run, seen in runs}
    if sum(seen.weight for seen in told.values()) < _WHOLE_LINE:
        return False
    if len(script_blocks("".join(seen.text for seen in told.values()))) > 2:
        return False
    if has_strong or all(seen.weight > _NOTABLE for seen in told.values()):
        return True
    return len(told) > 2 and all(text[0].isalpha() for text in told)


def _trust(lines: Sequence[_GradedLine], codec: Codec) -> _Trust:
    strong = sum(line.is_misread and line.has_strong for line in lines)
    explained = sum(line.explained for line in lines)
    unexplained = sum(line.unexplained for line in lines)
    if strong >= _MISREAD_LINES and strong * 4 >= len(lines) and unexplained * 50 <= explained:
        return _Trust.WHOLE
    return _Trust(strong > 1 and explained >= unexplained * (4 if codec.wide else 1))


def _verdict(line: _GradedLine, run: Run, seen: Graded, evidence: _Evidence) -> Verdict:
    if seen.grade is Grade.STRONG:
        is_accepted = line.is_misread or seen.weight >= _OVERWHELMING
    else:
        is_accepted = line.is_misread and _is_supported(line, run, seen, evidence)
    return Verdict(run, seen.reading, is_accepted, seen.weight > _NOTABLE)


def _is_supported(line: _GradedLine, run: Run, seen: Graded, evidence: _Evidence) -> bool:
    blocks = script_blocks(seen.text)
    is_whole = evidence.trust is _Trust.WHOLE or line.is_whole
    if seen.grade is Grade.CLASH:
        # A letter of another script in a word: where the document was misread, or has that script, that may be so.
        inside = run.before[-1:].islower() or run.after.islower()
        is_shown = bool(blocks) and blocks <= evidence.shown
        return (is_whole and inside) or ((bool(evidence.trust) or line.is_whole) and is_shown)
    if seen.grade is Grade.WEAK and seen.weight > _NOTABLE and blocks and blocks <= evidence.clean:
        return True
    if not (evidence.trust or line.has_strong or is_whole):
        return False
    return is_whole or all(is_usual(c) or block_of(c) in evidence.shown for c in seen.text)
