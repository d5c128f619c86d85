"""
Configuring: where a configuration is found, how its layers lie on each other, and what is wrong with it.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from docnorm import BadProfile, Profile
from docnorm.configuring import OPTIONS, Config, Layer, field_of, find, load, settled


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in a repository, which is the current one."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repository")
    return tmp_path / "repository"


def loaded(text: str) -> Config:
    """What a docnorm.toml in the current folder says."""
    Path("docnorm.toml").write_text(text, encoding="utf-8")
    return load(Path("docnorm.toml"))


def test_the_nearest_one_is_found(here: Path) -> None:
    """It's looked for up to the root of the repository; a pyproject.toml counts if it says something of docnorm."""
    (here.parent / "docnorm.toml").write_text("")
    assert find(here / "a" / "b") is None
    (here / "pyproject.toml").write_text("[tool.docnorm]\n")
    assert here / "pyproject.toml" == find(here / "a" / "b")
    for text in ("", "tool = 1\n", "[tool.other]\n"):
        (here / "a" / "pyproject.toml").write_text(text)
        assert here / "pyproject.toml" == find(here / "a" / "b")
    (here / "a" / "docnorm.toml").write_text("")
    assert here / "a" / "docnorm.toml" == find(here / "a" / "b")
    (here / "a" / "pyproject.toml").write_text("[tool.docnorm]\n")
    with pytest.raises(BadProfile, match=r"docnorm.toml: there's also a \[tool.docnorm\] in pyproject.toml; keep one"):
        find(here / "a" / "b")


def test_outside_of_a_repository_only_the_folder_counts(tmp_path: Path) -> None:
    """Nobody else's file is heeded by accident."""
    (tmp_path / "a").mkdir()
    (tmp_path / "docnorm.toml").write_text("")
    assert (None, tmp_path / "docnorm.toml") == (find(tmp_path / "a"), find(tmp_path))


def test_both_files_say_the_same(here: Path) -> None:
    """docnorm.toml has the keys of [tool.docnorm], without the header."""
    text = 'profile = "typographic"\nminimum-letters = 7\nencodings = [["old/*", "cp437"]]\nthreshold = "3/4"\n'
    (here / "pyproject.toml").write_text("[tool.docnorm]\n" + text)
    expected = Profile(name="typographic", minimum_letters=7, encodings=(("old/*", "cp437"),), threshold="3/4")
    for config in (loaded(text), load(here / "pyproject.toml")):
        assert expected == config.settler()("a.md").profile


def test_nothing_is_said() -> None:
    """Without a file there are the defaults; quotes are left alone in what isn't prose."""
    settings = load(None).settler()
    assert (Profile(), "error", frozenset()) == (
        settings("a.md").profile,
        settings("a.md").fail_on,
        settings("a.md").ignore,
    )
    assert Profile(without=("quotes",)) == settings("a.py").profile
    assert settings("b.py") is settings("a.py")


def test_layers_lie_on_each_other(here: Path) -> None:
    """Overrides add to lists, switch rules back, and otherwise the last one counts."""
    config = loaded(
        'profile = "standard"\nwithout = ["nfc"]\nignore = ["joiner"]\nline-ends = "lf"\n'
        '[[overrides]]\npaths = ["data/", "*.yaml"]\nalso = ["quotes", "nfc"]\nignore = ["nul"]\nfail-on = "info"\n'
        '[[overrides]]\npaths = ["data/old.*"]\nwithout = ["spaces"]\nline-ends = "keep"\n'
    )
    settle = config.settler()
    prose, data, old = settle("a.md"), settle("x/y.yaml"), settle("data/old.csv")
    assert (Profile(without=("nfc",)), "lf", "error") == (prose.profile, prose.manner.line_ends, prose.fail_on)
    assert (Profile(also=("quotes", "nfc")), {"joiner", "nul"}, "info") == (data.profile, data.ignore, data.fail_on)
    assert (Profile(also=("quotes", "nfc"), without=("spaces",)), "keep") == (old.profile, old.manner.line_ends)
    said = config.under(Layer("command line", {"without": ("quotes",), "profile": "minimal"})).of("x.yaml")
    assert ((("quotes",), "command line"), (("nfc",), "command line")) == (
        settled(said)["without"],
        settled(said)["also"],
    )
    assert ("minimal", "command line") == settled(said)["profile"]
    assert ("keep", "") == settled([])["line-ends"]


