"""AVX-512: every instruction against the published operation, operands in memory, faults, and programs against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from specgen.machine import Result, Simulator
from specgen.machine.simulator import ENGINES
from tests.campaigns.harness import Chunk, Report, load
from tests.specs import silicon, x86_oracle
from tests.specs.silicon import oracle

A, B, C, END_OF_MEMORY = 0x10000, 0x20000, 0x30000, 1 << 24


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(engine: str, text: str, memory: dict[int, bytes], **registers: int) -> tuple[Simulator, Result]:
    sim = silicon.simulator(engine)
    sim.load(silicon.accelerator().assemble(text))
    for address, data in memory.items():
        sim.memory["ram"].write(address, data)
    for name, value in registers.items():
        sim.state[name] = value
    return sim, sim.run(max_steps=10_000)


@pytest.mark.parametrize(("name", "length", "masking"), silicon.VARIATIONS)
def test_results_are_those_of_the_published_operation(name: str, length: int, masking: str) -> None:
    records = silicon.random_records(name, 24, np.random.default_rng(length))
    wanted = oracle.expected(name, length, masking, records)
    for engine in ENGINES:
        assert np.array_equal(silicon.interpreted(name, length, masking, records, engine), wanted), engine


def test_the_published_operation_stands_in_for_another_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silicon, "available", lambda: False)
    report = Report()
    load("silicon").check(Chunk(0, 84, 84, seed=1), report)
    assert not report.wrongs, report.examples
    assert report.tally["compared with the published operation"] == 84


LOADED = f"""
 li x1, {A}
 li x2, {B}
 ld x5, 0(x1)
 kmovq k1, x5
 vmovdqu32 zmm0, 64(x1)
 vmovdqu32 zmm1, 128(x1)
