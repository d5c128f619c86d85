"""
Selecting: which files are meant, in real folders and real work trees.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from docnorm.errors import BadInput
from docnorm.replacing import DRAFT
from docnorm.selecting import Selection, git_folder_of, root_of, select


def nothing(path: str) -> bool:
    """Exclude nothing."""
    return False


def git(*arguments: str) -> None:
    """Run git in the current folder."""
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def put(*names: str) -> None:
    """Write files."""
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x\n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def names(selection: Selection) -> list[str]:
    """The names of the files that were selected."""
    return [str(path) for path in selection.files]


def test_a_folder_is_walked(here: Path) -> None:
    """Outside of a work tree all files are meant, but for links and drafts; each is named once."""
    put("a.md", "x/b c.md", "x/y/new\nline.md", "-dash", f"x/{DRAFT}1")
    Path("x/link").symlink_to("b c.md")
    Path("x/folder").symlink_to("y")
    os.mkfifo("pipe")
    selection = select([".", "x", "a.md", "./a.md"], nothing)
    assert ["-dash", "a.md", "x/b c.md", "x/y/new\nline.md"] == names(selection)
    assert (("pipe", "it's no regular file"), ("x/folder", "it's a link"), ("x/link", "it's a link")) == (
        selection.passed_over
    )


def test_git_says_what_there_is(here: Path) -> None:
    """What git tracks or doesn't ignore is meant, whatever its name; and what was named, though it's ignored."""
    git("init", "-q")
    put("a.md", "caf\udce9.md", "build/x.md", "x/tracked.log", "x/gone.md")
    Path(".gitignore").write_text("build/\n*.log\n")
    git("add", "-f", "x")
    Path("x/gone.md").unlink()
    assert [".gitignore", "a.md", "caf\udce9.md", "x/tracked.log"] == names(select(["."], nothing))
    assert ["x/tracked.log"] == names(select(["x"], nothing))
    assert ["x/tracked.log"] == names(select(["."], nothing, untracked=False))
    assert ["build/x.md"] == names(select(["build/x.md"], nothing))
    assert ["../here/a.md"] == names(select(["../here/a.md"], nothing))


def test_other_repositories_are_left_to_themselves(here: Path) -> None:
    """A submodule and a clone within a work tree aren't entered, unless they are named."""
    put("../other/in.md")
    subprocess.run(["git", "init", "-q", "../other"], check=True)
    os.chdir("../other")
    git("add", ".")
    git("commit", "-qm", "one")
    os.chdir(here)
    git("init", "-q")
    git("submodule", "--quiet", "add", "../other", "sub")
    git("clone", "-q", "../other", "clone")
    selection = select(["."], nothing)
    assert [".gitmodules"] == names(selection)
    assert {("clone", "it's a repository of its own"), ("sub", "it's a repository of its own")} == set(
        selection.passed_over
    )
    assert ["clone/in.md", "sub/in.md"] == names(select(["sub", "clone"], nothing))


def test_a_work_tree_within_a_folder(here: Path) -> None:
    """Below a folder that is none, a work tree is asked for itself."""
    put("a.md", "tree/b.md", "tree/c.log")
    subprocess.run(["git", "init", "-q", "tree"], check=True)
    Path("tree/.gitignore").write_text("*.log\n")
    assert ["a.md", "tree/.gitignore", "tree/b.md"] == names(select(["."], nothing))


