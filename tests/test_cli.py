"""
The command line: transcripts of real runs (tests/cli/*.toml), each in a folder of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from docnorm.cli import main

# What root may read, everything, mustn't hide what others may not.
UNPRIVILEGED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []

TRANSCRIPTS = sorted((Path(__file__).parent / "cli").glob("*.toml"))


def say(step: dict, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """
    Return the exit code of a step, and what it printed to its two streams.
    """
    if step.get("unprivileged"):
        command = [*UNPRIVILEGED, sys.executable, "-m", "docnorm", *step["args"]]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout, ran.stderr
    try:
        status = main(step["args"])
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    return (status, *capsys.readouterr())


def bytes_of(text: str | dict) -> bytes:
    """
    Return the bytes that a transcript gives as a text, or in hexadecimal digits.
    """
    return bytes.fromhex(text["hex"]) if isinstance(text, dict) else text.encode()


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_transcript(
    path: Path, tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    A transcript's commands say what it says, and leave the files that it names.
    """
    transcript = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, text in transcript.get("files", {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes_of(text))
    for name in transcript.get("folders", ()):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    for name, mode in transcript.get("modes", {}).items():
        (tmp_path / name).chmod(int(mode, 8))
    (tmp_path / "seeds").symlink_to(seeds)
    monkeypatch.chdir(tmp_path)
    for step in transcript["steps"]:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(bytes_of(step.get("stdin", "")))))
        status, out, err = say(step, capsys)
        assert (step.get("status", 0), step.get("stderr", "")) == (status, err)
        assert step.get("stdout", out) == out
        for part in step.get("says", ()):
            assert part in out
    for name in transcript.get("absent", ()):
        assert not (tmp_path / name).exists()
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".docnorm")]


def test_the_command_is_installed(tmp_path: Path) -> None:
    """
    `docnorm` and `python -m docnorm` are one program, and its exit code is main's.
    """
    for command in (["-m", "docnorm"], ["-c", "import sys; from docnorm.cli import main; sys.exit(main())"]):
        ran = subprocess.run([sys.executable, *command, "verify", "x"], cwd=tmp_path, capture_output=True, check=False)
        assert (2, b"docnorm: x: it's not") == (ran.returncode, ran.stderr[:20])


def test_an_empty_name_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """
    An empty name would mean the current folder, which nobody means.
    """
    with pytest.raises(SystemExit) as stopped:
        main(["restore", "out", "-o", ""])
    assert 2 == stopped.value.code
    assert "the name of the folder is empty" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "baseline create", "config show"])
def test_an_option_of_another_command_is_a_usage_error(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The usage that is shown is that of the command.
    """
    with pytest.raises(SystemExit) as stopped:
        main([*command.split(), "x", "-o", "y", "--color"])
    err = capsys.readouterr().err
    assert (2, f"usage: docnorm {command} ") == (stopped.value.code, err[: 16 + len(command)])
    assert f"docnorm {command}: error: unrecognized arguments: " in err


def test_the_output_is_named_alike(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Wherever something is written, `-o` and `--output` say where.
    """
    monkeypatch.chdir(tmp_path)
    text = str(seeds / "windows-1252.txt")
    for number, option in enumerate(("-o", "--output")):
        assert 0 == main(["run", text, option, f"out{number}"])
        assert 0 == main(["report", f"out{number}", option, f"report{number}.html"])
        assert 0 == main(["restore", f"out{number}", option, f"back{number}"])
        assert 1 == main(["check", text, option, f"check{number}"])
        assert 0 == main(["dups", text, option, f"dups{number}"])
    made = ("back", "check", "dups", "out", "report")
    assert sorted(f"{name}{number}" for name in made for number in range(2)) == sorted(
        path.stem for path in tmp_path.iterdir()
    )


def test_an_interrupt_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Ctrl-C is no traceback.
    """

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("docnorm.results.load", interrupted)
    assert 130 == main(["verify", "x"])
    assert "docnorm: interrupted\n" == capsys.readouterr().err


INTERRUPTED = """
import sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "docnorm.cli.run":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupting())
from docnorm.cli import main
sys.exit(main(["run"]))
"""


def test_an_early_interrupt_is_said() -> None:
    """
    Nor is it one while the commands are still being loaded.
    """
    ran = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)
    assert (130, "", "docnorm: interrupted\n") == (ran.returncode, ran.stdout, ran.stderr)


@pytest.mark.parametrize("arguments", ["explain {out} figures.txt:1", "normalize {long}", "normalize {long} --json"])
def test_a_closed_pipe_is_no_error(arguments: str, output: Path, tmp_path: Path) -> None:
    """
    `docnorm explain … | head -0` is quiet, and so is what would have printed much more.
    """
    (tmp_path / "long.txt").write_text("“A line”\n" * 40_000, encoding="utf-8")
    command = f"{sys.executable} -m docnorm {arguments.format(out=output, long=tmp_path / 'long.txt')} | true"
    ran = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert (0, b"") == (ran.returncode, ran.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["normalize"], ["normalize", "--diff"], ["explain"]])
def test_a_full_disk_is_said(arguments: list[str], seeds: Path) -> None:
    """
    What can't be written is one sentence, not a traceback, and no success.
    """
    command = [sys.executable, "-m", "docnorm", *arguments, str(seeds / "windows-1252.txt")]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    sentence = b"docnorm: standard output: it can't be written (no space left on device); write to another place\n"
    assert (2, sentence) == (ran.returncode, ran.stderr)


def test_a_pipe_is_read_as_a_file(tmp_path: Path) -> None:
    """
    `docnorm normalize <(command)` reads all that the command writes.
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = f"printf '“one”\\n' > {pipe} & {sys.executable} -m docnorm normalize {pipe}"
    ran = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert (0, b'"one"\n', b"") == (ran.returncode, ran.stdout, ran.stderr)


def test_an_old_terminal_gets_what_it_can_show(seeds: Path) -> None:
    """
    Where the encoding of stdout has no arrows, they are escaped; the clean text is UTF-8 all the same.
    """
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    path = str(seeds / "windows-1252.txt")
    for arguments, part in ((["explain", "--after", "normalize"], rb"\u2019 \u2192 '"), (["normalize"], "€3".encode())):
        command = [sys.executable, "-m", "docnorm", *arguments, path]
        ran = subprocess.run(command, capture_output=True, check=True, env=environment)
        assert part in ran.stdout


def test_other_programs_may_take_what_is_printed(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A program that calls `main` may have put anything in the place of stdout that takes text.
    """
    taken = StringIO()
    monkeypatch.setattr(sys, "stdout", taken)
    assert 0 == main(["explain", str(seeds / "empty.txt")])
    assert "0 bytes" in taken.getvalue()
