"""An asynchronous machine: engines and queues, two tiles, wide words, and what the language says of numbers."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine import Result, Simulator

SPEC = Path(__file__).with_name("npu")
M64 = (1 << 64) - 1
TYPES = {"e4m3": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2, "bf16": ml_dtypes.bfloat16}


@pytest.fixture(scope="module")
def npu() -> Accelerator:
    return specgen.load(SPEC)


def run(npu: Accelerator, text: str, **state: Any) -> tuple[Simulator, Result]:
    sim = npu.simulator()
    sim.load(npu.assemble(text + "\n fence\n exit r0\n"), instance=0)
    for name, value in state.items():
        sim.state[name] = value
    return sim, sim.run(max_steps=10_000)


def bits(value: float) -> int:
    return int(np.float32(value).view(np.uint32))


@pytest.mark.parametrize("variant", ["full", "lite"])
@pytest.mark.parametrize("kind", TYPES)
def test_a_product_comes_through_queues_and_semaphores(variant: str, kind: str) -> None:
    npu = specgen.load(SPEC, variant)
    n = npu.architecture.constants["ARRAY_DIM"]
    rnd = np.random.default_rng(2)
    a, b = (rnd.normal(size=(n, n)).astype(np.float32).astype(TYPES[kind]) for _ in range(2))
    size = a.itemsize * n * n
    # The slowest way to write it: everything is queued before anything is there.
    sim = npu.simulator()
    sim.load(
        npu.assemble(
            f"""
            matrix_wait 1, 2
            matmul 3, 0x100, 0x400, {kind}
            li r9, 0x800
            read_out acc3, (r9)
            li r1, 0x100
            li r2, 0x0
            li r3, {size}
            li r4, 0x400
            li r5, 0x1000
            copy_in (r1), (r2), r3
            dma_signal 1, 1
            copy_in (r4), (r5), r3
            dma_signal 1, 1
            wait 0, 1
            exit r0
            """
        )
    )
    # The memory of a tile is big-endian, and a copy of bytes keeps their order.
    raw = (
        np.ascontiguousarray(x).view(f"u{a.itemsize}").astype(f">u{a.itemsize}").tobytes() for x in (a, b.T)
    )
    for address, data in zip((0, 0x1000), raw, strict=True):
        sim.memory["hbm"].write(address, data)
    assert sim.run(max_steps=1000).reason == "exited"
    expected = np.zeros((n, n), np.float32)
    for k in range(n):  # products of these formats are exact in f64, and so is all but the last rounding
        wide = a[:, k : k + 1].astype(np.float64) * b[k : k + 1, :].astype(np.float64) + expected
        expected = wide.astype(np.float32)
    for instance in sim.instances:
        assert np.array_equal(instance.state["accumulator"][3], expected)
        stored = bytes(instance.memory["sram"].read(0x800, dtype="u8", shape=(4 * n * n,)).tolist())
        assert stored == expected.astype(">f4").tobytes()


def test_words_are_of_one_or_two_slots(npu: Accelerator) -> None:
    program = npu.assemble("matmul 1, 0x10, 0x20, bf16\n b next\n nop\n nop\nnext: nop\n")
    assert len(program.image) == 8 * 6
    branch = npu.decode(int.from_bytes(program.image[16:24], "little"))
    assert branch is not None
    assert branch.operands["offset"] == 3  # slots, not bytes
    assert npu.encode("matmul 1, 0x10, 0x20, bf16") == 0x40 | 2 << 8 | 1 << 12 | 0x10 << 16 | 0x20 << 48
    assert npu.decode(0x40 | 3 << 8) is None  # no such type
    assert npu.decode(0x40 | 1 << 100) is None  # a reserved bit
    sparse = npu.encode("vgather v1, (r2), v3")
    assert specgen.load(SPEC, "lite").decode(sparse) is None


def test_calls_return_by_slots(npu: Accelerator) -> None:
    sim, result = run(npu, "call r1, f\n li r3, 1\n b end\nf: li r2, 7\n ret r1\nend: nop")
    assert (result.exit_code, sim.state["r1"], sim.state["r2"], sim.state["r3"]) == (0, 1, 7, 1)


def test_fields_are_biased_and_words_are_taken(npu: Accelerator) -> None:
    assert npu.decode(npu.encode("shift_add r1, r2, 8, 5")).operands["n"] == 8  # type: ignore[union-attr]
    assert npu.encode("shift_add r1, r2, 1, 0") >> 18 & 7 == 0
    assert str(npu.decode(npu.encode("halve r1, r2"))) == "halve r1, r2"
    assert npu.encode("shift_add r1, r2, 8, -1") == npu.encode("halve r1, r2")
    with pytest.raises(specgen.SpecError):
        npu.encode("wide_get r1, w3, 3")
    assert npu.decode(npu.encode("wide_get r1, w3, 2") | 1 << 20) is None


def test_wide_integers(npu: Accelerator) -> None:
    rnd = Random(4)
    corners = [0, 1, M64, 1 << 63, (1 << 63) - 1]
    pairs = [(a, b) for a in corners for b in corners] + [
        (rnd.getrandbits(64), rnd.getrandbits(64)) for _ in range(20)
    ]

    def signed(value: int) -> int:
        return value - (1 << 64) if value >> 63 else value

    text = "mulh r3, r1, r2\n mulhu r4, r1, r2\n divide r5, r1, r2\n remainder r6, r1, r2\n"
    text += "wide_mac w1, r1, r2\n wide_get r7, w1, 1\n wide_get r8, w1, 2\n log r9, r1\n"
    text += "and r10, r1, r2\n or r11, r1, r2\n not r12, r1, r0\n min r13, r1, r2\n insert r14, r1, 0x1ab\n"
    start = (1 << 96) - 5
    for a, b in pairs:
        sim, result = run(npu, text, r1=a, r2=b, w1=start)
        assert result.exit_code == 0
        x, y = signed(a), signed(b)
        quotient = -1 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
        total = start + (a & 0xFFFFFFFF) * b & ((1 << 96) - 1)
        swapped = a & 0xFFFF007F | 0xAB00 | 0x80 | (a >> 32 & 0xFFFF) << 48 | (a >> 48) << 32
        expected = [
            x * y >> 64, a * b >> 64, quotient, x - y * quotient if y else x, total, total >> 64,
            max(a.bit_length() - 1, 0), a & b, a | b, ~a, min(a, b), swapped,
        ]  # fmt: skip
        assert [int(sim.state[f"r{i}"]) for i in range(3, 15)] == [e & M64 for e in expected], (a, b)
        assert sim.state["w1"] == total
        assert sim.state["status"] == 9


def test_views_of_other_widths(npu: Accelerator) -> None:
    sim, _ = run(npu, "vset v1, 3, 0x12345678\n vswap v2, v1\n")
    first = (0x12345678 + 3 * np.arange(8)).astype(np.uint32)
    assert np.array_equal(sim.state["v"][1], first)
    assert np.array_equal(sim.state["v"][2], first >> 16 | first << 16)
    assert np.array_equal(sim.state["vh"][1].reshape(8, 2)[:, 0], first & 0xFFFF)  # element 0 is the low one


def hashed(value: int) -> int:
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        value = (value ^ value >> shift) * factor & 0xFFFFFFFF
    return value ^ value >> 16


def test_stochastic_rounding_takes_its_bits_from_a_counter(npu: Accelerator) -> None:
    values = [1.0, -1.0, 1.001, -3.3, 1e-3, 65504.0, 3.1415927, -0.0]
    sim = npu.simulator()
    sim.load(npu.assemble("vround v2, v1\n vround v3, v1\n fence\n exit r0"), instance=0)
    sim.state["v[1]"] = [bits(v) for v in values]
    sim.run()
    for draw, row in ((0, 2), (8, 3)):
        for i, v in enumerate(values):
            random = hashed(draw + i) & 0xFFFF
            code = bits(v)
            up = (code & 0xFFFF) + random >> 16  # away from zero with the probability of the part cut off
            assert int(sim.state["vh"][row][i]) == (code >> 16) + up, (row, i)
    assert sim.state["counter"] == 16


def test_saturation_scales_and_counts(npu: Accelerator) -> None:
    sim = npu.simulator()
    sim.load(
        npu.assemble("vpack v2, v1\n vscale v4, v3, v5\n vhist v3\n vcounts v6\n fence\n exit r0"), instance=0
    )
    inputs = [5, 127, 128, 1 << 31, 0xFFFFFF80, 0xFFFFFF7F, 0xFFFFFFFF, 300]
    sim.state["v[1]"] = inputs
    codes = [0x38, 0x40, 0xB8, 0x01, 0x7E, 0x00, 0x80, 0x48]
    sim.state["v[3]"] = codes
    sim.state["v[5]"] = [130] * 8
    assert sim.run().reason == "exited"
    clamped = [max(-128, min(127, v - (1 << 32) if v >> 31 else v)) & 255 for v in inputs]
    assert sim.state["v"][2].tolist() == clamped
    scaled = np.array(codes, np.uint8).view(ml_dtypes.float8_e4m3fn).astype(np.float32) * np.float32(8)
    assert np.array_equal(sim.state["vf"][4].view(np.uint32), scaled.view(np.uint32))
    counts = [0] * 8
    for code in codes:
        counts[code & 7] += 1 << (code & 7)
    assert sim.state["v"][6].tolist() == counts


def test_gathers_and_scatters(npu: Accelerator) -> None:
    sim, result = run(
        npu,
        "li r2, 0x200\n vset v1, 1, 0\n vset v2, 2, 100\n vscatter (r2), v1, v2\n wait 1, 1\n vgather v3, (r2), v1",
    )
    assert result.exit_code == 0
    assert sim.state["v"][3].tolist() == [100 + 2 * i for i in range(8)]
    assert sim.memory["sram"].read(0x200, dtype="u32", shape=(8,)).tolist() == [100 + 2 * i for i in range(8)]
    # All to one place: the last one wins.
    sim = npu.simulator()
    sim.load(
        npu.assemble("li r2, 0x200\n vset v2, 1, 7\n vscatter (r2), v0, v2\n fence\n exit r0"), instance=0
    )
    sim.run()
    assert sim.memory["sram"].read(0x200, dtype="u32") == 14


def test_a_fault_in_the_middle_of_a_gather_leaves_nothing(npu: Accelerator) -> None:
    sim = npu.simulator()
    sim.load(npu.assemble("li r2, 0x200\n vgather v3, (r2), v1\n fence\n exit r0"), instance=0)
    sim.state["v[1]"] = [0, 1, 2, 1 << 20, 4, 1 << 21, 6, 7]
    sim.state["v[3]"] = list(range(8))
    sim.memory["sram"].write(0x200, np.arange(8, dtype=np.uint32) + 50)
    result = sim.run()
    assert result.fault is not None
    assert (result.fault.name, result.fault.value, result.fault.unit) == (
        "out_of_range",
        0x200 + (4 << 20),
        "vector",
    )
    assert result.fault.pc == 1
    assert sim.state["v"][3].tolist() == list(range(8))


def test_commit_keeps_what_was_done(npu: Accelerator) -> None:
    sim = npu.simulator()
    sim.load(npu.assemble("li r2, 0x200\n vstep (r2), v1\n fence\n exit r0"), instance=0)
    sim.state["v[1]"] = [0, 4, 8, 13, 0, 0, 0, 0]
    sim.memory["sram"].write(0x200, (np.arange(8) + 50).astype(">u4").tobytes())
    result = sim.run()
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("misaligned", 0x20D)
    assert sim.state["histogram"].tolist() == [50, 51, 52, 0, 0, 0, 0, 0]


def test_two_writes_to_one_place_are_the_declared_fault(npu: Accelerator) -> None:
    sim = npu.simulator()
    sim.load(npu.assemble("vspread v2, v1\n vspread v3, v4\n fence\n exit r0"), instance=0)
    sim.state["v[1]"] = [3, 2, 1, 0, 7, 6, 5, 4]
    sim.state["v[4]"] = [3, 2, 1, 0, 7, 6, 5, 3]
    result = sim.run()
    assert result.fault is not None
    assert result.fault.name == "duplicate"
    assert sim.state["v"][2].tolist() == [3, 2, 1, 0, 7, 6, 5, 4]
    assert not sim.state["v"][3].any()


def test_memory_is_big_endian_only_where_it_says_so(npu: Accelerator) -> None:
    sim, _ = run(
        npu, "li r1, 0x11223344\n store r1, 8(r0)\n hstore r1, 16(r0)\n load r2, 8(r0)\n hload r3, 16(r0)"
    )
    assert sim.memory["sram"].read(8, dtype="u8", shape=(4,)).tolist() == [0x11, 0x22, 0x33, 0x44]
    assert sim.memory["hbm"].read(16, dtype="u8", shape=(4,)).tolist() == [0x44, 0x33, 0x22, 0x11]
    assert (sim.state["r2"], sim.state["r3"]) == (0x11223344, 0x11223344)


MEETING = """
        tid r1
        shift_add r2, r1, 3, 0
        shift_add r2, r2, 8, 256
        li r4, 0
        li r5, 50
        blt r0, r1, ready
        work: shift_add r4, r4, 1, 1
        li r6, 1000
        blt r4, r6, work
        ready: shift_add r3, r1, 1, 77
        hstore r3, 0(r2)
        meet
        li r8, 256
        hload r9, 0(r8)
        hload r10, 2048(r8)
        exit r0
