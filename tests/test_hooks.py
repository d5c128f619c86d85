"""
The hooks, run by pre-commit and by prek, in real git repositories.

Rule 1: the entries are those of .pre-commit-hooks.yaml; what runs is the docnorm that is tested.
Rule 2: nothing is fetched: the hooks run in this environment, and one test installs them from a clone without the net.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
CAP = 131_072  # bytes of names that pre-commit gives to one process

TOOLS = ["pre-commit", "prek"]


NOT_UTF_8 = {"pre-commit": [], "prek": [b"caf\xe9.md"]}  # pre-commit stops at such a name, whatever hook there is


@dataclass(frozen=True)
class Repository:
    """A repository with hooks, and the tool that runs them."""

    path: Path
    tool: str
    environment: dict[str, str]

    def run(self, *command: str | bytes, exit_code: int | None = 0) -> str:
        """Run a command there, and return what it prints."""
        ran = subprocess.run(
            command, cwd=self.path, env=self.environment, capture_output=True, timeout=120, check=False
        )
        out = (ran.stdout + ran.stderr).decode(errors="backslashreplace")
        assert exit_code is None or exit_code == ran.returncode, f"{command}: {ran.returncode}\n{out}"
        return out

    def git(self, *arguments: str | bytes, exit_code: int = 0) -> str:
        """Run git there."""
        return self.run("git", *arguments, exit_code=exit_code)

    def hooks(self, *what: str, exit_code: int = 0) -> str:
        """Run the hooks, on the files that are staged if nothing else is said."""
        return self.run(str(BIN / self.tool), "run", *what, exit_code=exit_code)

    def write(self, **files: str | bytes) -> None:
        """Write files, two underscores standing for a dot, and stage them."""
        for name, data in files.items():
            (self.path / name.replace("__", ".")).write_bytes(data if isinstance(data, bytes) else data.encode())
        self.git("add", "--all")

    def read(self, name: str) -> str:
        """Return a file of the work tree."""
        return (self.path / name).read_bytes().decode()


def environment_of(home: Path) -> dict[str, str]:
    """An environment in which nothing is known but what the test says."""
    (home / "bin").mkdir(parents=True)
    docnorm = home / "bin" / "docnorm"
    docnorm.write_text(f'#!/bin/sh\necho x >> "{home}/runs"\nexec "{sys.executable}" -m docnorm "$@"\n')
    docnorm.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PREK"))}
    told = {
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PREK_HOME": str(home / "prek"),
        "PATH": os.pathsep.join([str(home / "bin"), str(BIN), kept["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    (home / "gitconfig").write_text(
        "[user]\nname = a\nemail = a@example.org\n[init]\ndefaultBranch = main\n"
        '[protocol "file"]\nallow = always\n[core]\nautocrlf = false\n'
    )
    return kept | told


def configured(repository: Repository, *ids: str, **changes: object) -> None:
    """Let the repository use hooks."""
    hooks = [{**HOOKS[name], "language": "system", **changes} for name in ids]
    (repository.path / ".pre-commit-config.yaml").write_text(
        json.dumps({"repos": [{"repo": "local", "hooks": hooks}]}), encoding="utf-8"
    )


@pytest.fixture(params=TOOLS)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """A repository that fixes its files."""
    made = Repository(tmp_path / "work", request.param, environment_of(tmp_path / "home"))
    made.path.mkdir()
    made.git("init", "-q")
    configured(made, "docnorm-fix")
    made.write(__gitignore="/build/\n", clean__md="It's clean.\n")
    made.git("commit", "-qm", "one")
    return made


@pytest.mark.parametrize("tool", TOOLS)
def test_the_manifest_is_valid(tool: str) -> None:
    """Both tools take the manifest and this repository's own configuration, and no option may swallow a name."""
    for what, name in (("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", ".pre-commit-config.yaml")):
        subprocess.run([BIN / tool, what, ROOT / name], check=True, capture_output=True)
    assert ["docnorm-fix", "docnorm-check", "docnorm-dups"] == list(HOOKS)


def test_a_commit_is_stopped_once(repository: Repository) -> None:
    """A commit of a messy file fails and leaves the clean one, which can be committed; also by `git commit -a`."""
    repository.run(str(BIN / repository.tool), "install")
    repository.write(menu__md="“Soup”\r\n")
    out = repository.git("commit", "-qm", "two", exit_code=1)
    assert "fixed menu.md (quotes 2)" in out
    assert '"Soup"\r\n' == repository.read("menu.md")
    repository.git("add", "menu.md")
    repository.git("commit", "-qm", "two")
    (repository.path / "menu.md").write_text("“Bread”\n", encoding="utf-8")
    (repository.path / "untracked.md").write_text("“Later”\n", encoding="utf-8")
    repository.git("commit", "-qam", "three", exit_code=1)
    assert ('"Bread"\n', "“Later”\n") == (repository.read("menu.md"), repository.read("untracked.md"))
    repository.git("commit", "-qam", "three")
    assert '"Bread"\n' == repository.git("show", "HEAD:menu.md")


