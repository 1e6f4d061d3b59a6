"""What the resolution of one variant knows, and how it looks things up and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from specgen.model.merge import Merged
from specgen.model.types import (
    PREDEFINED_FLOATS,
    BlockType,
    FixedType,
    FloatType,
    IntegerType,
    NumberType,
)
from specgen.source import Diagnostics, Location, Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.execution import (
        Barrier,
        Engine,
        Fault,
        Function,
        Instances,
        Processor,
        Semaphore,
        State,
        Table,
    )
    from specgen.model.expressions import Value
    from specgen.model.interfaces import (
        ErrorCode,
        Executable,
        Interrupt,
        Mailbox,
        Protocol,
        Queue,
        RegisterBlock,
        Runtime,
        Structure,
        Trace,
    )
    from specgen.model.isa import Alias, Enum, Extension, Format, Instruction, Modifier, Option
    from specgen.model.layouts import Composite, Layout
    from specgen.model.memory import Device, Memory
    from specgen.model.merge import Entry
    from specgen.model.origin import Origin
    from specgen.model.paths import DataPath, Links
    from specgen.model.performance import (
        Calibration,
        Chip,
        Decision,
        Lowering,
        Measurements,
        Model,
        Target,
        Workload,
    )
    from specgen.model.quantity import Quantity

MAX_HINTS = 50
MAX_MESSAGE = 300
MAX_ALL_NAMES = 1 << 20

T = TypeVar("T")
D = TypeVar("D")


@dataclass(slots=True)
class Known(Generic[T]):
    """The resolved items of a section: ``word`` is what one of them is called."""

    section: str
    word: str
    broken: set[str]
    items: dict[str, T] = field(default_factory=dict)

    def excused(self, name: str) -> bool:
        """Whether a reference to ``name`` must not be reported: what it means was refused itself."""
        return name in self.broken or "*" in self.broken


class Context:
    """The state of one variant's resolution.

    ``failures`` counts what was reported or silently missing: an item during whose resolution it grew is broken.
    """

    def __init__(self, merged: Merged, diagnostics: Diagnostics) -> None:
        self.merged = merged
        self.diagnostics = diagnostics
        self.failures = 0
        self.values: dict[str, Value] = {}
        self.quantities: dict[str, Quantity] = {}
        self.names_left = MAX_ALL_NAMES
        self._hints: dict[tuple[str, str], str | None] = {}
        self.parameters_broken: set[str] = set(merged.broken["parameters"])
        self.types: Known[FloatType] = self._known("types", "type")
        self.integers: Known[IntegerType] = self._known("types", "type")
        self.fixed_types: Known[FixedType] = self._known("types", "type")
        self.block_types: Known[BlockType] = self._known("types", "type")
        self.enums: Known[Enum] = self._known("enums", "enum")
        self.tables: Known[Table] = self._known("tables", "table")
        self.memories: Known[Memory] = self._known("memories", "memory")
        self.layouts: Known[Layout] = self._known("layouts", "layout")
        self.composites: Known[Composite] = self._known("layouts", "layout")
        self.devices: Known[Device] = self._known("devices", "device")
        self.links: Known[Links] = self._known("links", "link")
        self.paths: Known[DataPath] = self._known("paths", "path")
        self.state: Known[State] = self._known("state", "state")
        self.engines: Known[Engine] = self._known("engines", "engine")
        self.processors: Known[Processor] = self._known("processors", "processor")
        self.instances: Known[Instances] = self._known("instances", "instance")
        self.semaphores: Known[Semaphore] = self._known("semaphores", "semaphore")
        self.barriers: Known[Barrier] = self._known("barriers", "barrier")
        self.faults: Known[Fault] = self._known("faults", "fault")
        self.formats: Known[Format] = self._known("formats", "format")
        self.extensions: Known[Extension] = self._known("extensions", "extension")
        self.instructions: Known[Instruction] = self._known("instructions", "instruction")
        self.aliases: Known[Alias] = self._known("aliases", "alias")
        self.options: Known[Option] = self._known("options", "option")
        self.modifiers: Known[Modifier] = self._known("modifiers", "modifier")
        self.functions: Known[Function] = self._known("functions", "function")
        self.structures: Known[Structure] = self._known("structures", "structure")
        self.errors: Known[ErrorCode] = self._known("errors", "error")
        self.registers: Known[RegisterBlock] = self._known("registers", "register block")
        self.interrupts: Known[Interrupt] = self._known("interrupts", "interrupt")
        self.queues: Known[Queue] = self._known("queues", "queue")
        self.mailboxes: Known[Mailbox] = self._known("mailboxes", "mailbox")
        self.traces: Known[Trace] = self._known("traces", "trace")
        self.protocols: Known[Protocol] = self._known("protocols", "protocol")
        self.executables: Known[Executable] = self._known("executables", "executable")
        self.runtimes: Known[Runtime] = self._known("runtimes", "runtime")
        self.chips: Known[Chip] = self._known("chips", "chip")
        self.models: Known[Model] = self._known("models", "model")
        self.workloads: Known[Workload] = self._known("workloads", "workload")
        self.measurements: Known[Measurements] = self._known("measurements", "set of measurements")
        self.calibrations: Known[Calibration] = self._known("calibrations", "calibration")
        self.lowerings: Known[Lowering] = self._known("lowerings", "lowering")
        self.decisions: Known[Decision] = self._known("decisions", "decision")
        self.targets: Known[Target] = self._known("targets", "target")
        self.types.items.update(PREDEFINED_FLOATS)

    @property
    def broken(self) -> frozenset[str]:
        """The names of all items that were refused; ``"*"`` where some are not even known."""
        sections = (known.broken for known in vars(self).values() if isinstance(known, Known))
        unread = () if self.merged.complete else ("*",)
        return frozenset(self.parameters_broken.union(unread, *sections))

    def _known(self, section: str, word: str) -> Known[T]:
        return Known(section, word, set(self.merged.broken[section]))

    def report(
        self,
        rule: str,
        message: str,
        at: Location,
        *,
        related: Iterable[Related] = (),
        hint: str | None = None,
    ) -> None:
        """Report a finding; what is being resolved is broken."""
        self.failures += 1
        if len(message) > MAX_MESSAGE:
            message = f"{message[:MAX_MESSAGE]}..."
        self.diagnostics.report(rule, message, at, related=related, hint=hint)

    def resolve(
        self,
        entries: dict[str, Entry[D]],
        known: Known[T],
        one: Callable[[Context, str, D, Origin], T | None],
    ) -> None:
        """Resolve all items of a section by ``one``; those that fail are left out and remembered as broken."""
        for name, entry in entries.items():
            before = self.failures
            item = one(self, name, entry.document, entry.origin)
            if item is None or self.failures > before:
                known.broken.add(name)
            else:
                known.items[name] = item

    def find(self, known: Known[T], name: str | None, origin: Origin, *path: str | int) -> T | None:
        """Return what the text at ``path`` names, or None: unknown names are reported, broken ones are not."""
        if name is None:
            return None
        found = known.items.get(name)
        if found is None:
            self.unknown(known, name, origin.at(*path))
        return found

    def unknown(self, known: Known[T], name: str, at: Location, others: Iterable[str] = ()) -> None:
        """Report a name that stands for nothing, unless that follows from something reported."""
        self.failures += 1
        if known.excused(name) or not self.merged.complete:
            return
        hint = self._hint(known, name, others)
        if hint is None and known.items and len(known.items) <= 8 and not others:
            hint = f"known: {', '.join(sorted(known.items))}"
        message = f"no {known.word} is called {name!r}"
        self.report("ref-unknown", message, at, hint=hint)

    def _hint(self, known: Known[T], name: str, others: Iterable[str]) -> str | None:
        """Return the nearest name; looked for once a name, and not for thousands of names."""
        key = known.word, name
        if key not in self._hints and len(self._hints) < MAX_HINTS:
            self._hints[key] = did_you_mean(name, (*known.items, *known.broken, *others))
        return self._hints.get(key)

    def number_type(
        self, name: str | None, origin: Origin, *path: str | int, others: Iterable[str] = ()
    ) -> NumberType | None:
        """Return the number format that the text at ``path`` names, or None; ``others`` might have been meant too."""
        if name is None:
            return None
        found = integer_type(name) or self.integers.items.get(name) or self.types.items.get(name)
        if found is not None:
            return found
        if name in self.block_types.items:
            message = f"{name} is a block format, not that of one value"
            block = self.block_types.items[name]
            hint = f"its elements are {block.element.name}, its scales {block.scale.name}"
            self.report("type-block", message, origin.at(*path), hint=hint)
        elif name in self.fixed_types.items:
            fixed = self.fixed_types.items[name]
            message = (
                f"{name} is a fixed-point format, and values that are computed with are integers or floats"
            )
            hint = f"its codes are {fixed.integer.name}, in units of 2^-{fixed.fraction}"
            self.report("type-fixed", message, origin.at(*path), hint=hint)
        elif name[:1] in ("u", "s") and name[1:].isdecimal():
            self.report(
                "ref-unknown",
                f"no type is called {name!r}",
                origin.at(*path),
                hint="integers have 1 to 128 bits",
            )
        else:
            self.unknown(self.types, name, origin.at(*path), (*_COMMON, *others))
        return None

    def plain_integer(self, name: str | None, origin: Origin, *path: str | int) -> IntegerType | None:
        """Return the integer type that the text at ``path`` names; other types are reported."""
        found = self.number_type(name, origin, *path)
        if isinstance(found, FloatType):
            self.report("type-integer", f"{name} is no integer type", origin.at(*path), hint="such as u32")
            return None
        return found


_COMMON = ("u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64")


@lru_cache(maxsize=512)
def integer_type(name: str) -> IntegerType | None:
    """Return ``u1`` to ``u128`` or ``s1`` to ``s128`` by name."""
    digits = name[1:]
    if name[:1] not in ("u", "s") or not (digits.isascii() and digits.isdecimal()) or digits[0] == "0":
        return None
    return IntegerType(int(digits), name[0] == "s") if len(digits) <= 3 and int(digits) <= 128 else None
