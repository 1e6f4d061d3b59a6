"""Registers, queues and C interfaces asked again: bit by bit, by generated modules and headers, by a walk of texts."""

from __future__ import annotations

import re
import subprocess
from ast import literal_eval
from collections.abc import Iterator, Mapping
from typing import Any

import specgen
from specgen.generators.registers.module import module
from specgen.generators.runtime import header
from tests.review.replay.registers import Bits
from tests.review.replay.walking import walked

_NOTHING = "nothing"
_THREADS = {
    "any": "Any thread may",
    "handle": "One thread at a time may call it for a handle",
    "none": "One thread in all",
}


def _access(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    file = Bits(accelerator.architecture)
    return [file.step(step) for step in given["steps"]][-1]


def _register_at(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    return Bits(accelerator.architecture).begins.get(int(given["address"], 0), _NOTHING)


def _field(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    found = _generated(accelerator, given)
    return {"refused": "there is no such field"} if found is None else found.get(int(given["word"], 0))


def _field_value(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    found = _generated(accelerator, given)
    if found is None:
        return {"refused": "there is no such field"}
    names = {value: name for name, value in reversed((found.values or {}).items())}
    return names.get(given["value"], _NOTHING)


def _generated(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    """The field in the generated Python module."""
    made: dict[str, Any] = {"__name__": "registers"}
    exec(compile(module(accelerator.architecture), "registers.py", "exec", dont_inherit=True), made)  # noqa: S102
    for block in _several(given["block"]):
        for register in _several(given["register"]):
            fields = made["REGISTERS"].get(f"{block}.{register}", ([], 0, {}))[2]
            for name in _several(given["field"]):
                if name in fields:
                    return fields[name]
    return None


def _several(name: str | list[str]) -> list[str]:
    return [name] if isinstance(name, str) else name


def _register_bytes(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    block = accelerator.architecture.registers[given["block"]]
    register = next(one for one in block.registers if one.name == given["register"])
    data = bytes(int(given["word"], 0) >> 8 * i & 0xFF for i in range(register.width // 8))
    return (data if block.endian == "little" else data[::-1]).hex(" ")


def _block_bytes(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    text = module(accelerator.architecture)
    assert f'"{given["block"]}.' in text
    return accelerator.architecture.registers[given["block"]].size


def _doers(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    block = accelerator.architecture.registers[given["block"]]
    fields = [(r, f) for r in block.registers for f in r.fields]
    key, wanted = ("does", given["does"]) if "does" in given else ("when", given["when"])
    told = [(r, f, [f.does] if key == "does" else f.when) for r, f in fields]
    return [f"{block.name}.{r.name}.{f.name}" for r, f, does in told if wanted in does]


def _interrupt(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    one = accelerator.architecture.interrupts[given["interrupt"]]
    found = getattr(one, given["what"])
    if found is None or isinstance(found, str):
        return found or _NOTHING
    mask = sum(1 << bit for bit in range(found.field.low, found.field.high + 1))
    return f"{hex(found.block.base + found.register.offset)} & {hex(mask)}"


def _line(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    known = (
        re.search(r"INTERRUPTS = (\{.*\})", module(accelerator.architecture))
        if _registers(accelerator)
        else None
    )
    lines = (
        {k: v.line for k, v in accelerator.architecture.interrupts.items()}
        if known is None
        else literal_eval(known[1])
    )
    return [name for name, line in lines.items() if line == given["line"]]


def _registers(accelerator: specgen.Accelerator) -> bool:
    return bool(accelerator.architecture.registers)


def _event(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    return [n for n, one in accelerator.architecture.interrupts.items() if given["event"] in one.when]


# -- queues, mailboxes, traces ---------------------------------------------------------------------------------------------


def _talker(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> tuple[Any, Any]:
    """What is asked, and the answer where it is not there."""
    homes = {"queue": "queues", "mailbox": "mailboxes", "trace": "traces"}
    what = next(each for each in homes if each in given)
    found = getattr(accelerator.architecture, homes[what]).get(given[what])
    return found, {"refused": f"there is no such {what}"}


def _of(function: Any) -> Any:
    def asked(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
        one, absent = _talker(accelerator, given)
        return absent if one is None else function(one, given)

    return asked


def _packet_of(one: Any, given: Mapping[str, Any]) -> Any:
    code = _number(one.header, one.type, given["bytes"])
    kinds = getattr(one, "packets", None) or one.records
    names = [kind.name for kind in kinds.values() if kind.code == code]
    return names[0] if names else "empty" if code == getattr(one, "empty", -1) else _NOTHING


def _header_field(one: Any, given: Mapping[str, Any]) -> Any:
    found = _number(one.header, given["field"], given["bytes"])
    return {"refused": "there is no such field"} if found is None else found


def _number(structure: Any, path: str, text: str) -> int | None:
    """A number out of bytes, by the bits of a little or big integer over the member."""
    found = _place(structure, path)
    if found is None:
        return None
    offset, size, high, low, order = found
    return int.from_bytes(bytes.fromhex(text)[offset : offset + size], order) >> low & (2 << (high - low)) - 1


def _place(structure: Any, path: str) -> tuple[int, int, int, int, Any] | None:
    first, _, rest = path.partition(".")
    for member in structure.members:
        if member.name == first and rest:
            inner = _place(member.value.type, rest)
            return None if inner is None else (inner[0] + member.offset, *inner[1:])
        if member.name == first:
            return member.offset, member.size, 8 * member.size - 1, 0, structure.endian
        for bits in () if rest else member.bits:
            if bits.name == first:
                return member.offset, member.size, bits.high, bits.low, structure.endian
    return None


def _placed(structure: Any, path: str | None) -> str:
    found = None if path is None or structure is None else _place(structure, path)
    if found is None:
        return _NOTHING
    offset, size, high, low, _ = found
    whole = (high, low) == (8 * size - 1, 0) and path is not None and _is_member(structure, path)
    return f"byte {offset}, {size} bytes" if whole else f"byte {offset}, bits {high}:{low}"


def _is_member(structure: Any, path: str) -> bool:
    first, _, rest = path.partition(".")
    member = next((one for one in structure.members if one.name == first), None)
    return member is not None and (not rest or _is_member(member.value.type, rest))


def _kinds(one: Any) -> Any:
    return next(getattr(one, name) for name in ("packets", "messages", "records") if hasattr(one, name))


def _kind(one: Any, given: Mapping[str, Any]) -> Any:
    found = _kinds(one).get(given["kind"])
    if found is None:
        return {"refused": "there is no such kind"}
    value = getattr(found, given["what"])
    return _NOTHING if value is None else value if isinstance(value, int | str) else value.name


def _role_at(one: Any, given: Mapping[str, Any]) -> Any:
    found = _kinds(one).get(given["kind"])
    if found is None:
        return {"refused": "there is no such kind"}
    of = (found.program, found.program_roles) if "of" in given else (found.structure, found.roles)
    return _placed(of[0], of[1].get(given["role"]))


def _index_at(one: Any, given: Mapping[str, Any]) -> Any:
    if one.indices is None or given["role"] not in one.indices.roles:
        return _NOTHING
    return f"{_placed(one.indices.structure, one.indices.roles[given['role']])}, lines of {one.indices.line} bytes"


def _role_register(one: Any, given: Mapping[str, Any]) -> Any:
    register = one.registers.get(given["role"])
    return _NOTHING if register is None else hex(one.block.base + register.offset)


def _queue(one: Any, given: Mapping[str, Any]) -> Any:
    answers = {"count": one.count, "memory": "host" if one.memory is None else one.memory.name}
    answers |= {f"atomic.{side}": bits for side, bits in one.atomic.items()}
    return answers.get(given["what"], _NOTHING)


def _first(pairs: Iterator[tuple[Any, str]], wanted: Any) -> str:
    return next((name for value, name in pairs if value == wanted), _NOTHING)


# -- runtimes --------------------------------------------------------------------------------------------------------------


def _runtime(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    return accelerator.architecture.runtimes.get(given["runtime"])


def _compile(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    if runtime is None:
        return {"refused": "there is no such runtime"}
    text = (
        f"{header(accelerator.architecture, runtime)}\n{given['snippet']}\nint main(void) {{ return 0; }}\n"
    )
    command = [
        "cc",
        "-std=c11",
        "-Werror=incompatible-pointer-types",
        "-S",
        "-o",
        "/dev/null",
        "-x",
        "c",
        "-",
    ]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    return {"compiles": done.returncode == 0}


def _prototype(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    if runtime is None:
        return {"refused": "there is no such runtime"}
    name = f"{runtime.prefix}_{given['function']}"
    found = re.search(rf"_API (\w+ {name}\([^;]*;)", header(accelerator.architecture, runtime))
    return {"refused": "there is no such function"} if found is None else found[1]


def _comment(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> str:
    """What the header says before the declaration of a function."""
    runtime = _runtime(accelerator, given)
    text = header(accelerator.architecture, runtime)
    before, _, _ = text.partition(f" {runtime.prefix}_{given['function']}(")
    return before[before.rindex("/*") :]


def _promise(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    call = runtime.functions.get(given["function"]) if runtime is not None else None
    if call is None:
        return {"refused": "there is no such function"}
    if given["what"] == "blocking":
        return "It may wait for the device." in _comment(accelerator, given)
    if given["what"] == "threads":
        return next(name for name, words in _THREADS.items() if words in _comment(accelerator, given))
    if "parameter" not in given:
        return getattr(call, given["what"])
    for parameter in call.parameters:
        if parameter.name in _several(given["parameter"]):
            return getattr(parameter, given["what"])
    return {"refused": "there is no such parameter"}


def _role(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    call = runtime.functions.get(given["function"]) if runtime is not None else None
    return (
        {"refused": "there is no such function"} if call is None else call.roles.get(given["role"], _NOTHING)
    )


def _returns(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    if runtime is None or given["function"] not in runtime.functions:
        return {"refused": "there is no such function"}
    said = " ".join(_comment(accelerator, given).replace("\n *", " ").split())
    errors = re.search(r"Errors: ([\w, ]*)\.", said)
    return errors is not None and given["error"] in errors[1].split(", ")


def _slot(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    if runtime is None:
        return _NOTHING
    table = re.search(
        rf"struct {runtime.prefix}_dispatch \{{(.*?)\n\}}", header(accelerator.architecture, runtime), re.S
    )
    assert table is not None
    members = re.findall(r"\(\*(\w+)\)\((.*)\);(.*)", table[1])
    called = [
        _NOTHING if "retired" in words else list(runtime.functions)[i]
        for i, (_, _, words) in enumerate(members)
    ]
    return called[given["slot"]] if given["slot"] < len(called) else _NOTHING


def _handshake(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    if runtime is None:
        return {"refused": "there is no such runtime"}
    text = header(accelerator.architecture, runtime)
    number = re.search(r"_RUNTIME_VERSION UINT32_C\((0x[0-9a-f]+)\)", text)
    name = re.search(r"_API \w+ (\w+_get_dispatch)\(", text)
    assert number is not None
    assert name is not None
    major, minor = divmod(int(number[1], 16), 1 << 16)
    takes = given["version"][0] == major and given["version"][1] <= minor
    return f"{name[1]} {'takes' if takes else 'refuses'} {given['version'][0]}.{given['version'][1]}"


def _handle_parent(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    runtime = _runtime(accelerator, given)
    handle = runtime.handles.get(given["handle"]) if runtime is not None else None
    if handle is None:
        return {"refused": "there is no such handle"}
    return handle.parent.name if handle.parent is not None else _NOTHING


def _laid_out(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    structure = accelerator.architecture.structures.get(given["structure"])
    if structure is None:
        return {"refused": "there is no such structure"}
    if given["member"] is None:
        return structure.size
    member = next((one for one in structure.members if one.name == given["member"]), None)
    return {"refused": "there is no such member"} if member is None else getattr(member, given["what"])


def _ioctl(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    structure = accelerator.architecture.structures.get(given["structure"])
    if structure is None or structure.size > (1 << 14) - 1:
        return {"refused": "no ioctl passes it"}
    return f"0x{(0b11 << 30) + (structure.size << 16) + 0x5300:08x}"


REPLAY = {
    "access": _access,
    "block_bytes": _block_bytes,
    "compile": _compile,
    "doers": _doers,
    "event": _event,
    "field": _field,
    "field_value": _field_value,
    "handle_parent": _handle_parent,
    "handshake": _handshake,
    "header_field": _of(_header_field),
    "index_at": _of(_index_at),
    "interrupt": _interrupt,
    "ioctl": _ioctl,
    "kind": _of(_kind),
    "laid_out": _laid_out,
    "line": _line,
    "message_of": _of(
        lambda one, given: _first(((m.code, n) for n, m in one.messages.items()), given["code"])
    ),
    "next_index": _of(lambda one, given: hex(int(given["index"], 0) + 1 & (1 << one.index.width) - 1)),
    "packet_of": _of(_packet_of),
    "promise": _promise,
    "prototype": _prototype,
    "queue": _of(_queue),
    "register_at": _register_at,
    "register_bytes": _register_bytes,
    "returns": _returns,
    "ring_taken": _of(lambda one, given: given["capacity"] in range(one.capacity[0], one.capacity[1] + 1)),
    "role": _role,
    "role_at": _of(_role_at),
    "role_register": _of(_role_register),
    "slot": _slot,
    "slot_at": _of(lambda one, given: one.size * (given["index"] % given["capacity"])),
    "state_of": _of(lambda one, given: _first(((v, n) for n, v in one.states.items()), given["value"])),
    "walk": walked,
}