def test_partly_staged_files(repository: Repository) -> None:
    """What isn't staged is neither fixed nor lost, in another part of the file or in the very line."""
    middle = "".join(f"line {number}\n" for number in range(20))
    repository.write(menu__md=f"one\n{middle}two\n", line__md="one\n")
    repository.git("commit", "-qm", "two")
    repository.write(menu__md=f"“one”\n{middle}two\n", line__md="“one”\n")
    (repository.path / "menu.md").write_text(f"“one”\n{middle}“two”\n", encoding="utf-8")
    repository.hooks(exit_code=1)
    (repository.path / "line.md").write_text("“one” and more\n", encoding="utf-8")
    assert f'"one"\n{middle}“two”\n' == repository.read("menu.md")
    repository.git("add", "menu.md")
    repository.git("checkout-index", "-f", "line.md")
    (repository.path / "line.md").write_text("“one” and more\n", encoding="utf-8")
    repository.hooks(exit_code=1)
    assert "“one” and more\n" == repository.read("line.md")


def test_odd_files(repository: Repository) -> None:
    """Odd names are names, links and submodules stay, what isn't text passes, a read-only file is an error."""
    odd = [b"a b.md", b"new\nline.md", b"-dash.md", b"--diff", "“é”.md".encode(), b"$(x);'\".md"]
    odd += NOT_UTF_8[repository.tool]
    for name in odd:
        Path(os.fsdecode(bytes(repository.path) + b"/" + name)).write_text("“x”\n", encoding="utf-8")
    outside = repository.path.parent / "outside"
    outside.mkdir()
    (outside / "far.md").write_text("“far”\n", encoding="utf-8")
    (repository.path / "link.md").symlink_to(outside / "far.md")
    (repository.path / "folder").symlink_to(outside)
    (repository.path / "broken.md").symlink_to("nowhere")
    other = Repository(repository.path.parent / "other", repository.tool, repository.environment)
    other.path.mkdir()
    other.git("init", "-q")
    other.write(sub__md="“sub”\n")
    other.git("commit", "-qm", "one")
    repository.git("submodule", "--quiet", "add", str(other.path), "sub")
    repository.write(wide__txt="“wide”\r\n".encode("utf-16"), picture__txt=b"\x89PNG\r\n\x1a\n\0\0\0\r", empty__md="")
    repository.hooks("--all-files", exit_code=1)
    for name in odd:
        expected = "“x”\n" if name == b"--diff" else '"x"\n'  # it isn't prose
        assert expected == Path(os.fsdecode(bytes(repository.path) + b"/" + name)).read_text(encoding="utf-8"), name
    assert '"wide"\r\n' == (repository.path / "wide.txt").read_bytes().decode("utf-16")
    assert b"\x89PNG\r\n\x1a\n\0\0\0\r" == (repository.path / "picture.txt").read_bytes()
    assert ("“far”\n", "“sub”\n") == (repository.read("folder/far.md"), repository.read("sub/sub.md"))
    repository.git("add", "--all")
    repository.hooks("--all-files")
    repository.write(locked__md="“x”\n")
    (repository.path / "locked.md").chmod(0o444)
    out = repository.hooks(exit_code=1)
    assert "locked.md: it's read-only; make it writable, or exclude it" in out
    mode = stat.S_IMODE((repository.path / "locked.md").stat().st_mode)
    assert ("“x”\n", 0o444) == (repository.read("locked.md"), mode)


def test_more_names_than_one_process_takes(repository: Repository) -> None:
    """However the names are shared out, each file is fixed, and once."""
    long = "x" * 240
    names = [f"{number:03}{long}.md" for number in range(560)]
    assert CAP < sum(map(len, names))
    for name in names:
        (repository.path / name).write_text("ok\n", encoding="utf-8")
    for name in names[::70]:
        (repository.path / name).write_text("“x”\n", encoding="utf-8")
    repository.git("add", "--all")
    out = repository.hooks("--all-files", exit_code=1)
    assert len(names[::70]) == out.count("fixed ")
    assert {'"x"\n'} == {repository.read(name) for name in names[::70]}
    assert len((repository.path.parent / "home" / "runs").read_text().split()) > 1


