"""Projects in Python, Rust and SystemVerilog that take the bundle."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.consumers.sandbox import Repository


def test_pip_installs_the_wheel(bundle: Path, tmp_path: Path) -> None:
    repository = Repository("python", tmp_path)
    repository.run("/usr/bin/python3", "-m", "venv", "venv")
    python = repository.path / "venv" / "bin" / "python"
    found = ("--no-index", "--no-cache-dir", "--disable-pip-version-check", "--find-links", bundle / "python")
    repository.run(python, "-m", "pip", "install", *found, "basalt==0.1.0")
    assert "checked" in repository.run(python, "check.py")


def test_cargo_builds_the_crate(bundle: Path, tmp_path: Path) -> None:
    repository = Repository("rust", tmp_path)
    shutil.copytree(bundle / "rust" / "large" / "basalt", repository.path / "vendor" / "basalt")
    flags = {"RUSTFLAGS": "-D warnings", "RUSTC": "/usr/bin/rustc"}
    said = repository.run("/usr/bin/cargo", "test", "--offline", variables=flags)
    assert "2 passed" in said
    assert "Lw { rd: 5, rs1: 6, imm: 16 }" in repository.run(
        "/usr/bin/cargo", "run", "--offline", variables=flags
    )


def test_verilator_runs_a_bench(bundle: Path, tmp_path: Path) -> None:
    repository = Repository("systemverilog", tmp_path)
    package = bundle / "systemverilog" / "large" / "basalt.f"
    options = (
        "--cc",
        "--exe",
        "--main",
        "--build",
        "--no-timing",
        "-Wall",
        "-Wno-UNUSEDPARAM",
        "-CFLAGS",
        "-O0",
    )
    repository.run("verilator", *options, "--top-module", "bench", "-F", package, "bench.sv")
    assert "checked" in repository.run(repository.path / "obj_dir" / "Vbench")


def test_icarus_runs_a_bench(bundle: Path, tmp_path: Path) -> None:
    repository = Repository("systemverilog", tmp_path)
    package = bundle / "systemverilog" / "large" / "basalt_pkg.sv"
    repository.run("iverilog", "-g2012", "-Wall", "-o", "bench", package, "bench.sv")
    assert "checked" in repository.run("vvp", "bench")
