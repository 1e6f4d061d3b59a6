"""How an instruction is encoded and decoded in Python, with the names of the bindings, for people to copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.generators.python.view import View

if TYPE_CHECKING:
    from specgen.generators.python.view import Operand, Shape
    from specgen.model.architecture import Architecture

#: A line of assembly, its word, and the values of its operands.
Line = tuple[str, int, Mapping[str, int]]
_WIDE = 88


def snippets(architecture: Architecture, lines: Mapping[str, Line]) -> dict[str, str]:
    """Return a piece of Python for each instruction, whose assertions hold; ``lines`` are by instruction."""
    view = View(architecture)
    return {
        shape.instruction.name: "\n".join(_snippet(shape, view, lines[shape.instruction.name]))
        for shape in view.shapes
        if shape.instruction.name in lines
    }


def _snippet(shape: Shape, view: View, line: Line) -> Iterator[str]:
    text, word, values = line
    one = shape.instruction
    decode = "decode" + next(s.suffix for s in view.streams if s.processor is one.processor)
    enums = sorted({o.type for o in shape.operands if o.decoded})
    yield f"from {view.package}.decode import {decode}"
    if enums:
        yield f"from {view.package}.enums import {', '.join(enums)}"
    yield f"from {view.package}.instructions import {shape.name}"
    yield ""
    yield f"# {' '.join(text.split())}"
    given = [f"{o.name}={_value(o, view, values[o.field.name])}" for o in shape.operands]
    flat = f"one = {shape.name}({', '.join(given)})"
    yield from [flat] if len(flat) <= _WIDE else [f"one = {shape.name}(", *(f"    {g}," for g in given), ")"]
    yield f"assert one.encode() == {word:#x}"
    yield f"assert {decode}({word:#x}) == one"


def _value(operand: Operand, view: View, value: int) -> str:
    enum = operand.field.enum
    if operand.decoded and enum is not None:
        name = next(name for name, number, _ in view.members(enum) if number == value)
        return f"{operand.type}.{name}"
    return str(value) if abs(value) < 1 << 31 else f"{value:#x}"
