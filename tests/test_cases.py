"""
The cases themselves: each says why it's there, most of what could be changed stays, and known failures are expected.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent

STAGES = {
    # the file of the cases, the test that runs them
    "decode": "decoding",
    "repair": "repairing",
    "normalize": "normalizing",
    "inspect": "inspecting",
    "segment-texts": "segmenting",
    "segment": "segmenting",
    "guard": "guarding",
}
CASES = {name: json.loads((HERE / "cases" / f"{name}.json").read_text(encoding="utf-8")) for name in STAGES}


def stays(name: str, case: dict[str, Any]) -> bool:
    """
    Whether a case shows that a text must not change: UTF-8 is decoded as what it is, the rest stays as it is.
    """
    if name == "decode":
        found = case["expect"]
        return case["input"].get("in") == "utf-8" and case["input"]["text"] == found.get("read", found.get("text"))
    return case["expect"] == case.get("input", case.get("text"))


def loaded(stage: str) -> ModuleType:
    """
    The module of the tests of a stage.
    """
    spec = importlib.util.spec_from_file_location(f"cases_of_{stage}", HERE / f"test_{stage}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", STAGES)
def test_every_case_has_a_label_and_a_reason(name: str) -> None:
    """A label names one case of its file, and a comment says what it's there for."""
    labels = Counter(case["label"] for case in CASES[name])
    assert [] == [label for label, count in labels.items() if count > 1 or not label.strip()]
    assert [] == [case["label"] for case in CASES[name] if not case["comment"].strip()]
    assert [] == [case["label"] for case in CASES[name] if not case.get("fails", "a reason").strip()]


def test_the_cases_are_many() -> None:
    """There are hundreds of them, and of those that could change a text, many show that it stays."""
    assert sum(map(len, CASES.values())) >= 200
    assert sum(stays(name, case) for name in ("decode", "repair", "normalize") for case in CASES[name]) >= 80


@pytest.mark.parametrize("stage", sorted(set(STAGES.values())))
def test_every_case_is_run_and_known_failures_are_expected(stage: str, pytestconfig: pytest.Config) -> None:
    """The test of a stage runs each case once; one that fails is an xfail, and strict, so that luck is noticed."""
    assert pytestconfig.getini("xfail_strict") is True
    (mark,) = (mark for mark in loaded(stage).test_cases.pytestmark if mark.name == "parametrize")
    ran = {row.values[0]["label"]: row for row in mark.args[1]}
    cases = [case for name, test in STAGES.items() if test == stage for case in CASES[name]]
    assert [case["label"] for case in cases] == [row.values[0]["label"] for row in mark.args[1]]
    for case in cases:
        marks = [mark for mark in ran[case["label"]].marks if mark.name == "xfail"]
        assert [case["fails"] for _ in range("fails" in case)] == [mark.kwargs["reason"] for mark in marks]
        assert all(mark.kwargs.get("strict", True) for mark in marks)
