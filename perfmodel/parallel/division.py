"""A workload divided among chips: what one of them does, with the messages between them as operators.

Tensor parallelism is M. Shoeybi and others' (Megatron-LM, arXiv 1909.08053, 2019, section 3): products that widen are
divided by columns, those that follow them by rows, whose partial results an all-reduce adds. Experts are divided as in
D. Lepikhin and others' GShard (arXiv 2006.16668, 2020): an all-to-all takes tokens to them and another one back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from specgen.perfmodel.counting import ceil_div, is_whole, maximum, minimum
from specgen.perfmodel.parallel.errors import ParallelError
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role, Tensor
from specgen.source import did_you_mean

COLUMNS = ("qkv", "query", "up", "expand", "logits")
"""Products whose results are divided among ranks; the logits are gathered afterwards."""

ROWS = ("out", "down")
"""Products that sum over what is divided: their results are partial."""

SPLIT = ("rope", "query_norm", "activation", "attention", "absorb", "scores", "softmax", "values")
"""What is done on heads or columns that are divided."""


@dataclass(frozen=True, slots=True)
class Parallel:
    """Ranks by way: ``tensor`` divides layers, ``data`` the batch, ``pipeline`` the layers' sequence.

    ``expert`` divides the experts among so many of the tensor and data ranks; each expert is divided among the rest.
    """

    tensor: int = 1
    data: int = 1
    pipeline: int = 1
    expert: int = 1

    @property
    def chips(self) -> int:
        """How many chips that takes."""
        return self.tensor * self.data * self.pipeline

    def checked(self) -> Parallel:
        """Return it. Raises ParallelError where a number is below one or the experts' ranks do not divide the others."""
        for name in ("tensor", "data", "pipeline", "expert"):
            if getattr(self, name) < 1:
                raise ParallelError(f"{name}: at least one rank is needed, not {getattr(self, name)}")
        if (self.tensor * self.data) % self.expert:
            raise ParallelError(
                f"expert: {self.expert} does not divide the {self.tensor * self.data} tensor and data ranks"
            )
        return self


def ranks(ways: Mapping[str, int]) -> Parallel:
    """Return ranks by the names of their ways. Raises ParallelError for a name that there is not."""
    known = [one.name for one in fields(Parallel)]
    for name in ways:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise ParallelError(f"no way of dividing work is called {name!r}; {hint}")
    return Parallel(**ways).checked()


def divided(graph: Graph, parallel: Parallel) -> Graph:
    """Return what one chip does of a step of ``graph``: in the pipeline, the chip of the last stage, which does most.

    A rank's part of a tensor is told in its first extent. Sizes that do not divide evenly are rounded up: the chip with
    most work is the one that the others wait for. ``facts`` keep the tokens of all chips, and say how many ``chips``
    there are. Raises ParallelError where ranks do not fit together, or no operator can be divided among tensor ranks.
    """
    parallel.checked()
    if parallel.chips == 1:
        return graph
    division = _Division(parallel)
    operators = tuple(one for operator in graph.operators for one in division.of(operator))
    if parallel.tensor > 1 and not division.divides:
        raise ParallelError(f"{graph.name} has no operator that is divided among tensor ranks")
    if parallel.pipeline > 1:
        operators = (*operators, _send(graph, parallel))
    ways = "".join(f".{name[0]}p{n}" for name, n in _ways(parallel))
    facts = graph.facts | {"chips": parallel.chips, "stages": parallel.pipeline}
    return replace(graph, name=graph.name + ways, operators=operators, facts=facts)


def _ways(parallel: Parallel) -> Iterator[tuple[str, int]]:
    for name in ("tensor", "data", "pipeline", "expert"):
        if getattr(parallel, name) > 1:
            yield name, getattr(parallel, name)


