"""
Where code is found, and where it isn't.
"""

from __future__ import annotations

import pytest

from docnorm.markup import code, fences, literal

CODE = [
    ("none", "no code at all, it's plain", []),
    ("a span", "a `b` c", ["`b`"]),
    ("two spans", "`a` b `c`", ["`a`", "`c`"]),
    ("a longer mark", "``a ` b``", ["``a ` b``"]),
    ("a lonely mark", "a ` b", []),
    ("marks of different lengths", "a ` b `` c", []),
    ("marks on different lines", "a ` b\nc ` d", []),
    ("the first mark that closes", "`a` b`", ["`a`"]),
    ("a lonely mark in front of a span", "`` a `b`", ["`b`"]),
    ("beside a fence", "`a`\n```\n`b\n```\n`c`", ["`a`", "```\n`b\n```", "`c`"]),
    ("a fence of tildes alone", "a\n~~~\nb\n~~~", ["~~~\nb\n~~~"]),
]

FENCES = [
    ("with a language", "``` python\na\n```\n", ["``` python\na\n```"]),
    ("indented, in a list or a quotation", "> - ```\n  a\n", []),
    ("quoted", "> ```\n> a\n> ```\n", ["> ```\n> a\n> ```"]),
    ("a longer fence closes", "```\na\n`````", ["```\na\n`````"]),
    ("a shorter one doesn't", "````\n```\n````", ["````\n```\n````"]),
    ("another sign doesn't", "```\n~~~\n```", ["```\n~~~\n```"]),
    ("one with a word doesn't", "```\n``` a\n```", ["```\n``` a\n```"]),
    ("backticks behind the mark: a span, not a fence", "``` a ```\nb\n```\n", []),
    ("an open fence hides no closed one", "`````\n```\na\n```\n", ["```\na\n```"]),
    ("two", "```\na\n```\nb\n~~~\nc\n~~~", ["```\na\n```", "~~~\nc\n~~~"]),
]


LITERAL = [
    ("none", "it’s a < b > c", []),
    ("code of Markdown", "`a` and ``b``", ["`a`", "``b``"]),
    ("an element", "<p>a <code>b</code> c", ["<code>b</code>"]),
    ("in any case, with a class", "<CODE class='x'>b</Code >", ["<CODE class='x'>b</Code >"]),
    ("blocks", "<pre>\na\n\nb\n</pre> <style>c</style>", ["<pre>\na\n\nb\n</pre>", "<style>c</style>"]),
    ("an element in a block", "<pre>a <code>b</code>\n\nc</pre> d", ["<pre>a <code>b</code>\n\nc</pre>"]),
    ("a block in itself", "<pre>a<pre>b</pre>c</pre>", ["<pre>a<pre>b</pre>"]),
    ("the last that opens", "<code>a\n\n<code>b</code>", ["<code>b</code>"]),
    ("one that closes in another paragraph", "<kbd>a\n\nb</kbd>", []),
    ("one that only closes", "a</code> b", []),
    ("one that only opens", "a <code> b", []),
    ("another name", "<pretty>a</pretty> <b>c</b>", []),
    ("tags in code", "`<pre>` a `</pre>`", ["`<pre>`", "`</pre>`"]),
    ("a tag with an attribute", 'a <img alt="b"> c', ['<img alt="b">']),
    ("a tag of two lines", '<a\nb="c">', ['<a\nb="c">']),
    ("a tag of two paragraphs", '<a\n\nb="c">', []),
    ("no tag", "<= a == b => <3 <a <b =", []),
    ("an address", "see https://a.org/b’c, d", ["://a.org/b’c"]),
    ("a host", "https://a.org’s", []),
    ("what follows an address", "“https://a.org/b”—“c”", ["://a.org/b"]),
    ("no scheme", "a ://b/c", []),
    ("front matter", "---\na: b\n---\nc\n---\n", ["---\na: b\n---"]),
    ("front matter that ends with dots", "---\na-b:\n- c\n...\nd", ["---\na-b:\n- c\n..."]),
    ("front matter without an end", "---\na: b\n", []),
    ("a rule", "---\n\na: b\n---\n", []),
    ("two that overlap", "<a b='`'>`", ["<a b='`'>`"]),
]


@pytest.mark.parametrize(("label", "text", "expected"), LITERAL, ids=[row[0] for row in LITERAL])
def test_literal(label: str, text: str, expected: list[str]) -> None:
    """What a program reads stands between marks, in tags, in addresses, and at the top."""
    assert expected == [text[slice(*span)] for span in literal(text)]


@pytest.mark.parametrize(("label", "text", "expected"), CODE, ids=[row[0] for row in CODE])
def test_code(label: str, text: str, expected: list[str]) -> None:
    """Code stands between marks that match, on one line; or in a closed fence."""
    assert expected == [text[slice(*span)] for span in code(text)]


@pytest.mark.parametrize(("label", "text", "expected"), FENCES, ids=[row[0] for row in FENCES])
def test_fences(label: str, text: str, expected: list[str]) -> None:
    """A fence is closed by one of the same sign, at least as long, with nothing behind it."""
    assert expected == [text[slice(*span)] for span in fences(text)]


@pytest.mark.parametrize(
    "text", ["``` a\n" * 50_000, "`" * 300_000, " ".join("`" * length for length in range(700)), "`a\n" * 100_000]
)
def test_many_open_marks_take_linear_time(text: str) -> None:
    """Hundreds of thousands of marks that are never closed are read once; a quadratic search would never end."""
    assert [] == code(text)


@pytest.mark.parametrize(
    "text", ["<code>" * 50_000, "<a b=" * 50_000, "<pre " * 50_000, "---\na: b\n" + "c\n" * 99_999, "a://" * 50_000]
)
def test_much_that_is_never_closed_takes_linear_time(text: str) -> None:
    """The same holds for elements, tags and front matter."""
    assert all(span.stop <= len(text) for span in literal(text))
