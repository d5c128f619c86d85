"""
What a repository says of how its files are to be cleaned: `[tool.docnorm]` in pyproject.toml, or docnorm.toml.

Rule 1: layers lie on each other: what is built in, the file, its overrides in their order, the command line. The last
        one that says something counts; but lists of rules and kinds add up, and a rule is switched by the last one that
        names it.
Rule 2: whatever isn't known is an error with a suggestion, and says in which file.
Rule 3: a file is looked for from a folder up to the root of its repository, and no further; outside of one, only there.
        The nearest one counts, alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from docnorm.errors import BadProfile
from docnorm.fixing import LineEnds, Manner, WriteAs, is_prose
from docnorm.globs import Globs
from docnorm.kinds import KINDS
from docnorm.options import among, near
from docnorm.profile import Profile
from docnorm.reading import read_toml
from docnorm.selecting import root_of

__all__ = ["FAIL_ON", "OPTIONS", "Config", "Layer", "Settings", "field_of", "find", "load", "options_of", "settled"]

FailOn = Literal["error", "warning", "info", "never"]
FAIL_ON: Final[tuple[FailOn, ...]] = get_args(FailOn)
"""The severities of a finding that `check` may fail on, and none of them."""

_PYPROJECT: Final = "pyproject.toml"
_NAMES: Final = ("docnorm.toml", _PYPROJECT)
_OF_FILES: Final[Mapping[str, Any]] = {"line-ends": "keep", "write-as": "keep", "fail-on": "error", "ignore": ()}
_OF_ALL: Final = ("exclude", "overrides")  # only at the top
_CHOICES: Final = {"line-ends": get_args(LineEnds), "write-as": get_args(WriteAs), "fail-on": FAIL_ON}
_ADDING: Final = ("without", "also", "ignore")

OPTIONS: Final[Mapping[str, Any]] = {
    # What each option is if nobody says anything. What a profile doesn't show is a secret, and stands in no repository.
    **{("profile" if f.name == "name" else f.name.replace("_", "-")): f.default for f in fields(Profile) if f.repr},
    **_OF_FILES,
}
"""The options of a single file, as they are spelled in TOML, and what they are by default."""


@dataclass(frozen=True, slots=True)
class Layer:
    """
    What *where* says: options and their values; of all files, or of those that *globs* match.
    """

    where: str
    options: Mapping[str, Any]
    globs: Globs | None = None


_NOT_PROSE: Final = Layer("built in, as it isn't prose", MappingProxyType({"without": ("quotes",)}))


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What holds for one file.
    """

    profile: Profile
    manner: Manner
    fail_on: FailOn
    ignore: frozenset[str]


@dataclass(frozen=True, slots=True)
class Config:
    """
    The layers, and what is excluded; globs are relative to *root*.
    """

    root: Path
    layers: tuple[Layer, ...] = ()
    exclude: Globs = field(default_factory=Globs)

    def under(self, *layers: Layer) -> Config:
        """
        Return these settings with *layers* on top.
        """
        return Config(self.root, (*self.layers, *layers), self.exclude)

    def is_excluded(self, path: str) -> bool:
        """
        Whether *path*, relative to the current folder, is excluded.
        """
        return self.exclude.match(self.relative(path))

    def relative(self, path: str) -> str:
        """
        Return *path*, which is relative to the current folder, as it's written in globs.
        """
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def of(self, path: str) -> tuple[Layer, ...]:
        """
        Return the layers that hold for *path*, the lowest first.
        """
        return self._at(self._places(path))

    def common(self) -> Settings:
        """
        Return the settings that hold wherever no override does: for what is asked of all files together.
        """
        return _settings_of(layer for layer in self.layers if layer.globs is None)

    def settler(self) -> Callable[[str], Settings]:
        """
        Return a function that tells the settings for a path, and knows those that it has told.
        """
        told = cache(lambda places: _settings_of(self._at(places)))
        return lambda path: told(self._places(path))

    def _places(self, path: str) -> tuple[int, ...]:
        name = path if path == "-" else self.relative(path)
        fitting = (n for n, layer in enumerate(self.layers) if layer.globs is None or layer.globs.match(name))
        return (*(() if is_prose(path) else (-1,)), *fitting)

    def _at(self, places: tuple[int, ...]) -> tuple[Layer, ...]:
        return tuple(self.layers[place] if place >= 0 else _NOT_PROSE for place in places)


def find(folder: Path) -> Path | None:
    """
    Return the nearest configuration file for *folder*, if there is one.
    """
    here, root = folder.absolute(), root_of(folder)
    for parent in (here, *here.parents):
        found = [path for path in (parent / name for name in _NAMES) if path.is_file() and _is_ours(path)]
        if len(found) > 1:
            raise BadProfile(f"there's also a [tool.docnorm] in {_PYPROJECT}", str(found[0]), "keep one of them")
        if found or parent == root:
            return found[0] if found else None
    return None  # pragma: no cover - the root is the folder or above it


