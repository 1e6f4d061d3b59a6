"""The native engine: the generated C engine, compiled on first use, behind the interface of the simulator.

compiler    finds the system compiler, says what tells its results apart, compiles in parallel
cache       the user's own folder of compiled engines
building    from an architecture to a compiled engine, out of the cache or into it
library     a compiled engine as Python sees it (ctypes)
core        state and memories of one instance, where they lie
simulator   `NativeSimulator`
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.native.building import Engine, build_engine
    from specgen.machine.native.compiler import NoCompiler
    from specgen.machine.native.simulator import NativeSimulator

__all__ = ["Engine", "NativeSimulator", "NoCompiler", "build_engine"]

_HOMES = {
    "Engine": "building",
    "NativeSimulator": "simulator",
    "NoCompiler": "compiler",
    "build_engine": "building",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
