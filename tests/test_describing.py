"""
Describing: the schema of the configuration agrees with what reads it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema
import pytest

from docnorm import BadProfile
from docnorm.configuring import OPTIONS, load
from docnorm.describing import schema

RIGHT = [
    "",
    'profile = "minimal"\nthreshold = 0.75\nminimum-letters = 3\nencodings = [["*.old", "cp437"]]\n',
    'threshold = "3/4"\nignore = ["nul"]\nwrite-as = "utf-8"\nline-ends = "lf"\nfail-on = "never"\n',
    'encoding = "cp437"\nsegment = "line"\n',
    'exclude = ["a"]\n[[overrides]]\npaths = ["*.md"]\nsegment = "markdown"\n',
]

WRONG = [
    'profile = "mini"',
    "minimum-letters = 0",
    "line_ends = 'lf'",
    "ignore = ['nil']",
    "exclude = ['']",
    "without = 'nfc'",
    "encodings = [['a']]",
    "[[overrides]]\nprofile = 'minimal'",
    "[[overrides]]\npaths = ['a']\nexclude = ['b']",
    "overrides = {}",
]


@pytest.mark.parametrize("text", [*RIGHT, *WRONG])
def test_the_schema_takes_what_docnorm_takes(text: str, tmp_path: Path) -> None:
    """An editor that knows the schema marks what docnorm refuses, and nothing else."""
    (tmp_path / "docnorm.toml").write_text(text)
    validator = jsonschema.Draft202012Validator(schema())
    is_right = text in RIGHT
    assert is_right is validator.is_valid(tomllib.loads(text))
    if is_right:
        load(tmp_path / "docnorm.toml")
    else:
        with pytest.raises(BadProfile):
            load(tmp_path / "docnorm.toml")


def test_every_option_is_described() -> None:
    """No option is missing, and each default is what the schema allows."""
    jsonschema.Draft202012Validator.check_schema(schema())
    assert {*OPTIONS, "exclude", "overrides"} == set(schema()["properties"])
