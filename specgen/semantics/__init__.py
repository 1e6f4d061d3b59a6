"""The instruction language: from the text of ``semantics`` to a typed tree that every backend reads.

    semantics = analyse(architecture, diagnostics)
    program = semantics.programs["add"]
    print(print_program(program))
"""

from typing import TYPE_CHECKING, Any

from specgen.semantics import rules as _rules  # registers this room's rules

if TYPE_CHECKING:
    from specgen.semantics.analysis import Semantics, analyse
    from specgen.semantics.printer import print_body, print_program

__all__ = ["Semantics", "analyse", "print_body", "print_program"]

_LATE = {
    "Semantics": "analysis",
    "analyse": "analysis",
    "print_body": "printer",
    "print_program": "printer",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import what types and prints when it is first asked for; ``specgen.semantics.ir`` needs none of it."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
