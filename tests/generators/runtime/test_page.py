"""The page of the runtime shows the programs as they are, and its example of a mock does what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.generators.runtime.building import WARNINGS, Made
from tests.generators.runtime.conftest import Case
from tests.pages import page_of
from tests.site.test_commands import shell

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_programs_and_mock(basalt: Made, root: Path, tmp_path: Path) -> None:
    blocks = BLOCK.findall(page_of(root, "runtime"))
    first, mock = (text for language, text in blocks if language == "c")
    (second,) = (text for language, text in blocks if language == "python")
    assert first == (root / "examples/runtime/attention.c").read_text(encoding="utf-8")
    assert second == (root / "examples/runtime/attention.py").read_text(encoding="utf-8")
    (tmp_path / "mock.c").write_text(mock, encoding="utf-8")
    paths = [f"-I{basalt.folder / name}" for name in ("include", "mock")]
    sources = [tmp_path / "mock.c", basalt.folder / "mock" / "basalt_mock.c"]
    subprocess.run(["gcc", "-std=c11", *WARNINGS, *paths, "-o", tmp_path / "mock", *sources], check=True)
    assert subprocess.run([tmp_path / "mock"], check=False).returncode == 0


def test_the_commands_do_what_they_show(
    basalt: Made, case: Case, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they stand, but that most of what they would compile lies there, compiled as quickly as that goes."""
    monkeypatch.setenv("CFLAGS", "-O0")
    for name in ("spec", "examples"):
        (tmp_path / name).symlink_to(root / name)
    for name in "qkv":
        shutil.copy(case.folder / f"{name}.bin", tmp_path)
    consoles = "".join(
        text for language, text in BLOCK.findall(page_of(root, "runtime")) if language == "console"
    )
    generate, make, pack, compile_, run_it = re.findall(r"^\$ ((?:.*\\\n)*.*)$", consoles, re.MULTILINE)
    shell(generate, tmp_path)
    shutil.copytree(basalt.folder / "build", tmp_path / "build/targets/runtime/large/build")
    for path in (tmp_path / "build/targets").rglob("*"):
        os.utime(path, (0, 0))
    said = shell(make, tmp_path)
    assert not [line for line in said if line.startswith("cc ")]
    assert shell(pack, tmp_path)[0].startswith("attention.bex: ")
    assert shell(compile_, tmp_path) == []
    (took,) = shell(run_it, tmp_path)
    assert re.fullmatch(r"two layers in \d+ ns", took)
    o, p = case.results(tmp_path)
    assert np.array_equal(o, case.o)
    assert np.array_equal(p, case.p)
