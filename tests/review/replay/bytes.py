"""Memories, layouts, structures, files and error codes asked again: by the engine's memories and by generated readers."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import specgen
from specgen.generators.structures import python_files
from specgen.machine.executables import Opened, verify_executable
from specgen.machine.memory import MemoryBuffer
from specgen.machine.windows import WindowBuffer
from specgen.model.layouts import touches

Given = Mapping[str, Any]


class Gone(Exception):
    """There is nothing of a name."""


def named(items: Mapping[str, Any], kind: str, given: Given) -> Any:
    for name in (given[kind], given.get("formerly", "")):
        if name in items:
            return items[name]
    raise Gone(f"no {kind} {given[kind]}")


def refused(why: object) -> dict[str, str]:
    return {"refused": str(why)}


# -- memories ------------------------------------------------------------------------------------------------------------------


def memory_access(accelerator: specgen.Accelerator, given: Given) -> Any:
    """Asks the memory that the simulator has; nothing is stored in it."""
    from specgen.generators.interpreter.python.faults import FaultRaised

    memory = named(accelerator.memories, "memory", given)
    address, size = given["address"], given["size"]
    view = memoryview(bytearray(1))
    if memory.window is None:
        buffer = MemoryBuffer(memory, view=view)
    else:
        buffer = WindowBuffer(memory, (), checked=False, view=view, flags=None)
    try:
        at = buffer.offset(address, size, writes=given["does"] == "write")
    except FaultRaised as raised:
        return {"fault": raised.fault}
    if given.get("fresh") and memory.uninitialised is not None:
        return {"fault": memory.uninitialised.name}
    if memory.window is None:
        return {"byte": at}
    instance, byte = divmod(at, memory.stride)
    return {"byte": byte, "of": memory.window.name, "instance": instance}


def memory_value(accelerator: specgen.Accelerator, given: Given) -> Any:
    memory = named(accelerator.memories, "memory", given)
    data = bytearray(bytes.fromhex(given["bytes"]))
    buffer = MemoryBuffer(memory, view=memoryview(data))
    return buffer.load(memory.base, 8 * len(data), False)


def memory_sharing(accelerator: specgen.Accelerator, given: Given) -> Any:
    memory = named(accelerator.memories, "memory", given)
    instances = accelerator.architecture.instances
    most = 1 if instances is None else instances.count
    if given["writer"] >= most or given["reader"] >= most:
        return refused("no such instance")
    own = memory.window if memory.window is not None else memory
    return own.shared or given["writer"] == given["reader"]


def memory_reach(accelerator: specgen.Accelerator, given: Given) -> Any:
    reachable = named(accelerator.memories, "memory", given).reachable_by
    return given["by"] in reachable if reachable else True


def memory_pointer(accelerator: specgen.Accelerator, given: Given) -> Any:
    return named(accelerator.memories, "memory", given).address.name


# -- layouts -------------------------------------------------------------------------------------------------------------------


def _located(bound: Any, given: Given) -> dict[str, Any]:
    """The coordinates of an element, digit by digit."""
    layout, names = bound.layout, bound.names
    if len(given["index"]) != len(layout.dims):
        raise ValueError(f"{layout.name} has {len(layout.dims)} dimensions, not {len(given['index'])}")
    numbers: dict[str, int] = {}
    for dim, size, at in zip(layout.dims, bound.shape, given["index"], strict=True):
        if not 0 <= at < size:
            raise ValueError(f"{dim.name} is {at}, and must be from 0 to {size - 1}")
        numbers[dim.name] = at
    digits: dict[str, int] = {}
    for name, digit in layout.digits.items():
        if digit.source not in numbers:
            parts = layout.fused[digit.source].digits
            numbers[digit.source] = sum(digits[part] * weight.value(names) for part, weight in parts)
        count = digit.size.value(names)
        digits[name] = numbers[digit.source] // digit.divisor % (count if not digit.outermost else 1 << 200)
    found = {}
    for name, axis in layout.axes.items():
        at = sum(digits[place.digit] * place.stride.value(names) for place in axis.places)
        at += layout.offset if name == "addr" else 0
        for xor in layout.xors:
            if xor.axis == name:
                for bit in range(xor.src[0] - xor.src[1] + 1):
                    at ^= (at >> (xor.src[1] + bit) & 1) << (xor.dst[1] + bit)
        copy = given.get("copies", {}).get(name, 0)
        if copy >= axis.copies:
            raise ValueError(f"{axis.copies} copies on {name}")
        found[name] = at + copy * (bound.extents[name] // axis.copies)
    return found


def _placed(bound: Any, given: Given) -> dict[str, Any]:
    found = _located(bound, given)
    answer: dict[str, Any] = {}
    for axis, at in found.items():
        if axis == "addr":
            answer["byte"] = at * bound.unit // 8
            answer |= {"bit": at * bound.unit % 8} if at * bound.unit % 8 else {}
        else:
            answer[axis] = at
    return {**answer, "element": bound.element.name}


def _bound(accelerator: specgen.Accelerator, given: Given) -> Any:
    layout = named(accelerator.layouts, "layout", given)
    return accelerator.bind(
        layout.name, given.get("shape"), element=given.get("element"), **given.get("arguments", {})
    )


def layout_place(accelerator: specgen.Accelerator, given: Given) -> Any:
    return _placed(_bound(accelerator, given), given)


def layout_bytes(accelerator: specgen.Accelerator, given: Given) -> Any:
    bound = _bound(accelerator, given)
    others = {axis: extent for axis, extent in bound.extents.items() if axis != "addr"}
    return {**({"bytes": bound.bytes} if "addr" in bound.extents else {}), **others}


def layout_part(accelerator: specgen.Accelerator, given: Given) -> Any:
    bounds = named(accelerator.composites, "layout", given).bind(given["shape"])
    if given["part"] not in bounds:
        return refused(f"no part {given['part']}")
    return _placed(bounds[given["part"]], given)


def layout_base(accelerator: specgen.Accelerator, given: Given) -> Any:
    return not given["base"] % named(accelerator.layouts, "layout", given).align


def layout_ways(accelerator: specgen.Accelerator, given: Given) -> Any:
    """Counts the words that lanes want of every bank, counters by counters."""
    from itertools import product

    layout = named(accelerator.layouts, "layout", given)
    if given["access"] not in layout.accesses:
        return refused(f"no access {given['access']}")
    access, bound, banks = layout.accesses[given["access"]], layout.bind(), layout.banks
    if banks is None:
        return refused(f"{layout.name} has no banks")
    worst = 0
    for counts in product(*(range(count) for _, count in access.repeat)):
        repeat = dict(zip((name for name, _ in access.repeat), counts, strict=True))
        wanted: dict[int, set[Any]] = {}
        for touch in touches(bound, access, repeat):
            at = _located(bound, {"index": list(touch.index)})
            others = tuple(sorted((a, c) for a, c in at.items() if a not in ("addr", banks.axis)))
            if banks.axis:
                wanted.setdefault(at[banks.axis], set()).add((at.get("addr"), others))
                continue
            first = at["addr"] * bound.unit // 8
            last = (at["addr"] * bound.unit + bound.width * bound.unit - 1) // 8
            for word in range(first // banks.width, last // banks.width + 1):
                wanted.setdefault(word % banks.count, set()).add((word, others))
        worst = max(worst, *map(len, wanted.values()))
    return worst


# -- structures ----------------------------------------------------------------------------------------------------------------

_PACKAGES: dict[int, tuple[specgen.Accelerator, ModuleType]] = {}


def _package(accelerator: specgen.Accelerator) -> ModuleType:
    """The generated Python package of an accelerator's structures."""
    if id(accelerator) not in _PACKAGES:
        name = f"replayed_{len(_PACKAGES)}"
        with TemporaryDirectory() as folder:
            for path, text in python_files(accelerator.architecture).items():
                there = Path(folder, name, Path(path).name)
                there.parent.mkdir(exist_ok=True)
                there.write_text(text, encoding="utf-8")
            where = Path(folder, name)
            spec = importlib.util.spec_from_file_location(
                name, where / "__init__.py", submodule_search_locations=[str(where)]
            )
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
        _PACKAGES[id(accelerator)] = accelerator, module
    return _PACKAGES[id(accelerator)][1]


