"""Tiled operators: how long a lowering's tiles take on the engines of a spec, by the scoreboard of `makespan`.

Steps of a lowering that follow each other on one engine are a stage. What an instruction costs is the spec's timing, and
instructions of a stage wait for the registers that they share, so a stage of a systolic array holds its fill and its drain.
A path costs the start-up of the instructions that take it, its latency, and its bytes at its bandwidth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from specgen.model.clocks import cycles_in_ticks, ticks_per_second
from specgen.model.quantity import Dimension
from specgen.perfmodel.timelines.charges import Charge, Charges, TimelineError
from specgen.perfmodel.timelines.registers import Scoreboard
from specgen.perfmodel.timelines.scoreboard import Stage, makespan
from specgen.perfmodel.timelines.trace import Operation
from specgen.semantics.effects import effects_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.paths import DataPath
    from specgen.model.performance.tiling import Share, Tiling
    from specgen.model.quantity import Quantity
    from specgen.semantics import Semantics

_MOST_BUFFERS = 8  # where nobody asks for others


@dataclass(frozen=True, slots=True)
class Tiled:
    """An operator in tiles: ``stages`` of one tile in ticks, ``tiles`` of an instance, ``depth`` buffers between stages.

    ``ticks`` is the time of all; ``busy`` the ticks of each engine; ``fixed`` those of its start-ups.
    """

    stages: tuple[Stage, ...]
    tiles: int
    depth: int
    ticks: Any
    busy: dict[str, Any]
    seconds: float | None

    @property
    def bound_by(self) -> str:
        """The engine that is busiest."""
        return max(self.busy, key=lambda name: self.busy[name])


def tiled(
    tiling: Tiling, architecture: Architecture, semantics: Semantics, depth: int | None = None
) -> Tiled:
    """Estimate an operator that a lowering cuts into tiles, which the instances of the chip share equally.

    ``depth`` is the number of buffers of a tile: by default as many as the memories hold at both ends of paths, eight at most.
    Raises TimelineError where a path or an instruction has no time.
    """
    maker = _Maker(tiling, architecture, semantics)
    stages = [maker.stage(engine, list(shares)) for engine, shares in groupby(tiling.shares, maker.engine)]
    instances = architecture.instances.count if architecture.instances is not None else 1
    tiles = -(-tiling.tiles // instances)
    buffers = maker.buffers() if depth is None else depth
    ticks = makespan(stages, tiles, buffers)
    busy: dict[str, Any] = {}
    for one in stages:
        busy[one.engine] = busy.get(one.engine, 0) + one.occupancy * tiles
    rate = ticks_per_second(architecture)
    return Tiled(
        tuple(stages), tiles, buffers, ticks, busy, float(ticks / rate) if rate is not None else None
    )


class _Maker:
    """Makes stages of the steps of a lowering."""

    def __init__(self, tiling: Tiling, architecture: Architecture, semantics: Semantics) -> None:
        self._tiling = tiling
        self._architecture = architecture
        self._semantics = semantics
        self._charges = Charges(architecture, semantics)
        self._periods = cycles_in_ticks(architecture)

    def engine(self, share: Share) -> str:
        """Who does a step."""
        if share.path is not None:
            return self._architecture.paths[share.path].by
        instruction = self._architecture.instructions[share.instruction or ""]
        return instruction.engine.name if instruction.engine is not None else instruction.processor.name

    def buffers(self) -> int:
        """How many tiles the memories hold at both ends of paths, eight at most."""
        held: dict[str, Fraction] = {}
        sizes: dict[str, int] = {}
        for share in self._tiling.shares:
            if share.path is None:
                continue
            path = self._architecture.paths[share.path]
            for memory in {path.source.name: path.source, path.target.name: path.target}.values():
                sizes[memory.name] = memory.size
                held[memory.name] = held.get(memory.name, Fraction(0)) + share.bytes / self._tiling.tiles
        fits = (int(sizes[name] // taken) for name, taken in held.items() if taken)
        return max(1, min([_MOST_BUFFERS, *fits]))

    def stage(self, engine: str, shares: Sequence[Share]) -> Stage:
        """A stage of one tile: what is not done for every tile counts by its share."""
        every = [share for share in shares if self._turns(share) >= 1]
        rare = [share for share in shares if self._turns(share) < 1]
        occupancy, latency = self._sequence(engine, every)
        if rare:
            share = max(self._turns(one) for one in rare)
            whole = self._sequence(engine, shares)
            occupancy += float(share) * (whole[0] - occupancy)
            latency += float(share) * (whole[1] - latency)
        return Stage(engine, occupancy, latency)

    def _turns(self, share: Share) -> Fraction:
        return share.times / self._tiling.tiles

    def _sequence(self, engine: str, shares: Sequence[Share]) -> tuple[float, float]:
        """Ticks after which an engine begins the next of such sequences, and is finished with one."""
        charges = [
            charge for share in shares for charge in [self._charge(share)] * max(1, round(self._turns(share)))
        ]
        if not charges:
            return 0.0, 0.0
        registers, now, finish = Scoreboard(), 0, 0
        begins: list[int] = []
        for _ in range(3):  # after two rounds, what one leaves to the next is always the same
            begins.append(max(now, registers.ready(charges[0].at_begin)))
            for charge in charges:
                begin = max(now, registers.ready(charge.at_begin))
                now, finish = begin + max(charge.occupancy, 1), max(finish, begin + charge.latency)
                registers.wrote(charge.writes, finish)
        period = self._periods[engine]
        return float((begins[2] - begins[1]) * period), float((finish - begins[2]) * period)

    def _charge(self, share: Share) -> Charge:
        if share.path is not None:
            return self._carry(share, self._architecture.paths[share.path])
        instruction = self._architecture.instructions[share.instruction or ""]
        program = self._semantics.programs[instruction.name]
        given = {f.name: share.operands.get(f.name, max(f.low, 0)) for f in instruction.operands}
        raw = {name: instruction.format.by_name[name].raw(value) or 0 for name, value in given.items()}
        body = program.bodies.index(program.body_for(raw))
        place = instruction.processor.name, 0, 0, instruction.name, body, tuple(given.values()), ""
        return self._charges.of(Operation(*place))

    # -- paths -----------------------------------------------------------------------------------------------------------

    def _carry(self, share: Share, path: DataPath) -> Charge:
        """What a transfer of one tile costs, in cycles of its mover."""
        each = self._turns(share)
        bandwidth = self._in_cycles(path, path.bandwidth)
        if bandwidth is None or each <= 0:
            raise TimelineError(f"path {path.name} has no bandwidth: no time follows from bytes")
        size = share.bytes / self._tiling.tiles / each
        size = Fraction(-(-size // path.burst) * path.burst)
        latency = self._in_cycles(path, path.latency) or Fraction(0)
        streaming = -(-size // bandwidth)
        start_up = self._start_up(path)
        return Charge(1, start_up + streaming, max(-(-latency // 1), start_up) + streaming)

    def _in_cycles(self, path: DataPath, quantity: Quantity | None) -> Fraction | None:
        """A bandwidth in bytes per cycle, or a latency in cycles, of the unit that moves."""
        if quantity is None:
            return None
        rate = ticks_per_second(self._architecture)
        own = rate / self._periods[path.by] if rate is not None else None
        theirs = path.clock.value if path.clock is not None else own
        if quantity.dimension in (Dimension.TIME, Dimension.BANDWIDTH):
            if own is None:
                raise TimelineError(
                    f"{path.by} has no clock, and {path.name} is in {quantity.dimension.value}"
                )
            return quantity.value * own if quantity.dimension is Dimension.TIME else quantity.value / own
        ratio = own / theirs if own is not None and theirs is not None else Fraction(1)
        return quantity.value * ratio if quantity.dimension is Dimension.CYCLES else quantity.value / ratio

    def _start_up(self, path: DataPath) -> int:
        """The least start-up of the instructions that move from one end of a path to the other."""
        found = []
        for program in self._semantics.programs.values():
            unit = program.instruction.engine or program.instruction.processor
            for body in program.bodies if unit.name == path.by else ():
                effects = effects_of(body)
                if path.source in effects.memories_read and path.target in effects.memories_written:
                    fields = tuple(max(f.low, 0) for f in program.instruction.operands)
                    number = program.bodies.index(body)
                    place = (
                        program.instruction.processor.name,
                        0,
                        0,
                        program.instruction.name,
                        number,
                        fields,
                        "",
                    )
                    found.append(self._charges.of(Operation(*place)).fixed_occupancy)
        return min(found, default=0)
