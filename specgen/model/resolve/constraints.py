"""Constraints on operands: a field compared with constants or with another field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specgen.model.isa import Constraint
from specgen.model.resolve.numbers import evaluated
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.isa import Field, Format
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_CHOICES = 256
_CONSTRAINT = re.compile(r"([A-Za-z_]\w*)\s*(==|!=|<=|>=|<|>|\bin\b)\s*(\S.*)")


def constraint(
    ctx: Context, text: str, format_: Format, encoding: dict[str, int], origin: Origin, index: int
) -> Constraint | None:
    """Resolve a constraint; what is wrong is reported."""
    path = ("constraints", index)
    found = _CONSTRAINT.fullmatch(text.rstrip())
    if found is None:
        hint = 'such as "rs1 != rs2", "n < 16" or "n in [1, 2, 4]"'
        ctx.report("spec-constraint", f"{text!r} is no constraint", origin.at(*path), hint=hint)
        return None
    name, op, right = found.groups()
    left = _operand(ctx, name, format_, encoding, origin, path, found.start(1))
    if left is None:
        return None
    if op == "in":
        return _choice(ctx, text, left, right, format_, origin, path, found.start(3))
    if right in format_.by_name:
        other = _operand(ctx, right, format_, encoding, origin, path, found.start(3))
        if other is None:
            return None
        if op not in ("==", "!="):
            at = origin.tree.scalar_location(origin.path + path, found.start(2), len(op))
            hint = "compare with a constant, or raise a fault in the semantics"
            ctx.report("spec-constraint", "two fields are compared by == or != only", at, hint=hint)
            return None
        return Constraint(text, left, op, other)
    constant = _constant(ctx, left, right, format_, origin, path, found.start(3))
    return None if constant is None else Constraint(text, left, op, (constant,))


def _operand(
    ctx: Context,
    name: str,
    format_: Format,
    encoding: dict[str, int],
    origin: Origin,
    path: tuple[str | int, ...],
    offset: int,
) -> Field | None:
    field = format_.by_name.get(name)
    if field is not None and field.reserved is None and name not in encoding:
        return field
    at = origin.tree.scalar_location(origin.path + path, offset, len(name))
    if field is None:
        operands = [f.name for f in format_.fields if f.reserved is None and f.name not in encoding]
        hint = did_you_mean(name, operands)
        ctx.report("ref-unknown", f"format {format_.name} has no field {name!r}", at, hint=hint)
    else:
        ctx.report("spec-constraint", f"{name} is no operand: its bits are fixed", at)
    return None


def _choice(
    ctx: Context,
    text: str,
    left: Field,
    right: str,
    format_: Format,
    origin: Origin,
    path: tuple[str | int, ...],
    offset: int,
) -> Constraint | None:
    if not (right.startswith("[") and right.endswith("]")) or right.count(",") >= MAX_CHOICES:
        at = origin.tree.scalar_location(origin.path + path, offset, len(right))
        ctx.report("spec-constraint", "`in` is followed by a list of constants", at, hint="such as [1, 2, 4]")
        return None
    constants = []
    offset += 1
    for part in right[1:-1].split(","):
        skipped = len(part) - len(part.lstrip())
        constants.append(_constant(ctx, left, part.strip(), format_, origin, path, offset + skipped))
        offset += len(part) + 1
    values = tuple(c for c in constants if c is not None)
    return Constraint(text, left, "in", values) if len(values) == len(constants) else None


def _constant(
    ctx: Context,
    left: Field,
    text: str,
    format_: Format,
    origin: Origin,
    path: tuple[str | int, ...],
    offset: int,
) -> int | None:
    """Return a constant: the name of an enum's value, or an expression over parameters."""
    if left.enum is not None and text in left.enum.by_name:
        return left.enum.by_name[text].value
    if text.isidentifier() and text not in ctx.values and text not in ctx.parameters_broken:
        at = origin.tree.scalar_location(origin.path + path, offset, len(text))
        members = left.enum.by_name if left.enum is not None else ()
        hint = did_you_mean(text, (*members, *ctx.values, *format_.by_name))
        message = f"{text!r} is neither a field of format {format_.name} nor a parameter"
        ctx.report("ref-unknown", message, at, hint=hint)
        return None
    found = evaluated(ctx, text, ctx.values, origin, path, offset)
    if found is None or (isinstance(found, int) and not isinstance(found, bool)):
        return found
    at = origin.tree.scalar_location(origin.path + path, offset, len(text))
    ctx.report("spec-constraint", "a whole number is needed here", at)
    return None
