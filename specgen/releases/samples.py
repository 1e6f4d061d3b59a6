"""Samples of what a spec describes: a file with every kind of section, bytes with another value in each field, words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from specgen.machine.codec import EncodingError
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import pack, unpack

if TYPE_CHECKING:
    from specgen.machine.codec import Codec, Coder
    from specgen.model import Architecture
    from specgen.model.interfaces import Executable

_IMAGES = 64
_ARMS = 8
_UNFIT = (ValueError, OverflowError, TypeError)
"""What packing raises for values that have no place."""


def sample_files(architecture: Architecture, form: Executable) -> Iterator[bytes]:
    """Yield files that together have every kind of section: one, where that is possible."""
    from specgen.machine.executables import PackError, verify_executable, write
    from specgen.review.rules.artefacts.files import contents_of, files

    try:
        every = contents_of(architecture, form, {one.does for one in form.sections.values()})
        data = write(architecture, form, every)
        if not verify_executable(architecture, form, data):
            yield data
            return
    except (PackError, ValueError, KeyError, TypeError):
        pass  # some kinds exclude each other, or need what only a manifest tells
    yield from dict.fromkeys(files(architecture, form))


# -- structures ----------------------------------------------------------------------------------------------------------------


def sample_bytes(structure: Structure) -> Iterator[bytes]:
    """Yield bytes in which every field that may has a value of its own, and as many more as show each arm of its unions."""
    from specgen.review.rules.artefacts.images import images

    base = next(images(structure, ()), None)
    if base is None:
        return
    yield _distinct(structure, base)
    unions = [member.name for member in structure.members if member.union]
    if not unions:
        return
    seen = set(_arms(structure, base, unions))
    for data in islice(images(structure, unions), _IMAGES):
        new = set(_arms(structure, data, unions)) - seen
        if new and len(seen) <= _ARMS:
            seen |= new
            yield data


def _arms(structure: Structure, data: bytes, unions: list[str]) -> Iterator[tuple[str, str]]:
    values = unpack(structure, data)
    for name in unions:
        yield from ((name, arm) for arm in values.get(name, {}))


def _distinct(structure: Structure, base: bytes) -> bytes:
    """The bytes with one value after the other changed, as far as a reader takes the result."""
    values, numbers = _free(structure, unpack(structure, base)), count(0x11, 0x11)
    best = base
    for holder, key in list(_leaves(values)):
        before = holder[key]
        for value in _tries(before, next(numbers)):
            holder[key] = value
            try:
                best = pack(structure, values)
            except _UNFIT:
                holder[key] = before
                continue
            break
    return best


def _free(structure: Structure, values: dict[str, Any]) -> dict[str, Any]:
    """Values without those that packing computes."""
    for member in structure.members:
        if member.checksum is not None or member.constant is not None or member.name == structure.sized_by:
            values.pop(member.name, None)
            continue
        inner = member.value.type if member.value is not None else None
        held = values.get(member.name)
        if isinstance(inner, Structure):
            for one in held if isinstance(held, list) else [held]:
                if isinstance(one, dict):
                    _free(inner, one)
    return values


def _leaves(values: Any) -> Iterator[tuple[Any, Any]]:
    """Where single values stand: what holds them, and the key or place."""
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        if isinstance(value, dict | list):
            yield from _leaves(value)
        else:
            yield values, key


def _tries(before: Any, number: int) -> Iterator[Any]:
    """Other values in place of one, the most telling first."""
    if isinstance(before, bytes):
        yield bytes((number + n) & 0xFF for n in range(len(before)))
    elif isinstance(before, str):
        yield from (f"text{number}", "t")
    elif isinstance(before, float):
        yield number / 4
    else:
        wide = bytes((number + n) & 0x7F for n in range(8))  # another byte in each place: the order shows
        yield from (int.from_bytes(wide[:size], "big") for size in (8, 4, 2, 1))
        yield from (number & 0xF or 1, number & 3 or 2, 2, 1)


# -- words -----------------------------------------------------------------------------------------------------------------------


def sample_words(codec: Codec, coder: Coder) -> list[int]:
    """Return words of an instruction: a plain one, and the operands as low and as high as they may be."""
    from specgen.generators.docs.isa.samples import sample_operands

    plain = sample_operands(coder.instruction, codec.architecture)
    if plain is None:
        return []
    found = [coder.encode(plain)]
    for ones in (False, True):
        operands = dict(plain)
        for field in coder.instruction.operands:
            for width in range(field.width, 0, -1):
                value = field.value(((1 << width) - 1) if ones else 0)
                word = _encoded(codec, coder, operands | {field.name: value})
                if word is not None:
                    operands[field.name] = value
                    break
        found.append(coder.encode(operands))
    return list(dict.fromkeys(found))


def _encoded(codec: Codec, coder: Coder, operands: dict[str, int]) -> int | None:
    """The word, where it is one of this instruction and says the same."""
    try:
        word = coder.encode(operands)
    except EncodingError:
        return None
    found = codec.decode(word)
    return (
        word
        if found is not None and found.instruction is coder.instruction and found.operands == operands
        else None
    )
