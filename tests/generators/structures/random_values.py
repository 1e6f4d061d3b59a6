"""Random values of structures that a reader accepts, and bytes near them that it may not."""

from __future__ import annotations

import random
import struct
from typing import Any

from specgen.model.interfaces import Member, Structure, Value
from specgen.model.interfaces.codec import Refused, pack
from specgen.model.interfaces.codec.places import places
from specgen.model.types import FloatType, IntegerType

_EDGES = (0, 1, 0x7F, 0x80, 0xFF)


def sound(rng: random.Random, structure: Structure, tries: int = 100) -> bytes | None:
    """Return bytes that hold random values, None where none are found that meet the conditions."""
    given = values(rng, structure)
    for attempt in range(tries):
        try:
            return pack(structure, given)
        except Refused as error:
            mended = error.refusal.rule == "constraint" and _mended(rng, structure, given, error.refusal.path)
            if not mended or attempt % 20 == 19:
                given = values(rng, structure)
    return None


def _mended(rng: random.Random, structure: Structure, given: dict[str, Any], path: str) -> bool:
    """Draw one integer anew: the first that a constraint names."""
    place, (*outer, last) = places(structure).get(path), path.split(".")
    for name in outer:
        given = given.get(name, {})
    if place is None or last not in given:
        return False
    low, high = place.range
    drawn = rng.choice((rng.randint(0, 15), 8 * rng.randint(0, 1000), integer(rng, low, high)))
    given[last] = min(max(drawn, low), high)
    return True


def values(rng: random.Random, structure: Structure) -> dict[str, Any]:
    """Return values for all that is not implied; conditions may still refuse them."""
    found: dict[str, Any] = {}
    counts = {v.counted_by for m in structure.members for v in (*m.arms, m.value) if v is not None}
    for member in structure.members:
        if member.reserved or member.constant is not None or member.checksum or member.name in counts:
            continue
        if member.name == structure.sized_by:
            continue
        if member.union:
            arm = rng.choice((*member.arms, None))
            if arm is not None:
                found[member.name] = {arm.name: value(rng, member, arm)}
        elif member.bits:
            for bits in member.bits:
                if bits.reserved or bits.name in counts:
                    continue
                kind = IntegerType(bits.width, bits.signed)
                named = (
                    [m.value for m in bits.enum.members if kind.low <= m.value <= kind.high]
                    if bits.enum
                    else []
                )
                if bits.valid_when is None or rng.random() < 0.5:
                    found[bits.name] = rng.choice(named) if named else integer(rng, kind.low, kind.high)
        elif member.value is not None and (member.value.valid_when is None or rng.random() < 0.5):
            found[member.name] = value(rng, member, member.value)
    return found


def value(rng: random.Random, member: Member, one: Value) -> Any:
    """Return a value, or an array of as many as fit."""
    if one.text:
        room = one.count or 0
        accent = "é" if room > 3 and rng.random() < 0.3 else ""
        return accent + "".join(rng.choices("abc xyz", k=rng.randint(0, room - 2 * len(accent))))
    if one.count is None:
        return _one(rng, one)
    counted = rng.randint(0, one.count or 5) if one.counted_by is not None else one.count
    if one.counted_by is not None and rng.random() < 0.7:
        counted = min(counted, 3)
    return [_one(rng, one) for _ in range(counted)]


def _one(rng: random.Random, one: Value) -> Any:
    if isinstance(one.type, Structure):
        return values(rng, one.type)
    if isinstance(one.type, FloatType):
        return struct.unpack("<f", struct.pack("<f", rng.uniform(-1e6, 1e6)))[0]
    low, high = one.type.low, one.type.high
    if one.enum is not None:
        named = [m.value for m in one.enum.members if low <= m.value <= high]
        if named:
            return rng.choice(named)
    low = one.low if one.low is not None else low
    high = one.high if one.high is not None else high
    return integer(rng, low, high)


def integer(rng: random.Random, low: int, high: int) -> int:
    """Return an integer, often a small one or one at an edge."""
    kind = rng.random()
    if kind < 0.3:
        return min(max(rng.randint(0, 4), low), high)
    if kind < 0.5:
        return rng.choice((low, high))
    return rng.randint(low, high)


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Return bytes a little different: bits turned, bytes set, the end cut or longer."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        kind = rng.random()
        if not made or kind < 0.08:
            made += rng.randbytes(rng.randint(1, 8))
        elif kind < 0.2:
            del made[rng.randrange(len(made)) :]
        elif kind < 0.6:
            at = rng.randrange(len(made))
            made[at] ^= 1 << rng.randrange(8)
        elif kind < 0.9:
            made[rng.randrange(len(made))] = rng.choice(_EDGES)
        else:
            at = rng.randrange(len(made))
            made[at : at + 4] = rng.randbytes(min(4, len(made) - at))
    return bytes(made)
