"""The normal form of typed semantics: equal for two sides only where they do the same, whatever things are called locally.

Where something stood, names of locals and what analyses found out are left out; everything of a spec that is named stands
for what it is: of a state its type, shape and constants, of a fault its code, of a number format its parameters.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from specgen.model.execution import Engine, Fault, Function, Semaphore, State, Table
from specgen.model.isa import Field, TileOperand
from specgen.model.item import Item
from specgen.model.memory import Memory
from specgen.model.types import FloatType, IntegerType
from specgen.semantics import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from specgen.semantics import Semantics

_APART = frozenset({"span", "demanded", "faults", "may_fault", "reads", "writes"})
_FLOAT = (
    *("exponent", "mantissa", "bias", "signed", "infinities", "nans", "subnormals", "canonical_nan"),
    *("overflow", "rounding"),
)


BLIND: dict[str, frozenset[str]] = {
    "": frozenset(),
    "rounding": frozenset({"rounding", "random", "random_bits"}),
    "overflow": frozenset({"overflow"}),
    "subnormals": frozenset({"daz", "ftz"}),
    "nans": frozenset({"nan", "canonical_nan"}),
}
"""Keys that forms may be blind to: two that are equal then differ in nothing else."""


class Former:
    """Makes normal forms; ``names`` are the new names of old things. ``blind`` to a key of BLIND, forms leave it out."""

    def __init__(self, names: Mapping[str, str], blind: str = "") -> None:
        self._names = names
        self._blind = BLIND[blind]
        self._locals: dict[int, int] = {}
        self._tiles: dict[int, int] = {}
        self._things: dict[int, Hashable] = {}

    def program(self, program: ir.Program) -> Hashable:
        """The form of all bodies of an instruction, by the values that choose them; of what it waits for, too."""
        found = []
        for body in program.bodies:
            found.append((tuple(sorted(body.when.items())), self.body(body)))
        engine = program.instruction.engine
        return (tuple(found), engine and self.thing(engine), program.instruction.atomic)

    def body(self, body: ir.Body) -> Hashable:
        """The form of one body."""
        self._locals.clear()
        self._tiles.clear()
        tiles = tuple(self.tile(tile) for tile in body.tiles)
        return tuple(map(self.of, body.prelude)), tiles, tuple(map(self.of, body.statements))

    def handler(self, handler: ir.Handler) -> Hashable:
        """The form of a trap entry, or of an access of a device."""
        self._locals.clear()
        named = tuple(self.of(one) for one in (handler.argument, handler.result))
        return named, tuple(map(self.of, handler.body.statements))

    def of(self, node: Any) -> Hashable:
        """The form of any part."""
        match node:
            case None | bool() | int() | str():
                return node
            case tuple():
                return tuple(map(self.of, node))
            case ir.Local():
                return "local", self._locals.setdefault(id(node), len(self._locals))
            case ir.LocalArray():
                number = self._locals.setdefault(id(node), len(self._locals))
                return "array", number, self.of(node.element), node.shape
            case ir.Tile():
                return "tile", self._tiles.get(id(node), -1)
            case IntegerType():
                return "integer", node.width, node.signed
            case Item():
                return self.thing(node)
            case ir.FloatValue():
                return self.thing(node.format)
            case ir.Select() | ir.Const() | ir.FloatOp() | ir.Scale():
                return self._parts(node, typed=isinstance(node.type, ir.FloatValue))
        return self._parts(node, typed=False)

    def _parts(self, node: Any, *, typed: bool) -> Hashable:
        blind = self._blind
        kept = (f.name for f in fields(node) if f.name not in _APART | blind and (typed or f.name != "type"))
        kind = type(node).__name__
        if "overflow" in blind and isinstance(node, ir.Cut | ir.Saturate):
            low, high = (node.to.low, node.to.high) if isinstance(node, ir.Cut) else (node.low, node.high)
            return "fitted", low, high, self.of(node.value)
        if "nan" in blind and isinstance(node, ir.MinMax):
            return kind, node.op.removesuffix("_number"), self.of(node.left), self.of(node.right)
        return kind, *(self.of(getattr(node, name)) for name in kept)

    def tile(self, tile: ir.Tile) -> Hashable:
        """The form of a tile: where its elements lie."""
        self._tiles[id(tile)] = len(self._tiles)
        operand = tile.operand
        placed = None if tile.placement is None else self.of(tile.placement)
        order = operand.layout.order if tile.pitch is not None else None
        return (
            self.thing(operand.memory), operand.align, order, self.of(tile.element), self.of(tile.inputs),
            placed, tile.reads, tile.writes,
        )  # fmt: skip

    def thing(self, item: Item) -> Hashable:
        """What a named thing is, as far as the behaviour of who names it depends on it."""
        known = self._things.get(id(item))
        if known is None:
            self._things[id(item)] = known = (type(item).__name__, *self._described(item))
        return known

    def _name(self, item: Item) -> str:
        return self._names.get(item.name, item.name)

    def _described(self, item: Item) -> tuple[Hashable, ...]:
        by_kind: dict[type, Callable[[Any], tuple[Hashable, ...]]] = {
            State: self._state, Memory: self._memory, Fault: self._fault, Table: self._table, Field: self._field,
            FloatType: self._float, Semaphore: self._semaphore, Function: self._function, TileOperand: self._operand,
            Engine: lambda one: (self._name(one), one.queue),
        }  # fmt: skip
        describe = by_kind.get(type(item))
        return describe(item) if describe is not None else (self._name(item),)

    def _state(self, one: State) -> tuple[Hashable, ...]:
        view = None if one.view_of is None else self.thing(one.view_of)
        owner = None if one.engine is None else self._name(one.engine)
        return (
            self._name(one), self.of(one.type), one.shape, one.low, one.high, tuple(sorted(one.constant.items())), view,
            owner, self.of(one.out_of_range), one.role, one.sparse,
        )  # fmt: skip

    def _memory(self, one: Memory) -> tuple[Hashable, ...]:
        faults = (
            one.out_of_range,
            one.misaligned,
            one.write_out_of_range,
            one.write_misaligned,
            one.uninitialised,
        )
        window = None if one.window is None else self.thing(one.window)
        return (
            self._name(one), one.size, self.of(one.address), one.base, one.endianness, *map(self.of, faults), one.shared,
            window, one.stride,
        )  # fmt: skip

    def _fault(self, one: Fault) -> tuple[Hashable, ...]:
        return self._name(one), one.code, self.of(one.value), one.stops

    def _table(self, one: Table) -> tuple[Hashable, ...]:
        return self.of(one.type), one.shape, one.values

    def _field(self, one: Field) -> tuple[Hashable, ...]:
        return self._name(one), one.signed, one.scale, one.bias, one.width

    def _float(self, one: FloatType) -> tuple[Hashable, ...]:
        return tuple(getattr(one, name) for name in _FLOAT if name not in self._blind)

    def _semaphore(self, one: Semaphore) -> tuple[Hashable, ...]:
        overflow, underflow = self.of(one.overflow), self.of(one.underflow)
        return self._name(one), one.count, one.max, one.on_full, overflow, underflow

    def _function(self, one: Function) -> tuple[Hashable, ...]:
        memory = None if one.memory is None else self.thing(one.memory)
        return self._name(one), tuple(map(self.of, one.arguments.values())), self.of(one.returns), memory

    def _operand(self, one: TileOperand) -> tuple[Hashable, ...]:
        return self.thing(one.memory), one.align


def whole_form(former: Former, semantics: Semantics, name: str) -> Hashable:
    """The form of an instruction with all that runs because of it."""
    return former.program(semantics.programs[name]), around(former, semantics, name)


def around(former: Former, semantics: Semantics, name: str) -> Hashable:
    """The form of what runs because of an instruction: a trap entry, accesses of devices."""
    program = semantics.programs[name]
    found: list[Hashable] = []
    trap = semantics.traps.get(program.instruction.processor.name)
    if trap is not None and any(body.may_fault for body in program.bodies):
        found.append(former.handler(trap))
    touched = {m.name for e in semantics.effects(name) for m in (*e.memories_read, *e.memories_written)}
    for device in semantics.architecture.devices.values():
        if device.memory.name in touched:
            found += [device.base, device.size]
            for one in device.registers:
                handlers = (semantics.devices.get((device.name, one.name, key)) for key in ("read", "write"))
                forms = tuple(None if handler is None else former.handler(handler) for handler in handlers)
                found.append((one.offset, former.of(one.type), one.value, forms))
    return tuple(found)
