"""
Ignoring: which comments count, and what they are about.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import docnorm
from docnorm import Profile
from docnorm.alignment import Span
from docnorm.fixing import Manner, fix
from docnorm.ignoring import ignored, is_suspected, without
from docnorm.noticing import notices
from docnorm.segmenting import segment

COMMENTS = [
    # the name of a file, a line of it, and whether it's a comment that counts
    ("a.md", "<!-- docnorm: ignore -->", True),
    ("a.md", "<!--docnorm:ignore-->", True),
    ("a.md", "# docnorm: ignore", False),
    ("a.md", "Write `docnorm: ignore` in a comment.", False),
    ("a.md", "<!-- docnorm: ignored -->", False),
    ("a.html", "<p>one</p> <!-- docnorm: ignore -->", True),
    ("a.mdx", "{/* docnorm: ignore */}", True),
    ("a.py", "x = 1  # docnorm: ignore", True),
    ("a.py", "# docnorm: ignore this", False),
    ("a.py", "<!-- docnorm: ignore -->", False),
    ("a.rst", ".. docnorm: ignore", True),
    ("a.rst", "one .. docnorm: ignore", False),
    ("a.js", "// docnorm: ignore", True),
    ("a.css", "/* docnorm: ignore */", True),
    ("a.js", "http:// docnorm: ignore", False),
    ("a.tex", "one % docnorm: ignore", True),
    ("a.sql", "-- docnorm: ignore", True),
    ("a.el", ";; docnorm: ignore", True),
    ("a.ini", "# docnorm: ignore", True),
    ("a.txt", "# docnorm: ignore", True),
    ("a.txt", ".. docnorm: ignore", True),
    ("a.txt", "% docnorm: ignore", False),
    ("README", "<!-- docnorm: ignore -->", True),
    ("sub.py/NOTES", "// docnorm: ignore", True),
]


def told(text: str, name: str = "a.md") -> list[str]:
    """The blocks that are ignored, as texts."""
    spans = segment([text], "auto", [name])[0].spans
    return [text[slice(*span)] for span in ignored(text, spans, name)]


@pytest.mark.parametrize(("name", "line", "counts"), COMMENTS)
def test_comments(name: str, line: str, counts: bool) -> None:
    """A comment counts as the format of the file has it."""
    text = f"one\n\n{line}\n\ntwo\n"
    assert counts == bool(ignored(text, segment([text], "blank-line", [name])[0].spans, name))


def test_what_a_comment_is_about() -> None:
    """By itself, it's about the next block; in the first or the last line of a block, about that one."""
    alone = "<!-- docnorm: ignore -->"
    assert [alone, "two"] == told(f"one\n\n{alone}\n\ntwo\n\nthree\n")
    assert [alone, "two"] == told(f"one\n\n{alone}\ntwo\n\nthree\n")
    assert ["two\n<!-- docnorm: ignore -->"] == told(f"one\n\ntwo\n{alone}\n\nthree\n")
    assert [] == told("one\n\ntwo\n")
    assert [f"two {alone}"] == told(f"one\n\ntwo {alone}\n\nthree\n")
    assert ["# docnorm: ignore\nx = 1"] == told("# docnorm: ignore\nx = 1\n\ny = 2\n", "a.py")
    assert ["x = [\n]  # docnorm: ignore"] == told("x = [\n]  # docnorm: ignore\n\ny = 2\n", "a.py")
    assert [] == told("x = [\n# docnorm: ignore\n]\n\ny = 2\n", "a.py")
    assert [alone] == told(f"one\n\n{alone}\n")


def test_whole_files() -> None:
    """A file is ignored by a comment near its top, and not by one further below."""
    comment = "<!-- docnorm: ignore-file -->"
    for before in (0, 5, 9):
        text = "\n" * before + f"{comment}\n\none\n"
        assert [text] == told(text)
    assert [] == told("\n" * 10 + f"{comment}\n\none\n")


def test_suspects() -> None:
    """What could have a comment is found in every encoding."""
    for codec in ("utf-8", "utf-16", "utf-32", "cp1252"):
        assert is_suspected("one\n# docnorm: ignore".encode(codec))
        assert not is_suspected("one\n# docnorm ignores".encode(codec))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-8-sig", "cp1252"])
def test_lines_stay(codec: str) -> None:
    """What is left has the same lines, in the same encoding."""
    data = "caf\xe9\r\n\r\n“two”\r\nthree\n\nfour".encode(codec)
    document = docnorm.normalize(data)
    start = document.text.index('"two"')
    left = without(document, [Span(start, start + 11)])
    assert "caf\xe9\r\n\r\n\r\n\n\nfour" == left.decode(codec)


def test_what_is_ignored_stays_as_it_is() -> None:
    """`fix` changes nothing in it, with its line ends, and `check` tells nothing of it; the rest is fixed."""
    data = "“one”\r\n\r\n<!-- docnorm: ignore -->\r\n\r\n“two”\u202e\r\nand “three”\r\n\r\n“four”\u202e\r\n".encode()
    fixed = fix(data, Profile(), id="a.md")
    expected = data.decode().replace("“one”", '"one"').replace("“four”", '"four"')
    assert (expected, "") == (fixed.data.decode(), fixed.why_not)
    lines = {notice.place.line for notice in notices(fixed, "a.md")}
    assert {1, 8} == lines
    again = fix(fixed.data, Profile(), id="a.md")
    assert again.data == fixed.data
    lf = fix(data, Profile(), Manner("lf"), id="a.md").data.decode()
    assert "“two”\u202e\r\nand “three”" in lf


def test_a_file_that_is_ignored() -> None:
    """Nothing of it is told or changed."""
    data = "<!-- docnorm: ignore-file -->\r\n\r\n“one”\u202e\r\n".encode("utf-16")
    fixed = fix(data, Profile(), Manner("lf", "utf-8"), id="a.md")
    assert (data, []) == (fixed.data, list(notices(fixed, "a.md")))


PIECES = st.sampled_from(
    [
        *("“one”", "caf\u0065\u0301", "Ã©tÃ©", "\u202e", " ", "\x07", "a\xa0b", "\ufeff", "- item", "# Head"),
        *("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\x85", "\f"),
        *("<!-- docnorm: ignore -->", "\n\n<!-- docnorm: ignore -->\n\n", "# docnorm: ignore\n"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["a.md", "a.txt", "a.py"]))
def test_fixing_around_what_is_ignored(text: str, name: str) -> None:
    """Fixing once is enough, what is ignored is in the file as it was, and the clean text is the same as without."""
    data = text.encode()
    fixed = fix(data, Profile(), id=name)
    again = fix(fixed.data, Profile(), id=name)
    assert fixed.data == again.data
    assert fixed.document.text == again.document.text
    if not fixed.why_not:
        for span in fixed.spared:
            found = fixed.document.decoded[slice(*fixed.document.alignment.to_source(span))]
            assert found.encode() in fixed.data
