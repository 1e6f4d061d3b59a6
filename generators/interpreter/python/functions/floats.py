"""Float expressions: calls of the runtime's functions for the formats at hand; f32 and f64 are NumPy's own."""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from typing import Any

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import choices, integers, memories, places
from specgen.generators.interpreter.python.functions.choices import branches, choose
from specgen.generators.interpreter.python.functions.code import Binds, Code, as_dtype, call, literal
from specgen.generators.interpreter.python.functions.emitter import Emitter, number_dtype
from specgen.generators.interpreter.python.functions.lower import (
    condition_form,
    float_form,
    floating,
    integer,
    integer_form,
    interval,
)
from specgen.generators.interpreter.python.runtime import traits
from specgen.model.types import FloatType, IntegerType
from specgen.semantics import ir

_SYMBOLS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def format_of(expr: ir.Expr) -> FloatType:
    """The format of a float expression."""
    assert isinstance(expr.type, ir.FloatValue)
    return expr.type.format


def _native(of: FloatType) -> str | None:
    native = traits(of).native
    return native.__name__ if native is not None else None


def _apply(e: Emitter, name: str, function: Any, to: FloatType, *values: Code) -> Code:
    """A call of a runtime function whose result has the format ``to``."""
    varies = any(v.varies for v in values)
    return call(e.constant(name, function), *values, dtype=number_dtype(to) if varies else "")


@float_form(ir.Const)
def _const(e: Emitter, expr: ir.Const) -> Code:
    of = format_of(expr)
    native = _native(of)
    if native is None:
        return literal(expr.value)
    layout, code = ("<f", "<I") if native == "float32" else ("<d", "<Q")
    value = struct.unpack(layout, struct.pack(code, expr.value))[0]
    if math.isfinite(value):
        return Code(e.constant(_named(value, of), getattr(runtime.np, native)(value)))
    return Code(e.constant(f"{of.name}_{expr.value:#x}", runtime.from_code(of, expr.value)))


def _named(value: float, of: FloatType) -> str:
    """An identifier for a constant: ``f32_minus_0p5``."""
    text = repr(value).replace("-", "minus_", 1) if math.copysign(1, value) < 0 else repr(value)
    return f"{of.name}_{text.replace('.0', '', 1) if text.endswith('.0') else text}".translate(
        str.maketrans(".-", "pm", "+")
    )


@float_form(ir.FloatOp)
def _float_op(e: Emitter, expr: ir.FloatOp) -> Code:
    of = format_of(expr)
    values = [floating(e, v) for v in expr.values]
    if expr.op in ("neg", "abs"):
        return _apply(e, f"{expr.op}_{of.name}", runtime.sign(expr.op, of), of, *values)
    suffix = "_daz" * expr.daz + "_ftz" * expr.ftz
    if expr.op == "fma" and not suffix and _native(of) == "float32":
        return _fma32(e, expr, of, values)
    function = runtime.operation(expr.op, of, daz=expr.daz, ftz=expr.ftz)
    return _apply(e, f"{expr.op}_{of.name}{suffix}", function, of, *values)


def _fma32(e: Emitter, expr: ir.FloatOp, of: FloatType, values: list[Code]) -> Code:
    """The cheapest fused multiply-add that is right, given what is known of the factors."""
    known = [runtime.reach(_source(e, v)) for v in expr.values[:2]]
    bits = sum(k.bits for k in known)
    inside = sum(k.low for k in known) >= -149 and sum(k.high + 1 for k in known) <= 127
    if bits <= 24 and inside:
        return _apply(e, "fma_f32_exact_product", runtime.fma32_exact_product, of, *values)
    if bits <= 24:
        return _apply(e, "fma_f32_short_product", runtime.fma32_short_product, of, *values)
    return _apply(e, "fma_f32", runtime.operation("fma", of), of, *values)


def _source(e: Emitter, expr: ir.Expr) -> FloatType:
    """The format whose values are all that an expression can be: that of what was converted exactly."""
    if isinstance(expr, ir.Convert) and isinstance(expr.value.type, ir.FloatValue):
        narrow, wide = traits(expr.value.type.format), traits(expr.to)
        inside = narrow.precision <= wide.precision and narrow.quantum >= wide.quantum
        if inside and narrow.max_exponent <= wide.max_exponent:
            return _source(e, expr.value)
    if isinstance(expr, ir.FloatOp) and expr.op in ("neg", "abs"):
        return _source(e, expr.values[0])
    if isinstance(expr, ir.LocalRead) and expr.local in e.exact_sources:
        return e.exact_sources[expr.local]
    return format_of(expr)


def source_of(e: Emitter, expr: ir.Expr) -> FloatType:
    """`_source`, for what keeps account of locals."""
    return _source(e, expr)


@float_form(ir.Scale)
def _scale(e: Emitter, expr: ir.Scale) -> Code:
    of = format_of(expr)
    return _apply(
        e, f"ldexp_{of.name}", runtime.scaling(of), of, floating(e, expr.value), integer(e, expr.power)
    )


@float_form(ir.Convert)
def _convert(e: Emitter, expr: ir.Convert) -> Code:
    to = expr.to
    mode = "" if expr.rounding == "nearest_even" else f"_{expr.rounding}"
    mode += "" if expr.overflow == to.overflow else f"_{expr.overflow}"
    mode += f"_{expr.random_bits}" if expr.random is not None else ""
    random = [integer(e, expr.random)] if expr.random is not None else []
    if isinstance(expr.value.type, ir.FloatValue):
        source = expr.value.type.format
        function = runtime.converter(source, to, expr.rounding, expr.overflow, expr.random_bits)
        name = e.constant(f"{to.name}_of_{source.name}{mode}", function)
        whole = _converted_tile(e, expr, name)
        if whole is not None:
            return whole
        return _apply(e, f"{to.name}_of_{source.name}{mode}", function, to, floating(e, expr.value), *random)
    function = runtime.from_integer(to, expr.rounding, expr.overflow, expr.random_bits)
    return _apply(e, f"{to.name}_of_integer{mode}", function, to, integer(e, expr.value), *random)


