"""The engine as a folder of C: no warnings, no undefined behaviour, and a command that does what the Python engine does."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest

from specgen.generators.interpreter.c.engine import emit_engine
from specgen.machine import Simulator, assemble
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics
from tests.machine.simulated import random_program, random_registers, spec

ROOT = Path(__file__).resolve().parents[4]
COMPILERS = ("gcc", "clang")
STRICT = [
    "-std=c11",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wshadow",
    "-Wstrict-prototypes",
    "-Werror",
]
SANE = [*STRICT, "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-ffp-contract=off", "-O1"]
DATA = 0x10000


@cache
def loaded(path: str, variant: str | None) -> tuple[Architecture, Semantics]:
    architecture = load_architecture(ROOT / path, variant)
    return architecture, analyse(architecture, Diagnostics())


def emitted(folder: Path, architecture: Architecture, semantics: Semantics) -> list[Path]:
    """The engine's files in a folder; those that are compiled."""
    for name, text in emit_engine(architecture, semantics).items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.c"))


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize(
    ("path", "variant"),
    [
        ("tests/machine/spec/scalar", None),
        ("tests/machine/spec/engines", None),
        ("tests/machine/spec/system", "trapping"),
        ("tests/machine/spec/system", "bare"),
        ("tests/machine/spec/calm", None),
        ("tests/machine/spec/turned", None),
        ("tests/specs/npu", None),
        ("examples/rv32imc", None),
    ],
)
def test_compilers_find_nothing_to_warn_of(
    tmp_path: Path, compiler: str, path: str, variant: str | None
) -> None:
    files = emitted(tmp_path, *loaded(path, variant))
    command = [compiler, *STRICT, "-fsyntax-only", *(file.name for file in files)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("compiler", "form"), [("gcc", []), ("clang", []), ("clang", ["-DSCALAR_PORTABLE"])])
def test_the_command_agrees_under_sanitizers(tmp_path: Path, compiler: str, form: list[str]) -> None:
    """The sanitizers stop at the first misstep."""
    files = emitted(tmp_path, *spec("scalar"))
    command = tmp_path / "scalar-run"
    subprocess.run([compiler, *SANE, *form, "-o", command, *files, "-lm"], cwd=tmp_path, check=True)
    for seed in range(1000, 1012):
        agrees(command, tmp_path / "program.bin", Random(seed))


def agrees(command: Path, program: Path, random: Random) -> None:
    """Runs a program of the ``scalar`` spec by the command and on the Python engine."""
    image, steps = random_program(random, 40, rash=0.02), random.choice([30, 150, 400])
    registers = [0, *random_registers(random, image)]
    machine = Simulator(*spec("scalar"))
    machine.load(image)
    for i, value in enumerate(registers[1:], 1):
        machine.state[f"x{i}"] = value
    result = machine.run(steps)
    program.write_bytes(image)
    given = f"x={np.array(registers, '<u4').tobytes().hex()}"
    dumped = ["x", "s", "mode", "pc", f"data@{DATA}:65536", "code@0:65536"]
    arguments = ["--max-steps", str(steps), "--set", given, *(a for d in dumped for a in ("--dump", d))]
    done = subprocess.run([command, program, *arguments], capture_output=True, text=True, check=False)
    assert "runtime error" not in done.stderr
    told = {k: v for k, _, v in (line.partition(" ") for line in done.stdout.splitlines()) if k != "trace:"}
    for name in ("x", "s"):
        assert bytes.fromhex(told[name]) == np.asarray(machine.state[name]).tobytes(), name
    for name in ("mode", "pc"):
        assert int.from_bytes(bytes.fromhex(told[name]), "little") == machine.state[name], name
    assert bytes.fromhex(told["data"]) == machine.memory["data"].read(DATA, "u8", 65536).tobytes()
    assert bytes.fromhex(told["code"]) == machine.memory["code"].read(0, "u8", 65536).tobytes()
    assert len([line for line in done.stdout.splitlines() if line.startswith("trace:")]) == len(
        machine.traced
    )
    if result.fault is not None:
        assert done.stderr.startswith(f"fault {result.fault.name}")
        assert f"at pc {result.fault.pc:#x} [{result.fault.unit}, instance 0]" in done.stderr
        assert f"after {result.steps} instructions" in done.stderr


def test_the_command_is_made_by_its_makefile_and_passes_the_code_on(tmp_path: Path) -> None:
    emitted(tmp_path, *spec("engines"))
    machine = Simulator(*spec("engines"))
    program = assemble(machine.architecture, "li x1, 3\nexit x1")
    (tmp_path / "program.bin").write_bytes(program.image)
    environment = {**os.environ, "CFLAGS": "-O0"}
    subprocess.run(["make", "-s", "engines-run"], cwd=tmp_path, env=environment, check=True)
    run = [str(tmp_path / "engines-run"), "program.bin"]
    assert subprocess.run(run, cwd=tmp_path, check=False).returncode == 3
    refused = subprocess.run(
        [*run, "--set", "nothing=00"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (refused.returncode, refused.stderr) == (2, "engines-run: nothing: no such state\n")


def test_the_same_spec_gives_the_same_bytes_and_only_its_own_names() -> None:
    one, other = (emit_engine(*spec("engines")) for _ in range(2))
    assert one == other
    for name, text in one.items():
        assert not re.search(r"\bN_|@\w+@", text), name
