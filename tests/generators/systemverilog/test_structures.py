"""Packed structs hold the bytes of structures; constants are those of the register map."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.systemverilog.structures import Layout
from specgen.generators.systemverilog.view import View
from specgen.model.interfaces import Member, Structure
from tests.generators.systemverilog.benches import simulate, write_packages


@pytest.mark.parametrize("spec", ["wide", "reference"])
def test_members_have_the_values_of_the_bytes(
    spec: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asked: Request = request.getfixturevalue(spec)
    view, rng = View(asked.default), random.Random(6)
    drawn = [
        (layout, rng.randbytes(layout.structure.size)) for layout in view.layouts if layout.structure.size
    ]
    variables = "".join(f"  {layout.packed.name} one_{i};\n" for i, (layout, _) in enumerate(drawn))
    statements = "".join(bench_of(layout, data, f"one_{i}") for i, (layout, data) in enumerate(drawn))
    source = (
        f"module bench;\n  import {view.package}::*;\n{variables}  initial begin\n{statements}    $finish;\n"
        "  end\nendmodule\n"
    )
    shown = simulate("iverilog", write_packages(asked, tmp_path)[0], source, tmp_path / "bench")
    assert shown == [f"{value:x}" for layout, data in drawn for _, value in leaves(layout, data)]


def bench_of(layout: Layout, data: bytes, name: str) -> str:
    number = int.from_bytes(data, "big" if layout.structure.endian == "big" else "little")
    lines = [f"    {name} = {8 * len(data)}'h{number:x};\n"]
    lines += [f'    $display("%0h", {text.format(one=name)});\n' for text, _ in leaves(layout, data)]
    return "".join(lines)


def leaves(layout: Layout, data: bytes) -> Iterator[tuple[str, int]]:
    """What the bench shows of a structure, and its value by the model."""
    structure = layout.structure
    names = [line.name for line in layout.packed.lines]
    members = [m for m in structure.members if m.size]
    named = zip(members, reversed(names) if structure.endian == "little" else names, strict=True)
    for member, name in named:
        yield from _member(structure, member, f"{{one}}.{name}", data, layout)
    arms = [(member, arm) for member in structure.members for arm in member.arms]
    for (member, arm), function in zip(arms, layout.arms, strict=True):
        yield f"{function.name}({{one}})", _number(structure, data, member.offset, arm.size)


def _member(
    structure: Structure, member: Member, text: str, data: bytes, layout: Layout
) -> Iterator[tuple[str, int]]:
    whole = _number(structure, data, member.offset, member.size)
    yield text, whole
    if member.value is not None and member.value.count is not None:
        step = member.value.element_size
        for i in range(member.value.count):
            yield f"{text}[{i}]", _number(structure, data, member.offset + i * step, step)
    if member.bits:
        titles = {part.title: part for part in layout.parts}
        part = titles[f"Bits of {structure.name}.{member.name}"]
        fields = sorted(member.bits, key=lambda b: -b.low)
        for field, line in zip(fields, part.lines, strict=True):
            yield f"{text}.{line.name}", whole >> field.low & ((1 << field.width) - 1)


def _number(structure: Structure, data: bytes, offset: int, size: int) -> int:
    return int.from_bytes(data[offset : offset + size], "big" if structure.endian == "big" else "little")


@pytest.mark.parametrize("spec", ["wide", "reference"])
def test_registers_are_at_their_addresses(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    asked: Request = request.getfixturevalue(spec)
    text = write_packages(asked, tmp_path)[0].read_text()
    found = {
        name: int(digits.replace("_", ""), 16 if base == "h" else 10)
        for name, base, digits in re.findall(r"logic \[\d+:0\] (REG_\w+) = \d+'([dh])([0-9a-f_]+);", text)
    }
    for block in asked.default.registers.values():
        assert found[f"REG_{block.name}_BASE".upper()] == block.base
        for register in block.registers:
            name = f"REG_{block.name}_{register.name}".upper()
            assert found[f"{name}_ADDRESS"] == block.base + register.offset
            assert found[f"{name}_RESET"] == register.reset
            for field in register.fields if f"reg_{block.name}_{register.name}_t".lower() in text else ():
                assert found[f"{name}_{field.name}_MASK".upper()] == field.mask
                assert found[f"{name}_{field.name}_LSB".upper()] == field.low
