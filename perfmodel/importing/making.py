"""Operators from the tensors they read and write, whatever kind of file these were found in.

A bias is what a sum of products starts from: it adds bytes and no operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from specgen.perfmodel.counting import Count
from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.workloads import Kind, Operator, Tensor

_VECTOR = "vector"


def gemm(
    name: str,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    sizes: tuple[int, int, int, int],
    *,
    algorithm: str = "",
) -> Operator:
    """``groups`` products of m x k and k x n, ``sizes`` being groups, m, n, k: 2 m n k operations each."""
    groups, m, n, k = sizes
    dims: dict[str, Count] = {"groups": groups, "m": m, "n": n, "k": k}
    work = 2 * groups * m * n * k
    return Operator(
        name,
        Kind.GEMM,
        tuple(inputs),
        tuple(outputs),
        dims,
        work,
        computed_in(inputs),
        algorithm=algorithm,
    )


def product_sizes(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return groups, m, n and k of NumPy's matmul; what is one matrix on the right takes the rows of all on the left.

    Raises Unsupported for scalars.
    """
    if not a or not b:
        raise Unsupported("an operand is a scalar")
    left = a if len(a) > 1 else (1, *a)
    right = b if len(b) > 1 else (*b, 1)
    *stack, m, k = left
    n = right[-1]
    if prod(right[:-2]) == 1:
        return 1, prod(stack) * m, n, k
    return _broadcast(tuple(stack), right[:-2]), m, n, k


def _broadcast(first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """Return how many matrices the two stacks are of together."""
    longest = max(len(first), len(second))
    padded = [(1,) * (longest - len(one)) + one for one in (first, second)]
    return prod(b if a == 1 else a for a, b in zip(*padded, strict=True))


def convolution(
    name: str,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    positions: Sequence[int],
    kernel: Sequence[int],
    channels: tuple[int, int],
    groups: int,
    *,
    batch: int,
    algorithm: str = "",
) -> Operator:
    """A convolution whose kernel is laid on ``positions`` (the result's extents; the operand's, of a transposed one).

    Of three spatial dimensions the first counts as so many images, and the kernel's as so many channels: the products
    are the same. ``channels`` are those in and out, of all groups together.
    """
    *depth, height, width = (1, *positions) if len(positions) == 1 else positions
    *taps, tall, wide = (1, *kernel) if len(kernel) == 1 else kernel
    entering, leaving = channels
    dims: dict[str, Count] = {
        "batch": batch * prod(depth),
        "channels_in": entering * prod(taps),
        "channels_out": leaving,
        "groups": groups,
        "height": height,
        "width": width,
        "kernel_height": tall,
        "kernel_width": wide,
    }
    work = 2 * batch * prod(positions) * prod(kernel) * leaving * (entering // groups)
    return Operator(
        name,
        Kind.CONVOLUTION,
        tuple(inputs),
        tuple(outputs),
        dims,
        work,
        computed_in(inputs),
        algorithm=algorithm,
    )


def attention(
    name: str,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    *,
    batch: int,
    heads: int,
    kv_heads: int,
    queries: int,
    keys: int,
    head_dim: int,
    value_dim: int,
    causal: bool,
) -> Operator:
    """Scores and their sums of values: 2 (head_dim + value_dim) operations for each pair of a query and a key it sees.

    Causal, the last query sees all keys and each one before it one less; the softmax between is not counted.
    """
    hidden = queries * (queries - 1) // 2 if queries <= keys else queries * keys - keys * (keys + 1) // 2
    pairs = queries * keys - hidden * causal
    dims: dict[str, Count] = {
        "batch": batch, "heads": heads, "kv_heads": kv_heads, "queries": queries, "keys": keys,
        "head_dim": head_dim, "value_dim": value_dim, "causal": int(causal),
    }  # fmt: skip
    work = 2 * batch * heads * pairs * (head_dim + value_dim)
    return Operator(name, Kind.ATTENTION, tuple(inputs), tuple(outputs), dims, work, computed_in(inputs))


def counted(
    kind: Kind,
    name: str,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    operations: Count,
    *,
    elements: int,
    algorithm: str = "",
) -> Operator:
    """An operator of the vector unit whose size is a number of elements."""
    return Operator(
        name,
        kind,
        tuple(inputs),
        tuple(outputs),
        {"elements": elements},
        operations,
        vector_format(inputs or outputs),
        unit=_VECTOR,
        algorithm=algorithm,
    )


def rowwise(
    kind: Kind,
    name: str,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    operations: Count,
    *,
    rows: int,
    columns: int,
    algorithm: str = "",
) -> Operator:
    """An operator of the vector unit that works on ``rows`` of ``columns`` elements, each row for itself."""
    dims: dict[str, Count] = {"rows": rows, "columns": columns}
    return Operator(
        name,
        kind,
        tuple(inputs),
        tuple(outputs),
        dims,
        operations,
        vector_format(inputs or outputs),
        unit=_VECTOR,
        algorithm=algorithm,
    )


def whole(tensor: Tensor) -> tuple[int, ...]:
    """Return the extents of a tensor of a file, where none is an array."""
    return tuple(int(one) for one in tensor.shape)


_NARROW = ("f16", "bf16", "e4m3", "e5m2", "e4m3fnuz", "e5m2fnuz", "e2m1", "e3m2", "e2m3")


def vector_format(tensors: Sequence[Tensor]) -> str:
    """Return the format of elementwise work: f32 for all floats that are narrower, else that of the first tensor."""
    first = computed_in(tensors)
    return "f32" if first in _NARROW else first


def computed_in(tensors: Sequence[Tensor]) -> str:
    """Return the format that products are computed in: that of the first tensor."""
    return tensors[0].format
