"""What one rank has to do in a step of decoding, and for a prompt: each operator's time at the chip's full rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.bounds import network_seconds
from specgen.perfmodel.parallel import divided
from specgen.perfmodel.workloads import Graph, Kind, Operator, transformer

if TYPE_CHECKING:
    from specgen.model.performance.networks import Transformer
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.serving.service import Service

GROUPS = ("products", "experts", "attention", "rest")
"""Operators that reach alike fractions of the rates."""

MEMORY_KEPT = 0.9
"""The fraction of the main memory that servers give to weights and cache (vLLM's and TensorRT-LLM's default is 0.9)."""


class ServiceError(Exception):
    """What is asked cannot be served; ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class Work:
    """Operators of one rank: seconds at the peak, seconds at the main memory's bandwidth, how often, and of which group.

    ``exchanges`` is how many messages are exchanged with other ranks, ``exchanging`` the seconds that their bytes take.
    """

    compute: tuple[float, ...]
    memory: tuple[float, ...]
    times: tuple[float, ...]
    group: tuple[int, ...]
    exchanges: float
    exchanging: float

    @property
    def ideal(self) -> float:
        """Seconds where every operator is as fast as its roofline."""
        return sum(map(max, self.compute, self.memory))


@dataclass(frozen=True, slots=True)
class Served:
    """The work of a service on a chip. ``sequences`` of the concurrent requests fit into memory; the others wait."""

    service: Service
    sequences: float
    decode: Work
    prefill: Work


def served(service: Service, model: Transformer, chip: Chip) -> Served:
    """Return what the ranks of a service do.

    Raises ServiceError where the weights do not fit, or not one sequence beside them.
    """
    sequences = min(float(service.concurrency), _room(service, model, chip))
    if sequences < 1:
        message = (
            f"{model.name} does not fit into {service.ranks} x {chip.name} with a sequence of "
            f"{service.prompt + service.answer} tokens"
        )
        raise ServiceError(message)
    formats = service.formats
    decode = transformer(model, "decode", batch=sequences, context=service.context, formats=formats)
    prefill = transformer(model, "prefill", batch=1, context=service.prompt, formats=formats)
    return Served(service, sequences, _work(decode, service, chip), _work(prefill, service, chip))


def _room(service: Service, model: Transformer, chip: Chip) -> float:
    """How many sequences of mean length the memory of all ranks holds beside the weights."""
    one = transformer(model, "decode", batch=1, context=service.context, formats=service.formats)
    weights, cache = float(one.facts["weight_bytes"]), float(one.facts["cache_bytes"])
    copies = service.tensor if model.latent else max(1.0, service.tensor / model.kv_heads)
    whole = _plain(chip.levels[0].size) * MEMORY_KEPT * service.ranks
    shared = weights if model.experts else weights * service.data
    return (whole - shared) / (cache * copies)


def _work(graph: Graph, service: Service, chip: Chip) -> Work:
    bandwidth = _plain(chip.levels[0].bandwidth)
    compute: list[float] = []
    memory: list[float] = []
    times: list[float] = []
    group: list[int] = []
    exchanges = exchanging = 0.0
    for one in divided(graph, service.parallel).operators:
        often = _plain(one.times)
        if one.kind is Kind.COLLECTIVE:
            exchanges += often
            exchanging += often * _plain(network_seconds(one, _without_latency(chip)))
            continue
        compute.append(_plain(one.operations) * often / _plain(chip.peak(one.unit, one.format)))
        memory.append(_plain(one.bytes) * often / bandwidth)
        times.append(often)
        group.append(_group(one))
    return Work(tuple(compute), tuple(memory), tuple(times), tuple(group), exchanges, exchanging)


def _without_latency(chip: Chip) -> Chip:
    """The chip whose messages start at once: what is left of an exchange are its bytes."""
    return replace(chip, networks=tuple(replace(one, latency=0.0) for one in chip.networks))


def _group(one: Operator) -> int:
    if one.kind is Kind.ATTENTION:
        return 2
    if one.unit != "matrix":
        return 3
    return 1 if one.name.startswith("experts") else 0


def _plain(value: Any) -> float:
    """A number that is none of an array: a service is one point."""
    return float(value)
