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
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from docnorm.alignment import Rewritten, Span, rewrite
from docnorm.replaying import replay
from docnorm.suspecting import LONGEST

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["Hit", "Proposal", "propose"]


class Hit(NamedTuple):
    """
    One replacement that ftfy proposes: a *span* of a line, what stands there, what would, and what stands around it.

    *joined* tells that it touches another hit, as the letters of a word do; *cut_off* that it touches a letter beyond
    ASCII that is in no hit, so that the two can hardly have been misread together.
    """

    span: Span
    source: str
    target: str
    around: str
    joined: bool
    cut_off: bool


class Proposal(NamedTuple):
    """
    What ftfy would do to a line.

    *codec* is the encoding with which the whole line was misread; if only parts of it were, it is empty.
    """

    codec: str
    hits: tuple[Hit, ...]


def propose(line: str) -> Proposal:
    """
    Return what ftfy would do to *line*, which has at most `suspecting.LONGEST` characters.

    >>> propose("donâ€™t").hits[0].target
    '’'
    """
    from ftfy import fix_and_explain

    fixed, steps = fix_and_explain(line, _config())
    if not steps:
        return Proposal("", ())
    action, parameter = steps[0]
    codec = parameter.replace("latin-1", "sloppy-windows-1252") if action == "encode" else ""
    # A line end is never a part of a character, though ftfy sometimes takes it for one.
    hits = (hit for hit in _hits(line, _exact(line, fixed, steps)) if "\n" not in hit.source)
    return Proposal(codec, tuple(hit for hit in hits if hit.source != hit.target))


@cache
def _config() -> TextFixerConfig:
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
    torn = {at for run in _RUN.finditer(line) if _is_torn(run, covered) for at in range(*run.span())}
    for (start, stop), target in changes:
        around = line[max(0, start - 1) : start] + line[stop : stop + 1]
        joined = start in stops or stop in starts
        yield Hit(Span(start, stop), line[start:stop], fixed.text[slice(*target)], around, joined, start in torn)


_RUN = re.compile(r"[^\x00-\x7f]+")


def _is_torn(run: re.Match[str], covered: set[int]) -> bool:
    return any(character.isalpha() and at not in covered for at, character in enumerate(run[0], run.start()))
