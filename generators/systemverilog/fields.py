"""Expressions that take a field out of a word, give its value, and put a value in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.systemverilog.text import bits_of, number, vector

if TYPE_CHECKING:
    from specgen.model.isa import BitRange, Field


def width_of(field: Field) -> int:
    """Return the bits of the field's values."""
    return bits_of(field.low, field.high)


def value_type(field: Field) -> str:
    """Return the type of the field's values."""
    return vector(width_of(field), field.low < 0)


def is_member(field: Field) -> bool:
    """Return whether a member of the format's struct is the field's value: one stretch of bits, as they are.

    Of a signed field it is not: Icarus Verilog takes all members for unsigned.
    """
    return len(field.pieces) == 1 and field.scale == 1 and field.bias == 0 and not field.signed


def sliced(piece: BitRange, word: str = "word") -> str:
    """Return some bits of the word."""
    return f"{word}[{piece.high}:{piece.low}]" if piece.width > 1 else f"{word}[{piece.low}]"


def raw(field: Field, word: str = "word") -> str:
    """Return the field's bits, joined."""
    parts = [sliced(piece, word) for piece in field.pieces]
    return parts[0] if len(parts) == 1 else f"{{{', '.join(parts)}}}"


def value(field: Field) -> str:
    """Return the field's value, of type `value_type`, in ``word``."""
    shift = _shift(field)
    if shift == 0:
        return raw(field)
    if shift is not None:
        return f"{{{', '.join(sliced(piece) for piece in field.pieces)}, {number(0, shift)}}}"
    width = width_of(field)
    extended = f"{width}'($signed({raw(field)}))" if field.signed else f"{width}'({raw(field)})"
    scaled = extended if field.scale == 1 else f"{extended} * {number(field.scale, width)}"
    return f"{scaled} + {number(field.bias, width)}" if field.bias else scaled


def unscaled(field: Field) -> str | None:
    """Return the field's bits for ``value``, where they are not simply its own."""
    shift = _shift(field)
    if shift is not None:
        return None
    width = bits_of(min(field.low - field.bias, field.low, 0), max(field.high - field.bias, field.high)) + 1
    base = f"{width}'($signed({{1'b0, value}}))" if field.low >= 0 else f"{width}'(value)"
    if field.bias:
        base = f"({base} - {number(field.bias, width, signed=True)})"
    divided = base if field.scale == 1 else f"({base} / {number(field.scale, width, signed=True)})"
    return f"{field.width}'({divided})"


def placed(field: Field) -> list[str]:
    """Return the statements that put ``raw``, or ``value`` where that has the same bits, into ``word``."""
    shift = _shift(field)
    source, offset = ("raw", 0) if shift is None else ("value", shift)
    whole = shift == 0 or shift is None
    if len(field.pieces) == 1 and whole:
        return [f"word{sliced(field.pieces[0]).removeprefix('word')} = {source};"]
    lines, below = [], field.width
    for piece in field.pieces:
        below -= piece.width
        high, low = below + offset + piece.width - 1, below + offset
        taken = f"{source}[{high}:{low}]" if high > low else f"{source}[{low}]"
        lines.append(f"{sliced(piece)} = {taken};")
    return lines


def _shift(field: Field) -> int | None:
    """Return by how many bits the value is the bits shifted left, or None where it is more than that."""
    plain = field.bias == 0 and field.scale > 0 and field.scale & (field.scale - 1) == 0
    return field.scale.bit_length() - 1 if plain else None
