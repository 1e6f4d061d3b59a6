"""The same machine on both engines, and all that can be seen of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from specgen.machine import Result, Simulator
from specgen.model.architecture import Architecture
from specgen.semantics import Semantics

_MOST = 1 << 18  # bytes of a memory that are compared


def pair(architecture: Architecture, semantics: Semantics, **options: Any) -> tuple[Simulator, Simulator]:
    """A machine on the Python engine and one on the native engine."""
    python = Simulator(architecture, semantics, **options)
    native = Simulator(architecture, semantics, "native", **options)
    assert (python.engine, native.engine) == ("python", "native")
    return python, native


def seen(machine: Simulator) -> Iterator[tuple[Any, ...]]:
    """Every state and memory of every instance, by its bytes."""
    for number, instance in enumerate(machine.instances):
        for name in instance.state:
            value = np.asarray(instance.state[name])
            yield number, name, value.tolist() if value.dtype == object else value.tobytes()
        for name, memory in instance.memory.items():
            declared = machine.architecture.memories[name]
            yield number, name, memory.read(declared.base, "u8", min(declared.size, _MOST)).tobytes()


def same(python: Simulator, native: Simulator, results: tuple[Result, Result] | None = None) -> None:
    """All that can be seen is the same, and so are the ends of a run."""
    if results is not None:
        assert results[0] == results[1]
        assert str(results[0]) == str(results[1])
    for one, other in zip(seen(python), seen(native), strict=True):
        assert one == other, one[:2]
    assert python.traced == native.traced
    assert python.output == native.output


def run(python: Simulator, native: Simulator, steps: int | None = None, **options: Any) -> Result:
    """Runs both and compares everything; the end of the run."""
    results = python.run(steps, **options), native.run(steps, **options)
    same(python, native, results)
    return results[0]
