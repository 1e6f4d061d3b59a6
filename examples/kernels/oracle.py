"""Attention and linear layers as the kernels compute them, in plain NumPy; attention in float64 with a bound on the difference.

Follows the order of operations of README.md step by step, one f32 rounding per operation. Float formats are ml_dtypes'.
Shapes: q [128, 64], k [128, 64], v [128, 64], all bit patterns of one tile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Any32 = Float32 | np.float32
Codes = NDArray[Any]

F32 = np.float32
SCALE = F32(0.125)
E4M3, BF16, E2M1 = ml_dtypes.float8_e4m3fn, ml_dtypes.bfloat16, ml_dtypes.float4_e2m1fn


@dataclass(frozen=True)
class Result:
    """`o`: bf16 codes [128, 64]; `o8`: e4m3 codes of the FP8 kernel's second result, else None."""

    o: NDArray[np.uint16]
    o8: NDArray[np.uint8] | None = None


# -- f32 arithmetic with one rounding ----------------------------------------------------------------------------------


def fma(a: Any32, b: Any32, c: Any32) -> Float32:
    """Return a * b + c rounded once: the exact product, then a sum rounded to odd in f64 and cut to f32."""
    a64, b64, c64 = np.float64(a), np.float64(b), np.float64(c)
    product = a64 * b64
    total = np.atleast_1d(product + c64)
    back = total - product
    rest = (product - (total - back)) + (c64 - back)
    bits = total.view(np.int64)
    step = np.where((rest > 0) == (total > 0), 1, -1)
    inexact = ((rest > 0) | (rest < 0)) & (bits & 1 == 0)
    odd = np.where(inexact, bits + step, bits).view(np.float64)
    return odd.astype(F32).reshape(np.shape(product + c64))


def scaled(value: Float32, power: NDArray[np.int64]) -> Float32:
    """Return value * 2^power rounded once (exact in f64)."""
    return np.ldexp(value.astype(np.float64), power).astype(F32)


def constant(bits: int) -> np.float32:
    """The f32 with these bits."""
    return np.uint32(bits).view(F32)


def exponential(value: Float32) -> Float32:
    """The vector engine's e^value."""
    held = np.clip(value, F32(-104.0), F32(89.0))
    n = np.rint(held * constant(0x3FB8AA3B))
    r = fma(n, constant(0xBF317200), held)
    r = fma(n, constant(0xB5BFBE8E), r)
    q = np.full_like(r, constant(0x3AB511E7))
    for bits in (0x3C091D10, 0x3D2AAC79, 0x3E2AAA49, 0x3EFFFFFE):
        q = fma(q, r, constant(bits))
    result = scaled(fma(q, r * r, r) + F32(1.0), n.astype(np.int64))
    return np.where(np.isnan(value), constant(0x7FC00000), result)


def reciprocal(value: Float32) -> Float32:
    """The vector engine's 1 / value, for positive normal numbers."""
    bits = value.view(np.uint32)
    a = (bits & 0x7FFFFF | 0x3F800000).view(F32)
    index = (bits >> 17 & 63).astype(np.float64)
    y = (np.rint(256.0 / (1.0 + (index + 0.5) / 64.0)) / 256.0).astype(F32)
    for _ in range(2):
        y = fma(fma(-a, y, F32(1.0)), y, y)
    return scaled(y, 127 - (bits >> 23).astype(np.int64))


def product(rows: Float32, columns: Float32) -> Float32:
    """Return rows @ columns, each element summed in ascending k by fused multiply-adds from +0."""
    total = np.zeros((rows.shape[0], columns.shape[1]), F32)
    for k in range(rows.shape[1]):
        total = fma(rows[:, k, None], columns[None, k, :], total)
    return total


# -- the kernels -------------------------------------------------------------------------------------------------------


def probabilities(q: Float32, k: Float32) -> tuple[Float32, Float32]:
    """Unnormalised probabilities [128, 128], and the sum of each row in ascending columns [128]."""
    scores = product(q, k.T)
    bias = scores.max(axis=1) * -SCALE
    p = exponential(fma(scores, SCALE, bias[:, None]))
    total = np.zeros(p.shape[0], F32)
    for column in range(p.shape[1]):
        total = total + p[:, column]
    return p, total


def to_e4m3(values: Float32, saturate: bool) -> NDArray[np.uint8]:
    """Nearest e4m3 codes; what exceeds 448 becomes 448 or, where it rounds beyond, the canonical NaN 0x7f."""
    held = np.clip(values, F32(-448.0), F32(448.0)) if saturate else values
    codes = held.astype(E4M3).view(np.uint8)
    return np.where(codes == 0xFF, np.uint8(0x7F), codes)


def attention_bf16(q: Codes, k: Codes, v: Codes) -> Result:
    """The BF16 kernel on uint16 bit patterns."""
    q32, k32, v32 = (m.view(BF16).astype(F32) for m in (q, k, v))
    p, total = probabilities(q32, k32)
    o = product(p.astype(BF16).astype(F32), v32) * reciprocal(total)[:, None]
    return Result(o.astype(BF16).view(np.uint16))


def attention_fp8(q: Codes, k: Codes, v: Codes, o8_scale: float = 1.0, saturate: bool = True) -> Result:
    """The FP8 kernel on uint8 bit patterns; `o8_scale` and `saturate` are its mailbox arguments."""
    q32, k32, v32 = (m.view(E4M3).astype(F32) for m in (q, k, v))
    p, total = probabilities(q32, k32)
    p8 = to_e4m3(p * F32(256.0), saturate=True).view(E4M3).astype(F32)
    inverse = reciprocal(total) * F32(1.0 / 256.0)
    o = product(p8, v32) * inverse[:, None]
    return Result(o.astype(BF16).view(np.uint16), to_e4m3(o * F32(o8_scale), saturate))