def test_check_and_exclusions(repository: Repository) -> None:
    """docnorm-check writes nothing, and both hooks heed what is excluded, though the file is named."""
    configured(repository, "docnorm-check")
    repository.write(docnorm__toml='exclude = ["vendor*"]\n', vendor__md="“x”\n")
    repository.hooks("--all-files")
    repository.write(menu__md="“x”\n", trojan__py="a = 1  # \u202e\n")
    out = repository.hooks("--all-files", exit_code=1)
    told = [line.strip() for line in out.split("\n")]
    assert '1:1  warning  “ becomes " (quotes.left-double)' == told[told.index("menu.md") + 1]
    assert "1:10  error  U+202E RIGHT-TO-LEFT OVERRIDE (bidi-control)" == told[told.index("trojan.py") + 1]
    assert "“x”\n" == repository.read("menu.md")
    assert "vendor.md" not in out


PARAGRAPHS = [
    "The harbour master closed the northern quay on Monday because the old cranes were found to be unsafe.\n",
    "Fishermen will unload at the southern quay until new cranes arrive, which may take most of the summer.\n",
    "The town council has set money aside for the repairs and expects the work to begin before the autumn.\n",
]


def test_duplicates_stop_a_commit(repository: Repository) -> None:
    """
    A copy of what was committed long ago stops a commit, by `git commit` and by `git commit -a`, though only the copy
    is in it; what isn't staged or tracked doesn't count.
    """
    configured(repository, "docnorm-dups")
    repository.run(str(BIN / repository.tool), "install")
    repository.write(old__md=PARAGRAPHS[0], other__md="Something else is here.\n")
    repository.git("commit", "-qm", "two")
    (repository.path / "untracked.md").write_text(PARAGRAPHS[0], encoding="utf-8")
    repository.hooks("--all-files")
    (repository.path / "copy.md").write_text(PARAGRAPHS[0], encoding="utf-8")
    repository.git("add", "copy.md")
    out = repository.git("commit", "-qm", "three", exit_code=1)
    assert "1.000  exact      old.md" in out
    assert "untracked" not in out
    repository.git("rm", "-qf", "copy.md")
    (repository.path / "other.md").write_text(f"Something else is here.\n\n{PARAGRAPHS[0]}", encoding="utf-8")
    assert "other.md" in repository.git("commit", "-qam", "three", exit_code=1)
    (repository.path / "other.md").write_text("Something else was here.\n", encoding="utf-8")
    repository.git("add", "other.md")
    (repository.path / "other.md").write_text(PARAGRAPHS[0], encoding="utf-8")
    repository.git("commit", "-qm", "three")
    assert PARAGRAPHS[0] == repository.read("other.md")
    (repository.path / "new.md").write_text(PARAGRAPHS[1], encoding="utf-8")
    repository.git("add", "new.md")
    repository.git("commit", "-qm", "four", "--", "new.md")


def test_a_baseline_lets_what_is_known_pass(repository: Repository) -> None:
    """Known copies pass, also moved and merged; a further one doesn't, and no hook writes the baseline."""
    configured(repository, "docnorm-dups")
    repository.write(one__md="\n".join(PARAGRAPHS), two__md=f"Head\n\n{PARAGRAPHS[0]}")
    repository.hooks(exit_code=1)
    assert "1 repeated text, +1 −0" in repository.run("docnorm", "baseline", "create", ".")
    repository.write(__gitattributes=".docnorm-baseline merge=union\n")
    baseline = repository.read(".docnorm-baseline")
    repository.hooks()
    repository.git("commit", "-qm", "two")
    repository.write(one__md="\n".join(PARAGRAPHS[::-1]), two__md="Head\n", three__md=f"Tail\n\n{PARAGRAPHS[0]}")
    repository.hooks()
    repository.git("commit", "-qm", "three")
    for branch, number in (("left", 1), ("right", 2)):
        repository.git("checkout", "-qb", branch, "main")
        repository.write(**{f"{branch}__md": f"On the {branch}.\n\n{PARAGRAPHS[number]}"})
        repository.hooks(exit_code=1)
        repository.run("docnorm", "baseline", "update", ".")
        repository.git("add", "--all")
        repository.hooks()
        repository.git("commit", "-qm", branch)
    repository.git("merge", "-q", "left", "-m", "both")
    assert 4 == len(repository.read(".docnorm-baseline").split("\n")) - 1
    repository.hooks("--all-files")
    repository.write(more__md=PARAGRAPHS[1])
    before = repository.read(".docnorm-baseline")
    assert "more.md" in repository.hooks(exit_code=1)
    assert before == repository.read(".docnorm-baseline")
    repository.git("rm", "-qf", "more.md", "left.md", "right.md")
    assert "1 repeated text, +0 −2" in repository.run("docnorm", "baseline", "prune", ".")
    assert baseline == repository.read(".docnorm-baseline")


