"""
The JSON schema of the configuration, for editors, made from the options themselves, so that it can't lag behind.

Rule 1: what an option may be follows from its type; what no type tells, the names of rules and kinds, from the tables.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal, get_args, get_origin, get_type_hints

from docnorm import rules
from docnorm.configuring import FAIL_ON, OPTIONS, field_of
from docnorm.fixing import LineEnds, WriteAs
from docnorm.kinds import KINDS
from docnorm.profile import Profile

__all__ = ["schema"]

_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_PAIRS = {"type": "array", "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}}


def schema() -> dict[str, Any]:
    """
    Return the schema of docnorm.toml, and of [tool.docnorm].

    >>> schema()["properties"]["line-ends"]
    {'enum': ['keep', 'lf']}
    """
    options = {option: _option(option) for option in OPTIONS}
    override = {"type": "object", "additionalProperties": False, "required": ["paths"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "docnorm.toml, and [tool.docnorm] of pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **options,
            "exclude": _TEXTS,
            "overrides": {
                "type": "array",
                "items": {**override, "properties": {"paths": {**_TEXTS, "minItems": 1}, **options}},
            },
        },
    }


def _option(option: str) -> dict[str, Any]:
    known: dict[str, dict[str, Any]] = {
        "profile": {"enum": list(rules.PROFILES)},
        "line-ends": {"enum": list(get_args(LineEnds))},
        "write-as": {"enum": list(get_args(WriteAs))},
        "fail-on": {"enum": list(FAIL_ON)},
        "ignore": {"type": "array", "items": {"enum": list(KINDS)}},
    }
    return known[option] if option in known else _typed(get_type_hints(Profile)[field_of(option)])


def _typed(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return _TEXTS if get_args(hint)[0] is str else _PAIRS
    if hint is int:
        return {"type": "integer", "minimum": 1}
    return {"type": ["string", "number"] if Fraction in get_args(hint) else "string"}