def _converted_tile(e: Emitter, expr: ir.Convert, function: str) -> Code | None:
    """Inside a loop, the element of a tile that was converted as a whole before the grid's first statement."""
    region, tile_read = e.region, expr.value
    if (
        region is None
        or not region.loops
        or not isinstance(tile_read, ir.TileRead)
        or expr.random is not None
    ):
        return None
    where = places.subscript(e, tile_read.index, expr.span.line)
    if not where.varies or e.mask is not None:
        return None
    tile = tile_read.tile
    whole = memories.settled(
        Code(
            f"{memories.tile_name(tile)}{'' if memories.is_array(tile) else '[...]'}",
            dtype=memories.raw_dtype(tile.element),
        ),
        tile.operand.memory,
        tile.element,
    )
    name = f"{tile.operand.name}_as_{expr.to.name}"
    line = f"{name} = {function}({whole.text})"
    region.hoist(line)
    return Code(f"{name}{where.text}{where.after}", dtype=number_dtype(expr.to))


@float_form(ir.FromBits)
def _from_bits(e: Emitter, expr: ir.FromBits) -> Code:
    value = integer(e, expr.value, expr.to.width)
    dtype = number_dtype(expr.to)
    native = _native(expr.to)
    if native is None:
        if not value.varies:
            return _cut_code(e, value, expr)
        return replace(as_dtype(_cut_code(e, value, expr), dtype), exact=True)
    if not value.varies:
        return call(e.constant(f"{expr.to.name}_of_bits", runtime.from_code_function(expr.to)), value)
    unsigned = as_dtype(value, f"uint{expr.to.width}")
    return Code(f"{unsigned}.view(np.{native})", dtype=dtype)


def _cut_code(_e: Emitter, value: Code, expr: ir.FromBits) -> Code:
    return integers.cut(value, interval(expr.value), IntegerType(expr.to.width, signed=False))


@integer_form(ir.ToInt)
def _to_int(e: Emitter, expr: ir.ToInt, _bits: int | None) -> Code:
    source = format_of(expr.value)
    name = f"{expr.to.name}_of_{source.name}_{expr.rounding}"
    function = runtime.to_integer(source, expr.to, expr.rounding, expr.nan)
    value = floating(e, expr.value)
    dtype = (
        ("object" if expr.to.width > 64 else "int64" if expr.to.signed else "uint64") if value.varies else ""
    )
    return call(e.constant(name, function), value, dtype=dtype)


@integer_form(ir.Bits)
def _raw_bits(e: Emitter, expr: ir.Bits, _bits: int | None) -> Code:
    of, value = format_of(expr.value), floating(e, expr.value)
    native = _native(of)
    if native is None:
        return value
    if not value.varies:
        return Code(f"int({value}.view(np.uint{of.width}))")
    return Code(f"{value}.view(np.uint{of.width})", dtype=f"uint{of.width}", alias=value.alias)


@float_form(ir.MinMax)
def _minmax(e: Emitter, expr: ir.MinMax) -> Code:
    of = format_of(expr)
    values = floating(e, expr.left), floating(e, expr.right)
    return _apply(e, f"{expr.op}_{of.name}", runtime.minmax(expr.op, of), of, *values)


@float_form(ir.Select)
def _select(e: Emitter, expr: ir.Select) -> Code:
    then, otherwise, test = branches(e, expr, lambda side: floating(e, side))
    if not test.varies:
        return choose(test, then, otherwise)
    dtype = number_dtype(format_of(expr))
    if not then.varies and not otherwise.varies and _native(format_of(expr)) is None:
        then = Code(f"np.{dtype}({then.text})")
    return call("np.where", test, then, otherwise, dtype=dtype)


@condition_form(ir.Compare)
def _compare(e: Emitter, expr: ir.Compare) -> Code:
    if not isinstance(expr.left.type, ir.FloatValue):
        return choices.compare(e, expr)
    of = format_of(expr.left)
    left, right = floating(e, expr.left), floating(e, expr.right)
    varies = left.varies or right.varies
    if _native(of) is None:
        name = e.constant(f"{expr.op}_{of.name}", runtime.comparison(expr.op, of))
        return call(name, left, right, dtype="bool" if varies else "")
    text = f"{left.at(Binds.BIT_OR)} {_SYMBOLS[expr.op]} {right.at(Binds.BIT_OR)}"
    return Code(text, Binds.COMPARE, "bool") if varies else Code(f"bool({text})")


@condition_form(ir.FloatTest)
def _test(e: Emitter, expr: ir.FloatTest) -> Code:
    of, value = format_of(expr.value), floating(e, expr.value)
    dtype = "bool" if value.varies else ""
    if _native(of) is not None:
        looked = call("np.isnan" if expr.op == "nan" else "np.isinf", value, dtype=dtype)
        return looked if dtype else call("bool", looked)
    name = {"nan": "is_nan", "infinite": "is_infinite"}[expr.op]
    return call(e.constant(f"{name}_{of.name}", runtime.test(expr.op, of)), value, dtype=dtype)
