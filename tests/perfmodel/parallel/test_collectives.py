"""Costs of collectives against the formulas of the literature, by hand: latency 2 s, 10 bytes a second, 80 bytes."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from specgen.perfmodel.chips import Network, library_chip
from specgen.perfmodel.parallel import chip_seconds, collective_seconds
from tests.perfmodel.hand import SMALL

SWITCH = Network("switch", 10.0, 2.0, "switch", 16)
RING = replace(SWITCH, topology="ring")
TORUS = replace(SWITCH, topology="torus2d")
CUBE = replace(SWITCH, topology="torus3d")
MESH = replace(SWITCH, topology="mesh")
ALL = replace(SWITCH, topology="all")


@pytest.mark.parametrize(
    ("collective", "ranks", "network", "algorithm", "seconds"),
    [
        # Thakur, Rabenseifner, Gropp 2005: 2 (p-1) alpha + 2 (p-1)/p n beta, and 2 log2 p alpha
        ("all_reduce", 8, RING, None, 2 * 7 * 2 + 2 * 7 / 8 * 8),
        ("all_reduce", 8, SWITCH, None, 2 * 3 * 2 + 2 * 7 / 8 * 8),
        ("all_reduce", 8, SWITCH, "ring", 2 * 7 * 2 + 2 * 7 / 8 * 8),
        ("all_reduce", 8, SWITCH, "tree", 2 * 3 * 2 + 2 * 7 / 8 * 8),
        ("all_reduce", 8, SWITCH, "in_network", 2 * 2 + 8),
        ("all_reduce", 8, ALL, None, 2 * 2 + 2 * 7 / 8 * 8),
        ("all_gather", 8, RING, None, 7 * 2 + 7 / 8 * 8),
        ("all_gather", 8, SWITCH, None, 3 * 2 + 7 / 8 * 8),
        ("reduce_scatter", 8, SWITCH, None, 3 * 2 + 7 / 8 * 8),
        ("all_gather", 16, TORUS, None, 2 * 3 * 2 + 15 / 16 * 8),
        ("all_gather", 27, CUBE, None, 3 * 2 * 2 + 26 / 27 * 8),
        ("all_gather", 16, MESH, None, 2 * 3 * 2 + 15 / 16 * 16),
        ("all_to_all", 8, SWITCH, None, 7 * 2 + 7 / 8 * 8),
        ("all_to_all", 8, ALL, None, 2 + 7 / 8 * 8),
        # half of all data crosses the bisection: n p / 4 on a ring, n sqrt(p) / 2 on a torus
        ("all_to_all", 8, RING, None, 4 * 2 + 80 * 8 / 4 / 10),
        ("all_to_all", 16, TORUS, None, 2 * 2 * 2 + 80 * 4 * 2 / 4 / 10),
        ("all_to_all", 16, MESH, None, 2 * 3 * 2 + 80 * 4 * 2 / 2 / 10),
        ("send", 8, SWITCH, None, 2 + 8),
        ("send", 8, RING, None, 2 + 16),
        ("send", 8, TORUS, None, 2 + 32),
        ("send", 5, ALL, None, 2 + 32),
    ],
)
def test_by_hand(
    collective: str, ranks: int, network: Network, algorithm: str | None, seconds: float
) -> None:
    assert collective_seconds(collective, 80, ranks, network, algorithm) == pytest.approx(seconds)


@pytest.mark.parametrize("network", [SWITCH, RING, TORUS, CUBE, MESH, ALL])
@pytest.mark.parametrize("collective", ["all_reduce", "all_gather", "reduce_scatter", "all_to_all", "send"])
def test_one_rank_says_nothing(collective: str, network: Network) -> None:
    assert collective_seconds(collective, 80, 1, network) == 0


def test_arrays_are_many_points() -> None:
    sizes, ranks = np.array([10.0, 80.0, 1000.0]), np.array([2, 8, 16])
    for network in (SWITCH, RING, TORUS, MESH, ALL):
        for collective in ("all_reduce", "all_gather", "all_to_all", "send"):
            together = collective_seconds(collective, sizes, ranks, network)
            alone = [
                collective_seconds(collective, float(n), int(p), network)
                for n, p in zip(sizes, ranks, strict=True)
            ]
            assert together == pytest.approx(alone)


def test_within_a_network_and_between() -> None:
    """4 ranks of a link of 50 B/s and 0.5 s, 16 of them over 5 B/s and 2 s: a quarter of the buffer goes between."""
    inner, outer = SMALL.networks
    assert chip_seconds("all_reduce", 100, 4, SMALL) == collective_seconds("all_reduce", 100, 4, inner)
    both = 2 * (2 * 0.5 + 100 * 3 / 4 / 50) + 2 * (2 * 2 + 25 * 3 / 4 / 5)
    assert chip_seconds("all_reduce", 100, 16, SMALL) == pytest.approx(both)
    assert chip_seconds("send", 100, 16, SMALL) == collective_seconds("send", 100, 2, outer)
    sent = (3 * 0.5 + 25 * 3 / 4 / 50) + (3 * 2 + 100 * 3 / 4 / 5)
    assert chip_seconds("all_to_all", 100, 16, SMALL) == pytest.approx(sent)


def test_chips_that_nothing_joins() -> None:
    alone = library_chip("metis")
    assert chip_seconds("all_reduce", 1, 1, alone) == 0
    assert chip_seconds("all_reduce", 1, 2, alone) == inf
    assert chip_seconds("all_reduce", 1, 64, SMALL) < chip_seconds("all_reduce", 1, 65, SMALL) == inf


@pytest.mark.parametrize(("collective", "algorithm"), [("all_reduse", None), ("all_reduce", "rings")])
def test_names_that_are_none(collective: str, algorithm: str | None) -> None:
    with pytest.raises(ValueError, match="is called"):
        collective_seconds(collective, 1, 2, SWITCH, algorithm)
