"""What the modules go by: encodings, templates, aliases and registers of one variant, as data for JSON.

Bits are written as in the spec (``"31 7 30:25 11:8"``), numbers beyond 2^53 as texts of digits. What is as usual is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.generators.javascript.expressions import tree
from specgen.generators.javascript.numbers import number
from specgen.model.decoding import in_order, instructions_of
from specgen.model.expressions import parse_expression
from specgen.model.identity import binary_hash
from specgen.model.templates import parse_template

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor, State
    from specgen.model.isa import Alias, Constraint, Enum, Expansion, Field, Format, Instruction, Modifier

Json = dict[str, Any]

_HOLE = re.compile(r"\{([^{}]*)\}")


def tables(architecture: Architecture) -> Json:
    """Return all that decoding and assembling for a variant takes."""
    streams = {name: instructions_of(architecture, one) for name, one in architecture.processors.items()}
    every = {name: one for stream in streams.values() for name, one in stream.items()}
    formats = {one.format.name: one.format for one in every.values()}
    enums = {f.enum.name: f.enum for one in formats.values() for f in one.fields if f.enum is not None}
    return {
        "spec": architecture.name,
        "version": architecture.version,
        "variant": architecture.variant,
        "content": architecture.content_hash,
        "binary": binary_hash(architecture),
        "constants": {name: number(value) for name, value in architecture.constants.items()},
        "options": list(architecture.options),
        "directives": dict(architecture.directives),
        "modifiers": {name: _modifier(one) for name, one in architecture.modifiers.items()},
        "registers": {name: _registers(one) for name, one in architecture.state.items()},
        "enums": {name: _enum(one) for name, one in enums.items()},
        "formats": {name: _format(one) for name, one in formats.items()},
        "instructions": {name: _instruction(one) for name, one in every.items()},
        "aliases": {name: _alias(one) for name, one in architecture.aliases.items()},
        "processors": {
            name: _processor(one, streams[name], others=len(streams) > 1)
            for name, one in architecture.processors.items()
        },
    }


def _some(**values: Any) -> Json:
    """The values that say something."""
    return {name: value for name, value in values.items() if value}


def _modifier(one: Modifier) -> Json:
    return {"value": tree(one.expression.tree), **_some(of=one.of)}


def _registers(one: State) -> Json:
    entries = {name: entry.index for name, entry in one.entries.items()}
    return _some(names=list(one.names), aliases=dict(one.aliases), entries=entries, sparse=one.sparse)


def _enum(one: Enum) -> Json:
    members = {member.name: number(member.value) for member in one.members}
    return {"members": members, **_some(open=one.open)}


def _format(one: Format) -> Json:
    return {"width": one.width, "fields": {f.name: _field(f) for f in one.fields}}


def _field(one: Field) -> str | Json:
    bits = " ".join(str(p.low) if p.high == p.low else f"{p.high}:{p.low}" for p in one.pieces)
    more = _some(
        signed=one.signed,
        scale=number(one.scale) if one.scale != 1 else None,
        bias=number(one.bias),
        enum=one.enum.name if one.enum is not None else None,
        reserved=one.reserved,
    )
    return {"bits": bits, **more} if more else bits


def _instruction(one: Instruction) -> list[Any]:
    """Its format, fixed fields, template, and constraints if there are any."""
    bases = {tile.name: tile.base.strip() for tile in one.tiles}
    parts = (_part(part.text, part.name, part.style, bases, one) for part in parse_template(one.assembly))
    fixed = {name: number(value) for name, value in one.encoding.items()}
    constraints = [_constraint(constraint) for constraint in one.constraints]
    return [one.format.name, fixed, "".join(parts), *([constraints] if constraints else [])]


def _part(text: str, name: str, style: str, bases: dict[str, str], one: Instruction) -> str:
    """A part of a template, its place named by the field that it is: that of a tile is its base."""
    if not name or name in one.format.by_name:
        return text
    return f"{{{bases[name]}{':' if style else ''}{style}}}"


def _constraint(one: Constraint) -> list[Any]:
    right = [number(value) for value in one.right] if isinstance(one.right, tuple) else one.right.name
    return [one.text, one.left.name, one.op, right]


def _alias(one: Alias) -> Json:
    places = {part.name for part in parse_template(one.assembly)}
    texts = {text.strip() for part in one.expansions for line in part.lines for text in _HOLE.findall(line)}
    return {
        "assembly": one.assembly,
        "expansions": [_expansion(part) for part in one.expansions],
        **_some(
            holes={text: tree(parse_expression(text).tree) for text in sorted(texts - places)},
            option=one.option,
            last=one.last,
            exact=one.exact,
        ),
    }


def _expansion(one: Expansion) -> Json:
    made: Json = {"lines": list(one.lines)}
    return made if one.when is None else made | {"when": tree(one.when.tree)}


def _processor(one: Processor, stream: Mapping[str, Instruction], *, others: bool) -> Json:
    """Where and how a processor fetches, and its instructions where they are not all; ``first`` shadow others, in order."""
    return {
        "granule": one.granule,
        "unit": one.unit,
        "reset": number(one.reset),
        **_some(
            instructions=list(stream) if others else None,
            first=[other.name for other in in_order(stream.values()) if other.shadows],
            endianness="big" if one.endianness == "big" else None,
            padding=list(one.padding),
        ),
    }
