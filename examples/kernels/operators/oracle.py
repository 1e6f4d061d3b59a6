"""What the kernels of this folder compute, in plain NumPy and to the bit: one rounding per operation, in the order written.

Arguments are bit patterns of one tile (uint16: bf16, uint8: e4m3) unless their type says otherwise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from examples.kernels.oracle import (
    BF16,
    E4M3,
    F32,
    Codes,
    Float32,
    constant,
    exponential,
    fma,
    product,
    reciprocal,
    scaled,
    to_e4m3,
)

_ROOT_SEEDS = np.rint(
    256 / np.sqrt(np.concatenate([1 + (np.arange(32) + 0.5) / 32, 2 + (np.arange(32) + 0.5) / 16]))
).astype(np.int64)


def wide(codes: Codes) -> Float32:
    """Bit patterns as f32, exactly."""
    values: Float32 = codes.view(E4M3 if codes.dtype == np.uint8 else BF16).astype(F32)
    return values


def narrow(values: Float32) -> NDArray[np.uint16]:
    """f32 as bf16 patterns, to nearest even."""
    codes: NDArray[np.uint16] = values.astype(BF16).view(np.uint16)
    return codes


def summed(values: Float32) -> Float32:
    """The sum of each row, from +0 in ascending columns."""
    total = np.zeros(len(values), F32)
    for column in range(values.shape[1]):
        total = total + values[:, column]
    return total


def reciprocal_root(value: Float32) -> Float32:
    """The vector engine's 1 / sqrt(value), for positive normal numbers."""
    bits = value.view(np.uint32).astype(np.int64)
    exponent = (bits >> 23) - 127
    odd = exponent & 1
    a = ((127 + odd) << 23 | bits & 0x7FFFFF).astype(np.uint32).view(F32)
    y = (_ROOT_SEEDS[32 * odd + (bits >> 18 & 31)] / 256).astype(F32)
    for _ in range(2):
        y = fma(F32(0.5) * y, fma(-(a * y), y, F32(1.0)), y)
    return scaled(y, (odd - exponent) >> 1)


def logistic(value: Float32) -> Float32:
    """The vector engine's 1 / (1 + exp(-value))."""
    return reciprocal(exponential(-value) + F32(1.0))


def linear(x: Codes, w: Codes) -> NDArray[np.uint16]:
    """Rows times weights, either of 8 or of 16 bits."""
    return narrow(product(wide(x), wide(w)))


def linear_int8(
    x: NDArray[np.int8], w: NDArray[np.int8], scale: np.float32, zero_point: int
) -> NDArray[np.int8]:
    """Integer rows times weights, scaled to 8 bits."""
    value = (x.astype(np.int32) @ w.astype(np.int32)).astype(F32) * scale
    codes: NDArray[np.int8] = np.clip(np.rint(value) + zero_point, -128, 127).astype(np.int8)
    return codes


