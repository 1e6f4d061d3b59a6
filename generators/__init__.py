"""Generators: each turns a resolved architecture into named files; one writer puts them on disk."""

from specgen.generators.registry import refused, targets
from specgen.generators.target import Files, Request, Target, stamp
from specgen.generators.writer import OutputError, Written, compare, write

__all__ = [
    "Files",
    "OutputError",
    "Request",
    "Target",
    "Written",
    "compare",
    "refused",
    "stamp",
    "targets",
    "write",
]
