"""Runs one instruction again, on the simulator of the public interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

import specgen
from specgen.model.numerics import Special, decode, encode, quantise_block
from specgen.semantics.counts import known_value


class Run:
    """A machine with an instruction to run, and the names that things have on this side."""

    def __init__(self, accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> None:
        self.a, self.given, self.calls = accelerator.architecture, given, list[Any]()
        functions = self.a.functions.values()
        hosts = {f.name: _answering(f.name, self.calls) for f in functions if f.host and f.name not in _KNOWN}
        checked = bool(given.get("checked"))
        self.machine = accelerator.simulator(hosts=hosts, check_uninitialised=checked)
        self.core = self.machine.cores[0]

    def own(self, name: str, section: Mapping[str, Any]) -> str:
        old = self.given.get("was", {}).get(name, name)
        return str(old if old in section else name)

    def word(self, one: Any) -> int:
        fields = {field.name: field for field in one.operands}
        word = int(one.match)
        for operand, value in self.given["operands"].items():
            field = fields[self.own(operand, fields)]
            raw = field.raw(value)
            assert raw is not None, f"{operand} cannot be {value}"
            word |= field.place(raw)
        return word

    def set_up(self) -> None:
        for state, held in self.given.get("state", {}).items():
            for at, raw in held.items():
                _cell(self.core, self.a.state[self.own(state, self.a.state)], at, int(raw, 16))
        for memory, pieces in self.given.get("memory", {}).items():
            for at, data in pieces.items():
                self.machine.memory[self.own(memory, self.a.memories)].write(int(at, 16), bytes.fromhex(data))
        for semaphore, counts in self.given.get("semaphores", {}).items():
            self.core.semaphores[self.own(semaphore, self.a.semaphores)][:] = counts

    def seen(self, place: str, counter: str) -> Any:
        if place == "next_pc":
            return hex(int(self.core.state[counter][0]))
        if place == "said":
            output = [self.machine.output.hex()] if self.machine.output else []
            return [*self.machine.traced, *output, *self.calls]
        parts = re.fullmatch(r"(\w+)(?:([\[@#])(.*?)\]?)?", place)
        assert parts is not None
        base, kind, rest = parts.groups()
        if kind == "@":
            return f"{self.machine.memory[self.own(base, self.a.memories)].read(int(rest, 16)):#04x}"
        if kind == "#":
            return self.core.semaphores[self.own(base, self.a.semaphores)][int(rest)]
        return hex(_cell(self.core, self.a.state[self.own(base, self.a.state)], rest or "", None))


def run(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    it = Run(accelerator, given)
    name = it.own(given["instruction"], it.a.instructions)
    if name not in it.a.instructions:
        return {"refused": f"there is no instruction {name}"}
    one = it.a.instructions[name]
    it.set_up()
    result = it.machine.execute(it.word(one), pc=one.processor.reset, processor=one.processor.name)
    looked = {place: it.seen(place, one.processor.program_counter.name) for place in given["look"]}
    return {"ends": _ended(result, it.core)} | looked


_KNOWN = ("exit", "trace", "putchar", "getchar", "write", "steps")


def _answering(name: str, calls: list[Any]) -> Any:
    def answer(*arguments: Any) -> int:
        calls.append([name, [one for one in arguments if isinstance(one, int)]])
        return 0

    return answer


def _cell(core: Any, state: Any, at: str, raw: int | None) -> int:
    """Reads or writes the bits of an element of state."""
    index = tuple(int(part) for part in at.split(",") if part)
    place = int(np.ravel_multi_index(index, state.shape)) if index else 0
    values, ones = core.state[state.name], (1 << state.type.width) - 1
    if isinstance(values, list):
        if raw is not None:
            signed = getattr(state.type, "signed", False) and raw >> (state.type.width - 1)
            values[place] = raw - (ones + 1) if signed else raw
        return int(values[place]) & int(ones)
    bits = values.reshape(-1).view(f"u{values.dtype.itemsize}")
    if raw is not None:
        wide = 8 * values.dtype.itemsize
        negative = values.dtype.kind == "i" and raw >> (state.type.width - 1)
        bits[place] = raw | ((1 << wide) - 1) ^ ones if negative else raw
    return int(bits[place]) & int(ones)


def _ended(result: Any, core: Any) -> str:
    if result.fault is not None:
        fault = result.fault
        told = f"fault {fault.name}, code {fault.code}"
        told += f", value {fault.value:#x}" if fault.value is not None else ""
        return told + (f", operand {fault.operand}" if fault.operand is not None else "")
    if result.reason == "exited":
        return "exited" if result.exit_code is None else f"exited with {result.exit_code}"
    return "waits" if result.reason == "deadlock" or any(core.queues.values()) else "done"


def at_reset(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    machine, instance = accelerator.simulator(), given.get("instance", 0)
    if instance >= len(machine.cores):
        return {"refused": f"there are {len(machine.cores)} instances"}
    state = accelerator.architecture.state.get(given["state"])
    if state is None:
        return {"refused": f"there is no state {given['state']}"}
    return hex(_cell(machine.cores[instance], state, ",".join(map(str, given["index"])), None))


def fetch(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    processor = accelerator.architecture.processors[given["processor"]]
    machine = accelerator.simulator()
    if "bytes" in given:
        machine.load(bytes.fromhex(given["bytes"]), processor=processor.name, instance=0)
    stream = next(s for s in machine.streams if s.core is machine.cores[0] and s.processor is processor)
    start = stream.pc = int(given["pc"], 16) if "pc" in given else processor.reset
    return {"from": hex(start), "ends": _ended(machine.run(1), machine.cores[0])}


def takes(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    names = accelerator.architecture.instructions
    name = given["instruction"] if given["instruction"] in names else given["was"]
    program = accelerator.semantics.programs[name]
    raw = {f.name: f.raw(given["operands"].get(f.name, 0)) for f in names[name].operands}
    costs = program.costs[program.bodies.index(program.body_for(raw))]  # type: ignore[arg-type]
    assert costs is not None
    return {
        part: known_value(getattr(costs, part), given["operands"])
        for part in ("issue", "occupancy", "latency")
    }


def _format(accelerator: specgen.Accelerator, name: str) -> Any:
    a = accelerator.architecture
    return a.types.get(name) or a.fixed_types.get(name) or a.integer_types.get(name)


def number(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    kind, code = _format(accelerator, given["type"]), int(given["code"], 16)
    if kind is None:
        return {"refused": f"there is no number format {given['type']}"}
    if code >> kind.width:
        return {"refused": f"it has {kind.width} bits"}
    value = decode(kind, code)
    return value.name.lower() if isinstance(value, Special) else str(value)


def _number(text: str) -> Fraction | Special:
    return Special[text.upper()] if text.upper() in Special.__members__ else Fraction(text)


def code(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    kind = _format(accelerator, given["type"])
    if kind is None:
        return {"refused": f"there is no number format {given['type']}"}
    return hex(encode(kind, _number(given["number"])))


def block(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> Any:
    kind = accelerator.architecture.block_types.get(given["type"])
    if kind is None:
        return {"refused": f"there is no number format {given['type']}"}
    left, blocks = [_number(one) for one in given["numbers"]], []
    while left:
        scale, codes = quantise_block(kind, left[: kind.block])
        blocks.append({"scale": hex(scale), "elements": [hex(one) for one in codes]})
        left = left[kind.block :]
    return {"axis": kind.axis, "blocks": blocks}


REPLAY = {
    "run": run,
    "at_reset": at_reset,
    "fetch": fetch,
    "takes": takes,
    "number": number,
    "code": code,
    "block": block,
}
