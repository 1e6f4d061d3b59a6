"""An ONNX file as a graph; the numbers of its weights are never read, so that those in other files may be missing."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specgen.perfmodel.importing.errors import MissingReader, Unreadable
from specgen.perfmodel.importing.onnx.frames import Found, Frame
from specgen.perfmodel.importing.onnx.values import Value
from specgen.perfmodel.importing.onnx.walking import Walker
from specgen.perfmodel.workloads import Graph

_MOST_BYTES = 2**31 - 1  # what protobuf reads at once


def read_onnx(path: Path | str, dims: Mapping[str, int] | None = None) -> Graph:
    """Read a graph; ``dims`` are the extents that the file leaves open, by their name or by ``input:axis``.

    Raises Unreadable where it is no ONNX file or has no such extent, MissingReader without the package onnx, OSError.
    """
    path = Path(path)
    return graph_of(_loaded(path), path.name.removesuffix(".onnx"), dims)


def graph_of(model: Any, name: str, dims: Mapping[str, int] | None = None) -> Graph:
    """Return the operators of a ModelProto. Raises Unreadable."""
    scope: ChainMap[str, Value | None] = ChainMap()
    fixed = {one.name for one in model.graph.initializer}
    left = dict(dims or {})
    for one in model.graph.input:
        if one.name not in fixed:
            scope[one.name] = Value(one.name, _given(one.name, one.type, dims or {}, left))
    if left:
        raise Unreadable(_no_extent(next(iter(left)), model.graph))
    versions = {one.domain: one.version for one in model.opset_import} or {"": 1}
    functions = {(one.domain, one.name): one for one in model.functions}
    found = Found()
    Walker(functions).graph(model.graph, Frame(scope, versions), found)
    return Graph(name, tuple(found.operators), tuple(found.unsupported))


def _loaded(path: Path) -> Any:
    try:
        import onnx
        from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
    except ImportError:
        raise MissingReader("an ONNX file", "onnx", "pip install 'specgen[onnx]'") from None
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise Unreadable(
            f"{path} has {size} bytes, and ONNX allows 2 GiB: save its weights beside it (save_as_external_data)"
        )
    model = onnx.ModelProto()
    try:
        model.ParseFromString(path.read_bytes())
    except DecodeError:
        raise Unreadable(f"{path} is no ONNX file, or part of it is missing") from None
    if not model.HasField("graph"):
        raise Unreadable(f"{path} is no ONNX file: it holds no graph")
    return model


def _given(name: str, kind: Any, dims: Mapping[str, int], left: dict[str, int]) -> Any:
    """Return the type of an input with the extents that are given for it; take those out of ``left``."""
    if not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return kind
    found = type(kind)()
    found.CopyFrom(kind)
    for axis, extent in enumerate(found.tensor_type.shape.dim):
        for key in (extent.dim_param, f"{name}:{axis}"):
            if key in dims:
                extent.dim_value = dims[key]
                left.pop(key, None)
    return found


def _no_extent(name: str, graph: Any) -> str:
    from specgen.source import did_you_mean

    known = [
        extent.dim_param or f"{one.name}:{axis}"
        for one in graph.input
        for axis, extent in enumerate(one.type.tensor_type.shape.dim)
        if not extent.HasField("dim_value")
    ]
    known = list(dict.fromkeys(known))
    if not known:
        return f"{name!r} is no extent: all extents of the inputs are numbers"
    return f"{name!r} is no open extent of an input; {did_you_mean(name, known) or 'there are ' + ', '.join(known)}"
