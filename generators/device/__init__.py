"""The virtual device: a C library over the engine that behaves as the declared registers, queues and mailboxes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.target import Files, Request
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory
    from specgen.semantics import Semantics

__all__ = ["default_memory", "emit_device", "generate", "instance_shift"]


def generate(request: Request) -> Files:
    """Return the device and the engine of every variant that has processors, a folder each that ``make`` builds."""
    from specgen.generators.device.folder import library
    from specgen.generators.interpreter import generate as engines

    files: Files = {}
    for architecture in request.architectures:
        if not architecture.processors:
            continue
        semantics = request.semantics[architecture.variant]
        files |= {f"{architecture.variant}/{n}": t for n, t in library(architecture, semantics).items()}
    unwanted = ("/main.c", "/README.md", "/Makefile")
    return {n: t for n, t in engines(request).items() if not n.endswith(unwanted)} | files


def emit_device(architecture: Architecture, semantics: Semantics) -> dict[str, str]:
    """Return the device's own files by name, and the engine's header, for what is linked to the engine."""
    from specgen.generators.device.folder import emit
    from specgen.generators.interpreter import engine_header

    name, text = engine_header(architecture)
    return {name: text, **emit(architecture, semantics)}


def default_memory(architecture: Architecture) -> Memory | None:
    """Return the memory of addresses that name none: what buffers lie in."""
    from specgen.generators.device.places import default_memory as found

    return found(architecture)


def instance_shift(architecture: Architecture, memory: Memory) -> int:
    """Return the bit of a device address from which on it has the instance; 0 where all instances have one memory."""
    from specgen.generators.device.memories import shift_of

    return shift_of(architecture, memory)
