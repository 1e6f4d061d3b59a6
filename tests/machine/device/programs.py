"""Programs for nodes of the small spec, and what launches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from specgen.machine import Assembler, Codec
from specgen.machine.device import Device, Ring
from specgen.model.interfaces import codec

RAM = 0x100
NODE = 1 << 16  # from the ram of one node to that of the next
LIST, CODE, GIVEN = 0x1000, 0x2000, 0x800

DOUBLE = """
    li x1, 0x140
    lw x2, 0(x1)
    who x3
    add x2, x2, 1
    add x4, x3, 0
    sw x2, 0x40(x1)
    exit x0
"""
FOREVER = "li x1, 1\nhere: bne x1, x0, here\n"
GIVES_UP = "li x1, 1\n giveup\n"
STRAYS = "li x1, 0\n lw x2, 0(x1)\n exit x0\n"
WAITS = "await\n exit x0\n"
MOVES = "li x1, 0x200\n li x2, 0x140\n move x1, x2\n await\n exit x0\n"


def image(device: Device, text: str, processor: str = "core") -> bytes:
    """The code of a program."""
    codec = Codec(device.architecture, device.architecture.processors[processor])
    return Assembler(codec).assemble(text).image


def place(device: Device, parts: Sequence[Mapping[str, Any]], slot: int = 0) -> int:
    """Write a list of programs and their code into the ram of node 0; how many there are."""
    at = CODE + 0x400 * slot
    entries = b""
    for part in parts:
        code = part["code"]
        device.write(at, code)
        entries += codec.pack(device.architecture.structures["part"], {**part, "code": at, "size": len(code)})
        at += len(code)
    device.write(LIST + 0x100 * slot, entries)
    return len(parts)


def launch(device: Device, ring: Ring, text: str, *, nodes: int = 0, slot: int = 0, **more: Any) -> int:
    """Have nodes run a program; the index of the packet."""
    count = place(device, [{"code": image(device, text)}], slot)
    return ring.submit("run", programs=LIST + 0x100 * slot, program_count=count, instances=nodes, **more)
