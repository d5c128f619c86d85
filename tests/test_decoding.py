"""
Decoding, step by step of the ladder; the cases are data (cases/decode.json).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docnorm.decoding import decode
from docnorm.errors import BadInput
from docnorm.islands import read_islands

CASES = json.loads((Path(__file__).parent / "cases" / "decode.json").read_text(encoding="utf-8"))
CASES_AND_MARKS = [
    pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
    for case in CASES
]

CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp1250", "koi8-r", "shift_jis", "gb18030")


def data_of(case: dict[str, Any]) -> bytes:
    """
    The bytes of a case: given in hexadecimal, or as a text and its encoding.
    """
    given_as = case["input"]
    if "hex" in given_as:
        return bytes.fromhex(given_as["hex"])
    return bytes(given_as["text"].encode(given_as["in"]))


@pytest.mark.parametrize("case", CASES_AND_MARKS)
def test_cases(case: dict[str, Any]) -> None:
    """Each input is read as its case says, for the reason that it gives; `read` is the text without its islands."""
    text, decoding = decode(data_of(case), case.get("declared"))
    read = read_islands(text, decoding.codec)[0].text
    found = {"how": decoding.how, "codec": decoding.codec, "text": text, "read": read}
    assert case["expect"] == {key: found[key] for key in case["expect"]}


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases_come_back(case: dict[str, Any]) -> None:
    """Whatever has a text gives its bytes back."""
    data = data_of(case)
    text, decoding = decode(data, case.get("declared"))
    if decoding.is_text:
        assert data == decoding.bom + decoding.encode(text)


@pytest.mark.parametrize("declared", ["utf-9", "", "a\0b", "latin 1 or so"])
def test_unknown_encodings_are_refused(declared: str) -> None:
    """A declared encoding that doesn't exist is an error that names it, even if the text is ASCII."""
    with pytest.raises(BadInput, match="is not an encoding"):
        decode(b"abc", declared)


chunks = st.one_of(
    st.binary(max_size=20),
    st.tuples(st.text(max_size=20), st.sampled_from(CODECS)).map(lambda pair: pair[0].encode(pair[1], "ignore")),
)


@given(st.lists(chunks, max_size=4).map(b"".join), st.sampled_from([None, *CODECS, "utf-7", "hz", "cp932"]))
@example(b"\xff\xfe\0\0", None)
@example(b"\x87\x90", "cp932")
def test_any_bytes_come_back(data: bytes, declared: str | None) -> None:
    """Bytes that have a text are given back by it, whatever they are and whatever was declared; others have none."""
    text, decoding = decode(data, declared)
    if decoding.is_text:
        assert data == decoding.bom + decoding.encode(text)
    else:
        assert "" == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_is_always_recognized(text: str) -> None:
    """Valid UTF-8 without control characters is read as what it is."""
    assert text.removeprefix("\ufeff") == decode(text.encode())[0]


def test_the_last_resort() -> None:
    """What is no text in any language is what charset-normalizer says, which is told as nearly a guess."""
    data = ("╔╦╗╠╬╣╚╩╝╟╢╤╧╪╫ ╔╦╗╠╬╣╚╩╝╟╢╤╧╪╫\n" * 6).encode("cp437")
    text, decoding = decode(data)
    assert ("detected", 10) == (decoding.how, decoding.confidence)
    assert data == decoding.encode(text)


def test_a_declared_encoding_with_two_places_for_a_character() -> None:
    """What was declared is tried with care for what it reads and writes differently, and given up if it's nonsense."""
    data = "≒ここ".encode("cp932") + b"\x87\x90"
    assert ("declared", "surrogateescape") == (decode(data, "cp932")[1].how, decode(data, "cp932")[1].errors)
    assert "declared" != decode("“naïve” — ”été”".encode("cp1252"), "cp932")[1].how


@pytest.mark.parametrize("size", [1, 10, 100_000])
def test_a_sample_of_any_size_tells(size: int) -> None:
    """The guess sees a part of a long text, and all of it is read."""
    text = "Съешь ещё этих мягких французских булок, да выпей чаю.\n" * size
    assert text == decode(("x" * size + "\n" + text).encode("koi8-r"))[0].partition("\n")[2]


def test_a_long_line_tells() -> None:
    """A text without a space is cut anywhere to be guessed, and read as a whole."""
    text = "すべての人間は、生まれながらにして自由であり、" * 5000
    assert text == decode(text.encode("euc_jp"))[0]
    assert text == decode(text.encode("utf-16-be"))[0]


def test_the_detector_is_imported_when_it_is_needed() -> None:
    """Reading what is text in a known language, or binary data, doesn't load charset-normalizer."""
    program = (
        "import sys; from docnorm.decoding import decode\n"
        "decode('é'.encode()); decode(b'caf\\xe9'); decode(b'\\0\\1\\2'); decode('привет'.encode('koi8-r'))\n"
        "assert 'charset_normalizer' not in sys.modules"
    )
    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode
