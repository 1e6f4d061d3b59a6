"""A register file of single bits: what accesses do to each of them by the words of the language's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.model import Architecture

UNKNOWN = None
Bit = int | None


class Bits:
    """All registers after a reset, a list of bits each; None is a bit that may be either."""

    def __init__(self, architecture: Architecture) -> None:
        self.begins: dict[int, str] = {}
        self._at: dict[int, tuple[Any, Any, int, int, int]] = {}
        self._bits: dict[int, list[Bit]] = {}
        self._once: set[tuple[int, int]] = set()
        self._architecture = architecture
        for block in architecture.registers.values():
            for b in range(block.count or 1):
                for register in block.registers:
                    for i in range(register.count or 1):
                        self._place(block, register, b, i)

    def _place(self, block: Any, register: Any, b: int, i: int) -> None:
        address = block.base + b * block.stride + register.offset + i * register.stride
        names = (
            block.name + (f"[{b}]" if block.count else ""),
            register.name + (f"[{i}]" if register.count else ""),
        )
        self.begins[address] = ".".join(names)
        for byte in range(register.width // 8):
            self._at[address + byte] = block, register, b, i, address
        held: list[Bit] = [0] * register.width
        for field in register.fields:
            for bit in range(field.low, field.high + 1):
                held[bit] = UNKNOWN if field.reset is None else field.reset >> (bit - field.low) & 1
        self._bits[address] = held

    def step(self, step: Mapping[str, Any]) -> Any:
        address, value = int(step["at"], 0), int(step.get("value", "0"), 0)
        if address not in self._at:
            return {"refused": "there is no register"}
        block, register, _, _, first = self._at[address]
        held = self._bits[first]
        if step["do"] in ("set", "get", "act"):
            return self._device(step["do"], register, held, value)
        bits = step["bits"]
        if bits not in (register.width, block.width) or (address - first) % (bits // 8):
            return {"refused": f"there is no register of {bits} bits"}
        low = 8 * (address - first)
        if block.endian == "big":
            low = register.width - bits - low
        window = range(low, low + bits)
        if step["do"] == "read":
            return self._read(register, held, window)
        self._write(address, held, value << low, window)
        return "done"

    def _device(self, verb: str, register: Any, held: list[Bit], value: int) -> Any:
        if verb == "get":
            return _text(
                [held[n] if "r" in _of(register, n).hardware else 0 for n in _named(register)],
                _named(register),
            )
        for n in _named(register):
            field = _of(register, n)
            if verb == "set" and "w" in field.hardware:
                held[n] = value >> n & 1
            elif verb == "act" and field.pulse:
                held[n] = 0
        return "done"

    def _read(self, register: Any, held: list[Bit], window: range) -> str:
        named = [n for n in _named(register) if n in window]
        told = _text(
            [0 if _kind(register, n) == "wo" else held[n] for n in named], [n - window.start for n in named]
        )
        for n in named:
            held[n] = {"rc": 0, "rs": 1}.get(_kind(register, n), held[n])
        return told

    def _write(self, address: int, held: list[Bit], value: int, window: range) -> None:
        _, register, _, _, first = self._at[address]
        closed = self._closed(address)
        before = list(held)
        for n in (n for n in _named(register) if n in window):
            new, kind = value >> n & 1, _kind(register, n)
            if _of(register, n) in closed or (kind == "w1" and (first, n) in self._once):
                continue
            match kind:
                case "rw" | "wo" | "w1":
                    held[n] = new
                case "w1c" if new:
                    held[n] = 0
                case "w1s" | "lock" if new:
                    held[n] = 1
                case "w0c" if not new:
                    held[n] = 0
                case "w1t" if new:
                    held[n] = {0: 1, 1: 0}.get(before[n], UNKNOWN)  # type: ignore[arg-type]
        self._once |= {(first, n) for n in window}

    def _closed(self, address: int) -> list[Any]:
        """The fields whose locks are set."""
        block, register, b, i, _ = self._at[address]
        return [
            one
            for one in register.fields
            if one.locked_by is not None and self._locked(one, block, register, b, i)
        ]

    def _locked(self, field: Any, block: Any, register: Any, b: int, i: int) -> bool:
        home, name, *last = field.locked_by.split(".")
        of = self._architecture.registers[home]
        lock = next(one for one in of.registers if one.name == name)
        bits = next(one for one in lock.fields if not last or one.name == last[0])
        at = (
            of.base
            + (b * of.stride if of is block else 0)
            + lock.offset
            + (i * lock.stride if lock is register else 0)
        )
        return any(self._bits[at][n] == 1 for n in range(bits.low, bits.high + 1))


def _named(register: Any) -> list[int]:
    return sorted(n for one in register.fields for n in range(one.low, one.high + 1))


def _of(register: Any, bit: int) -> Any:
    return next(one for one in register.fields if one.low <= bit <= one.high)


def _kind(register: Any, bit: int) -> str:
    field = _of(register, bit)
    if field.reserved is not None:
        return "rw" if field.reserved == "preserve" else "ro"
    return str(field.access)


def _text(bits: list[Bit], places: list[int]) -> str:
    value = sum(1 << n for bit, n in zip(bits, places, strict=True) if bit == 1)
    unknown = sum(1 << n for bit, n in zip(bits, places, strict=True) if bit is None)
    return f"{value:#x}, bits {unknown:#x} unknown" if unknown else f"{value:#x}"
