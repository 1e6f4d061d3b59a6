"""Loading, running, faults and what can be seen from outside."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from specgen.machine import (
    AccessError,
    ImageError,
    Simulator,
    SimulatorError,
    Tracer,
    read_array,
    read_image,
    write_array,
)
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.machine.simulated import NEVER, run, simulator, spec

COUNT = """
        addi x3, x0, 100
        lui x2, 1
loop:   lw x5, 0(x2)
        add x5, x5, x3
        sw x5, 0(x2)
        addi x3, x3, -1
        bne x3, x0, loop
        exit x3
"""


@pytest.mark.parametrize("hot", [1, 3, NEVER])
def test_a_loop_runs_to_its_exit(hot: int) -> None:
    machine, result = run(COUNT, hot=hot)
    assert str(result) == "exited with 0 after 503 instructions"
    assert machine.memory["data"].read(0x10000, "u32") == 5050


@pytest.mark.parametrize("limit", range(1, 60, 7))
def test_step_limits_are_exact(limit: int) -> None:
    machine, result = run(COUNT, hot=1, steps=limit)
    stepped, same = run(COUNT, hot=NEVER, steps=limit)
    assert (result.reason, result.steps) == (same.reason, same.steps) == ("limit", limit)
    assert all(np.array_equal(machine.state[n], stepped.state[n]) for n in machine.state)


@pytest.mark.parametrize("hot", [1, NEVER])
def test_a_fault_inside_a_loop_leaves_the_state_before_it(hot: int) -> None:
    text = """
        lui x2, 2
        addi x2, x2, -16
loop:   addi x3, x3, 1
        addi x4, x3, 5
        sw x4, 0(x2)
        addi x2, x2, 4
        beq x0, x0, loop
    """
    machine, result = run(text, hot=hot)
    fault = result.fault
    assert fault is not None
    assert (fault.name, fault.code, fault.value, fault.pc) == ("range", 3, 0x20000, 16)
    assert result.steps == 2 + 4 * 5 + 2
    assert (machine.state["x3"], machine.state["x4"], machine.state["pc"]) == (5, 10, 16)
    assert str(fault).startswith(
        "fault range (value 0x20000) at pc 0x10: sw x4, 0(sp) [control, instance 0, "
    )
    assert "tests/machine/spec/scalar/spec.yaml:" in str(fault)


@pytest.mark.parametrize("hot", [1, NEVER])
def test_a_write_before_the_fault_of_the_same_instruction_is_undone(hot: int) -> None:
    machine, result = run("lui x2, 1\nloop: pop x5, 0x2000(x2)\nbeq x0, x0, loop", hot=hot)
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("range", 0x20000)
    assert machine.state["sp"] == 0x1E000
    machine, result = run("lui x2, 1\naddi x3, x0, 13\nswap x3, 0(x2)\nswap x4, 0(x2)", hot=hot)
    assert result.fault is not None
    assert (result.fault.name, machine.memory["data"].read(0x10000, "u32")) == ("trap", 13)
    assert "raise trap(old)" in _line(result.fault.location)


def _line(location: object) -> str:
    file, line = location.file, location.line  # type: ignore[attr-defined]
    return str(file.text.splitlines()[line - 1])


@pytest.mark.parametrize(
    ("text", "name", "value", "pc"),
    [
        ("trap x0", "trap", 0, 0),
        ("jr 2(x0)", "fetch", 2, 2),
        ("jr -4(x0)", "fetch", 0xFFFFFFFC, 0xFFFFFFFC),
        ("jr 64(x0)", "illegal", 0, 64),
        (".word 0x12345600", "illegal", 0x12345600, 0),
        ("lw x1, 2(x0)", "range", 2, 0),
        ("lui x2, 1\nlw x1, 2(x2)", "misaligned", 0x10002, 4),
        ("lo x1, 20(x0)", "range", 20, 0),
        ("so x1, 1022(x0)", "range", 1022, 0),
    ],
)
def test_faults(text: str, name: str, value: int, pc: int) -> None:
    for hot in (1, NEVER):
        fault = run(text, hot=hot)[1].fault
        assert fault is not None
        assert (fault.name, fault.value, fault.pc) == (name, value, pc)


def test_accesses_need_no_alignment_where_no_fault_is_named() -> None:
    machine, result = run("addi x1, x0, -2\nso x1, 1021(x0)\nlo x2, 1020(x0)\nexit x2")
    assert result.exit_code == 0xFFFFFE00
    assert machine.memory["odd"].read(1021, "s24") == -2


@pytest.mark.parametrize("hot", [1, 2, NEVER])
def test_code_that_changes_itself_runs_as_changed(hot: int) -> None:
    text = """
        lc x5, 64(x0)       # addi x1, x1, 16
        addi x6, x0, 8
