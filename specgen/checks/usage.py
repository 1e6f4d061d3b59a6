"""Checks of what is declared and not used, and used without being given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Register
    from specgen.model.item import Item
    from specgen.model.memory import DeviceRegister

_TINY = """
    formats: {tiny: {width: 32, fields: {opcode: "6:0", n: "11:7", reserved: "31:12"}}}
"""
_WORD = re.compile(r"[A-Za-z_]\w*")


@check(
    "unused-definition",
    Severity.WARNING,
    "What is defined is used.",
    """A definition that nothing refers to is a leftover, or a reference that was meant and forgotten. It is generated,
    documented and reviewed all the same.""",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: r, encoding: {{opcode: 0x70}}, assembly: "one {{rd:x}}, {{rs1:x}}, {{rs2:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[rd] = x[rs1] - x[rs2]"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[n] = 1"}}
    """,
)
def unused_definition(subject: Subject) -> Iterator[Finding]:
    """Formats, enums, tables, functions, engines, semaphores and barriers that nothing mentions; layouts are for programs too."""
    if not subject.entire:
        return
    a = subject.architecture
    instructions = a.instructions.values()
    formats = {one.format.name for one in instructions}
    enums = set(_enums_of(a))
    engines = {one.engine.name for one in instructions if one.engine} | {
        s.engine.name for s in a.state.values() if s.engine
    }
    words = _words_of(a)
    yield from _unused("format", a.formats.values(), formats)
    yield from _unused("enum", a.enums.values(), enums | words)
    yield from _unused("engine", a.engines.values(), engines)
    yield from _unused("table", (table for table in a.tables.values() if not table.derived), words)
    yield from _unused("function", a.functions.values(), words)
    yield from _unused("semaphore", a.semaphores.values(), words)
    yield from _unused("barrier", a.barriers.values(), words)


def _unused(kind: str, items: Iterable[Item], used: set[str]) -> Iterator[Finding]:
    for item in items:
        if item.name not in used and item.status != "deprecated":
            yield Finding(f"{kind} {item.name} is used by nothing", item.origin.key())


def _enums_of(a: Architecture) -> Iterator[str]:
    """The enums of fields of formats, of members and bit fields of structures, and of fields of registers."""
    fields = [f.enum for one in a.formats.values() for f in one.fields]
    fields += [f.enum for block in a.registers.values() for one in block.registers for f in one.fields]
    for member in (m for one in a.structures.values() for m in one.members):
        fields += [place.enum for place in (member.value, *member.arms, *member.bits) if place is not None]
    yield from (enum.name for enum in fields if enum is not None)


def _behind(one: Register | DeviceRegister) -> list[str]:
    return [name for name in (one.read, one.write) if name is not None]


def _words_of(a: Architecture) -> set[str]:
    """Every word of every text of the semantics language, and the functions behind registers."""
    texts = [one.semantics for one in a.instructions.values()]
    texts += [function.body for function in a.functions.values()]
    texts += [processor.on_raise.body for processor in a.processors.values() if processor.on_raise]
    texts += [name for file in a.state.values() for one in file.entries.values() for name in _behind(one)]
    texts += [name for device in a.devices.values() for one in device.registers for name in _behind(one)]
    for one in a.instructions.values():
        texts += [text for tile in one.tiles for text in tile.texts]
        if one.timing:
            texts += [one.timing.issue, one.timing.occupancy, one.timing.latency]
    return {word for text in texts for word in _WORD.findall(text)}


@check(
    "unused-fault",
    Severity.WARNING,
    "Every declared fault can be raised.",
    "Software will carry a handler that never runs, and a test plan an entry that can never be covered.",
    wrong="faults: {overheated: {code: 60, summary: Too hot.}}",
    right=f"""{_TINY}
    faults: {{overheated: {{code: 60, summary: Too hot.}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "if x[n] > 90: raise overheated"}}
    """,
)
def unused_fault(subject: Subject) -> Iterator[Finding]:
    """Faults that no instruction, memory, processor, state or semaphore raises."""
    a = subject.architecture
    raised = {
        fault.name for processor in a.processors.values() for fault in (processor.illegal, processor.fetch)
    }
    named = [f for m in a.memories.values() for f in (*m.faults(writes=False), *m.faults(writes=True))]
    named += [s.out_of_range for s in a.state.values()] + [s.overflow for s in a.semaphores.values()]
    named += [m.uninitialised for m in a.memories.values()] + [s.underflow for s in a.semaphores.values()]
    raised |= {fault.name for fault in named if fault}
    raised |= {fault.name for effects in subject.effects for fault in effects.faults}
    for fault in a.faults.values():
        if fault.name not in raised and subject.entire:
            yield Finding(f"nothing raises {fault.name}", fault.origin.key())