def load(path: Path | None) -> Config:
    """
    Return what the configuration file *path* says, or what holds where there is none.
    """
    if path is None:
        return Config(root_of(Path()))
    options, where = _told(path), os.path.relpath(path)
    overrides = options.pop("overrides", [])
    exclude = _texts("exclude", options.pop("exclude", []), where)
    layers = [Layer(where, _checked(options, where))]
    if not isinstance(overrides, list):
        raise BadProfile("it's no list of tables", f"{where}: overrides", "write [[tool.docnorm.overrides]]")
    layers += [_override(table, f"{where}, override {number}") for number, table in enumerate(overrides, 1)]
    config = Config(path.absolute().parent, tuple(layers), Globs(exclude))
    for overriding in ([], *([layer] for layer in layers[1:])):  # each by itself, so that what is wrong is said at once
        _settings_of((layers[0], *overriding))
    return config


def settled(layers: Iterable[Layer]) -> dict[str, tuple[Any, str]]:
    """
    Return the value of every option, and where it was said; nowhere, if nobody did.

    >>> settled([Layer("a", {"without": ("nfc",)}), Layer("b", {"also": ("nfc",), "profile": "minimal"})])["without"]
    ((), 'b')
    """
    values: dict[str, tuple[Any, str]] = {option: (default, "") for option, default in OPTIONS.items()}
    for layer in layers:
        for option, value in layer.options.items():
            if option in _ADDING:
                value = tuple(dict.fromkeys((*values[option][0], *value)))  # noqa: PLW2901 - it adds up
            values[option] = (value, layer.where)
        for one, other in (("without", "also"), ("also", "without")):
            named = layer.options.get(one, ())
            if switched := set(named) & set(values[other][0]) - set(layer.options.get(other, ())):
                values[other] = (tuple(rule for rule in values[other][0] if rule not in switched), layer.where)
    return values


def options_of(profile: Profile) -> dict[str, Any]:
    """
    Return what *profile* says, as options.
    """
    return {option: value for name, value in profile.as_json().items() if (option := _option(name)) in OPTIONS}


def _settings_of(layers: Iterable[Layer]) -> Settings:
    layers = list(layers)
    values = settled(layers)
    told = {option: value for option, (value, where) in values.items() if where and option not in _OF_FILES}
    try:
        profile = Profile.from_json({field_of(option): value for option, value in told.items()})
    except BadProfile as error:
        option = _option(error.where)
        said = (layer.where for layer in reversed(layers) if {option, f"{option}s"} & layer.options.keys())
        where = next(said, layers[-1].where)
        raise BadProfile(error.what, f"{where}: {option}", error.remedy) from None
    manner = Manner(values["line-ends"][0], values["write-as"][0])
    return Settings(profile, manner, values["fail-on"][0], frozenset(values["ignore"][0]))


def field_of(option: str) -> str:
    """
    Return the field of `Profile` that *option* is about.
    """
    return "name" if option == "profile" else option.replace("-", "_")


def _option(name: str) -> str:
    return "profile" if name == "name" else name.replace("_", "-")


def _is_ours(path: Path) -> bool:
    return path.name != _PYPROJECT or _ours(path) is not None


def _ours(path: Path) -> object:
    tools = read_toml(path).get("tool")
    return tools.get("docnorm") if isinstance(tools, dict) else None


def _told(path: Path) -> dict[str, Any]:
    options = (_ours(path) or {}) if path.name == _PYPROJECT else read_toml(path)
    if not isinstance(options, dict):
        raise BadProfile("it's no table", f"{path}: tool.docnorm", "write [tool.docnorm]")
    return options


def _override(table: object, where: str) -> Layer:
    if not isinstance(table, dict):
        raise BadProfile("it's no table", where, "write [[tool.docnorm.overrides]]")
    options = dict(table)
    paths = _texts("paths", options.pop("paths", []), where)
    if not paths:
        raise BadProfile("it has no paths", where, 'write which files it is for, like paths = ["docs/"]')
    return Layer(where, _checked(options, where), Globs(paths))


def _checked(options: Mapping[str, Any], where: str) -> dict[str, Any]:
    checked = dict(options)
    for option, value in options.items():
        if option not in OPTIONS:
            raise BadProfile("there is no such option", f"{where}: {option}", _nearest(option, (*OPTIONS, *_OF_ALL)))
        if option in _CHOICES and value not in _CHOICES[option]:
            raise BadProfile(f"{value!r} is not a choice", f"{where}: {option}", among(_CHOICES[option]))
        if option in _ADDING:
            checked[option] = _texts(option, value, where)
    for kind in checked.get("ignore", ()):
        if kind not in KINDS:
            raise BadProfile(f"there is no kind {kind!r}", f"{where}: ignore", _nearest(kind, KINDS))
    return checked


def _texts(option: str, value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise BadProfile("it's no list of texts", f"{where}: {option}", f'write it like {option} = ["…"]')
    return tuple(value)


def _nearest(name: str, names: Iterable[str]) -> str:
    return near(name, names) or among(names)
