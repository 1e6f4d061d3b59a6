"""What templates see of things whose parts are no plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.model import Field, Instruction, Layout, Parameter


def number_of(parameter: Parameter) -> int | float:
    """The value: whole where it is, else rounded as a float is."""
    value = parameter.value
    exact = value if isinstance(value, int) else value.value
    return int(exact) if exact.denominator == 1 else float(exact)


def bits_of(field: Field) -> str:
    """The pieces of a field, from the most significant on."""
    pieces = ((piece.high, piece.low) for piece in field.pieces)
    return " ".join(f"{high}:{low}" if high != low else f"{high}" for high, low in pieces)


def encoding_of(instruction: Instruction) -> list[str]:
    """The fixed fields and their values."""
    return [f"{name}={value:#x}" for name, value in instruction.encoding.items()]


def type_of(thing: Any) -> str:
    """The name of its type."""
    return str(thing.type.name)


def shape_of(layout: Layout) -> list[int]:
    """The sizes of a layout's dimensions, where all are fixed."""
    return list(layout.shape or ())