"""


@pytest.mark.parametrize("name", (*silicon.INTEGER, *silicon.FLOAT))
@pytest.mark.parametrize("source", ["whole", "broadcast"])
@pytest.mark.parametrize("length", silicon.LENGTHS)
def test_operands_in_memory_are_as_in_registers(engine: str, name: str, source: str, length: int) -> None:
    records = silicon.random_records(name, 1, np.random.default_rng(3))
    second = records["second"].copy()
    if source == "broadcast":
        records["second"] = second[:, :1]
    sources = "" if name == "vcvtneps2bf16" else "zmm1, "
    text = LOADED + f" {name}.{length}.merge.{source} zmm0, {sources}0(x2), k1\n halt x0"
    given = (
        records["mask"].tobytes().ljust(64, b"\0") + records["dest"].tobytes() + records["first"].tobytes()
    )
    sim, result = run(engine, text, {A: given, B: second.tobytes()})
    assert result.exit_code == 0
    assert np.array_equal(sim.state["v"][0], oracle.expected(name, length, "merge", records)[0])


@pytest.mark.parametrize("name", (*silicon.INTEGER, *silicon.FLOAT))
def test_elements_that_are_left_out_do_not_fault(engine: str, name: str) -> None:
    sources = "" if name == "vcvtneps2bf16" else "zmm1, "
    text = LOADED + f" {name}.512.zero.whole zmm0, {sources}-8(x2), k1\n halt x0"
    for mask, reads in ((0b11, 2), (0b111, 3)):
        _, result = run(engine, text.replace(f"li x2, {B}", ""), {A: bytes([mask])}, x2=END_OF_MEMORY)
        suppressed = reads == 2 and name != "vcvtne2ps2bf16"
        assert (result.fault is None) == suppressed
        if result.fault is not None:
            assert (result.fault.name, result.fault.value) == ("page_fault", END_OF_MEMORY)


@pytest.mark.parametrize(
    "text",
    [f"{name}.512.zero zmm0, zmm1, zmm2, k0" for name in silicon.INTEGER]
    + ["vcvtneps2bf16.256.zero zmm0, zmm1, k0", "vpdpbusd.128.zero.whole zmm0, zmm1, 0(x1), k0"],
)
def test_zeroing_needs_a_writemask(engine: str, text: str) -> None:
    _, result = run(engine, text, {})
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("undefined", 0)


def test_there_are_three_lengths() -> None:
    avx = silicon.accelerator()
    word = avx.encode("vpdpbusd.512.merge zmm0, zmm1, zmm2, k0")
    assert str(avx.decode(word & ~(3 << 7))) == "vpdpbusd.128.merge zmm0, zmm1, zmm2, k0"
    assert avx.decode(word & ~(1 << 7)) is None


@pytest.mark.parametrize("length", silicon.LENGTHS)
@pytest.mark.parametrize("masking", silicon.MASKING)
def test_moves_take_in_what_the_writemask_does(engine: str, length: int, masking: str) -> None:
    rnd = np.random.default_rng(length)
    given = rnd.integers(0, 1 << 32, (3, 16), np.uint32)
    text = f"""
     li x1, {A}
     ld x5, 192(x1)
     kmovq k1, x5
     vmovdqu32 zmm1, 64(x1)
     vmovdqu32 zmm2, 128(x1)
     vmovdqu32 zmm3, 0(x1)
     vmovdqa32.{length}.{masking} zmm3, zmm1, k1
     vmovdqu32 zmm4, 0(x1)
     vpxord.{length}.{masking} zmm4, zmm1, zmm2, k1
     vmovdqu32 zmm5, 0(x1)
     vpaddd.{length}.{masking} zmm5, zmm1, zmm2, k1
     vmovdqu32 zmm6, 0(x1)
     valignd.{length}.{masking} zmm6, zmm1, zmm2, 3, k1
     vmovdqu32 zmm7, 0(x1)
     vmovdqu32.{length}.{masking} zmm7, 64(x1), k1
     vmovdqu32 zmm8, 0(x1)
     vmovdqu8.{length}.{masking} zmm8, 64(x1), k1
     vmovdqu32.{length} 0(x1), zmm1, k1
     halt x0
    """
    mask = 0x5A5AC3C39696F0F1
    sim, result = run(engine, text, {A: given.tobytes() + mask.to_bytes(8, "little")})
    assert result.exit_code == 0
    dest, a, b = given
    lanes = length // 32

    def masked(values: NDArray[Any], before: NDArray[Any]) -> NDArray[Any]:
        count = len(before) * length // 512
        result = np.zeros_like(before)
        for i in range(count):
            result[i] = values[i] if mask >> i & 1 else before[i] if masking == "merge" else 0
        return result

    aligned = np.roll(np.concatenate([b[:lanes], a[:lanes]]), -3)
    v = sim.state["v"]
    for register, values in ((3, a), (4, a ^ b), (5, a + b), (6, aligned), (7, a)):
        assert np.array_equal(v[register], masked(values, dest)), register
    assert np.array_equal(v[8].view(np.uint8), masked(a.view(np.uint8), dest.view(np.uint8)))
    stored = sim.memory["ram"].read(A, dtype="u32", shape=(16,))
    assert stored.tolist() == [a[i] if i < lanes and mask >> i & 1 else dest[i] for i in range(16)]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 1000])
def test_the_program_multiplies_vectors_of_bytes(engine: str, count: int) -> None:
    rnd = np.random.default_rng(count)
    a, b = rnd.integers(0, 256, count + 99, np.uint8), rnd.integers(-128, 128, count + 99, np.int8)
    text = (silicon.SPEC / "dot_int8.s").read_text()
    sim, result = run(engine, text, {A: a.tobytes(), B: b.tobytes()}, x3=count)
    assert result.exit_code == 0
    expected = int(a[:count].astype(np.int64) @ b[:count].astype(np.int64))
    assert sim.memory["ram"].read(C, dtype="s32", shape=(2,)).tolist() == [expected, 0]


def test_the_program_multiplies_matrices_of_bytes(engine: str) -> None:
    rnd = np.random.default_rng(6)
    a, b = rnd.integers(-128, 128, (4, 100), np.int8), rnd.integers(0, 256, (100, 16), np.uint8)
    quads = np.ascontiguousarray(b.reshape(25, 4, 16).transpose(0, 2, 1))
    memory = {A + 256 * i: row.tobytes() for i, row in enumerate(a)} | {B: quads.tobytes()}
    sim, result = run(engine, (silicon.SPEC / "matmul_int8.s").read_text(), memory, x3=100)
    assert result.exit_code == 0
    stored = sim.memory["ram"].read(C, dtype="s32", shape=(4, 16))
    assert np.array_equal(stored, a.astype(np.int32) @ b.astype(np.int32))


def test_the_program_multiplies_vectors_of_bfloat16(engine: str) -> None:
    rnd = np.random.default_rng(7)
    a, b = (rnd.standard_normal(96).astype(np.float32) for _ in range(2))
    text = (silicon.SPEC / "dot_bf16.s").read_text()
    sim, result = run(engine, text, {A: a.tobytes(), B: b.tobytes()}, x3=96)
    assert result.exit_code == 0
    x, y = ([x86_oracle.to_bf16(code) << 16 for code in v.view(np.uint32).tolist()] for v in (a, b))
    sums = [0] * 16
    for j in range(0, 96, 2):
        lane = j // 2 % 16
        sums[lane] = x86_oracle.vector_element(sums[lane], x[j], y[j], x[j + 1], y[j + 1])
    stored = sim.memory["ram"].read(C, dtype="u32", shape=(16,))
    assert stored.tolist() == sums
    assert np.isclose(stored.view(np.float32).sum(), float(a.astype(np.float64) @ b), atol=0.2)
