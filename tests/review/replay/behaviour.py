"""Runs one instruction again, on the simulator of the public interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

import specgen


class Run:
    """A machine with an instruction to run, and the names that things have on this side."""

    def __init__(self, accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> None:
        self.a, self.given, self.calls = accelerator.architecture, given, list[Any]()
        functions = self.a.functions.values()
        hosts = {f.name: _answering(f.name, self.calls) for f in functions if f.host and f.name not in _KNOWN}
        self.machine = accelerator.simulator(hosts=hosts)
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


REPLAY = {"run": run}
