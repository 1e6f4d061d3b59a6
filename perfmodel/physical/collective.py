"""Collectives of chips on one network: a library takes the quickest of its protocols.

Each protocol takes a launch and a start of its own, as many steps as the algorithm has, and the bytes that a chip sends
at a part of the network's bandwidth: *eager* ones signal every few bytes (half of them flags, or one of sixteen), the
*bulk* one waits for buffers and reaches most of it, the more the more chips share the work. The terms are those of
Thakur, Rabenseifner and Gropp, Optimization of Collective Communication Operations in MPICH (IJHPCA 2005); the protocols
are NCCL's LL, LL128 and Simple (arXiv 2507.04786).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import Count, maximum, minimum, where
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

PARAMETERS = (
    Parameter("launch", "s", "launching a kernel on every chip, and its end", 1e-6, 5e-5, 5e-6),
    Parameter("step", "s", "a message from one chip to the next", 1e-8, 5e-6, 8e-7),
    Parameter(
        "eager_efficiency", "1", "part of the network's bandwidth of the quickest protocol", 1e-3, 0.6, 0.1
    ),
    Parameter("flagged_start", "s", "what the middle protocol takes more to start", 1e-8, 3e-5, 2e-6),
    Parameter("flagged_efficiency", "1", "part of the bandwidth of the middle protocol", 1e-2, 1, 0.4),
    Parameter("bulk_start", "s", "what the bulk protocol takes more to start", 1e-7, 1e-4, 1e-5),
    Parameter(
        "bulk_efficiency",
        "1",
        "part of the bandwidth of the bulk protocol, of very many chips",
        0.1,
        1.2,
        0.8,
    ),
    Parameter("sharing", "1", "part of that which few chips lose, times their number", 0, 1.6, 0.5),
)

_LEAST = 0.05  # of the bandwidth, however few share


@dataclass(frozen=True, slots=True)
class Library:
    """What a library fixes: its ``algorithm`` (``all_reduce``, ``all_gather``, ``reduce_scatter``, ``alltoall``).

    With ``one_shot``, chips read all the others' buffers whole in the quickest protocol. A library of its own kernels has
    a ``limit``: from that many bytes (``limit_many`` for more than four chips) it leaves them for the bulk protocol.
    """

    algorithm: str
    one_shot: bool = False
    limit: int | None = None
    limit_many: int | None = None


def collective(library: Library) -> Model:
    """Return the model of a library's collective."""
    return Model(
        "collective", "collective", PARAMETERS, partial(_seconds, library), partial(_causes, library)
    )


def sent(algorithm: str, size: Count, ranks: Count) -> Any:
    """Return the bytes that a chip sends, of a buffer of ``size`` bytes, the whole one where it is gathered."""
    share = size * (ranks - 1) / ranks
    return 2 * share if algorithm == "all_reduce" else share


def _protocols(library: Library, dims: Dims, chip: Chip, values: Values) -> tuple[tuple[Any, Any], ...]:
    """Start and transfer of each protocol."""
    size, ranks = dims["bytes"], dims["ranks"]
    steps = _steps(library, ranks)
    start = values["launch"] + steps * values["step"]
    moved = sent(library.algorithm, size, ranks) / _bandwidth(chip)
    first = moved * _eager_share(library, ranks)
    shared = values["bulk_efficiency"] * maximum(1 - values["sharing"] / ranks, _LEAST)
    return (
        (start + 0 * moved, first / values["eager_efficiency"]),
        (start + values["flagged_start"], moved / values["flagged_efficiency"]),
        (start + values["bulk_start"], moved / shared),
    )


def _bandwidth(chip: Chip) -> Any:
    """That of the fastest network; without any, nothing is waited for."""
    return chip.networks[0].bandwidth if chip.networks else inf


def _eager_share(library: Library, ranks: Count) -> Any:
    """What the quickest protocol moves, over what is sent: whole buffers, or those of peers that are served at once."""
    if library.one_shot:
        return ranks / 2
    return 1 / maximum(ranks - 1, 1) if library.algorithm == "alltoall" else 1


def _steps(library: Library, ranks: Count) -> Any:
    """Messages that follow one another: round a ring, twice where results go round as well."""
    if library.one_shot or library.algorithm == "alltoall":
        return 1
    return 2 * (ranks - 1) if library.algorithm == "all_reduce" else ranks - 1


def _chosen(library: Library, dims: Dims, chip: Chip, values: Values) -> tuple[Any, Any]:
    """Start and transfer of the protocol that the library chooses."""
    eager, flagged, bulk = _protocols(library, dims, chip, values)
    if library.limit is None:
        return _quicker(_quicker(eager, flagged), bulk)
    limit = where(dims["ranks"] > 4, library.limit_many or library.limit, library.limit)
    return _either(dims["bytes"] < limit, _quicker(eager, flagged), bulk)


def _quicker(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    return _either(sum(one) <= sum(other), one, other)


def _either(condition: Any, one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    start, transfer = (where(condition, yes, no) for yes, no in zip(one, other, strict=True))
    return start, transfer


def _seconds(library: Library, dims: Dims, form: str, chip: Chip, values: Values) -> Any:
    start, transfer = _chosen(library, dims, chip, values)
    return start + transfer


def _causes(library: Library, dims: Dims, form: str, chip: Chip, values: Values) -> dict[str, Any]:
    start, transfer = _chosen(library, dims, chip, values)
    ideal = sent(library.algorithm, dims["bytes"], dims["ranks"]) / _bandwidth(chip)
    launch = minimum(values["launch"], start)
    return {
        "ideal": ideal,
        "sustained rates": transfer - ideal,
        "steps and buffers": start - launch,
        "launch overhead": launch,
    }
