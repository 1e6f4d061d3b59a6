"""The resolved, immutable description that every later room works on."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.data import frozen

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
    from specgen.model.types import BlockType, FixedType, FloatType, IntegerType


@frozen()
class Parameter:
    """A parameter as declared, and its value in this variant."""

    name: str
    summary: str
    kind: str
    default: int | Quantity
    allowed: tuple[int | Quantity, ...]
    value: int | Quantity
    origin: Origin
    renamed_from: str | None = None


@frozen()
class Variant:
    """A named binding of parameters and a choice of extensions."""

    name: str
    summary: str
    description: str
    bindings: dict[str, int | Quantity]
    origin: Origin
    renamed_from: str | None = None


@frozen(eq=False, slots=False)
class Architecture:
    """One variant of a spec with every cross-reference resolved. All mappings keep the order of the files.

    ``content_hash`` is the SHA-256 of the spec's meaning (not of its comments or file names), the same for
    all variants. ``integer_types`` are the spec's own names of integer types. ``extensions`` holds all of them;
    ``instructions`` and ``devices`` only those of enabled ones.
    ``broken`` names what was refused and is therefore missing (``"*"``: nobody knows what): say nothing of
    references to it.
    """

    name: str
    version: str
    summary: str
    description: str
    variant: str
    content_hash: str
    parameters: dict[str, Parameter]
    variants: dict[str, Variant]
    types: dict[str, FloatType]
    fixed_types: dict[str, FixedType]
    block_types: dict[str, BlockType]
    enums: dict[str, Enum]
    formats: dict[str, Format]
    extensions: dict[str, Extension]
    faults: dict[str, Fault]
    memories: dict[str, Memory]
    layouts: dict[str, Layout]
    state: dict[str, State]
    engines: dict[str, Engine]
    processors: dict[str, Processor]
    instances: Instances | None
    semaphores: dict[str, Semaphore]
    barriers: dict[str, Barrier]
    functions: dict[str, Function]
    tables: dict[str, Table]
    instructions: dict[str, Instruction]
    aliases: dict[str, Alias]
    integer_types: dict[str, IntegerType]
    options: dict[str, Option]
    modifiers: dict[str, Modifier]
    directives: dict[str, str]
    absent: dict[str, str]
    origin: Origin
    broken: frozenset[str] = frozenset()
    devices: dict[str, Device] = field(default_factory=dict)
    links: dict[str, Links] = field(default_factory=dict)
    paths: dict[str, DataPath] = field(default_factory=dict)
    composites: dict[str, Composite] = field(default_factory=dict)
    structures: dict[str, Structure] = field(default_factory=dict)
    errors: dict[str, ErrorCode] = field(default_factory=dict)
    registers: dict[str, RegisterBlock] = field(default_factory=dict)
    interrupts: dict[str, Interrupt] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)
    protocols: dict[str, Protocol] = field(default_factory=dict)
    executables: dict[str, Executable] = field(default_factory=dict)
    runtimes: dict[str, Runtime] = field(default_factory=dict)
    chips: dict[str, Chip] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    workloads: dict[str, Workload] = field(default_factory=dict)
    measurements: dict[str, Measurements] = field(default_factory=dict)
    calibrations: dict[str, Calibration] = field(default_factory=dict)
    lowerings: dict[str, Lowering] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)

    @cached_property
    def constants(self) -> dict[str, int]:
        """Parameters that are whole numbers (sizes in bytes, clocks in Hz), by name."""
        values = {n: p.value for n, p in self.parameters.items()}
        return {n: int(v) for n, v in values.items() if isinstance(v, int) or v.value.denominator == 1}

    @cached_property
    def max_width(self) -> int:
        """Bits of the longest instruction."""
        return max((i.format.width for i in self.instructions.values()), default=0)
