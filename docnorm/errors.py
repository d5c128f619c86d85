"""
Every error of docnorm, as a value.

Rule 1: an error says what was found, where, and what to do next, in one sentence; `str(error)` is that sentence.
Rule 2: an error is raised where the outside world comes in: arguments, files, an output folder; inside, types are
        trusted.
Rule 3: the library raises only subclasses of `DocnormError` for bad input; the command line turns them into exit codes.
"""

from __future__ import annotations

__all__ = [
    "BadInput",
    "BadOutput",
    "BadProfile",
    "CorruptOutput",
    "DocnormError",
    "NotFound",
    "reason_of",
]


class DocnormError(Exception):
    """
    What went wrong (*what*), where, and what to do about it (*remedy*).

    >>> print(BadInput("no such file or folder", "sedes/", "check the spelling of the path"))
    sedes/: no such file or folder; check the spelling of the path
    """

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.args == other.args

    def __hash__(self) -> int:
        return hash((type(self), self.args))


def reason_of(error: OSError) -> str:
    """
    Return the system's own words for *error*, as a part of a sentence.

    >>> reason_of(OSError(28, "No space left on device"))
    'no space left on device'
    """
    return (error.strerror or "unknown reason").lower()


class BadInput(DocnormError):
    """
    An input can't be used as it was given: missing, unreadable, or not what it was said to be.
    """


class BadOutput(DocnormError):
    """
    The output can't be written where it was asked for.
    """


class BadProfile(DocnormError):
    """
    An option has a value that can't be used.
    """


class CorruptOutput(DocnormError):
    """
    An output folder isn't what its manifest says.
    """


class NotFound(DocnormError):
    """
    The question names a source, a document or a line that isn't there.
    """
