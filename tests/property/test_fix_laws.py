"""
The laws of fixing in place.

F1  a file that was fixed needs no fixing
F2  what a file holds reads as the clean text, or the file is as it was
F3  line ends and the encoding stay: no LF becomes CRLF, and no CRLF becomes LF
F4  whatever a file holds, it's fixed or left, and a reason is given
F5  the line ends don't matter to anything else: a file with CRLF becomes what the file with LF becomes
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docnorm import Profile, normalize
from docnorm.fixing import Manner, fix

PIECES = st.sampled_from(
    [
        "one ",
        "“two”",
        "It’s",
        "cafÃ©",
        "â€™",
        "\xa0",
        "\u2003",
        "e\u0301",
        "\u202e",
        "`“x”`",
        "é",
        "漢字",
        "\t",
        "\ufeff",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x85"])
LINES = st.lists(PIECES, max_size=5).map("".join)
TEXTS = st.lists(st.tuples(LINES, ENDS), max_size=6).map(lambda pairs: "".join(map("".join, pairs)))
CODECS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "windows-1252", "koi8-r", "cp932"])
FILES = st.one_of(
    st.binary(max_size=60),
    st.builds(lambda text, codec: text.encode(codec, "replace"), TEXTS, CODECS),
)
PROFILES = st.sampled_from([Profile(), Profile(name="minimal"), Profile(also=("trailing", "invisibles"))])
MANNERS = st.sampled_from([Manner(), Manner("lf"), Manner("keep", "utf-8"), Manner("lf", "utf-8")])


@given(FILES, PROFILES, MANNERS)
def test_fixing_is_done_once(data: bytes, profile: Profile, manner: Manner) -> None:
    """F1, F2 and F4."""
    fixed = fix(data, profile, manner)
    if fixed.why_not or not fixed.document.decoding.is_text:
        assert data == fixed.data
        return
    assert fixed.document.text == normalize(fixed.data, profile).text
    again = fix(fixed.data, profile, manner)
    assert (fixed.data, "") == (again.data, again.why_not)


@given(st.lists(LINES, min_size=1, max_size=6), st.sampled_from(["\r\n", "\r"]))
def test_line_ends_stay(lines: list[str], end: str) -> None:
    """F3 and F5, where all lines end alike."""
    one, other = (fix("".join(line + e for line in lines).encode(), Profile()) for e in ("\n", end))
    if not one.why_not and not other.why_not:
        assert one.data.replace(b"\n", end.encode()) == other.data
        assert len(lines) == other.data.count(end.encode())
