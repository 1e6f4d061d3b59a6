"""How a bound comes about, number by number: what was taken from the chip, what was counted, what was divided by what.

And what the same workload would come to had something been taken differently: a bandwidth of the range that public
figures leave, a cache counted for every query head. Two tools that differ are told apart so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from specgen.model.quantity import Quantity
from specgen.model.units import written
from specgen.perfmodel.bounds.bound import COMPUTE, NETWORK, Bound
from specgen.perfmodel.bounds.whole import GraphBound, bounds_of
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.figures import plain, rate
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role, Tensor

CHIP, BYTES, OPERATIONS, TIME, OTHERWISE = "chip", "bytes", "operations", "time", "otherwise"
"""The parts of a derivation, in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a derivation: in which ``part``, of ``what``, ``how`` it comes about, what it ``rests`` on."""

    part: str
    what: str
    how: str
    value: float
    unit: str
    rests: str = ""


def derivation(whole: GraphBound) -> tuple[Step, ...]:
    """Return the numbers of which the bound of a workload (a point, no arrays) is made, in the order of the argument."""
    return (
        *_of_chip(whole),
        *_of_bytes(whole),
        *_of_operations(whole),
        *_of_time(whole),
        *_otherwise(whole),
    )


def rests(number: Quantity | None) -> str:
    """Return what a number of a chip rests on, in words: its range, its confidence, its source."""
    if number is None:
        return ""
    parts = [number.confidence.value if number.confidence else "not stated"]
    if number.low is not None and number.high is not None:
        parts.append(f"{written(number.low, number.dimension)} to {written(number.high, number.dimension)}")
    return "; ".join([*parts, *([number.source] if number.source else [])])


def _of_chip(whole: GraphBound) -> Iterator[Step]:
    chip, used = whole.chip, {one.computed_in for one in whole.bounds if one.computed_in and one.compute}
    for unit, form in sorted(used):
        basis = chip.basis.get(f"peaks.{unit}.{form}")
        yield Step(
            CHIP, f"{unit} peak of {form}", "dense", float(chip.peaks[unit, form]), "op/s", rests(basis)
        )
    for level in chip.levels:
        path = f"levels.{level.name}.bandwidth"
        yield Step(
            CHIP, f"bandwidth of {level.name}", "", float(level.bandwidth), "B/s", rests(chip.basis.get(path))
        )
    ranks = [int(one.dims["ranks"]) for one in whole.graph.of_kind(Kind.COLLECTIVE)]
    network = chip.network(max(ranks)) if ranks else None
    if network is not None:
        path = f"networks.{network.name}.bandwidth"
        how = f"of a chip in one direction; {plain(float(network.latency) * 1e6)} us a message"
        yield Step(
            CHIP, f"network {network.name}", how, float(network.bandwidth), "B/s", rests(chip.basis.get(path))
        )


def _of_bytes(whole: GraphBound) -> Iterator[Step]:
    """The bytes of weights and caches, tensor by tensor, and of the rest where they cross the outermost level."""
    total: dict[str, float] = {}
    for one in whole.graph.operators:
        for tensor in (*one.inputs, *one.outputs):
            if tensor.role in (Role.WEIGHT, Role.CACHE):
                total[tensor.role.value] = total.get(tensor.role.value, 0.0) + float(tensor.bytes * one.times)
                yield Step(
                    BYTES,
                    f"{one.name}: {tensor.name}",
                    _product(tensor, one),
                    float(tensor.bytes * one.times),
                    "B",
                )
    for role, moved in total.items():
        yield Step(BYTES, f"all of {role}", "sum", moved, "B")
    kept = f"weights, caches, and activations that do not stay further in ({whole.residence.value})"
    for place, level in enumerate(whole.chip.levels):
        moved = float(sum(one.bytes[level.name] * one.times for one in whole.bounds))
        yield Step(
            BYTES,
            f"through {level.name}",
            kept if place == 0 else "all that lives there or further out",
            moved,
            "B",
        )


def _product(tensor: Tensor, operator: Operator) -> str:
    """How a tensor's bytes come about: its extents, the bytes of an element, how often."""
    extents = " x ".join(f"{float(extent):.12g}" for extent in tensor.shape)
    stored = "" if tensor.density == 1 else f" x {tensor.density:g} stored"
    times = "" if operator.times == 1 else f"{float(operator.times):g} times "
    return f"{times}{extents} x {tensor.bits / 8:g} B of {tensor.format}{stored}"


