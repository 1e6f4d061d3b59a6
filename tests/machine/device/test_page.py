"""The page of the virtual device: its Python runs, its commands say what they say there."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import numpy as np
import pytest

from examples.kernels import inputs
from specgen.api import load
from specgen.generators.device import emit_device
from specgen.machine.device import build_device
from tests.cli.running import specgen
from tests.machine.timing.timed import quickly


@pytest.fixture
def page(root: Path) -> str:
    return (root / "site/pages/device.md").read_text(encoding="utf-8")


def test_the_python_runs(page: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(blocks) == 4
    with quickly():
        exec(compile("\n".join(blocks), "device.md", "exec"), {})  # noqa: S102


def test_the_commands_say_what_stands_there(
    page: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec").symlink_to(root / "spec")
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    for name, codes in inputs.case("bf16", 8).items():
        np.save(f"{name}.npy", codes)
    (console,) = re.findall(r"```console\n(.*?)```", page, re.S)
    for part in console.split("$ ")[1:]:
        command, _, expected = part.partition("\n")
        with quickly():
            result = specgen(*shlex.split(command)[1:])
        said = [line for line in result.output.splitlines() if not line.startswith("compiling")]
        assert sorted(said) == sorted(expected.splitlines())


def test_the_c_program_says_what_stands_there(page: str, root: Path, tmp_path: Path) -> None:
    accelerator = load(root / "spec", "large")
    with quickly():
        built = build_device(
            accelerator.architecture,
            lambda: accelerator.semantics,
            identity=accelerator.architecture.content_hash,
        )
    (program,) = re.findall(r"```c\n(.*?)```", page, re.S)
    (said,) = re.findall(r"```text\n(.*?)```", page, re.S)
    for name, text in emit_device(accelerator.architecture, accelerator.semantics).items():
        if name.endswith(".h"):
            (tmp_path / name).write_text(text)
    (tmp_path / "main.c").write_text(program)
    libraries = [str(built.library), str(built.engine)]
    warnings = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    subprocess.run(["cc", *warnings, "-o", "main", "main.c", *libraries, "-lm"], cwd=tmp_path, check=True)
    done = subprocess.run([str(tmp_path / "main")], capture_output=True, text=True, check=True)
    assert done.stdout == said