loop:   addi x1, x1, 1
        addi x6, x6, -1
        andi x7, x6, 3
        bne x7, x0, skip
        sc x5, 8(x0)        # over the first instruction of the loop
skip:   bne x6, x0, loop
        exit x1
        .org 64
        addi x1, x1, 16
    """
    assert run(text, hot=hot)[1].exit_code == 4 * 1 + 4 * 16


def test_what_one_instruction_knew_of_its_locals_the_next_does_not() -> None:
    text = "addi x1, x0, 3\naddi x2, x0, 1\nput x2, x0\nput x2, x1\nexit x0"
    machine, _ = run(text, hot=1)
    assert machine.state["s"].tolist() == [1, 0, 0, 1]


def test_registers_named_by_the_instruction_and_by_a_value() -> None:
    text = "addi x1, x0, -3\naddi x2, x0, 6\nput x1, x2\nget x4, 2\nexit x4"
    machine, result = run(text)
    assert machine.state["s2"] == -3
    assert machine.state["mode"] == (0xFFFFFFFD >> 1) & 15
    assert result.exit_code == (-3 + 14) & 0xFFFFFFFF


@pytest.mark.parametrize("hot", [1, NEVER])
def test_an_instruction_that_jumps_before_it_is_done(hot: int) -> None:
    machine, result = run("addi x3, x0, 9\nagain: addi x5, x5, 2\nloop x3, x4, again\nexit x5", hot=hot)
    assert result.exit_code == 18
    assert (machine.state["x3"], machine.state["x4"]) == (0, 8)


def test_calls_and_returns_join_the_loop_around_them() -> None:
    text = "addi x3, x0, 50\nloop: jal x1, sub\naddi x3, x3, -1\nbne x3, x0, loop\nexit x4\nsub: add x4, x4, x3\njr 0(x1)"
    machine, result = run(text, hot=2)
    assert result.exit_code == 1275
    assert any(len(r.operations) == 5 for regions in machine._library._regions.values() for r in regions)


def test_state_by_every_name() -> None:
    machine = simulator()
    machine.state["a0"] = -1
    assert machine.state["x10"] == machine.state["x[10]"] == 0xFFFFFFFF
    machine.state["s"] = [1, -2, 40000, 3]
    assert machine.state["s"].tolist() == [1, -2, 40000 - 65536, 3]
    assert "s[1]" in machine.state
    assert "s[4]" not in machine.state
    assert machine.state["mode"] == 3
    for name, message in [
        ("x16", "x1"),
        ("x[16]", "no state"),
        ("sqrt", "no state"),
        ("x[0][0]", "no state"),
    ]:
        with pytest.raises(AccessError, match=message):
            machine.state[name]
    with pytest.raises(AccessError, match="constant"):
        machine.state["zero"] = 1
    with pytest.raises(AccessError, match="4 elements, not 2"):
        machine.state["s"] = [1, 2]


def test_arrays_views_and_floats() -> None:
    machine = simulator("engines")
    machine.state["acc"] = np.arange(8, dtype=np.float64).reshape(2, 4)
    machine.state["acc[1][2]"] = -0.0
    assert machine.state["codes[1]"].tolist() == [0x40800000, 0x40A00000, 0x80000000, 0x40E00000]
    machine.state["codes[0][0]"] = 0x7FC00001
    assert np.isnan(machine.state["acc[0][0]"])
    machine.state["half"] = np.array([1.0, 2.0, -0.5, 65504.0])
    assert machine.state["half"].tolist() == [0x3C00, 0x4000, 0xB800, 0x7BFF]
    machine.state["wide[1]"] = -1
    assert machine.state["wide"].tolist() == [0, (1 << 128) - 1]
    with pytest.raises(AccessError, match=r"shape \(2, 4\)"):
        machine.state["acc"] = np.zeros(3)


def test_memory_by_number_format() -> None:
    machine = simulator("engines")
    memory = machine.memory["common"]
    memory.write(0x3FFFFFF0, np.array([1.5, -2.0], dtype=np.float32))
    assert memory.read(0x3FFFFFF0, "f32", 2).tolist() == [1.5, -2.0]
    assert memory.read(0x3FFFFFF0, "u32") == 0x3FC00000
    memory.write(3, [-1, 2, 300], "s8")
    assert memory.read(3, "s8", (3, 1)).tolist() == [[-1], [2], [44]]
    memory.write(8, [0.5], "f16")
    assert memory.read(8, "u16") == 0x3800
    memory.write(10, [1 << 23, 5], "s24")
    assert memory.read(10, "s24", 2).tolist() == [-(1 << 23), 5]
    with pytest.raises(AccessError, match="no number format 'f33'"):
        memory.read(0, "f33")
    with pytest.raises(AccessError, match="do not lie inside common"):
        memory.read(0x3FFFFFFE, "u32")
    with pytest.raises(AccessError, match="do not lie inside common"):
        memory.write(-1, b"x")


def test_a_shared_memory_is_one_and_others_are_not() -> None:
    machine = simulator("engines")
    machine.memory["common"].write(0, b"\1")
    machine.memory["own"].write(0, b"\2")
    assert machine.instances[1].memory["common"].read(0) == 1
    assert machine.instances[1].memory["own"].read(0) == 0


def test_images_and_arrays(tmp_path: Path) -> None:
    (tmp_path / "image.bin").write_bytes(b"\1\2")
    assert read_image(tmp_path / "image.bin") == b"\1\2"
    write_array(tmp_path / "a.npy", np.arange(6).reshape(2, 3))
    assert read_array(tmp_path / "a.npy").tolist() == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(ImageError, match="No such file"):
        read_image(tmp_path / "none")
    np.save(tmp_path / "o.npy", np.array([None]), allow_pickle=True)
    (tmp_path / "a.npy").write_bytes(npy_of("(1000000, 1000000)"))
    (tmp_path / "deep.npy").write_bytes(npy_of("(" * 5000))
    np.savez(tmp_path / "z.npz", np.zeros(3))
    for name in ("image.bin", "o.npy", "none", "a.npy", "deep.npy", "z.npz"):
        with pytest.raises(ImageError, match=name):
            read_array(tmp_path / name)


def npy_of(shape: str) -> bytes:
    """A file of four bytes that says to have another shape."""
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + bytes(4)


def test_programs_must_fit_and_be_for_someone() -> None:
    machine = simulator()
    with pytest.raises(SimulatorError, match="does not fit"):
        machine.load(b"x" * 70000)
    with pytest.raises(SimulatorError, match="no processor 'contrl'"):
        machine.load(b"", processor="contrl")
    with pytest.raises(SimulatorError, match="no instance 3"):
        machine.load(b"", instance=3)
    with pytest.raises(SimulatorError, match="no engine 'fast'"):
        Simulator(*spec("scalar"), engine="fast")


HOSTED = """
name: hosted
version: 0.1.0
faults: {illegal: {code: 1, value: u8}, fetch: {code: 2, value: u8}}
memories: {code: {size: 16, address: u8, out_of_range: fetch}}
state: {pc: {type: u8, role: program_counter}, x: {type: s8, count: 2}}
processors: {control: {program_counter: pc, memory: code, reset: 0, unit: 1, granule: 8, illegal: illegal, fetch: fetch}}
functions: {clock: {host: true, arguments: {scale: s8}, returns: s8, summary: The time.}}
formats: {f: {width: 8, fields: {op: "7:1", rd: "0"}}}
instructions:
  now: {format: f, encoding: {op: 1}, assembly: "now {rd}", summary: Asks the time., semantics: "x[rd] = clock(x[1] - 1)"}
