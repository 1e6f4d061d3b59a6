"""What a workload is to the performance model: operators with tensors between them, their work and their bytes.

Sizes are whole numbers, or NumPy arrays of them: then the graph stands for as many workloads as the arrays are long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from math import prod
from operator import mul
from typing import Any

from specgen.perfmodel.counting import Count


class Kind(Enum):
    """What an operator does; each kind has its own ``dims`` (see `Operator`)."""

    GEMM = "gemm"
    ATTENTION = "attention"
    CONVOLUTION = "convolution"
    ELEMENTWISE = "elementwise"
    NORMALISATION = "normalisation"
    SOFTMAX = "softmax"
    REDUCTION = "reduction"
    GATHER = "gather"
    SCATTER = "scatter"
    POOLING = "pooling"
    MOVE = "move"
    CONVERT = "convert"
    COLLECTIVE = "collective"


class Role(Enum):
    """Why a tensor is there: it decides in which memory level it lives between operators."""

    WEIGHT = "weight"
    ACTIVATION = "activation"
    CACHE = "cache"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor: its shape in elements, its number format by name, how many bits an element takes in memory.

    ``bits`` counts the shared scales of a block format and the metadata of structured sparsity; ``density`` is the
    fraction of the elements that is stored.
    """

    name: str
    shape: tuple[Count, ...]
    format: str
    bits: float
    role: Role = Role.ACTIVATION
    density: float = 1.0

    @property
    def elements(self) -> Any:
        """How many elements it has, stored or not."""
        return _product(1, self.shape)

    @property
    def bytes(self) -> Any:
        """Bytes that it takes in memory."""
        return _product(self.bits * self.density / 8, self.shape)


@dataclass(frozen=True, slots=True)
class Operator:
    """A node of a graph, which the workload does ``times`` times (a layer's operator: as often as there are layers).

    ``operations`` of one time: a multiplication and an addition count as two; on which ``format`` they are done chooses
    the peak. ``unit`` is ``matrix`` for sums of products and ``vector`` for the rest. ``density`` is the fraction of
    ``operations`` left where the hardware leaves out zeros (structured sparsity).

    ``dims`` by kind:
    gemm: groups, m, n, k (groups of m x k times k x n). attention: batch, heads, kv_heads, queries, keys, head_dim,
    value_dim, causal (0 or 1), and window where a query looks no further. convolution: batch, channels_in,
    channels_out, groups, height, width (of the result), kernel_height, kernel_width. normalisation, softmax, gather,
    scatter: rows, columns. elementwise, move, convert, reduction, pooling: elements. collective: bytes (of one rank's
    buffer), ranks; ``algorithm`` names it.
    """

    name: str
    kind: Kind
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    dims: dict[str, Count]
    operations: Count
    format: str
    unit: str = "matrix"
    times: Count = 1
    density: float = 1.0
    algorithm: str = ""
    where: str = ""

    @property
    def bytes_read(self) -> Any:
        """Bytes of all inputs, once, of one time."""
        return sum(tensor.bytes for tensor in self.inputs)

    @property
    def bytes_written(self) -> Any:
        """Bytes of all results, of one time."""
        return sum(tensor.bytes for tensor in self.outputs)

    @property
    def bytes(self) -> Any:
        """Bytes read and written, of one time: what must move where nothing is kept in between."""
        return self.bytes_read + self.bytes_written


@dataclass(frozen=True, slots=True)
class Graph:
    """A workload: its operators in order, and what could not be analysed, with the reason.

    A tensor that an operator takes is the result of that name of one before it. ``facts`` are what metrics are made of:
    ``tokens`` (new ones per step of the whole batch), ``batch``, ``steps``; of models also ``parameters``, and
    ``weight_bytes`` and ``cache_bytes``, which have to fit into memory together.
    """

    name: str
    operators: tuple[Operator, ...]
    unsupported: tuple[str, ...] = ()
    facts: dict[str, Count] = field(default_factory=dict)

    @property
    def operations(self) -> Any:
        """All operations of the workload."""
        return sum(one.operations * one.times for one in self.operators)

    @property
    def bytes(self) -> Any:
        """Bytes that all operators read and write when nothing is kept in between."""
        return sum(one.bytes * one.times for one in self.operators)

    def of_kind(self, kind: Kind) -> Iterator[Operator]:
        """The operators of a kind."""
        return (one for one in self.operators if one.kind is kind)


def _product(first: float, sizes: tuple[Any, ...]) -> Any:
    """The product, numbers before arrays: each array is gone through once."""
    numbers = [one for one in sizes if isinstance(one, int | float)]
    arrays = [one for one in sizes if not isinstance(one, int | float)]
    return reduce(mul, arrays, first * prod(numbers))
