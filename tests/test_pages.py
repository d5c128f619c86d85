"""
The site: it builds without a warning, and what its pages say runs.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docnorm.cli import main

ROOT = Path(__file__).parent.parent
# Others have tests of their own, which make what their commands need.
PAGES = [
    path
    for path in sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guide").glob("*.md")])
    if path.name not in ("command-line.md", "hooks.md", "normalization.md")
    and re.search("```(?:python|console)", path.read_text())
]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_runs(
    page: Path, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python and the commands of a page run from top to bottom, and print what is shown."""
    shutil.copytree(seeds, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for language, block in re.findall(r"```(python|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        if language == "python":
            exec(compile(block, page.name, "exec"), names)
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            if command.startswith("docnorm "):
                assert main(shlex.split(command, comments=True)[1:]) in (0, 1, 3), command
                printed = capsys.readouterr().out
                assert not shown.strip() or shown == printed


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    """Sphinx finds every page, every link and every docstring in order, without a network."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "canonical" in (tmp_path / "site" / "reference.html").read_text(encoding="utf-8")