@dataclass(slots=True)
class _Division:
    """Divides operators one after the other, and remembers which tensors are divided among the tensor ranks."""

    parallel: Parallel
    split: set[str] = field(default_factory=set)
    divides: bool = False

    def of(self, operator: Operator) -> Iterator[Operator]:
        """Yield the part of an operator and the collectives behind it."""
        way = self.way(operator)
        if way == "experts":
            yield from self.experts(operator)
            return
        part = self.staged(self.by_batch(operator))
        tensor = self.parallel.tensor
        if way == "whole" or tensor == 1:
            yield part
        else:
            self.divides = True
            yield _DIVIDED[way](part, tensor)
        if tensor > 1 and way == "columns" and _base(operator) == "logits":
            yield _collective("all_gather", operator.name, _result(part), tensor, part)
        elif tensor > 1 and way == "rows":
            yield _collective("all_reduce", operator.name, _result(part), tensor, part)
        elif operator.name == "combine" and self.parallel.expert > 1:
            yield from self.after_combining(part)
        elif operator.name == "combine" and tensor > 1:
            yield _collective("all_reduce", operator.name, _result(part), tensor, part)
        elif operator.name == "dispatch" and self.parallel.expert > 1 and self.parallel.data > 1:
            yield _collective("all_to_all", operator.name, _result(part), self.parallel.expert, part)

    def after_combining(self, part: Operator) -> Iterator[Operator]:
        """Results go back to their tokens' ranks; where all ranks have all tokens, they are added instead."""
        if self.parallel.data > 1:
            rows = part.inputs[0]
            yield _collective("all_to_all", part.name, rows, self.parallel.expert, part)
        if self.parallel.tensor > 1:
            yield _collective("all_reduce", part.name, _result(part), self.parallel.tensor, part)

    def way(self, operator: Operator) -> str:
        """How the tensor ranks share an operator; what its inputs are decides where its name does not."""
        base = _base(operator)
        if operator.name.startswith("experts."):
            return "experts"
        fed = any(one.name in self.split for one in operator.inputs)
        found = "whole"
        if base in COLUMNS and operator.kind is Kind.GEMM:
            found = "columns"
        elif (base in ROWS and operator.kind is Kind.GEMM) or (fed and _has_weight(operator)):
            found = "rows"
        elif base in SPLIT or fed:
            found = "split"
        if found in ("columns", "split") and base != "logits":
            self.split |= {one.name for one in operator.outputs}
        return found

    def experts(self, operator: Operator) -> Iterator[Operator]:
        """An operator of the experts: those of a rank, with the tokens of all ranks that come to them."""
        ranks, parallel = self.parallel.expert, self.parallel
        within = parallel.tensor * parallel.data // ranks
        self.divides = self.divides or parallel.tensor > 1
        dims = {
            name: _share(size, ranks) if name in ("groups", "elements") else size
            for name, size in operator.dims.items()
        }
        inner = "n" if operator.name.endswith("up") else "k"
        if inner in dims:
            dims[inner] = _share(dims[inner], within)
        elif "elements" in dims:
            dims["elements"] = _share(dims["elements"], within)
        each = ranks * within
        tensors = {
            one.name: _part(one, ranks if _stays(one, operator, inner) else each)
            for one in (*operator.inputs, *operator.outputs)
        }
        yield self.staged(_changed(operator, dims, tensors, each))

    def by_batch(self, operator: Operator) -> Operator:
        """The part of an operator that the batch of one data rank takes."""
        ranks = self.parallel.data
        if ranks == 1:
            return operator
        dims = dict(operator.dims)
        along = next(name for name in ("m", "batch", "rows", "elements", "bytes") if name in dims)
        dims[along] = _share(dims[along], ranks)
        tensors = {
            one.name: _part(one, 1 if one.role is Role.WEIGHT and operator.kind is not Kind.GATHER else ranks)
            for one in (*operator.inputs, *operator.outputs)
        }
        return _changed(operator, dims, tensors, ranks)

    def staged(self, operator: Operator) -> Operator:
        """The part of a layer's operator that one stage of the pipeline does; what is done once stays."""
        stages = self.parallel.pipeline
        times = operator.times
        return (
            operator
            if stages == 1
            else replace(operator, times=maximum(minimum(times, 1), _share(times, stages)))
        )


def _by_columns(operator: Operator, ranks: int) -> Operator:
    dims = operator.dims | {"n": _share(operator.dims["n"], ranks)}
    tensors = {one.name: _part(one, ranks) for one in (*_weights(operator), *operator.outputs)}
    return _changed(operator, dims, tensors, ranks)


