"""Examples of instructions say what the engines do, in numbers that can be reckoned with."""

from __future__ import annotations

from functools import cache

import pytest

from specgen.api.accelerator import load
from specgen.machine import Codec
from specgen.machine.examples import Change, Example, Examples, Grid, from_data, to_data
from specgen.model import Architecture
from specgen.semantics import Semantics
from tests.machine.simulated import spec


@cache
def basalt(name: str) -> tuple[Example, ...]:
    accelerator, examples = reference()
    return examples.of(accelerator.instructions[name])


@cache
def reference() -> tuple[Architecture, Examples]:
    accelerator = load("spec")
    return accelerator.architecture, Examples(accelerator.semantics)


def numbers(rows: tuple[tuple[str, ...], ...]) -> list[list[float]]:
    return [[float(text.replace("−", "-")) for text in row] for row in rows]


def grid(example: Example, name: str) -> Grid:
    return next(one for one in example.grids if one.name == name)


def changes(example: Example) -> dict[str, Change]:
    return {one.place: one for one in example.changes}


def test_a_product_is_what_its_tiles_come_to() -> None:
    done, raised = basalt("matmul")
    operands = dict(done.operands)
    assert (operands["m"], operands["k"], operands["n"]) == (3, 3, 3)
    rows, sums = numbers(grid(done, "a").before), grid(done, f"acc[{operands['c']}]")
    weights = numbers(grid(done, f"weights[{operands['bank']}]").before)
    start = numbers(sums.before)
    expected = [
        [start[i][j] + sum(rows[i][k] * weights[k][j] for k in range(3)) for j in range(3)] for i in range(3)
    ]
    assert numbers(sums.after) == expected
    assert (done.ended.outcome, done.ended.fault) == ("done", "")
    assert (raised.name, raised.ended.fault, raised.ended.outcome) == (
        "weight_fault",
        "weight_fault",
        "fault",
    )
    assert not raised.grids
    assert not any(one.after for one in raised.changes)
    assert changes(raised)[f"weight_class[{dict(raised.operands)['bank']}]"].before == "2"


def test_registers_are_called_as_the_line_does_and_by_their_operands() -> None:
    done = basalt("add")[0]
    found = changes(done)
    assert done.text == "add a0, a1, a2"
    assert {place: one.role for place, one in found.items()} == {"a0": "rd", "a1": "rs1", "a2": "rs2"}
    total = int(found["a1"].before) + int(found["a2"].before)
    assert (found["a0"].after, found["a1"].after) == (str(total), "")


def test_a_branch_is_taken() -> None:
    taken, other = basalt("beq")
    assert len({one.before for one in taken.changes}) == 1
    assert taken.ended.next_pc == hex(dict(taken.operands)["offset"])
    assert other.ended.next_pc == ""


def test_tiles_are_read_as_their_layouts_place_them() -> None:
    done = basalt("preload_fp4")[0]
    w, bank = grid(done, "w"), dict(done.operands)["bank"]
    assert w.type == "e2m1"
    assert grid(done, f"weights[{bank}]").after == w.before


def test_a_wrong_address_raises_and_writes_nothing() -> None:
    loaded, raised = basalt("lw")
    memory = next(one for one in loaded.changes if one.kind == "memories")
    assert changes(loaded)["a0"].after == memory.before
    assert (raised.ended.fault, changes(raised)["a0"].after) == ("scratch_fault", "")


def test_what_passes_between_instances_is_shown() -> None:
    done = basalt("dma_put")[0]
    assert done.ended.outcome == "done"
    assert grid(done, "p").after == grid(done, "s").before


def test_the_same_spec_gives_the_same_examples() -> None:
    _, semantics = spec("engines")
    assert all_of(semantics) == all_of(semantics)


@pytest.mark.parametrize("name", ["scalar", "engines", "pair", "system", "turned", "windows"])
def test_every_example_is_one_of_its_instruction(name: str) -> None:
    architecture, semantics = spec(name)
    made = all_of(semantics)
    for processor in architecture.processors.values():
        codec = Codec(architecture, processor)
        for one, examples in made.items():
            if architecture.instructions[one].processor is not processor:
                continue
            assert examples, one
            assert len({example.name for example in examples}) == len(examples)
            for example in examples:
                decoded = codec.decode(example.word)
                assert decoded is not None
                assert decoded.instruction.name == one
                assert (str(decoded), tuple(decoded.operands.items())) == (example.text, example.operands)
                assert from_data(to_data(example)) == example


def all_of(semantics: Semantics) -> dict[str, tuple[Example, ...]]:
    examples = Examples(semantics)
    return {name: examples.of(one) for name, one in semantics.architecture.instructions.items()}