def convolution(x: Codes, w: Codes, high: int) -> NDArray[np.uint16]:
    """Of an image [2 high + 1, 2 wide + 1, channels] and weights [9, channels, channels]: stride 2, [high, wide, channels]."""
    lines, columns = slice(0, 2 * high, 2), slice(0, x.shape[1] - 1, 2)
    shape = (high, x.shape[1] // 2, w.shape[2])
    total = np.zeros((shape[0] * shape[1], shape[2]), F32)
    for place in range(9):
        down, right = divmod(place, 3)
        met = wide(np.ascontiguousarray(x[down:, right:][lines, columns])).reshape(len(total), -1)
        weights = wide(w[place])
        for k in range(met.shape[1]):
            total = fma(met[:, k, None], weights[None, k, :], total)
    return narrow(total).reshape(shape)


def softmax(x: Codes) -> NDArray[np.uint16]:
    """Of each row, in f32."""
    values = wide(x)
    p = exponential(values - values.max(axis=1, keepdims=True))
    return narrow(p * reciprocal(summed(p))[:, None])


def rms_norm(x: Codes, gain: Codes, share: np.float32, addend: np.float32) -> NDArray[np.uint16]:
    """``share`` is 1 / columns; ``addend`` stands under the root."""
    values = wide(x)
    root = reciprocal_root(summed(values * values) * share + addend)
    return narrow(values * root[:, None] * wide(gain)[None])


def layer_norm(x: Codes, gain: Codes, shift: Codes, addend: np.float32) -> NDArray[np.uint16]:
    """The variance is over all columns, its deviations taken from the mean."""
    values = wide(x)
    mean = summed(values) / F32(values.shape[1])
    squares = np.zeros(len(values), F32)
    for column in range(values.shape[1]):
        distance = values[:, column] - mean
        squares = fma(distance, distance, squares)
    root = reciprocal_root(squares / F32(values.shape[1]) + addend)
    scaled_rows = (values - mean[:, None]) * root[:, None] * wide(gain)[None]
    return narrow(scaled_rows + wide(shift)[None])


def swiglu(x: Codes, z: Codes) -> NDArray[np.uint16]:
    """X sigmoid(X), rounded, times Z."""
    gate = wide(x)
    return narrow(wide(narrow(gate * logistic(gate))) * wide(z))


def gelu(x: Codes) -> NDArray[np.uint16]:
    """By the tanh form, as x sigmoid(2 c x (1 + 0.044715 x^2))."""
    value = wide(x)
    inner = (value * constant(0x3FCC422A)) * fma(value * value, constant(0x3D372713), F32(1.0))
    return narrow(value * logistic(inner))


def cast_fp8(x: Codes) -> NDArray[np.uint8]:
    """To e4m3, saturating."""
    return to_e4m3(wide(x), saturate=True)


def quantise_int8(x: Codes, factor: np.float32) -> NDArray[np.int8]:
    """Times a factor, to the nearest integer of 8 bits."""
    codes: NDArray[np.int8] = np.clip(np.rint(wide(x) * factor), -128, 127).astype(np.int8)
    return codes


def activation(x: Codes, curve: str) -> NDArray[np.uint16]:
    """A curve of the vector engine: relu, sigmoid, tanh, silu or gelu."""
    if curve == "gelu":
        return gelu(x)
    value = wide(x)
    match curve:
        case "relu":
            return narrow(np.maximum(value, F32(0.0)))
        case "sigmoid":
            return narrow(logistic(value))
        case "tanh":
            return narrow(fma(logistic(value * F32(2.0)), F32(2.0), F32(-1.0)))
    return narrow(value * logistic(value))


def rope(x: Codes, cosine: Float32, sine: Float32) -> NDArray[np.uint16]:
    """The halves of each row turned."""
    first, second = np.split(wide(x), 2, axis=1)
    turned = first * cosine - second * sine, fma(first, sine, second * cosine)
    return narrow(np.concatenate(turned, axis=1))


def attention_long(q: Codes, k: Codes, v: Codes, scale: np.float32, block: int) -> NDArray[np.uint16]:
    """Blocks of keys one after another, the sums so far scaled down as the maximum grows."""
    queries, keys, values = wide(q), wide(k), wide(v)
    greatest = np.full(len(q), -np.inf, F32)
    total = np.zeros(len(q), F32)
    result = np.zeros((len(q), v.shape[1]), F32)
    for start in range(0, len(k), block):
        part = slice(start, start + block)
        scores = product(queries, keys[part].T)
        greater = np.maximum(greatest, scores.max(axis=1))
        fade = exponential((greatest - greater) * scale)
        p = exponential(fma(scores, scale, (greater * -scale)[:, None]))
        total = total * fade + summed(p)
        result = result * fade[:, None]
        probable = wide(narrow(p))
        for j in range(probable.shape[1]):
            result = fma(probable[:, j, None], values[part][j][None], result)
        greatest = greater
    return narrow(result * reciprocal(total)[:, None])


def scale_shift(x: Codes, factor: Codes, addend: Codes) -> NDArray[np.uint16]:
    """Each column times a factor, plus an addend."""
    return narrow(wide(x) * wide(factor)[None] + wide(addend)[None])


def pool_max(x: Codes, high: int) -> NDArray[np.uint16]:
    """The greatest of 3 x 3 pixels with stride 2, of an image [2 high + 1, 2 wide + 1, channels]."""
    values, across = wide(x), x.shape[1] // 2
    met = [values[y : y + 2 * high : 2, z : z + 2 * across : 2] for y in range(3) for z in range(3)]
    return narrow(np.maximum.reduce(met))
