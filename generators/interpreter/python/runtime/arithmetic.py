"""Arithmetic of any float format, one rounding per operation, NaN results canonical.

float32 and float64 are NumPy's own. Narrower formats compute in float64: for a sum, product, quotient or root of
numbers of p bits a first rounding to 2p + 2 bits or more is innocuous (Figueroa), and a fused multiply-add is first
rounded to odd. Formats of more than 25 bits that are neither compute in exact rationals.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime import binary64, rationals
from specgen.generators.interpreter.python.runtime.converting import array_converter, canonical32, canonical64
from specgen.generators.interpreter.python.runtime.decoding import decode, is_short_binary32
from specgen.generators.interpreter.python.runtime.rounding import Mode
from specgen.generators.interpreter.python.runtime.traits import BINARY32, BINARY64, Array, Traits, traits
from specgen.model.types import FloatType

Function = Callable[..., Any]

_PLAIN: dict[str, Function] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "sqrt": np.sqrt,
}

# Of single NumPy floats these are quicker than functions of arrays.
_SCALAR: dict[str, Function] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
}


@cache
def operation(
    op: str, of: FloatType, *, daz: bool = False, ftz: bool = False, product_bits: int | None = None
) -> Function:
    """``add sub mul div sqrt fma`` as a function of values (float32, float64 or codes; arrays or scalars).

    ``daz`` takes subnormal operands as zeros of their sign; ``ftz`` makes a result whose rounding, with an exponent
    unbounded, is below the normal numbers a zero of its sign. ``product_bits`` bounds the significant bits of an
    fma's product where that is known.
    """
    known = traits(of)
    arrays = _arrays(op, known, ftz, product_bits)
    if daz:
        arrays = _denormals_are_zero(arrays, known)
    scalars = _SCALAR.get(op) if known.native is not None and not daz and not ftz else None
    return _any_shape(arrays, scalars, known)


def _any_shape(arrays: Function, scalars: Function | None, of: Traits) -> Function:
    dtype = of.native or of.code_dtype
    nan = dtype("nan") if of.native is not None else None

    def operate(*values: Any) -> Any:
        if any(isinstance(v, np.ndarray) for v in values):
            return arrays(*(v if isinstance(v, np.ndarray) else np.asarray(v, dtype) for v in values))
        if scalars is not None:
            result = scalars(*values)
            return result if result == result else nan
        result = arrays(*(np.asarray([v], dtype) for v in values))
        return result[0] if of.native else result.item()

    return operate


def _arrays(op: str, of: Traits, ftz: bool, product_bits: int | None) -> Function:
    if of.native is np.float32:
        return _binary32(op, ftz, product_bits)
    if of.native is np.float64:
        return _binary64(op, ftz)
    if of.carrier is None or of.precision > 25 or not of.subnormals or not _far_from_edges(of):
        return rationals.operation(op, of.format, ftz)
    return _narrow(op, of, ftz)


def _far_from_edges(of: Traits) -> bool:
    """Whether float64 neither overflows nor underflows on results that matter, products and quotients included."""
    return of.quantum > -450 and of.max_exponent < 450


# -- float32 -----------------------------------------------------------------------------------------------------------


def _binary32(op: str, ftz: bool, product_bits: int | None) -> Function:
    if op == "fma":
        return _fma32(ftz, product_bits)
    operate = _PLAIN[op]
    if not ftz:
        return lambda *values: canonical32(np.asarray(operate(*values)))

    def flushed(*values: Array) -> Array:
        wide = operate(*(v.astype(np.float64) for v in values))
        return canonical32(_flush(wide.astype(np.float32), wide, BINARY32))

    return flushed


def _fma32(ftz: bool, product_bits: int | None) -> Function:
    if product_bits is not None and product_bits <= 24 and not ftz:
        return fma32_short_product

    def fused(a: Array, b: Array, c: Array) -> Array:
        product = a.astype(np.float64) * b
        total = product + c
        size = np.abs(total)
        # A tie of the second rounding may be no tie of the exact sum; subnormal results have their ties elsewhere.
        risky = (total.view(np.int64) & 0x1FFFFFFF) == 0x10000000
        risky |= (size < 2.0**-126) & (size > 0)
        if risky.any():
            total = np.where(risky, binary64.add_odd(product, c.astype(np.float64)), total)
        result = total.astype(np.float32)
        return canonical32(_flush(result, total, BINARY32) if ftz else result)

    return fused


def fma32_short_product(a: Array, b: Array, c: Array) -> Array:
    """``a * b + c`` where the product has at most 24 significant bits.

    Wherever the float64 sum is inexact, the lesser operand is too small to reach a tie of the float32 rounding.
    """
    product = a.astype(np.float64) * b
    product += c
    return canonical32(product.astype(np.float32))


def fma32_exact_product(a: Array, b: Array, c: Array) -> Array:
    """``a * b + c`` where the product is a float32."""
    product = a * b
    # A product of scalars is no array, whatever its type says.
    into = product if product.shape == np.shape(c) != () else None
    return canonical32(np.add(product, c, out=into))


# -- float64 -----------------------------------------------------------------------------------------------------------


def _binary64(op: str, ftz: bool) -> Function:
    operate = binary64.fma if op == "fma" else _PLAIN[op]
    if not ftz:
        return lambda *values: canonical64(np.asarray(operate(*values)))

    def flushed(*values: Array) -> Array:
        result = np.array(operate(*values))
        # Only at the least normal number itself does the rounded result not tell what came before.
        edge = np.abs(result) == 2.0**-1022
        flat = np.abs(result) < 2.0**-1022
        if edge.any():
            flat |= edge & rationals.tiny(op, values, BINARY64)
        return canonical64(np.where(flat, np.copysign(0.0, result), result))

    return flushed


# -- the others --------------------------------------------------------------------------------------------------------


def _narrow(op: str, of: Traits, ftz: bool) -> Function:
    """Formats of at most 25 bits, handed about as codes."""
    if not ftz and _innocuous_in_binary32(op, of):
        return _through(np.float32, _PLAIN[op], of)
    operate = _fma_odd if op == "fma" else _PLAIN[op]
    if not ftz:
        return _through(np.float64, operate, of)
    finish = array_converter(BINARY64, of, Mode(overflow=of.overflow))
    sign = of.code_dtype(of.sign_bit if of.format.has_negative_zero else 0)

    def flushed(*codes: Array) -> Array:
        wide = np.asarray(operate(*(decode(c, of).astype(np.float64) for c in codes)))
        result = finish(wide)
        return np.asarray(np.where(_is_tiny(wide, of), np.bitwise_and(result, sign), result))

    return flushed


def _through(dtype: type[np.floating[Any]], operate: Function, of: Traits) -> Function:
    source = BINARY32 if dtype is np.float32 else BINARY64
    finish = array_converter(source, of, Mode(overflow=of.overflow))

    def compute(*codes: Array) -> Array:
        result: Array = finish(np.asarray(operate(*(decode(c, of).astype(dtype, copy=False) for c in codes))))
        return result

    return compute


def _innocuous_in_binary32(op: str, of: Traits) -> bool:
    """Whether rounding to float32 first changes nothing: 24 bits are 2p + 2 or more, and float32's edges are far.

    Where the format shares float32's exponents, sums below the normal numbers are exact; a product that is not is
    below half the format's quantum, and stays there.
    """
    if op == "fma" or 2 * of.precision + 2 > 24:
        return False
    if is_short_binary32(of) and of.overflow == "infinity":
        return op in ("add", "sub") or (op == "mul" and of.quantum - 2 * of.precision >= BINARY32.quantum)
    return 2 * of.quantum > -120 and 2 * of.max_exponent - of.quantum < 120


def _fma_odd(a: Array, b: Array, c: Array) -> Array:
    # The product of 25-bit numbers is exact.
    return binary64.add_odd(a * b, c)


# -- subnormals --------------------------------------------------------------------------------------------------------


def _is_tiny(wide: Array, of: Traits) -> Array:
    """Whether float64 results round, with an unbounded exponent, to less than the least normal number."""
    edge = 2.0**of.min_exponent * (1 - 2.0 ** -(of.precision + 1))
    return np.asarray(np.abs(wide) < edge)


def _flush(result: Array, wide: Array, of: Traits) -> Array:
    return np.where(_is_tiny(wide, of), np.copysign(result.dtype.type(0), result), result)


def _denormals_are_zero(operate: Function, of: Traits) -> Function:
    def with_zeros(*values: Array) -> Any:
        return operate(*(flush_inputs(v, of) for v in values))

    return with_zeros


def flush_inputs(values: Array, of: Traits) -> Array:
    """Subnormal values made zeros of their sign."""
    if not of.subnormals:
        return values
    if of.native is not None:
        least = of.native(2.0**of.min_exponent)
        return np.where(np.abs(values) < least, np.copysign(of.native(0), values), values)
    dtype = of.code_dtype
    normal = (values & dtype(of.magnitude_mask)) >= dtype(1 << of.mantissa)
    zero = values & dtype(of.sign_bit if of.format.has_negative_zero else 0)
    return np.where(
        normal | (values == dtype(of.sign_bit) if of.nans == "negative_zero" else normal), values, zero
    )
