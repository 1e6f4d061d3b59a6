"""Executables of any spec that describes their format: packed from a manifest, read and refused, looked into, loaded."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.executables.opened import Opened, Placed
    from specgen.machine.executables.packing import pack_manifest
    from specgen.machine.executables.reading import ExecutableError, open_executable, verify_executable
    from specgen.machine.executables.rows import Row, Rows
    from specgen.machine.executables.rules import RULES
    from specgen.machine.executables.writing import Bytes, Contents, PackError, write

__all__ = [
    "RULES",
    "Bytes",
    "Contents",
    "ExecutableError",
    "Opened",
    "PackError",
    "Placed",
    "Row",
    "Rows",
    "open_executable",
    "pack_manifest",
    "verify_executable",
    "write",
]

_HOMES = {
    "RULES": "rules",
    "Bytes": "writing",
    "Contents": "writing",
    "ExecutableError": "reading",
    "Opened": "opened",
    "PackError": "writing",
    "Placed": "opened",
    "Row": "rows",
    "Rows": "rows",
    "open_executable": "reading",
    "pack_manifest": "packing",
    "verify_executable": "reading",
    "write": "writing",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
