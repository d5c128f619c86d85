"""
Noticing: what is told of a file.
"""

from __future__ import annotations

from docnorm import Profile, Span, normalize
from docnorm.attributing import Edit
from docnorm.fixing import Fix, Manner, fix
from docnorm.noticing import MEANINGS, counts, notices
from docnorm.rendering import Notice, Place


def told(data: bytes, profile: Profile = Profile(), manner: Manner = Manner(), *ignored: str) -> list[Notice]:  # noqa: B008
    """What is told of some bytes, every kind of which has a meaning."""
    found = list(notices(fix(data, profile, manner), "a.md", frozenset(ignored)))
    assert all(MEANINGS[kind] for notice in found for kind in notice.kind.split("+"))
    return found


def test_a_rule_is_told_once() -> None:
    """A rule is told where it's at work first, with how often; what people read is the text before and after."""
    assert [
        Notice("quotes.left-double", "warning", Place("a.md", 1, 1), '“ becomes "', 3, fixable=True),
        Notice("quotes.right-double", "warning", Place("a.md", 1, 3), '” becomes "', 1, fixable=True),
        Notice("controls.07", "warning", Place("a.md", 2, 2), "\\x07 goes", 1, fixable=True),
        Notice("spaces.no-break", "warning", Place("a.md", 2, 3), "'\\xa0' becomes ' '", 1, fixable=True),
    ] == told("“a” “b “c \r\nd\x07\xa0 \r\n".encode())


def test_what_a_rule_does_elsewhere_may_differ() -> None:
    """One change stands for all of its rule; if it's not the only one, that's said."""
    assert [
        ("â€™ becomes ', among others", 3),
    ] == [(n.message, n.count) for n in told("itâ€™s â€œ, isnâ€™t\n".encode())]
    assert [("â€™ becomes '", 2)] == [(n.message, n.count) for n in told("itâ€™s, isnâ€™t\n".encode())]


def test_findings_are_told_wherever_they_are() -> None:
    """What stays is told each time, unless its kind is ignored."""
    data = "a\u202eb\nc\u202e\u200bd\n".encode()
    assert [("bidi-control", 1, "error"), ("bidi-control", 2, "error"), ("zero-width", 2, "warning")] == [
        (notice.kind, notice.place.line, notice.severity) for notice in told(data)
    ]
    assert ["zero-width"] == [notice.kind for notice in told(data, Profile(), Manner(), "bidi-control")]


def test_what_cannot_be_fixed() -> None:
    """A file that is left is an error, and what would be changed is told, but isn't fixable."""
    first, *others = told(b"caf\xc3\xa9 \x81 \xe2\x80\x9cx\n")
    assert ("not-fixable", "error", "it can't be fixed: some of its bytes are no characters, and would be lost") == (
        first.kind,
        first.severity,
        first.message,
    )
    assert others
    assert not any(notice.fixable for notice in others)


def test_line_ends_and_encodings() -> None:
    """They are told where they change."""
    assert [] == told(b"a\r\nb\r\n")
    data = "é\r\nb\r\n".encode("utf-16")
    assert [("encoding", "utf-16-le with a byte order mark → utf-8"), ("line-ends.crlf", "'\\r' goes")] == [
        (notice.kind, notice.message) for notice in told(data, Profile(), Manner("lf", "utf-8"))
    ]
    assert ["'\\x85' becomes '\\n'"] == [n.message for n in told("a\x85b\n".encode())]
    assert {"encoding": 1, "line-ends": 2} == counts(fix(data, Profile(), Manner("lf", "utf-8")))


def test_changes_are_counted_by_step() -> None:
    """Steps come in the order of the text; a change of two rules has several."""
    assert {"repair": 2, "quotes": 1} == counts(fix("cafÃ© wasnâ€™t “x\n".encode(), Profile()))
    assert {"nfc": 1} == counts(fix("e\u0301\n".encode(), Profile()))
    assert {"several": 1} == counts(fix("a\x93b\n".encode(), Profile()))


def test_what_is_added_and_what_is_long() -> None:
    """A change may have an empty side, and a long one is shown in short."""
    document = normalize("one\ntwo\n")
    edits = (
        Edit(Span(0, 0), Span(0, 0), Span(0, 1), "", "x", "several"),
        Edit(Span(4, 4), Span(4, 4), Span(4, 4), "y" * 50, "\t", "repair"),
    )
    assert ["x is added", f"{'y' * 40}… becomes '\\t'"] == [
        notice.message for notice in notices(Fix(document, b"", edits), "a.md")
    ]
