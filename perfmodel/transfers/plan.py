"""Which of a spec's instructions turn one layout of a tensor into another, and at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.perfmodel.transfers.runs import Runs, common_runs
from specgen.perfmodel.transfers.steps import Box, Step, boxes
from specgen.semantics.copies import Copy, copies

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.layouts import Bound
    from specgen.model.paths import DataPath
    from specgen.semantics import Semantics


@frozen()
class Move:
    """One instruction: bytes of the source and the target, and for each of its loops the turns and both strides in bytes."""

    source: int
    target: int
    loops: tuple[Step, ...]


@frozen()
class Use:
    """How one instruction copies a part of a tensor of so many ``bytes``, which begins at bits ``start``.

    ``own`` are the loops that the instruction has (strides in bits), of which it does ``extents`` turns at most;
    ``others`` those around it. ``runs``: the bytes that follow each other in the source and in the target meanwhile.
    """

    bytes: int
    start: tuple[int, int]
    own: tuple[Step, ...]
    extents: tuple[int, ...]
    others: tuple[Step, ...]
    runs: tuple[int, int]

    @property
    def times(self) -> int:
        """How often the instruction is issued."""
        pieces = (-(-step.size // most) for step, most in zip(self.own, self.extents, strict=True))
        return prod((*pieces, *(step.size for step in self.others)))

    def asked(self, side: int, burst: int) -> float:
        """Return the bytes requested on a side (0: of the source), where every run begins at a request."""
        run = self.runs[side]
        return self.bytes / run * (-(-run // burst) * burst)

    def moves(self) -> Iterator[Move]:
        """Yield the instructions one by one."""
        pieces = [range(0, step.size, most) for step, most in zip(self.own, self.extents, strict=True)]
        for at in product(*(range(step.size) for step in self.others), *pieces):
            places = list(zip(at, (*self.others, *self.own), strict=True))
            source = self.start[0] + sum(turn * step.source for turn, step in places)
            target = self.start[1] + sum(turn * step.target for turn, step in places)
            begun = at[len(self.others) :]
            loops = tuple(
                Step(min(most, step.size - turn), step.source // 8, step.target // 8)
                for step, most, turn in zip(self.own, self.extents, begun, strict=True)
            )
            yield Move(source // 8, target // 8, loops)


@frozen(eq=False)
class Plan:
    """A conversion by one instruction: how it is used for each part of the tensor, and what moves.

    ``instructions``: how many are issued. ``bytes``: what is read, and as much is written. ``burst`` is the size of a request
    in bytes on either side, and the efficiencies the part of the bytes requested there that is wanted, where every run
    begins at a request. ``how``: by ``loops`` of fixed strides, or ``runs`` counted one by one.
    """

    copy: Copy
    uses: tuple[Use, ...]
    instructions: int
    bytes: int
    bursts: tuple[int, int]
    efficiencies: tuple[float, float]
    path: DataPath | None
    how: str

    @property
    def traffic(self) -> float:
        """Bytes requested of both memories together."""
        return sum(self.bytes / efficiency for efficiency in self.efficiencies)


def conversions(
    architecture: Architecture,
    semantics: Semantics,
    source: Bound,
    target: Bound,
    *,
    between: tuple[str | None, str | None] = (None, None),
) -> list[Plan]:
    """Return the ways to turn one layout into another, the fewest bytes requested first, then the fewest instructions.

    ``between`` names the memories where the tensor lies and shall lie; None: any. An instruction that copies parts of a
    tensor only as they lie converts what has a common run of elements in both layouts, one that transposes also what
    has none. Raises ValueError where shapes or elements differ.
    """
    if source.shape != target.shape:
        raise ValueError(f"shapes {source.shape} and {target.shape} differ")
    if (source.element.name, source.element.width) != (target.element.name, target.element.width):
        raise ValueError(f"elements differ: {source.element.name} and {target.element.name}")
    parts = boxes(source, target)
    bits = source.width * source.unit
    runs = common_runs(source, target) if parts is None else None
    found = []
    for copy in copies(semantics):
        ends = (copy.source.tile.operand.memory.name, copy.target.tile.operand.memory.name)
        if any(wanted not in (None, end) for wanted, end in zip(between, ends, strict=True)):
            continue
        path = _path(architecture, copy)
        bursts = _bursts(copy, path)
        uses = _by_runs(copy, runs) if parts is None else _by_boxes(copy, parts, bits, bursts)
        if uses:
            found.append(_plan(copy, uses, path, bursts, "runs" if parts is None else "loops"))
    return sorted(found, key=lambda p: (p.traffic, p.instructions, p.copy.instruction.name))


def _plan(
    copy: Copy, uses: tuple[Use, ...], path: DataPath | None, bursts: tuple[int, int], how: str
) -> Plan:
    moved = sum(use.bytes for use in uses)
    asked = [sum(use.asked(side, burst) for use in uses) for side, burst in enumerate(bursts)]
    efficiencies = (moved / asked[0], moved / asked[1])
    return Plan(copy, uses, sum(use.times for use in uses), moved, bursts, efficiencies, path, how)


def _bursts(copy: Copy, path: DataPath | None) -> tuple[int, int]:
    """Bytes of a request on either side: of the path, if it says so, or what a bank gives in one access."""
    asked = path.burst if path else 1
    source, target = (side.tile.operand.memory.width for side in (copy.source, copy.target))
    return max(asked, source), max(asked, target)


def _path(architecture: Architecture, copy: Copy) -> DataPath | None:
    source, target = copy.source.tile.operand.memory, copy.target.tile.operand.memory
    engine = copy.instruction.engine.name if copy.instruction.engine else None
    of_all = (p for p in architecture.paths.values() if p.source is source and p.target is target)
    return next((p for p in of_all if engine in (None, p.by)), None)


def _by_runs(copy: Copy, runs: Runs | None) -> tuple[Use, ...]:
    """One instruction, or several, for every run that both layouts have."""
    if runs is None or not _straight(copy):
        return ()
    size = copy.source.size
    if any(length % size for _, _, length in runs.pieces):
        return ()
    most = _most(copy, len(copy.source.dims) - 1)
    uses = []
    for source, target, length in runs.pieces:
        own = Step(length // size, 8 * size, 8 * size)
        inner = _even(own.size, most)
        uses.append(Use(length, (8 * source, 8 * target), (own,), (inner,), (), (inner * size, inner * size)))
    return tuple(uses)


def _even(turns: int, most: int) -> int:
    """Turns of each piece of a loop, where all but the last have as many and none more than it may."""
    return -(-turns // -(-turns // most))


def _straight(copy: Copy) -> bool:
    """Whether elements beside each other in the source are so in the target."""
    return any(copy.source.fast(i) and copy.target.fast(i) for i in range(len(copy.source.dims)))


def _most(copy: Copy, loop: int) -> int:
    return min(copy.source.most(loop), copy.target.most(loop))


def _by_boxes(copy: Copy, parts: Iterable[Box], bits: int, bursts: tuple[int, int]) -> tuple[Use, ...]:
    def cost(use: Use) -> tuple[float, int]:
        return use.asked(0, bursts[0]) + use.asked(1, bursts[1]), use.times

    uses = []
    for box in parts:
        ways = list(_ways(copy, box, bits))
        if not ways:
            return ()
        uses.append(min(ways, key=cost))
    return tuple(uses)


def _ways(copy: Copy, box: Box, bits: int) -> Iterator[Use]:
    """The ways to copy a box with one instruction in loops of others."""
    size = 8 * copy.source.size
    if _straight(copy):
        run = next((s for s in box.steps if s.source == s.target == bits), Step(1, bits, bits))
        if bits * run.size % size == 0:
            yield from _rows(copy, box, [s for s in box.steps if s is not run], bits * run.size // size)
    elif bits == size:
        yield from _columns(copy, box)


def _rows(copy: Copy, box: Box, others: list[Step], elements: int) -> Iterator[Use]:
    """Rows of the instruction are runs; its other loop, if it has one, is one of those left."""
    size, loops = copy.source.size, range(len(copy.source.dims))
    fast = next(i for i in loops if copy.source.fast(i))
    moved = prod((elements * size, *(s.size for s in others)))
    row = Step(elements, 8 * size, 8 * size)
    inner = _even(elements, _most(copy, fast))
    yield Use(moved, box.start, (row,), (inner,), tuple(others), (inner * size, inner * size))
    if len(loops) != 2 or inner != elements or not (copy.source.pitched and copy.target.pitched):
        return
    for step in others:
        if step.source % (8 * size) or step.target % (8 * size):
            continue
        outer = _even(step.size, _most(copy, 1 - fast))
        runs = _run(inner * size, outer, step.source), _run(inner * size, outer, step.target)
        rest = tuple(s for s in others if s is not step)
        yield Use(moved, box.start, (step, row), (outer, inner), rest, runs)


def _run(row: int, rows: int, stride: int) -> int:
    """Bytes that follow each other where rows lie ``stride`` bits apart."""
    return row * rows if stride == 8 * row else row


def _columns(copy: Copy, box: Box) -> Iterator[Use]:
    """A transposing instruction: one loop runs along elements of the source, the other along those of the target."""
    if len(copy.source.dims) != 2 or not (copy.source.pitched and copy.target.pitched):
        return
    size = copy.source.size
    along = 0 if copy.source.fast(0) else 1
    for first, second in product(box.steps, box.steps):
        if first is second or first.source != 8 * size or second.target != 8 * size:
            continue
        own = (first, second) if along == 0 else (second, first)
        extents = _even(own[0].size, _most(copy, 0)), _even(own[1].size, _most(copy, 1))
        runs = extents[along] * size, extents[1 - along] * size
        rest = tuple(s for s in box.steps if s is not first and s is not second)
        yield Use(box.count * size, box.start, own, extents, rest, runs)
