"""
What ftfy would do to a line, replacement by replacement.

Most of what was misread is explained by a codec alone. ftfy knows what else happens to it: a no-break space that became
a space, a byte that was lost, control characters, the UTF-8 of Java and of Oracle.

Rule 1: only damage is proposed: no quote, entity, ligature, width or line end is touched here.
Rule 2: ftfy is imported by functions, never by the module: a clean text needs none of it.
Rule 3: a proposal is exact: each replacement is known to the character, or the line is one coarse change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from docnorm.alignment import Change, Rewritten, Span, rewrite
from docnorm.grading import is_mixed
from docnorm.replaying import replay
from docnorm.suspecting import LONGEST

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["Hit", "Proposal", "config", "propose"]


class Hit(NamedTuple):
    """
    One replacement that ftfy proposes: a *span* of a line, what stands there, what would, and what stands beside it.

    *joined* tells that it touches another hit, as the letters of a word do; *cut_off* that it touches a letter beyond
    ASCII that is in no hit, or a hit of another script, so that the two can hardly have been misread together.
    """

    span: Span
    source: str
    target: str
    before: str
    after: str
    joined: bool
    cut_off: bool


class Proposal(NamedTuple):
    """
    What ftfy would do to a line.

    *codec* is the encoding with which the whole line was misread; if only parts of it were, it is empty. *is_foreign*
    tells that more than the hits cover stands in long runs outside of them: the line is in quite another encoding, of
    Japanese, say. *is_misread* tells that the hits cover more than the letters beyond ASCII that are in none.
    """

    codec: str
    hits: tuple[Hit, ...]
    is_foreign: bool = False
    is_misread: bool = False


def propose(line: str) -> Proposal:
    """
    Return what ftfy would do to *line*, which has at most `suspecting.LONGEST` characters.

    >>> propose("donâ€™t").hits[0].target
    '’'
    """
    from ftfy import fix_and_explain

    fixed, steps = fix_and_explain(line, config())
    if not steps:
        return Proposal("", ())
    action, parameter = steps[0]
    codec = parameter.replace("latin-1", "sloppy-windows-1252") if action == "encode" else ""
    # A line end is never a part of a character, though ftfy sometimes takes it for one.
    hits = tuple(hit for hit in _hits(line, _exact(line, fixed, steps)) if "\n" not in hit.source)
    covered = {at for hit in hits for at in range(*hit.span)}
    rest = [at for at, character in enumerate(line) if character > "\x7f" and at not in covered]
    letters = sum(line[at].isalpha() for at in rest)
    is_foreign = len(covered) < _in_long_runs(line, rest)
    changed = tuple(hit for hit in hits if hit.source != hit.target)
    return Proposal(codec, changed, is_foreign, is_misread=len(covered) >= letters)


def _in_long_runs(line: str, rest: list[int]) -> int:
    long = [run.span() for run in _RUN.finditer(line) if run.end() - run.start() >= _LONG]
    return sum(bisect_left(rest, stop) - bisect_left(rest, start) for start, stop in long)


@cache
def config() -> TextFixerConfig:
    """
    Return ftfy's options, of which only those for encodings are on.
    """
    # Every option is named, and `explain` is on, because ftfy ignores some of them without it.
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        max_decode_length=LONGEST,
        explain=True,
    )


def _exact(line: str, fixed: str, steps: Iterable[tuple[str, str]]) -> Rewritten:
    # One coarse change is still a true account, should ftfy ever do something else than it told.
    replayed = replay(line, steps)
    return replayed if replayed.text == fixed else Rewritten(*rewrite(line, [(0, len(line), fixed)]))


def _hits(line: str, fixed: Rewritten) -> Iterator[Hit]:
    changes = list(fixed.alignment.changes())
    several = [span for span, _ in changes if span.stop - span.start > 1]
    starts, stops = {span.start for span in several}, {span.stop for span in several}
    covered = {at for span, _ in changes for at in range(*span)}
    mixed = set(_mixed(fixed, changes))
    torn = {at for run in _RUN.finditer(line) if _is_torn(run, covered, mixed) for at in range(*run.span())}
    for (start, stop), target in changes:
        yield Hit(
            Span(start, stop),
            line[start:stop],
            fixed.text[slice(*target)],
            line[max(0, start - 3) : start],
            line[stop : stop + 1],
            joined=start in stops or stop in starts,
            cut_off=start in torn,
        )


def _mixed(fixed: Rewritten, changes: list[Change]) -> Iterator[int]:
    # Of hits that touch, a Hebrew mark beside a Latin letter is nobody's text.
    for number, (source, target) in enumerate(changes[1:], 1):
        before = changes[number - 1]
        touches = before.source.stop == source.start
        if touches and is_mixed(fixed.text[before.target.start : target.stop]):
            yield source.start


_RUN = re.compile(r"[^\x00-\x7f]+")
_LONG: Final = 4  # characters beyond ASCII in a row: more than Western text has


def _is_torn(run: re.Match[str], covered: set[int], mixed: set[int]) -> bool:
    rest = [at for at in range(*run.span()) if at not in covered]
    if not mixed.isdisjoint(range(*run.span())):
        return True
    return 3 * len(rest) > len(run[0]) or any(run.string[at].isalpha() for at in rest)
