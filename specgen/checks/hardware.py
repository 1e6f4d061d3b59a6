"""Checks of memories, processors, faults and parameters by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.types import IntegerType
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.execution import Fault
    from specgen.model.isa import EnumMember


@check(
    "memory-address-narrow",
    Severity.ERROR,
    "A memory's addresses fit its address type.",
    "Bytes beyond the type's greatest value exist and cannot be reached by any address.",
    wrong="memories: {big: {size: 128 KiB, address: u16}}",
    right="memories: {big: {size: 64 KiB, address: u16}}",
)
def address_narrow(subject: Subject) -> Iterator[Finding]:
    """Memories that end beyond the greatest address."""
    for memory in subject.architecture.memories.values():
        last = memory.base + memory.size - 1
        if last > memory.address.high:
            yield Finding(
                f"the last byte of {memory.name} is at {last:#x}, beyond {memory.address.name}",
                memory.origin.at("address"),
                (Related(memory.origin.at("size"), f"{memory.size} bytes from {memory.base:#x}"),),
            )


@check(
    "memory-banks-uneven",
    Severity.ERROR,
    "A memory's size is a multiple of its width times its banks.",
    "A bank that is shorter than the others makes the address of a word depend on where the memory ends.",
    wrong="memories: {odd: {size: 1000 B, address: u16, width: 16, banks: 4}}",
    right="memories: {odd: {size: 1024 B, address: u16, width: 16, banks: 4}}",
)
def banks_uneven(subject: Subject) -> Iterator[Finding]:
    """Memories that their banks do not divide, where every number is what was meant."""
    for memory in subject.architecture.memories.values() if subject.resolved else ():
        row = memory.width * memory.banks
        if memory.size % row:
            yield Finding(
                f"{memory.size} bytes of {memory.name} are no multiple of {memory.banks} banks of {memory.width}",
                memory.origin.at("size"),
            )


@check(
    "processor-reset",
    Severity.ERROR,
    "A processor starts at an address of the memory that it fetches from.",
    "A reset address outside the memory is a fetch fault before the first instruction.",
    wrong="""
    processors: {control: {program_counter: pc, memory: imem, reset: 0x100000, illegal: illegal, fetch: fetch}}
    """,
    right="""
    processors: {control: {program_counter: pc, memory: imem, reset: 0x100, illegal: illegal, fetch: fetch}}
    """,
)
def processor_reset(subject: Subject) -> Iterator[Finding]:
    """Processors whose reset address is outside their memory."""
    for processor in subject.architecture.processors.values():
        memory = processor.memory
        address = processor.reset * processor.unit
        if not memory.base <= address < memory.base + memory.size:
            yield Finding(
                f"{processor.name} starts at {address:#x}, outside {memory.name}",
                processor.origin.at("reset"),
                (Related(memory.origin.at("size"), f"{memory.size} bytes from {memory.base:#x}"),),
            )


@check(
    "processor-counter-narrow",
    Severity.ERROR,
    "A program counter reaches the end of the memory that its processor fetches from.",
    "Code beyond the counter's greatest value can be loaded and never run.",
    wrong="""
    state: {pc: {type: u8, role: program_counter}}
    """,
    right="""
    state: {pc: {type: u32, role: program_counter}}
    """,
)
def counter_narrow(subject: Subject) -> Iterator[Finding]:
    """Program counters that cannot hold the last address of their memory."""
    for processor in subject.architecture.processors.values():
        counter, memory = processor.program_counter, processor.memory
        last = (memory.base + memory.size - 1) // processor.unit
        if isinstance(counter.type, IntegerType) and counter.type.high < last:
            yield Finding(
                f"{counter.name} holds up to {counter.type.high:#x}; {memory.name} ends at {last:#x}",
                counter.origin.at("type"),
                (Related(memory.origin.at(), f"{memory.name} is here"),),
            )


@check(
    "fault-code-twice",
    Severity.ERROR,
    "Two faults have two codes.",
    "Software tells faults apart by code alone.",
    wrong="faults: {first: {code: 40}, second: {code: 40}}",
    right="faults: {first: {code: 40}, second: {code: 41}}",
)
def fault_code_twice(subject: Subject) -> Iterator[Finding]:
    """Faults that share a code."""
    seen: dict[int, Fault] = {}
    for fault in subject.architecture.faults.values():
        first = seen.setdefault(fault.code, fault)
        if first is not fault:
            yield Finding(
                f"{fault.name} has the code of {first.name}, {fault.code}",
                fault.origin.at("code"),
                (Related(first.origin.at("code"), f"{first.name} has it here"),),
            )


@check(
    "state-initial",
    Severity.ERROR,
    "State starts with a value in its declared range.",
    "A value outside the range breaks what was proven from it before the first instruction runs.",
    wrong="state: {rows: {type: u8, count: 8, min: 1, max: 16, initial: 0}}",
    right="state: {rows: {type: u8, count: 8, min: 1, max: 16, initial: 1}}",
)
def state_initial(subject: Subject) -> Iterator[Finding]:
    """Integer state whose initial value is out of range."""
    for state in subject.architecture.state.values():
        if isinstance(state.type, IntegerType) and not state.low <= state.initial <= state.high:
            yield Finding(
                f"{state.name} starts at {state.initial}, outside {state.low} to {state.high}",
                state.origin.at("initial"),
            )


@check(
    "enum-value-twice",
    Severity.ERROR,
    "Two names of an enum have two values.",
    "A decoder shows one of the names, whichever it finds first.",
    wrong="enums: {mode: {values: {slow: 1, fast: 1}}}",
    right="enums: {mode: {values: {slow: 0, fast: 1}}}",
)
def enum_value_twice(subject: Subject) -> Iterator[Finding]:
    """Members of an enum that share a value."""
    for enum in subject.architecture.enums.values():
        seen: dict[int, EnumMember] = {}
        for member in enum.members:
            first = seen.setdefault(member.value, member)
            if first is not member:
                yield Finding(
                    f"{member.name} has the value of {first.name}, {member.value}",
                    member.origin.at(),
                    (Related(first.origin.at(), f"{first.name} is here"),),
                )
