"""The recorders tell exactly the bytes and bits that instructions touch."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

import specgen
from specgen.machine.races.recording import covered
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.interpreter.random_semantics import write_spec
from tests.machine.races.footprints import Comparison, Log
from tests.machine.simulated import spec

NPU = Path(__file__).parents[2] / "specs" / "npu"


@pytest.fixture(name="log")
def _log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    log.install(monkeypatch)
    return log


def compared(both: Comparison, log: Log, turns: int) -> None:
    for seed in range(turns):
        for program in both.library.programs.values():
            both.compare(program, log, random.Random(f"{seed} {program.instruction.name}"))


def test_of_random_texts(tmp_path: Path, log: Log) -> None:
    write_spec(tmp_path, 5, 60)
    architecture, found = load_architecture(tmp_path), Diagnostics()
    both = Comparison(architecture, analyse(architecture, found))
    compared(both, log, 6)
    assert both.exact > 60


def test_of_engines(log: Log) -> None:
    both = Comparison(*spec("engines"))
    compared(both, log, 4)
    assert both.exact > 20
    assert not both.whole


def test_of_tiles_gathers_and_scatters(log: Log) -> None:
    npu = specgen.load(NPU)
    both = Comparison(npu.architecture, npu.semantics)
    compared(both, log, 1)
    assert both.exact > 15


@pytest.mark.parametrize("seed", range(200))
def test_ranges_are_those_of_all_turns(seed: int) -> None:
    dice = random.Random(seed)
    start, size = dice.randrange(100), dice.randint(1, 5)
    steps = [(dice.randint(-12, 12), dice.randint(0, 4)) for _ in range(dice.randint(0, 3))]
    modulus = dice.choice([0, 64])
    places = [start]
    for step, turns in steps:
        places = [p + step * n for p in places for n in range(turns)]
    every = {p + k for p in places for k in range(size)}
    expected = {p % modulus for p in every} if modulus else every
    found = covered(start, size, steps, modulus)
    assert {p for first, end in found for p in range(first, end)} == expected
    assert all(a[1] < b[0] for a, b in pairwise(found))