def test_the_hook_for_duplicates_runs_once(repository: Repository) -> None:
    """However many names there are, it runs once, and sees all files."""
    configured(repository, "docnorm-dups")
    for number in range(560):
        (repository.path / f"{number:03}{'x' * 240}.md").write_text(f"This is number {number}.\n", encoding="utf-8")
    repository.write(a__md=PARAGRAPHS[0], z__md=PARAGRAPHS[0])
    assert "z.md" in repository.hooks("--all-files", exit_code=1)
    assert 1 == len((repository.path.parent / "home" / "runs").read_text().split())
    assert (repository.path / ".git" / "docnorm-cache" / "prepared-1.sqlite").is_file()
    assert ".docnorm" not in repository.git("status", "--porcelain")


def test_the_hooks_of_this_repository(seeds: Path, repository: Repository) -> None:
    """Its own pages are clean, and its seeds are looked at and stay as they are."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repository.path / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    shutil.copytree(seeds, repository.path / "seeds")
    shutil.copytree(ROOT / "docs", repository.path / "docs")
    for name in ("README.md", "CHANGELOG.md", "pyproject.toml"):
        shutil.copy(ROOT / name, repository.path / name)
    repository.git("add", "--all")
    out = repository.hooks("--all-files")
    assert "seeds/mojibake.txt" in out
    for path in seeds.iterdir():
        assert path.read_bytes() == (repository.path / "seeds" / path.name).read_bytes()


def test_the_hook_is_installed_from_a_clone(tmp_path: Path) -> None:
    """
    `repo:` and `rev:` work where there is neither a network nor Rust: pre-commit builds a pure wheel in its own folder.

    What docnorm needs comes from this environment, since nothing can be fetched; prek would fetch uv for this.
    """
    source = Repository(tmp_path / "source", "pre-commit", environment_of(tmp_path / "home"))
    left_out = shutil.ignore_patterns(".*venv", ".git", "__pycache__", "build", "dist", "target", "*.egg-info", "*.so")
    shutil.copytree(ROOT, source.path, ignore=left_out)
    source.git("init", "-q")
    source.git("add", "--all")
    source.git("commit", "-qm", "one")
    source.git("tag", "v1")
    made = Repository(tmp_path / "work", "pre-commit", source.environment | OFFLINE)
    made.path.mkdir()
    made.git("init", "-q")
    config = {"repos": [{"repo": str(source.path), "rev": "v1", "hooks": [{"id": "docnorm-fix"}]}]}
    made.write(__pre_commit_config__yaml="", menu__md="“x”\n")
    (made.path / ".pre_commit_config.yaml").unlink()
    (made.path / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    made.git("add", "--all")
    assert "fixed menu.md (quotes 2)" in made.hooks("--all-files", exit_code=1)
    assert '"x"\n' == made.read("menu.md")


OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # which means: don't isolate
    "VIRTUALENV_SETUPTOOLS": "bundle",
    "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "CARGO_HOME": "/nonexistent",
    "CARGO_NET_OFFLINE": "true",
    "RUSTUP_AUTO_INSTALL": "0",
}


def test_the_guide(tmp_path: Path) -> None:
    """
    The commands of docs/guide/hooks.md print what it says, one after the other, in a repository of their own.

    A line of the page that is but an ellipsis stands for any lines.
    """
    page = (ROOT / "docs" / "guide" / "hooks.md").read_text(encoding="utf-8")
    made = Repository(tmp_path / "work", "pre-commit", environment_of(tmp_path / "home"))
    made.path.mkdir()
    made.git("init", "-q")
    (settings,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (config,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        if "config show" in block:
            (made.path / "docnorm.toml").write_text(settings, encoding="utf-8")
        if "pre-commit install" in block:
            configured(made, *(hook["id"] for hook in yaml.safe_load(config)["repos"][0]["hooks"]))
            made.git("add", ".pre-commit-config.yaml")
        for command, expected in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", block, re.MULTILINE):
            printed = made.run("sh", "-c", command, exit_code=None)
            pattern = re.escape(expected).replace("…\\\n", "(?:.*\n)*?")
            assert re.fullmatch(pattern, printed.replace("\r", "")), f"{command}:\n{printed}"
    assert "Add notes" in made.git("log", "--oneline")
