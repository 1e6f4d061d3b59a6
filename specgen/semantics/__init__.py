"""The instruction language: from the text of ``semantics`` to a typed tree that every backend reads.

semantics = analyse(architecture, diagnostics)
program = semantics.programs["add"]
print(print_program(program))
"""

from typing import TYPE_CHECKING, Any

import specgen.semantics.rules  # noqa: F401  registers this room's rules

if TYPE_CHECKING:
    from specgen.semantics.analysis import Semantics, analyse
    from specgen.semantics.counts import Counts, operation_counts
    from specgen.semantics.effects import Effects, MemoryAccess, StateAccess, effects_of
    from specgen.semantics.printer import print_body, print_program

__all__ = [
    "Counts",
    "Effects",
    "MemoryAccess",
    "Semantics",
    "StateAccess",
    "analyse",
    "effects_of",
    "operation_counts",
    "print_body",
    "print_program",
]

_LATE = {
    "Counts": "counts",
    "Effects": "effects",
    "MemoryAccess": "effects",
    "Semantics": "analysis",
    "StateAccess": "effects",
    "analyse": "analysis",
    "effects_of": "effects",
    "operation_counts": "counts",
    "print_body": "printer",
    "print_program": "printer",
}


def __getattr__(name: str) -> Any:
    """Import what types and prints when it is first asked for; ``specgen.semantics.ir`` needs none of it."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