def test_globs_begin_where_the_file_is(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever docnorm is called from, a path is the same path."""
    config = loaded('exclude = ["a/b/", "*.bak"]\n')
    assert [False, True, True] == [config.is_excluded(path) for path in ("a/c.md", "a/b/c.md", "x.bak")]
    monkeypatch.chdir(here / "a")
    config = load(here / "docnorm.toml")
    assert [False, True, True] == [config.is_excluded(path) for path in ("c.md", "b/c.md", "../x.bak")]


WRONG = [
    # what the file says, what is said of it
    ('treshold = "4/5"', "docnorm.toml: treshold: there is no such option; did you mean 'threshold'?"),
    ('fail_on = "info"', "docnorm.toml: fail_on: there is no such option; did you mean 'fail-on'?"),
    ("x = 1", "docnorm.toml: x: there is no such option; choose among profile, without, also,"),
    ('profile = "typografic"', "docnorm.toml: profile: 'typografic' is not a choice; did you mean 'typographic'?"),
    ('without = ["quote"]', "docnorm.toml: without: there is no rule 'quote'; did you mean 'quotes'?"),
    ('without = "quotes"', "docnorm.toml: without: it's no list of texts; write it like without = "),
    ("minimum-letters = 0", "docnorm.toml: minimum-letters: 0 is too low; give 1 or more"),
    ('line-ends = "crlf"', "docnorm.toml: line-ends: 'crlf' is not a choice; choose among keep, lf"),
    ('fail-on = "warn"', "docnorm.toml: fail-on: 'warn' is not a choice; choose among error, warning, info, never"),
    ("fail-on = 1", "docnorm.toml: fail-on: 1 is not a choice; choose among error, warning, info, never"),
    ('ignore = ["zerowidth"]', "docnorm.toml: ignore: there is no kind 'zerowidth'; did you mean 'zero-width'?"),
    ('exclude = [""]', "docnorm.toml: exclude: it's no list of texts;"),
    ("exclude = 3", "docnorm.toml: exclude: it's no list of texts;"),
    ("overrides = 3", "docnorm.toml: overrides: it's no list of tables; write [[tool.docnorm.overrides]]"),
    ("overrides = [3]", "docnorm.toml, override 1: it's no table; write [[tool.docnorm.overrides]]"),
    ("[[overrides]]\nfail-on = 'info'", "docnorm.toml, override 1: it has no paths; write which files it is for"),
    ("[[overrides]]\npaths = ['a']\nexclude = ['b']", "docnorm.toml, override 1: exclude: there is no such option"),
    (
        "[[overrides]]\npaths = ['a']\n[[overrides]]\npaths = ['b']\nencoding = 'cp99'",
        "docnorm.toml, override 2: encoding: 'cp99' is no codec of text",
    ),
    ("also = ['nfc']\nwithout = ['nfc']", "docnorm.toml: also: 'nfc' is also in `without`"),
    ("a = ", "docnorm.toml: it's not TOML"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_said(here: Path, text: str, sentence: str) -> None:
    """An error names the file and the option, and says what to do."""
    with pytest.raises(BadProfile) as caught:
        loaded(text)
    assert str(caught.value).startswith(sentence)


def test_a_table_is_needed(here: Path) -> None:
    """`docnorm` in [tool] is a table."""
    (here / "pyproject.toml").write_text("[tool]\ndocnorm = 1\n")
    with pytest.raises(BadProfile, match=r"tool.docnorm: it's no table; write \[tool.docnorm\]"):
        load(here / "pyproject.toml")


def test_every_option_of_a_profile_is_one() -> None:
    """A profile has no option that a configuration lacks, but for what it doesn't show."""
    assert {"profile", "threshold", "minimum-letters", "line-ends", "write-as", "fail-on", "ignore"} < set(OPTIONS)
    assert {field.name for field in fields(Profile) if field.repr} <= {field_of(option) for option in OPTIONS}
