"""From the checkout to a source archive, to a wheel, to a bare environment, to the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the source archive, as an installer would build it."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=root)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        assert not [member.name for member in opened if member.issym()]
    shutil.unpack_archive(archive, folder)
    source = folder / archive.name.removesuffix(".tar.gz")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    (built,) = folder.glob("*.whl")
    return built


def test_specgen_is_the_only_top_level_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"specgen"}
    assert {"specgen/generators/__init__.py", "specgen/perfmodel/__init__.py"} <= set(names)
    assert len(names) == len(set(names))


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path, root: Path) -> None:
    tracked = _run("git", "ls-files", "specgen", "generators", "perfmodel", cwd=root).split()
    there = [name for name in tracked if (root / name).is_file()]
    wanted = {name if name.startswith("specgen/") else f"specgen/{name}" for name in there}
    names = set(zipfile.ZipFile(wheel).namelist())
    assert wanted <= names
    for folder in ("calibrations", "chips", "layouts", "models", "types"):
        assert [name for name in names if name.startswith(f"specgen/std/{folder}/")], folder


def test_it_runs_in_a_bare_environment(wheel: Path, tmp_path: Path) -> None:
    """The dependencies come from this environment by a path file, which leaves specgen itself out."""
    _run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    _run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python,
        "install", "--no-deps", "--no-index", wheel, cwd=tmp_path,
    )  # fmt: skip
    packages = Path(
        _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    )
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = _run(
        python, "-I", "-c", "import specgen.generators; print(specgen.generators.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(packages)
    command = tmp_path / "venv" / "bin" / "specgen"
    assert "Usage: specgen" in _run(command, "--help", cwd=tmp_path)
    _run(command, "new", "slate", cwd=tmp_path)
    assert "no findings" in _run(command, "check", "--spec", "slate", cwd=tmp_path)
    _run(command, "generate", "--spec", "slate", "-o", "out", cwd=tmp_path)
    assert (tmp_path / "out" / "docs" / "index.md").is_file()
    assert "h100_sxm" in _run(command, "perf", "chips", cwd=tmp_path)
    assert "llama_3_1_8b" in _run(command, "perf", "models", cwd=tmp_path)
    assert "ms" in _run(command, "perf", "serving", "llama_3_1_8b", cwd=tmp_path)
    assert "x3 = 0x10" in _run(
        command, "run", "slate/square.s", "--spec", "slate", "--dump", "x3", cwd=tmp_path
    )
