"""The code on the page of layouts does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.api import request
from specgen.generators.layouts import generate
from tests.model.specs import write_files
from tests.pages import page_of

PAGE = page_of(Path(__file__).parents[3], "layouts")
SPEC = "include: ['std:layouts/tpu.yaml']\nname: chip\nversion: 1.0.0\n"
MAIN = """
int main(void)
{
    static uint16_t dense[16 * 256];
    static uint8_t packed[16 * 256 * 2];
    for (size_t i = 0; i < 16 * 256; i++)
        dense[i] = (uint16_t)i;
    const size_t at = laid_out(dense, packed, 16, 256);
    return packed[at] + 256 * packed[at + 1] == 5 * 256 + 7 ? 0 : 1;
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_files(tmp_path_factory.mktemp("page"), {"spec.yaml": SPEC})
    return write_files(made, {Path(p).name: str(text) for p, text in generate(request(made)).items()})


def _code(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_in_c(folder: Path) -> None:
    (folder / "example.c").write_text(_code("c") + MAIN)
    warnings = ("-Wall", "-Wextra", "-Werror", "-Wno-missing-prototypes")
    subprocess.run(["gcc", "-std=c11", *warnings, "-o", "example", "example.c"], cwd=folder, check=True)
    assert subprocess.run([folder / "example"], check=False).returncode == 0


def test_the_example_in_python(folder: Path) -> None:
    (folder / "example.py").write_text(_code("python"))
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