def structure_read(accelerator: specgen.Accelerator, given: Given) -> Any:
    """Reads bytes with the generated reader."""
    structure, module = named(accelerator.architecture.structures, "structure", given), _package(accelerator)
    classes = [one for one in vars(module).values() if hasattr(one, "STRUCTURE")]
    known = next(one.STRUCTURE for one in classes if one.STRUCTURE.name == structure.name)
    try:
        values = module.codec.unpack(known, bytes.fromhex(given["bytes"]))
    except module.codec.Refused as error:
        return refused(f"{error.refusal.rule} of {error.refusal.path or 'all'}")
    found = _json(values, given.get("renamed", {}))
    return {name: found.get(name) for name in given["fields"]}


def _json(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, bytes | memoryview):
        return value.hex()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return [_json(one, renamed) for one in value]
    if isinstance(value, dict):
        return {renamed.get(name, name): _json(one, renamed) for name, one in value.items()}
    return value


def structure_byte(accelerator: specgen.Accelerator, given: Given) -> Any:
    structure = named(accelerator.architecture.structures, "structure", given)
    for member in reversed(structure.members):
        if member.offset <= given["byte"] and given["byte"] < member.offset + member.size:
            bits = [b for b in member.bits if "bit" in given and b.mask >> given["bit"] & 1]
            if bits:
                return "reserved" if bits[0].reserved else f"{member.name}.{bits[0].name}"
            return "reserved" if member.reserved else member.name
    return "beyond the end"


