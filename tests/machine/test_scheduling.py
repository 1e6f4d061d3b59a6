"""Program order and adversarial orders: who goes on, and that it does not matter where all is ordered."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from specgen.machine import Result, Simulator, SimulatorError, Tracer, assemble
from specgen.machine.scheduling import SplitMix
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.machine.simulated import simulator

PIPELINE = """
        li x1, 0x40
        li x2, 0x100
        li x3, 3
        grant 0
loop:   copy x1, x2, 16, 0
        scale x1, x3, 4, 0
        addi x3, x3, -1
        bne x3, x0, loop
        quiet
        meet 0
        exit x0
"""


def ran(text: str, order: str, seed: int, tracer: Tracer | None = None) -> tuple[Simulator, Result]:
    machine = simulator("engines", text)
    machine.memory["common"].write(0x100, np.arange(8, dtype=np.float32))
    return machine, machine.run(10_000, order=order, seed=seed, tracer=tracer)


def test_the_generator_is_splitmix64() -> None:
    one, other = SplitMix(0), SplitMix(1234567)
    assert [one.next() for _ in range(3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [other.next() for _ in range(2)] == [6457827717110365317, 3203168211198807973]


def units_of(seed: int) -> str:
    lines: list[str] = []
    ran(PIPELINE, "adversarial", seed, Tracer(lines.append, as_json=True))
    records = [json.loads(line) for line in lines]
    return "".join(f"{r['unit'][0]}{r['instance']}" for r in records)


def test_a_seed_names_one_schedule() -> None:
    """What executed, unit by unit: issuing is no line of its own."""
    assert units_of(7) == units_of(7)
    assert len({units_of(seed) for seed in range(20)}) > 10


@pytest.mark.parametrize("seed", range(20))
def test_what_is_ordered_by_semaphores_is_the_same_in_every_order(seed: int) -> None:
    machine, result = ran(PIPELINE, "adversarial", seed)
    expected, known = ran(PIPELINE, "program", 0)
    assert str(result) == str(known) == "exited with 0 after 38 instructions"
    for one, other in zip(machine.instances, expected.instances, strict=True):
        assert np.array_equal(one.state["acc"], other.state["acc"])


def first(text: str, seed: int) -> int:
    """The instance that executes the first instruction."""
    lines: list[str] = []
    ran(text, "adversarial", seed, Tracer(lines.append, as_json=True))
    return int(json.loads(lines[0])["instance"])


def test_what_is_not_ordered_differs_between_orders() -> None:
    assert {first("who x1\nexit x0", seed) for seed in range(8)} == {0, 1}


@pytest.mark.parametrize("order", ["program", "adversarial"])
def test_limits_are_kept_and_runs_continued(order: str) -> None:
    machine = simulator("engines", PIPELINE)
    steps = [machine.run(5, order=order, seed=3).steps for _ in range(7)]
    assert steps == [5] * 7
    assert machine.run(100, order=order, seed=3).steps == 3


@pytest.mark.parametrize("seed", range(3))
def test_a_deadlock_is_one_in_every_order(seed: int) -> None:
    _, result = ran("copy x0, x0, 1, 0\nquiet\nexit x0", "adversarial", seed)
    assert result.reason == "deadlock"
    assert len(result.waiters) == 4


def test_there_are_two_orders() -> None:
    with pytest.raises(SimulatorError, match="no order 'random': use program or adversarial"):
        simulator("engines").run(order="random")


def test_an_engine_that_gives_a_part_lets_others_go_on(tmp_path: Path) -> None:
    """The second engine gives one of its two signals, and then has no room: the first one takes what it gave."""
    (tmp_path / "spec.yaml").write_text(TWO_SIGNALS, encoding="utf-8")
    architecture = load_architecture(tmp_path)
    machine = Simulator(architecture, analyse(architecture, Diagnostics()))
    machine.load(assemble(architecture, "take\ngive\nmore\nrest\nexit"))
    assert machine.run(100).reason == "exited"


TWO_SIGNALS = """
name: parts
version: 0.1.0
summary: An engine that gives twice.
faults:
  illegal: {code: 1, value: u32, summary: The word is no instruction.}
  fetch: {code: 2, value: u32, summary: The program counter left the memory.}
memories: {code: {size: 4 KiB, address: u32, out_of_range: fetch}}
state: {pc: {type: u32, role: program_counter}}
engines: {one: {queue: 4}, two: {queue: 4}}
processors:
  control: {program_counter: pc, memory: code, reset: 0, unit: 4, granule: 32, illegal: illegal, fetch: fetch}
semaphores:
  a: {count: 1, max: 1, producers: [two], consumer: one, on_full: block}
  b: {count: 1, max: 1, initial: 1, producers: [two], consumer: one, on_full: block}
functions: {exit: {host: true, arguments: {status: u32}, summary: Ends the program.}}
formats: {f: {width: 32, fields: {op: "7:0", reserved: "31:8"}}}
instructions:
  take: {format: f, encoding: {op: 1}, engine: one, assembly: take, summary: Takes., semantics: "wait(a[0], 1)"}
  give: {format: f, encoding: {op: 2}, engine: two, summary: Two., assembly: give, semantics: "signal(a[0], 1); signal(b[0], 1)"}
  more: {format: f, encoding: {op: 3}, engine: one, assembly: more, summary: Takes., semantics: "wait(b[0], 1)"}
  rest: {format: f, encoding: {op: 4}, assembly: rest, summary: Drains., semantics: "drain(one, two)"}
  exit: {format: f, encoding: {op: 5}, assembly: exit, summary: Ends., semantics: "exit(0)"}
"""


def test_a_trace_tells_of_semaphores() -> None:
    lines: list[str] = []
    ran("grant 0\nli x2, 0x100\ncopy x0, x2, 4, 0\nexit x0", "program", 0, Tracer(lines.append))
    mine = [line for line in lines if line.startswith("0 ")]
    assert mine[0].endswith("free[0]: 0 -> 1")
    assert "free[0]: 1 -> 0, full[0]: 0 -> 1" in mine[2]
    records: list[str] = []
    ran("grant 0\nexit x0", "program", 0, Tracer(records.append, as_json=True))
    assert json.loads(records[0])["semaphores"] == {"free[0]": [0, 1]}
    assert "semaphores" not in json.loads(records[1])


def test_a_signal_that_waits_for_room_is_told_when_it_is_given() -> None:
    lines: list[str] = []
    ran(
        "post 1\npost 1\npost 1\ngrant 1\ncopy x0, x0, 4, 1\nscale x0, x0, 4, 1\nquiet\nexit x0",
        "program",
        0,
        Tracer(lines.append),
    )
    mine = [line.split(maxsplit=3) for line in lines if line.startswith("0 dma")]
    assert [line[3] for line in mine if "done" not in line[3]] == [
        "copy x0, x0, 4, 1                full[1]: 2 -> 3"
    ]
