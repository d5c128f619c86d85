"""
The public face: few names, all of them there, and next to nothing loaded to say so.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

import docnorm

HEAVY = {"numpy", "scipy", "datasketch", "ftfy", "regex", "charset_normalizer", "multiprocessing", "importlib.metadata"}

LAZY = [
    # what is run, what of the heavy modules it may load
    ("import docnorm", set()),
    (
        "from docnorm.cli import main\nimport contextlib\nwith contextlib.suppress(SystemExit): main(['--version'])",
        set(),
    ),
    *(
        (f"from docnorm.cli import main; main(['{command}', {__file__!r}, '--isolated'])", set())
        for command in ("check", "fix")
    ),
    ("import docnorm; docnorm.normalize(b'clean ASCII text\\n')", set()),
    ("import docnorm; docnorm.normalize('It’s “clean” text, café, 漢字\\r\\n')", set()),
    ("import docnorm; docnorm.normalize('It was a café that wasn’t open')", {"ftfy"}),
    ("import docnorm; docnorm.find_duplicates(['a', 'b'])", {"numpy"}),
]


@pytest.mark.parametrize(("code", "allowed"), LAZY)
def test_only_what_is_needed_is_loaded(code: str, allowed: set[str]) -> None:
    """
    A heavy module is loaded by those who need it, and by nobody else.
    """
    report = "\nimport sys; print(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code + report], check=True, capture_output=True, text=True)
    loaded = HEAVY & set(ran.stdout.split())
    assert set() == loaded - allowed


def test_every_public_name_is_there() -> None:
    """
    What `__all__` promises can be had, and there are at most twenty names.
    """
    assert all(getattr(docnorm, name) is not None for name in docnorm.__all__)
    assert len(docnorm.__all__) <= 20
    assert sorted(docnorm.__all__) == docnorm.__all__ == dir(docnorm)


def test_another_name_is_an_attribute_error() -> None:
    """
    A name that isn't there fails as any module's does.
    """
    with pytest.raises(AttributeError, match="no attribute 'canonicalise'"):
        docnorm.canonicalise  # noqa: B018 - the look is the test
