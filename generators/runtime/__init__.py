"""A runtime's C interface: its header, a reference library over the virtual device, mocks, and Python bindings.

One folder a variant: ``include/`` for those who call, ``src/`` and a Makefile for the library, ``mock/``, ``python/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.target import Files, Request
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Runtime

__all__ = ["generate", "header", "prototypes"]


def generate(request: Request) -> Files:
    """Return the interface of every runtime of every variant asked for."""
    from specgen.generators.runtime.files import interface

    files: Files = {}
    for architecture in request.architectures:
        for runtime in architecture.runtimes.values():
            made = interface(architecture, runtime, request.semantics[architecture.variant])
            files |= {f"{architecture.variant}/{name}": text for name, text in made.items()}
    return files


def header(architecture: Architecture, runtime: Runtime) -> str:
    """Return the header for those who call a runtime."""
    from specgen.generators.runtime.files import header as written

    return written(architecture, runtime)


def prototypes(runtime: Runtime) -> dict[str, str]:
    """Return the declaration in C of every function that is not retired, by name."""
    from specgen.generators.runtime.ctypes import Names

    names = Names(runtime)
    return {f.call.name: f"{names.error} {f.name}({f.parameters});" for f in names.live}
