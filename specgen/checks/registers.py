"""Checks of registers: fields that nothing moves, reads that lose something, locks and interrupts left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField

_CHANGED_BY_DEVICE = frozenset({"w1c", "w0c", "rc"})
_CHANGED_BY_READS = frozenset({"rc", "rs"})


def _fields(subject: Subject) -> Iterator[tuple[RegisterBlock, HostRegister, RegisterField]]:
    for block in subject.architecture.registers.values():
        for register in block.registers:
            for field in register.fields:
                if field.reserved is None:
                    yield block, register, field


@check(
    "register-idle",
    Severity.WARNING,
    "What software only clears the device sets, and what software only writes the device reads.",
    "A bit that nobody sets is never cleared, and a value that nobody reads is never needed: one of the two sides is missing.",
    wrong="registers: {uart: {base: 0, registers: {lost: {offset: 0, access: w1c, hardware: r, summary: Lost bytes.}}}}",
    right="registers: {uart: {base: 0, registers: {lost: {offset: 0, access: w1c, hardware: w, summary: Lost bytes.}}}}",
)
def idle(subject: Subject) -> Iterator[Finding]:
    """Fields of which one side is missing."""
    for _, register, field in _fields(subject):
        if field.access in _CHANGED_BY_DEVICE and "w" not in field.hardware:
            message = f"software only clears {register.name}.{field.name}, and the device never sets it"
            yield Finding(message, field.origin.key(), hint="hardware: w")
        elif field.access == "wo" and "r" not in field.hardware:
            message = f"software only writes {register.name}.{field.name}, and the device never reads it"
            yield Finding(message, field.origin.key(), hint="hardware: r")


@check(
    "register-read-changes",
    Severity.WARNING,
    "A register that a read changes holds nothing else.",
    """
    Whoever reads it for another field, a debugger that shows all registers included, loses what the read clears. A bit that
    is cleared by a written one has not got that problem.
    """,
    wrong="""
    registers:
      uart: {base: 0, registers: {status: {offset: 0, fields: {lost: {bits: "3:0", access: rc}, busy: {bits: "4", access: ro}}}}}
    """,
    right="""
    registers:
      uart: {base: 0, registers: {status: {offset: 0, fields: {lost: {bits: "3:0", access: w1c}, busy: {bits: "4", access: ro}}}}}
    """,
)
def read_changes(subject: Subject) -> Iterator[Finding]:
    """Registers with fields that a read changes beside others."""
    for block in subject.architecture.registers.values():
        for register in block.registers:
            kinds = {f.access for f in register.fields if f.reserved is None}
            if kinds & _CHANGED_BY_READS and kinds - _CHANGED_BY_READS:
                first = next(f for f in register.fields if f.access in _CHANGED_BY_READS)
                message = f"who reads {register.name} for anything else changes {first.name}"
                yield Finding(message, first.origin.key(), hint=f"give {first.name} a register of its own")


@check(
    "register-torn",
    Severity.WARNING,
    "What the device changes is read in one access.",
    """
    A counter of 64 bits that is read by two accesses of 32 may carry between them: the value that was put together never
    was. Wider accesses, or a register that holds the other half still, avoid it. What software only writes cannot tear.
    """,
    wrong="registers: {clock: {base: 0, width: 32, registers: {time: {offset: 0, width: 64, access: ro, hardware: w}}}}",
    right="""
    registers:
      clock: {base: 0, width: 64, registers: {time: {offset: 0, width: 64, access: ro, hardware: w}}}
      ring: {base: 16, width: 32, registers: {address: {offset: 0, width: 64, access: wo}}}
    """,
)
def torn(subject: Subject) -> Iterator[Finding]:
    """Fields over several accesses that the device writes."""
    for block, register, field in _fields(subject):
        halves = field.high // block.width != field.low // block.width
        if halves and field.access != "wo" and "w" in field.hardware:
            name = register.name if field.name == register.name else f"{register.name}.{field.name}"
            message = f"{name} changes between the accesses of {block.width} bits that read it"
            yield Finding(
                message,
                field.origin.key(),
                hint=f"width: {register.width} for the block, or hardware: na or r",
            )


@check(
    "register-lock-idle",
    Severity.WARNING,
    "A lock locks something.",
    "Whoever closes it believes that something is safe now.",
    wrong='registers: {uart: {base: 0, registers: {guard: {offset: 0, fields: {closed: {bits: "0", access: lock}}}}}}',
    right="""
    registers:
      uart:
        base: 0
        registers:
          guard: {offset: 0, fields: {closed: {bits: "0", access: lock}}}
          mode: {offset: 4, locked_by: uart.guard.closed}
    """,
)
def lock_idle(subject: Subject) -> Iterator[Finding]:
    """Locks that no field names."""
    locks = [place for place in _fields(subject) if place[2].access == "lock"]
    if not subject.entire or not locks:
        return
    used = {field.locked_by for _, _, field in _fields(subject)}
    for block, register, field in locks:
        place = f"{block.name}.{register.name}"
        if not {place, f"{place}.{field.name}"} & used:
            message = f"{place}.{field.name} locks nothing"
            yield Finding(message, field.origin.key(), hint=f"locked_by: {place}.{field.name}")


@check(
    "interrupt-unmasked",
    Severity.WARNING,
    "What shows in a pending bit can be kept from interrupting.",
    "A driver that cannot mask an interrupt cannot poll instead, nor survive a device that raises it without end.",
    wrong="""
    registers: {uart: {base: 0, registers: {pending: {offset: 0, access: w1c, fields: {done: "0"}}}}}
    interrupts: {done: {line: 0, pending: uart.pending.done, when: [completion]}}
    """,
    right="""
    registers:
      uart:
        base: 0
        registers: {pending: {offset: 0, access: w1c, fields: {done: "0"}}, enable: {offset: 4, fields: {done: "0"}}}
    interrupts: {done: {line: 0, pending: uart.pending.done, enable: uart.enable.done, when: [completion]}}
    """,
)
def unmasked(subject: Subject) -> Iterator[Finding]:
    """Interrupts with a pending bit and nothing that enables them."""
    for one in subject.architecture.interrupts.values():
        if one.pending is not None and one.enable is None:
            related = (Related(one.pending.field.origin.key(), "it shows here"),)
            yield Finding(
                f"nothing masks {one.name}", one.origin.key(), related, "enable: block.register.field"
            )
