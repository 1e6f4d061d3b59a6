"""How an instruction is encoded and decoded in C, with the symbols of the headers, for people to copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.generators.c.view import View
from specgen.generators.templating import comment

if TYPE_CHECKING:
    from specgen.generators.c.view import Operand, Shape
    from specgen.model.architecture import Architecture

#: A line of assembly, its word, and the values of its operands.
Line = tuple[str, int, Mapping[str, int]]


def snippets(architecture: Architecture, lines: Mapping[str, Line]) -> dict[str, str]:
    """Return a piece of C for each instruction: two functions that each return true.

    ``lines`` are by instruction. What is returned compiles as it stands where ``-I`` names the folder of the variant.
    """
    view = View(architecture)
    for enum in architecture.enums.values():  # names are given in the order in which the headers ask for them
        view.enum_members(enum)
    return {
        shape.instruction.name: "\n".join(_snippet(shape, view, lines[shape.instruction.name]))
        for shape in view.shapes
        if shape.instruction.name in lines
    }


def _snippet(shape: Shape, view: View, line: Line) -> Iterator[str]:
    text, word, values = line
    one = shape.instruction
    suffix = next(s.suffix for s in view.streams if s.processor is one.processor)
    data = word.to_bytes(one.format.bytes, "little")
    yield f"#include <{view.architecture.name}/decode.h>"
    yield ""
    yield f"/* {comment(text)} */"
    yield f"static bool encode_{shape.member}(uint32_t word[{view.upper}_LANES])"
    yield "{"
    if shape.operands:
        yield f"    const struct {shape.struct} operands = {{"
        yield from (f"        .{o.member} = {_value(o, view, values[o.field.name])}," for o in shape.operands)
        yield "    };"
        yield ""
    first = "&operands, " if shape.operands else ""
    yield f"    return {shape.encoder}({first}word);"
    yield "}"
    yield ""
    yield f"static bool decode_{shape.member}(void)"
    yield "{"
    yield from _array(data)
    yield f"    struct {view.prefix}_instruction found;"
    yield ""
    tests = [
        f"{view.prefix}_decode{suffix}(bytes, sizeof bytes, &found) == sizeof bytes",
        f"found.opcode == {shape.opcode}",
        *(
            f"found.as.{shape.member}.{o.member} == {_value(o, view, values[o.field.name])}"
            for o in shape.operands[:1]
        ),
    ]
    yield "    return " + "\n        && ".join(tests) + ";"
    yield "}"


def _array(data: bytes) -> Iterator[str]:
    rows = [", ".join(f"{byte:#04x}" for byte in data[n : n + 8]) for n in range(0, len(data), 8)]
    if len(rows) == 1:
        yield f"    static const uint8_t bytes[] = {{{rows[0]}}};"
        return
    yield "    static const uint8_t bytes[] = {"
    yield from (f"        {row}," for row in rows)
    yield "    };"


def _value(operand: Operand, view: View, value: int) -> str:
    """An operand's value as C has it: by the enum's constant where that is the type."""
    enum = operand.field.enum
    if enum is not None and not enum.open:
        return next(name for name, member in view.enum_members(enum) if member.value == value)
    if -(1 << 31) < value < 1 << 31:
        return str(value)
    if value == -(1 << 63):
        return f"(-INT64_C({(1 << 63) - 1}) - 1)"
    return f"INT64_C({value})" if value < 0 else f"UINT64_C({value:#x})"
