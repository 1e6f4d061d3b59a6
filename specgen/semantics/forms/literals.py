"""Float literals: exact numbers that take their format from where they are used."""

from __future__ import annotations

import ast
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import cast

from specgen.data import frozen
from specgen.model import numerics
from specgen.model.origin import Origin
from specgen.model.types import FloatType
from specgen.semantics import ir
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.types import describe
from specgen.semantics.types.floats import of_code

_NO_FORMAT = FloatType(name="a literal", exponent=1, mantissa=0, bias=0, origin=cast(Origin, None))
UNTYPED = ir.FloatValue(_NO_FORMAT, 0)
MAX_EXPONENT = 20_000


@frozen(eq=False)
class Literal(ir.Expr):
    """An exact number without a format; it never leaves the typing."""

    value: numerics.Real
    node: ast.AST


def float_literal(t: Typer, node: ast.Constant) -> ir.Expr:
    """``0.5``, ``1e-3``: by its text, since Python's own value is already rounded."""
    text = t.text.content.strip() if t.timing else t.text.content
    line = text.split("\n")[node.lineno - 1].encode()
    written = line[node.col_offset : node.end_col_offset].decode().replace("_", "")
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise Wrong("sem-literal", node, f"{written} is not a number") from None
    if number and abs(number.adjusted()) > MAX_EXPONENT:
        raise Wrong("sem-literal", node, f"{written} is beyond every format")
    return Literal(Fraction(number), node, type=UNTYPED, span=t.span(node))


def in_format(literal: Literal, to: FloatType) -> ir.Const:
    """The literal as a constant of a format, which must hold it exactly. Raises ``Wrong``."""
    node = literal.node
    code = numerics.encode(to, literal.value, "nearest_even")
    if numerics.decode(to, code) != literal.value:
        message = f"{quoted(node)} is not exact in {to.name}"
        raise Wrong("sem-literal", node, message, f"{to.name}({quoted(node)}) rounds it")
    return ir.Const(code, type=of_code(to, code), span=literal.span)


def need_float(value: ir.Expr, node: ast.AST) -> ir.FloatValue:
    """The format of a float expression. Raises ``Wrong`` for others, and for a literal that has none."""
    if not isinstance(value.type, ir.FloatValue):
        hint = "f32(v) converts, from_bits(f32, v) takes raw bits"
        raise Wrong("sem-type-mix", node, f"this is {describe(value.type)}, where a float is needed", hint)
    if isinstance(value, Literal):
        raise Wrong("sem-literal", node, "this literal has no format", f"such as f32({quoted(node)})")
    return value.type
