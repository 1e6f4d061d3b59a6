"""Operators, models and workloads as claims name them: what builds each, and the arguments that it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.claims.chips import unknown
from specgen.perfmodel.claims.metrics import metrics
from specgen.perfmodel.claims.values import Function, Members, Take, Thing, Value

if TYPE_CHECKING:
    from specgen.model.performance import Model, Workload
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.workloads import Graph, Operator

Find = Callable[[str | None], "Chip"]
"""The chip of a name; the design's own for none."""

_WORD, _MAYBE = Take("word", needed=False), Take(needed=False)
_FORMATS = ("weights", "activations", "inputs", "cache", "embedding", "experts")
_GEMM = {
    "m": Take(), "n": Take(), "k": Take(), "format": _WORD, "weights": _WORD, "result": _WORD, "groups": _MAYBE,
    "chip": _WORD,
}  # fmt: skip
_ATTENTION = {
    "batch": _MAYBE, "heads": Take(), "kv_heads": _MAYBE, "queries": Take(), "keys": Take(), "head_dim": Take(),
    "format": _WORD, "cache": _WORD, "chip": _WORD,
}  # fmt: skip
_COMMON = {"format": _WORD} | dict.fromkeys(_FORMATS, _WORD) | {"sparse": _WORD, "chip": _WORD}
_PHASES: dict[str, dict[str, Take]] = {
    "prefill": {"batch": _MAYBE, "context": _MAYBE, "past": _MAYBE} | _COMMON,
    "decode": {"batch": _MAYBE, "context": _MAYBE, "new": _MAYBE} | _COMMON,
    "serving": {"batch": _MAYBE, "context": _MAYBE, "new": _MAYBE, "chunk": _MAYBE} | _COMMON,
}


def operators(find: Find) -> Members:
    """Return ``gemm`` and ``attention``: single operators, whose operands come from the outermost memory and go there."""
    return {
        "gemm": lambda: Thing("gemm", call=Function(_GEMM, partial(_alone, find, "gemm", _gemm))),
        "attention": lambda: Thing(
            "attention", call=Function(_ATTENTION, partial(_alone, find, "attention", _attention))
        ),
    }


def models(find: Find, declared: dict[str, Model]) -> Members:
    """Return the models of the library and of the spec, each with its phases."""
    from specgen.perfmodel.workloads import library_models

    return {name: partial(_model, find, declared, name) for name in (*library_models(), *declared)}


def workloads(find: Find, declared: dict[str, Model], given: dict[str, Workload]) -> Members:
    """Return the workloads that a spec declares."""

    def made(one: Workload) -> Value:
        network = _network(declared, one.model)
        if one.phase not in _PHASES:
            raise ValueError(unknown("phase", one.phase, list(_PHASES), one.model))
        if one.parallel:
            raise ValueError(
                f"the workload {one.name} is divided among chips: ask `specgen perf roofline` for it"
            )
        return _run(find, network, one.phase, one.numbers | one.formats, f"the workload {one.name}")

    return {name: partial(made, one) for name, one in given.items()}


def _model(find: Find, declared: dict[str, Model], name: str) -> Thing:
    network = _network(declared, name)
    what = f"the model {name}"

    def phase(which: str) -> Value:
        make = partial(_run, find, network, which, what=f"{name}.{which}")
        return Thing(f"{which} of {name}", call=Function(_PHASES[which], make))

    return Thing(what, {which: partial(phase, which) for which in _PHASES})


def _network(declared: dict[str, Model], name: str) -> Transformer:
    from specgen.perfmodel.workloads import library_model

    found = declared[name].network if name in declared else library_model(name)
    if not isinstance(found, Transformer):
        raise ValueError(f"{name} is no transformer: it has no prefill and no decode")
    return found


def _run(find: Find, network: Transformer, phase: str, given: dict[str, Any], what: str) -> Value:
    from specgen.perfmodel.bounds import bounds_of
    from specgen.perfmodel.workloads import transformer

    formats = {role: given[role] for role in _FORMATS if role in given}
    if "format" in given:
        formats.setdefault("weights", given["format"])
    sizes = {n: v for n, v in given.items() if n not in (*_FORMATS, "format", "chip")}
    graph = transformer(network, phase, formats=formats, **sizes)
    return metrics(what, bounds_of(graph, find(given.get("chip")), blocked=True))


def _alone(find: Find, name: str, make: Callable[[dict[str, Any]], Operator], given: dict[str, Any]) -> Value:
    from specgen.perfmodel.bounds import Residence, bounds_of
    from specgen.perfmodel.workloads import Graph

    graph: Graph = Graph(name, (make(given),))
    return metrics(name, bounds_of(graph, find(given.get("chip")), Residence.OUTERMOST, blocked=True))


def _gemm(given: dict[str, Any]) -> Operator:
    from specgen.perfmodel.workloads import Role, bits
    from specgen.perfmodel.workloads.operators import product, tensor

    m, n, k, groups = given["m"], given["n"], given["k"], given.get("groups", 1)
    form = given.get("format", "bf16")
    result = given.get("result", form if bits(form) >= 16 else "bf16")
    x = tensor("x", (groups, m, k), form)
    weight = tensor("weight", (groups, k, n), given.get("weights", form), Role.WEIGHT)
    return product(x, weight, tensor("product", (groups, m, n), result), m=m, k=k, n=n, groups=groups)


def _attention(given: dict[str, Any]) -> Operator:
    from specgen.perfmodel.workloads import Kind, Operator, Role, wider
    from specgen.perfmodel.workloads.operators import tensor

    form, batch, heads, queries = (
        given.get("format", "bf16"),
        given.get("batch", 1),
        given["heads"],
        given["queries"],
    )
    keys, size, shared = given["keys"], given["head_dim"], given.get("kv_heads", heads)
    if not 1 <= queries <= keys or not shared or heads % shared:
        raise ValueError("queries are the last of the keys, and heads a multiple of kv_heads")
    query = tensor("query", (batch, heads, queries, size), form)
    cache = tensor("cache", (2, batch, shared, keys, size), given.get("cache", form), Role.CACHE)
    pairs = (
        queries * keys - queries * (queries - 1) // 2
    )  # causal: each query sees what is before it, and itself
    return Operator(
        name="attention",
        kind=Kind.ATTENTION,
        inputs=(query, cache),
        outputs=(tensor("attended", query.shape, form),),
        dims={
            "batch": batch, "heads": heads, "kv_heads": shared, "queries": queries, "keys": keys, "head_dim": size,
            "value_dim": size, "causal": 1,
        },
        operations=4 * batch * heads * size * pairs,
        format=wider(form, cache.format),
    )  # fmt: skip
