"""Products of tiles: what the example's machine makes of them, and what NumPy and exact rationals do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine import Simulator
from tests.specs import x86_oracle

SPEC = Path(__file__).parents[2] / "examples" / "amx"
CONFIG, A, B, C, OUT = 0x1000, 0x2000, 0x3000, 0x4000, 0x5000
SETUP = f"""
 li x1, {CONFIG}
 li x6, 64
 ldtilecfg 0(x1)
"""
LOADS = f"""
 li x2, {A}
 li x3, {B}
 li x4, {C}
 tileloadd tmm1, 0(x2, x6)
 tileloaddt1 tmm2, 0(x3, x6)
 tileloadd tmm0, 0(x4, x6)
"""
STORE = f"\n li x5, {OUT}\n tilestored 0(x5, x6), tmm0\n halt x0\n"
INTEGER = ("tdpbssd", "tdpbsud", "tdpbusd", "tdpbuud")
FLOAT: dict[str, tuple[Callable[[int], int], int]] = {
    "tdpbf16ps": (x86_oracle.from_bf16, 7),
    "tdpfp16ps": (x86_oracle.from_f16, 10),
}
Shapes = dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Factors:
    """32-bit elements: the sum before (m, n), the first factor (m, k), and the second one as tiles hold it (k, n)."""

    c: NDArray[np.uint32]
    a: NDArray[np.uint32]
    b: NDArray[np.uint32]


@cache
def accelerator() -> Accelerator:
    """The example."""
    return specgen.load(SPEC)


@cache
def _simulator(engine: str) -> Simulator:
    return accelerator().simulator(engine)


def simulator(engine: str) -> Simulator:
    """The one machine of that engine, at reset."""
    _simulator(engine).reset()
    return _simulator(engine)


def configuration(tiles: Shapes, **others: int) -> bytes:
    """The 64 bytes of a configuration: rows and bytes per row by tile; ``at_N`` further bytes."""
    made = bytearray(64)
    made[0] = 1
    for number, (rows, columns) in tiles.items():
        made[16 + 2 * number : 18 + 2 * number] = columns.to_bytes(2, "little")
        made[48 + number] = rows
    for name, value in others.items():
        made[int(name.removeprefix("at_"))] = value
    return bytes(made)


def rows_of(array: NDArray[Any]) -> bytes:
    """Rows of an array, 64 bytes apart."""
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    return np.pad(raw, ((0, 0), (0, 64 - raw.shape[1]))).tobytes()


def multiplied(name: str, factors: Factors, engine: str = "python") -> NDArray[np.uint32]:
    """All 16 by 16 elements of the tile after the instruction; those beyond the shape are zero."""
    (m, n), k = factors.c.shape, len(factors.b)
    sim = simulator(engine)
    sim.load(accelerator().assemble(f"{SETUP}{LOADS} {name} tmm0, tmm1, tmm2{STORE}"))
    tiles = {0: (m, 4 * n), 1: (m, 4 * k), 2: (k, 4 * n)}
    sim.memory["ram"].write(CONFIG, configuration(tiles))
    for address, array in ((A, factors.a), (B, factors.b), (C, factors.c)):
        sim.memory["ram"].write(address, rows_of(array))
    result = sim.run(max_steps=100)
    assert result.exit_code == 0, str(result)
    stored = sim.memory["ram"].read(OUT, dtype="u32", shape=(m, 16))
    whole = np.array(sim.state["tile_u32"][0])
    assert np.array_equal(stored[:, :n], whole[:m, :n])
    return whole


def expected(name: str, factors: Factors) -> NDArray[np.uint32]:
    """The same by NumPy or by exact rationals."""
    whole = np.zeros((16, 16), np.uint32)
    m, n = factors.c.shape
    whole[:m, :n] = _integers(name, factors) if name in INTEGER else _floats(name, factors)
    return whole


def _integers(name: str, factors: Factors) -> NDArray[Any]:
    (m, n), k = factors.c.shape, len(factors.b)
    left, right = (np.int8 if letter == "s" else np.uint8 for letter in name[4:6])
    a = factors.a.view(left).reshape(m, 4 * k).astype(np.int64)
    b = factors.b.view(right).reshape(k, n, 4).transpose(0, 2, 1).reshape(4 * k, n).astype(np.int64)
    made: NDArray[Any] = (factors.c + a @ b).astype(np.uint32)
    return made


def _floats(name: str, factors: Factors) -> NDArray[Any]:
    widened, _ = FLOAT[name]

    def halves(codes: NDArray[np.uint32]) -> list[list[tuple[int, int]]]:
        return [[(widened(code & 0xFFFF), widened(code >> 16)) for code in row] for row in codes.tolist()]

    left, right = halves(factors.a), halves(factors.b)

    def element(i: int, j: int) -> int:
        pairs = [(x[0], row[j][0], x[1], row[j][1]) for x, row in zip(left[i], right, strict=True)]
        return x86_oracle.tile_element(int(factors.c[i, j]), pairs)

    m, n = factors.c.shape
    return np.array([[element(i, j) for j in range(n)] for i in range(m)], np.uint32)


def random_factors(name: str, shape: tuple[int, int, int], dice: np.random.Generator) -> Factors:
    """Factors for an (m, k, n) product. Floats: any bits; special ones; sums near overflow; near underflow; ordinary."""
    m, k, n = shape
    if name in INTEGER:
        corners = np.array([0, 1, 0x7F, 0x80, 0xFF], np.uint8)
        kind = int(dice.integers(0, 2))
        made = [
            dice.integers(0, 1 << 32, of, np.uint32)
            if kind
            else dice.choice(corners, (*of, 4)).view("<u4")[..., 0]
            for of in ((m, n), (m, k), (k, n))
        ]
        return Factors(*made)
    _, fraction = FLOAT[name]
    kind = int(dice.choice([0, 1, 2, 3, 3, 3, 4]))
    c = _codes((m, n), _SUMS[kind], 23, dice)
    a, b = (
        np.ascontiguousarray(_codes((*of, 2), _HALVES[name][kind], fraction, dice).astype("<u2")).view("<u4")[
            ..., 0
        ]
        for of in ((m, k), (k, n))
    )
    return Factors(c.astype(np.uint32), a, b)


#: Biased exponents by kind: of sums before, and of factors.
_SUMS = (range(256), (0, 1, 127, 254, 255), (252, 253, 254), (0, 1, 2, 3), range(120, 136))
_HALVES = {
    "tdpbf16ps": (
        range(256),
        (0, 1, 127, 254, 255),
        range(188, 192),
        (52, 53, 62, 63, 64, 65),
        range(120, 136),
    ),
    "tdpfp16ps": (range(32), (0, 1, 15, 30, 31), range(28, 31), range(3), range(8, 24)),
}


def _codes(shape: tuple[int, ...], exponents: Any, fraction: int, dice: np.random.Generator) -> NDArray[Any]:
    """Codes of these exponents; fractions of any bits, of none, or of all."""
    width = 31 if fraction == 23 else 15
    most = (1 << fraction) - 1
    rest = np.choose(dice.integers(0, 4, shape), [*[dice.integers(0, most + 1, shape)] * 2, 0, most])
    sign = dice.integers(0, 2, shape) << width
    made: NDArray[Any] = sign | dice.choice(list(exponents), shape) << fraction | rest
    return made
