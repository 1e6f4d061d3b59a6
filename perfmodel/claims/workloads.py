"""Operators, models and workloads as claims name them: what builds each, and the arguments that it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from specgen.perfmodel.claims.metrics import metrics
from specgen.perfmodel.claims.tiles import Cut
from specgen.perfmodel.claims.values import CYCLES, Amount, Function, Members, Take, Thing, Value, plain

if TYPE_CHECKING:
    from specgen.model.performance import Model, Workload
    from specgen.model.performance.networks import Network
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.parallel import Parallel
    from specgen.perfmodel.workloads import Graph, Operator


class Ground(NamedTuple):
    """What a workload runs on: a chip, and of the design's own how its lowerings cut operators into tiles."""

    chip: Chip
    cut: Cut | None = None


Find = Callable[[str | None], Ground]
"""The chip of a name; the design's own for none."""

_WORD, _MAYBE, _NUMBER = Take("word", needed=False), Take(needed=False), Take("number", needed=False)
_FORMATS = ("weights", "activations", "inputs", "cache", "embedding", "experts")
_GEMM = {
    "m": Take(), "n": Take(), "k": Take(), "format": _WORD, "weights": _WORD, "result": _WORD, "groups": _MAYBE,
    "chip": _WORD,
}  # fmt: skip
_ATTENTION = {
    "batch": _MAYBE, "heads": Take(), "kv_heads": _MAYBE, "queries": Take(), "keys": Take(), "head_dim": Take(),
    "format": _WORD, "cache": _WORD, "chip": _WORD,
}  # fmt: skip
_SYSTOLIC = {"dataflow": Take("word")} | dict.fromkeys(("m", "n", "k", "rows", "columns"), Take())
_WAYS = ("tensor", "data", "pipeline", "expert")
_COMMON = {"format": _WORD, **dict.fromkeys(_FORMATS, _WORD), "sparse": _WORD, "chip": _WORD}
_COMMON |= dict.fromkeys(_WAYS, _MAYBE)
_SIZES: dict[str, dict[str, Take]] = {
    "prefill": {"batch": _MAYBE, "context": _MAYBE, "past": _MAYBE, "skew": _NUMBER},
    "decode": {"batch": _MAYBE, "context": _MAYBE, "new": _MAYBE, "skew": _NUMBER},
    "serving": {"batch": _MAYBE, "context": _MAYBE, "new": _MAYBE, "chunk": _MAYBE, "skew": _NUMBER},
    "speculative": {
        "draft": Take("word"), "batch": _MAYBE, "context": _MAYBE, "proposed": _MAYBE, "acceptance": _NUMBER,
    },
    "forward": {"batch": _MAYBE},
    "encode": {"batch": _MAYBE, "context": _MAYBE},
}  # fmt: skip


def operators(find: Find) -> Members:
    """Return ``gemm`` and ``attention``: single operators, whose operands come from the outermost memory and go there."""
    return {
        "gemm": lambda: Thing("gemm", call=Function(_GEMM, partial(_alone, find, "gemm", _gemm))),
        "attention": lambda: Thing(
            "attention", call=Function(_ATTENTION, partial(_alone, find, "attention", _attention))
        ),
        "systolic": lambda: Thing("systolic", call=Function(_SYSTOLIC, _systolic)),
    }


def _systolic(given: dict[str, Any]) -> Value:
    """A product on an array of cells by itself, as closed forms have it."""
    from specgen.perfmodel.timelines import systolic

    _positive(given)
    sizes = {name: value for name, value in given.items() if name != "dataflow"}
    found = systolic.cycles(given["dataflow"], **sizes) + 1  # the closed forms count from 0
    part = systolic.utilisation(given["dataflow"], **sizes)
    members: Members = {"cycles": lambda: Amount(found, CYCLES), "utilisation": plain(part)}
    return Thing(f"a {given['dataflow']}-stationary array", members)


def models(find: Find, declared: dict[str, Model]) -> Members:
    """Return the models of the library and of the spec, each with its phases."""
    from specgen.perfmodel.workloads import library_models

    return {name: partial(_model, find, declared, name) for name in (*library_models(), *declared)}