def structure_size(accelerator: specgen.Accelerator, given: Given) -> Any:
    structure = named(accelerator.architecture.structures, "structure", given)
    last = structure.members[-1]
    return {"size": last.offset + last.size, "align": structure.align}


def error_code(accelerator: specgen.Accelerator, given: Given) -> Any:
    errors = accelerator.architecture.errors
    if "error" in given:
        return named(errors, "error", given).code
    for name, one in errors.items():
        meant = {one.code, *one.conditions, *(f"fault {fault.name}" for fault in one.faults)}
        if meant & {given.get("code"), given.get("condition"), f"fault {given.get('fault')}"}:
            return name
    return refused("no error")


# -- executables ---------------------------------------------------------------------------------------------------------------


def _form(accelerator: specgen.Accelerator, given: Given) -> Any:
    return named(accelerator.architecture.executables, "executable", given)


def executable_open(accelerator: specgen.Accelerator, given: Given) -> Any:
    form, data = _form(accelerator, given), bytes.fromhex(given["file"])
    wrong = verify_executable(accelerator.architecture, form, data, anywhere=True)
    if wrong:
        return refused(f"{wrong[0].rule} of {wrong[0].path}")
    codes = [row["kind"] for row in Opened(accelerator.architecture, form, data).table]
    kinds = {section.code: section.name for section in form.sections.values()}
    names = [kinds.get(code, "unknown") for code in codes]
    return [given.get("renamed", {}).get(name, name) for name in names]


def executable_patch(accelerator: specgen.Accelerator, given: Given) -> Any:
    form = _form(accelerator, given)
    kinds = [kind for kind in form.relocations.values() if kind.code == given["code"]]
    if not kinds:
        return refused(f"no relocation of kind {given['code']}")
    kind = kinds[0]
    held = kind.value.whole({"value": given["value"], "here": given["here"]})
    if given["value"] >= 1 << 62:
        return refused("it does not fit")
    if kind.field is not None:
        raw = kind.field.raw(held)
        word = -1 if raw is None else kind.field.place(raw)
    else:
        word = held if held < 1 << kind.type.width else -1
    return word.to_bytes(kind.size, form.endian).hex() if word >= 0 else refused("it does not fit")


def executable_argument(accelerator: specgen.Accelerator, given: Given) -> Any:
    block, size = _form(accelerator, given).block, given["size"]
    if block is None:
        return refused("no arguments")
    if given["offset"] + size > block.size:
        return refused(f"a block of {block.size} bytes")
    word, mask = min(block.word, size), (1 << 8 * min(block.word, size)) - 1
    places = range(0, size, word)
    values = [given["value"] >> 8 * at & mask for at in (reversed(places) if block.high_first else places)]
    content = b"".join(value.to_bytes(word, block.memory.endianness) for value in values)
    return {"memory": block.memory.name, "address": block.address + given["offset"], "bytes": content.hex()}


def executable_limit(accelerator: specgen.Accelerator, given: Given) -> Any:
    form = _form(accelerator, given)
    if "section" not in given:
        return given["count"] <= form.most_sections
    section = form.sections.get(given["section"])
    if section is None:
        return refused(f"no section {given['section']}")
    if "count" in given:
        return section.most is None or given["count"] <= section.most
    return section.entry is None or given["entries"] <= section.limit


def executable_feature(accelerator: specgen.Accelerator, given: Given) -> Any:
    return given["feature"] in set(_form(accelerator, given).features)


def executable_role(accelerator: specgen.Accelerator, given: Given) -> Any:
    form, of, role = _form(accelerator, given), given["of"], given["role"]
    holders = {n: (s.entry, s.roles) for n, s in form.sections.items()}
    holders |= {"header": (form.header, form.header_roles), "table": (form.table, form.table_roles)}
    structure, roles = holders.get(of, (None, {}))
    if structure is None or role not in roles:
        return refused(f"nothing plays {role}")
    offset, low, width = 0, 0, 0
    for part in roles[role].split("."):
        member, bits = structure.bit_fields.get(part, (structure.by_name.get(part), None))
        offset += member.offset
        low = bits.low if bits is not None else 0
        width = (
            bits.width
            if bits is not None
            else 8 * (member.value.element_size if member.value else member.size)
        )
        structure = member.value.type if member.value is not None else None
    return {"offset": offset, "low": low, "width": width}


def _answering(function: Any) -> Any:
    def answer(accelerator: specgen.Accelerator, given: Given) -> Any:
        try:
            return function(accelerator, given)
        except (Gone, ValueError) as error:
            return refused(error)

    return answer


REPLAY = {
    function.__name__: _answering(function)
    for function in (
        *(memory_access, memory_value, memory_sharing, memory_reach, memory_pointer),
        *(layout_place, layout_bytes, layout_part, layout_base, layout_ways),
        *(structure_read, structure_byte, structure_size, error_code),
        *(executable_open, executable_patch, executable_argument, executable_limit),
        *(executable_feature, executable_role),
    )
}
