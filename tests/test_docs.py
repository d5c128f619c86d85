"""
What the pages say is so: the README's Python runs, and the seeds do what their page says.
"""

from __future__ import annotations

import re
import runpy
from collections import defaultdict
from pathlib import Path

import pytest

import docnorm
from docnorm.cli import main

ROOT = Path(__file__).parent.parent
REASONS = {
    "run",
    "exact",
    "near",
    "document.exact",
    "document.near",
    "document.contained",
    "binary",
}


def test_the_readme_runs(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The README's Python does what its comments say, however often.
    """
    (tmp_path / "seeds").symlink_to(seeds)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) * 2:
        exec(compile(block, "README.md", "exec"), {})
    assert (tmp_path / "build" / "mine" / "manifest.json").is_file()


def test_the_readme_tells_what_make_run_prints(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The summary in the README is that of the seeds, line by line.
    """
    (tmp_path / "seeds").symlink_to(seeds)
    monkeypatch.chdir(tmp_path)
    assert 3 == main(["run", "seeds", "-o", "build/seeds"])
    assert capsys.readouterr().out in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_seeds_do_what_their_page_says(seeds: Path) -> None:
    """
    docs/seeds.md has a row for each seed, and every reason that a row names is the reason of that seed's drops.
    """
    result = docnorm.canonicalize(docnorm.read([seeds]).sources)
    found = defaultdict(set)
    for record in result.blocks:
        if record.status != "kept":
            found[record.source.partition("#")[0]].add(record.reason)
    page = (ROOT / "docs" / "seeds.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in page.split("\n") if row.startswith("| `")}
    assert {path.name for path in seeds.iterdir()} == set(rows)
    for name, row in rows.items():
        named = {"run"} & set(re.findall(r"as one (run)\b", row)) | REASONS & set(re.findall(r"\(`([a-z.]+)`", row))
        assert found[name] == named, name


def test_the_guide_says_what_the_tables_say() -> None:
    """
    docs/guide/normalization.md is what `make docs` writes, and its Python runs.
    """
    made = runpy.run_path(str(ROOT / "docs" / "guide" / "generate.py"))
    assert made["page"]() == made["PAGE"].read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", made["page"](), re.DOTALL):
        exec(compile(block, "normalization.md", "exec"), {})


def test_the_page_on_the_command_line_is_so(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    docs/guide/command-line.md shows what the commands print of the seeds, and its Python runs.
    """
    (tmp_path / "seeds").symlink_to(seeds)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
    shown = re.findall(r"```console\n\$ docnorm ([^\n]*seeds[^\n]*)\n(.*?)```", page, re.DOTALL)
    assert 2 == len(shown)
    for command, printed in shown:
        main(command.split())
        assert printed == capsys.readouterr().out
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, "command-line.md", "exec"), {})


def test_every_page_is_linked() -> None:
    """
    What stands in docs/ can be reached from the README, but for the single decisions.
    """
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guide").glob("*.md")]:
        assert page.relative_to(ROOT).as_posix() in readme
