"""Random bodies emitted as C beside the Python engine: state, memories and faults, from random states."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from random import Random

    from tests.generators.interpreter.c.functions_bench import Case, FunctionsBench

TURNS = 40  # states from which each body runs
OPTIMISED = ("gcc", "-O1")
SANITIZED = ("clang", "-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def check(chunk: Chunk, report: Report) -> None:
    """Half of the chunks have bodies of integers alone; every fourth is compiled with sanitizers."""
    draw = chunk.random()
    make = draw.choice((_integers, _everything))
    compiler, *flags = draw.choice((OPTIMISED, OPTIMISED, OPTIMISED, SANITIZED))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench, cases = make(folder, draw, max(len(chunk) // TURNS, 1))
        try:
            _compare(bench, bench.build(folder / "build", compiler, *flags), cases[: len(chunk)], report)
        except AssertionError as error:  # of a compiler, or of a sanitizer
            report.wrong(str(error))


def _compare(bench: FunctionsBench, driver: Path, cases: list[Case], report: Report) -> None:
    from tests.generators.interpreter.c.functions_bench import assert_same

    for case, got in zip(cases, bench.run(driver, cases), strict=True):
        want = bench.expected(case)
        report.count(want.fault[0] if want.fault else "done")
        try:
            assert_same(case, want, got)
        except AssertionError as error:
            report.wrong(str(error))


def _everything(folder: Path, random: Random, count: int) -> tuple[FunctionsBench, list[Case]]:
    from tests.generators.interpreter.c.random_bodies import random_bench, random_cases

    bench = random_bench(folder, random, count + count // 4 + 4)
    return bench, random_cases(bench, random, TURNS)


def _integers(folder: Path, random: Random, count: int) -> tuple[FunctionsBench, list[Case]]:
    from specgen.model.spec import load_architecture
    from specgen.semantics import analyse
    from specgen.source import Diagnostics
    from tests.generators.interpreter.c.functions_bench import FunctionsBench, random_case
    from tests.generators.interpreter.random_semantics import write_spec
    from tests.generators.interpreter.test_random_semantics import random_state

    write_spec(folder, random.getrandbits(40), min(count + count // 8 + 2, 250))
    architecture = load_architecture(folder)
    semantics = analyse(architecture, Diagnostics())
    typed = {n: i for n, i in architecture.instructions.items() if n in semantics.programs}
    bench = FunctionsBench(replace(architecture, instructions=typed), semantics)
    return bench, [
        random_case(routine, random, random_state(random))
        for routine in bench.plan.routines
        for _ in range(TURNS)
    ]


CAMPAIGN = Campaign(
    "random bodies emitted as C leave what the Python engine leaves",
    check,
    count=200_000,
    sample=80,
    chunk=4_000,
)
