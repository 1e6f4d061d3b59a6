"""The reference interpreters that are generated: Python for whoever looks inside, a folder of C for speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.target import Files, Request
    from specgen.model.architecture import Architecture


def generate(request: Request) -> Files:
    """Return the C engine of every variant asked for, a folder each; none of those that execute nothing."""
    from specgen.generators.interpreter.c.engine import emit_engine

    files: Files = {}
    for architecture in request.architectures:
        if not architecture.processors:
            continue
        engine = emit_engine(architecture, request.semantics[architecture.variant])
        files |= {f"{architecture.variant}/{name}": text for name, text in engine.items()}
    return files


def engine_header(architecture: Architecture) -> tuple[str, str]:
    """Return the name and the text of the header of the engine, for what is compiled beside it."""
    from specgen.generators.interpreter.c.engine import emit_interface

    return emit_interface(architecture)
