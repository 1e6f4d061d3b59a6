"""A block of registers with random fields."""

from __future__ import annotations

import itertools
import random

from specgen.model.interfaces import ACCESSES, HostRegister, RegisterBlock, RegisterField

_COUNT = 60


def drawn(seed: int) -> RegisterBlock:
    """Registers of random fields; the first has locks, which those behind it name."""
    dice = random.Random(seed)
    locks = tuple(RegisterField(name=f"l{i}", high=i, low=i, access="lock") for i in range(4))
    made = [HostRegister(name="locks", offset=0, width=32, fields=locks)]
    offset = 8
    for number in range(_COUNT):
        width = dice.choice([8, 16, 32, 64])
        offset = -(-offset // (width // 8)) * (width // 8)
        made.append(HostRegister(name=f"r{number}", offset=offset, width=width, fields=_fields(dice, width)))
        offset += width // 8
    return RegisterBlock(
        name="drawn", base=0x8000, size=offset, width=8, endian="little", registers=tuple(made)
    )


def _fields(dice: random.Random, width: int) -> tuple[RegisterField, ...]:
    cuts = sorted({0, *(dice.randrange(width) for _ in range(4)), width})
    found = []
    for low, end in itertools.pairwise(cuts):
        access = dice.choice([a for a in ACCESSES if a != "lock"])
        reserved = dice.choice([None] * 6 + ["zero", "ignored", "preserve"])
        pulse = reserved is None and access in ("rw", "wo", "w1s") and dice.random() < 0.2
        lock = f"drawn.locks.l{dice.randrange(4)}" if reserved is None and dice.random() < 0.3 else None
        reset = 0 if pulse else dice.getrandbits(end - low)
        found.append(
            RegisterField(
                name=f"f{low}",
                high=end - 1,
                low=low,
                access=access,
                reset=reset,
                reserved=reserved,
                pulse=pulse,
                locked_by=lock,
            )
        )
    return tuple(found)
