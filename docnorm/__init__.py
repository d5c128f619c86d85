"""
docnorm: messy documents in; one clean canonical copy of each out; every original back, byte for byte.

>>> import docnorm
>>> docnorm.normalize("It’s a “test”\\r\\n".encode()).text
'It\\'s a "test"\\n'

Rule 1: a name is imported when it's first used, so that `import docnorm` costs next to nothing and cleaning a text
        doesn't load what only finding duplicates needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docnorm.alignment import Alignment, Span
    from docnorm.canonicalizing import canonicalize
    from docnorm.comparing import find_duplicates
    from docnorm.errors import BadInput, BadOutput, BadProfile, CorruptOutput, DocnormError
    from docnorm.model import Document, Group, Match, Record, Run, Source
    from docnorm.pipeline import normalize
    from docnorm.profile import Profile
    from docnorm.reading import read
    from docnorm.results import Result, load

_HOME = {
    "Alignment": "alignment",
    "BadInput": "errors",
    "BadOutput": "errors",
    "BadProfile": "errors",
    "CorruptOutput": "errors",
    "DocnormError": "errors",
    "Document": "model",
    "Group": "model",
    "Match": "model",
    "Profile": "profile",
    "Record": "model",
    "Result": "results",
    "Run": "model",
    "Source": "model",
    "Span": "alignment",
    "canonicalize": "canonicalizing",
    "find_duplicates": "comparing",
    "load": "results",
    "normalize": "pipeline",
    "read": "reading",
}

__all__ = [
    "Alignment",
    "BadInput",
    "BadOutput",
    "BadProfile",
    "CorruptOutput",
    "DocnormError",
    "Document",
    "Group",
    "Match",
    "Profile",
    "Record",
    "Result",
    "Run",
    "Source",
    "Span",
    "canonicalize",
    "find_duplicates",
    "load",
    "normalize",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'docnorm' has no attribute {name!r}")
    value = getattr(import_module(f"docnorm.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