"""


def test_host_functions_are_given_or_refused(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HOSTED, encoding="utf-8")
    architecture = load_architecture(tmp_path)
    semantics = analyse(architecture, Diagnostics())
    with pytest.raises(
        SimulatorError,
        match="now calls host function clock; known are exit, getchar, putchar, steps, trace, write",
    ):
        Simulator(architecture, semantics)
    machine = Simulator(architecture, semantics, hosts={"clock": lambda scale: 255 + scale})
    machine.load(bytes([2, 3]))
    assert machine.run(2).reason == "limit"
    assert machine.state["x"].tolist() == [-2, -2]


@pytest.mark.parametrize("size", [1 << 62, 1 << 70])
def test_a_memory_that_cannot_be_is_refused(size: int) -> None:
    architecture, semantics = spec("engines")
    memories = {n: replace(m, size=size) if n == "common" else m for n, m in architecture.memories.items()}
    with pytest.raises(SimulatorError, match="common is too large for this computer"):
        Simulator(replace(architecture, memories=memories), semantics)


def test_a_trace_function_may_be_given() -> None:
    seen: list[int] = []
    architecture, semantics = spec("scalar")
    machine = Simulator(architecture, semantics, trace=seen.append)
    machine.load(bytes.fromhex("52100000"))
    machine.run(1)
    assert seen == [0]


def test_a_program_is_run_again_after_a_reset() -> None:
    machine, _ = run("addi x1, x1, 7\nexit x1")
    machine.reset()
    assert machine.state["x1"] == 0
    assert machine.run(1).fault is not None


def test_a_trace_has_a_line_for_every_instruction() -> None:
    lines: list[str] = []
    machine = simulator(
        text="addi x1, x0, 5\nlui x2, 1\nsw x1, 4(x2)\nswap x1, 8(x2)\nbeq x0, x0, end\nend: exit x0"
    )
    machine.run(tracer=Tracer(lines.append))
    changes = [line[56:] for line in lines]
    assert changes == [
        "x1: 0x0 -> 0x5", "x2: 0x0 -> 0x10000", "data[0x10004:0x10008]", "x1: 0x5 -> 0x0, data[0x10008:0x10009]", "", "",
    ]  # fmt: skip
    assert lines[0].startswith("0 control  0x00000000  addi ra, zero, 5")


def test_a_trace_as_json_tells_of_engines_too() -> None:
    lines: list[str] = []
    machine = simulator(
        "engines", "li x2, 0x100\nbne x2, x0, on\non: copy x0, x2, 4, 0\nscale x0, x0, 4, 0\ngrant 0\nexit x0"
    )
    machine.memory["common"].write(0x100, np.float32(1.0))
    machine.run(tracer=Tracer(lines.append, as_json=True))
    records = [json.loads(line) for line in lines if json.loads(line)["instance"] == 0]
    assert [r["unit"] for r in records] == ["control", "control", "control", "dma", "matrix", "control"]
    copied, scaled = records[3], records[4]
    assert copied["state"] == {"done": [0, 1]}
    assert copied["memory"] == [["own", 2, 4]]
    assert scaled["state"] == {"acc[0][0]": [0.0, 1.0]}
    assert "next" not in records[1]
