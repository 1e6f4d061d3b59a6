"""Engines that the tests of this room share."""

from __future__ import annotations

from pathlib import Path

import pytest

import specgen
from tests.machine.webassembly.engines import PageEngine, page_engine


@pytest.fixture(scope="session")
def hart(root: Path, tmp_path_factory: pytest.TempPathFactory) -> PageEngine:
    """A processor of one stream and 64 MiB."""
    return page_engine(specgen.load(root / "examples/rv32imc"), tmp_path_factory.mktemp("hart"))


@pytest.fixture(scope="session")
def waiting(root: Path, tmp_path_factory: pytest.TempPathFactory) -> PageEngine:
    """Engines, semaphores and a barrier."""
    return page_engine(specgen.load(root / "tests/machine/spec/engines"), tmp_path_factory.mktemp("engines"))
