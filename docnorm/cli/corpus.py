"""
What the commands share that look at all files together: which files, what of them is ignored, the cache, the baseline.

Rule 1: the files are those that `check` takes, and the settings those that hold for all of them.
Rule 2: a gate asks the same here and elsewhere: what git doesn't track isn't elsewhere.
Rule 3: only `docnorm baseline` writes a baseline.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from docnorm.cli.files import add_selection, config_of, named, selected
from docnorm.cli.options import add_detection, add_profile, detection_of
from docnorm.cli.printing import say
from docnorm.errors import BadInput

if TYPE_CHECKING:
    from docnorm.baselining import Baseline
    from docnorm.configuring import Config
    from docnorm.engine import Engine
    from docnorm.model import Source
    from docnorm.profile import Profile
    from docnorm.reading import Inputs
    from docnorm.results import Result

__all__ = ["Corpus", "add_corpus", "baseline_of", "compared", "corpus_config", "read_baseline"]

_BASELINE: Final = ".docnorm-baseline"
_CACHE: Final = "docnorm-cache"
_IGNORED: Final = "a comment asks for it"


class Corpus(NamedTuple):
    """
    What came of all files together, what stands before their names, and what was passed over.
    """

    result: Result
    root: str
    reference_root: str
    passed_over: tuple[tuple[str, str], ...]


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """
    Add the arguments that say which files are meant, and how they are compared.
    """
    add_selection(parser)
    add_detection(parser)
    add_profile(parser)
    parser.add_argument("--baseline", type=Path, metavar="FILE", help=f"the baseline ({_BASELINE} at the root)")
    parser.add_argument("--no-cache", action="store_true", help="clean all files anew, and remember nothing")


def compared(arguments: argparse.Namespace, *, tracked: bool) -> Corpus:
    """
    Return what comes of the files that the arguments mean; of folders in a work tree, those *tracked* only, if so.
    """
    from docnorm.canonicalizing import canonicalize
    from docnorm.reading import read

    config = corpus_config(arguments)
    profile = config.common().profile
    paths = named(arguments)
    selection = selected(paths, arguments, config, untracked=not tracked)
    baseline = baseline_of(arguments).absolute()
    files = [path for path in selection.files if path.absolute() != baseline]
    inputs = read(paths, times=profile.prefer == "newest", only=files) if paths else None
    references = read(arguments.against) if arguments.against else None
    against = references.sources if references else ()
    given = inputs.sources if inputs else ()
    heeded = [_heeded(source, profile) for source in given]
    sources = [source for source in heeded if source is not None]
    result = canonicalize(sources, profile, against=against, engine=_engine(arguments))
    for line in references.passed_over if references else ():
        say(f"passed over: {line}")
    root = _root(inputs)
    ignored = [(root + source.id, _IGNORED) for source, left in zip(given, heeded, strict=True) if left is None]
    return Corpus(result, root, _root(references), (*selection.passed_over, *ignored))


def baseline_of(arguments: argparse.Namespace) -> Path:
    """
    Return where the baseline is, or would be: at the root of the work tree, if nothing else is said.
    """
    from docnorm.selecting import root_of

    if arguments.baseline is not None:
        return Path(arguments.baseline)
    return Path(os.path.relpath(root_of(Path()) / _BASELINE))


def read_baseline(path: Path) -> tuple[bytes, Baseline]:
    """
    Return the bytes of a baseline, and what they say.
    """
    from docnorm.baselining import parse
    from docnorm.replacing import contents

    if not path.exists():
        raise BadInput("there is no baseline", str(path), "make one with `docnorm baseline create`")
    data = contents(path)
    return data, parse(data.decode("utf-8", "replace"), str(path))


def corpus_config(arguments: argparse.Namespace) -> Config:
    """
    Return the settings that the nearest configuration and the command line make, what is compared among them.
    """
    from docnorm.configuring import Layer

    said = {option.replace("_", "-"): value for option, value in detection_of(arguments).items()}
    return config_of(arguments).under(Layer("command line", said))


def _engine(arguments: argparse.Namespace) -> Engine:
    from docnorm.cli.progress import Watched
    from docnorm.selecting import git_folder_of

    home = None if arguments.no_cache else git_folder_of(Path())
    if home is None:
        return Watched("source")
    from docnorm.engines.cached import Cached

    return Cached(Watched("source"), home / _CACHE, say)


def _heeded(source: Source, profile: Profile) -> Source | None:
    # A source without what is ignored in it. What was guessed of its encoding from all of it still holds for the rest.
    from docnorm.ignoring import ignored, is_suspected, without
    from docnorm.preparing import Prepare

    if source.envelope is not None or not is_suspected(source.data):
        return source
    prepared = Prepare(profile)(source)
    document = prepared.document
    spans = ignored(document.text, prepared.segmentation.spans, source.id)
    if not spans:
        return source
    if spans == [(0, len(document.text))]:
        return None
    codec = document.decoding.codec
    declared = source.declared if codec == "utf-8" else codec
    return replace(source, data=without(document, spans), declared=declared)


def _root(inputs: Inputs | None) -> str:
    # What stands before the ids, so that an editor or a terminal finds the files from here.
    if inputs is None:
        return ""
    root = os.path.relpath(inputs.root, Path.cwd()).replace(os.sep, "/")
    return "" if root == "." else root + "/"
