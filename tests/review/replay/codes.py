"""Machine code by reading bits out of words one by one, without a decision tree; assembly by the public assembler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specgen import Accelerator, SpecError
from specgen.model.isa import Field, Instruction
from specgen.semantics import ir
from specgen.semantics.walk import every

Given = Mapping[str, Any]


def _for(accelerator: Accelerator, given: Given) -> Accelerator | None:
    """The accelerator for the processor that is asked about; None where it has none of that name."""
    processors, name = accelerator.architecture.processors, given.get("processor")
    if not processors or (name is not None and name not in processors):
        return None
    return Accelerator(accelerator.spec, accelerator.architecture.variant, name)


_REFUSED = {"refused": "there is no such processor"}


def _claimants(accelerator: Accelerator, given: Given) -> list[Instruction]:
    """The instructions that a word is by its bits, without those that another of them shadows."""
    architecture, word = accelerator.architecture, int(given["word"], 0)
    processor = given.get("processor") or next(iter(architecture.processors))
    found = [
        one
        for one in architecture.instructions.values()
        if one.processor.name == processor and not _withdrawn(one, architecture.version) and _is(one, word)
    ]
    taken = {name for one in found for name in one.shadows}
    return [one for one in found if one.name not in taken]


def _withdrawn(one: Instruction, version: str) -> bool:
    if one.retired is None:
        return False
    since, now = ([int(part) for part in text.split(".")] for text in (one.retired.in_version, version))
    return since <= now


def _is(one: Instruction, word: int) -> bool:
    values = {field.name: _value(field, word) for field in one.format.fields}
    for field in one.format.fields:
        raw = _raw(field, word)
        if field.reserved == "zero" and raw:
            return False
        if field.name in one.encoding:
            if raw != one.encoding[field.name]:
                return False
        elif field.reserved is None and not _named_if_closed(field, values[field.name]):
            return False
    for constraint in one.constraints:
        right = None if isinstance(constraint.right, tuple) else values[constraint.right.name]
        if not constraint.holds(values[constraint.left.name], right):
            return False
    return True


def _named_if_closed(field: Field, value: int) -> bool:
    return field.enum is None or field.enum.open or value in [member.value for member in field.enum.members]


def _raw(field: Field, word: int) -> int:
    text = "".join(str(word >> bit & 1) for p in field.pieces for bit in range(p.high, p.low - 1, -1))
    return int(text, 2)


def _value(field: Field, word: int) -> int:
    raw, bits = _raw(field, word), sum(p.high - p.low + 1 for p in field.pieces)
    if field.signed and raw >= 1 << bits - 1:
        raw -= 1 << bits
    return raw * field.scale + field.bias


def decode(accelerator: Accelerator, given: Given) -> Any:
    if _for(accelerator, given) is None:
        return _REFUSED
    word = int(given["word"], 0)
    found = [one for one in _claimants(accelerator, given) if word < 1 << one.format.width]
    if not found:
        return {"refused": "illegal"}
    one = found[0]
    return {
        "instruction": one.name,
        "bytes": one.format.width // 8,
        "operands": {f.name: _called(f, _value(f, word)) for f in _operands(one)},
    }


def _operands(one: Instruction) -> Iterator[Field]:
    return (f for f in one.format.fields if f.reserved is None and f.name not in one.encoding)


def _called(field: Field, value: int) -> int | str:
    names = [m.name for m in field.enum.members if m.value == value] if field.enum is not None else []
    return names[-1] if names else value


def matches(accelerator: Accelerator, given: Given) -> Any:
    if _for(accelerator, given) is None:
        return _REFUSED
    return sorted(one.name for one in _claimants(accelerator, given))


def assemble(accelerator: Accelerator, given: Given) -> Any:
    asked = _for(accelerator, given)
    if asked is None:
        return _REFUSED
    try:
        return asked.assembler.assemble(given["text"], 0).image.hex()
    except SpecError:
        return {"refused": "it does not assemble"}


def disassemble(accelerator: Accelerator, given: Given) -> Any:
    asked = _for(accelerator, given)
    if asked is None:
        return _REFUSED
    found = asked.decode(int(given["word"], 0))
    return {"refused": "illegal"} if found is None else asked.disassembler.text(found)


def constant(accelerator: Accelerator, given: Given) -> Any:
    enum = accelerator.architecture.enums.get(given["enum"])
    for member in enum.members if enum is not None else ():
        if member.name == given["member"]:
            chosen = {} if member.type is None else {"type": member.type.name}
            return {"value": member.value, **chosen}
    return {"refused": "there is no such value"}


def register(accelerator: Accelerator, given: Given) -> Any:
    state, index = accelerator.architecture.state.get(given["state"]), given["index"]
    gone = {"refused": "there is no such register"}
    if state is None or len(state.shape) != len(index):
        return gone
    if not all(0 <= i < extent for i, extent in zip(index, state.shape, strict=True)):
        return gone
    entry = {one.index: one for one in state.entries.values()}.get(index[0]) if index else None
    if state.sparse and entry is None:
        return gone
    told: dict[str, Any] = {
        "type": state.type.name,
        "range": [state.low, state.high],
        "reset": state.initial if entry is None else entry.initial,
        "role": state.role,
        "engine": "" if state.engine is None else state.engine.name,
        "view_of": "" if state.view_of is None else state.view_of.name,
        "out_of_range": "" if state.out_of_range is None else state.out_of_range.name,
    }
    if len(index) == 1 and index[0] in state.constant:
        told["always"] = state.constant[index[0]]
    if entry is not None:
        told |= {"mask": entry.mask, "read_only": entry.read_only, "read": entry.read, "write": entry.write}
    return told


def name(accelerator: Accelerator, given: Given) -> Any:
    state = accelerator.architecture.state.get(given["state"])
    if state is not None:
        entries = {one.name: one.index for one in state.entries.values()}
        for names in (entries, state.aliases, {text: i for i, text in enumerate(state.names)}):
            if given["name"] in names:
                return names[given["name"]]
    return {"refused": "there is no such name"}


def effects(accelerator: Accelerator, given: Given) -> Any:
    if given["instruction"] not in accelerator.instructions:
        return {"refused": "there is no such instruction"}
    told: dict[str, set[str]] = {}
    for of in accelerator.semantics.effects(given["instruction"]):
        found = {
            "reads": [a.state.name for a in of.reads if not _by_operand(a.index)],
            "writes": [a.state.name for a in of.writes if not _by_operand(a.index)],
            "loads": [memory.name for memory in of.memories_read],
            "stores": [memory.name for memory in of.memories_written],
            "jumps": ["pc"] * of.writes_pc,
            "calls": [function.name for function in of.host],
        }
        for key, names in found.items():
            told.setdefault(key, set()).update(names)
    return {key: sorted(names) for key, names in told.items() if names}


def _by_operand(index: tuple[ir.Expr, ...]) -> bool:
    return any(isinstance(part, ir.FieldValue) for each in index for part in every(each))


REPLAY = {
    "decode": decode,
    "matches": matches,
    "assemble": assemble,
    "disassemble": disassemble,
    "constant": constant,
    "register": register,
    "name": name,
    "effects": effects,
}
