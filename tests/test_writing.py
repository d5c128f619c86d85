"""
The output folder: whole or not at all, the same bytes each time, and no byte of it can change unseen.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import docnorm
from docnorm import BadOutput, CorruptOutput, Source, canonicalize, load, read
from docnorm.writing import _manifest_bytes, check_target, restore_files

SCHEMAS = Path(docnorm.__file__).parent / "schemas"


def contents(folder: Path) -> dict[str, bytes]:
    """
    Return every file below *folder*.
    """
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_every_source_comes_back(output: Path, seeds: Path, tmp_path: Path) -> None:
    """
    The folder alone gives back each file of the seeds, byte for byte.
    """
    restore_files(load(output).provenance, tmp_path / "back")
    assert contents(seeds) == contents(tmp_path / "back")


def test_a_loaded_result_is_the_written_one(output: Path, seeds: Path) -> None:
    """
    A result from a folder answers as the one that was written.
    """
    written, loaded = canonicalize(read([seeds]).sources), load(output)
    assert written.blocks == loaded.blocks
    assert written.sources == loaded.sources
    assert written.documents == loaded.documents
    assert (written.matches, written.runs, written.counts) == (loaded.matches, loaded.runs, loaded.counts)
    assert written.profile == loaded.profile


def test_output_follows_the_schemas(output: Path) -> None:
    """
    What is written is what the schemas say.
    """
    for name in ("provenance", "sources"):
        schema = json.loads((SCHEMAS / f"{name}.json").read_text())
        validator = jsonschema.Draft202012Validator(schema)
        for line in (output / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
            validator.validate(json.loads(line))
    jsonschema.validate(
        json.loads((output / "manifest.json").read_text()), json.loads((SCHEMAS / "manifest.json").read_text())
    )


def test_the_format_page_names_every_field() -> None:
    """
    docs/format.md describes each field that the schemas allow.
    """
    page = (Path(__file__).parent.parent / "docs" / "format.md").read_text(encoding="utf-8")
    for name in ("provenance", "sources", "manifest", "references"):
        for field in json.loads((SCHEMAS / f"{name}.json").read_text())["properties"]:
            assert f"`{field}`" in page, field


@pytest.mark.parametrize("change", ["flip", "append", "truncate"])
def test_any_changed_byte_is_named(output: Path, change: str) -> None:
    """
    A changed byte anywhere in the folder is an error that names the file.
    """
    generator = random.Random(change)
    for path in sorted(p for p in output.rglob("*") if p.is_file()):
        data = path.read_bytes()
        for _ in range(8 if data else 0):
            path.write_bytes(changed(data, change, generator))
            with pytest.raises(CorruptOutput) as caught:
                load(output)
            assert path.name in str(caught.value)
        path.write_bytes(data)
    load(output).verify()


def changed(data: bytes, change: str, generator: random.Random) -> bytes:
    """
    Return *data* with one thing changed.
    """
    at = generator.randrange(len(data))
    if change == "flip":
        return data[:at] + bytes([data[at] ^ (1 << generator.randrange(8))]) + data[at + 1 :]
    return data + b" " if change == "append" else data[:at]


def test_every_byte_of_the_manifest_counts(output: Path) -> None:
    """
    Not one byte of the manifest can be flipped unseen.
    """
    path = output / "manifest.json"
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(CorruptOutput):
            load(output)


def test_a_missing_and_a_stray_file_are_named(output: Path) -> None:
    """
    Files can't go or come unseen either.
    """
    (output / "documents" / "stray.txt").write_text("x")
    with pytest.raises(CorruptOutput, match=r"stray\.txt"):
        load(output)
    (output / "documents" / "stray.txt").unlink()
    (output / "documents" / "figures.txt").unlink()
    with pytest.raises(CorruptOutput, match=r"figures\.txt"):
        load(output)


def test_two_runs_are_the_same_bytes(seeds: Path, tmp_path: Path) -> None:
    """
    Neither the order of the arguments, nor the workers, nor the hash seed, nor the folder changes a byte.
    """
    copy = tmp_path / "elsewhere" / "seeds"
    shutil.copytree(seeds, copy)
    files = sorted(str(p) for p in copy.iterdir())
    runs = [("0", "1", files), ("1", "2", files[::-1]), ("random", "1", [str(copy)])]
    for number, (seed, workers, paths) in enumerate(runs):
        command = [sys.executable, "-m", "docnorm", "run", *paths, "-o", f"out{number}", "--workers", workers]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True)
        assert 3 == ran.returncode
    assert contents(tmp_path / "out0") == contents(tmp_path / "out1") == contents(tmp_path / "out2")


def test_a_killed_run_leaves_the_old_folder(output: Path, seeds: Path) -> None:
    """
    Whenever a run is killed, the folder is the old one, or the new one, or not there, and never half of one.
    """
    command = [
        sys.executable,
        "-m",
        "docnorm",
        "run",
        str(seeds),
        "-o",
        str(output),
        "--force",
        "--profile",
        "typographic",
    ]
    before = contents(output)
    subprocess.run(command, check=False, capture_output=True)
    after = contents(output)
    assert before != after
    for step in range(6):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            wait_for_a_write(output.parent, process, step)
            process.send_signal(signal.SIGKILL)
        assert not output.exists() or contents(output) in (before, after)


def wait_for_a_write(folder: Path, process: subprocess.Popen, files: int) -> None:
    """
    Return once the process has written some files beside the output, or has ended.
    """
    while process.poll() is None:
        if sum(1 for p in folder.glob(".out.*.docnorm/**/*") if p.is_file()) >= files:
            return


def test_an_existing_folder_is_refused(output: Path, seeds: Path, tmp_path: Path) -> None:
    """
    An output is replaced only when it's asked for, and a folder that isn't one never.
    """
    result = canonicalize(read([seeds / "figures.txt"]).sources)
    with pytest.raises(BadOutput, match="it exists already"):
        result.write(output)
    result.write(output, force=True)
    assert {"figures.txt"} == set(load(output).documents)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "precious.txt").write_text("x")
    with pytest.raises(BadOutput, match="not an output folder of docnorm"):
        result.write(tmp_path / "mine", force=True)
    assert ["precious.txt"] == [p.name for p in (tmp_path / "mine").iterdir()]


def test_a_manifest_of_somebody_else_makes_nothing_ours(tmp_path: Path) -> None:
    """
    Many programs have a manifest.json; their folders aren't replaced either.
    """
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "manifest.json").write_text('{"manifest_version": 3, "format": 1, "manifest_sha256": "x"}')
    with pytest.raises(BadOutput, match="not an output folder of docnorm"):
        canonicalize([Source("a", b"text")]).write(tmp_path / "web", force=True)
    assert ["manifest.json"] == [path.name for path in (tmp_path / "web").iterdir()]


def test_a_rename_that_fails_leaves_the_old_folder(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    If the new folder can't take the name, the old one has it again, and nothing else is left.
    """
    before, rename = contents(output), Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name.endswith(".docnorm") and target == output:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(BadOutput, match="no space left on device"):
        canonicalize([Source("a", b"text")]).write(output, force=True)
    assert ([output.name], before) == ([path.name for path in output.parent.iterdir()], contents(output))
    shutil.rmtree(output)
    with pytest.raises(BadOutput, match="no space left on device"):
        canonicalize([Source("a", b"text")]).write(output)
    assert [] == list(output.parent.iterdir())


