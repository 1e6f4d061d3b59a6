"""What moves or converts numbers and computes nothing, or next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specgen.perfmodel.importing.making import counted, rowwise
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.workloads import Kind, Operator, Role, Tensor

_ANEW = (
    "BitCast Constant Dropout Flatten Identity Optional OptionalGetElement OptionalHasElement Reshape Shape Size Squeeze"
    " Unsqueeze"
)
FREE = frozenset(_ANEW.split())
"""They name the same bytes anew, or tell of a shape: nothing moves."""

_MOVED = (
    "CenterCropPad Col2Im Concat ConstantOfShape DepthToSpace Expand EyeLike OneHot Pad Range ReverseSequence"
    " SpaceToDepth Split Tile Transpose Trilu"
)
MOVES = frozenset(_MOVED.split())
"""They put the same numbers elsewhere."""


def move(node: Node) -> Iterator[Operator]:
    """Each element of the results once; what is not copied (a broadcast's source) is read once."""
    results = node.all_written()
    moved = sum(one.elements for one in results)
    yield counted(
        Kind.MOVE, node.name, node.all_read(), results, 0, elements=moved, algorithm=node.type.lower()
    )


def cut(node: Node) -> Iterator[Operator]:
    """Slice and Upsample by repetition: only what arrives is read."""
    result = node.written()
    source = replace(node.read(0), shape=result.shape)
    yield counted(
        Kind.MOVE, node.name, (source,), (result,), 0, elements=result.elements, algorithm=node.type.lower()
    )


def conversion(node: Node) -> Iterator[Operator]:
    """One operation an element; a scale and a zero point are two more."""
    result = node.written()
    each = 1 if node.type in ("Cast", "CastLike") else 5 if node.type == "DynamicQuantizeLinear" else 3
    yield counted(
        Kind.CONVERT, node.name, node.all_read(), node.all_written(), each * result.elements,
        elements=result.elements, algorithm=node.type.lower(),
    )  # fmt: skip


def gather(node: Node) -> Iterator[Operator]:
    """Rows of a table by an index: the rows that are asked for are read, not the table."""
    table, index, result = node.read(0), node.read(1), node.written()
    rows = index.elements
    if node.type == "GatherND":
        rows = rows // index.shape[-1] if index.shape and index.shape[-1] else 0
    elif node.type == "GatherElements":
        rows = result.elements
    columns = result.elements // rows if rows else 0
    yield rowwise(
        Kind.GATHER, node.name, (_rows(table, rows, columns), replace(index, role=Role.INDEX)), (result,), 0,
        rows=rows, columns=columns, algorithm=node.type.lower(),
    )  # fmt: skip


def scatter(node: Node) -> Iterator[Operator]:
    """Rows put into a table by an index: the table is written where they go and kept elsewhere."""
    result, index, updates = node.written(), node.read(1), node.read(2)
    rows = index.elements
    if node.type == "ScatterND":
        rows = rows // index.shape[-1] if index.shape and index.shape[-1] else 0
    columns = updates.elements // rows if rows else 0
    combined = node.attribute("reduction", "none") not in ("none", None)
    old = (_rows(result, rows, columns),) * combined
    yield rowwise(
        Kind.SCATTER, node.name, (updates, replace(index, role=Role.INDEX), *old), (_rows(result, rows, columns),),
        updates.elements * combined, rows=rows, columns=columns, algorithm=node.type.lower(),
    )  # fmt: skip


def _rows(table: Tensor, rows: int, columns: int) -> Tensor:
    return replace(table, shape=(rows, columns))
