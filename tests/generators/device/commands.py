"""Commands that somebody gives a device who knows its addresses, and little else."""

from __future__ import annotations

import random
import struct

from specgen.model.architecture import Architecture
from specgen.model.interfaces import codec

HOST = 1 << 47
ROOM = 1 << 16
_KINDS = "rrwwwwwhhdguuiifmx?"


def commands(architecture: Architecture, seed: int, count: int) -> bytes:
    """Random accesses around queues that are now and then set up as they should be."""
    dice = random.Random(seed)
    addresses = [
        (block.base + b * block.stride + r.offset + i * r.stride, r.width)
        for block in architecture.registers.values()
        for b in range(block.count or 1)
        for r in block.registers
        for i in range(r.count or 1)
    ]
    found: list[tuple[str, int, int, int]] = []
    while len(found) < count:
        if dice.random() < 0.15:
            found += _queue(architecture, dice)
        else:
            found.append(_one(dice, addresses))
    pack = struct.Struct("=QQQQ").pack
    return b"".join(pack(ord(k), *(v & (1 << 64) - 1 for v in values)) for k, *values in found)


def _one(dice: random.Random, addresses: list[tuple[int, int]]) -> tuple[str, int, int, int]:
    kind = dice.choice(_KINDS)
    address, width = dice.choice(addresses)
    match kind:
        case "r" | "w":
            if dice.random() < 0.1:
                address, width = address + dice.randrange(8), dice.choice([0, 8, 16, 32, 64, 7])
            return kind, address, width, dice.choice([0, 1, 3, dice.getrandbits(64)])
        case "u" | "i":
            return kind, dice.randrange(2000), 0, 0
        case "f":
            return kind, dice.randrange(8), dice.randrange(5), dice.getrandbits(64)
        case "h":
            return kind, dice.randrange(ROOM), dice.getrandbits(64), 0
    return (
        kind,
        dice.choice([dice.randrange(1 << 18), HOST + dice.randrange(ROOM + 9)]),
        dice.getrandbits(64),
        dice.randrange(4),
    )


def _queue(architecture: Architecture, dice: random.Random) -> list[tuple[str, int, int, int]]:
    """A ring in host memory with packets that are right but for a few bits, enabled and rung for."""
    queue = architecture.queues["orders"]
    lane = queue.block.base + dice.randrange(2) * queue.block.stride
    count, base = dice.randrange(1, 9), 8 * dice.randrange(256)
    found = []
    for slot in range(count):
        data = bytearray(_packet(architecture, dice))
        for _ in range(dice.choice([0, 0, 0, 1, 2])):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        for at in range(0, len(data), 8):
            found.append(("h", base + slot * queue.size + at, int.from_bytes(data[at : at + 8], "little"), 0))
    return [
        *found,
        ("w", lane + 0xA, 16, 0),
        ("w", lane, 64, HOST + base),
        ("w", lane + 0x8, 16, 8),
        ("w", lane + 0xA, 16, 1),
        ("w", lane + 0xC, 16, count),
    ]


def _packet(architecture: Architecture, dice: random.Random) -> bytes:
    queue = architecture.queues["orders"]
    name, packet = dice.choice(list(queue.packets.items()))
    values: dict[str, object] = {
        "head": {"code": packet.code, "wait": dice.randrange(2)},
        "signal": 0x100 + 8 * dice.randrange(9),
    }
    near = [
        0x100 + dice.randrange(60000),
        HOST + dice.randrange(ROOM),
        (1 << 16) * dice.randrange(4) + dice.randrange(1 << 16),
    ]
    match name:
        case "run":
            values |= {
                "count": dice.randrange(1, 7),
                "list": 0x100 + dice.randrange(6000),
                "nodes": dice.randrange(8),
                "given": near[0],
                "given_size": dice.randrange(99),
            }
        case "bring":
            values |= {
                "source": dice.choice(near),
                "target": dice.choice(near),
                "size": dice.randrange(1, 9000),
            }
        case "flood":
            values |= {
                "target": dice.choice(near),
                "size": dice.randrange(9000),
                "pattern": dice.getrandbits(16),
            }
        case "all_done" | "one_done":
            values |= {"where": [dice.choice([0, 0x100 + 8 * dice.randrange(9)]) for _ in range(6)]}
        case "until" | "raise_to" | "clock":
            values |= {"where": dice.choice(near), "value": dice.randrange(4)}
    return codec.pack(packet.structure, values)
