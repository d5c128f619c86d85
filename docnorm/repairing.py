"""
Repair: characters that were read with the wrong encoding become what was written.

Two proposers look at suspect lines: the codecs that UTF-8 is misread with, of which the document shows which one it
was, and ftfy, which knows of losses on the way. Neither can tell `CAFÉ²`, a café with a footnote, from two bytes of
`CAFɲ`; so every single replacement is made only if it is plausible by itself, or if the rest of the line or of the
document supports it. What isn't made is told as a finding.

Rule 1: a text without damage costs the scan for suspect lines, and ftfy isn't imported.
Rule 2: a repair never loses what was there: no U+FFFD that wasn't there before, nothing within code.
Rule 3: repairing the result again changes nothing.
Rule 4: a text comes without surrogates and stays so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Final

from docnorm import markup
from docnorm.alignment import Alignment, Rewritten, Span, rewrite
from docnorm.grading import is_footnote
from docnorm.judging import Line, Run, Verdict, best, judge, script_blocks
from docnorm.misreading import codecs
from docnorm.model import Finding
from docnorm.proposing import Hit, Proposal, propose
from docnorm.suspecting import Suspects, accented_lines, suspect_lines

__all__ = ["repair"]

_ROUNDS: Final = 8  # a repair can make another one plausible; texts that need more than three are made up

_ACCENTED = re.compile(r"[^\x00-\x7f]")
_RUN = re.compile(r"[^\x00-\x7f]+")

_Edit = tuple[int, int, str]
_Scripts = Callable[[], frozenset[str]]

# What a single hit may become: how its bytes look when misread hardly stands in a text for itself.
_SAFE = (
    "\u0020-\u007e"  # ASCII is never misread; it stands between the hits of a coarse change
    "\u00a0-\u00ff"  # misread as Â or Ã and a symbol
    "\u0391-\u03c9"  # misread as Î or Ï and a symbol: the α, β, γ of the sciences
    "\u1e00-\u1eff"  # misread as three characters, like all below; Vietnamese
    "\u2000-\u2bff"  # punctuation, currencies, arrows, mathematics: the â€ of countless web pages
    "\ufb00-\ufb06"  # ligatures, from PDF files
    "\ufe0f"  # makes a symbol an emoji
    "\ufeff"  # the byte order mark, misread as ï»¿
    "\U0001f000-\U0001faff"  # emoji, misread as four characters
)

# The same, but only where a lower-case letter stands beside it: PÅ½ and Ä¶ are a capital letter and a symbol.
_SAFE_IN_WORDS = (
    "\u0100-\u017f"  # Latin Extended-A: Czech, Polish, Turkish, Latvian and others
    "\u01a0-\u01b0"  # Vietnamese ơ and ư
    "\u01cd-\u01dc"  # Pinyin
    "\u0218-\u021b"  # Romanian ș and ț
)

# What no single hit may become, whatever the document holds: as two characters they are someone's clean text.
_UNSAFE = (
    "\u0000-\u001f"  # NUL, as Java writes it
    "\u0220-\u036f"  # phonetic letters, modifiers, marks: CAFÉ², POCHÉ½, BASÉ°
    "\u0460-\u052f"  # historic and extended Cyrillic: 25 Ñ°C
    "\u0530-\u08ff"  # Armenian, Hebrew, Arabic, Syriac, Thaana, NKo and others: 5×², SØ°N, ÄÖÜ²
    "\u1100-\u11ff"  # parts of Hangul, which texts hold whole: á†, with a space behind it
)

_TRUSTED = re.compile(f"[{_SAFE}]+")
_TRUSTED_IN_WORDS = re.compile(f"[{_SAFE}{_SAFE_IN_WORDS}]+")
_NEVER_ALONE = re.compile(f"[{_UNSAFE}]")
_GREEK = re.compile("[\u0370-\u03ff]")


class _Decided:
    """
    What is to be replaced, and what could be but isn't, by where it starts. None of it overlaps.
    """

    def __init__(self) -> None:
        self.edits: dict[int, _Edit] = {}
        self.doubts: dict[int, _Edit] = {}
        self._taken: set[int] = set()

    def touches(self, span: Iterable[int]) -> bool:
        """
        Whether something in *span* is to be replaced.
        """
        return not self._taken.isdisjoint(span)

    def accept(self, edit: _Edit) -> None:
        """
        Replace it, unless a part of it is replaced already.
        """
        span = range(edit[0], edit[1])
        if self._taken.isdisjoint(span):
            self._taken.update(span)
            self.edits[edit[0]] = edit
            for at in span:
                self.doubts.pop(at, None)

    def doubt(self, edit: _Edit) -> None:
        """
        Tell that it could be replaced, unless a part of it is.
        """
        if self._taken.isdisjoint(range(edit[0], edit[1])):
            self.doubts.setdefault(edit[0], edit)


def repair(text: str, suspects: Suspects | None = None) -> tuple[Rewritten, tuple[Finding, ...]]:
    """
    Return *text* with its encoding repaired, and what might have been repaired but wasn't, by spans of *text*.

    *suspects* are its suspect lines, if they are known already.

    >>> repair("donâ€™t, she said in the CAFÉ²")[0].text
    'don’t, she said in the CAFÉ²'
    >>> repair("In `latin-1`, `â€™` is ’")[0].text
    'In `latin-1`, `â€™` is ’'
    >>> repair("caf茅, f眉r, don鈥檛")[0].text
    'café, für, don’t'
    """
    whole = Rewritten(text, Alignment.identity(len(text)))
    if text.isascii():
        return whole, ()
    doubts: dict[int, _Edit] = {}
    for _ in range(_ROUNDS):  # pragma: no branch (a bound that no known text reaches)
        decided = _decided(whole.text, suspects or suspect_lines(whole.text))
        suspects = None
        doubts = decided.doubts
        if not decided.edits:
            break
        repaired, alignment = rewrite(whole.text, (decided.edits[start] for start in sorted(decided.edits)))
        whole = Rewritten(repaired, whole.alignment.then(alignment))
    return whole, tuple(_finding(whole, *doubts[start]) for start in sorted(doubts))


def _finding(whole: Rewritten, start: int, stop: int, target: str) -> Finding:
    detail = f"'{whole.text[start:stop]}' may stand for '{target}'"
    return Finding("suspect-mojibake", whole.alignment.to_source(Span(start, stop)), detail)


def _decided(text: str, suspects: Suspects) -> _Decided:
    decided = _Decided()
    masked = _masked(text) if suspects.lines else text
    found = suspects if masked is text else suspect_lines(masked)
    if found.lines:
        scripts = cache(partial(script_blocks, masked))
        rest = _by_codec(masked, [_line(masked, span) for span in found.lines], scripts, decided)
        spans = (line.span for line in rest if line.span in found.of_ftfy)
        proposals = ((span.start, propose(masked[slice(*span)])) for span in spans)
        _by_ftfy(text, [proposal for proposal in proposals if proposal[1].hits], scripts, decided)
    return decided


def _masked(text: str) -> str:
    # Neither proposer is shown the accents of code: who quotes mojibake means it.
    hidden = [(start, stop, _ACCENTED.sub("x", text[start:stop])) for start, stop in markup.code(text)]
    return rewrite(text, hidden)[0] if hidden else text


def _line(text: str, span: Span) -> Line:
    first = span.start
    runs = (
        Run(start, text[start:stop], text[max(first, start - 3) : start], text[stop : stop + 1])
        for start, stop in map(re.Match.span, _RUN.finditer(text, *span))
    )
    return Line(span, tuple(runs))


def _by_codec(text: str, suspects: Sequence[Line], scripts: _Scripts, decided: _Decided) -> list[Line]:
    """
    Decide what the codecs explain, the one that explains most first; return the lines with what is left in them.
    """
    lines, untried = list(suspects), list(codecs())
    while lines and (codec := best(lines, untried)) is not None:
        untried.remove(codec)
        judgement = judge(lines, codec, scripts)
        if judgement.is_trusted:
            # What happened to the suspect lines happened to others, too, that aren't suspect by themselves.
            known = {line.span for line in suspects}
            spans = (span for span in accented_lines(text) if span not in known and codec.sign.search(text, *span))
            others = [_line(text, span) for span in spans]
            judgement = judge([*lines, *others], codec, scripts) if others else judgement
        for verdict in judgement.verdicts:
            _take(verdict, decided)
        lines = [line for line in (_left(line, decided) for line in lines) if line.runs]
    lossy = (line for line in suspects if "\ufffd" in text[slice(*line.span)])
    return list({line.span: line for line in (*lines, *lossy)}.values())


def _take(verdict: Verdict, decided: _Decided) -> None:
    for start, stop, target in verdict.reading.hits:
        edit = (verdict.run.start + start, verdict.run.start + stop, target)
        if verdict.is_accepted:
            decided.accept(edit)
        elif verdict.is_notable:
            decided.doubt(edit)


def _left(line: Line, decided: _Decided) -> Line:
    # A run of which a part is replaced was dealt with.
    runs = tuple(run for run in line.runs if not decided.touches(range(run.start, run.start + len(run.text))))
    return line if len(runs) == len(line.runs) else Line(line.span, runs)


def _by_ftfy(text: str, proposals: Sequence[tuple[int, Proposal]], scripts: _Scripts, decided: _Decided) -> None:
    for start, hit, accepted in _judged(proposals, scripts() if proposals else frozenset()):
        edit = (start + hit.span.start, start + hit.span.stop, hit.target)
        if accepted and text[edit[0] : edit[1]] == hit.source:  # a coarse change could cover code
            decided.accept(edit)
        else:
            decided.doubt(edit)


def _judged(proposals: Sequence[tuple[int, Proposal]], scripts: frozenset[str]) -> Iterator[tuple[int, Hit, bool]]:
    # A hit that is plausible shows that its line was misread. If a whole line was, so were its other hits; and if two
    # lines were, each as a whole and with one codec, so were others.
    plausible = [
        [_fits(hit, proposal) and _is_plausible(hit, scripts) for hit in proposal.hits] for _, proposal in proposals
    ]
    counts: Counter[str] = Counter()
    for (_, proposal), marks in zip(proposals, plausible, strict=True):
        counts[proposal.codec] += _is_misread(proposal, marks)
    for (start, proposal), marks in zip(proposals, plausible, strict=True):
        is_trusted = bool(proposal.codec) and (_is_misread(proposal, marks) or counts[proposal.codec] > 1)
        for hit, mark in zip(proposal.hits, marks, strict=True):
            is_right = mark or (is_trusted and _fits(hit, proposal) and not _NEVER_ALONE.search(hit.target))
            yield start, hit, is_right and hit.target.count("\ufffd") <= hit.source.count("\ufffd")


def _fits(hit: Hit, proposal: Proposal) -> bool:
    # Two characters are a letter by chance; one is a control character, and of three nearly all are what they seem.
    return not proposal.is_foreign and (proposal.is_misread or len(hit.source) != 2)


def _is_misread(proposal: Proposal, plausible: list[bool]) -> bool:
    return any(mark and len(hit.source) > 1 for hit, mark in zip(proposal.hits, plausible, strict=True))


def _is_plausible(hit: Hit, blocks: frozenset[str]) -> bool:
    if "\ufffd" in hit.target:
        # What is left of a letter that lost a byte: a capital in the middle of a word.
        return hit.before[-1:].islower() and hit.source[0].isupper()
    if len(hit.source) == 1:  # a control character, or Ã that had lost its space, but not where capitals go before
        return not (hit.target[0].islower() and hit.before[-1:].isupper())
    if hit.cut_off or is_footnote(hit.source, hit.target, hit.before, hit.after) or _is_beside_a_word(hit):
        return False
    beside = hit.before[-1:] + hit.after
    trusted = _TRUSTED_IN_WORDS if any(map(str.islower, beside)) else _TRUSTED
    if hit.joined or trusted.fullmatch(hit.target):
        return True
    shown = script_blocks(hit.target)
    return not _NEVER_ALONE.search(hit.target) and bool(shown) and shown <= blocks


def _is_beside_a_word(hit: Hit) -> bool:
    # A Greek letter at a word, as no text has it; or a sign behind a letter that isn't Â: VIENĀ² has a footnote.
    if not hit.joined and _GREEK.fullmatch(hit.target):
        return hit.before[-1:].isalpha() or hit.after.isalpha()
    return len(hit.source) == 2 and hit.source[0].isalpha() and hit.source[0] not in "ÂÃ" and not hit.target.isalpha()
