"""
The kernel, both times: every test here runs on the native one and on its specification in Python.

Rule 1: the native kernel must be there. A test that skips when it isn't compiled shows nothing.
Rule 2: golden vectors are data (cases/kernel.json). They pin the scheme to bytes: if one changes, so does the scheme,
        and no stored sketch can be compared any more.
"""

from __future__ import annotations

import hashlib
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
    A value of a case: {"u64": [...]} and {"hex": "..."} are columns, [...] inside "tuple" is a tuple, and {"classes":
    [...]} is the table that is made of such u32.
    """
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "hex":
        return bytes.fromhex(content)
    if kind == "tuple":
        return tuple(map(read, content))
    if kind == "classes":
        return importlib.import_module("docnorm._native").class_table(u32(*content))
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
    assert reference.shingles(keys, bytes([4]) * len(keys)) == native.shingles(keys, bytes([4]) * len(keys))


def test_a_character_of_chinese_japanese_or_korean_weighs_three(kernel: ModuleType) -> None:
    """The script is that of the folded code point; Thai letters are letters; what is dropped weighs nothing."""
    texts = ["漢", "か", "ﾊ", "한", "ไ", "a", "ⅷ", "-", "\u200b"]
    spans = b"".join(u64(t, 0, 1) for t in range(len(texts)))
    assert u64(3, 3, 3, 3, 1, 1, 4, 0, 0) == kernel.sketch(texts, spans, b"\4" * len(texts))[0]


def test_a_secret_has_64_bits(kernel: ModuleType) -> None:
    """A larger number is refused, not cut."""
    assert kernel.shingles(["a"], b"\1", 2**64 - 1) != kernel.shingles(["a"], b"\1")
    for key in (-1, 2**64):
        with pytest.raises(OverflowError):
            kernel.shingles(["a"], b"\1", key)


CLASSES = u32(0x41, 0x5B, 1, 0x400, 0x500, 2, 0x410, 0x420, 4, 0x2018, 0x2020, 8, 0x10000, 0x110000, 16, 7, 7, 32)


def test_a_table_of_classes_is_pinned(kernel: ModuleType) -> None:
    """The form of a table is a part of the kernel: what the one makes, the other reads."""
    table = kernel.class_table(CLASSES)
    digest = hashlib.blake2b(table, digest_size=16).hexdigest()
    assert (19484, "bfe1143a11780b0fe1f286e235662528") == (len(table), digest)


def test_every_code_point_has_its_classes(kernel: ModuleType) -> None:
    """Classes are those of the rows, for every code point, lone surrogates included."""
    table = kernel.class_table(CLASSES + u32(0xD800, 0xE000, 64))
    numbers = struct.unpack(f"<{len(CLASSES) // 4}I", CLASSES)
    expected = [64 * (0xD800 <= code < 0xE000) for code in range(0x110000)]
    for start, stop, classes in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        expected[start:stop] = [found | classes for found in expected[start:stop]]
    assert u32(*expected) == kernel.survey(list(map(chr, range(0x110000))), table)


def test_a_text_without_changes_is_the_one_that_was_given(kernel: ModuleType) -> None:
    """What wasn't changed isn't copied."""
    text = "a clean text, and é"
    assert text is kernel.substitute(text, ["x!"], ["y"], b"")[0]
    assert text is kernel.rewrite(text, u64(2), u64(7), u64(0), ["clean"])[0]


EMPTY = importlib.import_module("docnorm._native").class_table(b"")
NONE = (b"", b"", b"", b"")
ITEM = (["a"], u64(0, 0, 1), 3, 0)
DRAWN = (u32(1, 3), u32(1, 2))
NOTHING = (b"", u64(0, 0))
ORDER = (u64(0), NOTHING, NOTHING, u64(7))
MEANINGS = (["one"], ["may"], ["the"], ["km"], "0", "½", "一二")
NO_PAIRS = (b"", b"", u64(0))
REFUSED = [  # what is called, with what, and what the error says
    ("distinct", (["a"], b"", -1), r"threads is -1, expected at least 0"),
    ("propose", (ITEM, (u32(1, 2), u32(1)), (1, 1, 1), (4, 5), 1), r"increments holds 4 bytes, expected 8"),
    ("propose", (ITEM, DRAWN, (2, 2, 1), (4, 5), 1), r"bands \* rows is 4, expected at most 2, the permutations"),
    ("propose", (ITEM, DRAWN, (0, 1, 1), (4, 5), 1), r"bands is 0, expected at least 1"),
    ("propose", (ITEM, DRAWN, (1, 0, 1), (4, 5), 1), r"rows is 0, expected at least 1"),
    ("propose", (ITEM, DRAWN, (1, 1, 1), (0, 2), 1), r"threshold is 0/2, expected more than 0 and at most 1"),
    ("propose", (ITEM, DRAWN, (1, 1, 0), (4, 5), 1), r"crowd is 0, expected at least 1"),
    ("propose", (ITEM, DRAWN, (1, 1, 1), (4, 5), -1), r"threads is -1, expected at least 0"),
    ("propose", ((["a"], u64(0, 0, 1), 1, 0), DRAWN, (1, 1, 1), (4, 5), 1), r"unit is 1, expected 3 \(block\) or 4"),
    ("propose", ((["a"], u64(0, 0, 2), 3, 0), DRAWN, (1, 1, 1), (4, 5), 1), r"span 0 is \(0, 0, 2\)"),
    ("verify", (ITEM, u32(0), (4, 5), 1), r"pairs holds 4 bytes, expected a multiple of 8"),
    ("verify", (ITEM, u32(0, 1), (4, 5), 1), r"pairs has an item that is 1 or more, expected items below 1"),
    ("verify", (ITEM, b"", (3, 2), 1), r"threshold is 3/2"),
    ("stars", (ITEM, (b"", u32(1), u64(0, 1)), ORDER, (4, 5), 1), r"members has an item that is 1 or more"),
    (
        "stars",
        (ITEM, (b"", u32(0), u64(0)), ORDER, (4, 5), 1),
        r"offsets must begin with 0, never fall, and end with 1",
    ),
    ("stars", (ITEM, NO_PAIRS, (b"", *ORDER[1:]), (4, 5), 1), r"ranks is for 0 items, expected 1"),
    ("stars", (ITEM, NO_PAIRS, (*ORDER[:3], u64(7, 7)), (4, 5), 1), r"skeletons is for 2 items, expected 1"),
    (
        "stars",
        (ITEM, NO_PAIRS, (u64(0), (u64(5), u64(0, 0)), NOTHING, u64(7)), (4, 5), 1),
        r"offsets must .* end with 1, the facts",
    ),
    (
        "stars",
        (ITEM, NO_PAIRS, (u64(0), NOTHING, (b"", u64(0)), u64(7)), (4, 5), 1),
        r"offsets is for 0 items, expected 1",
    ),
    (
        "stars",
        (ITEM, NO_PAIRS, (u64(0), NOTHING, (u64(5, 5), u64(0, 2)), u64(7)), (4, 5), 1),
        r"the names of an item aren't sorted",
    ),
    ("facts", (["é"], u64(0, 0, 2), MEANINGS, 0, 1), r"span 0 is \(0, 0, 2\)"),
    ("facts", (["é"], u64(0, 0, 1), MEANINGS, -1, 1), r"length is -1, expected at least 0"),
    ("facts", (["é"], u64(0, 0, 1), MEANINGS, 0, -1), r"threads is -1, expected at least 0"),
    ("distinct", (["a"], b"123", 0), r"spans holds 3 bytes, expected a multiple of 24"),
    ("distinct", (["é"], u64(0, 0, 2), 0), r"span 0 is \(0, 0, 2\), expected start <= stop inside one of the texts"),
    ("distinct", (["é"], u64(0, 0, 1) + u64(0, 1, 0), 0), r"span 1 is \(0, 1, 0\)"),
    ("distinct", (["é"], u64(1, 0, 0), 0), r"span 0 is \(1, 0, 0\)"),
    ("distinct", (["é"], u64(2**64 - 1, 0, 0), 0), r"span 0 is \(18446744073709551615, 0, 0\)"),
    ("sketch", (["é"], u64(0, 0, 2), b"\0"), r"span 0 is \(0, 0, 2\)"),
    ("sketch", (["é"], u64(0, 0, 1), b""), r"measures holds 0 bytes, expected 1, one per span"),
    ("shingles", (["a", "b"], b"\1"), r"measures holds 1 bytes, expected 2, one per key"),
    ("shingles", (["a", "b"], b"\1\3"), r"measure 1 is 3, expected 1 \(characters\), 2 \(pairs of words\) or 4"),
    ("signatures", (b"1", u64(0), u32(1), u32(1)), r"shingles holds 1 bytes, expected a multiple of 8"),
    ("signatures", (u64(1), b"1", u32(1), u32(1)), r"offsets holds 1 bytes, expected a multiple of 8"),
    ("signatures", (u64(1), b"", u32(1), u32(1)), r"offsets must begin with 0, never fall, and end with 1"),
    ("signatures", (u64(1), u64(0, 2), u32(1), u32(1)), r"offsets must begin with 0"),
    ("signatures", (u64(1, 2), u64(0, 2, 1, 2), u32(1), u32(1)), r"offsets must begin with 0"),
    ("signatures", (u64(1), u64(0, 1), u32(1), b""), r"increments holds 0 bytes, expected 4, like multipliers"),
    ("signatures", (u64(1), u64(0, 1), b"12", b"12"), r"multipliers holds 2 bytes, expected a multiple of 4"),
    ("signatures", (u64(1), u64(0, 1), b"", b""), r"the number of permutations is 0, expected at least 1"),
    ("intersections", (u64(1), u64(0, 1), u32(0)), r"pairs holds 4 bytes, expected a multiple of 8"),
    ("intersections", (u64(1), u64(0, 1), u32(0, 0, 0, 1)), r"pair 1 is \(0, 1\), expected items below 1"),
    ("exact_pairs", (u64(1), u64(1), 1, 2), "offsets must begin with 0, never fall, and end with 1, the shingles"),
    ("exact_pairs", (u64(1), u64(0, 1), 0, 2), r"threshold is 0/2, expected more than 0 and at most 1"),
    ("contained_pairs", (u64(1), u64(0, 2), 1, 2, 1), "offsets must begin with 0"),
    ("contained_pairs", (u64(1), u64(0, 1), 3, 2, 1), r"threshold is 3/2"),
    ("contained_pairs", (u64(1), u64(0, 1), 1, 2, 0), "most is 0, expected at least 1"),
    ("class_table", (u32(1, 2),), r"rows holds 8 bytes, expected a multiple of 12"),
    ("class_table", (u32(2, 1, 1),), r"row 0 is \(2, 1, 1\), expected start <= stop, and at most 1114112"),
    ("class_table", (u32(0, 0x110001, 1),), r"row 0 is \(0, 1114113, 1\)"),
    ("class_table", (u32(*[n for c in range(256) for n in (c, c + 1, c + 1)]),), "more than 256 sets of classes"),
    ("survey", (["a"], b""), "classes is no table that class_table made"),
    ("survey", (["a"], b"1234"), "classes is no table that class_table made"),
    ("find", ("a", u32(1, 0) + bytes(1280 + 2 * 8704), 1), "classes is no table that class_table made"),  # no page
    ("find", ("a", u32(1, 0) + bytes(1280 + 2 * 8704) + b"\1" * 128, 1), "classes is no table that class_table made"),
    ("find", ("a", u32(1, 0) + bytes(1280 + 2 * 8704 + 127), 1), "classes is no table that class_table made"),
    ("matching_lines", ("a", EMPTY, u32(1)), r"patterns holds 4 bytes, expected a multiple of 12"),
    ("matching_lines", ("a", EMPTY, u32(0, 1, 0)), r"pattern 0 is \(0, 1, 0\), expected nothing behind a 0"),
    ("matching_lines", ("a", EMPTY, u32(1, 1, 0, 1, 0, 1)), r"pattern 1 is \(1, 0, 1\), expected nothing behind a 0"),
    ("substitute", ("a", ["a"], [], b""), "sources and targets have different lengths"),
    ("substitute", ("a", ["a", ""], ["b", "c"], b""), "sources has an empty text"),
    ("substitute", ("a", ["a", "b", "a"], ["b", "c", "d"], b""), "sources has a text twice"),
    ("substitute", ("a", ["a"], ["b"], u64(1)), r"spared holds 8 bytes, expected a multiple of 16"),
    ("substitute", ("a", ["a"], ["b"], u64(1, 0)), "spared isn't sorted"),
    ("rewrite", ("é", u64(0), u64(0, 1), u64(0), ["a"]), "starts, stops and numbers have different lengths"),
    ("rewrite", ("é", u64(0), u64(1), u64(1), ["a"]), "edit 0 is of piece 1, expected less than 1"),
    (
        "rewrite",
        ("é", u64(0), u64(2), u64(0), ["a"]),
        "edit 0 is from 0 to 2, expected start <= stop, in order and ins",
    ),
    ("rewrite", ("e", u64(1), u64(2), u64(0), ["a"]), "edit 0 is from 1 to 2"),
    ("rewrite", ("é", u64(2), u64(2), u64(0), ["a"]), "edit 0 is from 2 to 2"),
    ("rewrite", ("é", u64(1), u64(0), u64(0), ["a"]), "edit 0 is from 1 to 0"),
    ("rewrite", ("é", u64(0, 0), u64(1, 1), u64(0, 0), ["a"]), "edit 1 is from 0 to 1"),
    ("rewrite", ("é", u64(0), u64(2**64 - 1), u64(0), ["a"]), "edit 0 is from 0 to 18446744073709551615"),
    ("compose", ((b"1", b"", b"", b""), NONE), "first holds 1 bytes, expected a multiple of 8"),
    ("compose", (NONE, (u64(1), b"", b"", b"")), "second has columns of different lengths"),
    ("compose", (NONE, (u64(1), u64(0), u64(1), u64(1))), "second is no alignment at change 0"),
    ("compose", (NONE, (u64(1), u64(2), u64(1), u64(0))), "second is no alignment at change 0"),
    ("compose", ((u64(1), u64(1), u64(2), u64(2)), NONE), "first is no alignment at change 0"),
    ("compose", ((u64(0, 0), u64(1, 1), u64(0, 0), u64(0, 0)), NONE), "first is no alignment at change 1"),
    ("compose", ((u64(0), u64(2**63), u64(0), u64(0)), NONE), "first is no alignment at change 0"),
]


@pytest.mark.parametrize(("call", "arguments", "says"), REFUSED)
def test_refuses_what_does_not_fit(kernel: ModuleType, call: str, arguments: tuple[Any, ...], says: str) -> None:
    """A column of the wrong size is refused with a sentence that says what was found and what was expected."""
    with pytest.raises(ValueError, match=says):
        getattr(kernel, call)(*arguments)


@pytest.mark.parametrize(
    ("call", "more"),
    [("fold", ()), ("lines", ()), ("distinct", (b"", 0)), ("shingles", (b"\0\0",)), ("sketch", (b"", b""))],
)
def test_refuses_lone_surrogates(kernel: ModuleType, call: str, more: tuple[bytes, ...]) -> None:
    """A lone surrogate is no text, even where no span looks at it."""
    with pytest.raises(ValueError, match="surrogates not allowed"):
        getattr(kernel, call)(["fine", "\ud800"], *more)


@pytest.mark.parametrize("wanted", [-1, 1 << 32])
def test_classes_have_32_bits(kernel: ModuleType, wanted: int) -> None:
    """Classes that don't fit are refused, not cut off."""
    with pytest.raises(OverflowError):
        kernel.find("a", EMPTY, wanted)


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
