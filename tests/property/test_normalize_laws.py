"""
The laws of normalization, for texts and bytes made of traps:

1. normalizing a normalized text changes nothing;
2. the text never holds a surrogate;
3. undoing the changes of the alignment gives the decoded text back, and encoding that gives the bytes back;
4. every finding stands within the text;
5. what a paragraph becomes depends on no other one (what may: code of several lines, front matter, a byte order mark at
   the start; and repair, which the whole text bears out);
6. plain ASCII isn't even copied;
7. no text takes more than linear time.
"""

from __future__ import annotations

import pytest
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
    *("＂", "＇", "❝", "❞", "❟", "\xad", "\u200b", "\u2060", "\u202e", "\U000e0041", "\U000e0100", "\x1f"),
    *("<pre>", "</pre>", "<code>", "</code>", "<a b=", ">", "<", "://a/", "---\n", "---\na: ", "\n---\n"),  # markup
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
        *(Profile(also=("invisibles", "trailing")), Profile(also=("trailing.tab",), without=("quotes.right-double",))),
        *(Profile(without=("line-ends.cr", "controls.93")), Profile(name="minimal", also=("quotes.fullwidth", "nfc"))),
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


# No mark of code on its own line, no element that holds blocks, nothing that has a meaning at a text's start.
REACHING = ("```", "~~~", "<pre>", "</pre>", "---", "\ufeff")
paragraphs = st.lists(
    st.lists(st.sampled_from([trap for trap in TRAPS if not any(mark in trap for mark in REACHING)]), max_size=8)
    .map("".join)
    .filter(lambda text: not any(mark in text for mark in REACHING) and "\n\n" not in text)
    .map(lambda text: f"a{text}.\n\n"),
    min_size=2,
    max_size=4,
)
unrepaired = st.sampled_from(
    [
        Profile(without=("repair",)),
        Profile(without=("repair", "line-ends")),
        Profile(without=("repair", "controls", "nfc")),
        Profile(without=("repair",), also=("invisibles", "trailing")),
    ]
)


@given(paragraphs, unrepaired)
@example(["one\x85two\n\n", "\x93so\x94\n\n"], Profile(without=("repair",)))
@example(["<code>“\n\n", "”</code>\n\n"], Profile(without=("repair",)))
@example(["<a b=“\n\n", "”>\n\n"], Profile(without=("repair",)))
@example(["“中\n\n", "a”\n\n"], Profile(without=("repair",)))
def test_a_paragraph_depends_on_no_other(texts: list[str], profile: Profile) -> None:
    """Normalized together, paragraphs are what each is alone, where nothing in them reaches over a blank line."""
    assert "".join(normalize(text, profile).text for text in texts) == normalize("".join(texts), profile).text


@given(st.text(st.characters(max_codepoint=0x7E, exclude_characters="\r", exclude_categories=["Cc"])))
def test_clean_ascii_is_not_even_copied(text: str) -> None:
    """Plain ASCII is returned as the very object that came in."""
    assert normalize(text).text is text


# Texts made to be slow. What is linear takes moments; what is quadratic would take hours, and be noticed.
NASTY = {
    "entity ladder": "&amp;amp;lt;" * 20_000,
    "numeric entities": "&#8217;" * 30_000,
    "marks in order": "e" + "\u0301" * 200_000,
    "marks out of order": "e" + "\u0301\u0316" * 100_000,
    "marks that grow": "\u0344" * 50_000,
    "A with tilde": "Ã" * 100_000,
    "layers of mojibake": "ÃƒÂ©" * 5_000,
    "one long line": "It’s a “word” of one\u2003line, " * 20_000,
    "open fences": "```a\n" * 50_000,
    "fences that grow": "\n".join("`" * length for length in range(3, 600)),
    "open backticks": "` “a” `` ‘b’ " * 10_000,
    "open elements": "<code>“<pre class='" * 20_000,
    "open tags": "<a b=" * 50_000 + "“",
    "alternating quotes": "“”‘’„“" * 20_000,
    "quotes beside Chinese": "“中‘国" * 20_000,
    "wide quotes": "＂中" * 20_000,
    "C1 controls": "\x93\x94\x85" * 10_000,
    "NEL": "a\x85" * 50_000,
    "carriage returns": "\r" * 200_000,
    "joiners": "👩\u200d" * 50_000,
    "jamo": "\u1100\u1161\u11a8\u1161" * 20_000,
    "no-break spaces": "\xa0" * 200_000,
    "blanks": " \t" * 200_000 + "x",
    "addresses": "a://b/" * 20_000 + "“",
    "selectors behind a mark": "\ufeff\ufe00" * 20_000,
    "surrogates": "\udce9\ud800" * 20_000,
}


@pytest.mark.parametrize("label", NASTY)
def test_nasty_texts_take_linear_time(label: str) -> None:
    """Each text comes back whole; a step that is quadratic would hardly end."""
    document = normalize(NASTY[label], Profile(also=("trailing", "invisibles")))
    assert NASTY[label] == undone(document)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["It’s “so”, " + "in plain words, " * 40, "plain ASCII, ", "上海自来水来自“海”上。" * 20]
)
def test_a_line_of_a_hundred_megabytes(piece: str) -> None:
    """However long a line is, it's normalized, and nothing is lost."""
    text = piece * (100_000_000 // len(piece.encode()))
    document = normalize(text)
    assert len(text) == document.alignment.source_length
    assert normalize(piece * 2).text[: len(piece)] == document.text[: len(piece)]
