"""Which versions a CMake project may ask for: those that semantic versions say are compatible."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from specgen.bundles.cmake import cmake_files

ASKED = {
    "0.4.2": {
        "": 1,
        "0.4": 1,
        "0.4.0": 1,
        "0.4.2": 2,
        "0.4.3": 0,
        "0.3": 0,
        "0.5": 0,
        "1": 0,
        "0.40": 0,
        "0": 0,
    },
    "2.1": {"2": 1, "2.0.9": 1, "2.1": 2, "2.1.0": 2, "2.2": 0, "1.9": 0, "3": 0, "20": 0},
    "3": {"3": 2, "3.0": 2, "3.1": 0, "2": 0},
    "1.2.0-rc.1": {"1.2.0": 2, "1.0": 1, "2": 0},
}
RANGES = {
    ("0.4.2", "0.3", "1", "INCLUDE"): 1,
    ("0.4.2", "0.3", "0.4.2", "INCLUDE"): 1,
    ("0.4.2", "0.3", "0.4.2", "EXCLUDE"): 0,
    ("0.4.2", "0.5", "0.6", "INCLUDE"): 0,
    ("2.1", "1.0", "2.0", "INCLUDE"): 0,
}


def _answers(version: str, lines: list[str], folder: Path) -> list[int]:
    """How compatible the package says it is: 0 not at all, 1 it is, 2 exactly; a script that sets what is asked, by line."""
    text = cmake_files("demo", version, ["only"], [])["lib/cmake/demo/demoConfigVersion.cmake"]
    (folder / "version.cmake").write_text(text)
    script = "".join(
        f"function(ask{n})\n{line}\ninclude({folder}/version.cmake)\n"
        'message("${PACKAGE_VERSION_COMPATIBLE} ${PACKAGE_VERSION_EXACT}")\n'
        f"endfunction()\nask{n}()\n"
        for n, line in enumerate(lines)
    )
    (folder / "ask.cmake").write_text(f"cmake_policy(VERSION 3.18)\n{script}")
    done = subprocess.run(
        ["cmake", "-P", folder / "ask.cmake"], stderr=subprocess.PIPE, text=True, check=True
    )
    return [line.split().count("TRUE") for line in done.stderr.splitlines()]


@pytest.mark.parametrize("version", ASKED)
def test_a_version_is_compatible_within_its_own(version: str, tmp_path: Path) -> None:
    lines = [f'set(PACKAGE_FIND_VERSION "{asked}")' for asked in ASKED[version]]
    assert _answers(version, lines, tmp_path) == [*ASKED[version].values()]


@pytest.mark.parametrize("asked", RANGES)
def test_a_range_is_what_it_says(asked: tuple[str, str, str, str], tmp_path: Path) -> None:
    version, low, high, end = asked
    line = (
        f"set(PACKAGE_FIND_VERSION_RANGE {low}...{high})\nset(PACKAGE_FIND_VERSION_MIN {low})\n"
        f"set(PACKAGE_FIND_VERSION_MAX {high})\nset(PACKAGE_FIND_VERSION_RANGE_MAX {end})"
    )
    assert _answers(version, [line], tmp_path) == [RANGES[asked]]
