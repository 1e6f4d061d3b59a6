"""Races of processors, engines and instances, and what would order them."""

from __future__ import annotations

import json

import pytest

from specgen.machine import Assembler, Codec, Program, Result, Simulator
from specgen.machine.races import Race
from specgen.model.architecture import Architecture
from tests.machine.simulated import spec

ORDERS = [("program", 0), *(("adversarial", seed) for seed in range(4))]


def assemble(architecture: Architecture, text: str, processor: str | None = None) -> Program:
    chosen = architecture.processors[processor] if processor is not None else None
    return Assembler(Codec(architecture, chosen)).assemble(text, None if processor is None else 2048)


def ran(name: str, text: str, order: str, seed: int, *, instances: int = 1, **others: str) -> Result:
    architecture, semantics = spec(name)
    machine = Simulator(architecture, semantics, race_check=True)
    for number in range(instances):
        machine.load(assemble(architecture, text), instance=number)
        for processor, program in others.items():
            made = assemble(architecture, program, processor)
            machine.load(made, processor=processor, instance=number)
    return machine.run(1000, order=order, seed=seed)


def races(name: str, text: str, *, instances: int = 1, **others: str) -> tuple[Race, ...]:
    """The races of a program, the same in all orders."""
    found = [ran(name, text, order, seed, instances=instances, **others).races for order, seed in ORDERS]
    told = [{(r.kind, r.name, r.one.pc, r.other.pc) for r in some or ()} for some in found]
    assert all(one == told[0] for one in told)
    assert found[0] is not None
    return found[0]


def test_an_engine_reads_what_another_one_writes() -> None:
    """The second copy overwrites what the first scale reads, and needs a second grant only."""
    text = """
        li x1, 0x40
        li x3, 1
        grant 0
        grant 0
        copy x1, x0, 16, 0
        scale x1, x3, 4, 0
        copy x1, x0, 4, 0
        quiet
        exit x0
    """
    (race,) = races("engines", text)
    assert (race.name, race.instance, race.ranges) == ("own", 0, ((0x40, 0x44),))
    assert [(a.unit, a.pc, a.instruction, a.does) for a in (race.one, race.other)] == [
        ("matrix", 10, "scale x1, x3, 4, 0", "reads"),
        ("dma", 12, "copy x1, x0, 4, 0", "writes"),
    ]
    assert race.one.location is not None
    line = race.one.location.file.text.splitlines()[race.one.location.line - 1]
    assert "own.read(f32, u32(x[a] + 4 * i))" in line
    assert race.advice == (
        "Nothing that dma waits for before the second comes after the first. matrix signals free[0] after it: "
        "a wait for free[0] before the second would order them."
    )
    assert str(race).startswith(
        "race: nothing orders two accesses of own[0x40:0x44]\n  instance 0, matrix at pc 0xa: scale"
    )
    assert json.loads(json.dumps(race.as_dict()))["accesses"][1]["does"] == "writes"


def test_credits_order_a_buffer_that_is_used_again() -> None:
    text = """
        li x1, 0x40
        li x3, 3
        grant 0
loop:   copy x1, x0, 16, 0
        scale x1, x3, 4, 0
        addi x3, x3, -1
        bne x3, x0, loop
        exit x0
    """
    assert races("engines", text) == ()


def test_instances_race_for_what_they_share_and_a_barrier_orders_them() -> None:
    text = """
        li x1, 0x1000
        who x2
        skip x2, {to}
        {first}
        {meet}
        exit
other:  {meet}
        {second}
        exit
    """
    apart = {"first": "store x2, x1, 0", "second": "store x2, x1, 2"}
    (race,) = races(
        "pair", text.format(to=4, meet="meet 0", **apart).replace("meet 0", "li x3, 1"), instances=2
    )
    assert (race.kind, race.name, race.instance, race.ranges) == ("data", "common", None, ((0x1002, 0x1004),))
    assert {race.one.instance, race.other.instance} == {0, 1}
    assert "A barrier (all)" in race.advice
    assert races("pair", text.format(to=4, meet="meet 0", **apart), instances=2) == ()


def test_the_same_race_of_all_instances_is_one() -> None:
    (race,) = races("pair", "li x1, 0x1000\nstore x1, x1, 0\nexit", instances=2)
    assert race.one.pc == race.other.pc == 1