def test_records_of_no_file_come_back_in_one(tmp_path: Path) -> None:
    """
    An id of a record may be anything; its bytes come back beside it.
    """
    given = {"../x": b"one", "a": b"two \xff", "a/b": "dreißig".encode()}
    canonicalize([Source(name, data) for name, data in given.items()]).write(tmp_path / "out")
    assert ["records.jsonl"] == restore_files(load(tmp_path / "out").provenance, tmp_path / "back")
    lines = [json.loads(line) for line in (tmp_path / "back" / "records.jsonl").read_text().split("\n")[:-1]]
    assert given == {line["id"]: base64.b64decode(line["base64"]) for line in lines}


def test_a_link_to_nowhere_is_said(output: Path) -> None:
    """
    What can't be read in an output folder is no traceback.
    """
    (output / "documents" / "figures.txt").unlink()
    (output / "documents" / "figures.txt").symlink_to("nowhere")
    with pytest.raises(CorruptOutput, match=r"figures.txt: it isn't listed in the manifest as a file"):
        load(output)
    (output / "documents" / "figures.txt").unlink()
    (output / "documents" / "empty").mkdir()
    with pytest.raises(CorruptOutput, match=r"empty: it isn't listed in the manifest as a file"):
        load(output)


def test_a_file_that_cant_be_read_is_said(output: Path) -> None:
    """
    A manifest that's a folder is no traceback.
    """
    (output / "manifest.json").unlink()
    (output / "manifest.json").symlink_to("/proc/self/mem")
    with pytest.raises(CorruptOutput, match=r"it can't be read .input/output error"):
        load(output)


