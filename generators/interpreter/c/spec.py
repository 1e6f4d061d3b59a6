"""``spec.c``: what the spec says, as constants: routines, processors, engines, semaphores, memories, states."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.core import families
from specgen.generators.interpreter.c.ctype import holder, unsigned
from specgen.generators.interpreter.c.dispatch import stream_of
from specgen.generators.interpreter.c.functions.names import mangled
from specgen.generators.interpreter.c.hosts import emit_callers, emit_hosts
from specgen.generators.interpreter.c.text import array, quoted
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from specgen.generators.interpreter.c.plan import Plan, Routine
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Fault, Semaphore, State
    from specgen.model.memory import Memory

_HEAD = """\
/* What the spec says, as the machine reads it. */
#include "machine.h"
"""

_FAULTS = """\
const char *N_fault_name(unsigned fault)
{
    return N_kinds[fault].name;
}

uint64_t N_fault_code(unsigned fault)
{
    return N_kinds[fault].code;
}

bool N_fault_stops(unsigned fault)
{
    return N_kinds[fault].stops;
}

bool N_fault_carries(unsigned fault)
{
    return N_kinds[fault].width != 0;
}

N_wide N_fault_value(const N_fault *fault)
{
    unsigned width = N_kinds[fault->number].width;
    if (width == 0 || !fault->carries)
        return N_WIDE(0);
    N_u128 bits = (N_u128)N_whole(fault->value) << (128 - width) >> (128 - width);
    return (N_wide){(uint64_t)bits, (uint64_t)(bits >> 64)};
}
"""


def emit_tables(plan: Plan) -> str:
    """The file."""
    architecture = plan.architecture
    parts = [
        _HEAD,
        *_preludes(plan),
        *array("const N_routine N_routines[]", ["{0}", *(_routine(plan, r) for r in plan.routines)]),
        *array("const N_processor N_processors[]", [*_processors(plan), "{0}"]),
        *array("const N_counter N_counters[]", [*map(_counter(architecture), architecture.semaphores.values()), "{0}"]),
        *array("const N_meeting N_meetings[]", [*_meetings(architecture), "{0}"]),
        *array("const N_space N_spaces[]", [*_spaces(plan), "{0}"]),
        *array("const N_place N_places[]", [*_places(architecture), "{0}"]),
        *array("const char *const N_engine_names[]", [*(quoted(n) for n in architecture.engines), "NULL"]),
        *array("const uint64_t N_engine_queues[]", [*(unsigned(e.queue) for e in architecture.engines.values()), "0"]),
        *_faults(architecture),
        *_unit_names(architecture),
        *_attach(architecture),
        *_initialise(architecture),
        *_store_counter(architecture),
        *emit_hosts(architecture),
        *emit_callers(plan),
    ]  # fmt: skip
    return "\n".join(parts)


# -- instructions ------------------------------------------------------------------------------------------------------


def _preludes(plan: Plan) -> Iterator[str]:
    for routine in plan.routines:
        if routine.body.prelude:
            items = ", ".join(_prelude(plan.architecture, one) for one in routine.body.prelude)
            yield f"static const N_prelude N_prelude_{routine.name}[] = {{{items}}};"
    yield ""


def _prelude(architecture: Architecture, one: ir.Prelude) -> str:
    if isinstance(one, ir.Wait):
        return f"{{N_WAIT, {list(architecture.semaphores).index(one.semaphore.name)}, {one.span.line}, 0}}"
    if isinstance(one, ir.Meet):
        return f"{{N_MEET, {list(architecture.barriers).index(one.barrier.name)}, {one.span.line}, 0}}"
    names = list(architecture.engines)
    return f"{{N_DRAIN, 0, {one.span.line}, {unsigned(sum(1 << names.index(e.name) for e in one.engines))}}}"


def _routine(plan: Plan, routine: Routine) -> str:
    instruction, body, name = routine.program.instruction, routine.body, routine.name
    engine = (
        -1 if instruction.engine is None else list(plan.architecture.engines).index(instruction.engine.name)
    )
    issued = routine.ordered and any(
        isinstance(e, ir.StateRead) and e.at_issue for e in routine.expressions()
    )
    commits = any(isinstance(s, ir.Commit) for s in statements(body.statements))
    return "{{{}, {}, {}, {}, {}, {}, {}, {}}}".format(
        "NULL" if routine.inline else f"N_run_{name}",
        f"N_issue_{name}" if issued else "NULL",
        f"N_wait_{name}" if body.prelude else "NULL",
        f"N_prelude_{name}" if body.prelude else "NULL",
        len(body.prelude),
        instruction.format.bytes,
        engine,
        "true" if commits else "false",
    )


def _processors(plan: Plan) -> Iterator[str]:
    memories = list(plan.architecture.memories)
    for processor in plan.architecture.processors.values():
        stream = stream_of(plan, processor)
        yield "{{{}}}".format(
            ", ".join([
                quoted(processor.name),
                f"N_execute_{mangled(processor.name)}",
                f"N_look_{mangled(processor.name)}",
                f"N_trap_{mangled(processor.name)}" if processor.name in plan.semantics.traps else "NULL",
                str(memories.index(processor.memory.name)),
                str(stream.granule),
                str(stream.most_bytes),
                unsigned(processor.reset & stream.mask),
                unsigned(processor.unit),
                unsigned(stream.first),
                unsigned(stream.entries),
                unsigned(stream.mask),
                "true" if processor.endianness == "big" else "false",
                str(list(plan.architecture.faults).index(processor.fetch.name)),
            ])
        )  # fmt: skip


# -- what else there is ------------------------------------------------------------------------------------------------


def _counter(architecture: Architecture) -> Callable[[Semaphore], str]:
    faults = list(architecture.faults)

    def number(fault: Fault | None) -> int:
        return -1 if fault is None else faults.index(fault.name)

    def text(one: Semaphore) -> str:
        producers = ", ".join(one.producers) or "nobody"
        overflow = number(one.overflow) if one.on_full == "fault" else -1
        counts = ", ".join(unsigned(n) for n in (one.count, one.max, one.initial))
        return f"{{{quoted(one.name)}, {quoted(producers)}, {counts}, {overflow}, {number(one.underflow)}}}"

    return text


def _meetings(architecture: Architecture) -> Iterator[str]:
    for barrier in architecture.barriers.values():
        yield f"{{{quoted(barrier.name)}, {unsigned(barrier.count)}}}"


def _spaces(plan: Plan) -> Iterator[str]:
    for memory in plan.architecture.memories.values():
        watched = plan.checked and memory.uninitialised is not None
        flags = (memory.shared, memory.name in plan.code_memories, watched)
        shown = ", ".join("true" if flag else "false" for flag in flags)
        place = f"{unsigned(memory.base)}, {unsigned(memory.size)}, {_window(plan.architecture, memory)}"
        yield f"{{{quoted(memory.name)}, {place}, {shown}}}"


def _window(architecture: Architecture, memory: Memory) -> str:
    """The stride of a window and of what it shows, and the number of what a window shows."""
    memories = list(architecture.memories.values())
    stride = next((one.stride for one in memories if memory.home is one.window), 0)
    shows = memories.index(memory.window) if memory.window is not None else -1
    return f"{unsigned(stride)}, {shows}"


def _places(architecture: Architecture) -> Iterator[str]:
    for state in architecture.state.values():
        member = f"s_{mangled(state.name)}"
        yield f"{{{quoted(state.name)}, offsetof(N_core, {member}), sizeof(((N_core *)0)->{member})}}"


def _faults(architecture: Architecture) -> Iterator[str]:
    faults = list(architecture.faults.values())
    yield from array(
        "static const N_kind N_kinds[]",
        [
            *(
                f"{{{quoted(f.name)}, {unsigned(f.code)}, {f.value.width if f.value is not None else 0}, "
                f"{'true' if f.stops else 'false'}}}"
                for f in faults
            ),
            "{0}",
        ],
    )
    yield _FAULTS


def _unit_names(architecture: Architecture) -> Iterator[str]:
    names = [quoted(n) for n in (*architecture.processors, *architecture.engines)]
    yield from array("static const char *const N_units[]", [*names, "NULL"])
    yield "const char *N_unit_name(unsigned unit)\n{\n    return N_units[unit];\n}\n"


# -- state -------------------------------------------------------------------------------------------------------------


def _attach(architecture: Architecture) -> Iterator[str]:
    yield "void N_attach(N_core *c, N_memory *const *memories)"
    yield "{"
    for number, name in enumerate(architecture.memories):
        yield f"    c->m_{mangled(name)} = memories[{number}];"
        yield f"    c->b_{mangled(name)} = memories[{number}]->bytes;"
    yield from ("    (void)c;", "    (void)memories;", "}", "")


def _initialise(architecture: Architecture) -> Iterator[str]:
    yield "void N_initialise(N_core *c)"
    yield "{"
    for state in families(architecture):
        yield from (f"    {line}" for line in _initial(state))
    instances = architecture.instances
    if instances is not None and instances.index is not None:
        index = instances.index
        assert isinstance(index.type, IntegerType)
        mask = unsigned((1 << index.type.width) - 1)
        yield f"    c->s_{mangled(index.name)} = ({holder(index.type)})(c->instance & {mask});"
    yield from ("    (void)c;", "}", "")


def _initial(state: State) -> Iterator[str]:
    """What gives a state its values at reset; all is zero before."""
    member = f"c->s_{mangled(state.name)}"
    registers = {r.index: r.initial for r in state.entries.values()}
    initial = state.initial & ((1 << state.type.width) - 1)
    if initial:
        yield "{"
        yield f"    const {_bits(state)} bits = {_constant(initial, state)};"
        if state.shape:
            yield f"    uint8_t *place = (uint8_t *)&{member};"
            yield f"    for (size_t i = 0; i < {prod(state.shape)}; i++)"
            yield "        memcpy(place + i * sizeof bits, &bits, sizeof bits);"
        else:
            yield f"    memcpy(&{member}, &bits, sizeof bits);"
        yield "}"
    if len(state.shape) != 1:
        return
    for place, value in {**registers, **state.constant}.items():
        yield "{"
        yield f"    const {_bits(state)} bits = {_constant(value & ((1 << state.type.width) - 1), state)};"
        yield f"    memcpy(&{member}[{place}], &bits, sizeof bits);"
        yield "}"


def _bits(state: State) -> str:
    kind = state.type
    return holder(kind if isinstance(kind, IntegerType) else IntegerType(kind.width, signed=False))


def _constant(bits: int, state: State) -> str:
    """The value with these bits, as its holder has it."""
    kind = state.type
    if isinstance(kind, IntegerType) and kind.signed and bits >> (kind.width - 1):
        return f"({holder(kind)})(-(N_s128){unsigned((1 << kind.width) - bits)})"
    return f"({_bits(state)}){unsigned(bits)}"


def _store_counter(architecture: Architecture) -> Iterator[str]:
    yield "void N_store_counter(N_core *c, unsigned processor, uint64_t pc)"
    yield "{"
    for number, processor in enumerate(architecture.processors.values()):
        counter = processor.program_counter
        yield f"    if (processor == {number})"
        yield f"        c->s_{mangled(counter.name)} = ({holder(counter.type)})pc;"
    yield from ("    (void)c;", "    (void)processor;", "    (void)pc;", "}", "")
