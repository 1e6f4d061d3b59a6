"""A file of others as a graph, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from specgen.perfmodel.importing.errors import Unreadable
from specgen.perfmodel.importing.onnx import read_onnx
from specgen.perfmodel.importing.torch import read_program
from specgen.perfmodel.workloads import Graph

_READERS: dict[str, Callable[[Path, Mapping[str, int] | None], Graph]] = {
    ".onnx": read_onnx,
    ".pt2": read_program,
}
READABLE = tuple(_READERS)
"""The endings of names that `read_graph` knows."""


def read_graph(path: Path | str, dims: Mapping[str, int] | None = None) -> Graph:
    """Read an ONNX file or a program of torch.export; ``dims`` are the extents that it leaves open.

    Raises Unreadable, MissingReader where a package is not installed, OSError.
    """
    path = Path(path)
    if path.suffix not in _READERS:
        raise Unreadable(f"{path}: graphs are read from files that end in {' or '.join(READABLE)}")
    return _READERS[path.suffix](path, dims)