@check(
    "unused-operand",
    Severity.WARNING,
    "What an instruction does depends on each of its operands.",
    "An operand without an effect is an encoding wasted, or an effect forgotten.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[1] = 1"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[1] = n"}}
    """,
)
def unused_operand(subject: Subject) -> Iterator[Finding]:
    """Operands that the semantics do not mention, unless they do nothing at all: a hint."""
    for one in subject.architecture.instructions.values():
        if one.name not in subject.semantics.programs or one.semantics.strip() in ("", "pass"):
            continue
        texts = [one.semantics]
        texts += [text for tile in one.tiles for text in tile.texts]
        words = {word for text in texts for word in _WORD.findall(text)}
        words |= {t.element.name for t in one.tiles} | {"instruction"} & words
        for field in one.operands:
            if field.name not in words and "instruction" not in words:
                yield Finding(
                    f"{one.name} does not use its operand {field.name}",
                    one.origin.at("semantics"),
                    (Related(field.origin.at(), f"{field.name} is this field"),),
                )


@check(
    "state-never-written",
    Severity.WARNING,
    "State that is read is written somewhere, or starts with a value.",
    "Semantics that read what nothing writes read zero for ever: the write was forgotten.",
    wrong=f"""{_TINY}
    state: {{ceiling: {{type: u32}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[n] = ceiling"}}
    """,
    right=f"""{_TINY}
    state: {{ceiling: {{type: u32, initial: 16}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[n] = ceiling"}}
    """,
)
def never_written(subject: Subject) -> Iterator[Finding]:
    """State that is read, never written, and zero at reset."""
    if not subject.entire:
        return
    read, written = _accesses(subject)
    for state in subject.architecture.state.values():
        if state.role or state.initial or state.starts or state.name in written or state.name not in read:
            continue
        yield Finding(f"{state.name} is read and never written", state.origin.key())


@check(
    "state-never-read",
    Severity.WARNING,
    "State that is written is read somewhere.",
    "State that nothing reads costs area and decides nothing.",
    wrong=f"""{_TINY}
    state: {{count: {{type: u32}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "count = n"}}
    """,
    right=f"""{_TINY}
    state: {{count: {{type: u32}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "count = count + n"}}
    """,
)
def never_read(subject: Subject) -> Iterator[Finding]:
    """State that no instruction reads, by its own name or that of a view."""
    if not subject.entire:
        return
    read, _ = _accesses(subject)
    for state in subject.architecture.state.values():
        if not state.role and state.view_of is None and state.name not in read:
            yield Finding(f"{state.name} is never read", state.origin.key())


def _accesses(subject: Subject) -> tuple[set[str], set[str]]:
    """The names of the state that is read, and of that which is written; a view stands for its array."""
    read, written = set(), set()
    for effects in subject.effects:
        read |= {(a.state.view_of or a.state).name for a in effects.reads}
        written |= {(a.state.view_of or a.state).name for a in effects.writes}
    views = {s.name for s in subject.architecture.state.values() if s.view_of and s.view_of.name in read}
    written |= {
        s.name for s in subject.architecture.state.values() if s.view_of and s.view_of.name in written
    }
    return read | views, written


@check(
    "memory-unused",
    Severity.WARNING,
    "Every memory is reached by an instruction or fetched from.",
    "A memory that no instruction touches can hold nothing that matters.",
    wrong="memories: {attic: {size: 1 KiB, address: u32, out_of_range: bad_address}}",
    right=f"""{_TINY}
    memories: {{attic: {{size: 1 KiB, address: u32, out_of_range: bad_address}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n:x}}", summary: One.,
            timing: {{issue: 1, occupancy: 1, latency: 1}}, semantics: "x[n] = attic.read(u32, 4 * n)"}}
    """,
)
def memory_unused(subject: Subject) -> Iterator[Finding]:
    """Memories that nothing reads, writes or fetches from."""
    if not subject.entire:
        return
    used = {processor.memory.name for processor in subject.architecture.processors.values()}
    used |= {f.memory.name for f in subject.architecture.functions.values() if f.memory is not None}
    for effects in subject.effects:
        used |= {m.name for m in (*effects.memories_read, *effects.memories_written)}
    for memory in subject.architecture.memories.values():
        if memory.name not in used:
            yield Finding(f"no instruction touches {memory.name}", memory.origin.key())
