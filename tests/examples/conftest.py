"""The reference accelerator's machines, made once, and a bench to try single instructions on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.api import Accelerator, load
from specgen.machine.result import Result
from specgen.machine.simulator import Simulator


@dataclass
class Bench:
    """One tile whose SRAM is filled, that runs a few lines, and whose SRAM is looked at."""

    accelerator: Accelerator
    machine: Simulator

    def put(self, address: int, values: Any, memory: str = "sram") -> None:
        """Write an array of integers or floats."""
        array = np.asarray(values)
        self.machine.memory[memory].write(address, np.ascontiguousarray(array))

    def get(self, address: int, dtype: str, *shape: int, memory: str = "sram") -> Any:
        """Read an array."""
        return self.machine.memory[memory].read(address, dtype, shape)

    def attempt(self, text: str, **registers: int) -> Result:
        """Run lines of assembly with these registers set."""
        for name, value in registers.items():
            self.machine.state[name] = value
        self.machine.load(self.accelerator.assemble(text + "\nhalt x0\n"))
        return self.machine.run(max_steps=1000)

    def run(self, text: str, **registers: int) -> None:
        """Run lines of assembly that must not fault."""
        result = self.attempt(text, **registers)
        assert result.reason == "exited", str(result)


@pytest.fixture(scope="session")
def large(root: Path) -> Accelerator:
    return load(root / "spec", "large")


@pytest.fixture(scope="session")
def large_machine(large: Accelerator) -> Simulator:
    return large.simulator()


@pytest.fixture(scope="session")
def _edge(root: Path) -> Bench:
    edge = load(root / "spec", "edge")
    return Bench(edge, edge.simulator())


@pytest.fixture
def bench(_edge: Bench) -> Bench:
    """A tile of the edge part (32 lanes) at reset."""
    _edge.machine.reset()
    return _edge
