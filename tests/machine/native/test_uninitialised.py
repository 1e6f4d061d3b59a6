"""Reads of bytes that nobody wrote: the native engine refuses those that the Python engine refuses, as it does."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import numpy as np
import pytest

from specgen.generators.interpreter.c.engine import emit_engine
from specgen.machine import Codec, Simulator, assemble
from specgen.model.architecture import Architecture
from specgen.semantics import Semantics
from tests.cli.running import specgen
from tests.generators.interpreter.c.test_engine import COMPILERS, SANE, STRICT
from tests.machine.native import unwritten
from tests.machine.native.agreeing import pair, same
from tests.machine.native.unwritten import WATCHED, Start
from tests.machine.simulated import SPECS, spec
from tests.machine.test_system_programs import program

ROUNDS = 40
STATES = ("x", "y", "s", "n", "f", "d", "b", "e", "v", "t4", "guarded")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Architecture, Semantics]:
    return unwritten.made(tmp_path_factory.mktemp("unwritten"))


@pytest.mark.parametrize("compiler", COMPILERS)
def test_random_accesses_agree(
    made: tuple[Architecture, Semantics], compiler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC", compiler)
    machines = pair(*made, check_uninitialised=True)
    met: dict[str, int] = {}
    for seed in range(ROUNDS):
        for name in unwritten.round_of(machines, Random(f"{compiler} {seed}")):
            met[name] = met.get(name, 0) + 1
    assert set(met) >= {"", "unwritten", "bad_address", "misaligned", "bad_index"}
    assert min(met[""], met["unwritten"]) > ROUNDS // 2


@pytest.mark.parametrize("variant", ["bare", "trapping"])
def test_random_programs_agree(variant: str) -> None:
    machines = pair(*spec("system", variant), stdin=b"some input" * 9, check_uninitialised=True)
    dice, unwritten_ = Random(variant), 0
    for _ in range(40):
        text, steps = program(dice), dice.choice([97, 400])
        results = []
        for machine in machines:
            machine.reset()
            machine.load(assemble(machine.architecture, text))
            results.append(machine.run(steps))
        same(*machines, (results[0], results[1]))
        unwritten_ += "unwritten" in str(results[0]) or machines[0].state["cause"] == 12
    assert unwritten_ > 5


def test_what_is_given_counts_as_written() -> None:
    machines = pair(*spec("system", "bare"), check_uninitialised=True)
    text = "lw x1, 0(x0)\nlw x4, 0x300(x0)\nsw x4, 0x308(x0)\nlw x6, 0x308(x0)\nexit x0"
    for machine in machines:
        machine.load(assemble(machine.architecture, text))
        machine.memory["ram"].write(0x300, b"abcd")
        assert machine.run(10).exit_code == 0
        assert machine.state["x6"] == int.from_bytes(b"abcd", "little")
        machine.reset()
        machine.load(assemble(machine.architecture, text))
        assert str(machine.run(10)).startswith("fault unwritten (value 0x300)")


def test_nothing_is_looked_at_where_nobody_asks() -> None:
    machine = Simulator(*spec("system", "bare"), "native")
    machine.load(assemble(machine.architecture, "lw x1, 0x100(x0)\nexit x0"))
    assert machine.run(10).exit_code == 0


def test_the_command_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "read.s").write_text("lw x1, 0x100(x0)\nexit x0\n", encoding="utf-8")
    words = ("run", tmp_path / "read.s", "--spec", SPECS / "system", "--engine", "native")
    assert specgen(*words).exit_code == 0
    asked = specgen(*words, "--check-uninitialised")
    assert asked.exit_code == 1
    assert "fault unwritten (value 0x100) at pc 0x0: lw x1, 256(x0)" in asked.stderr
    put = specgen(*words, "--check-uninitialised", "--set", "ram@0x100:u32=7")
    assert put.exit_code == 0


def test_compilers_find_nothing_to_warn_of(made: tuple[Architecture, Semantics], tmp_path: Path) -> None:
    files = _emitted(tmp_path, *made)
    for compiler in COMPILERS:
        done = subprocess.run(
            [compiler, *STRICT, "-fsyntax-only", *files],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_sanitizers_find_nothing(made: tuple[Architecture, Semantics], tmp_path: Path) -> None:
    """The command stops at the first misstep; it leaves what the Python engine leaves."""
    files = _emitted(tmp_path, *made)
    subprocess.run(["gcc", *SANE, "-O0", "-o", "command", *files, "-lm"], cwd=tmp_path, check=True)
    machine, met = Simulator(*made, check_uninitialised=True), []
    for seed in range(30):
        dice, codec = Random(seed), Codec(machine.architecture)
        start, instructions = Start(machine.architecture, dice), [*machine.architecture.instructions.values()]
        start.fill(machine, STATES)
        given = [f"{name}={_state(machine, name)}" for name in STATES]
        given += [f"{name}@{at}={data.hex()}" for name, parts in start.written.items() for at, data in parts]
        words = [unwritten.word(codec, dice, dice.choice(instructions)) for _ in range(6)]
        (tmp_path / "image").write_bytes(b"".join(word.to_bytes(8, "little") for word in words))
        machine.load(tmp_path / "image", 0)
        fault = machine.run(len(words)).fault
        left, told = _ran(tmp_path, given, machine, len(words))
        assert left == [*(_state(machine, name) for name in STATES), *_memories(machine)]
        assert told.startswith(f"fault {fault.name} " if fault is not None else "stopped")
        met.append(fault.name if fault is not None else "")
    assert met.count("unwritten") > 3


def _emitted(folder: Path, architecture: Architecture, semantics: Semantics) -> list[str]:
    files = emit_engine(architecture, semantics, checked=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(name for name in files if name.endswith(".c"))


def _state(machine: Simulator, name: str) -> str:
    return np.asarray(machine.state[name]).tobytes().hex()


def _memories(machine: Simulator) -> list[str]:
    return [bytes(machine.cores[0].memory[name].view[: _size(machine, name)]).hex() for name in WATCHED]


def _size(machine: Simulator, name: str) -> int:
    return machine.architecture.memories[name].size


def _ran(folder: Path, given: list[str], machine: Simulator, steps: int) -> tuple[list[str], str]:
    """Runs the command on an image: what states and memories are left, and what it tells."""
    memories = machine.architecture.memories
    dumped = [*STATES, *(f"{name}@{memories[name].base}:{memories[name].size}" for name in WATCHED)]
    words = ["--max-steps", str(steps), *(w for one in given for w in ("--set", one))]
    words += [w for one in dumped for w in ("--dump", one)]
    done = subprocess.run(
        ["./command", "image", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    return [line.partition(" ")[2] for line in done.stdout.splitlines()], done.stderr
