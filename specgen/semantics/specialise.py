"""Types from a field: one body for every choice of the number formats that an instruction's fields stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.isa import Enum, EnumMember, Field, Instruction

if TYPE_CHECKING:
    from specgen.model.types import NumberType

MAX_BODIES = 256


@frozen()
class Choice:
    """One choice: ``when`` the varying fields' raw bits, ``fixed`` those and the encoding's, ``types`` by field."""

    when: dict[str, int]
    fixed: dict[str, int]
    types: dict[str, NumberType]

    def __str__(self) -> str:
        return ", ".join(f"{name} = {self.types[name].name}" for name in self.when)


def choices(instruction: Instruction) -> list[Choice] | int:
    """The choices to type a body for; the number of them where it is over ``MAX_BODIES``."""
    encoding = instruction.encoding
    candidates = {
        f.name: f.enum for f in instruction.format.fields if f.enum is not None and f.enum.chooses_type
    }
    if not candidates:
        return [Choice({}, encoding, {})]
    types = {
        name: member.type
        for name, enum in candidates.items()
        if name in encoding
        and (member := _member(instruction, name, enum, encoding[name])) is not None
        and member.type is not None
    }
    used = _mentioned(instruction)
    varying = [
        name for name in candidates if name in used and name not in encoding and not candidates[name].open
    ]
    count = 1
    for name in varying:
        count *= len(candidates[name].members)
    if count > MAX_BODIES:
        return count
    return [
        _choice(instruction, varying, members, types)
        for members in product(*(candidates[n].members for n in varying))
    ]


def _choice(
    instruction: Instruction, names: list[str], members: tuple[EnumMember, ...], types: dict[str, NumberType]
) -> Choice:
    when = {}
    chosen = dict(types)
    for name, member in zip(names, members, strict=True):
        when[name] = raw_of(instruction.format.by_name[name], member)
        if member.type is not None:
            chosen[name] = member.type
    return Choice(when, {**instruction.encoding, **when}, chosen)


def raw_of(field: Field, member: EnumMember) -> int:
    """The raw bits of a field that holds a member of its enum."""
    return member.value & ((1 << field.width) - 1)


def _member(instruction: Instruction, name: str, enum: Enum, raw: int) -> EnumMember | None:
    field = instruction.format.by_name[name]
    return next((m for m in enum.members if raw_of(field, m) == raw), None)


_COMMENT = re.compile(r"#.*")
_NAME = re.compile(r"[A-Za-z_]\w*")


def _mentioned(instruction: Instruction) -> set[str]:
    """The names that an instruction's texts mention, and the fields that its tiles' elements come from."""
    texts = " ".join((_COMMENT.sub("", instruction.semantics), *_texts(instruction)))
    return {
        *_NAME.findall(texts),
        *(tile.element.name for tile in instruction.tiles if isinstance(tile.element, Field)),
    }


def _texts(instruction: Instruction) -> Iterator[str]:
    for tile in instruction.tiles:
        yield from tile.texts
    if instruction.timing is not None:
        yield from (instruction.timing.issue, instruction.timing.occupancy, instruction.timing.latency)
