"""The rules that loading and resolving a spec enforce; importing this registers them."""

from specgen.model.rules import (
    encodings,
    execution,
    expressions,
    interfaces,
    layouts,
    memories,
    names,
    references,
    structure,
    tiles,
    types,
)

__all__ = [
    "encodings",
    "execution",
    "expressions",
    "interfaces",
    "layouts",
    "memories",
    "names",
    "references",
    "structure",
    "tiles",
    "types",
]
