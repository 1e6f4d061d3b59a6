"""What reads and writes do: field by field as the language says, and by masks the same."""

from __future__ import annotations

import random

import pytest

from specgen.model.interfaces import ACCESSES, HostRegister, RegisterField, access_masks
from specgen.model.interfaces.access import after_read, seen, written

#: access: after 0b0011 was written over 0b0101; what is read of that; what a read leaves.
TABLE = {
    "rw": (0b0011, 0b0011, 0b0011),
    "ro": (0b0101, 0b0101, 0b0101),
    "wo": (0b0011, 0, 0b0011),
    "w1c": (0b0100, 0b0100, 0b0100),
    "w1s": (0b0111, 0b0111, 0b0111),
    "w0c": (0b0001, 0b0001, 0b0001),
    "w1t": (0b0110, 0b0110, 0b0110),
    "rc": (0b0101, 0b0101, 0),
    "rs": (0b0101, 0b0101, 0b1111),
    "w1": (0b0011, 0b0011, 0b0011),
    "lock": (0b0111, 0b0111, 0b0111),
}


@pytest.mark.parametrize("access", ACCESSES)
def test_kinds(access: str) -> None:
    field = RegisterField(name="f", high=7, low=4, access=access)
    value = written(field, 0b0101, 0b0011)
    assert (value, seen(field, value), after_read(field, value)) == TABLE[access]
    assert written(field, 0b0101, 0b0011, closed=True) == 0b0101


@pytest.mark.parametrize(("policy", "after"), [("zero", 1), ("ignored", 1), ("preserve", 2)])
def test_reserved(policy: str, after: int) -> None:
    field = RegisterField(name="f", high=1, low=0, reserved=policy)
    assert written(field, 1, 2) == after
    assert seen(field, 1) == 1


def test_masks_do_what_fields_do() -> None:
    rng = random.Random(5)
    for _ in range(200):
        register = _random_register(rng)
        masks = access_masks(register)
        old, new = rng.getrandbits(64), rng.getrandbits(64)
        closed = {f.name for f in register.fields if rng.random() < 0.3}
        closed_bits = sum(f.mask for f in register.fields if f.name in closed)
        value = masks.written(old, new, closed_bits)
        for f in register.fields:
            was, put = (old & f.mask) >> f.low, (new & f.mask) >> f.low
            now = written(f, was, put, closed=f.name in closed)
            assert (value & f.mask) >> f.low == now
            assert (masks.seen(value) & f.mask) >> f.low == seen(f, now)
            assert (masks.after_read(value) & f.mask) >> f.low == after_read(f, now)
        named = sum(f.mask for f in register.fields)
        assert value & ~named == old & ~named
        assert masks.writable & ~named == 0


def test_locks_and_pulses() -> None:
    fields = (
        RegisterField(name="a", high=3, low=0, locked_by="b.r.l"),
        RegisterField(name="b", high=4, low=4, access="wo", pulse=True),
        RegisterField(name="c", high=9, low=8, access="w1", locked_by="b.r.l"),
    )
    masks = access_masks(HostRegister(name="r", offset=0, width=32, fields=fields))
    assert masks.locks == (("b.r.l", 0x30F),)
    assert (masks.pulse, masks.once, masks.hidden, masks.writable) == (0x10, 0x300, 0x10, 0x31F)


def _random_register(rng: random.Random) -> HostRegister:
    fields, low = [], 0
    while low < 60:
        high = min(63, low + rng.randrange(9))
        reserved = rng.choice((None, None, None, "zero", "ignored", "preserve"))
        fields.append(
            RegisterField(name=f"f{low}", high=high, low=low, access=rng.choice(ACCESSES), reserved=reserved)
        )
        low = high + 1 + rng.randrange(3)
    return HostRegister(name="r", offset=0, width=64, fields=tuple(fields))
