"""
A source → its document and the blocks of that: all that can be done with a source by itself.

Rule 1: what comes of a source follows from its bytes, what it says of itself, and the profile; of its id, only what
        `traits` tells counts.
Rule 2: the function is a value, so that an engine can send it elsewhere, or see what it would do.
"""

from __future__ import annotations

from dataclasses import dataclass

from docnorm.alignment import Alignment
from docnorm.choosing import SUFFIXES
from docnorm.errors import BadInput, BadProfile
from docnorm.model import Decoding, Document, Source
from docnorm.pipeline import normalize
from docnorm.profile import Profile
from docnorm.segmenting import Segmentation, segment

__all__ = ["Prepare", "Prepared"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    A source, its document, and the blocks of that.
    """

    source: Source
    document: Document
    segmentation: Segmentation


@dataclass(frozen=True, slots=True)
class Prepare:
    """
    What is done with each source by itself: it's decoded, cleaned, and cut into blocks.

    >>> found = Prepare(Profile())(Source("a.txt", "“One.”\\n\\nTwo.\\n".encode()))
    >>> [found.document.text[slice(*span)] for span in found.segmentation.spans]
    ['"One."', 'Two.']
    """

    profile: Profile

    def __call__(self, source: Source) -> Prepared:
        """
        Return what comes of *source*.
        """
        if source.is_raw:
            document = _without_text(source.id)
        else:
            # The text of a record was Unicode already: there's nothing to tell, and so nothing to mistake.
            data = source.data.decode("utf-8", "surrogatepass") if source.envelope else source.data
            document = normalize(data, self._declared(source), id=source.id)
        name = "" if source.envelope else source.id
        return Prepared(source, document, segment([document.text], self.profile.segment, [name])[0])

    def traits(self, source: Source) -> tuple[str, ...]:
        """
        Return all of *source* that what comes of it depends on, besides its bytes.

        >>> Prepare(Profile(encoding="cp1252")).traits(Source("a/b.MD", b""))
        ('bytes', 'declared cp1252', '.md')
        """
        how = "raw" if source.is_raw else "text" if source.envelope else "bytes"
        declared = self.profile.encoding_of(source.id) if source.declared is None else source.declared
        suffix = "" if source.envelope else next(filter(source.id.lower().endswith, SUFFIXES), "")
        return how, "" if declared is None else f"declared {declared}", suffix

    def _declared(self, source: Source) -> Profile:
        if source.declared is None:
            return self.profile
        try:
            return self.profile.with_encoding(source.declared)
        except BadProfile as error:
            raise BadInput(error.what, source.id, error.remedy) from None


def _without_text(source: str) -> Document:
    return Document(source, "", "", Decoding("utf-8", "strict", "undecodable", 0), Alignment.identity(0))
