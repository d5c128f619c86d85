"""
The kinds of findings: how bad each is, and what it means.

Rule 1: only data. What is looked for, and where, is the business of those who find it.
Rule 2: a kind is a part of the output format: it's never renamed, and what it means doesn't change.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

__all__ = ["KINDS", "Kind", "Severity"]

Severity = Literal["error", "warning", "info"]
"""How bad a finding is: it may deceive or something is lost; it's probably a slip; it's good to know."""


class Kind(NamedTuple):
    """
    How bad a finding of this kind is, and what it means.
    """

    severity: Severity
    meaning: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        # found in decoding and repair
        "invalid-utf-8": Kind("warning", "bytes that aren't UTF-8, in a text that is, and what they were read as"),
        "invalid-bytes": Kind("warning", "bytes that the encoding has no character for, and what they were read as"),
        "lone-surrogate": Kind("error", "half of a character; U+FFFD stands for it"),
        "declared-encoding-failed": Kind(
            "warning", "the text can't be read with the encoding that it was said to have"
        ),
        "suspect-mojibake": Kind("warning", "may have been misread, but the text doesn't bear it out"),
        # found in the clean text: what may deceive
        "bidi-control": Kind("error", "turns the direction of what is shown (Trojan Source)"),
        "tag-character": Kind("error", "an invisible letter, outside of the flags that are made with them"),
        "hidden-selector": Kind("error", "a variation selector where nothing varies; a run of them can hide a text"),
        "byte-order-mark": Kind("error", "a byte order mark within a text, which shows nothing"),
        "nul": Kind("error", "ends a text for many programs"),
        # what hardly anybody means
        "control-character": Kind("warning", "acts on a terminal, and means nothing in a text"),
        "zero-width": Kind("warning", "parts or joins, and takes no room; or a soft hyphen in code"),
        "stray-selector": Kind("warning", "a variation selector behind a character that has no variants"),
        "invisible-letter": Kind("warning", "a letter that shows nothing, outside of the script that it belongs to"),
        "direction-mark": Kind("warning", "gives a direction, in a text that has but one"),
        "deprecated-format": Kind("warning", "has a meaning that Unicode advises against, or that no plain text has"),
        "replacement-character": Kind("warning", "stands for what was lost before this text was read"),
        "noncharacter": Kind("warning", "will never be a character"),
        # what may be meant
        "joiner": Kind("info", "joins or parts letters, in a script that doesn't"),
        "presentation-selector": Kind("info", "asks for the look of an emoji, or against it, behind what is none"),
        "soft-hyphen": Kind("info", "tells where a word may be cut"),
        "object-replacement": Kind("info", "stands for a picture or another object that isn't there"),
        "private-use": Kind("info", "shows what a font makes of it"),
        "signed-manifest": Kind("info", "who made the text, and with what, in invisible characters (C2PA)"),
    }
)
"""Every kind of finding."""
