"""Layouts drawn at random, and each told otherwise so that it stays the same function, or so that it does not."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

Digit = tuple[int, int]
"""A dimension, and which of its digits."""

SIZES = ((8,), (4, 2), (2, 4), (2, 3), (2, 2, 4), (16,), (3, 2, 2))


@dataclass(frozen=True)
class Drawn:
    """Dimensions as sizes of their digits from the outermost (the first of an ``any`` dimension is 0), and where these go."""

    splits: tuple[tuple[int, ...], ...]
    addr: tuple[Digit, ...]
    bank: tuple[Digit, ...] = ()
    names: tuple[str, ...] = ("a", "b", "c")
    more: dict[str, Any] = field(default_factory=dict)
    explicit: bool = False
    unit: int = 0
    shuffled: int = 0
    fused: bool = False

    def name(self, digit: Digit) -> str:
        dim, number = digit
        return self.names[dim] + (str(number) if len(self.splits[dim]) > 1 else "")

    def size(self, digit: Digit) -> int:
        return self.splits[digit[0]][digit[1]]

    def document(self) -> dict[str, Any]:
        dims = {
            self.names[at]: prod(split) if split[0] else {"size": "any", "example": 2 * prod(split[1:])}
            for at, split in enumerate(self.splits)
        }
        cut = {
            self.names[at]: [size or "any" for size in split]
            for at, split in enumerate(self.splits)
            if len(split) > 1
        }
        found: dict[str, Any] = {"summary": "Drawn.", "dims": dims, "element": "u16", **self.more}
        found["place"] = {"addr": self._strides() if self.explicit else self._dense(found)}
        if cut:
            found["split"] = cut
        if self.bank:
            found["place"]["bank"] = " ".join(map(self.name, self.bank))
        if self.unit:
            found["unit"] = self.unit
        return found

    def _dense(self, found: dict[str, Any]) -> str:
        names = list(map(self.name, self.addr))
        if self.fused:
            found["fuse"] = {"whole": " ".join(names[-2:])}
            names = [*names[:-2], "whole"]
        return " ".join(names)

    def _strides(self) -> list[list[Any]]:
        scale = 16 // self.unit if self.unit else 1
        strides = [
            [self.name(digit), scale * prod(map(self.size, self.addr[at + 1 :]))]
            for at, digit in enumerate(self.addr)
        ]
        random.Random(self.shuffled).shuffle(strides)
        return strides


def drawn(draw: random.Random) -> Drawn:
    splits = [draw.choice(SIZES) for _ in range(draw.randint(1, 3))]
    if draw.random() < 0.3:
        splits[0] = (0, *splits[0])
    digits = [(dim, at) for dim, split in enumerate(splits) for at in range(len(split))]
    draw.shuffle(digits)
    digits.sort(key=lambda one: splits[one[0]][one[1]] != 0)  # what has any size lies outermost
    banked = digits[-1:] if len(digits) > 2 and draw.random() < 0.3 else []
    more: dict[str, Any] = {}
    if draw.random() < 0.3:
        more["offset"] = draw.choice((4, 16))
    if draw.random() < 0.3:
        more["xor"] = [{"dst": [1, 0], "src": [3, 2]}]
    if draw.random() < 0.2 and splits[0][0]:
        more["replicate"] = {"addr": 2}
    return Drawn(tuple(splits), tuple(one for one in digits if one not in banked), tuple(banked), more=more)


def told_otherwise(one: Drawn, draw: random.Random) -> Drawn:
    """The same function in one to three other ways of telling it."""
    for _ in range(draw.randint(1, 3)):
        one = draw.choice((_explicit, _unit, _renamed, _finer, _fused))(one, draw)
    return one


def _explicit(one: Drawn, draw: random.Random) -> Drawn:
    return one if one.fused else replace(one, explicit=True, shuffled=draw.randrange(100))


def _unit(one: Drawn, draw: random.Random) -> Drawn:
    if one.more or one.fused:  # an offset and exchanged bits count in units
        return one
    return replace(_explicit(one, draw), unit=draw.choice((8, 16)))


def _renamed(one: Drawn, draw: random.Random) -> Drawn:
    return replace(one, names=draw.choice((("x", "y", "z"), ("row", "column", "depth"))))


def _finer(one: Drawn, draw: random.Random) -> Drawn:
    able = [d for d in one.addr if one.size(d) in (4, 8, 16)]
    if not able:
        return one
    dim, at = draw.choice(able)
    size = one.size((dim, at))
    split = (*one.splits[dim][:at], 2, size // 2, *one.splits[dim][at + 1 :])

    def moved(digits: tuple[Digit, ...]) -> tuple[Digit, ...]:
        found: list[Digit] = []
        for d, number in digits:
            if (d, number) == (dim, at):
                found += [(d, at), (d, at + 1)]
            else:
                found.append((d, number + (d == dim and number > at)))
        return tuple(found)

    splits = (*one.splits[:dim], split, *one.splits[dim + 1 :])
    return replace(one, splits=splits, addr=moved(one.addr), bank=moved(one.bank))


def _fused(one: Drawn, draw: random.Random) -> Drawn:
    able = not one.explicit and len(one.addr) > 1 and all(split[0] for split in one.splits)
    return replace(one, fused=True) if able else one


def another(one: Drawn, draw: random.Random) -> Drawn:
    """Another function: two digits of more than one value change places."""
    places = [at for at, digit in enumerate(one.addr) if one.size(digit) > 1]
    if len(places) < 2:
        return replace(one, more={**one.more, "offset": 32})
    first, second = draw.sample(places, 2)
    addr = list(one.addr)
    addr[first], addr[second] = addr[second], addr[first]
    return replace(one, addr=tuple(addr))
