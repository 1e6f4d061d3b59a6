"""C and C++ projects that take the bundle with CMake and with pkg-config."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumers.sandbox import Repository


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_cmake_finds_headers_and_makes_libraries(compiler: str, bundle: Path, tmp_path: Path) -> None:
    repository = Repository("c_cmake", tmp_path)
    repository.cmake(f"-DCMAKE_PREFIX_PATH={bundle}", f"-DCMAKE_C_COMPILER={compiler}")


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_pkg_config_finds_headers_and_sources(compiler: str, bundle: Path, tmp_path: Path) -> None:
    repository = Repository("c_pkgconfig", tmp_path)
    repository.run("make", f"CC={compiler}", variables={"PKG_CONFIG_PATH": bundle / "lib" / "pkgconfig"})


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_headers_serve_a_project_of_cxx_alone(compiler: str, bundle: Path, tmp_path: Path) -> None:
    repository = Repository("cpp", tmp_path)
    repository.cmake(f"-DCMAKE_PREFIX_PATH={bundle}", f"-DCMAKE_CXX_COMPILER={compiler}")
