"""What the race check says of small programs, against every order in which they can run."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.machine.races import orders
from tests.machine.races.orders import Model, Op


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("orders")


@pytest.mark.parametrize("seed", range(25))
def test_no_race_means_one_outcome(folder: Path, seed: int) -> None:
    found, _ = orders.wrongs(folder, orders.random_program(Random(seed)))
    assert not found


def test_the_model_knows_a_race() -> None:
    """Two engines write a byte: either may be last."""
    model = Model((Op("a", "write", "", 0, 1), Op("b", "write", "", 0, 2)))
    assert len(model.outcomes()) == 2
    assert {(0, 1), (1, 0)} <= model.first()


def test_the_model_knows_order() -> None:
    program = (
        Op("a", "write", "", 0, 1),
        Op("a", "signal", "to_b", 0, 1),
        Op("b", "wait", "to_b", 0, 1),
        Op("b", "write", "", 0, 2),
    )
    model = Model(program)
    assert len(model.outcomes()) == 1
    assert (3, 0) not in model.first()


def test_one_of_two_producers_does_not_order(folder: Path) -> None:
    """Either signal lets the wait pass, so that neither write certainly comes before the read."""
    program = (
        Op("a", "write", "", 0, 1),
        Op("a", "signal", "to_c", 0, 1),
        Op("b", "write", "", 1, 1),
        Op("b", "signal", "to_c", 0, 1),
        Op("c", "wait", "to_c", 0, 1),
        Op("c", "read", "", 0),
        Op("c", "wait", "to_c", 0, 1),
        Op("c", "read", "", 0),
        Op("c", "read", "", 1),
    )
    for order, seed in (("program", 0), ("adversarial", 1), ("adversarial", 2)):
        _, races = orders.observed(folder, program, order, seed)
        assert [(race.one.pc, race.other.pc) for race in races] == [(0, 5)]
    # Both together are as many as must be there.
    both = (*program[:4], Op("c", "wait", "to_c", 0, 2), *program[5:6], *program[8:])
    assert orders.observed(folder, both, "program", 0)[1] == ()


def test_room_in_a_semaphore_orders_what_comes_after(folder: Path) -> None:
    """With room for two, the third signal comes after the first wait."""
    signals = [Op("a", "signal", "to_b", 0, 1)] * 3
    program = (*signals, Op("a", "write", "", 0, 1), Op("b", "read", "", 0), Op("b", "wait", "to_b", 0, 1))
    assert orders.observed(folder, program, "program", 0)[1] == ()
    assert len(Model(program).outcomes()) == 1
    _, races = orders.observed(folder, program[1:], "program", 0)
    assert [(race.one.pc, race.other.pc) for race in races] == [(2, 3)]


def test_two_consumers_and_two_that_fill_are_told(folder: Path) -> None:
    shared = (
        Op("control", "signal", "shared", 0, 1),
        Op("a", "wait", "shared", 0, 1),
        Op("b", "wait", "shared", 0, 1),
    )
    _, races = orders.observed(folder, shared, "program", 0)
    assert [(race.kind, race.name, race.one.unit, race.other.unit) for race in races] == [
        ("wait", "shared[0]", "a", "b")
    ]
    assert "which of the two takes from shared[0] first" in str(races[0])
    full = (Op("a", "signal", "to_c", 0, 2), Op("b", "signal", "to_c", 0, 2))
    _, races = orders.observed(folder, full, "program", 0)
    assert [(race.kind, race.name) for race in races] == [("room", "to_c[0]")]
    strict = (
        Op("b", "signal", "strict", 0, 2),
        Op("a", "wait", "strict", 0, 2),
        Op("b", "signal", "strict", 0, 1),
    )
    end, races = orders.observed(folder, strict, "program", 0)
    assert end != orders.FAULT
    assert [(race.kind, race.one.pc, race.other.pc) for race in races] == [("room", 1, 2)]
    assert orders.FAULT in Model(strict).outcomes()
    assert orders.observed(folder, strict[:2], "program", 0)[1] == ()


def test_a_drain_orders(folder: Path) -> None:
    program = (Op("a", "write", "", 0, 1), Op("control", "drain", "a"), Op("control", "read", "", 0))
    assert orders.observed(folder, program, "program", 0)[1] == ()
    (race,) = orders.observed(folder, (program[0], Op("control", "drain", "b"), program[2]), "program", 0)[1]
    assert (
        "A signal to to_control or shared after it and a wait before the second or a drain of a"
        in race.advice
    )
