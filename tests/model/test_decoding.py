"""The decision tree and the partition say the same, and leave no word out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.checks.examples import write_example
from specgen.model import load
from specgen.model.architecture import Architecture
from specgen.model.cubes import overlaps
from specgen.model.decoding import (
    Cell,
    Guard,
    Leaf,
    Node,
    Switch,
    decode_tree,
    find,
    illegal_witness,
    in_order,
    instructions_of,
    partition,
)
from specgen.model.legality import words_of
from tests.hand import architecture, field, form, instruction, processor
from tests.machine.specs import fixed, mixed


def _corners(cell: Cell, width: int, draw: random.Random) -> Iterator[int]:
    free = ((1 << width) - 1) & ~cell.cube.mask
    yield cell.cube.value
    yield cell.cube.value | free
    yield cell.cube.value | draw.getrandbits(width) & free


@pytest.mark.parametrize(("spec", "bits"), [(mixed(), 16), (mixed(), 32), (mixed(), 128), (fixed(200), 32)])
def test_cells_cover_every_word_once_and_the_tree_agrees(spec: Architecture, bits: int) -> None:
    cells = partition(spec, bits=bits)
    assert sum(cell.cube.size(bits) for cell in cells) == 1 << bits
    assert not overlaps((cell.cube, n) for n, cell in enumerate(cells))
    tree, draw = decode_tree(spec, bits=bits), random.Random(1)
    for cell in cells:
        for word in _corners(cell, bits, draw):
            leaf = find(tree, word)
            assert (leaf.instruction, leaf.longer) == (cell.instruction, bool(cell.longer))


def test_every_short_word_decodes_as_its_conditions_say() -> None:
    tree = decode_tree(mixed(), bits=16)
    short = [one for one in in_order(mixed().instructions.values()) if one.format.width == 16]
    words = {one.name: words_of(one) for one in short}
    for word in range(1 << 16):
        fits = [one for one in short if any(word in cube for cube in words[one.name])]
        assert find(tree, word).instruction is (fits[0] if fits else None)


def test_whole_words_end_in_instructions() -> None:
    tree = decode_tree(mixed())
    for one in mixed().instructions.values():
        for cube in words_of(one):
            assert find(tree, cube.value).instruction is (
                mixed().instructions["nop"] if cube.value == 0x13 else one
            )


def test_the_one_that_shadows_is_asked_first() -> None:
    on = processor(granule=8)
    shape = form("f", 8, field("op", "3:0"), field("a", "7:4"))
    wide = instruction("wide", shape, {"op": 1}, "wide {a}", on)
    some = instruction("some", shape, {"op": 1}, "some {a}", on, constraints=["a < 3"], shadows=["wide"])
    zero = instruction("zero", shape, {"op": 1, "a": 0}, "zero", on, shadows=["some", "wide"])
    spec = architecture(on, [wide, some, zero])
    assert [one.name for one in in_order(spec.instructions.values())] == ["zero", "some", "wide"]
    tree = decode_tree(spec)
    names = [one.name for w in (0x01, 0x11, 0x21, 0x31, 0xF1) if (one := find(tree, w).instruction)]
    assert names == ["zero", "some", "some", "wide", "wide"]


def test_declared_cycles_of_shadows_end() -> None:
    on = processor(granule=8)
    shape = form("f", 8, field("op", "7:0"))
    a = instruction("a", shape, {"op": 1}, "a", on, shadows=["b"])
    b = instruction("b", shape, {"op": 1}, "b", on, shadows=["a"])
    assert len(in_order([a, b])) == 2


def test_a_witness_begins_no_instruction() -> None:
    witness = illegal_witness(mixed())
    assert witness is not None
    leaf = find(decode_tree(mixed(), bits=16), witness)
    assert leaf.instruction is None
    assert not leaf.longer
    on = processor(granule=8)
    everything = instruction("all", form("f", 8, field("a", "7:0")), {}, "all {a}", on)
    assert illegal_witness(architecture(on, [everything])) is None


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Switch):
        for case in (*node.cases.values(), node.default):
            yield from _nodes(case)
    elif not isinstance(node, Leaf):
        yield from _nodes(node.then)
        yield from _nodes(node.otherwise)


def test_trees_stay_small_and_switches_within_lanes() -> None:
    for spec, most in ((fixed(1300), 4000), (mixed(), 120)):
        nodes = list(_nodes(decode_tree(spec)))
        assert len(nodes) < most
        switches = [node for node in nodes if isinstance(node, Switch)]
        assert all(node.low // 32 == (node.low + node.width - 1) // 32 for node in switches)
        assert all(value < 1 << node.width for node in switches for value in node.cases)
    assert any(isinstance(node, Guard) for node in _nodes(decode_tree(mixed())))


@pytest.mark.parametrize(
    ("retired", "live", "reserved"),
    [
        ("{in: 1.0}", False, True),
        ("{in: 0.9, reuse: 2.0}", False, True),
        ("{in: 0.9, reuse: 1.0}", False, False),
        ("{in: 1.0.1}", True, True),
        ("{in: 2}", True, True),
    ],
)
def test_withdrawn_instructions_are_not_decoded(
    retired: str, live: bool, reserved: bool, tmp_path: Path
) -> None:
    old = f"{{format: r, encoding: {{opcode: 9}}, assembly: old, semantics: pass, retired: {retired}}}"
    text = f"instructions:\n  old: {old}\n"
    architecture = load(write_example(text, tmp_path)).architecture()
    assert (
        "old" in instructions_of(architecture),
        "old" in instructions_of(architecture, reserved=True),
    ) == (
        live,
        reserved,
    )
    leaf = find(decode_tree(architecture), 9)
    assert (leaf.instruction is not None and leaf.instruction.name == "old") == live
