"""Fast forms of grids beside the Python engine: every shape of products, odd sizes, tiles that overlap."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from specgen.generators.interpreter.c.grids import emission
from specgen.model.spec import load
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.interpreter.c.functions_bench import SANITIZED, Case, FunctionsBench
from tests.generators.interpreter.conftest import scramble

SPEC = Path(__file__).with_name("grids.yaml")
BUILDS = (("gcc", "-O3", "-march=native"), ("clang", "-O1", *SANITIZED))


def bench_of(folder: Path) -> FunctionsBench:
    (folder / "spec.yaml").write_text(SPEC.read_text(encoding="utf-8"), encoding="utf-8")
    architecture = load(folder).architecture()
    return FunctionsBench(architecture, analyse(architecture, Diagnostics()))


def cases_of(bench: FunctionsBench, turns: int, dice: Random) -> list[Case]:
    """Random operands, sizes of 0, 1 and whole vectors more often than others."""
    found = []
    for routine in bench.plan.routines:
        for _ in range(turns):
            fields = {f.name: dice.getrandbits(f.width) for f in routine.program.instruction.operands}
            for name in {"m", "n", "k"} & set(fields):
                fields[name] = min(
                    dice.choice([0, 1, 4, 8, fields[name], fields[name], 16, 31]), fields[name] | 1
                )
            found.append(Case(routine, {**fields, **routine.body.when}, scramble(bench.architecture, dice)))
    return found


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build[0])
def test_grids_are_the_python_engines(tmp_path: Path, build: tuple[str, ...]) -> None:
    bench = bench_of(tmp_path)
    driver = bench.build(tmp_path / "c", *build)
    bench.check(driver, cases_of(bench, 2, Random(41)))


def test_products_have_kernels(tmp_path: Path) -> None:
    text = "\n".join(bench_of(tmp_path).files().values())
    for step in (
        "exact_float",
        "short_float",
        "fma_float",
        "rounded_float",
        "fma_double",
        "quads_s8",
        "quads_u8",
        "words",
    ):
        assert f"bench_product_{step}(" in text, step
    assert "bench_defer(c" not in text


def test_a_grid_without_room_is_a_plain_nest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emission, "MOST", 0)
    bench = bench_of(tmp_path)
    driver = bench.build(tmp_path / "c", "gcc", "-O1")
    functions = [text for name, text in bench.files().items() if name.startswith("functions_")]
    assert "bench_product_" not in "".join(functions)
    bench.check(driver, cases_of(bench, 1, Random(43)))
