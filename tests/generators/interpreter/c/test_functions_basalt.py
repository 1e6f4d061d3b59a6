"""Every body of the reference spec as C, beside the Python engine, on a variant that is small enough to compare whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from specgen.model.architecture import Architecture
from specgen.model.spec import load
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.interpreter.c.functions_bench import Case, FunctionsBench, random_case
from tests.generators.interpreter.conftest import scramble
from tests.semantics.evaluator import Machine

SPEC = Path(__file__).parents[4] / "spec"

TINY = """\
  tiny:
    summary: Small enough for a test.
    parameters: {ARRAY_DIM: 8, LANE_WIDTH: 2, TILES: 1, SRAM_SIZE: 16 KiB, SRAM_BANKS: 8, HBM_SIZE: 16 KiB}
"""


def tiny(folder: Path) -> Architecture:
    """The spec with a variant of its smallest array and small memories."""
    shutil.copytree(SPEC, folder / "spec")
    for name, old, new in (
        ("spec.yaml", "\ninclude:", f"\n{TINY}\ninclude:"),
        ("memory/memories.yaml", "size: 64 KiB", "size: 8 KiB"),
        ("memory/memories.yaml", "size: 32 KiB", "size: 8 KiB"),
    ):
        path = folder / "spec" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load(folder / "spec").architecture("tiny")


def prepare(machine: Machine, dice: Random) -> None:
    """Scalar registers hold good addresses, pitches and counts more often than not."""
    for at in range(1, 32):
        machine.state["x"][at] = dice.choice(
            [
                64 * dice.randrange(64),
                64 * dice.randrange(200),
                4 * dice.randrange(40),
                dice.randrange(12),
                dice.getrandbits(32),
            ]
        )
    if dice.random() < 0.7:
        machine.state["x"][1:] = [
            dice.choice([64, 128, 32, 256, 16, 8]) * dice.randrange(1, 9) for _ in range(31)
        ]
    machine.state["window"] = [dice.choice([0, 64, 4096, 1 << 39]) for _ in range(8)]
    machine.state["weight_class"] = [dice.randrange(3), dice.randrange(1, 3)]


@pytest.fixture(scope="module", name="bench")
def _bench(tmp_path_factory: pytest.TempPathFactory) -> FunctionsBench:
    architecture = tiny(tmp_path_factory.mktemp("basalt"))
    return FunctionsBench(architecture, analyse(architecture, Diagnostics()))


def cases(bench: FunctionsBench, turns: int, seed: int = 0) -> list[Case]:
    """Random executions of every body."""
    made = []
    for routine in bench.plan.routines:
        for turn in range(turns):
            dice = Random(f"{seed} {routine.name} {turn}")
            machine = scramble(bench.architecture, dice)
            prepare(machine, dice)
            made.append(random_case(routine, dice, machine))
    return made


def test_every_instruction(bench: FunctionsBench, tmp_path: Path) -> None:
    driver = bench.build(tmp_path, "gcc", "-O0")
    met = bench.check(driver, cases(bench, 2))
    assert met[""] > sum(met.values()) / 3
    assert {"sram_fault", "misaligned", "hbm_fault", "scale_fault"} < set(met)
