"""The structures of a spec as objects of the generated codec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.model.expressions.nodes import Binary, Comparison, Constant, Logic, Name, Node, Unary
from specgen.model.interfaces import Structure
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces import BitField, Constraint, Member, Value
    from specgen.model.isa import Enum


def enum_table(enum: Enum) -> str:
    """Return the expression that makes an enum."""
    members = "".join(f"codec.EnumMember({m.name!r}, {m.value}), " for m in enum.members)
    return f"codec.Enum({enum.name!r}, {enum.open}, ({members.rstrip()}))"


def structure_table(structure: Structure) -> list[str]:
    """Return the lines of the expression that makes a structure."""
    members = [f"        {_member(member)}," for member in structure.members]
    constraints = [f"        {_constraint(one)}," for one in structure.constraints]
    return [
        "codec.Structure(",
        f"    {structure.name!r}, {structure.endian!r}, {structure.size}, {structure.least},",
        "    (",
        *members,
        "    ),",
        *(["    (", *constraints, "    ),"] if constraints else []),
        f"    growth={structure.growth!r},",
        f"    sized_by={structure.sized_by!r},",
        ")",
    ]


def _call(name: str, *first: object, **named: Any) -> str:
    given = [str(one) for one in first]
    given += [f"{key}={value}" for key, value in named.items() if value not in ("None", "False", "()", "''")]
    return f"codec.{name}({', '.join(given)})"


def _member(member: Member) -> str:
    many = "".join(f"{_value(arm)}, " for arm in member.arms)
    bits = "".join(f"{_bits(one)}, " for one in member.bits)
    given = member.checksum
    checksum = (
        "None" if given is None else _call("Checksum", *map(repr, (given.algorithm, given.first, given.last)))
    )
    return _call(
        "Member",
        repr(member.name),
        member.offset,
        member.size,
        value="None" if member.value is None else _value(member.value),
        arms=f"({many.rstrip()})",
        bits=f"({bits.rstrip()})",
        constant=repr(member.constant),
        reserved=repr(member.reserved),
        checksum=checksum,
    )


def _value(one: Value) -> str:
    return _call(
        "Value",
        repr(one.name),
        _type(one.type),
        count=repr(one.count),
        counted_by=repr(one.counted_by),
        flexible=repr(one.flexible),
        text=repr(one.text),
        enum=_enum(one.enum),
        low=repr(one.low),
        high=repr(one.high),
        valid_when=_condition(one.valid_when),
    )


def _type(type_: object) -> str:
    if isinstance(type_, Structure):
        return table_name(type_)
    if isinstance(type_, FloatType):
        return f"codec.FloatType({type_.width})"
    assert isinstance(type_, IntegerType)
    return f"codec.IntegerType({type_.width}, {type_.signed})"


def table_name(one: Structure | Enum) -> str:
    """Return the variable that holds a structure or an enum."""
    return f"_{'structure' if isinstance(one, Structure) else 'enum'}_{one.name.replace('-', '_')}"


def _enum(enum: Enum | None) -> str:
    return "None" if enum is None else table_name(enum)


def _bits(one: BitField) -> str:
    return _call(
        "BitField",
        repr(one.name),
        one.high,
        one.low,
        signed=repr(one.signed),
        enum=_enum(one.enum),
        reserved=repr(one.reserved),
        valid_when=_condition(one.valid_when),
    )


def _constraint(one: Constraint) -> str:
    error = "None" if one.error is None else _call("ErrorCode", repr(one.error.name), one.error.code)
    return _call("Constraint", _condition(one.holds), summary=repr(one.summary), error=error)


def _condition(condition: Expression | None) -> str:
    if condition is None:
        return "None"
    names = "".join(f"{name!r}, " for name in condition.names).rstrip()
    return f"codec.Expression({condition.text!r}, ({names}), lambda v: {_emit(condition.tree)})"


def _emit(node: Node) -> str:
    match node:
        case Constant():
            return repr(node.value)
        case Name():
            return f"v[{node.name!r}]"
        case Unary():
            return f"({node.operator} {_emit(node.operand)})"
        case Binary() | Logic():
            return f"({_emit(node.left)} {node.operator} {_emit(node.right)})"
        case Comparison():
            parts = [_emit(node.operands[0])]
            for (operator, _), operand in zip(node.operators, node.operands[1:], strict=True):
                parts += [operator, _emit(operand)]
            return f"({' '.join(parts)})"
    raise TypeError(f"{node} stands in no condition")
