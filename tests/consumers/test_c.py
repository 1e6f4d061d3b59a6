"""C and C++ projects that take the bundle with CMake and with pkg-config."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumers.sandbox import Repository


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_cmake_finds_headers_and_makes_libraries(compiler: str, bundle: Path, tmp_path: Path) -> None:
    repository = Repository("c_cmake", tmp_path)
    given = (f"-DCMAKE_PREFIX_PATH={bundle}", f"-DCMAKE_C_COMPILER={compiler}")
    repository.run("cmake", "-S", ".", "-B", "build", *given)
    repository.run("cmake", "--build", "build", "-j2")
    assert "100% tests passed" in repository.run("ctest", "--test-dir", "build")
