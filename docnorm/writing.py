"""
The output folder: written whole or not at all, and read back only when every byte is as it was written.

Rule 1: everything is written to a folder beside the target, read back, restored and compared; only then it's renamed
        into place. A run that is killed leaves the old folder under its name, or hidden beside it, or the new one.
Rule 2: no path is made from a document's text; names of files are checked before they become paths.
Rule 3: nobody's folder is replaced but one of docnorm's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from docnorm import fields, ranges
from docnorm.enveloping import join, rewrap, text_span
from docnorm.errors import BadInput, BadOutput, BadProfile, CorruptOutput, reason_of
from docnorm.model import Entry, Envelope
from docnorm.profile import Profile
from docnorm.provenance import REMEDY, Provenance, check, restore
from docnorm.replacing import sync_folder
from docnorm.storing import FORMAT, dumps, entry_from, entry_to

__all__ = ["check_target", "load_folder", "restore_files", "write_folder"]

_MANIFEST = "manifest.json"
_DIGEST = "manifest_sha256"
_REFERENCES = "references.jsonl"
_MAP = frozenset({"provenance.jsonl", "sources.jsonl", _REFERENCES})
_RECORDS = b"records.jsonl"
_SHOWN = 3


def check_target(target: Path, sources: Iterator[Path], *, force: bool) -> None:
    """
    Refuse a target that exists, unless *force* is set and it's an output of docnorm, or that overlaps the sources.
    """
    resolved = target.resolve()
    for source in sources:
        inside = source.resolve()
        if inside == resolved or resolved in inside.parents:
            raise BadOutput("the input lies in the output folder", str(source), "write the output to another folder")
        if inside in resolved.parents and source.is_dir():
            raise BadOutput("the output folder lies in the input", str(target), "write it outside of what is read")
    if not os.path.lexists(target):
        return
    if not force:
        raise BadOutput("it exists already", str(target), "choose another name, or replace it with --force")
    remedy = "choose another name; --force won't replace it"
    if target.is_symlink() or not target.is_dir():
        raise BadOutput("it's not an output folder of docnorm", str(target), remedy)
    if any(target.iterdir()):
        _check_ours(target, remedy)


def _check_ours(target: Path, remedy: str) -> None:
    # Of whatever format; but a manifest that somebody else wrote makes nothing ours, nor does a name in it what it's
    # now the name of.
    try:
        files = {str(name) for name in _sealed(target)["files"]}
    except (CorruptOutput, LookupError, TypeError):
        raise BadOutput("it's not an output folder of docnorm", str(target), remedy) from None
    strange = sorted(name for name, path in _listed(target) if name not in files or path.is_symlink())
    if strange:
        more = f" and {len(strange) - _SHOWN} more" if len(strange) > _SHOWN else ""
        what = f"it holds what docnorm didn't write: {', '.join(strange[:_SHOWN])}{more}"
        raise BadOutput(what, str(target), "move that elsewhere, or choose another name")


def write_folder(provenance: Provenance, about: Mapping[str, Any], target: Path, *, force: bool = False) -> None:
    """
    Write the output folder *target*; *about* goes into its manifest.
    """
    check_target(target, iter(()), force=force)
    with _staged(target) as folder:
        _fill(folder, provenance, about)
        check(load_folder(folder)[0])
        _replace(folder, target)


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    # A folder beside the target, gone again unless it was renamed; what the system refuses is said in one sentence.
    folder = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".docnorm", dir=target.parent))
        yield folder
    except OSError as error:
        raise BadOutput(
            f"it can't be written ({reason_of(error)})", str(target), "check the path, its permissions and the space"
        ) from None
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, provenance: Provenance, about: Mapping[str, Any]) -> None:
    files = dict(_files(provenance))
    for name, data in files.items():
        _write(folder / os.fsdecode(name), data)
    listed = {_shown(name): {"sha256": _sha256(data), "size": len(data)} for name, data in sorted(files.items())}
    manifest = {"format": FORMAT, **about, "files": listed}
    _write(folder / _MANIFEST, _manifest_bytes(manifest))
    folder.chmod(0o777 & ~_umask())


def _files(provenance: Provenance) -> Iterator[tuple[bytes, bytes]]:
    yield from _texts(provenance)
    yield b"provenance.jsonl", _lines_of(ranges.lines(provenance))
    yield b"sources.jsonl", _lines_of(map(entry_to, provenance.entries))
    if provenance.references:
        listed = ({"id": name, "sha256": digest} for name, digest in sorted(provenance.references.items()))
        yield _REFERENCES.encode(), _lines_of(listed)


def _lines_of(values: Iterable[object]) -> bytes:
    return "".join(dumps(value) + "\n" for value in values).encode()


def _texts(provenance: Provenance) -> Iterator[tuple[bytes, bytes]]:
    records = []
    for entry in provenance.entries:
        if entry.carried:
            yield b"carried/" + entry.sha256.encode(), provenance.carried[entry.sha256]
        elif entry.id in provenance.documents:
            text = provenance.documents[entry.id]
            if entry.kind == "file":
                yield b"documents/" + _safe_name(entry), text.encode()
            else:
                records.append(
                    rewrap(entry.envelope, text) if entry.envelope else dumps({"id": entry.id, "text": text})
                )
    if records:
        yield b"documents.jsonl", "".join(line + "\n" for line in records).encode()


def _safe_name(entry: Entry) -> bytes:
    # The name of the file that a source was, or that its record was in.
    label = entry.envelope.container if entry.envelope else entry.id
    name = entry.name if entry.name is not None else label.encode("utf-8", "surrogatepass")
    parts = name.split(b"/")
    if not name or b"\0" in name or any(part in (b"", b".", b"..") for part in parts):
        raise BadOutput("that can't be the name of a file", entry.id, "give the source another id, or make it a record")
    return name


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _replace(folder: Path, target: Path) -> None:
    # Two renames: in between there's no folder of that name, but never a half-written one; the old one is beside it.
    old = folder.with_name(folder.name + ".old") if os.path.lexists(target) else None
    if old is not None:
        target.rename(old)
    try:
        folder.rename(target)
    except BaseException:
        if old is not None:
            old.rename(target)
        raise
    sync_folder(target.parent)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def _manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    body = json.dumps(dict(manifest), indent=1, ensure_ascii=True)
    sealed = {**manifest, _DIGEST: _sha256(body.encode())}
    return (json.dumps(sealed, indent=1, ensure_ascii=True) + "\n").encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def load_folder(folder: Path) -> tuple[Provenance, dict[str, Any]]:
    """
    Return what an output folder holds, and its manifest, if every byte of it is as it was written.
    """
    if not (folder / _MANIFEST).is_file():
        raise BadInput("it's not an output folder of docnorm", str(folder), f"name one that has a {_MANIFEST}")
    manifest = _manifest(folder)
    files = _checked_files(folder, manifest)
    try:
        return _provenance(files), manifest
    except (ArithmeticError, AttributeError, BadOutput, LookupError, RecursionError, TypeError, ValueError) as error:
        raise CorruptOutput(f"its lines are not those of format {FORMAT} ({error})", str(folder), REMEDY) from None


def _provenance(files: Mapping[str, bytes]) -> Provenance:
    entries = tuple(entry_from(line) for line in _json_lines(files["sources.jsonl"]))
    documents = _documents(entries, files)
    entry_of = {entry.id: entry for entry in entries}
    records = (
        ranges.records(line, entry_of[fields.word(line["source"])], documents)
        for line in _json_lines(files["provenance.jsonl"])
    )
    carried = {entry.sha256: files[f"carried/{entry.sha256}"] for entry in entries if entry.carried}
    listed = _json_lines(files.get(_REFERENCES, b""))
    references = {fields.word(line["id"]): fields.word(line["sha256"]) for line in listed}
    provenance = Provenance(entries, tuple(chain.from_iterable(records)), documents, carried, references)
    texts = {_shown(name): data for name, data in _texts(provenance)}
    wrong = [name for name in files if name not in _MAP and files[name] != texts.get(name)]
    if wrong:
        raise ValueError(f"{wrong[0]} isn't what its sources make")
    return provenance


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")


def _manifest(folder: Path) -> dict[str, Any]:
    manifest, where = _sealed(folder), str(folder / _MANIFEST)
    number = manifest["format"]
    if number != FORMAT:
        what = f"it has format {number}, and this docnorm reads {FORMAT}"
        raise CorruptOutput(what, where, "use the docnorm that wrote it")
    try:
        manifest["files"].items()
        Profile.from_json(manifest["profile"])
    except (ArithmeticError, AttributeError, BadProfile, LookupError, TypeError, ValueError):
        raise CorruptOutput(f"the manifest isn't one of format {FORMAT}", where, REMEDY) from None
    return manifest


def _sealed(folder: Path) -> dict[str, Any]:
    # The manifest, if it's as it was written, whatever its format.
    where = str(folder / _MANIFEST)
    data = _read(folder / _MANIFEST, where)
    try:
        manifest = json.loads(data)
        del manifest[_DIGEST]
        manifest["format"]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise CorruptOutput("the manifest isn't one that docnorm wrote", where, REMEDY) from None
    if _manifest_bytes(manifest) != data:
        raise CorruptOutput("the manifest was changed after it was written", where, REMEDY)
    return dict(manifest)


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorruptOutput(f"it can't be read ({reason_of(error)})", name, REMEDY) from None


def _checked_files(folder: Path, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, path in _listed(folder):
        if name not in manifest["files"] or path.is_symlink():
            raise CorruptOutput("it isn't listed in the manifest as a file", name, "remove it, or keep it elsewhere")
        data = _read(path, name)
        if {"sha256": _sha256(data), "size": len(data)} != manifest["files"][name]:
            raise CorruptOutput("its bytes aren't those that were written", name, REMEDY)
        found[name] = data
    missing = sorted(set(manifest["files"]) - set(found))
    if missing:
        raise CorruptOutput("it's listed in the manifest and isn't there", missing[0], REMEDY)
    return found


def _listed(folder: Path) -> Iterator[tuple[str, Path]]:
    # What is in an output folder besides the manifest, empty folders too.
    for path in sorted(p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir() or not any(p.iterdir())):
        name = _shown(os.fsencode(path.relative_to(folder).as_posix()))
        if name != _MANIFEST:
            yield name, path


def _json_lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().split("\n") if line]


def _documents(entries: tuple[Entry, ...], files: Mapping[str, bytes]) -> dict[str, str]:
    kept = [entry for entry in entries if entry.verdict.status == "kept"]
    lines = iter(files.get("documents.jsonl", b"").decode().split("\n"))
    documents: dict[str, str] = {}
    for entry in kept:
        if entry.kind == "file":
            documents[entry.id] = files[_shown(b"documents/" + _safe_name(entry))].decode()
        else:
            line = next(lines, "")
            documents[entry.id] = fields.word(json.loads(line[slice(*text_span(line))]))
    return documents


def _free_name(files: Mapping[bytes, bytes]) -> bytes:
    name = _RECORDS
    while name in files:
        name = b"_" + name
    return name


def restore_files(provenance: Provenance, target: Path) -> list[str]:
    """
    Write every source into the new folder *target*, and return the names of the files.

    Records go back into the files that they came from; those that came from no file, with ids that are no names, into
    one file `records.jsonl` (with underscores before it, if a source has that name), as `{"id", "base64"}`.
    """
    if os.path.lexists(target):
        raise BadOutput("it exists already", str(target), "choose the name of a new folder")
    files: dict[bytes, bytes] = {}
    containers: dict[bytes, list[tuple[Envelope, bytes]]] = {}
    records: list[str] = []
    for entry in provenance.entries:
        data = restore(provenance, entry.id)
        if entry.kind == "file":
            files[_safe_name(entry)] = data
        elif entry.envelope is not None:
            containers.setdefault(_safe_name(entry), []).append((entry.envelope, data))
        else:
            records.append(dumps({"id": entry.id, "base64": base64.b64encode(data).decode("ascii")}) + "\n")
    files |= {name: join(pieces) for name, pieces in containers.items()}
    if records:
        files[_free_name(files)] = "".join(records).encode()
    with _staged(target) as folder:
        for name, data in files.items():
            _write(folder / os.fsdecode(name), data)
        folder.chmod(0o777 & ~_umask())
        folder.rename(target)
    return sorted(os.fsdecode(name) for name in files)
