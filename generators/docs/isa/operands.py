"""Operands: the fields that vary, the tiles made of them, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.isa.formats import reading
from specgen.generators.docs.parts.page import amount, anchored, intervals, number, table
from specgen.generators.docs.parts.semantics import coloured
from specgen.generators.docs.parts.text import code
from specgen.model.legality import FieldIn, conditions_of
from specgen.model.templates import TemplateError, parse_template
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Field, Instruction, TileOperand


def operands_section(one: Instruction, architecture: Architecture, links: Links) -> Iterator[str]:
    """Yield the tables of operands and tiles, and the constraints."""
    if one.operands:
        yield "## Operands"
        styles, ranges = _styles(one), _ranges(one)
        yield table(
            ("Operand", "Bits", "Values", "Means", "Read as"),
            (_operand(f, styles.get(f.name, ""), ranges.get(f.name, ""), links) for f in one.operands),
        )
    if one.tiles:
        yield "### Tiles"
        yield table(
            ("Tile", "Element", "Shape", "In", "Base", "Arguments", "Layout"),
            (_tile(t, one, links) for t in one.tiles),
        )
    if one.constraints:
        yield "### Constraints"
        yield "A word that breaks one of these is not this instruction."
        yield "\n".join(f"- {code(c.text)}" for c in one.constraints)


def _styles(one: Instruction) -> dict[str, str]:
    """How the assembly writes each operand: a register file, ``label``, ``hex`` or nothing special."""
    try:
        return {part.name: part.style for part in parse_template(one.assembly) if part.name}
    except TemplateError:
        return {}


def _ranges(one: Instruction) -> dict[str, str]:
    """The values of operands that constraints or closed enums narrow."""
    found = {}
    for condition in conditions_of(one):
        if isinstance(condition, FieldIn):
            field = condition.field
            values = (sorted((field.value(low), field.value(high))) for low, high in condition.ranges)
            found[field.name] = intervals((low, high) for low, high in sorted(values))
    return found


def _operand(field: Field, style: str, narrowed: str, links: Links) -> tuple[str, ...]:
    pieces = " ".join(str(p.high) if p.high == p.low else f"{p.high}:{p.low}" for p in field.pieces)
    means = [links.inline(field.summary).rstrip(".") + "."] if field.summary else []
    values = code(narrowed or f"{number(field.low)}..{number(field.high)}")
    if field.scale != 1:
        values += f" in steps of {abs(field.scale)}"
    if field.enum is not None:
        values = links.md("enums", field.enum.name)
    elif style in links.book.state:
        sparse = links.book.state[style].sparse
        means.append(f"Register of {links.md('state', style)}{', by name or number' if sparse else ''}.")
    elif style == "label":
        means.append("Distance from this instruction.")
    elif style == "address":
        means.append("Address.")
    return anchored(code(field.name), field.name), code(pieces), values, " ".join(means), reading(field)


def _tile(tile: TileOperand, one: Instruction, links: Links) -> tuple[str, ...]:
    known = links.names() | {f.name: f"#{f.name}" for f in one.operands}

    def text(source: str) -> str:
        return f"<code>{coloured(source, known)}</code>"

    element = tile.element
    if isinstance(element, FloatType):
        kind = links.md("types", element.name)
    else:
        kind = (
            code(element.name)
            if isinstance(element, IntegerType)
            else f"[{code(element.name)}](#{element.name})"
        )
    align = f", aligned to {amount(tile.align)}" if tile.align > 1 else ""
    return (
        anchored(code(tile.name), tile.name),
        kind,
        " × ".join(text(extent) for extent in tile.shape),
        links.md("memories", tile.memory.name) + align,
        text(tile.base),
        ", ".join(f"{name} = {text(value)}" for name, value in tile.arguments.items())
        or ("dense" if tile.layout.arguments else ""),
        links.md("layouts", tile.layout.name),
    )
