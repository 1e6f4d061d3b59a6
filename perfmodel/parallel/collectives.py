"""What collective operations cost at least on a network: startup and transfer times by algorithm and topology.

``n`` is the bytes of a rank's whole buffer: what every rank holds in the end of an all-reduce or all-gather, what it
holds at the start of a reduce-scatter or all-to-all, the message of a send. ``p`` ranks, ``latency`` a message (alpha),
``bandwidth`` bytes/s of a rank in one direction, all its links together (1/beta).

Formulas: R. Thakur, R. Rabenseifner and W. Gropp, Optimization of Collective Communication Operations in MPICH,
International Journal of High Performance Computing Applications 19(1), 2005, sections 4 and 5 (ring, recursive doubling
and halving); R. Rabenseifner, Optimization of Collective Reduction Operations, ICCS 2004 (all-reduce as reduce-scatter
and all-gather); P. Sanders, J. Speck and J. L. Träff, Two-tree algorithms for full bandwidth broadcast, reduction and
scan, Parallel Computing 35(12), 2009 (two trees). Transfers of an all-to-all follow from the bisection.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from specgen.perfmodel.chips import Chip, Network
from specgen.perfmodel.counting import Count, maximum, minimum, where

COLLECTIVES = ("all_reduce", "all_gather", "reduce_scatter", "all_to_all", "send")
ALGORITHMS = ("ring", "halving", "tree", "in_network", "direct", "axes")
"""Ways of doing them. ``halving``: recursive halving and doubling; ``in_network``: the switch adds; ``direct``: each to
each at once; ``axes``: rings along all axes of a torus or mesh at the same time."""

_DEFAULT = {
    "switch": "halving", "ring": "ring", "all": "direct", "mesh": "axes", "torus2d": "axes", "torus3d": "axes"
}  # fmt: skip
_AXES = {"ring": 1, "torus2d": 2, "torus3d": 3, "mesh": 2}


def collective_seconds(
    collective: str, n: Count, p: Count, network: Network, algorithm: str | None = None
) -> Any:
    """Return the seconds that a collective takes at least among ``p`` ranks of one network; 0 for a single rank.

    Without ``algorithm``, the one that suits the topology; the switch adds nothing unless ``in_network`` says so.
    Raises ValueError for a name that there is not.
    """
    if collective not in COLLECTIVES:
        raise ValueError(f"no collective is called {collective!r}; there are {', '.join(COLLECTIVES)}")
    chosen = algorithm or _DEFAULT[network.topology]
    if chosen not in ALGORITHMS:
        raise ValueError(f"no algorithm is called {chosen!r}; there are {', '.join(ALGORITHMS)}")
    if collective == "send":
        return where(p > 1, network.latency + n / (network.bandwidth / links(network, p)), 0.0)
    if collective == "all_to_all":
        return _all_to_all(n, p, network)
    if collective == "all_reduce" and chosen == "in_network":
        return where(p > 1, 2 * network.latency + n / network.bandwidth, 0.0)
    half = _steps(chosen, p, network) * network.latency + n * (p - 1) / p / _usable(network)
    return half * 2 if collective == "all_reduce" else half


def _steps(algorithm: str, p: Count, network: Network) -> Any:
    """How many messages one after the other a rank waits for, in one pass over the ranks."""
    if algorithm in ("halving", "tree", "in_network"):
        return _log2(p)
    if algorithm == "direct":
        return where(p > 1, 1, 0)
    if algorithm == "ring":
        return p - 1
    axes = _AXES.get(network.topology, 1)
    return axes * (p ** (1 / axes) - 1)


def _usable(network: Network) -> Any:
    """What of a rank's bandwidth rings can use: in a mesh, which has ends, half of it."""
    return network.bandwidth / 2 if network.topology == "mesh" else network.bandwidth


def _all_to_all(n: Count, p: Count, network: Network) -> Any:
    """All send to all: at least what leaves a rank, and half of all data through the bisection of a torus or mesh."""
    out = n * (p - 1) / p / network.bandwidth
    axes = _AXES.get(network.topology)
    if axes is None:
        rounds = where(p > 1, 1, 0) if network.topology == "all" else p - 1
        return rounds * network.latency + out
    side = p ** (1 / axes)
    wires = 2 if network.topology == "mesh" else 4
    hops = axes * (side - 1 if network.topology == "mesh" else minimum(side / 2, side - 1))
    across = where(p > 2, n * side * axes / wires / network.bandwidth, 0.0)
    return hops * network.latency + maximum(out, across)


def links(network: Network, p: Count) -> Any:
    """Return how many links share a rank's bandwidth: a message to one other rank uses one of them."""
    if network.topology == "all":
        return maximum(p - 1, 1)
    axes = _AXES.get(network.topology)
    return 1 if axes is None else 2 * axes


def chip_seconds(collective: str, n: Count, p: int, chip: Chip, algorithm: str | None = None) -> Any:
    """Return the seconds of a collective among ``p`` chips: within the networks, the fastest first, then between them.

    An all-reduce scatters within the group that the first network joins, reduces each part across groups and gathers
    again. 0 for one rank; infinite where no network of the chip joins so many.
    """
    if p <= 1:
        return 0.0
    if p > max((one.ranks for one in chip.networks), default=1):
        return math.inf
    inner = chip.networks[0]
    outer = next((one for one in chip.networks[1:] if one.ranks > inner.ranks), None)
    if p <= inner.ranks or outer is None:
        return collective_seconds(collective, n, p, inner, algorithm)
    near, groups = inner.ranks, -(-p // inner.ranks)
    if collective == "send":
        return collective_seconds(collective, n, 2, outer)
    if collective == "all_to_all":
        within = collective_seconds("all_to_all", n * near / p, near, inner)
        return within + collective_seconds("all_to_all", n, groups, outer)
    first = collective_seconds(collective, n, near, inner, algorithm)
    return first + collective_seconds(collective, n / near, groups, outer, algorithm)


def _log2(p: Any) -> Any:
    """The rounds in which everyone is reached when their number doubles."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(p, numpy.ndarray):
        return numpy.ceil(numpy.log2(p))
    return math.ceil(math.log2(p))
