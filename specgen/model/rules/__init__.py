"""The rules that loading and resolving a spec enforce; importing this registers them."""

from specgen.model.rules import (
    encodings,
    executables,
    execution,
    expressions,
    interfaces,
    layouts,
    memories,
    names,
    performance,
    queues,
    references,
    registers,
    runtimes,
    structure,
    tiles,
    types,
)

__all__ = [
    "encodings",
    "executables",
    "execution",
    "expressions",
    "interfaces",
    "layouts",
    "memories",
    "names",
    "performance",
    "queues",
    "references",
    "registers",
    "runtimes",
    "structure",
    "tiles",
    "types",
]