LAST = "\npost2\nawait2 0"  # the second processor never ends; the first one exits when this has come


def test_processors_race_for_registers_and_a_signal_orders_them() -> None:
    """A constant register is no matter; what the first reads before it signals is."""
    first = "li x1, 0x1000\nli x0, 1\nstore x1, x1, 0\n{signal}\nawait\nexit"
    racing = races("pair", first.format(signal="li x3, 1"), second="li2 x1, 0x1004\nli2 x0, 2" + LAST)
    assert {(r.name, r.ranges, r.one.pc, r.other.pc) for r in racing} == {
        ("x", ((1, 2),), 0, 512),
        ("x", ((1, 2),), 2, 512),
    }
    ordered = races(
        "pair", first.format(signal="post 1"), second="await2 1\nli2 x1, 0x1004\nli2 x0, 2" + LAST
    )
    assert ordered == ()


def test_what_is_read_at_issue_is_read_by_the_processor() -> None:
    """The second processor overwrites the register while the add is on its way: only its issue matters."""
    first = "li x1, 5\nadd x1, 1\n{signal}\nawait\nexit"
    (race, _) = races("pair", first.format(signal="li x3, 1"), second="li2 x1, 7" + LAST)
    assert (race.name, race.one.unit, race.other.unit) == ("x", "first", "second")
    assert races("pair", first.format(signal="post 1"), second="await2 1\nli2 x1, 7" + LAST) == ()


def test_two_processors_that_feed_an_engine_race_for_its_state() -> None:
    first = "add x0, 1\n{signal}\nawait\ndone\nexit"
    (race,) = races("pair", first.format(signal="li x3, 1"), second="add2 x0, 2" + LAST)
    assert (race.name, race.one.unit, race.other.unit) == ("total", "adder", "adder")
    assert "in the order in which two processors issue them" in race.advice
    assert races("pair", first.format(signal="post 1"), second="await2 1\nadd2 x0, 2" + LAST) == ()


def test_what_is_fetched_is_read() -> None:
    """The first processor overwrites an instruction of the second one with the same word, before or after it is fetched."""
    architecture, _ = spec("pair")
    word = Codec(architecture, architecture.processors["second"]).encode("li2", rd=0, imm=0)
    first = f"li x1, 2048\nli x2, {word & 0x7FFF}\npatch x2, x1, 0\nawait\nexit"
    (race,) = races("pair", first, second="li2 x0, 0" + LAST)
    assert (race.name, race.one.does, race.other.does) == ("code", "writes", "is fetched")
    assert race.ranges == ((2048, 2052),)


@pytest.mark.parametrize("order", ["program", "adversarial"])
def test_a_run_in_pieces_has_the_races_of_the_whole(order: str) -> None:
    architecture, semantics = spec("engines")
    text = "grant 0\ngrant 0\ncopy x0, x0, 16, 0\nscale x0, x0, 4, 0\ncopy x0, x0, 4, 0\nquiet\nexit x0"
    whole = ran("engines", text, order, 1).races
    assert whole
    machine = Simulator(architecture, semantics, race_check=True)
    machine.load(assemble(architecture, text), instance=0)
    result = machine.run(1, order=order, seed=1)
    while result.reason == "limit":
        result = machine.run(1, order=order, seed=1)
    assert result.races is not None
    assert [(r.one.pc, r.other.pc) for r in result.races] == [(r.one.pc, r.other.pc) for r in whole]
    machine.reset()
    assert machine.run(1).races == ()


def test_nobody_who_did_not_ask_is_told() -> None:
    architecture, semantics = spec("engines")
    machine = Simulator(architecture, semantics)
    machine.load(assemble(architecture, "exit x0"))
    assert machine.run(10).races is None


def test_a_fault_gives_back_what_was_taken_for_the_check_too() -> None:
    """The copy takes its grant, and raises; what it took is there again, and no order is made up from it."""
    architecture, semantics = spec("engines")
    machine = Simulator(architecture, semantics, race_check=True)
    machine.load(assemble(architecture, "grant 0\ncopy x0, x0, 100, 0\nexit x0"), instance=0)
    result = machine.run(100)
    assert result.fault is not None
    assert result.races == ()
    assert machine.cores[0].semaphores["free"] == [1, 0]
    events = machine._observer.trace.events
    assert [(e.kind, e.amount) for e in events if e.counter is not None] == [("signal", 1), ("wait", 0)]
