"""Compiled code of one architecture, shared by all its cores: functions of instructions, and regions of programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from specgen.generators.interpreter.python import blocks, preludes, simple, storage
from specgen.generators.interpreter.python.faults import Kind, index
from specgen.generators.interpreter.python.region import Target
from specgen.machine.devices import Devices
from specgen.machine.memory import line_shift
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.region import Fetch, Operation, Region
    from specgen.machine.coverage.recorder import Coverage
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Instruction
    from specgen.model.memory import Device, DeviceRegister
    from specgen.semantics import Semantics

Run = Callable[..., "int | None"]


def quot(left: int, right: int) -> int:
    """Division that truncates towards zero."""
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def rem(left: int, right: int) -> int:
    """What `quot` leaves; its sign is that of ``left``."""
    return left - right * quot(left, right)


_REMEMBERED = 8  # regions at one address, of code that changes
_MOST_SINGLES = 4096
_BUILTINS = {"abs": abs, "int": int, "range": range}


@dataclass(frozen=True, slots=True)
class Traits:
    """How a body is executed. ``simple``: as inline text; ``ordered``: it waits, signals or goes to an engine.

    ``calls``: a host function; ``writes_code``: it may write a memory that holds instructions.
    """

    simple: bool
    ordered: bool
    calls: bool
    writes_code: bool


@dataclass(frozen=True, slots=True)
class Trap:
    """The entry of a trap: what it does, and the function ``run(core, pc, next_pc, code, value)`` that gives the new pc."""

    body: ir.Body
    run: Callable[..., Any]


class Library:
    """Emits and compiles on first use; nothing but code emitted from the IR is ever executed.

    With ``coverage`` every instruction is a function that counts, and none is part of a region; where ``checked``, one that
    reads no byte that was never written.
    """

    def __init__(
        self,
        architecture: Architecture,
        semantics: Semantics,
        coverage: Coverage | None = None,
        *,
        checked: bool = False,
    ) -> None:
        programs = semantics.programs
        self.architecture = architecture
        self.semantics = semantics
        self.programs = programs
        self.coverage = coverage
        self.checked = checked
        self.storage = storage.plan(architecture, programs.values())
        fetched = {processor.memory for processor in architecture.processors.values()}
        code = frozenset(m.name for m in architecture.memories.values() if m.home in fetched)
        shifts = {name: line_shift(architecture.memories[name]) for name in code}
        self.target = Target(architecture, self.storage, code, shifts)
        self.devices = Devices(architecture.devices.values(), self)
        self._traits: dict[int, Traits] = {}
        self._functions: dict[int, dict[str, Run]] = {}
        self._preludes: dict[int, Callable[..., tuple[tuple[int, int], ...]]] = {}
        self._regions: dict[int, list[Region]] = {}
        self._singles: dict[tuple[int, int, int], Region] = {}
        self._makers: WeakKeyDictionary[Region, Callable[..., Callable[[int, int], int]]] = (
            WeakKeyDictionary()
        )

    def traits(self, instruction: Instruction, body: ir.Body) -> Traits:
        """How ``body`` is to be executed."""
        key = id(body)
        if key not in self._traits:
            kinds = {type(s) for s in statements(body.statements)}
            ordered = instruction.engine is not None or bool(body.prelude) or ir.Signal in kinds
            apart = ordered or self.checked or self.coverage is not None
            inline = not apart and simple.is_simple(body, self.storage)
            self._traits[key] = Traits(inline, ordered, ir.Host in kinds, self._writes_code(body))
        return self._traits[key]

    def _writes_code(self, body: ir.Body) -> bool:
        written = {s.memory.name for s in statements(body.statements) if isinstance(s, ir.Store)}
        written |= {tile.operand.memory.name for tile in body.tiles if tile.writes}
        return bool(written & self.target.code_memories)

    def functions(self, program: ir.Program, body: ir.Body) -> dict[str, Run]:
        """``run`` of a body, and ``issue`` where it samples state when it is issued."""
        from specgen.generators.interpreter.python.functions.function import emit_function, load_function

        key = id(body)
        if key not in self._functions:
            covered = self.coverage is not None
            source = emit_function(
                self.architecture, program, body, self.storage, covered=covered, checked=self.checked
            )
            made = self._functions[key] = load_function(source)
            if self.coverage is not None:
                made["run"] = self.coverage.watch(program, body, source, made["run"])
        return self._functions[key]

    def trap(self, processor: Processor) -> Trap | None:
        """What enters a trap of a processor; None where faults stop the machine."""
        from specgen.generators.interpreter.python.functions.function import load_function
        from specgen.generators.interpreter.python.functions.handlers import emit_trap

        handler = self.semantics.traps.get(processor.name)
        if handler is None:
            return None
        if id(handler) not in self._functions:
            self._functions[id(handler)] = load_function(emit_trap(processor, handler, self.storage))
        return Trap(handler.body, self._functions[id(handler)]["run"])

    def access(self, device: Device, register: DeviceRegister, key: str) -> Run | None:
        """The function of a read or a write of a register, where it has one."""
        from specgen.generators.interpreter.python.functions.function import load_function
        from specgen.generators.interpreter.python.functions.handlers import emit_access

        handler = self.semantics.devices.get((device.name, register.name, key))
        if handler is None:
            return None
        return load_function(emit_access(device.name, register.name, key, handler, self.storage))["run"]

    def prelude(self, program: ir.Program, body: ir.Body) -> Callable[..., tuple[tuple[int, int], ...]]:
        """The function that evaluates what ``body`` waits for."""
        key = id(body)
        if key not in self._preludes:
            text, names = preludes.emit_prelude(program, body, self.storage)
            namespace = {"N": names, "Kind": Kind, "index": index, "quot": quot, "rem": rem}
            self._preludes[key] = _execute(compile(text, "<prelude>", "exec"), namespace)["prelude"]
        return self._preludes[key]

    def region(self, entry: int, fetch: Fetch) -> Region | None:
        """The region at ``entry`` of the code that ``fetch`` sees."""
        known = self._regions.setdefault(entry, [])
        for region in known:
            if all(_same(operation, fetch(operation.pc)) for operation in region.operations):
                return region
        made = blocks.compile_region(entry, fetch, self.target)
        if made is not None:
            known.append(made)
            del known[:-_REMEMBERED]
        return made

    def single(self, operation: Operation) -> Region:
        """One simple instruction as a region."""
        key = (operation.pc, operation.word, id(operation.body))
        if key not in self._singles:
            made = blocks.compile_region(
                operation.pc, lambda pc: operation if pc == operation.pc else None, self.target
            )
            assert made is not None
            if len(self._singles) >= _MOST_SINGLES:
                self._singles.clear()
            self._singles[key] = made
        return self._singles[key]

    def maker(self, region: Region) -> Callable[..., Callable[[int, int], int]]:
        """The function that binds a region to a core."""
        if region not in self._makers:
            self._makers[region] = _execute(region.code, {"quot": quot, "rem": rem})["make"]
        return self._makers[region]


def _same(one: Operation, other: Operation | None) -> bool:
    return other is not None and one.word == other.word and one.body is other.body


def _execute(code: Any, namespace: dict[str, Any]) -> dict[str, Any]:
    """Defines emitted functions, out of reach of anything but what they are given."""
    namespace["__builtins__"] = _BUILTINS
    exec(code, namespace)  # noqa: S102 - text emitted from the IR, in which no name of a spec stands
    return namespace
