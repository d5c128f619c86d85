"""
Attributing: which rule made which change, and where it is in the source.
"""

from __future__ import annotations

import random

import pytest

from docnorm.attributing import SEVERAL, Lines, attribute, reported
from docnorm.pipeline import normalize
from docnorm.profile import Profile
from docnorm.rules import RULES, Rule

NOTHING_BUT_NFC = Profile(name="minimal", without=("repair", "line-ends"), also=("nfc", "controls"))

TOLD = [
    # label, bytes, profile, (found, canonical, rule) of each edit
    ("clean", b"nothing to do\n", Profile(), []),
    ("quotes", "a “b”".encode(), Profile(), [("“", '"', "quotes.left-double"), ("”", '"', "quotes.right-double")]),
    ("Windows", b"a\r\nb\rc", Profile(), [("\r", "", "line-ends.crlf"), ("\r", "\n", "line-ends.cr")]),
    ("two in one", b"a\r\xc2\x85b", Profile(), [("\r\x85", "\n", "line-ends.cr-nel")]),
    ("NEL, one way", "a\x85b".encode(), Profile(), [("\x85", "\n", "line-ends.nel")]),
    ("NEL, the other", "so\x85 he".encode(), Profile(), [("\x85", "…", "controls.85")]),
    ("composition", "cafe\u0301, \u212b".encode(), Profile(), [("e\u0301", "é", "nfc"), ("\u212b", "\xc5", "nfc")]),
    ("misread", "caf\xc3\xa9 donâ€™t".encode(), Profile(), [("Ã©", "é", "repair"), ("â€™", "'", "repair")]),
    ("misread, not folded", "donâ€™t".encode(), Profile(name="typographic"), [("â€™", "’", "repair")]),
    ("a bad byte", b"na\xc3\xafve caf\xe9", Profile(), [("\udce9", "é", "decode.invalid")]),
    ("a bad byte, folded", b"\xc3\xa9t\xc3\xa9 \xc3\xa0 la \x93 x", Profile(), [("\udc93", '"', "decode.invalid")]),
    (
        "a rule after a rule",
        "été \x93x\x94".encode(),
        Profile(without=("repair",)),
        [("\x93", '"', "controls.93+quotes.left-double"), ("\x94", '"', "controls.94+quotes.right-double")],
    ),
    ("marks", b"\xef\xbb\xbf\xef\xbb\xbf\xef\xbb\xbfx", Profile(), [("\ufeff", "", "controls.bom")] * 2),
    ("a control in between", "the same e\x07\u0301".encode(), NOTHING_BUT_NFC, [("e\x07\u0301", "é", SEVERAL)]),
    ("a control in between, no repair", "the same e\x07\u0301".encode(), Profile(), [("e\x07\u0301", "é", SEVERAL)]),
    (
        "several rules, and a repair elsewhere",
        "cafÃ©, naÃ¯ve: e\x07\u0301".encode(),
        Profile(),
        [("Ã©", "é", "repair"), ("Ã¯", "ï", "repair"), ("e\x07\u0301", "é", SEVERAL)],
    ),
]


@pytest.mark.parametrize(("label", "data", "profile", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_what_is_told(label: str, data: bytes, profile: Profile, told: list[tuple[str, str, str]]) -> None:
    """Every edit names what was found, what it became, and the rule if one explains it."""
    document = normalize(data, profile)
    assert told == [edit[3:] for edit in attribute(document, profile)]


def test_a_text_that_was_one_already_is_told_of() -> None:
    """A document that was made of a text, not of bytes, is read again as such."""
    document = normalize("donâ€™t \ud800")
    assert ["repair", "decode.invalid"] == [edit.rule for edit in attribute(document)]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.source], ids=lambda rule: rule.name)
def test_every_rule_is_told(rule: Rule) -> None:
    """Whatever the one rule that is on changes is told to be its work."""
    profile = Profile(name="minimal", without=("repair", "line-ends"), also=(rule.name,))
    before, after = {"ascii": ("a", "b"), "line": ("a", "b"), "windows": ("a", " b")}.get(rule.scope, ("", ""))
    document = normalize(f"{before}{rule.source}{after}", profile)
    assert [rule.name] == [edit.rule for edit in attribute(document, profile)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030", "euc_jp"])
def test_places_lead_to_what_was_found(codec: str) -> None:
    """The bytes of an edit are those of what was found, and its characters those of what it became."""
    text = "It’s so: “été” – \r\n" if codec in ("cp1252", "utf-8", "utf-16", "utf-8-sig") else "日本 don’t，“中” x\r\n"
    data = (text * 40).encode(codec)
    profile = Profile(encoding=codec)
    document = normalize(data, profile)
    edits = list(attribute(document, profile))
    assert len(edits) >= 80
    for edit in edits:
        assert edit.found == document.decoding.encode(document.decoded)[
            edit.bytes.start - len(document.decoding.bom) : edit.bytes.stop - len(document.decoding.bom)
        ].decode(document.decoding.codec)
        assert edit.canonical == document.text[slice(*edit.chars)]


def test_undoing_all_edits_gives_what_was_found() -> None:
    """Between two edits, both sides are the same."""
    generator = random.Random(7)
    pieces = ["a", " ", "“", "”", "\r\n", "\n", "é", "e\u0301", "Ã©", "\x07", "\u2003", "`", "\xa0", "don’t "]
    for _ in range(80):
        text = "".join(generator.choices(pieces, k=40))
        document = normalize(text)
        parts, at = [], 0
        for edit in attribute(document):
            parts += [document.text[at : edit.chars.start], edit.found]
            at = edit.chars.stop
        assert text == "".join([*parts, document.text[at:]])


def test_findings_have_places_in_the_source() -> None:
    """A finding is where an editor shows it, whatever was changed before it."""
    document = normalize("\ufeff“é”\r\n\u2003x\u202e\r\n".encode())
    ((finding, span, line, column),) = reported(document)
    assert ("bidi-control", 2, 3) == (finding.kind, line, column)
    assert "\u202e".encode() == "\ufeff“é”\r\n\u2003x\u202e\r\n".encode()[slice(*span)]
    assert [] == reported(normalize("clean"))


def test_lines_are_counted_as_editors_do() -> None:
    """CRLF, CR and LF end a line, and nothing else does."""
    lines = Lines.of("a\r\nb\rc\n\u2028d")
    assert [(1, 1), (1, 3), (2, 1), (3, 1), (4, 2)] == [lines.place(at) for at in (0, 2, 3, 5, 8)]
    assert (1, 1) == Lines.of("").place(0)


@pytest.mark.parametrize(
    "text",
    [
        "“a”\r\n" * 20_000,
        "e\u0301" * 50_000,
        "e" + "\u0301\u0316" * 50_000,
        "Ã© " * 15_000,
        "\x07e\x07\u0301 " * 20_000,
    ],
    ids=["quotes", "composition", "marks out of order", "misread", "several"],
)
def test_heavy_texts_take_linear_time(text: str) -> None:
    """Every change of a text that is nothing but changes is told; with a quadratic step these would run for hours."""
    document = normalize(text)
    assert len(document.alignment) == sum(1 for _ in attribute(document))
