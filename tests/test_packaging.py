"""
What a user installs: an sdist that builds, a wheel with the native kernel, and a pure one where that can't be built.

Rule 1: real builds, in temporary folders, with the tools of this environment and without the network.
Rule 2: an installed package is tried in a process of its own, from another folder, so that the checkout can't help it.
Rule 3: crates are built in the checkout's rust/target, where `make setup` has built them already.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "target", "*.egg-info", "*.so")
STEERS_A_BUILD = {"CARGO", "RUSTC", "PYTHONPATH", "CARGO_TARGET_DIR"}

WHY_NO_NATIVE = ["no-compiler", "no-crates"]

TRY_IT = """
import json, docnorm
from docnorm import kernel

before = "It\\u2019s a \\u201cquoted\\u201d caf\\xe9.\\r\\n"
print(json.dumps([docnorm.__file__, kernel.IMPLEMENTATION, docnorm.normalize(before.encode()).text]))
"""


def run(*command: str | Path, cwd: Path, exit_code: int = 0, **changes: str) -> str:
    """
    Run *command* without the network and return what it prints; *changes* are made to the environment.
    """
    kept = {name: value for name, value in os.environ.items() if name not in STEERS_A_BUILD}
    environment = kept | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | changes
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == exit_code, f"{command} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build_wheel(sdist: Path, folder: Path, **changes: str) -> Path:
    """
    Build a wheel from *sdist* in *folder*, and return it.
    """
    wheels = folder / "wheels"
    pip_wheel = (sys.executable, "-m", "pip", "wheel", sdist, "--no-deps", "--no-build-isolation", "-w", wheels)
    run(*pip_wheel, cwd=folder, **changes)
    (wheel,) = wheels.iterdir()
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """
    Install *wheel*, without what it depends on, into *folder*.
    """
    run(sys.executable, "-m", "pip", "install", "--no-deps", "--target", folder, wheel, cwd=folder.parent)
    return folder


def run_installed(package: Path, *arguments: str | Path, exit_code: int = 0) -> str:
    """
    Run Python with the installed *package* on its path, from a folder where nothing else is.

    `-S` passes over the .pth files of this environment, for one of them leads to the checkout, and to its kernel.
    """
    path = os.pathsep.join([str(package), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    return run(sys.executable, "-S", *arguments, cwd=package.parent, exit_code=exit_code, PYTHONPATH=path)


def read_all(folder: Path) -> dict[str, bytes]:
    """
    Return the files below *folder*.
    """
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    An sdist of the checkout.
    """
    folder = tmp_path_factory.mktemp("sdist")
    shutil.copytree(ROOT, folder / "tree", ignore=LEFT_OUT)
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", folder / "made", cwd=folder / "tree")
    (made,) = (folder / "made").iterdir()
    return made


@pytest.fixture(scope="module")
def native_wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A wheel built from the sdist with cargo at hand.
    """
    folder = tmp_path_factory.mktemp("native")
    return build_wheel(sdist, folder, CARGO_TARGET_DIR=str(ROOT / "rust" / "target"))


@pytest.fixture(scope="module")
def native(native_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The folder in which the native wheel is installed.
    """
    return install(native_wheel, tmp_path_factory.mktemp("native-installed") / "site")


@pytest.fixture(scope="module", params=WHY_NO_NATIVE)
def pure_wheel(request: pytest.FixtureRequest, sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A wheel built where the native build is impossible.
    """
    nothing = tmp_path_factory.mktemp("nothing")
    no_compiler = {"PATH": str(nothing)}
    no_crates = {"CARGO_HOME": str(nothing), "CARGO_NET_OFFLINE": "true", "RUSTUP_AUTO_INSTALL": "0"}
    folder = tmp_path_factory.mktemp("pure")
    return build_wheel(sdist, folder, **{"no-compiler": no_compiler, "no-crates": no_crates}[request.param])


@pytest.fixture(scope="module")
def pure(pure_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The folder in which the pure wheel is installed.
    """
    return install(pure_wheel, tmp_path_factory.mktemp("pure-installed") / "site")


def test_sdist_holds_the_rust_workspace(sdist: Path) -> None:
    """
    An sdist has all that the native build needs, and nothing that was built.
    """
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    crates = [path.relative_to(ROOT).as_posix() for path in (ROOT / "rust" / "crates").rglob("*.rs")]
    assert {
        "rust/Cargo.toml",
        "rust/Cargo.lock",
        "docnorm/fold.tsv",
        "docnorm/letters.tsv",
        "LICENSE",
        *crates,
    } <= names
    assert not [name for name in names if name.startswith("rust/target") or name.endswith((".so", ".pyc"))]


def test_native_wheel_holds_kernel_table_and_types(native_wheel: Path) -> None:
    """
    A wheel for every Python from 3.11 on has the native kernel, its stub, the fold table and the marker of types.
    """
    assert "-cp311-abi3-" in native_wheel.name
    names = set(zipfile.ZipFile(native_wheel).namelist())
    assert {
        f"docnorm/{name}" for name in ("_native.abi3.so", "_native.pyi", "fold.tsv", "letters.tsv", "py.typed")
    } <= names
    assert not [name for name in names if not name.startswith(("docnorm/", "docnorm-"))]


def test_wheels_hold_every_file_of_the_package(native_wheel: Path) -> None:
    """
    No module, table or schema of the package is left out of a wheel.
    """
    there = {f"docnorm/{name}" for name in read_all(ROOT / "docnorm") if not name.endswith((".pyc", ".so"))}
    assert there - set(zipfile.ZipFile(native_wheel).namelist()) == set()


def test_native_wheel_runs_the_native_kernel(native: Path) -> None:
    """
    An installed wheel runs the native kernel from any folder, and normalizes.
    """
    module, implementation, text = json.loads(run_installed(native, "-c", TRY_IT))
    assert Path(module).is_relative_to(native)
    assert (implementation, text) == ("native", 'It\'s a "quoted" café.\n')
    assert "native" in run_installed(native, "-m", "docnorm", "--version")


def test_install_succeeds_without_a_native_build(pure_wheel: Path) -> None:
    """
    Where there is no compiler, or no crates to compile, the install succeeds all the same, with a pure wheel.
    """
    names = zipfile.ZipFile(pure_wheel).namelist()
    assert "docnorm/_reference/__init__.py" in names
    assert not [name for name in names if name.endswith(".so")]


def test_pure_wheel_says_that_it_runs_the_reference(pure: Path) -> None:
    """
    `docnorm --version` tells the slower kernel from the native one.
    """
    module, implementation, _ = json.loads(run_installed(pure, "-c", TRY_IT))
    assert Path(module).is_relative_to(pure)
    assert implementation == "reference"
    assert "reference" in run_installed(pure, "-m", "docnorm", "--version")


def test_pure_wheel_gives_the_same_bytes(native: Path, pure: Path, tmp_path: Path) -> None:
    """
    The seeds come out the same from both kernels, to the last byte of the map and the manifest.
    """
    done_with_a_picture = 3
    for name, package in (("native", native), ("pure", pure)):
        command = ("-m", "docnorm", "run", ROOT / "seeds", "-o", tmp_path / name)
        run_installed(package, *command, exit_code=done_with_a_picture)
    expected = read_all(tmp_path / "native")
    assert expected
    assert expected == read_all(tmp_path / "pure")
