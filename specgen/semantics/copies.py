"""Instructions that copy a tile as it is: what a spec's transfer engines can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.semantics import ir
from specgen.semantics.walk import every

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.semantics import Semantics


@frozen(eq=False)
class Side:
    """One end of a copy: the tile, and for each loop of the copy (those of one turn aside) the dimension that it counts."""

    tile: ir.Tile
    dims: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of an element."""
        return self.tile.element.bytes

    def fast(self, loop: int) -> bool:
        """Whether a loop's turns are elements beside each other."""
        return self.dims[loop] == (1 if self.tile.operand.layout.order == "row_major" else 0)

    def most(self, loop: int) -> int:
        """Return how often a loop turns at most."""
        return self.tile.max_shape[self.dims[loop]]

    @property
    def pitched(self) -> bool:
        """Whether the program chooses where the next row (or column) begins, rather than the shape."""
        pitch = self.tile.pitch
        if pitch is None or isinstance(pitch, ir.Const):
            return False
        extents = {id(part) for extent in self.tile.shape for part in every(extent)}
        return any(
            id(part) not in extents and not isinstance(part, ir.Const | ir.Arith) for part in every(pitch)
        )


@frozen(eq=False)
class Copy:
    """An instruction that copies ``source`` to ``target`` for this choice of types (``when``: raw field values)."""

    instruction: Instruction
    when: dict[str, int]
    source: Side
    target: Side


def copies(semantics: Semantics) -> Iterator[Copy]:
    """Yield what of a spec's instructions does nothing but copy one tile to another, both with rows or columns and a pitch."""
    for program in semantics.programs.values():
        for body in program.bodies:
            found = _copy(program.instruction, body)
            if found is not None:
                yield found


def _copy(instruction: Instruction, body: ir.Body) -> Copy | None:
    if len(body.statements) != 1 or not isinstance(body.statements[0], ir.Grid):
        return None
    grid = body.statements[0]
    if len(grid.body) != 1 or not isinstance(grid.body[0], ir.TileWrite) or grid.conflict == "add":
        return None
    write = grid.body[0]
    read = write.value
    while isinstance(read, ir.Bits | ir.FromBits):
        read = read.value
    if not isinstance(read, ir.TileRead) or read.tile.element.bytes != write.tile.element.bytes:
        return None
    if not read.tile.operand.layout.order or not write.tile.operand.layout.order:
        return None
    loops = [
        local
        for local, extent in zip(grid.locals, grid.extents, strict=True)
        if not isinstance(extent, ir.Const) or extent.value != 1
    ]
    source, target = _dims(loops, read.index), _dims(loops, write.index)
    if source is None or target is None:
        return None
    return Copy(instruction, body.when, Side(read.tile, source), Side(write.tile, target))


def _dims(loops: list[ir.Local], index: tuple[ir.Index, ...]) -> tuple[int, ...] | None:
    """The dimension that each loop counts, if each counts one."""
    counted = [one.value.local if isinstance(one.value, ir.LocalRead) else None for one in index]
    if any(local not in counted for local in loops):
        return None
    return tuple(counted.index(local) for local in loops)
