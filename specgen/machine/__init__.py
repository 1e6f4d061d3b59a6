"""Machine code and machines, for any spec: codec, assembler, disassembler, simulator."""

from typing import TYPE_CHECKING, Any

from specgen.machine.codec import Codec, Decoded, EncodingError

if TYPE_CHECKING:
    from specgen.machine.access import AccessError
    from specgen.machine.assembler import Assembler, Program, assemble
    from specgen.machine.disassembler import DisassembledLine, Disassembler
    from specgen.machine.images import ImageError, read_array, read_image, write_array
    from specgen.machine.result import FaultReport, Result, Waiter
    from specgen.machine.simulator import Simulator, SimulatorError
    from specgen.machine.tracing import Tracer

_LATE = {
    "AccessError": "access",
    "Assembler": "assembler",
    "DisassembledLine": "disassembler",
    "Disassembler": "disassembler",
    "FaultReport": "result",
    "ImageError": "images",
    "Program": "assembler",
    "Result": "result",
    "Simulator": "simulator",
    "SimulatorError": "simulator",
    "Tracer": "tracing",
    "Waiter": "result",
    "assemble": "assembler",
    "read_array": "images",
    "read_image": "images",
    "write_array": "images",
}

__all__ = [
    "AccessError",
    "Assembler",
    "Codec",
    "Decoded",
    "DisassembledLine",
    "Disassembler",
    "EncodingError",
    "FaultReport",
    "ImageError",
    "Program",
    "Result",
    "Simulator",
    "SimulatorError",
    "Tracer",
    "Waiter",
    "assemble",
    "read_array",
    "read_image",
    "write_array",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import what runs programs when it is first asked for."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
