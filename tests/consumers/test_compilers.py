"""An assembler on LLVM's tables and a driver of MLIR, made of the bundle's TableGen records."""

from __future__ import annotations

from pathlib import Path

from tests.consumers.sandbox import Repository

LLVM = Path("/usr/lib/llvm-14")


def test_llvm_makes_an_assembler(bundle: Path, tmp_path: Path) -> None:
    repository = Repository("llvm", tmp_path)
    found = (f"-DLLVM_DIR={LLVM / 'lib/cmake/llvm'}", f"-DBASALT={bundle}", "-DCMAKE_CXX_COMPILER=clang++")
    repository.cmake(*found)


def test_mlir_makes_a_driver(bundle: Path, tmp_path: Path) -> None:
    repository = Repository("mlir", tmp_path)
    found = (f"-DMLIR_DIR={LLVM / 'lib/cmake/mlir'}", f"-DBASALT={bundle}", "-DCMAKE_CXX_COMPILER=clang++")
    some = "-DOPERATIONS=basalt.[la][wd]"  # lw, add and what begins so: all are a quarter of a minute of compiling
    repository.cmake(*found, some, tests=False)
    printed = repository.run("build/basalt-opt", "kernel.mlir")
    assert "basalt.lw 5, 16, 6" in printed
    assert "failed to satisfy constraint" in repository.refused("build/basalt-opt", "wrong.mlir")