def linear_bf16(x: Codes, w: Codes) -> NDArray[np.uint16]:
    """The linear layer on uint16 bit patterns: rows of one tile, and the weights of all."""
    x32, w32 = (m.view(BF16).astype(F32) for m in (x, w))
    return product(x32, w32).astype(BF16).view(np.uint16)


def mxfp4(values: Float32) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Quantise finite rows [m, 32 b] to e2m1 codes [m, 32 b] and scale codes [m, b], by the rule of OCP MX 1.0, 6.3."""
    blocks = values.reshape(len(values), -1, 32)
    exponents = np.abs(blocks).max(axis=2).view(np.uint32) >> 23
    scales = np.maximum(exponents.astype(np.int64) - 2, 0)
    scaled = np.ldexp(blocks.astype(np.float64), 127 - scales[..., None])
    codes = np.clip(scaled, -6.0, 6.0).astype(E2M1).view(np.uint8) & 15
    return codes.reshape(values.shape), scales.astype(np.uint8)


def nibbles(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pack four-bit codes along the last axis, the even one into the low half of its byte."""
    packed: NDArray[np.uint8] = codes[..., ::2] | codes[..., 1::2] << 4
    return packed


def product_mx(
    rows: NDArray[np.uint8],
    row_scales: NDArray[np.uint8],
    columns: NDArray[np.uint8],
    column_scales: NDArray[np.uint8],
) -> Float32:
    """Return the block-scaled product of e2m1 codes [m, k] and [n, k]: block sums from +0, scaled, added in ascending order."""
    a, b = rows.view(E2M1).astype(F32), columns.view(E2M1).astype(F32)
    total = np.zeros((len(a), len(b)), F32)
    for block in range(row_scales.shape[1]):
        part = slice(32 * block, 32 * block + 32)
        power = row_scales[:, block, None].astype(np.int64) + column_scales[None, :, block] - 254
        total = total + scaled(product(a[:, part], b[:, part].T), power)
    return total


def linear_mxfp4(x: Codes, w: NDArray[np.uint8], w_scales: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The MXFP4 layer: uint16 bit patterns of rows, e2m1 codes [n, k] of the transposed weights, their scales."""
    codes, scales = mxfp4(x.view(BF16).astype(F32))
    return product_mx(codes, scales, w, w_scales).astype(BF16).view(np.uint16)


def compressed(w: Codes) -> tuple[Codes, NDArray[np.uint8]]:
    """Of every four rows of a pruned matrix [2 k, n], as bit patterns, the two that are there [k, n], and their places."""
    groups = w.reshape(-1, 4, w.shape[1])
    there = (groups & 0x7FFF) != 0
    order = np.argsort(~there, axis=1, kind="stable")[:, :2]
    places = np.sort(order, axis=1)
    kept = np.take_along_axis(groups, places, axis=1)
    return kept.reshape(-1, w.shape[1]), places.reshape(-1, w.shape[1]).astype(np.uint8)


def quarters(places: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pack two-bit places [k, n] column after column, the first of four into the lowest bits of its byte: [n, k / 4]."""
    fours = places.T.reshape(places.shape[1], -1, 4)
    packed: NDArray[np.uint8] = np.bitwise_or.reduce(fours << np.arange(0, 8, 2, np.uint8), axis=2)
    return packed


# -- float64 -----------------------------------------------------------------------------------------------------------


def exact(q: Codes, k: Codes, v: Codes) -> Float64:
    """Attention in float64 on the same bit patterns (uint8: e4m3, uint16: bf16)."""
    q64, k64, v64 = (wide(m) for m in (q, k, v))
    scores = q64 @ k64.T / 8.0
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    o: Float64 = p @ v64 / p.sum(axis=1, keepdims=True)
    return o


def bound(q: Codes, k: Codes, v: Codes) -> Float64:
    """How far the bf16 result may be from `exact`, element by element [128, 64]: README.md derives it."""
    q64, k64, v64 = (wide(m) for m in (q, k, v))
    u = 2.0**-24
    scores = q64 @ k64.T / 8.0
    argument = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(argument)
    shift = 64 * u * (np.abs(q64) @ np.abs(k64).T) / 8.0 + u * np.abs(argument)
    relative = np.expm1(shift) + 2.1 * u
    narrow = 2.0**-4 if q.dtype == np.uint8 else 2.0**-8
    least = 2.0**-18 if q.dtype == np.uint8 else 2.0**-134
    total = p.sum(axis=1, keepdims=True)
    sum_error = (p * relative).sum(axis=1, keepdims=True) / total + 127 * u
    each = p * (relative + narrow * (1 + relative)) + least
    result = np.abs(p @ v64) / total
    size = p @ np.abs(v64) / total
    error = each @ np.abs(v64) / total + 128 * u * 1.1 * size + (1.1 * sum_error + 3 * u) * size
    whole: Float64 = error * 1.01 + 2.0**-8 * (result + error)
    return whole


def wide(codes: Codes) -> Float64:
    """What bit patterns mean: e4m3 (uint8) or bf16 (uint16)."""
    values: Float64 = codes.view(E4M3 if codes.dtype == np.uint8 else BF16).astype(np.float64)
    return values
