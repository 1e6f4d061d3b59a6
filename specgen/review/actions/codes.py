"""What witnesses ask of machine code: what a word is, what a text becomes, what a name stands for, what is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from specgen.machine.codec import Codec
from specgen.model.decoding import instructions_of
from specgen.model.legality import conditions_of
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.machine.assembler import Assembler
    from specgen.machine.codec import Decoded
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Field, Instruction
    from specgen.review.sides import Side
    from specgen.semantics.effects import StateAccess

Given = Mapping[str, Any]
NO_PROCESSOR = {"refused": "there is no such processor"}


@lru_cache(maxsize=16)
def codec_of(architecture: Architecture, processor: str | None = None) -> Codec | None:
    """The codec of a processor, by default of the first; None where there is none."""
    if not architecture.processors or (processor is not None and processor not in architecture.processors):
        return None
    return Codec(architecture, None if processor is None else architecture.processors[processor])


@lru_cache(maxsize=16)
def assembler_of(codec: Codec) -> Assembler:
    """The assembler for a codec."""
    from specgen.machine.assembler import Assembler

    return Assembler(codec)


@action("decode")
def decode(side: Side, variant: str, given: Given) -> Any:
    """What a ``word`` is: the instruction, its length, and its operands by name, values of enums by theirs."""
    codec = codec_of(side.architectures[variant], given.get("processor"))
    return NO_PROCESSOR if codec is None else decoded(codec, int(given["word"], 0))


def decoded(codec: Codec, word: int) -> dict[str, Any]:
    """The answer of `decode`."""
    found = codec.decode(word)
    return {"refused": "illegal"} if found is None else described(found)


def described(found: Decoded) -> dict[str, Any]:
    """A decoded word as plain data."""
    fields = found.instruction.format.by_name
    operands = {name: _named(fields[name], value) for name, value in found.operands.items()}
    return {"instruction": found.instruction.name, "bytes": found.length_bytes, "operands": operands}


def _named(field: Field, value: int) -> int | str:
    """The name of a value where it has one."""
    member = field.enum.by_value.get(value) if field.enum is not None else None
    return value if member is None else member.name


@action("matches")
def matches(side: Side, variant: str, given: Given) -> Any:
    """Which instructions' encodings a ``word`` has, in the order of their names, without those that others of them shadow."""
    codec = codec_of(side.architectures[variant], given.get("processor"))
    if codec is None:
        return NO_PROCESSOR
    word = int(given["word"], 0)
    live = instructions_of(side.architectures[variant], codec.processor).values()
    found = [one for one in live if _is(one, word)]
    return sorted({one.name for one in found} - {name for one in found for name in one.shadows})


def _is(one: Instruction, word: int) -> bool:
    word &= (1 << one.format.width) - 1
    return word & one.mask == one.match and all(each.holds(word) for each in conditions_of(one))


@action("assemble")
def assemble(side: Side, variant: str, given: Given) -> Any:
    """The bytes that a ``text`` becomes, in memory's order; ``uses`` are the instructions and aliases that it may be."""
    from specgen.source import SpecError

    codec = codec_of(side.architectures[variant], given.get("processor"))
    if codec is None:
        return NO_PROCESSOR
    try:
        return assembler_of(codec).assemble(given["text"], 0).image.hex()
    except SpecError:
        return {"refused": "it does not assemble"}


@action("disassemble")
def disassemble(side: Side, variant: str, given: Given) -> Any:
    """The text that a ``word`` is shown as; ``uses`` are aliases that it may be."""
    from specgen.machine.disassembler import Disassembler

    codec = codec_of(side.architectures[variant], given.get("processor"))
    if codec is None:
        return NO_PROCESSOR
    found = codec.decode(int(given["word"], 0))
    return {"refused": "illegal"} if found is None else Disassembler(codec).text(found)


@action("constant")
def constant(side: Side, variant: str, given: Given) -> Any:
    """What a ``member`` of an ``enum`` is worth, and the number format that it chooses."""
    enum = side.architectures[variant].enums.get(given["enum"])
    member = enum.by_name.get(given["member"]) if enum is not None else None
    if member is None:
        return {"refused": "there is no such value"}
    return {"value": member.value, **({"type": member.type.name} if member.type is not None else {})}


@action("register")
def register(side: Side, variant: str, given: Given) -> Any:
    """What the element of a ``state`` at an ``index`` is: its type and range, its names, what it holds at reset or always."""
    state = side.architectures[variant].state.get(given["state"])
    index = given["index"]
    if state is None or len(index) != len(state.shape):
        return {"refused": "there is no such register"}
    if any(not 0 <= i < extent for i, extent in zip(index, state.shape, strict=True)):
        return {"refused": "there is no such register"}
    entry = next((one for one in state.entries.values() if [one.index] == index), None)
    if state.sparse and entry is None:
        return {"refused": "there is no such register"}
    told = {
        "type": state.type.name,
        "range": [state.low, state.high],
        "reset": entry.initial if entry is not None else state.initial,
        "role": state.role,
        "engine": state.engine.name if state.engine is not None else "",
        "view_of": state.view_of.name if state.view_of is not None else "",
        "out_of_range": state.out_of_range.name if state.out_of_range is not None else "",
    }
    if len(index) == 1 and index[0] in state.constant:
        told["always"] = state.constant[index[0]]
    if entry is not None:
        told |= {"mask": entry.mask, "read_only": entry.read_only, "read": entry.read, "write": entry.write}
    return told


@action("effects")
def effects(side: Side, variant: str, given: Given) -> Any:
    """What an ``instruction`` touches that none of its operands names, and which memories, as sorted names."""
    if given["instruction"] not in side.architectures[variant].instructions:
        return {"refused": "there is no such instruction"}
    from specgen.review.behaviour.bench import reduced
    from specgen.semantics import analyse
    from specgen.semantics.effects import effects_of
    from specgen.source import Diagnostics, SpecError

    small = reduced(side.architectures[variant], [given["instruction"]])
    wrong = Diagnostics()
    typed = analyse(small, wrong)
    if wrong.errors:
        raise SpecError(wrong)
    found: dict[str, set[str]] = {}
    for body in typed.programs[given["instruction"]].bodies:
        of = effects_of(body)
        for key, accesses in (("reads", of.reads), ("writes", of.writes)):
            found.setdefault(key, set()).update(implied(accesses))
        found.setdefault("loads", set()).update(one.name for one in of.memories_read)
        found.setdefault("stores", set()).update(one.name for one in of.memories_written)
        found.setdefault("jumps", set()).update(["pc"] if of.writes_pc else [])
        found.setdefault("calls", set()).update(one.name for one in of.host)
    return {key: sorted(names) for key, names in found.items() if names}


def implied(accesses: Iterable[StateAccess]) -> Iterator[str]:
    """The names of state that is touched at an index in which no operand stands."""
    from specgen.semantics import ir
    from specgen.semantics.walk import every

    for access in accesses:
        if not any(isinstance(part, ir.FieldValue) for index in access.index for part in every(index)):
            yield access.state.name


@action("name")
def name(side: Side, variant: str, given: Given) -> Any:
    """The index of the register of a ``state`` that has a ``name`` in assembly."""
    from specgen.model.templates import register_names

    state = side.architectures[variant].state.get(given["state"])
    names = register_names(state) if state is not None else {}
    return names.get(given["name"], {"refused": "there is no such name"})
