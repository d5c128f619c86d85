"""
The kernel, both times: every test here runs on the native one and on its specification in Python.

Rule 1: the native kernel must be there. A test that skips when it isn't compiled shows nothing.
Rule 2: golden vectors are data (cases/kernel.json). They pin the scheme to bytes: if one changes, so does the scheme,
        and no stored sketch can be compared any more.
"""

from __future__ import annotations

import importlib
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CASES = json.loads((Path(__file__).parent / "cases" / "kernel.json").read_text(encoding="utf-8"))
FORMATS = {"u8": "B", "u32": "I", "u64": "Q"}


@pytest.fixture(params=["_native", "_reference"])
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"docnorm.{request.param}")


def u64(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}Q", *values)


def u32(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def read(value: Any) -> Any:
    """
    A value of a case: {"u64": [...]} and {"hex": "..."} are columns, [...] inside "tuple" is a tuple.
    """
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "hex":
        return bytes.fromhex(content)
    if kind == "tuple":
        return tuple(map(read, content))
    return struct.pack(f"<{len(content)}{FORMATS[kind]}", *content)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_golden_vectors(kernel: ModuleType, case: dict[str, Any]) -> None:
    """The scheme is pinned to bytes."""
    arguments = map(read, case["arguments"])
    assert read(case["expect"]) == getattr(kernel, case["call"])(*arguments)


def test_every_code_point_is_read_alike() -> None:
    """Both kernels read the one table alike: what each code point folds to, and whether it is a word of its own."""
    native, reference = (importlib.import_module(f"docnorm.{name}") for name in ("_native", "_reference"))
    characters = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    folded = native.fold(characters)
    assert reference.fold(characters) == folded
    assert native.fold(folded) == folded
    keys = [5 * c for c in characters[:0x40000]]  # five words in a script without spaces, one in another
    assert reference.shingles(keys, bytes([1]) * len(keys)) == native.shingles(keys, bytes([1]) * len(keys))


def test_a_character_of_chinese_japanese_or_korean_weighs_three(kernel: ModuleType) -> None:
    """The script is that of the folded code point; Thai letters are letters; what is dropped weighs nothing."""
    texts = ["漢", "か", "ﾊ", "한", "ไ", "a", "ⅷ", "-", "\u200b"]
    spans = b"".join(u64(t, 0, 1) for t in range(len(texts)))
    assert u64(3, 3, 3, 3, 1, 1, 4, 0, 0) == kernel.sketch(texts, spans, bytes(len(texts)))[0]


REFUSED = [  # what is called, with what, and what the error says
    ("digests", (["a"], b"123"), r"spans holds 3 bytes, expected a multiple of 24"),
    ("digests", (["é"], u64(0, 0, 2)), r"span 0 is \(0, 0, 2\), expected start <= stop inside one of the texts"),
    ("digests", (["é"], u64(0, 0, 1) + u64(0, 1, 0)), r"span 1 is \(0, 1, 0\)"),
    ("digests", (["é"], u64(1, 0, 0)), r"span 0 is \(1, 0, 0\)"),
    ("digests", (["é"], u64(2**64 - 1, 0, 0)), r"span 0 is \(18446744073709551615, 0, 0\)"),
    ("sketch", (["é"], u64(0, 0, 2), b"\0"), r"span 0 is \(0, 0, 2\)"),
    ("sketch", (["é"], u64(0, 0, 1), b""), r"units holds 0 bytes, expected 1, one per span"),
    ("shingles", (["a", "b"], b"\0"), r"units holds 1 bytes, expected 2, one per key"),
    ("shingles", (["a", "b"], b"\0\2"), r"unit 1 is 2, expected 0 \(block\) or 1 \(document\)"),
    ("signatures", (b"1", u64(0), u32(1), u32(1)), r"shingles holds 1 bytes, expected a multiple of 8"),
    ("signatures", (u64(1), b"1", u32(1), u32(1)), r"offsets holds 1 bytes, expected a multiple of 8"),
    ("signatures", (u64(1), b"", u32(1), u32(1)), r"offsets must begin with 0, never fall, and end with 1"),
    ("signatures", (u64(1), u64(0, 2), u32(1), u32(1)), r"offsets must begin with 0"),
    ("signatures", (u64(1, 2), u64(0, 2, 1, 2), u32(1), u32(1)), r"offsets must begin with 0"),
    ("signatures", (u64(1), u64(0, 1), u32(1), b""), r"increments holds 0 bytes, expected 4, like multipliers"),
    ("signatures", (u64(1), u64(0, 1), b"12", b"12"), r"multipliers holds 2 bytes, expected a multiple of 4"),
    ("signatures", (u64(1), u64(0, 1), b"", b""), r"the number of permutations is 0, expected at least 1"),
    ("band_keys", (u32(1, 2, 3), 2, 1, 1), r"signatures holds 12 bytes, expected a multiple of 8"),
    ("band_keys", (u32(1, 2), 2, 2, 2), r"bands \* rows is 4, expected at most 2, the permutations"),
    ("band_keys", (b"", -1, 1, 1), r"permutations is -1, expected at least 1"),
    ("band_keys", (b"", 1, 0, 1), r"bands is 0, expected at least 1"),
    ("band_keys", (b"", 1, 1, 0), r"rows is 0, expected at least 1"),
    ("candidates", (u64(1, 2, 3), 2), r"keys holds 24 bytes, expected a multiple of 16"),
    ("candidates", (b"", 0), r"bands is 0, expected at least 1"),
    ("intersections", (u64(1), u64(0, 1), u32(0)), r"pairs holds 4 bytes, expected a multiple of 8"),
    ("intersections", (u64(1), u64(0, 1), u32(0, 0, 0, 1)), r"pair 1 is \(0, 1\), expected items below 1"),
    ("near_pairs", (u64(1), u64(0, 1), u64(1, 2), 1, (1, 2)), r"keys is for 2 items, expected 1, like offsets"),
    ("near_pairs", (u64(1), u64(0, 1), u64(1), 1, (0, 2)), r"threshold is 0/2, expected more than 0 and at most 1"),
    ("near_pairs", (u64(1), u64(0, 1), u64(1), 1, (3, 2)), r"threshold is 3/2"),
    ("near_pairs", (u64(1), u64(0, 1), u64(1), 1, (-1, -1)), r"threshold is -1/-1"),
]


@pytest.mark.parametrize(("call", "arguments", "says"), REFUSED)
def test_refuses_what_does_not_fit(kernel: ModuleType, call: str, arguments: tuple[Any, ...], says: str) -> None:
    """A column of the wrong size is refused with a sentence that says what was found and what was expected."""
    with pytest.raises(ValueError, match=says):
        getattr(kernel, call)(*arguments)


@pytest.mark.parametrize(
    ("call", "more"),
    [("fold", ()), ("lines", ()), ("digests", (b"",)), ("shingles", (b"\0\0",)), ("sketch", (b"", b""))],
)
def test_refuses_lone_surrogates(kernel: ModuleType, call: str, more: tuple[bytes, ...]) -> None:
    """A lone surrogate is no text, even where no span looks at it."""
    with pytest.raises(ValueError, match="surrogates not allowed"):
        getattr(kernel, call)(["fine", "\ud800"], *more)


def test_a_panic_is_a_runtime_error(kernel: ModuleType) -> None:
    """A broken kernel raises an ordinary exception, which `except Exception` sees, and works on."""
    with pytest.raises(RuntimeError, match="the kernel failed: on purpose"):
        kernel.provoke("on purpose")
    assert kernel.fold(["É"]) == ["é"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_works_after_a_fork(kernel: ModuleType) -> None:
    """A child that was forked after the kernel's first use can use it, too, and gets the same answer."""
    expected = kernel.fold(["Ä" * 1000])
    child = os.fork()
    if child == 0:
        os._exit(0 if kernel.fold(["Ä" * 1000]) == expected else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_works_without_the_gil() -> None:
    """While the native kernel works, another thread runs, although no thread may be asked to make way."""
    native = importlib.import_module("docnorm._native")
    text, go, ran = "é" * 1_000_000, threading.Event(), threading.Event()

    def wait_and_run() -> None:
        go.wait()
        ran.set()

    other = threading.Thread(target=wait_and_run)
    interval = sys.getswitchinterval()
    other.start()
    try:
        sys.setswitchinterval(1000)  # seconds: from here on, only who lets go of the GIL lets the other thread run
        go.set()
        assert any(native.fold([text]) and ran.is_set() for _ in range(1000))
    finally:
        sys.setswitchinterval(interval)
        other.join()


def test_the_door_chooses_the_native_kernel() -> None:
    """Where the native kernel is, it is the one that runs, and it brings no numpy with it."""
    program = "import sys, docnorm.kernel as k; print(k.IMPLEMENTATION, k.fold.__module__, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "native docnorm._native False"


def test_the_door_falls_back() -> None:
    """Where there is no native kernel, the same door leads to the specification."""
    program = (
        "import sys; sys.modules['docnorm._native'] = None; import docnorm.kernel as k; "
        "print(k.IMPLEMENTATION, all(getattr(k, name) is not None for name in k.__all__), k.fold(['É']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "reference True ['é']"