def test_the_index_of_a_commit(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git commit -a` has an index of its own, which holds here, and isn't asked in another work tree."""
    git("init", "-q")
    put("a.log", "../other/b.md")
    subprocess.run(["git", "init", "-q", "../other"], check=True)
    Path(".gitignore").write_text("*.log\n")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/another")
    monkeypatch.setenv("GIT_DIR", ".git")
    git("add", "-f", "a.log")
    assert [".gitignore", "a.log"] == names(select(["."], nothing))
    assert ["../other/b.md"] == names(select(["../other"], nothing))
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert [".gitignore"] == names(select(["."], nothing))


def test_no_link_leads_out(here: Path) -> None:
    """A folder that became a link is passed over, though git still knows its files; an odd way to here is none."""
    git("init", "-q")
    put("folder/a.md", "../far/a.md", "b.md")
    git("add", ".")
    Path("folder/a.md").unlink()
    Path("folder").rmdir()
    Path("folder").symlink_to("../far")
    selection = select([".", "folder/a.md"], nothing)
    assert (["b.md"], ("folder/a.md", "it's reached by a link")) == (names(selection), selection.passed_over[1])
    Path("../door").symlink_to("here")
    assert ["../door/b.md"] == names(select(["../door/b.md"], nothing))
    assert ["../far/a.md"] == names(select(["../far/a.md"], nothing))
    assert (("folder", "it's reached by a link"),) == select(["folder"], nothing).passed_over
    Path("../link").symlink_to("far")
    assert ["../link/a.md"] == names(select(["../link"], nothing))


@pytest.mark.parametrize(
    ("is_excluded", "force", "expected"),
    [
        # what is excluded, and whether it holds for what was named, too
        (lambda path: path.endswith("a.md"), False, ["x/a.md", "x/b.md"]),
        (lambda path: path.endswith("a.md"), True, ["x/b.md"]),
        (lambda path: path == "x", True, []),
        (lambda path: path == "x", False, ["x/a.md", "x/b.md"]),
    ],
)
def test_what_is_excluded(here: Path, is_excluded: Callable[[str], bool], force: bool, expected: list[str]) -> None:
    """What was named is meant, unless it's told otherwise; what lies in a folder is left out."""
    put("x/a.md", "x/b.md")
    named = ["x"] if is_excluded("x") else ["x", "x/a.md"]
    assert expected == names(select(named, is_excluded, force=force))


@pytest.mark.parametrize("path", ["", "nowhere", "x/nowhere"])
def test_what_is_not_there(here: Path, path: str) -> None:
    """A path that leads nowhere is an error, before anything is done."""
    with pytest.raises(BadInput, match=r"its name is empty|there is no such file or folder"):
        select([".", path], nothing)


def test_git_that_fails_or_is_missing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is guessed where git can't say what there is."""
    put("a.md", ".git/nonsense")
    with pytest.raises(BadInput, match=r"git can't say what's in this work tree \(fatal: not a git repository"):
        select(["."], nothing)
    monkeypatch.setenv("PATH", str(here))
    with pytest.raises(BadInput, match=r"git can't be asked .* \(no such file or directory\); install git"):
        select(["."], nothing)
    assert ["a.md"] == names(select(["a.md"], nothing))


def test_a_folder_that_vanishes(here: Path) -> None:
    """A folder that can't be read is an error."""
    put("x/y/a.md")

    def vanish(path: str) -> bool:
        Path("x/y/a.md").unlink(missing_ok=True)
        if Path("x/y").exists():
            Path("x/y").rmdir()
        return False

    put("x/z/a.md", "x/a.md")
    with pytest.raises(BadInput, match="it can't be read"):
        select(["x"], vanish)
    put("x/y/a.md")
    told: list[BadInput] = []
    assert {Path("x/z/a.md"), Path("x/a.md")} <= {*select(["no", "x"], vanish, refuse=told.append).files}
    assert ["no", "x/y"] == [error.where for error in told]


def test_the_root() -> None:
    """Outside of a work tree the folder is its own root."""
    assert Path("/") == root_of(Path("/"))
    assert Path("/nowhere/b") == root_of(Path("/nowhere/a/../b"))


def test_where_git_keeps_what_is_about_a_tree(here: Path) -> None:
    """In its own folder, also for a linked work tree; nowhere, outside of one or if its file says something else."""
    assert git_folder_of(Path()) is None
    git("init", "-q", "main")
    git("-C", "main", "commit", "-q", "--allow-empty", "-m", "one")
    git("-C", "main", "worktree", "add", "-q", "../linked")
    assert here / "main" / ".git" == git_folder_of(Path("main"))
    linked = git_folder_of(Path("linked"))
    assert linked is not None
    assert (here / "main" / ".git" / "worktrees" / "linked").samefile(linked)
    Path("other").mkdir()
    for told in ("gitdir: nowhere\n", "something else\n"):
        Path("other/.git").write_text(told)
        assert git_folder_of(Path("other")) is None
