"""A small device, compiled once for all tests: three nodes without shared memory, everything big-endian."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from specgen.machine.device import BuiltDevice, Device, build_device
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.machine.device.drawn import drawn

HERE = Path(__file__).parent


@pytest.fixture(scope="session", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen") else base) / "compiled"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("CFLAGS", "-O0")
        yield folder


@pytest.fixture(scope="session")
def pebble() -> Architecture:
    """The spec, and a block of registers more."""
    made = load_architecture(HERE / "spec")
    return replace(made, registers={**made.registers, "drawn": drawn(1)})


@pytest.fixture(scope="session")
def built(pebble: Architecture, _compiled: Path) -> BuiltDevice:
    identity = f"{pebble.content_hash} and registers drawn"
    return build_device(pebble, lambda: analyse(pebble, Diagnostics()), identity=identity)


@pytest.fixture
def make(pebble: Architecture, built: BuiltDevice) -> Callable[..., Device]:
    """Makes a device with options; they live as long as the test."""
    return lambda **options: Device(pebble, built, **options)


@pytest.fixture
def device(make: Callable[..., Device]) -> Device:
    """A device that tells of all interrupts and keeps a trace."""
    made = make(trace_bytes=1 << 16)
    made.registers.bells.heard.value = 0xFFFF
    return made