def test_input_and_output_may_not_overlap(tmp_path: Path) -> None:
    """
    A folder is never read and written in one run.
    """
    with pytest.raises(BadOutput, match="lies in the output folder"):
        check_target(tmp_path / "out", iter([tmp_path / "out" / "in"]), force=True)
    (tmp_path / "in").mkdir()
    with pytest.raises(BadOutput, match="lies in the input"):
        check_target(tmp_path / "in" / "out", iter([tmp_path / "in"]), force=True)


@pytest.mark.parametrize("name", ["../up", "/root", "a/../b", "a//b", ".", "", "nul\0"])
def test_a_hostile_name_writes_nothing(name: str, tmp_path: Path) -> None:
    """
    An id that would lead out of the folder is refused before anything is written.
    """
    result = canonicalize([Source(name, b"text", kind="file")])
    with pytest.raises(BadOutput, match="can't be the name of a file"):
        result.write(tmp_path / "out")
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_cant_be_written_is_said(tmp_path: Path) -> None:
    """
    What the system refuses is one sentence.
    """
    (tmp_path / "file").write_text("")
    with pytest.raises(BadOutput, match="it can't be written"):
        canonicalize([Source("a", b"text")]).write(tmp_path / "file" / "out")


def test_names_that_are_not_utf_8_come_back(tmp_path: Path) -> None:
    """
    A file's name is bytes; they are kept.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"bad\xff.txt", b"new\nline", b"-rf", b" lead", "é".encode()):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(name + b" content")
    canonicalize(read([folder]).sources).write(tmp_path / "out")
    restore_files(load(tmp_path / "out").provenance, tmp_path / "back")
    assert sorted(os.listdir(os.fsencode(folder))) == sorted(os.listdir(os.fsencode(tmp_path / "back")))


def test_bytes_that_are_no_utf_8_are_stored(tmp_path: Path) -> None:
    """
    Text with lone surrogates, as invalid bytes are, goes through the output folder.
    """
    data = "Straße, naïve, Brüssel: ".encode() + b"caf\xe9 \x81\n"
    canonicalize([Source("a", data)]).write(tmp_path / "out")
    result = load(tmp_path / "out")
    assert ("Straße, naïve, Brüssel: café \ufffd\n", data) == (result.documents["a"], result.restore("a"))
    findings = result.sources[0].findings
    assert ["invalid-utf-8", "invalid-utf-8"] == [finding.kind for finding in findings]
    decoded = data.decode("utf-8", "surrogateescape")
    assert ["\udce9", "\udc81"] == [decoded[slice(*finding.span)] for finding in findings]


def test_an_encoding_with_a_state_comes_back(tmp_path: Path) -> None:
    """
    Where slices of a text have more bytes than the whole, the whole still comes back.
    """
    data = "港の北側の埠頭\n\nは、閉鎖された\n\nplain\n".encode("iso2022_jp")
    canonicalize([Source("a", data, "iso2022_jp")]).write(tmp_path / "out")
    assert data == load(tmp_path / "out").restore("a")


def reseal(folder: Path, **files: bytes) -> None:
    """
    Change files of an output folder as someone would who can count.
    """
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["manifest_sha256"]
    for key, data in files.items():
        name = key.replace("_", ".")
        (folder / name).write_bytes(data)
        manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    (folder / "manifest.json").write_bytes(_manifest_bytes(manifest))


@pytest.mark.parametrize(
    "line", [b"{}\n", b"[]\n", b"nonsense\n", b'{"source": "a", "block": 0, "bytes": [1]}\n', b"\xff\n"]
)
def test_lines_that_make_no_sense_are_said(output: Path, line: bytes) -> None:
    """
    A folder that fits its manifest and still makes no sense is refused without a traceback.
    """
    reseal(output, provenance_jsonl=line)
    with pytest.raises(CorruptOutput, match="not those of format 2"):
        load(output)


@pytest.mark.parametrize("number", [1, 3])
def test_another_format_is_refused(output: Path, number: int) -> None:
    """
    A reader doesn't guess what an earlier or a later format means.
    """
    manifest = json.loads((output / "manifest.json").read_text())
    del manifest["manifest_sha256"]
    (output / "manifest.json").write_bytes(_manifest_bytes({**manifest, "format": number}))
    with pytest.raises(CorruptOutput, match=f"it has format {number}, and this docnorm reads 2"):
        load(output)


def test_no_source_is_overwritten_by_the_records(tmp_path: Path) -> None:
    """
    A file of the name that records of no file would get keeps it.
    """
    given = [Source("records.jsonl", b"a file of mine", kind="file"), Source("x", b"a record")]
    canonicalize(given).write(tmp_path / "out")
    assert ["_records.jsonl", "records.jsonl"] == restore_files(load(tmp_path / "out").provenance, tmp_path / "back")
    assert b"a file of mine" == (tmp_path / "back" / "records.jsonl").read_bytes()


def test_what_somebody_put_into_an_output_stays_there(output: Path) -> None:
    """
    An output folder that holds more than docnorm wrote isn't replaced; what's strange is named.
    """
    result = load(output)
    for name in ("mine.txt", "documents/yours.txt"):
        (output / name).write_text("precious")
        with pytest.raises(BadOutput, match=f"it holds what docnorm didn't write: {name}; move that elsewhere"):
            result.write(output, force=True)
        (output / name).unlink()
    for number in range(5):
        (output / f"empty{number}").mkdir()
    with pytest.raises(BadOutput, match="didn't write: empty0, empty1, empty2 and 2 more; move"):
        result.write(output, force=True)
    for number in range(5):
        (output / f"empty{number}").rmdir()
    (output / "sources.jsonl").rename(output / "elsewhere")
    (output / "sources.jsonl").symlink_to(output / "elsewhere")
    with pytest.raises(BadOutput, match=r"didn't write: elsewhere, sources\.jsonl; move"):
        result.write(output, force=True)


def test_an_empty_folder_may_be_taken_and_a_file_not(tmp_path: Path) -> None:
    """
    With *force*, a folder in which there's nothing is as good as none; a file is somebody's.
    """
    result = canonicalize([Source("a", b"text")])
    (tmp_path / "empty").mkdir()
    result.write(tmp_path / "empty", force=True)
    assert {"a": "text"} == dict(load(tmp_path / "empty").documents)
    (tmp_path / "file").write_text("precious")
    with pytest.raises(BadOutput, match="it's not an output folder of docnorm"):
        result.write(tmp_path / "file", force=True)
    assert "precious" == (tmp_path / "file").read_text()
