"""The rules that loading and resolving a spec enforce; importing this registers them."""

from specgen.model.rules import (
    encodings,
    execution,
    expressions,
    memories,
    names,
    references,
    structure,
    types,
)

__all__ = ["encodings", "execution", "expressions", "memories", "names", "references", "structure", "types"]