"""


def test_tiles_meet_at_a_barrier(npu: Accelerator) -> None:
    sim = npu.simulator()
    sim.load(npu.assemble(MEETING))
    assert sim.run(max_steps=1000).reason == "exited"
    for number, one in enumerate(sim.instances):
        assert one.state["r1"] == number
        assert (one.state["r9"], one.state["r10"]) == (77, 79)


def test_aliases_choose(npu: Accelerator) -> None:
    for value in (5, -7, 0x1122334455667788, -(1 << 63), 1 << 40):
        sim, _ = run(npu, f"li64 r3, {value}")
        assert sim.state["r3"] == value & M64


PIPELINE = """
        matrix_wait 1, 2
        matmul 3, 0x100, 0x400, bf16
        li r1, 0x100
        li r2, 0x0
        li r3, 128
        li r4, 0x400
        copy_in (r1), (r2), r3
        dma_signal 1, 1
        copy_in (r4), (r2), r3
        dma_signal 1, 1
        fence
        exit r0
"""


@pytest.mark.parametrize(("order", "seed"), [("program", 0), *(("adversarial", seed) for seed in range(4))])
def test_both_copies_must_be_waited_for(npu: Accelerator, order: str, seed: int) -> None:
    """A wait for one token lets the product begin before the second copy, in whichever order it is run."""
    sim = npu.simulator(race_check=True)
    for amount, racing in ((2, set()), (1, {"copy_in (r4), (r2), r3"})):
        sim.reset()
        sim.load(npu.assemble(PIPELINE.replace("matrix_wait 1, 2", f"matrix_wait 1, {amount}")))
        races = sim.run(max_steps=1000, order=order, seed=seed).races
        assert races is not None
        assert {race.other.instruction for race in races} == racing
        assert all(race.one.instruction.startswith("matmul 3") for race in races)
