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

STRICT_CASES = [
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


@pytest.mark.parametrize("case", STRICT_CASES)
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


def test_the_detector_is_imported_when_it_is_needed() -> None:
    """Reading UTF-8, Windows-1252 and binary data doesn't load charset-normalizer."""
    program = (
        "import sys; from docnorm.decoding import decode\n"
        "decode('é'.encode()); decode(b'caf\\xe9'); decode(b'\\0\\1\\2')\n"
        "assert 'charset_normalizer' not in sys.modules"
    )
    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode
