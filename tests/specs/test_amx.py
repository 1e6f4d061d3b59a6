"""Tiles: configuration and its faults, loads and stores that restart, products against NumPy and exact rationals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from specgen.machine import Result, Simulator
from specgen.machine.simulator import ENGINES
from tests.specs import amx, x86_oracle
from tests.specs.amx import CONFIG, LOADS, OUT, SETUP, SPEC, A, Shapes, configuration, rows_of

END_OF_MEMORY = 0x40000


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def machine(engine: str, text: str, memory: dict[int, bytes]) -> Simulator:
    sim = amx.simulator(engine)
    sim.load(amx.accelerator().assemble(text))
    for address, data in memory.items():
        sim.memory["ram"].write(address, data)
    return sim


def run(engine: str, text: str, memory: dict[int, bytes]) -> tuple[Simulator, Result]:
    sim = machine(engine, text, memory)
    return sim, sim.run(max_steps=1000)


def grouped(matrix: NDArray[Any], size: int) -> NDArray[Any]:
    """A matrix (k, n) as tiles hold their second factor: (k / size, n * size), each column's neighbours side by side."""
    k, n = matrix.shape
    return np.ascontiguousarray(matrix.reshape(k // size, size, n).transpose(0, 2, 1)).reshape(
        k // size, n * size
    )


@pytest.mark.parametrize("name", (*amx.INTEGER, *amx.FLOAT))
@pytest.mark.parametrize("shape", [(16, 16, 16), (3, 5, 7), (1, 1, 1)])
def test_products_are_those_of_numpy_and_exact_rationals(name: str, shape: tuple[int, int, int]) -> None:
    factors = amx.random_factors(name, shape, np.random.default_rng(5))
    wanted = amx.expected(name, factors)
    for engine in ENGINES:
        assert np.array_equal(amx.multiplied(name, factors, engine), wanted), engine


@pytest.mark.parametrize("odd", [0, 1])
def test_sums_that_round_to_the_least_normal_number_vanish(odd: int) -> None:
    a, b, c = np.zeros((1, 2), np.uint32), np.zeros((2, 1), np.uint32), np.zeros((1, 1), np.uint32)
    a[0] = [
        64 << 7 << 16 * odd,
        (0x8000 | 52 << 7) << 16 * odd,
    ]  # 2^-63 2^-63 - 2^-75 2^-75 = 2^-126 - 2^-150
    b[:, 0] = [64 << 7 << 16 * odd, 52 << 7 << 16 * odd]
    assert not amx.multiplied("tdpbf16ps", amx.Factors(c, a, b)).any()
    a[0, 1] = (0x8000 | 51 << 7) << 16 * odd  # - 2^-151: rounds to 2^-126 with an unbounded exponent too
    assert amx.multiplied("tdpbf16ps", amx.Factors(c, a, b))[0, 0] == 0x00800000


GOOD = {0: (4, 16), 1: (4, 8), 2: (2, 16), 3: (4, 18), 4: (2, 18)}
NOT_CONFIGURED, NOT_DISTINCT, NO_TILE, PART_ELEMENT, SHAPES, RESTART = range(1, 7)


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        (configuration(GOOD, at_0=2), 0),
        (configuration(GOOD, at_2=1), 2),
        (configuration(GOOD, at_15=128), 15),
        (configuration(GOOD, at_32=1), 32),
        (configuration(GOOD, at_47=1), 47),
        (configuration(GOOD, at_56=1), 56),
        (configuration(GOOD, at_63=1), 63),
        (configuration({**GOOD, 5: (17, 64)}), 53),
        (configuration({**GOOD, 5: (16, 65)}), 26),
        (configuration({**GOOD, 5: (16, 0x400)}), 26),
        (configuration({**GOOD, 7: (0, 4)}), 55),
        (configuration({**GOOD, 7: (4, 0)}), 55),
    ],
)
def test_wrong_configurations_change_nothing(engine: str, wrong: bytes, at: int) -> None:
    sim = machine(engine, SETUP + LOADS + " ldtilecfg 64(x1)", {CONFIG: configuration(GOOD) + wrong})
    sim.memory["ram"].write(A, bytes(range(1, 129)))
    result = sim.run(max_steps=100)
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("general_protection", at)
    assert sim.state["rows"].tolist() == [4, 4, 2, 4, 2, 0, 0, 0]
    assert sim.state["colsb"].tolist() == [16, 8, 16, 18, 18, 0, 0, 0]
    assert sim.state["tile"][1, 0, :8].tolist() == list(range(1, 9))


def test_palette_0_takes_no_notice_of_the_rest(engine: str) -> None:
    text = SETUP + LOADS + " ldtilecfg 64(x1)\n sttilecfg 128(x1)\n halt x0"
    memory = {CONFIG: configuration(GOOD) + bytes([0, *[255] * 63]) + b"x" * 64, A: b"z" * 64}
    sim, result = run(engine, text, memory)
    assert result.exit_code == 0
    assert sim.memory["ram"].read(CONFIG + 128, shape=(64,)).tolist() == [0] * 64
    assert not sim.state["tile"].any()


@pytest.mark.parametrize("text", ["tilerelease", "ldtilecfg 64(x1)"])
def test_released_tiles_are_none(engine: str, text: str) -> None:
    sim, result = run(
        engine, SETUP + LOADS + text + "\n tilezero tmm0", {CONFIG: configuration(GOOD), A: b"zz"}
    )
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("undefined", NOT_CONFIGURED)
    assert not sim.state["tile"].any()
    assert not sim.state["rows"].any()


def test_a_stored_configuration_is_the_one_loaded(engine: str) -> None:
    given = configuration(GOOD, at_1=3)
    sim, result = run(engine, SETUP + " sttilecfg 64(x1)\n halt x0", {CONFIG: given + b"x" * 64})
    assert result.exit_code == 0
    assert sim.memory["ram"].read(CONFIG + 64, shape=(64,)).tobytes() == given


@pytest.mark.parametrize(
    ("tiles", "text", "cause"),
    [
        ({}, "tilezero tmm0", NO_TILE),
        ({}, "tileloadd tmm0, 0(x1, x6)", NO_TILE),
        ({0: (1, 6)}, "tileloadd tmm0, 0(x1, x6)", PART_ELEMENT),
        ({0: (1, 6)}, "tileloaddt1 tmm0, 0(x1, x6)", PART_ELEMENT),
        ({0: (1, 6)}, "tilestored 0(x1, x6), tmm0", PART_ELEMENT),
        (GOOD, "tdpbssd tmm0, tmm0, tmm2", NOT_DISTINCT),
        (GOOD, "tdpbssd tmm0, tmm2, tmm0", NOT_DISTINCT),
        (GOOD, "tdpbssd tmm0, tmm1, tmm1", NOT_DISTINCT),
        (GOOD, "tdpbf16ps tmm6, tmm1, tmm2", NO_TILE),
        (GOOD, "tdpbf16ps tmm0, tmm6, tmm2", NO_TILE),
        (GOOD, "tdpbf16ps tmm0, tmm1, tmm6", NO_TILE),
        (GOOD, "tdpbuud tmm3, tmm1, tmm4", PART_ELEMENT),
        (GOOD, "tdpbuud tmm0, tmm2, tmm1", SHAPES),
        ({**GOOD, 0: (4, 12)}, "tdpbusd tmm0, tmm1, tmm2", SHAPES),
        ({**GOOD, 0: (3, 16)}, "tdpbsud tmm0, tmm1, tmm2", SHAPES),
        ({**GOOD, 1: (4, 12)}, "tdpfp16ps tmm0, tmm1, tmm2", SHAPES),
    ],
)
def test_what_is_undefined_faults(engine: str, tiles: Shapes, text: str, cause: int) -> None:
    sim, result = run(engine, SETUP + text, {CONFIG: configuration(tiles)})
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("undefined", cause)
    assert not sim.state["tile"].any()


@pytest.mark.parametrize("text", ["tileloadd tmm0, 0(x2, x6)", "tilestored 0(x2, x6), tmm0"])
def test_a_row_outside_the_tile_is_no_start(engine: str, text: str) -> None:
    config = configuration({0: (4, 16)}, at_1=4)
    _, result = run(engine, SETUP + f" li x2, {A}\n" + text, {CONFIG: config})
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("undefined", RESTART)


def test_a_load_goes_on_from_the_row_that_faulted(engine: str) -> None:
    rows = np.arange(1, 81, dtype=np.uint8).reshape(5, 16)
    end = END_OF_MEMORY - 64 - 16  # rows 0 and 1 lie in the memory, row 2 does not
    text = SETUP + f" li x2, {end}\n tileloadd tmm0, 0(x2, x6)\n halt x0"
    sim = machine(engine, text, {CONFIG: configuration({0: (5, 16)}), end: rows_of(rows)[:80]})
    sim.state["tile"] = np.full((8, 16, 64), 255)
    result = sim.run(max_steps=100)
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("page_fault", end + 128)
    assert sim.state["start_row"] == 2
    assert np.array_equal(sim.state["tile"][0, :2, :16], rows[:2])
    assert not sim.state["tile"][0, 2:].any()
    sim.memory["ram"].write(A, rows_of(rows))
    sim.state["x2"] = A
    assert sim.run(max_steps=100).exit_code == 0
    assert sim.state["start_row"] == 0
    assert np.array_equal(sim.state["tile"][0, :5, :16], rows)


def test_a_store_goes_on_from_the_row_that_faulted(engine: str) -> None:
    rows = np.arange(1, 81, dtype=np.uint8).reshape(5, 16)
    end = END_OF_MEMORY - 64 - 16
    text = (
        SETUP
        + f" li x2, {A}\n tileloadd tmm0, 0(x2, x6)\n li x2, {end}\n tilestored 0(x2, x6), tmm0\n halt x0"
    )
    sim = machine(engine, text, {CONFIG: configuration({0: (5, 16)}), A: rows_of(rows)})
    result = sim.run(max_steps=100)
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("page_fault", end + 128)
    assert sim.state["start_row"] == 2
    ram = sim.memory["ram"]
    assert ram.read(end, shape=(80,)).tobytes() == rows_of(rows)[:80]
    ram.write(end, bytes(80))
    sim.state["x2"] = OUT
    assert sim.run(max_steps=100).exit_code == 0
    assert ram.read(OUT, shape=(320,)).tobytes() == bytes(128) + rows_of(rows)[128:]
    assert sim.state["start_row"] == 0


@pytest.mark.parametrize("text", ["tilezero tmm0", "tdpbssd tmm0, tmm1, tmm2", "tdpbf16ps tmm0, tmm1, tmm2"])
def test_what_completes_starts_the_next_at_row_0(engine: str, text: str) -> None:
    sim, result = run(engine, SETUP + text + "\n halt x0", {CONFIG: configuration(GOOD, at_1=1)})
    assert result.exit_code == 0
    assert sim.state["start_row"] == 0


def test_the_program_multiplies_bytes(engine: str) -> None:
    rnd = np.random.default_rng(3)
    a, b = rnd.integers(-128, 128, (32, 128), np.int8), rnd.integers(-128, 128, (128, 32), np.int8)
    memory = {0x2000: a.tobytes(), 0x4000: grouped(b, 4).tobytes()}
    sim, result = run(engine, (SPEC / "matmul_int8.s").read_text(), memory)
    assert result.exit_code == 0
    got = sim.memory["ram"].read(0x6000, dtype="s32", shape=(32, 32))
    assert np.array_equal(got, a.astype(np.int32) @ b.astype(np.int32))


def test_the_program_multiplies_bfloat16(engine: str) -> None:
    rnd = np.random.default_rng(4)
    a, b = (
        (rnd.standard_normal(shape).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
        for shape in [(10, 48), (48, 12)]
    )
    memory = {0x2000: a.tobytes(), 0x4000: grouped(b, 2).tobytes()}
    sim, result = run(engine, (SPEC / "matmul_bf16.s").read_text(), memory)
    assert result.exit_code == 0
    got = sim.memory["ram"].read(0x6000, dtype="u32", shape=(10, 12))
    wide_a, wide_b = a.astype(np.uint32) << 16, b.astype(np.uint32) << 16
    for i, j in np.ndindex(10, 12):
        expected = 0
        for block in (range(0, 32, 2), range(32, 48, 2)):
            pairs = [
                (int(wide_a[i, k]), int(wide_b[k, j]), int(wide_a[i, k + 1]), int(wide_b[k + 1, j]))
                for k in block
            ]
            expected = x86_oracle.tile_element(expected, pairs)
        assert got[i, j] == expected, (i, j)
    near = wide_a.view(np.float32).astype(np.float64) @ wide_b.view(np.float32).astype(np.float64)
    assert np.allclose(got.view(np.float32), near, rtol=1e-4, atol=1e-5)