def _by_rows(operator: Operator, ranks: int) -> Operator:
    along = "k" if "k" in operator.dims else "channels_in"
    dims = operator.dims | {along: _share(operator.dims[along], ranks)}
    tensors = {one.name: _part(one, ranks) for one in operator.inputs}
    return _changed(operator, dims, tensors, ranks)


def _by_heads(operator: Operator, ranks: int) -> Operator:
    """Heads are divided; keys and values only among as many ranks as there are heads of them."""
    dims = dict(operator.dims)
    kept = ranks
    for name in ("heads", "groups", "rows", "elements"):
        if name in dims:
            dims[name] = _share(dims[name], ranks)
            break
    if "kv_heads" in dims:
        kept = min(ranks, int(dims["kv_heads"]))
        dims["kv_heads"] = _share(dims["kv_heads"], kept)
    tensors = {
        one.name: _part(one, kept if one.role is Role.CACHE else ranks)
        for one in (*operator.inputs, *operator.outputs)
    }
    return _changed(operator, dims, tensors, ranks)


_DIVIDED = {"columns": _by_columns, "rows": _by_rows, "split": _by_heads}


def _changed(operator: Operator, dims: dict[str, Any], tensors: dict[str, Tensor], ranks: int) -> Operator:
    """The operator with other sizes, some tensors replaced, and its operations divided among ``ranks``."""
    return replace(
        operator,
        dims=dims,
        inputs=tuple(tensors.get(one.name, one) for one in operator.inputs),
        outputs=tuple(tensors.get(one.name, one) for one in operator.outputs),
        operations=operator.operations / ranks,
    )


def _collective(name: str, behind: str, buffer: Tensor, ranks: int, of: Operator) -> Operator:
    """A collective of a tensor, as often as the operator before it is done."""
    return Operator(
        name=f"{behind}.{name}",
        kind=Kind.COLLECTIVE,
        inputs=(buffer,),
        outputs=(buffer,),
        dims={"bytes": buffer.bytes, "ranks": ranks},
        operations=0,
        format=buffer.format,
        unit="vector",
        times=of.times,
        algorithm=name,
    )


def _send(graph: Graph, parallel: Parallel) -> Operator:
    """What goes from one stage to the next: the stream of the tokens of one data rank."""
    stream = next((t for one in graph.operators for t in one.outputs if t.name == "residual"), None)
    if stream is None:
        raise ParallelError(f"{graph.name} has no stream between layers that a pipeline could hand on")
    part = _part(stream, parallel.data)
    return replace(_collective("send", "stage", part, parallel.chips, graph.operators[0]), times=1)


def _base(operator: Operator) -> str:
    """The name that says what an operator is: without the prefix of a part of the network or the suffix of a span."""
    parts = operator.name.split(".")
    return next((part for part in parts if part in (*COLUMNS, *ROWS, *SPLIT)), operator.name)


def _has_weight(operator: Operator) -> bool:
    return operator.kind in (Kind.GEMM, Kind.CONVOLUTION) and bool(_weights(operator))


def _weights(operator: Operator) -> tuple[Tensor, ...]:
    return tuple(one for one in operator.inputs if one.role is Role.WEIGHT)


def _stays(tensor: Tensor, operator: Operator, inner: str) -> bool:
    """Whether ranks that share an expert each have all of a tensor: what its first product takes, its last one gives."""
    if tensor.role is Role.WEIGHT or "k" not in operator.dims:
        return False
    return tensor in (operator.outputs if inner == "k" else operator.inputs)


def _result(operator: Operator) -> Tensor:
    return operator.outputs[0]


def _part(tensor: Tensor, ranks: int) -> Tensor:
    if ranks == 1:
        return tensor
    return replace(tensor, shape=(tensor.shape[0] / ranks, *tensor.shape[1:]))


def _share(size: Any, ranks: int) -> Any:
    """A rank's share: rounded up where it counts things, as it is where it is an expectation."""
    return ceil_div(size, ranks) if is_whole(size) else size / ranks