def _of_operations(whole: GraphBound) -> Iterator[Step]:
    for one in whole.bounds:
        operator = one.operator
        if operator.unit == "matrix" and operator.operations:
            sizes = ", ".join(f"{name} {float(size):.12g}" for name, size in operator.dims.items())
            times = "" if operator.times == 1 else f"{float(operator.times):g} times "
            yield Step(
                OPERATIONS,
                operator.name,
                f"{times}{sizes}",
                float(operator.operations * operator.times),
                "op",
            )
    yield Step(OPERATIONS, "all", "multiplications and additions each", float(whole.graph.operations), "op")


def _of_time(whole: GraphBound) -> Iterator[Step]:
    for one in sorted(whole.bounds, key=lambda one: -float(one.total)):
        if one.total:
            yield Step(
                TIME, one.operator.name, _why(one, whole.chip), float(one.total), "s", f"bound by {one.limit}"
            )
    yield Step(TIME, "one after the other", "sum of the operators", float(whole.time), "s")
    name, busiest = max(whole.busy.items(), key=lambda item: float(item[1]))
    yield Step(TIME, "all at once", f"what {name} takes by itself", float(busiest), "s")


def _why(one: Bound, chip: Chip) -> str:
    """The division that gives an operator's time."""
    times = "" if one.times == 1 else f"{float(one.times):g} times "
    if one.limit == NETWORK:
        return f"{times}{one.operator.algorithm} of {rate(float(one.operator.dims['bytes']), 'B')}"
    if one.limit == COMPUTE and one.compute:
        work, speed = float(one.operator.operations), float(one.operator.operations / one.compute)
        return f"{times}{rate(work, 'op')} / {rate(speed, 'op/s')}"
    moved, bandwidth = float(one.bytes[one.limit]), float(chip.level(one.limit).bandwidth)
    return f"{times}{rate(moved, 'B')} / {rate(bandwidth, 'B/s')}"


def _otherwise(whole: GraphBound) -> Iterator[Step]:
    """The same workload with numbers that others take."""
    outermost, *inner = whole.chip.levels
    own = float(outermost.bandwidth)
    number = whole.chip.basis.get(f"levels.{outermost.name}.bandwidth")
    ends = [number.low, number.high] if number is not None else []
    rates = [own, *(float(end) for end in ends if end is not None and float(end) != own)]
    wide = counted_by_query_heads(whole.graph)
    taken = [("", whole.graph, rates[1:])]
    if wide is not None:
        taken.append((", the cache counted for every query head", wide, rates))
    for note, graph, bandwidths in taken:
        for bandwidth in bandwidths:
            chip = replace(whole.chip, levels=(replace(outermost, bandwidth=bandwidth), *inner))
            what = f"{outermost.name} at {rate(bandwidth, 'B/s')}{note}"
            time = float(bounds_of(graph, chip, whole.residence).time)
            yield Step(OTHERWISE, what, "sum of the operators", time, "s")


def counted_by_query_heads(graph: Graph) -> Graph | None:
    """Return a workload with its caches as large as if every query head had keys and values; None where each has.

    An error of real tools, kept to tell them apart.
    """
    operators = tuple(_widened(one) for one in graph.operators)
    return None if operators == graph.operators else replace(graph, operators=operators)


def _widened(one: Operator) -> Operator:
    times: Any = one.dims.get("heads", 1) / one.dims.get("kv_heads", 1) if one.kind is Kind.ATTENTION else 1
    if times == 1:
        return one
    inputs = tuple(
        replace(tensor, shape=(tensor.shape[0] * times, *tensor.shape[1:]))
        if tensor.role is Role.CACHE
        else tensor
        for tensor in one.inputs
    )
    return replace(one, inputs=inputs)
