"""The device in C: no warning of either compiler, no misstep under sanitizers."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.device import emit_device, generate
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics
from tests.generators.device.commands import commands

HERE = Path(__file__).parent
COMPILERS = ("gcc", "clang")
WARNINGS = ("-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror")
SANITIZERS = ("-g", "-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

Made = tuple[Architecture, Semantics]


def made(path: Path, variant: str | None = None) -> Made:
    architecture = load_architecture(path, variant)
    return architecture, analyse(architecture, Diagnostics())


@pytest.fixture(scope="module")
def pebble(root: Path) -> Made:
    return made(root / "tests/machine/device/spec")


def written(files: dict[str, str], folder: Path) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(name for name in files if name.endswith(".c"))


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("variant", [None, "edge"])
def test_compilers_have_nothing_to_say(
    root: Path, pebble: Made, tmp_path: Path, compiler: str, variant: str | None
) -> None:
    files = emit_device(*(pebble if variant is None else made(root / "spec", variant)))
    sources = written(files, tmp_path)
    done = subprocess.run(
        [compiler, *WARNINGS, "-fsyntax-only", *sources],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr[:3000]) == (0, "")
    header = next(name for name in files if name.endswith("_device.h"))
    command = [
        compiler,
        "-x",
        "c++",
        "-std=c++17",
        "-Wall",
        "-Wextra",
        "-Wpedantic",
        "-Werror",
        "-fsyntax-only",
        header,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "pragma" not in line and "error" in line] == []


def test_files_are_short_and_the_same_twice(pebble: Made) -> None:
    files = emit_device(*pebble)
    assert files == emit_device(*pebble)
    readers = ("pebble_read.c", "pebble_read.h", "pebble_structures.h")
    assert max(text.count("\n") for name, text in files.items() if name not in readers) < 600
    assert not any(re.search(r"\bN_", text) for text in files.values())


def test_nothing_happens_that_c_does_not_define(pebble: Made, tmp_path: Path) -> None:
    architecture, semantics = pebble
    files = generate(Request((architecture,), {architecture.variant: semantics}))
    folder = f"{architecture.variant}/"
    sources = written({name.removeprefix(folder): str(text) for name, text in files.items()}, tmp_path)
    driver = str(HERE / "driver.c")
    command = ["clang", "-std=c11", "-w", *SANITIZERS, "-I.", "-o", "driver", *sources, driver, "-lm"]
    subprocess.run(command, cwd=tmp_path, check=True)
    given = b"".join(commands(architecture, seed, 1500) for seed in range(4))
    told = []
    for _ in range(2):
        done = subprocess.run([str(tmp_path / "driver")], input=given, capture_output=True, check=False)
        assert (done.returncode, done.stderr.decode()[:3000]) == (0, "")
        told.append(done.stdout)
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == len(given) // 32 + 1
    assert told[0].endswith(b"140737488355328 0 13\n")
