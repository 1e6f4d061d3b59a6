"""``devices.c``: entries of traps, and what accesses beside a memory reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.ctype import holder, unsigned
from specgen.generators.interpreter.c.functions.handlers import emit_access, emit_trap
from specgen.generators.interpreter.c.functions.names import mangled
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.interpreter.c.plan import Plan
    from specgen.generators.numerics import Numerics
    from specgen.model.memory import Device, DeviceRegister

_HEAD = (
    '/* What the machine itself runs: entries of traps, and accesses of devices. */\n#include "functions.h"\n'
)


def emit_devices(plan: Plan, numerics: Numerics) -> str:
    """The file. An access that reaches a device is a number: that of a register, counted from 1, or 0 for nothing."""
    architecture, semantics = plan.architecture, plan.semantics
    parts = [_HEAD]
    for name, handler in semantics.traps.items():
        prototype, text = emit_trap(architecture, architecture.processors[name], handler, numerics)
        parts += [f"{prototype}\n", text]
    for (device, register, key), handler in semantics.devices.items():
        prototype, text = emit_access(architecture, device, register, key, handler, numerics)
        parts.append(text.replace(prototype.removesuffix(";"), f"static {prototype.removesuffix(';')}", 1))
    registers = [(d, r) for d in architecture.devices.values() for r in d.registers]
    parts += [*_reach(plan, registers), *_read(plan, registers), *_write(plan, registers)]
    return "\n".join(parts)


def _reach(plan: Plan, registers: list[tuple[Device, DeviceRegister]]) -> Iterator[str]:
    memories = list(plan.architecture.memories)
    yield "int N_reach(const N_core *c, unsigned memory, N_s128 address, unsigned size)"
    yield "{"
    yield "    (void)c;"
    for device in plan.architecture.devices.values():
        number, end = memories.index(device.memory.name), device.base + device.size
        inside = f"address >= {unsigned(device.base)} && address + size <= {unsigned(end)}"
        yield f"    if (memory == {number} && {inside}) {{ /* {device.name} */"
        yield f"        switch ((uint64_t)(address - {unsigned(device.base)})) {{"
        own = [(register, place + 1) for place, (owner, register) in enumerate(registers) if owner is device]
        for offset in dict.fromkeys(register.offset for register, _ in own):
            yield f"        case {unsigned(offset)}:"
            there = [(register, number) for register, number in own if register.offset == offset]
            tests = "".join(f"size == {register.type.bytes} ? {number} : " for register, number in there)
            yield f"            return {tests}0; /* {', '.join(r.name for r, _ in there)} */"
        yield from ("        default:", "            return 0;", "        }", "    }")
    yield from ("    (void)memory;", "    (void)address;", "    (void)size;", "    return -1;", "}", "")


def _read(plan: Plan, registers: list[tuple[Device, DeviceRegister]]) -> Iterator[str]:
    yield "N_u128 N_device_read(N_core *c, int access)"
    yield "{"
    yield "    switch (access) {"
    for place, (device, register) in enumerate(registers):
        mask = (1 << register.type.width) - 1
        yield f"    case {place + 1}:"
        if (device.name, register.name, "read") in plan.semantics.devices:
            call = f"N_read_{mangled(device.name)}_{mangled(register.name)}(c)"
            yield f"        return {_bits_of(register, call)} & {unsigned(mask)};"
        else:
            yield f"        return {unsigned(register.value & mask)};"
    yield from ("    default:", "        (void)c;", "        return 0;", "    }", "}", "")


def _bits_of(register: DeviceRegister, value: str) -> str:
    kind = register.type
    if isinstance(kind, FloatType) and kind.name in ("f32", "f64"):
        return f"N_{kind.name}_bits({value})"
    return f"(N_u128){value}"


def _write(plan: Plan, registers: list[tuple[Device, DeviceRegister]]) -> Iterator[str]:
    yield "void N_device_write(N_core *c, int access, N_u128 bits)"
    yield "{"
    yield "    switch (access) {"
    for place, (device, register) in enumerate(registers):
        if (device.name, register.name, "write") in plan.semantics.devices:
            yield f"    case {place + 1}:"
            yield f"        N_write_{mangled(device.name)}_{mangled(register.name)}(c, {_value_of(register)});"
            yield "        return;"
    yield from ("    default:", "        (void)c;", "        (void)bits;", "    }", "}", "")


def _value_of(register: DeviceRegister) -> str:
    kind = register.type
    if isinstance(kind, IntegerType):
        shift = 128 - kind.width
        cut = f"bits << {shift} >> {shift}" if not kind.signed else f"(N_s128)(bits << {shift}) >> {shift}"
        return f"({holder(kind)})({cut})"
    if kind.name in ("f32", "f64"):
        return f"N_{kind.name}_of_bits(({'uint32_t' if kind.width == 32 else 'uint64_t'})bits)"
    return f"({holder(kind)})bits"
