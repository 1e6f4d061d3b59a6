"""Operators of which networks consist, each with its dims, operations and tensors.

What one operation is: a multiplication, an addition, a comparison, a division, an exponential or a square root of one
element. Those of elementwise operators per element are the constants here.
"""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.formats import bits, wider
from specgen.perfmodel.workloads.graph import Kind, Operator, Role, Tensor

VECTOR = "f32"
"""On which format elementwise operators compute."""

NORMALISE = 4
"""Root mean square: square, add to the sum, scale, weigh."""

STANDARDISE = 7
"""Mean and variance: add, subtract, square, add, scale, weigh, shift."""

SOFTMAX = 5
"""Greatest, subtract, exponential, add to the sum, divide."""

ROTATE = 3
"""Rotary embedding: two products and a sum."""

SILU = 4
"""x / (1 + exp(-x)): negate, exponential, add, divide."""

GELU = 8
"""By tanh: cube (2), weigh, add, scale, tanh, add, multiply."""


def tensor(name: str, shape: tuple[Count, ...], in_format: str, role: Role = Role.ACTIVATION) -> Tensor:
    """Return a dense tensor in a format that `bits` knows."""
    return Tensor(name, shape, in_format, bits(in_format), role)


def product(x: Tensor, weight: Tensor, result: Tensor, *, m: Any, k: Any, n: Any, times: Count = 1,
            groups: Any = 1, kept: float = 1.0, bias: bool = False, name: str = "") -> Operator:  # fmt: skip
    """Return the operator ``result = x @ weight``, ``groups`` times m x k by k x n, named as its result if not by ``name``.

    It is computed on the wider of the two formats; ``kept`` is the fraction of products that is left where the
    hardware leaves out structured zeros.
    """
    inputs: tuple[Tensor, ...] = (x, weight)
    if bias:
        inputs += (tensor(f"{result.name}.bias", (n,), result.format, Role.WEIGHT),)
    return Operator(
        name=name or result.name,
        kind=Kind.GEMM,
        inputs=inputs,
        outputs=(result,),
        dims={"groups": groups, "m": m, "k": k, "n": n},
        operations=(2 * k * n) * (groups * m),
        format=wider(x.format, weight.format),
        times=times,
        density=kept,
    )


def pointwise(name: str, inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...], per_element: float,
              times: Count = 1, elements: Any = None) -> Operator:  # fmt: skip
    """Return an elementwise operator with ``per_element`` operations on each of ``elements`` (of the first result)."""
    count = outputs[0].elements if elements is None else elements
    return Operator(
        name=name,
        kind=Kind.ELEMENTWISE,
        inputs=inputs,
        outputs=outputs,
        dims={"elements": count},
        operations=count * per_element,
        format=VECTOR,
        unit="vector",
        times=times,
    )


def rowwise(name: str, kind: Kind, inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...], rows: Any, columns: Any,
            per_element: float, times: Count = 1) -> Operator:  # fmt: skip
    """Return a normalisation or softmax of ``rows`` rows of ``columns``."""
    return Operator(
        name=name,
        kind=kind,
        inputs=inputs,
        outputs=outputs,
        dims={"rows": rows, "columns": columns},
        operations=rows * (columns * per_element),
        format=VECTOR,
        unit="vector",
        times=times,
    )


def gather(
    name: str, table: str, rows: Any, columns: Any, stored: str, result: str, times: Count = 1
) -> Operator:
    """Return a look-up of ``rows`` rows in a table: each is read from memory once per look-up, wherever it lies."""
    return Operator(
        name=name,
        kind=Kind.GATHER,
        inputs=(
            tensor(f"{name}.index", (rows,), "s32", Role.INDEX),
            tensor(table, (rows, columns), stored, Role.WEIGHT),
        ),
        outputs=(tensor(name, (rows, columns), result),),
        dims={"rows": rows, "columns": columns},
        operations=0,
        format=VECTOR,
        unit="vector",
        times=times,
    )
