"""Multi-latent attention by the models of prefill and decoding.

A prompt's keys and values are unfolded: as many key-value heads as heads, keys of 192 elements and values of 128.
Decoding works in the latent space: one key-value head of 512 elements and 64 more for the position, which all heads
share. Sizes of DeepSeek-V3 (huggingface.co/deepseek-ai/DeepSeek-V3), from which the others are derived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.physical.decode import DecodeKernel, decode
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values
from specgen.perfmodel.physical.prefill import FlashKernel, prefill

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

KEY, VALUE = 192, 128
LATENT = 512 + 64

# Both have the products of keys and of values in sum: 2 * (key + value) operations a pair, and bytes alike.
_UNFOLDED = (KEY + VALUE) // 2
_FOLDED = LATENT // 2

_WIDER = {
    "launch": (3e-6, 1e-3),  # several kernels, where a backend splits and joins around attention
    "tile": (5e-8, 1e-4),
    "rows": (1e-9, 5e-5),
    "task": (5e-8, 2e-4),
    "unit_bandwidth": (1e8, 1e12),
    "memory_efficiency": (0.02, 2.0),
    "matrix_efficiency": (0.02, 1.0),
    "exponentials": (0.5, 24.0),
}


def latent_prefill(kernel: FlashKernel) -> Model:
    """Return the model of a prompt, of ``batch``, ``heads``, ``queries`` and ``keys``."""
    return _adapted(prefill(kernel), "mla_prefill", lambda dims: _with(dims, dims["heads"], _UNFOLDED))


def latent_decode(kernel: DecodeKernel) -> Model:
    """Return the model of a token, of the same sizes."""
    return _adapted(decode(kernel), "mla_decode", lambda dims: _with(dims, 1, _FOLDED))


def _with(dims: Dims, kv_heads: Any, head_dim: int) -> dict[str, Any]:
    return {**dims, "kv_heads": kv_heads, "head_dim": head_dim}


def _adapted(model: Model, operator: str, change: Callable[[Dims], Dims]) -> Model:
    def seconds(dims: Dims, form: str, chip: Chip, values: Values) -> Any:
        return model.seconds(change(dims), form, chip, values)

    def causes(dims: Dims, form: str, chip: Chip, values: Values) -> dict[str, Any]:
        return model.causes(change(dims), form, chip, values)

    return Model(operator, operator, tuple(_widened(one) for one in model.parameters), seconds, causes)


def _widened(one: Parameter) -> Parameter:
    low, high = _WIDER.get(one.name, (one.low, one.high))
    return replace(one, low=low, high=high)
