"""
Repair: characters that were read with the wrong encoding become what was written.

ftfy proposes, line by line; the document decides. ftfy sees one line and can't tell `CAFÉ²`, a café with a footnote,
from two bytes of `CAFɲ`; so a proposal is taken apart into its single replacements, the *hits*, and a hit is made
only if it is plausible by itself or if the rest of the document supports it. What isn't made is told as a finding.

Rule 1: only damage is repaired: no quote, entity, ligature, width or line end is touched here.
Rule 2: a text without damage costs one scan: `_RISKY` lets pass only what ftfy can't change, and ftfy isn't imported.
Rule 3: `_RISKY` is derived from ftfy's own tables and must stay sound; the tests derive it again.
Rule 4: a repair never loses what was there: no U+FFFD that wasn't there before, nothing within code.
Rule 5: the result holds no surrogate, and repairing it again changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from docnorm import markup
from docnorm.alignment import Alignment, Rewritten, Span, rewrite
from docnorm.model import Finding
from docnorm.replaying import replay

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["repair"]

_LONGEST: Final = 20_000  # characters of one line that ftfy sees at once: its time and memory stay bounded
_ROUNDS: Final = 8  # a repair can make another one plausible; texts that need more than three are made up

# The characters of ftfy.badness.MOJIBAKE_CATEGORIES, by the part that they play in ftfy's patterns.
_LOWER = "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ"  # lower_accented
_FACES = "°Ò-ÖÚÛò-öø-ûŌŐŪŲ"  # kaomoji: suspect only after something else
_LETTERS = "ÞΆΈ-ΊΌΎΏΑ-ωЁ-џ"  # lower_common, upper_common: suspect only before something else
_QUOTING = "¡©«®»¿˝΄΅‘‚“-„•‹›™\uf8ff"  # start_punctuation, end_punctuation: the same, or after something else
_PLAIN = "\xa0\xad´·–-―’…"  # common: suspect only after something else
_TELLING = (  # bad, law, currency, numeric, box, upper_accented, and Ù
    "¢-¨ª¬¯±-³µ¶¸-º¼-¾À-Ñ×-ÙÜÝ÷ĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽƒˆˇ˘˛˜Ґ†‡‰⁄₧€№∂∆∏∑√∞∩∫≈≠≡≤≥⌐│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓◊\ufffd"
)

# Every alternative of ftfy's BADNESS_RE holds one of these. Two accented lower-case letters, a dash beside a quotation
# mark, and words in Greek or Cyrillic hold none, so that clean texts in most languages pass. `re` is fast only where it
# can look for one class; so that Greek and Cyrillic letters needn't be in it, what stands before is looked up behind.
_RISKY = re.compile(
    f"[\x80-\x9fŒœ°Ђ{_TELLING}{_LOWER}{_QUOTING}](?:"
    "(?<=[\x80-\x9f])"
    "|(?<=[вВ]Ђ)"
    "|(?<=[ÃÂ])[ ]"
    "|(?<=[Œœ])[^A-Za-z]"
    f"|(?<=[{_LETTERS}{_QUOTING}][{_TELLING}{_LOWER}])"
    f"|(?<=[{_TELLING}])[{_TELLING}{_LOWER}{_FACES}{_LETTERS}{_QUOTING}{_PLAIN}]"
    f"|(?<=[{_LOWER}])[{_TELLING}{_QUOTING}{_PLAIN}]"
    f"|(?<=[ВГРСΒΓΞΟ][{_QUOTING}°])[ВГРСΒΓΞΟ])"
)

_ACCENTED = re.compile(r"[^\x00-\x7f]")

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
)

_TRUSTED = re.compile(f"[{_SAFE}]+")
_TRUSTED_IN_WORDS = re.compile(f"[{_SAFE}{_SAFE_IN_WORDS}]+")
_NEVER_ALONE = re.compile(f"[{_UNSAFE}]")

# Han, Kana, Hangul: one of them makes all plausible, because texts mix them.
_EAST_ASIAN = range(0x2E80, 0xD7B0)

# Blocks of 128 code points that show nothing by being there: misread text itself is made of them.
_LATIN = frozenset(range(0x0380 >> 7))


class _Hit(NamedTuple):
    """
    One replacement that ftfy proposes: a *span* of a line, what stands there, what would, and what stands around it.

    *joined* tells that it touches another hit, as the letters of a word do.
    """

    span: Span
    source: str
    target: str
    around: str
    joined: bool


class _Line(NamedTuple):
    """
    A line that starts at *start*, and what ftfy would do to it.

    *codec* is the encoding with which the whole line was misread; if only parts of it were, it is empty.
    """

    start: int
    codec: str
    hits: tuple[_Hit, ...]


def repair(text: str) -> tuple[Rewritten, tuple[Finding, ...]]:
    """
    Return *text*, which holds no surrogate, with its encoding repaired, and what couldn't be repaired, by its spans.

    >>> repair("donâ€™t, she said in the CAFÉ²")[0].text
    'don’t, she said in the CAFÉ²'
    >>> repair("In `latin-1`, `â€™` is ’")[0].text
    'In `latin-1`, `â€™` is ’'
    """
    if text.isascii():
        return Rewritten(text, Alignment.identity(len(text))), ()
    whole = Rewritten(text, Alignment.identity(len(text)))
    doubts: list[Finding] = []
    for _ in range(_ROUNDS):  # pragma: no branch (a bound that no known text reaches)
        edits, doubts = _decided(whole.text)
        if not edits:
            break
        repaired, alignment = rewrite(whole.text, edits)
        whole = Rewritten(repaired, whole.alignment.then(alignment))
    findings = (Finding(doubt.kind, whole.alignment.to_source(doubt.span), doubt.detail) for doubt in doubts)
    return whole, tuple(sorted(findings, key=lambda finding: finding.span))


def _decided(text: str) -> tuple[list[tuple[int, int, str]], list[Finding]]:
    edits: list[tuple[int, int, str]] = []
    doubts: list[Finding] = []
    if not _RISKY.search(text):
        return edits, doubts
    masked = _masked(text)
    lines = [line for span in _risky_lines(masked) if (line := _examined(masked[slice(*span)], span.start)).hits]
    for line, hit, accepted in _judged(lines, text):
        start, stop = (line.start + offset for offset in hit.span)
        if accepted and text[start:stop] == hit.source:  # a coarse change could cover code
            edits.append((start, stop, hit.target))
        else:
            detail = f"'{hit.source}' may stand for '{hit.target}'"
            doubts.append(Finding("suspect-mojibake", Span(start, stop), detail))
    return edits, doubts


def _masked(text: str) -> str:
    # ftfy isn't shown the accents of code: who quotes mojibake means it.
    hidden = [(start, stop, _ACCENTED.sub("x", text[start:stop])) for start, stop in markup.code(text)]
    return rewrite(text, hidden)[0]


def _risky_lines(text: str) -> Iterator[Span]:
    at = 0
    while found := _RISKY.search(text, at):
        start = text.rfind("\n", at, found.start()) + 1 or at
        at = text.find("\n", found.start()) + 1 or len(text)
        for span in _cut(text, start, at):
            if at - start <= _LONGEST or _RISKY.search(text, *span):
                yield span


def _cut(text: str, start: int, stop: int) -> Iterator[Span]:
    # Cut after a space if there is one, so that no misread character is cut in two.
    while stop - start > _LONGEST:
        middle = text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        yield Span(start, middle)
        start = middle
    yield Span(start, stop)


def _examined(line: str, start: int) -> _Line:
    from ftfy import fix_and_explain

    fixed, steps = fix_and_explain(line, _config())
    if not steps:
        return _Line(start, "", ())
    action, parameter = steps[0]
    codec = parameter.replace("latin-1", "sloppy-windows-1252") if action == "encode" else ""
    # A line end is never a part of a character, though ftfy sometimes takes it for one.
    hits = (hit for hit in _hits(line, _exact(line, fixed, steps)) if "\n" not in hit.source)
    return _Line(start, codec, tuple(hit for hit in hits if hit.source != hit.target))


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
        max_decode_length=_LONGEST,
        explain=True,
    )


def _exact(line: str, fixed: str, steps: Iterable[tuple[str, str]]) -> Rewritten:
    # One coarse change is still a true account, should ftfy ever do something else than it told.
    replayed = replay(line, steps)
    return replayed if replayed.text == fixed else Rewritten(*rewrite(line, [(0, len(line), fixed)]))


def _hits(line: str, fixed: Rewritten) -> Iterator[_Hit]:
    changes = list(fixed.alignment.changes())
    several = [span for span, _ in changes if span.stop - span.start > 1]
    starts, stops = {span.start for span in several}, {span.stop for span in several}
    for (start, stop), target in changes:
        around = line[max(0, start - 1) : start] + line[stop : stop + 1]
        joined = start in stops or stop in starts
        yield _Hit(Span(start, stop), line[start:stop], fixed.text[slice(*target)], around, joined)


def _judged(lines: list[_Line], text: str) -> Iterator[tuple[_Line, _Hit, bool]]:
    # A hit that is plausible shows that its line was misread. If a whole line was, so were its other hits; and if two
    # lines were, each as a whole and with one codec, so were others.
    blocks = {_block(character) for character in set(text)} - _LATIN
    plausible = [[_is_plausible(hit, blocks) for hit in line.hits] for line in lines]
    codecs: Counter[str] = Counter()
    for line, marks in zip(lines, plausible, strict=True):
        codecs[line.codec] += _is_misread(line, marks)
    for line, marks in zip(lines, plausible, strict=True):
        is_trusted = bool(line.codec) and (_is_misread(line, marks) or codecs[line.codec] > 1)
        for hit, mark in zip(line.hits, marks, strict=True):
            is_right = mark or (is_trusted and not _NEVER_ALONE.search(hit.target))
            yield line, hit, is_right and hit.target.count("\ufffd") <= hit.source.count("\ufffd")


def _is_misread(line: _Line, plausible: list[bool]) -> bool:
    return any(mark and len(hit.source) > 1 for hit, mark in zip(line.hits, plausible, strict=True))


def _is_plausible(hit: _Hit, blocks: set[int]) -> bool:
    if "\ufffd" in hit.target:
        return False
    if hit.joined or len(hit.source) == 1:  # a single one is a control character, or Ã that had lost its space
        return True
    trusted = _TRUSTED_IN_WORDS if any(map(str.islower, hit.around)) else _TRUSTED
    if trusted.fullmatch(hit.target):
        return True
    return not _NEVER_ALONE.search(hit.target) and all(_block(character) in blocks for character in hit.target)


def _block(character: str) -> int:
    # Scripts begin at multiples of 128.
    return -1 if ord(character) in _EAST_ASIAN else ord(character) >> 7
