"""Sparse files: named registers with masks and functions, by name and by number, in words, traces and places."""

from __future__ import annotations

import random

import pytest

from specgen.machine import AccessError, Codec, Disassembler, Tracer, assemble
from specgen.machine.places import dump, put
from tests.machine.simulated import NEVER, Reference, run, spec
from tests.machine.test_hosts import machine


@pytest.mark.parametrize("hot", [1, NEVER])
@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("status", 0xFFFFFFFF, 0x1888),
        ("status", 0, 0x1800),
        ("isa", 0, 0x40001104),
        ("vector", 0x12345678, 0x12345678),
        ("epc", 0xFFFFFFFF, 0xFFFFFFFC),
        ("user_status", 0xFFFFFFFF, 8),
        ("cycle", 5, 4),
        ("and", 7, 7),
    ],
)
def test_a_write_changes_what_its_register_lets_it(name: str, written: int, read: int, hot: int) -> None:
    made = machine(
        f"loop: csrrw x0, {name}, x1\naddi x3, x3, -1\nbne x3, x0, loop\ncsrrs x2, {name}, x0\nexit x0",
        hot=hot,
    )
    made.state["x1"], made.state["x3"] = written, 1
    made.run(100)
    assert made.state["x2"] == read - (name == "cycle")


def test_functions_reach_what_they_stand_for() -> None:
    made = machine("csrrw x0, user_status, x1\ncsrrs x2, status, x0\nexit x0")
    made.state["x1"] = 0xFF
    made.run(10)
    assert made.state["x2"] == 0x1808
    assert made.state["csr.user_status"] == 0


def test_registers_by_name() -> None:
    made = machine("named x2, x1\nexit x0")
    made.state["x1"] = 0xFFFF8765
    made.run(10)
    assert (made.state["status"], made.state["vector"], made.state["and"]) == (0x1800, 0x87650000, 0x1800)
    assert made.state["x2"] == 0x18008765


@pytest.mark.parametrize("hot", [1, NEVER])
@pytest.mark.parametrize(("number", "carried"), [(0, 0), (0x302, 0x302), (4096, 4096), (0x12340300, 0x0300)])
def test_what_does_not_exist_raises_with_its_number(number: int, carried: int, hot: int) -> None:
    made = machine("csrx x2, x1\nexit x0", hot=hot)
    made.state["x1"], made.state["x2"] = number, 3
    fault = made.run(10).fault
    assert fault is not None
    assert (fault.name, fault.value, made.state["x2"]) == ("no_register", carried, 3)


def test_a_missing_register_is_asked_for() -> None:
    for number, there in ((0x300, 1), (0x301, 1), (0xFFF, 1), (0x302, 0), (0, 0), (4096, 0), (0xFFFFFFFF, 0)):
        made = machine("has x2, x1\nexit x0")
        made.state["x1"] = number
        made.run(10)
        assert made.state["x2"] == there, number


def test_names_and_numbers_assemble_to_one_word() -> None:
    architecture, _ = spec("system")
    by_name = assemble(
        architecture, "csrrw x1, status, x2\ncsrrw x1, 0x7c0, x2\n.equ mine, 0x7c0\ncsrrw x1, mine, x2"
    )
    assert (
        by_name.image
        == assemble(architecture, "csrrw x1, 768, x2\ncsrrw x1, 1984, x2\ncsrrw x1, 0x7c0, x2").image
    )
    assert [line.text for line in Disassembler(Codec(architecture)).lines(by_name.image)] == [
        "csrrw x1, status, x2", "csrrw x1, 0x7c0, x2", "csrrw x1, 0x7c0, x2",
    ]  # fmt: skip


def test_places_and_traces_name_registers() -> None:
    made = machine("csrrw x0, vector, x1\ncsrrw x0, vector, x1\nexit x0")
    put(made, "vector=0x80")
    put(made, "csr.scratch=3")
    assert list(dump(made, "vector")) == ["vector = 0x80"]
    lines: list[str] = []
    made.run(10, tracer=Tracer(lines.append))
    assert "csr.vector: 0x80 -> 0x0" in lines[0]
    made.reset()
    assert (made.state["vector"], made.state["csr.status"], made.state["scratch"]) == (0, 0x1800, 0)
    with pytest.raises(AccessError, match="csr"):
        made.state["csr.victor"]


def test_the_reference_agrees() -> None:
    dice = random.Random(5)
    names = [*spec("system")[0].state["csr"].entries, "0x7c0", "0"]
    names.remove("cycle")
    for _ in range(20):
        lines = [
            f"addi x{dice.randrange(1, 8)}, x{dice.randrange(8)}, {dice.randrange(-0x8000, 0x8000)}"
            if dice.random() < 0.4
            else f"csrr{dice.choice('ws')} x{dice.randrange(8)}, {dice.choice(names)}, x{dice.randrange(8)}"
            for _ in range(12)
        ]
        text = "\n".join(lines)
        made, result = run(text, "system", hot=dice.choice([1, NEVER]), steps=12)
        reference = Reference.start("system", assemble(spec("system")[0], text).image)
        reference.run(12)
        assert (result.steps, result.fault and result.fault.name) == (
            reference.steps, reference.fault and reference.fault[0],
        )  # fmt: skip
        assert list(made.cores[0].state["csr"]) == reference.machine.state["csr"]
        assert list(made.cores[0].state["x"]) == reference.machine.state["x"]
