"""Conformance vectors: an instruction, the state before it and what it changes, for whoever implements the spec.

`Maker` draws situations (`situations`), runs them on the Python engine and keeps what the instruction reads, writes and
changes (`recording`); `replay` runs them on any machine again. Files are JSON, or words for ``$readmemh``.
"""

from specgen.machine.vectors.making import Maker
from specgen.machine.vectors.memh import as_memh
from specgen.machine.vectors.replaying import replay
from specgen.machine.vectors.situations import Chooser, Situation, Window
from specgen.machine.vectors.vector import (
    Contents,
    Raised,
    Vector,
    VectorError,
    VectorFile,
    as_json,
    read_file,
)

__all__ = [
    "Chooser",
    "Contents",
    "Maker",
    "Raised",
    "Situation",
    "Vector",
    "VectorError",
    "VectorFile",
    "Window",
    "as_json",
    "as_memh",
    "read_file",
    "replay",
]
