"""Networks put together layer by layer: alike layers become one operator, parameters are counted on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from specgen.perfmodel.workloads.formats import Formats, bits, wider
from specgen.perfmodel.workloads.graph import Graph, Kind, Operator, Role, Tensor
from specgen.perfmodel.workloads.operators import gather, pointwise, rowwise, tensor
from specgen.perfmodel.workloads.recipes import Recipe
from specgen.perfmodel.workloads.sizes import sized
from specgen.perfmodel.workloads.sparsity import sparsity


@dataclass(slots=True)
class Assembly:
    """Layers of a network for ``batch`` inputs; sizes that its methods take are those of one input.

    Layers of the same kind and sizes are one operator, named after the first of them.
    """

    name: str
    batch: Any
    recipe: Recipe
    parameters: int = 0
    _made: dict[Hashable, Operator] = field(default_factory=dict)

    def linear(self, name: str, rows: int, k: int, n: int, *, bias: bool = True, times: int = 1) -> None:
        """Add a product of ``rows`` of each input with a weight k x n."""
        self.parameters += times * (k * n + (n if bias else 0))
        self._add(("linear", rows, k, n, bias), times,
                  lambda: self.recipe.linear(name, self.batch * rows, k, n, 1, bias=bias))  # fmt: skip

    def convolution(self, name: str, size: int, kernel: int, channels: tuple[int, int], *, stride: int = 1, bias: bool = True,
                    scaled: bool = False, width: int = 0, across: int = 0, times: int = 1) -> None:  # fmt: skip
        """Add a convolution that makes images of ``size`` x ``size`` (or ``width``), by a square kernel (or ``across``).

        ``scaled``: a batch normalisation follows, whose two parameters of each channel are folded into the weights.
        """
        wide, taps, (entering, leaving) = width or size, kernel * (across or kernel), channels
        self.parameters += times * (taps * entering * leaving + leaving * (2 * scaled + bias))
        sizes = (size, wide, kernel, across or kernel, entering, leaving, stride)
        self._add(
            ("convolution", *sizes, bias), times, lambda: self._convolution(name, sizes, bias or scaled)
        )

    def _convolution(self, name: str, sizes: tuple[int, ...], bias: bool) -> Operator:
        size, wide, kernel, across, entering, leaving, stride = sizes
        f, kept = self.recipe.formats, self.recipe.sparsity
        read = (entering, size * min(stride, kernel), wide * min(stride, across), self.batch)
        weight = kept.weight(f"{name}.weight", (kernel, across, entering, leaving), f.weights)
        inputs: tuple[Tensor, ...] = (tensor(f"{name}.input", read, f.inputs), weight)
        if bias:
            inputs += (kept.weight(f"{name}.bias", (leaving,), f.activations),)
        return Operator(
            name=name,
            kind=Kind.CONVOLUTION,
            inputs=inputs,
            outputs=(tensor(name, (leaving, size, wide, self.batch), f.activations),),
            dims={
                "batch": self.batch, "channels_in": entering, "channels_out": leaving, "groups": 1, "height": size,
                "width": wide, "kernel_height": kernel, "kernel_width": across,
            },
            operations=2 * kernel * across * entering * leaving * size * wide * self.batch,
            format=wider(f.inputs, f.weights),
            density=kept.computed,
        )  # fmt: skip

    def attention(self, name: str, queries: int, keys: Any, heads: int, head_dim: int, *, times: int = 1,
                  cached: bool = False) -> None:  # fmt: skip
        """Add attention in which every query sees every key, which are computed or ``cached``."""
        key = "attention", queries, keys if isinstance(keys, int) else id(keys), heads, head_dim
        self._add(
            (*key, cached), times, lambda: self._attention(name, queries, keys, (heads, head_dim), cached)
        )

    def _attention(
        self, name: str, queries: int, keys: Any, sizes: tuple[int, int], cached: bool
    ) -> Operator:
        f, (heads, head_dim) = self.recipe.formats, sizes
        wide = heads * head_dim
        kept = (f.cache, Role.CACHE) if cached else (f.activations, Role.ACTIVATION)
        key_value = tensor("key_value", (2 * wide, keys, self.batch), *kept)
        return Operator(
            name=name,
            kind=Kind.ATTENTION,
            inputs=(tensor("query", (wide, queries, self.batch), f.activations), key_value),
            outputs=(tensor("attended", (wide, queries, self.batch), f.inputs),),
            dims={
                "batch": self.batch, "heads": heads, "kv_heads": heads, "queries": queries, "keys": keys,
                "head_dim": head_dim, "value_dim": head_dim, "causal": 0,
            },
            operations=4 * wide * queries * keys * self.batch,
            format=wider(f.activations, kept[0]),
        )  # fmt: skip

    def pointwise(
        self, name: str, elements: int, per_element: float, *, operands: int = 1, times: int = 1
    ) -> None:
        """Add an elementwise operator of that many operands and one result."""
        act = self.recipe.formats.activations
        inputs = tuple(tensor(f"{name}.input{n}", (elements, self.batch), act) for n in range(operands))
        self._add(("pointwise", elements, per_element, operands), times,
                  lambda: pointwise(name, inputs, (tensor(name, (elements, self.batch), act),), per_element))  # fmt: skip

    def normalisation(self, name: str, rows: int, columns: int, per_element: float, *, weights: int = 2, own: int | None = None,
                      kind: Kind = Kind.NORMALISATION, times: int = 1) -> None:  # fmt: skip
        """Add a normalisation (or softmax) with ``weights`` parameters for each of ``own`` channels (the columns)."""
        self.parameters += times * weights * (columns if own is None else own)
        act = self.recipe.formats.activations
        x, y = (
            tensor(f"{name}.input", (rows * columns, self.batch), act),
            tensor(name, (rows * columns, self.batch), act),
        )
        self._add((kind, rows, columns, per_element), times,
                  lambda: rowwise(name, kind, (x,), (y,), self.batch * rows, columns, per_element))  # fmt: skip

    def pooling(self, name: str, entering: int, leaving: int, taps: int) -> None:
        """Add a pooling of ``taps`` elements into each of ``leaving``."""
        act = self.recipe.formats.activations
        x, y = tensor(f"{name}.input", (entering, self.batch), act), tensor(name, (leaving, self.batch), act)
        work = pointwise(name, (x,), (y,), taps)
        self._add(("pooling", entering, leaving, taps), 1, lambda: replace(work, kind=Kind.POOLING))

    def gather(self, name: str, rows: int, columns: int, sums: int | None = None) -> None:
        """Add look-ups of ``rows`` for each input, which become as many results, or that many ``sums``."""
        f, left = self.recipe.formats, rows if sums is None else sums
        made = gather(name, f"{name}.table", self.batch * rows, columns, f.embedding, f.activations)
        result = tensor(name, (left, columns, self.batch), f.activations)
        work = (rows - left) * columns * self.batch
        self._add(
            ("gather", rows, columns, left), 1, lambda: replace(made, outputs=(result,), operations=work)
        )

    def store(self, name: str, rows: int, columns: int, times: int = 1) -> None:
        """Add what writes ``rows`` of each input into the cache."""
        f, shape = self.recipe.formats, (rows, columns, self.batch)
        work = pointwise(
            name,
            (tensor(f"{name}.input", shape, f.activations),),
            (tensor(name, shape, f.cache, Role.CACHE),),
            0,
        )
        self._add(("store", rows, columns), times, lambda: replace(work, kind=Kind.MOVE))

    def weights(self, count: int) -> None:
        """Add parameters that no operator of their own reads."""
        self.parameters += count

    def _add(self, key: Hashable, times: int, make: Callable[[], Operator]) -> None:
        found = self._made.get(key)
        self._made[key] = replace(found or make(), times=times + (found.times if found else 0))

    def graph(self, phase: str = "forward", **facts: Any) -> Graph:
        """Return what was put together."""
        f, kept = self.recipe.formats, self.recipe.sparsity
        stored = self.parameters * ((bits(f.weights) + kept.metadata) * kept.stored / 8)
        own = {"tokens": self.batch, "batch": self.batch, "steps": 1, "cache_bytes": 0}
        own |= {"parameters": self.parameters, "weight_bytes": stored}
        return Graph(f"{self.name}.{phase}", self._named(), facts=own | facts)

    def _named(self) -> tuple[Operator, ...]:
        """The operators, those of a name that another has already with their number after it."""
        seen: dict[str, int] = {}
        made = []
        for one in self._made.values():
            count = seen[one.name] = seen.get(one.name, 0) + 1
            made.append(one if count == 1 else replace(one, name=f"{one.name}.{count}"))
        return tuple(made)


def assembly(
    name: str, own: str, batch: Any, formats: Formats | dict[str, str] | str | None, sparse: str
) -> Assembly:
    """Return an empty assembly for a model published in format ``own``.

    Raises:
        WorkloadError: the batch is not positive, or there is no such format or sparsity.
    """
    made = Formats.of(formats).completed(own)
    return Assembly(name, sized("batch", batch), Recipe(made, sparsity(sparse)))
