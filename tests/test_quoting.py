"""
Which quotation marks may be folded; what becomes of them is in cases/normalize.json.
"""

from __future__ import annotations

import pytest

from docnorm import rules
from docnorm.alignment import substitute
from docnorm.quoting import spared

# The text, and the marks in it that may be folded, shown by x.
TEXTS = [
    ("English", "“a” ‘b’", "xax xbx"),
    ("an apostrophe", "it’s", "itxs"),
    ("Chinese", "“你好”", "“你好”"),
    ("a partner", "“Windows 10”吧", "“Windows 10”吧"),
    ("no partner on another line", "“a\n吧”", "xa\n吧”"),
    ("no partner of another kind", "“a‘中", "xa‘中"),
    ("nothing that opened", "a’ 中”", "ax 中”"),
    ("an apostrophe is no partner", "‘It’s 中’", "‘Itxs 中’"),
    ("Chinese letters aren't English ones", "‘中’中", "‘中’中"),
    ("ornaments", "❝a❞ ❛中❜", "xax ❛中❜"),
    ("wide marks among narrow letters", "＂a＂ b＇s", "xax bxs"),
    ("wide marks beside each other", "＂＇a＇＂", "xxaxx"),
    ("a wide mark beside a wide letter", "＂a＂中\n＂b＂", "＂a＂中\nxbx"),
    ("a wide mark beside an accent", "é＂a＂", "é＂a＂"),
    ("a comma within a number", "1‚000 ‚a’", "1‚000 xax"),
    ("a mark whose width is asked for", "“\ufe01a”\ufe00 ‘b’", "“\ufe01a”\ufe00 xbx"),
    ("code", "`“` “", "`“` x"),
    ("HTML", "<i title='“'>“</i>", "<i title='“'>x</i>"),
]


@pytest.mark.parametrize(("label", "text", "expected"), TEXTS, ids=[row[0] for row in TEXTS])
def test_what_may_be_folded(label: str, text: str, expected: str) -> None:
    """A mark may be folded if it's a person's, and neither it nor its partner stands beside Chinese."""
    assert expected == substitute(text, dict.fromkeys(rules.of("quotes"), "x"), spared(text)).text
