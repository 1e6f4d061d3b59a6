"""The targets by name: ours, and those that other packages add (entry point ``specgen.generators``)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from specgen.generators.target import Files, Request, Target

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_OURS = {
    "c": "C11 and C++17 headers: opcodes, fields, enums, inline encoders and decoders",
    "python": "typed Python bindings that import nothing of specgen",
    "numerics": "number formats: a C header and a NumPy module that round, convert, scale and pack",
    "layouts": "index functions, pack and unpack of tensor layouts, in C11 and NumPy",
    "structures": "structures of interfaces: C structs, readers and writers in C and Python, a Linux uapi header",
    "executable": "readers of executables in C, that check all that they are handed",
    "interpreter": "an engine in C11 that executes programs: a library, a command",
    "systemverilog": "a SystemVerilog package: parameters, enums, formats, fields and a decoder",
    "rust": "a Rust crate, no_std and without unsafe: enums, instructions, an encoder and a decoder",
    "errors": "error codes with cause, blame and remedy: a C header, a Python module",
    "runtime": "a runtime's C interface: header, reference library, mocks, Python bindings",
    "tablegen": "TableGen records: a target of LLVM and a dialect of MLIR",
    "registers": "register maps: a header in C11 and C++17, a Python module",
    "systemrdl": "SystemRDL 2.0 of the register map, for hardware tools",
    "device": "a virtual device in C11: registers, queues, copies, interrupts, over the engine",
    "docs": "Markdown pages with diagrams, for any site engine",
}


def targets() -> dict[str, Target]:
    """Return all targets by name; raises ValueError where two packages claim one name."""
    from importlib.metadata import entry_points

    found = {name: Target(name, summary, _ours(name)) for name, summary in _OURS.items()}
    for point in sorted(entry_points(group="specgen.generators"), key=lambda p: (p.name, p.value)):
        if point.name in found:
            raise ValueError(f"the generator {point.name!r} is defined twice: {point.value} is the second")
        found[point.name] = Target(point.name, f"from {point.value}", _theirs(point))
    return found


def _ours(name: str) -> Callable[[], Callable[[Request], Files]]:
    def load() -> Callable[[Request], Files]:
        generate: Callable[[Request], Files] = import_module(f"specgen.generators.{name}").generate
        return generate

    return load


def _theirs(point: EntryPoint) -> Callable[[], Callable[[Request], Files]]:
    def load() -> Callable[[Request], Files]:
        generate: Callable[[Request], Files] = point.load()
        return generate

    return load
