"""
Bytes → documents: the stages together.

What holds for all texts is in property/test_normalize_laws.py.
"""

from __future__ import annotations

import pytest

from docnorm.alignment import Span
from docnorm.model import Document
from docnorm.pipeline import normalize
from docnorm.profile import Profile

DOCUMENTS = [
    ("mojibake, then quotes", "donâ€™t\r\n".encode(), Profile(), "don't\n"),
    ("mojibake of what looks like a line end", "Ã\x85ngström".encode(), Profile(), "Ångström"),
    ("line ends of classic Mac OS, with mojibake", "cafÃ©\rnaÃ¯ve\r".encode(), Profile(), "café\nnaïve\n"),
    ("a line end that ftfy takes for a byte", "Ã€À\nb".encode(), Profile(), "ÀÀ\nb"),
    ("a fold that makes a line repairable", "Ã©‘‘".encode(), Profile(), "é''"),
    ("a mark, and Windows line ends", b"\xef\xbb\xbfa\r\nb", Profile(), "a\nb"),
    ("wrong bytes", "Straße, ü".encode() + b"\xe9", Profile(), "Straße, üé"),
    ("wrong bytes, without repair", "Straße, ü".encode() + b"\xe9", Profile(without=("repair",)), "Straße, üé"),
    ("mojibake, without repair", "cafÃ©".encode(), Profile(without=("repair",)), "cafÃ©"),
    ("minimal", "“cafÃ©”\r\na\x07\u2003e\u0301".encode(), Profile(name="minimal"), "“café”\na\x07\u2003e\u0301"),
    ("typographic", "“cafe\u0301”\r\n".encode(), Profile(name="typographic"), "“café”\n"),
    ("a declared encoding", "“x”".encode("cp1253"), Profile(encoding="cp1253"), '"x"'),
    ("binary", b"\0\1\2\3", Profile(), ""),
    ("a text", "“\ud83d\ude00” \ud800", Profile(), '"😀" \ufffd'),
    ("a text, without repair", "“\ud83d\ude00” \ud800", Profile(without=("repair",)), '"😀" \ufffd'),
]


@pytest.mark.parametrize(("label", "data", "profile", "expected"), DOCUMENTS, ids=[row[0] for row in DOCUMENTS])
def test_documents(label: str, data: str | bytes, profile: Profile, expected: str) -> None:
    """Each input becomes the text that its profile asks for."""
    assert expected == normalize(data, profile).text


KEPT = [
    "CAFÉ²",
    "25 Ñ°C",
    "ÄÖÜ²",
    "5×²",
    "Ä¶",
    "BASÉ°",
    "PÅ½",
    "POCHÉ½",
    "`cafÃ©`",
    "Пʼять",
    "5′10″",
    "他说“你好”。",
    "100\xa0km",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_damaged_stays(text: str) -> None:
    """Text that is rare, but right, is returned as the object that came in."""
    assert normalize(text).text is text


def test_the_way_back_leads_to_bytes() -> None:
    """Every character knows its bytes: behind a mark, a repair, a composition and a fold."""
    document = normalize(b"\xef\xbb\xbf" + "“Ã©”e\u0301\r\n".encode(), id="note")
    assert '"é"é\n' == document.text
    spans = [document.origin((at, at + 1)) for at in range(len(document.text))]
    assert [Span(3, 6), Span(6, 10), Span(10, 13), Span(13, 16), Span(17, 18)] == spans
    assert "note" == document.id


DECLARED = [
    ("that fits", "да, и нет".encode("cp866"), "cp866", "да, и нет", []),
    ("that UTF-8 needn't heed", "naïve".encode(), "cp1252", "naïve", []),
    ("that doesn't fit", "Größe, Höhe".encode("cp1252"), "ascii", "Größe, Höhe", ["windows-1252 (western)"]),
    ("of binary data", b"\0\1\2\3\4", "cp1252", "", ["no text (binary)"]),
]


@pytest.mark.parametrize(("label", "data", "codec", "text", "told"), DECLARED, ids=[row[0] for row in DECLARED])
def test_a_declared_encoding_that_fails_is_told(
    label: str, data: bytes, codec: str, text: str, told: list[str]
) -> None:
    """An encoding is declared by the source's id; where it doesn't fit, a finding says what was done instead."""
    document = normalize(data, Profile(encodings=(("old/*", codec), ("*", "utf-8"))), id="old/a.txt")
    assert text == document.text
    expected = [f"it isn't {codec}, and is read as {what}" for what in told]
    assert expected == [finding.detail for finding in document.findings]
    assert {"declared-encoding-failed"} >= {finding.kind for finding in document.findings}


FINDINGS = [
    ("wrong bytes", "x\r\nü\u2003ü ".encode() + b"\xe9", [("invalid-utf-8", "é")]),
    ("a lone surrogate", "“e\u0301” \ud800", [("lone-surrogate", "\ufffd")]),
    ("a doubt", "\r\n“x” CAFÉ²", [("suspect-mojibake", "É²")]),
    ("what deceives, behind a repair", "cafÃ©\r\nx\u202e\u2066".encode(), [("bidi-control", "\u202e\u2066")]),
    (
        "an old loss, and a new one",
        "\ufffd \ud800",
        [("replacement-character", "\ufffd"), ("lone-surrogate", "\ufffd")],
    ),
    ("what is gone", "a\x07\ufeff\x00b\xad", [("byte-order-mark", "\ufeff"), ("soft-hyphen", "\xad")]),
    ("both", "ü CAFÉ² ü ".encode() + b"\x93\x94", [("suspect-mojibake", "É²"), ("invalid-utf-8", '""')]),
]


def told(document: Document) -> list[tuple[str, str]]:
    """
    The findings, with what stands at their places in the document's text.
    """
    return [(finding.kind, document.text[slice(*finding.span)]) for finding in document.findings]


@pytest.mark.parametrize(("label", "data", "expected"), FINDINGS, ids=[row[0] for row in FINDINGS])
def test_findings_are_told_by_spans_of_the_text(label: str, data: str | bytes, expected: list[tuple[str, str]]) -> None:
    """What was found in any round stands, in the end, at its place in the clean text, once."""
    assert expected == told(normalize(data))


def test_findings_without_repair() -> None:
    """What was lost in decoding is told even if nothing is repaired; what could be repaired isn't looked for."""
    document = normalize("CAFÉ² ü ü ü ".encode() + b"x\xe9", Profile(without=("repair",)))
    assert [("invalid-utf-8", "é")] == told(document)
