"""Machine code and machines, for any spec: codec, assembler, disassembler, simulator."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.access import AccessError, MemoryAccess
    from specgen.machine.assembler import Assembler, Program, assemble
    from specgen.machine.codec import Codec, Decoded, EncodingError
    from specgen.machine.disassembler import DisassembledLine, Disassembler
    from specgen.machine.images import ImageError, read_array, read_arrays, read_image, write_array
    from specgen.machine.result import FaultReport, Result, Waiter
    from specgen.machine.simulator import Simulator, SimulatorError
    from specgen.machine.timeline import Timeline
    from specgen.machine.tracing import Tracer

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
    "MemoryAccess",
    "Program",
    "Result",
    "Simulator",
    "SimulatorError",
    "Timeline",
    "Tracer",
    "Waiter",
    "assemble",
    "read_array",
    "read_arrays",
    "read_image",
    "write_array",
]

_HOMES = {
    "AccessError": "access",
    "Assembler": "assembler",
    "Codec": "codec",
    "Decoded": "codec",
    "DisassembledLine": "disassembler",
    "Disassembler": "disassembler",
    "EncodingError": "codec",
    "FaultReport": "result",
    "ImageError": "images",
    "MemoryAccess": "access",
    "Program": "assembler",
    "Result": "result",
    "Simulator": "simulator",
    "SimulatorError": "simulator",
    "Timeline": "timeline",
    "Tracer": "tracing",
    "Waiter": "result",
    "assemble": "assembler",
    "read_array": "images",
    "read_arrays": "images",
    "read_image": "images",
    "write_array": "images",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
