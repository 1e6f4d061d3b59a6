"""Engines, processors, instances, synchronisation, faults, functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.execution import (
    Barrier,
    ElfFormat,
    Engine,
    Fault,
    Function,
    Instances,
    Processor,
    Semaphore,
    TrapEntry,
)
from specgen.model.quantity import Dimension
from specgen.model.resolve.items import common
from specgen.model.resolve.memory import agents
from specgen.model.resolve.numbers import size, whole
from specgen.model.resolve.quantities import quantity
from specgen.model.types import IntegerType
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.execution import (
        BarrierDocument,
        EngineDocument,
        FaultDocument,
        FunctionDocument,
        InstancesDocument,
        LongerDocument,
        ProcessorDocument,
        SemaphoreDocument,
        TrapDocument,
    )
    from specgen.model.execution import State
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_FREQUENCY = (Dimension.FREQUENCY,)


def fault(ctx: Context, name: str, document: FaultDocument, origin: Origin) -> Fault:
    """Resolve a fault."""
    code = whole(ctx, document.code, origin, "code", high=(1 << 32) - 1)
    value = ctx.plain_integer(document.value, origin, "value")
    return Fault(**common(name, document, origin), code=code, value=value, stops=document.stops)


def engine(ctx: Context, name: str, document: EngineDocument, origin: Origin) -> Engine:
    """Resolve an engine."""
    queue = whole(ctx, document.queue, origin, "queue", low=1, high=1 << 20)
    clock = quantity(ctx, document.clock, origin, "clock", dimensions=_FREQUENCY)
    return Engine(**common(name, document, origin), queue=queue, clock=clock)


def processor(ctx: Context, name: str, document: ProcessorDocument, origin: Origin) -> Processor | None:
    """Resolve a processor."""
    counter = ctx.find(ctx.state, document.program_counter, origin, "program_counter")
    memory = ctx.find(ctx.memories, document.memory, origin, "memory")
    illegal = ctx.find(ctx.faults, document.illegal, origin, "illegal")
    fetch = ctx.find(ctx.faults, document.fetch, origin, "fetch")
    reset = size(ctx, document.reset, origin, "reset")
    unit = size(ctx, document.unit, origin, "unit", low=1, high=1 << 10)
    granule = min((f.width for f in ctx.formats.items.values()), default=8)
    if document.granule is not None:
        granule = whole(ctx, document.granule, origin, "granule", low=8, high=1 << 10)
    if granule % 8:
        ctx.report("spec-number-range", f"must be a multiple of 8, not {granule}", origin.at("granule"))
    clock = quantity(ctx, document.clock, origin, "clock", dimensions=_FREQUENCY)
    elf = None
    if document.elf is not None:
        machine = whole(ctx, document.elf.machine, origin, "elf", "machine", high=0xFFFF)
        bits = whole(ctx, document.elf.bits, origin, "elf", "bits")
        if bits not in (32, 64):
            ctx.report("spec-number-range", f"must be 32 or 64, not {bits}", origin.at("elf", "bits"))
        elf = ElfFormat(machine, bits)
    if counter is not None:
        _check_counter(ctx, counter, origin)
    if memory is not None and memory.window is not None:
        message = f"{memory.name} is a window: a processor fetches from {memory.home.name} itself"
        ctx.report("memory-window", message, origin.at("memory"), hint=f"memory: {memory.home.name}")
    if counter is None or memory is None or illegal is None or fetch is None:
        return None
    return Processor(
        **common(name, document, origin),
        program_counter=counter,
        memory=memory,
        reset=reset,
        unit=unit,
        granule=granule,
        endianness=memory.endianness,
        illegal=illegal,
        fetch=fetch,
        complete=document.complete,
        on_raise=_trap_entry(ctx, document.on_raise, origin),
        clock=clock,
        elf=elf,
        longer=_longer(ctx, document.longer, origin),
        padding=tuple(document.padding or ()),
    )


def _trap_entry(ctx: Context, given: str | TrapDocument | None, origin: Origin) -> TrapEntry | None:
    """Resolve a trap entry; None where there is none, or its extension is not enabled."""
    if given is None or isinstance(given, str):
        return None if given is None else TrapEntry(given, None, origin, ("on_raise",))
    extension = ctx.find(ctx.extensions, given.extension, origin, "on_raise", "extension")
    if given.extension is not None and (extension is None or not extension.enabled):
        return None
    return TrapEntry(given.body, extension, origin, ("on_raise", "body"))


def _longer(ctx: Context, given: LongerDocument | None, origin: Origin) -> tuple[int, int] | None:
    if given is None:
        return None
    mask, value = (
        whole(ctx, number, origin, "longer", key, high=(1 << 128) - 1)
        for key, number in (("mask", given.mask), ("value", given.value))
    )
    if value & ~mask:
        ctx.report("spec-number-range", f"has bits beyond the mask {mask:#x}", origin.at("longer", "value"))
    return mask, value


def _check_counter(ctx: Context, counter: State, origin: Origin) -> None:
    related = [Related(counter.origin.key(), f"{counter.name} is declared here")]
    plain = isinstance(counter.type, IntegerType) and not counter.type.signed
    if not plain or counter.shape:
        message = f"a program counter is one unsigned integer, and {counter.name} is not"
        ctx.report("spec-role", message, origin.at("program_counter"), related=related)
    elif counter.role != "program_counter":
        message = f"{counter.name} is not declared as a program counter"
        hint = f"give {counter.name} role: program_counter"
        ctx.report("spec-role", message, origin.at("program_counter"), related=related, hint=hint)


def instances(ctx: Context, name: str, document: InstancesDocument, origin: Origin) -> Instances:
    """Resolve the copies of the machine."""
    count = whole(ctx, document.count, origin, "count", low=1, high=1 << 20)
    index = ctx.find(ctx.state, document.index, origin, "index")
    if index is not None and (index.shape or index.role != "instance_index"):
        related = [Related(index.origin.key(), f"{index.name} is declared here")]
        message = f"{index.name} is not declared as a scalar that tells the instance"
        hint = f"give {index.name} role: instance_index"
        ctx.report("spec-role", message, origin.at("index"), related=related, hint=hint)
    others = list(ctx.merged.sections.instances)
    if others[0] != name:
        first = ctx.merged.sections.instances[others[0]]
        related = [Related(first.origin.key(), "declared here")]
        ctx.report("spec-instances", "instances are declared once", origin.key(), related=related)
    return Instances(**common(name, document, origin), count=count, index=index)


def semaphore(ctx: Context, name: str, document: SemaphoreDocument, origin: Origin) -> Semaphore:
    """Resolve a file of semaphores."""
    agents(ctx, document.producers, origin, "producers")
    agents(ctx, (document.consumer,), origin, "consumer")
    limit = whole(ctx, document.max, origin, "max", low=1, high=(1 << 64) - 1)
    overflow = ctx.find(ctx.faults, document.overflow, origin, "overflow")
    if document.on_full == "fault" and document.overflow is None:
        message = "on_full: fault needs the fault that it raises"
        ctx.report("spec-semaphore", message, origin.at("on_full"), hint="overflow: NAME")
    return Semaphore(
        **common(name, document, origin),
        count=whole(ctx, document.count, origin, "count", low=1, high=1 << 20),
        max=limit,
        producers=tuple(document.producers),
        consumer=document.consumer,
        on_full=document.on_full,
        overflow=overflow,
        underflow=ctx.find(ctx.faults, document.underflow, origin, "underflow"),
        initial=whole(ctx, document.initial, origin, "initial", high=limit),
    )


def barrier(ctx: Context, name: str, document: BarrierDocument, origin: Origin) -> Barrier:
    """Resolve meeting points."""
    count = whole(ctx, document.count, origin, "count", low=1, high=1 << 20)
    return Barrier(**common(name, document, origin), count=count)


def function(ctx: Context, name: str, document: FunctionDocument, origin: Origin) -> Function:
    """Resolve a function: one with a body, or one of the host."""
    arguments = {}
    for argument, of in (document.arguments or {}).items():
        found = ctx.number_type(of, origin, "arguments", argument)
        if found is not None:
            arguments[argument] = found
    returns = ctx.number_type(document.returns, origin, "returns")
    memory = ctx.find(ctx.memories, document.memory, origin, "memory")
    if document.memory is not None and not document.host:
        message = "only a host function is given a memory: others name it in their bodies"
        ctx.report("spec-function", message, origin.key("memory"), hint="leave it out")
    if document.host and document.body is not None:
        ctx.report("spec-function", "a host function has no body", origin.key("body"))
    if not document.host and document.body is None:
        message = f"{name} has no body"
        ctx.report("spec-function", message, origin.key(), hint="give it one, or host: true")
    return Function(
        **common(name, document, origin),
        arguments=arguments,
        returns=returns,
        body=document.body or "",
        host=document.host,
        memory=memory,
    )
