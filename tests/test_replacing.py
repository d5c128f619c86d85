"""
Replacing: at every instant the old file is there, or the new one.

Rule 1: the faults are real: a process that is killed, a limit of the system, a file system that is full.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docnorm.errors import BadInput, BadOutput
from docnorm.replacing import DRAFT, contents, replace

OLD, NEW = b"old\n" * 5_000, b"new and longer\n" * 5_000

# Forks once for each step of a replacement, a step being a line of the module; the child gets the signal there.
AT_EACH_STEP = """
import os, signal, sys
from pathlib import Path
from docnorm import replacing
from docnorm.errors import DocnormError

path, old, new, number = Path(sys.argv[1]), sys.argv[2].encode(), sys.argv[3].encode(), getattr(signal, sys.argv[4])

def child(step):
    left = [step]
    def trace(frame, event, _):
        if not frame.f_code.co_filename.endswith("replacing.py"):
            return None
        if event == "line":
            left[0] -= 1
            if not left[0]:
                sys.settrace(None)
                os.kill(os.getpid(), number)
        return trace
    sys.settrace(trace)
    try:
        replacing.replace(path, old, new)
    except KeyboardInterrupt:
        os._exit(130)
    os._exit(0)

step = 0
while True:
    step += 1
    path.write_bytes(old)
    process = os.fork()
    if not process:
        child(step)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    drafts = [name for name in os.listdir(path.parent) if name.startswith(replacing.DRAFT)]
    for name in drafts:
        (path.parent / name).unlink()
    print(status, {old: "old", new: "new"}.get(path.read_bytes(), "neither"), len(drafts))
    if not status:
        break
"""


def drafts(folder: Path) -> list[Path]:
    """The drafts that were left in a folder."""
    return [path for path in folder.iterdir() if path.name.startswith(DRAFT)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the old bytes."""
    path = tmp_path / "a.txt"
    path.write_bytes(OLD)
    return path


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o4750, 0o222])
def test_bytes_are_replaced_and_the_mode_stays(file: Path, mode: int) -> None:
    """The new bytes are there, with the mode and the owner of the old ones, and nothing else is."""
    file.chmod(mode)
    replace(file, OLD, NEW)
    assert (NEW, mode) == (file.read_bytes(), stat.S_IMODE(file.stat().st_mode))
    assert [file] == list(file.parent.iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(file: Path) -> None:
    """Root doesn't take files into its own possession."""
    os.chown(file, 12, 34)
    replace(file, OLD, NEW)
    assert (12, 34) == (file.stat().st_uid, file.stat().st_gid)


def test_another_name_keeps_the_old_bytes(file: Path) -> None:
    """A hard link is parted from the file, as git does it."""
    os.link(file, file.parent / "b.txt")
    replace(file, OLD, NEW)
    assert (NEW, OLD) == (file.read_bytes(), (file.parent / "b.txt").read_bytes())


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        # what is the matter with the file, and what is said
        (lambda path: path.chmod(0o444), "it's read-only; make it writable, or exclude it"),
        (lambda path: path.write_bytes(b"other"), "it was changed while it was looked at; do it again"),
        (lambda path: path.unlink(), "it can't be written (no such file or directory); check its permissions"),
        (lambda path: (path.rename(path.with_name("b")), path.symlink_to("b")), "it can't be written (too many levels"),
    ],
    ids=["read-only", "changed", "deleted", "link"],
)
def test_what_must_not_be_replaced_stays(file: Path, spoil: object, sentence: str) -> None:
    """A file that isn't as it was, or that nobody may write, is left alone."""
    spoil(file)  # type: ignore[operator]
    before = {path.name: path.lstat().st_ino for path in file.parent.iterdir()}
    with pytest.raises(BadOutput) as caught:
        replace(file, OLD, NEW)
    assert str(caught.value).startswith(f"{file}: {sentence}")
    assert before == {path.name: path.lstat().st_ino for path in file.parent.iterdir()}


def test_a_link_is_not_read(file: Path) -> None:
    """What a link leads to may lie anywhere."""
    (file.parent / "link").symlink_to(file)
    with pytest.raises(BadInput, match="it can't be read"):
        contents(file.parent / "link")
    assert OLD == contents(file)


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGINT"])
def test_a_process_that_is_stopped_at_any_step(tmp_path: Path, signal: str) -> None:
    """The file is the old one up to the renaming and the new one from then on; an interrupt leaves no draft."""
    command = [sys.executable, "-c", AT_EACH_STEP, str(tmp_path / "a.txt"), "old", "new", signal]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    *stopped, done = [line.split() for line in ran.stdout.split("\n")[:-1]]
    assert (["0", "new", "0"], True) == (done, len(stopped) > 30)
    states = [state for _, state, _ in stopped]
    assert sorted(states, reverse=True) == states
    assert {"old", "new"} == set(states)
    assert {"-9" if signal == "SIGKILL" else "130"} == {status for status, _, _ in stopped}
    in_the_end = 3 if signal == "SIGINT" else len(stopped)  # an interrupt of the clearing up itself may leave one
    assert in_the_end >= sum(drafts != "0" for _, _, drafts in stopped)


def test_a_process_that_is_killed_while_it_fixes_many(tmp_path: Path) -> None:
    """Of forty files each is the old one or the new one, wherever the process was."""
    for number in range(40):
        (tmp_path / f"{number:03}.md").write_text("“x”\n" * 200, encoding="utf-8")
    for told in (1, 7, 20):
        command = [sys.executable, "-m", "docnorm", "fix", str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            for _ in range(told):
                process.stdout.readline()
            process.kill()
        texts = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("[0-9]*.md"))]
        assert {'"x"\n' * 200, "“x”\n" * 200} >= set(texts)
        assert told <= texts.count('"x"\n' * 200)
    assert 40 == len(texts)


LIMITED = """
import resource, sys
from docnorm.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(["fix", sys.argv[2]]))
"""


@pytest.mark.parametrize("limit", [0, 1, 4095, 4096, 7999])
def test_a_limit_of_size(tmp_path: Path, limit: int) -> None:
    """A file that may not be written whole stays the old one, and a sentence says so."""
    path = tmp_path / "a.md"
    path.write_text("“x”\n" * 2000, encoding="utf-8")
    before = path.stat()
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), str(path)], capture_output=True, text=True, check=False
    )
    assert (2, "") == (ran.returncode, ran.stdout)
    assert f"docnorm: {path}: it can't be written (file too large); check its permissions and the space\n" == ran.stderr
    assert (before.st_ino, "“x”\n" * 2000) == (path.stat().st_ino, path.read_text(encoding="utf-8"))
    assert [path] == list(tmp_path.iterdir())


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "docnorm-test", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(small: Path) -> None:
    """However many pages are left, the file is the old one or the new one, and no draft is left."""
    done, said = [], []
    for free in range(6):
        for path in small.iterdir():
            path.unlink()
        (small / "a.txt").write_bytes(b"old\n" * 2048)
        with (small / "filler").open("wb") as filler:
            filler.write(b"\0" * (64 - 8 - 4 * free) * 1024)
        try:
            replace(small / "a.txt", b"old\n" * 2048, b"new\n" * 3072)
        except BadOutput as error:
            said.append(error.what)
        done.append((small / "a.txt").read_bytes()[:3].decode())
        assert {"old": b"old\n" * 2048, "new": b"new\n" * 3072}[done[-1]] == (small / "a.txt").read_bytes()
        assert [] == drafts(small)
    assert ["old", "old", "old", "new", "new", "new"] == done
    assert 3 * ["it can't be written (no space left on device)"] == said
