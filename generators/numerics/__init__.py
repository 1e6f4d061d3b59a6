"""Number formats as code: what C and Python need to round, convert and scale the numbers of a spec.

`Numerics` gathers the C functions that a generated program uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.generators.numerics.c import Mode, Numerics, c_type, carrier, code_type, native, quantum

__all__ = ["Mode", "Numerics", "c_type", "carrier", "code_type", "native", "quantum"]

_LATE = dict.fromkeys(("Mode", "Numerics", "c_type", "carrier", "code_type", "native", "quantum"), "c")


def __getattr__(name: str) -> Any:
    """Import a language's part when it is first asked for: who wants C does not need NumPy."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
