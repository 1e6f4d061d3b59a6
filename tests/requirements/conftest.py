"""A bench for each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api import Accelerator, load
from tests.examples.conftest import Bench


@pytest.fixture(scope="session")
def edge(root: Path) -> Accelerator:
    """The small part: one tile, 32 lanes."""
    return load(root / "spec", "edge")


@pytest.fixture(scope="session", params=["python", "native"])
def _bench(edge: Accelerator, request: pytest.FixtureRequest) -> Bench:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFLAGS", "-O0")  # single instructions take no time
        machine = edge.simulator(request.param)
    assert machine.engine == request.param
    return Bench(edge, machine)


@pytest.fixture
def bench(_bench: Bench) -> Bench:
    """A tile at reset."""
    _bench.machine.reset()
    return _bench
