"""The reference spec's exponential, reciprocal and reciprocal root of every f32, against float64."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from specgen.machine.simulator import Simulator

SPEC = Path(__file__).resolve().parents[2] / "spec"
ROWS, COLS = 32, 4096
TILE = "[x5 + 0, x6], [x5 + 0, x6]"
SIZE = f"{ROWS}, {COLS}"


@dataclass(frozen=True)
class Function:
    """A line of assembly, what it should give, and how far it may be from that, in ulp: normal and subnormal results."""

    line: str
    exact: Callable[[Any], Any]
    normal: float
    subnormal: float


@cache
def _functions() -> dict[str, Function]:
    import numpy as np

    return {
        "exponential": Function(f"texp.f32 {TILE}, x7, v0, {SIZE}", np.exp, 1.01, 0.75),
        "reciprocal": Function(f"trecip.f32 {TILE}, {SIZE}", np.reciprocal, 0.61, 0.81),
        "reciprocal_root": Function(f"trsqrt.f32 {TILE}, {SIZE}", lambda v: 1 / np.sqrt(v), 1.31, 0.0),
    }


@cache
def _machine() -> tuple[Simulator, dict[str, bytes]]:
    from specgen.api import load

    edge = load(SPEC, "edge")
    lines = {name: edge.assemble(f"{f.line}\nhalt x0").image for name, f in _functions().items()}
    machine = edge.simulator()
    for register, value in {"x6": 4 * COLS, "x7": 0x3F800000}.items():
        machine.state[register] = value
    return machine, lines


def _results(name: str, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
    machine, lines = _machine()
    machine.memory["sram"].write(0, codes)
    machine.load(lines[name])
    assert machine.run().reason == "exited"
    got: npt.NDArray[np.float32] = machine.memory["sram"].read(0, "f32", codes.shape)
    return got


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one f32 by its code."""
    import numpy as np

    cases = chunk.array().astype(np.uint32)
    codes = np.resize(cases, ROWS * COLS)
    for name, function in _functions().items():
        got = _results(name, codes)[: len(cases)]
        with np.errstate(all="ignore"):
            exact = function.exact(cases.view(np.float32).astype(np.float64))
            nearest = exact.astype(np.float32)
            exponent = np.maximum(np.frexp(exact)[1] - 24, -149)
            error = np.abs(got - exact) / np.ldexp(1.0, exponent)
        most = np.where(np.abs(exact) < 2.0**-126, function.subnormal, function.normal)
        same = (got == nearest) & (np.signbit(got) == np.signbit(nearest)) | (np.isnan(got) & np.isnan(exact))
        wrong = ~same & ~(np.isfinite(nearest) & (error <= most))
        report.count(f"{name} rounded correctly", int(same.sum()))
        for place in np.flatnonzero(wrong):
            report.wrong(f"{name} of {cases[place]:#010x} is {got[place]!r}, not {exact[place]!r}")


CAMPAIGN = Campaign(
    "approximations within what the reference spec says of them, over every f32",
    check,
    count=1 << 32,
    sample=20_000,
    chunk=ROWS * COLS,
)
