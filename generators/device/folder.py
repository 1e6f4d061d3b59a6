"""The device as a folder of C files: headers and tables that the spec fills, and what is the same for all specs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.device.checks import emit_checks
from specgen.generators.device.errors import emit_errors
from specgen.generators.device.memories import host_base, memory_tables, rate_of, shift_of
from specgen.generators.device.places import default_memory
from specgen.generators.device.queues import (
    ANSWERS,
    ROLES,
    TELLS,
    largest,
    mailbox_tables,
    queue_tables,
    trace_tables,
)
from specgen.generators.device.registers import (
    KINDS,
    acts_of,
    cells_of,
    field_that,
    register_tables,
)
from specgen.generators.device.text import array, constants, fill, number, prefix_of
from specgen.generators.templating import prefixed
from specgen.model.interfaces import (
    CONDITIONS,
    EVENTS,
    INSTANCE_STATES,
    MESSAGES,
    PACKET_ROLES,
    PROGRAM_ROLES,
    RECORDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.device.registers import Act, Cells
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

_PLAIN = (
    *("device.c", "device_registers.c", "device_memory.c", "device_queues.c", "device_packets.c"),
    *("device_launch.c", "device_events.c", "device_trace.c", "device_mailbox.c"),
)
_INJECTIONS = {
    **{name: at for at, name in enumerate(("bus_error", "ecc", "ecc_corrected", "hang", "interrupt_lost"))},
    "corrupt_packet": 5,
}
_FEMTOSECONDS = 10**15


def library(architecture: Architecture, semantics: Semantics) -> dict[str, str]:
    """Return the device's files and those that build it together with the engine's."""
    name = prefix_of(architecture.name)
    parts = {"name": name, "NAME": name.upper(), "title": _title(architecture)}
    made = {file: prefixed(fill(file, parts), name) for file in ("Makefile", "README.md")}
    return emit(architecture, semantics) | made


def emit(architecture: Architecture, semantics: Semantics) -> dict[str, str]:
    """Return the device's own files by name."""
    name = prefix_of(architecture.name)
    cells = cells_of(architecture)
    acts = acts_of(architecture, cells)
    public = f"{name}_device.h"
    files = {
        public: fill("public.h", _public(architecture, name)),
        "device.h": fill("device.h", _inside(architecture, public, cells, acts)),
        **{file: fill(file, {}) for file in _PLAIN},
        "device_tables.c": "\n".join(_tables(architecture, semantics, cells, acts)) + "\n",
        "device_errors.c": emit_errors(architecture),
        **emit_checks(architecture),
    }
    return {file: prefixed(text, name) for file, text in files.items()}


def _title(architecture: Architecture) -> str:
    return f"{architecture.name} {architecture.version}, variant {architecture.variant}: the virtual device"


def _public(architecture: Architecture, name: str) -> dict[str, str]:
    memories = architecture.memories.values()
    shifts = [
        f"    N_DEV_SHIFT_{m.name.upper()} = {shift}"
        for m in memories
        if (shift := shift_of(architecture, m))
    ]
    default = default_memory(architecture)
    return {
        "title": _title(architecture),
        "engine": f"{name}_engine.h",
        "host": f"{host_base(architecture):#x}",
        "ticks": str(int(rate_of(architecture))),
        "queues": str(sum(q.count for q in architecture.queues.values())),
        "mailboxes": str(len(architecture.mailboxes)),
        "traces": str(len(architecture.traces)),
        "interrupts": str(len(architecture.interrupts)),
        "conditions": constants("N_DEV_", CONDITIONS),
        "memories": constants("N_DEV_MEMORY_", architecture.memories)
        + f"\n    N_DEV_DEFAULT_MEMORY = {f'N_DEV_MEMORY_{default.name.upper()}' if default else '-1'},",
        "shifts": "enum {\n" + ",\n".join(shifts) + "\n};" if shifts else "",
    }


def _inside(architecture: Architecture, public: str, cells: Cells, acts: list[Act]) -> dict[str, str]:
    return {
        "public": public,
        "cells": str(len(cells.cells)),
        "acts": str(len(acts)),
        "spaces": str(len(architecture.memories)),
        **{key: str(value) for key, value in largest(architecture).items()},
        "kinds": constants("N_DEV_", KINDS),
        "events": constants("N_DEV_ON_", EVENTS),
        "verbs": constants("N_DEV_DO_", PACKET_ROLES).rstrip(","),
        "roles": constants("N_DEV_ROLE_", ROLES),
        "program_roles": constants("N_DEV_PROGRAM_", (r.strip("()") for r in PROGRAM_ROLES)),
        "requests": constants("N_DEV_ASK_", MESSAGES).rstrip(","),
        "answers": constants("N_DEV_ANSWER_", ANSWERS),
        "records": constants("N_DEV_TOLD_", RECORDS),
        "record_roles": constants("N_DEV_TELL_", TELLS),
    }


# -- tables ------------------------------------------------------------------------------------------------------------


def _tables(architecture: Architecture, semantics: Semantics, cells: Cells, acts: list[Act]) -> Iterator[str]:
    yield "/* What the spec says. */"
    yield '#include "device_checks.h"'
    yield ""
    yield from register_tables(architecture, cells, acts)
    yield from memory_tables(architecture)
    yield from queue_tables(architecture)
    yield from mailbox_tables(architecture, cells)
    yield from trace_tables(architecture)
    yield from _instructions(architecture, semantics)
    names = list(architecture.memories)
    memories = (str(names.index(p.memory.name)) for p in architecture.processors.values())
    yield from array("unsigned N_dev_processor_memory", memories, "0")
    yield from _identity(architecture)


def _instructions(architecture: Architecture, semantics: Semantics) -> Iterator[str]:
    """The number, bytes and order of bytes of what the engine numbers: the bodies of all instructions, from 1 on."""
    numbers = {name: at for at, name in enumerate(architecture.instructions)}
    big = int(any(p.endianness == "big" for p in architecture.processors.values()))
    items = [
        f"{{{numbers[name]}, {program.instruction.format.width // 8}, {big}}}"
        for name, program in semantics.programs.items()
        for _ in program.bodies
    ]
    yield from array("N_dev_instruction N_dev_instructions", ["{0}", *items])


def _identity(architecture: Architecture) -> Iterator[str]:
    parts = [part for part in architecture.version.split("-")[0].split(".") if part.isdecimal()]
    version = ", ".join([*parts, "0", "0", "0"][:3])
    digest = bytes.fromhex(architecture.content_hash)[:32].ljust(32, b"\0")
    yield f"const uint64_t N_dev_version[3] = {{{version}}};"
    yield f"const uint8_t N_dev_hash[32] = {{{', '.join(map(str, digest))}}};"
    yield f"const uint64_t N_dev_tick = {number(round(_FEMTOSECONDS / rate_of(architecture)))};"
    chosen = field_that(architecture, "inject_condition")
    values = ["N_NEVER"] * len(_INJECTIONS)
    for member in chosen.enum.members if chosen is not None and chosen.enum is not None else ():
        if member.name in _INJECTIONS:
            values[_INJECTIONS[member.name]] = str(member.value)
    yield f"const uint64_t N_dev_injection_values[] = {{{', '.join(values)}}};"
    told = field_that(architecture, "instance_state")
    known = {m.name: m.value for m in told.enum.members} if told is not None and told.enum is not None else {}
    states = ", ".join(str(known.get(name, at)) for at, name in enumerate(INSTANCE_STATES))
    yield f"const uint64_t N_dev_instance_states[] = {{{states}}};"