def workloads(find: Find, declared: dict[str, Model], given: dict[str, Workload]) -> Members:
    """Return the workloads that a spec declares, on the design's own chip or, called, on another."""

    def made(one: Workload) -> Value:
        from specgen.perfmodel.parallel import ranks
        from specgen.perfmodel.workloads import build_workload

        graph, what = build_workload(one, declared), f"the workload {one.name}"
        own = _bound(what, graph, find(None), ranks(one.parallel))
        other = Function(
            {"chip": Take("word")}, lambda on: _bound(what, graph, find(on["chip"]), ranks(one.parallel))
        )
        return Thing(what, own.members, other)

    return {name: partial(made, one) for name, one in given.items()}


def _model(find: Find, declared: dict[str, Model], name: str) -> Thing:
    from specgen.perfmodel.workloads import model_called, phases

    network = model_called(name, declared)

    def phase(which: str) -> Value:
        make = partial(_run, find, declared, network, which)
        return Thing(f"{which} of {name}", call=Function(_SIZES[which] | _COMMON, make))

    return Thing(f"the model {name}", {which: partial(phase, which) for which in phases(network)})


def _run(
    find: Find, declared: dict[str, Model], network: Network, phase: str, given: dict[str, Any]
) -> Value:
    from specgen.perfmodel.parallel import ranks
    from specgen.perfmodel.workloads import build, model_called

    formats = {role: given[role] for role in _FORMATS if role in given}
    if "format" in given:
        formats.setdefault("weights", given["format"])
    how = {name: value for name, value in given.items() if name not in _COMMON or name == "sparse"}
    if "draft" in how:
        how["draft"] = model_called(how["draft"], declared)
    if formats:
        how["formats"] = formats
    graph = build(network, phase, **how)
    ways = ranks({name: given[name] for name in _WAYS if name in given})
    return _bound(f"{network.name}.{phase}", graph, find(given.get("chip")), ways)


def _bound(what: str, graph: Graph, ground: Ground, ways: Parallel) -> Thing:
    from specgen.perfmodel.bounds import bounds_of
    from specgen.perfmodel.parallel import divided
    from specgen.perfmodel.workloads import Kind

    if not graph.operators:
        raise ValueError(
            f"{what} has no operators; {', '.join(graph.unsupported) or 'there is nothing to do'}"
        )
    part, chip = divided(graph, ways), ground.chip
    if not chip.networks and any(part.of_kind(Kind.COLLECTIVE)):
        raise ValueError(
            f"nothing is known that joins chips of {chip.name}: {what} cannot be divided among them"
        )
    return metrics(what, bounds_of(part, chip, blocked=True), ground.cut)


def _alone(find: Find, name: str, make: Callable[[dict[str, Any]], Operator], given: dict[str, Any]) -> Value:
    from specgen.perfmodel.bounds import Residence, bounds_of
    from specgen.perfmodel.workloads import Graph

    _positive(given)
    graph, ground = Graph(name, (make(given),)), find(given.get("chip"))
    return metrics(name, bounds_of(graph, ground.chip, Residence.OUTERMOST, blocked=True), ground.cut)


def _positive(given: dict[str, Any]) -> None:
    for name, value in given.items():
        if isinstance(value, int) and value < 1:
            raise ValueError(f"{name} is at least 1, not {value}")


def _gemm(given: dict[str, Any]) -> Operator:
    from specgen.perfmodel.workloads import Role, bits, product, tensor

    m, n, k, groups = given["m"], given["n"], given["k"], given.get("groups", 1)
    form = given.get("format", "bf16")
    result = given.get("result", form if bits(form) >= 16 else "bf16")
    x = tensor("x", (groups, m, k), form)
    weight = tensor("weight", (groups, k, n), given.get("weights", form), Role.WEIGHT)
    return product(x, weight, tensor("product", (groups, m, n), result), m=m, k=k, n=n, groups=groups)


def _attention(given: dict[str, Any]) -> Operator:
    from specgen.perfmodel.workloads import Kind, Operator, Role, tensor, wider

    form, batch = given.get("format", "bf16"), given.get("batch", 1)
    heads, queries = given["heads"], given["queries"]
    keys, size, shared = given["keys"], given["head_dim"], given.get("kv_heads", heads)
    if not 1 <= queries <= keys or not shared or heads % shared:
        raise ValueError("queries are the last of the keys, and heads a multiple of kv_heads")
    query = tensor("query", (batch, heads, queries, size), form)
    cache = tensor("cache", (2, batch, shared, keys, size), given.get("cache", form), Role.CACHE)
    pairs = queries * keys - queries * (queries - 1) // 2  # each query sees what is before it, and itself
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
