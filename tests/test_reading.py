"""
Reading: what's found under paths, and what's said of the rest.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docnorm import BadInput, BadProfile, Profile, read
from docnorm.reading import read_one, read_profile


def test_links_are_passed_over_and_unreadable_files_refused(tmp_path: Path) -> None:
    """
    Nothing is passed over in silence.
    """
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("text")
    (tmp_path / "in" / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "in" / "pipe")
    inputs = read([tmp_path / "in"])
    assert (["a.txt"], 2) == ([s.id for s in inputs.sources], len(inputs.passed_over))
    (tmp_path / "none").mkdir()
    with pytest.raises(BadInput, match="there are no documents in it"):
        read([tmp_path / "none"])


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    """
    A loop of links and a file that fails while it's read are bad input, in one sentence.
    """
    (tmp_path / "loop").symlink_to("loop")
    for path, reason in (
        (tmp_path / "loop", "too many levels of symbolic links"),
        ("/proc/self/mem", "input/output error"),
    ):
        for reader in (lambda it: read([it]), read_one):
            with pytest.raises(BadInput, match=f"can't be read .{reason}"):
                reader(path)


def test_a_single_path_is_a_path(tmp_path: Path) -> None:
    """
    A path that isn't in a list is one path, not a list of letters.
    """
    (tmp_path / "a.txt").write_text("text")
    for path in (str(tmp_path), tmp_path, [tmp_path]):
        assert ["a.txt"] == [source.id for source in read(path).sources]


def test_no_path_is_said() -> None:
    """
    Nothing to read is bad input, not an empty result.
    """
    with pytest.raises(BadInput, match="there is no path"):
        read([])


def test_names_tell_from_where_on_paths_differ(tmp_path: Path) -> None:
    """
    Ids don't depend on where the files are, or on the order in which they're named; a file is read once.
    """
    for name in ("a/x.txt", "b/x.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(name)
    paths = [tmp_path / "b", tmp_path / "a", tmp_path / "a" / "x.txt"]
    assert ["a/x.txt", "b/x.txt"] == [source.id for source in read(paths).sources]
    assert ["x.txt"] == [source.id for source in read(tmp_path / "a").sources]


def test_what_is_gits_own_is_passed_over_and_told(tmp_path: Path) -> None:
    """
    A repository's history is no document.
    """
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    inputs = read(tmp_path)
    assert (["a.txt"], (f"{tmp_path}/.git: it's git's own",)) == ([s.id for s in inputs.sources], inputs.passed_over)


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    """
    A file has the options of `Profile`, whatever it's called; a profile's name needs no file.
    """
    (tmp_path / "mine").write_text('without = ["spaces"]\nalso = ["trailing.tab"]\nthreshold = 0.9\n')
    assert Profile(without=("spaces",), also=("trailing.tab",), threshold="9/10") == read_profile(tmp_path / "mine")
    assert Profile(name="minimal") == read_profile("minimal")


def test_a_table_is_no_option(tmp_path: Path) -> None:
    """
    What TOML can say and a profile can't is told with its file and key.
    """
    (tmp_path / "p.toml").write_text("[name]\nx = 1\n")
    with pytest.raises(BadProfile) as caught:
        read_profile(tmp_path / "p.toml")
    said = f"{tmp_path}/p.toml: name: '{{'x': 1}}' is not a choice; choose among standard, typographic, minimal"
    assert said == str(caught.value)


def test_times_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    """
    A file has the time of its last change, a record the one that it tells.
    """
    (tmp_path / "a.txt").write_text("x")
    os.utime(tmp_path / "a.txt", (5, 5))
    (tmp_path / "b.jsonl").write_text('{"text": "x", "date": "1970-01-01T00:00:09"}\n{"text": "y"}\n')
    assert [5.0, 9.0, None] == [source.time for source in read([tmp_path], times=True).sources]
    assert [None, None, None] == [source.time for source in read([tmp_path]).sources]
    assert tmp_path == read([tmp_path]).root
