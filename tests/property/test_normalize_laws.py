"""
The laws of normalization, for texts and bytes made of traps:

1. normalizing a normalized text changes nothing;
2. the text never holds a surrogate;
3. undoing the changes of the alignment gives the decoded text back, and encoding that gives the bytes back;
4. every finding stands within the text.
"""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from docnorm.model import Document
from docnorm.pipeline import normalize
from docnorm.profile import Profile

# What steps and rounds hand to each other: one may make what another one takes.
TRAPS = (
    *(
        "Ã©",
        "Ã",
        "Â",
        "â€™",
        "â€œ",
        "â€",
        "ÃƒÂ©",
        "É²",
        "Ñ°",
        "×²",
        "×‘",
        "Å¡",
        "Å ",
        "»á‚",
        "Ð Ñƒ",
        "√©",
        "├®",
        "вЂ",
        "β€™",
    ),
    *("ðŸ˜€", "à¤¹", "\ufffd", "œ", "Œ", "é", "ß", "À", "í\xa0", "\xb0", "\xb2", "\xbd", "\xe2\x80"),  # repair
    *("\x85", "\x80", "\x93", "\x9d", "\x81", "\x00", "\x07", "\x7f", "\ufeff", "\ufe00"),  # controls
    *("\r\n", "\r", "\n", "\u2028", "\u2029", "\f", "\x0b"),  # line ends
    *("“", "”", "‘", "’", "‚", "„", "‟", "‛", "'", '"', "中", "。", "가", "「"),  # quotes
    *("`", "``", "```\n", "\n```\n", "~~~\n", "\u1fef", "\u037e"),  # code
    *(
        "\u0301",
        "\u0316",
        "\u0344",
        "\u0958",
        "\uf900",
        "\U0002f800",
        "\u1100",
        "\u1161",
        "\u11a8",
        "\u212b",
        "e",
    ),  # NFC
    *(" ", "\xa0", "\u2003", "\u2009", "\t", " \n"),  # spaces
    *("\udce9", "\udcc3", "\udca9", "\ud83d", "\ude00", "\udc80"),  # surrogates
    *("a", "A", "9", ".", "?", "😀", "\u200d"),
)
MISREADINGS = ("latin-1", "cp1252", "cp1251", "cp1250", "mac-roman", "cp437")

traps = st.lists(st.sampled_from(TRAPS), max_size=14).map("".join)
misread = st.tuples(traps, st.sampled_from(MISREADINGS)).map(
    lambda pair: pair[0].encode("utf-8", "replace").decode(pair[1], "replace")
)
texts = st.one_of(traps, misread, st.text(max_size=20))
data = st.one_of(
    texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.one_of(st.sampled_from(TRAPS[:40]).map(str.encode), st.binary(max_size=4)), max_size=10).map(b"".join),
)
profiles = st.sampled_from(
    [
        *(Profile(), Profile(), Profile(name="typographic"), Profile(name="minimal")),
        *(Profile(without=(step,)) for step in ("repair", "line-ends", "nfc", "spaces", "controls")),
    ]
)


def undone(document: Document) -> str:
    """
    The decoded text, made from the clean one and the source's side of every change.
    """
    pieces, at = [], 0
    for change in document.alignment.changes():
        pieces += [document.text[at : change.target.start], document.decoded[slice(*change.source)]]
        at = change.target.stop
    return "".join([*pieces, document.text[at:]])


@given(texts, profiles)
@example("»á‚", Profile())
@example("\rÂ ", Profile())
@example("\u1fef“x”`", Profile())
@example("\x00\ufeff\x00\ufeff", Profile())
def test_normalizing_twice_is_normalizing_once(text: str, profile: Profile) -> None:
    """A normalized text is a fixpoint, under every profile."""
    once = normalize(text, profile)
    twice = normalize(once.text, profile)
    assert once.text == twice.text
    assert twice.alignment.is_identity


@given(texts, profiles)
def test_a_text_comes_back(text: str, profile: Profile) -> None:
    """Between the changes nothing differs, and the text can be written as UTF-8."""
    document = normalize(text, profile)
    document.text.encode()
    assert text == undone(document)
    assert (len(text), len(document.text)) == (document.alignment.source_length, document.alignment.target_length)


@given(data, profiles)
@example(b"\xc3\x83\x80\xc0\xc2\x85", Profile())
def test_bytes_come_back(source: bytes, profile: Profile) -> None:
    """From the clean text and the changes one gets the bytes, for whatever has a text."""
    document = normalize(source, profile)
    document.text.encode()
    if document.decoding.is_text:
        assert source == document.decoding.bom + document.decoding.encode(undone(document))
    else:
        assert ("", "") == (document.text, document.decoded)


@given(data, profiles)
def test_findings_stand_within_the_text(source: bytes, profile: Profile) -> None:
    """Every finding has a span of the text, and they are in order."""
    document = normalize(source, profile)
    spans = [finding.span for finding in document.findings]
    assert sorted(spans) == spans
    assert all(0 <= span.start <= span.stop <= len(document.text) for span in spans)


@given(st.text(st.characters(max_codepoint=0x7E, exclude_characters="\r", exclude_categories=["Cc"])))
def test_clean_ascii_is_not_even_copied(text: str) -> None:
    """Plain ASCII is returned as the very object that came in."""
    assert normalize(text).text is text
