"""
Islands: what is made of the bytes that decoding found no character for.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docnorm.alignment import Span
from docnorm.decoding import decode
from docnorm.islands import read_islands


def torn(data: bytes) -> str:
    """
    What decoding makes of UTF-8 that isn't all of it UTF-8.
    """
    return data.decode("utf-8", "surrogateescape")


RUSSIAN = "Все люди рождаются свободными и равными в своём достоинстве и правах."
JAPANESE = "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"

# label, bytes in UTF-8 or nearly so, what they become, the findings
UTF_8 = [
    ("nothing to do", "naïve".encode(), "naïve", []),
    ("a byte", b"caf\xe9", "café", ["e9 is read as 'é'"]),
    ("bytes in a row", b"\x93x\xe9\xe8", "“xéè", ["93 is read as '“'", "e9 e8 is read as 'éè'"]),
    ("a letter and what closes a quotation", b"\xabcaf\xe9\xbb \x96", "«café» –", None),
    ("a byte that is nothing in Windows-1252", b"a\x81b", "a\ufffdb", ["81 is lost"]),
    ("half a character that one byte is left of", b"a\xe2\x80 b", "a\ufffd b", ["e2 80 is lost"]),
    ("half a character at the end", "naïve".encode() + b"\xe9\xbb", "naïve\ufffd", ["e9 bb is lost"]),
    ("half a character at the beginning", b"\x80\x9dnaive", "\ufffdnaive", ["80 9d is lost"]),
    ("a byte within another script", "равны".encode() + b"\xe9" + "ми".encode(), "равны\ufffdми", ["e9 is lost"]),
    ("a byte beside an ideograph", "人間".encode() + b"\x97", "人間\ufffd", ["97 is lost"]),
    ("CESU-8", b"x \xed\xa0\xbd\xed\xb8\x80", "x 😀", ["ed a0 bd ed b8 80 is read as '😀'"]),
    ("half of a pair in CESU-8", b"x\xed\xa0\xbd\xff", "x\ufffdÿ", ["ed a0 bd is lost", "ff is read as 'ÿ'"]),
    ("the NUL of Java", b"a\xc0\x80b\xff", "a\0bÿ", ["c0 80 is read as '\0'", "ff is read as 'ÿ'"]),
    ("another character written too long", b"a\xc0\xafb", "aÀ¯b", ["c0 af is read as 'À¯'"]),
    (
        "a line of another encoding",
        f"naïve\n{RUSSIAN}\nx".encode().replace(RUSSIAN.encode(), RUSSIAN.encode("koi8-r")),
        f"naïve\n{RUSSIAN}\nx",
        ["it's read as koi8-r"],
    ),
    (
        "a last line of another encoding",
        "naïve\n".encode() + JAPANESE.encode("euc_jp"),
        f"naïve\n{JAPANESE}",
        ["it's read as euc_jp"],
    ),
    (
        "a line of Windows-1252",
        "naïve\n".encode() + "“Größe”, übermütig, ähnlich, schön".encode("cp1252"),
        "naïve\n“Größe”, übermütig, ähnlich, schön",
        None,
    ),
]


@pytest.mark.parametrize(("label", "data", "expect", "told"), UTF_8, ids=[row[0] for row in UTF_8])
def test_utf_8(label: str, data: bytes, expect: str | None, told: list[str] | None) -> None:
    """
    Bytes in UTF-8 that are none become what their surroundings suggest, and it's told.
    """
    rewritten, findings = read_islands(torn(data))
    if expect is not None:
        assert expect == rewritten.text
    if told is not None:
        assert told == [finding.detail for finding in findings]
    assert {"invalid-utf-8"} >= {finding.kind for finding in findings}


# label, codec, text as decoded, what it becomes, the findings
LEGACY = [
    ("a second place of a character", "cp932", "\udc87\udc90x", "≒x", []),
    ("a second place, of which a byte is ASCII", "cp932", "\udcfa\x40", "ⅰ", []),
    ("a wider encoding", "shift_jis", "\udc87\udc8a", "㈱", [("invalid-bytes", "87 8a is read as '㈱'")]),
    ("a byte that is none", "euc_kr", "다\udcffa", "다\ufffda", [("invalid-bytes", "ff is lost")]),
    ("a byte that is none, at the end", "euc_kr", "다\udcff", "다\ufffd", [("invalid-bytes", "ff is lost")]),
    ("a byte that Windows-1252 hasn't", "windows-1252", "a\udc81", "a\ufffd", [("invalid-bytes", "81 is lost")]),
    ("half a pair of UTF-16", "utf-16-le", "a\udc81", "a\ufffd", [("lone-surrogate", "U+DC81 is no character")]),
    ("a pair", "utf-8", "a\ud83d\ude00\ud800b", "a😀\ufffdb", [("lone-surrogate", "U+D800 is no character")]),
    ("a line that is no bytes", "utf-8", "\ud83dx" + "\udcf0\udcf2" * 4, "\ufffdxðòðòðòðò", None),
    ("a low one that is no byte", "utf-8", "a\udc00b", "a\ufffdb", [("lone-surrogate", "U+DC00 is no character")]),
]


@pytest.mark.parametrize(("label", "codec", "text", "expect", "told"), LEGACY, ids=[row[0] for row in LEGACY])
def test_other_encodings(label: str, codec: str, text: str, expect: str, told: list[tuple[str, str]] | None) -> None:
    """
    In other encodings, a byte is read with them, or is lost; nothing is guessed.
    """
    rewritten, findings = read_islands(text, codec)
    assert expect == rewritten.text
    if told is not None:
        assert told == [(finding.kind, finding.detail) for finding in findings]


def test_findings_name_the_given_text() -> None:
    """
    Each finding has the span of its bytes, in order.
    """
    findings = read_islands("caf\udce9 \ud800, \udc93\udc94")[1]
    assert [Span(3, 4), Span(5, 6), Span(8, 10)] == [finding.span for finding in findings]


@pytest.mark.parametrize("text", ["", "plain", "Größe", RUSSIAN, "😀"])
def test_what_is_whole_is_the_same_object(text: str) -> None:
    """
    A text without surrogates isn't copied.
    """
    rewritten, findings = read_islands(text)
    assert rewritten.text is text
    assert rewritten.alignment.is_identity
    assert () == findings


pieces = st.one_of(
    st.binary(max_size=6).map(torn),
    st.sampled_from(["é", "я", "間", "\n", "a", "\ud83d", "\ude00", "\udced\udca0\udcbd"]),
)
CODECS = ("utf-8", "utf-16-le", "cp932", "big5", "windows-1252", "gbk", "iso8859-7")


@given(st.lists(pieces, max_size=8).map("".join), st.sampled_from(CODECS))
def test_no_surrogate_is_left(text: str, codec: str) -> None:
    """
    Whatever came in, what comes out can be written, and can be undone; findings lie in what came in.
    """
    rewritten, findings = read_islands(text, codec)
    assert rewritten.text == rewritten.text.encode().decode()
    spans = [finding.span for finding in findings]
    assert spans == sorted(spans)
    assert all(0 <= start < stop <= len(text) for start, stop in spans)
    whole = rewritten.alignment.to_source(Span(0, len(rewritten.text)))
    assert Span(0, len(text)) == whole


@given(st.text(max_size=20), st.integers(0, 20), st.sampled_from([b"\xff", b"\xe9", b"\x80", b"\xc0\x80"]))
def test_the_rest_stays(text: str, at: int, wrong: bytes) -> None:
    """
    Wrong bytes between characters change nothing but their own place.
    """
    before, after = text[:at], text[at:]
    made = torn(before.encode() + wrong + after.encode())
    found = read_islands(made)[0].text
    assert found.startswith(before)
    assert found.endswith(after)


def test_decoding_and_islands_together() -> None:
    """
    A file in Shift_JIS with a character that has two places is text, and comes back.
    """
    data = (JAPANESE + "≒").encode("cp932")[:-2] + b"\x87\x90"
    text, decoding = decode(data)
    assert data == decoding.encode(text)
    assert JAPANESE + "≒" == read_islands(text, decoding.codec)[0].text
