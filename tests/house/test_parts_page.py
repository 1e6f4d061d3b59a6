"""The page on tensors in several parts: its examples are sound, its console and its code are run as they stand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.api import request
from specgen.generators.layouts import generate
from tests.house.test_readme import BLOCK, _run
from tests.model.specs import write_files

MAIN = """
int main(void)
{
    static float dense[16 * 24];
    static uint8_t values[256], mask[1], offsets[8];
    dense[9 * 24 + 17] = 5;
    return compressed(dense, values, sizeof values, mask, offsets) == 5 ? 0 : 1;
}
"""


@pytest.fixture(name="blocks")
def _blocks(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, text in BLOCK.findall((root / "site/pages/parts.md").read_text(encoding="utf-8")):
        found.setdefault(language, []).append(text)
    return found


@pytest.fixture(name="folder")
def _folder(blocks: dict[str, list[str]], tmp_path: Path) -> Path:
    """A folder with the examples as a file and as a spec, and what is generated of them."""
    first, *others = blocks["yaml"]
    text = first + "".join(other.removeprefix("layouts:\n") for other in others)
    made = {"parts.yaml": text, "spec.yaml": "include: [parts.yaml]\nname: chip\nversion: 1.0.0\n"}
    write_files(tmp_path, made)
    generated = {Path(p).name: str(text) for p, text in generate(request(tmp_path)).items()}
    return write_files(tmp_path, generated)


def test_the_examples_are_sound(folder: Path) -> None:
    assert not list(specgen.check(folder))
    assert list(specgen.load(folder).composites) == ["scaled", "pruned", "blocks"]


def test_the_console_shows_what_happens(blocks: dict[str, list[str]], folder: Path) -> None:
    few = np.zeros((16, 24), np.float32)
    few[1, 2] = few[9, 17] = 1
    np.save(folder / "few.npy", few)
    (shown,) = blocks["console"]
    happened: list[str] = []
    for line in shown.splitlines():
        if line.startswith("$ "):
            happened += [line, *_run("sh", "-c", line.removeprefix("$ "), cwd=folder).splitlines()]
    assert "\n".join(happened) + "\n" == shown


def test_the_example_in_c(blocks: dict[str, list[str]], folder: Path) -> None:
    (code,) = blocks["c"]
    (folder / "example.c").write_text(code + MAIN)
    options = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined")
    subprocess.run(["gcc", *options, "-o", "example", "example.c"], cwd=folder, check=True)
    assert subprocess.run([folder / "example"], check=False).returncode == 0


def test_the_example_in_python(blocks: dict[str, list[str]], folder: Path) -> None:
    (code,) = blocks["python"]
    (folder / "example.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
