"""What an instruction is started on: operands, state and bytes, as plain values and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from specgen.data import frozen

Place = tuple[str, tuple[int, ...]]
"""An element of state: its name, and its indices."""


@frozen()
class Situation:
    """An ``instruction`` with values of its ``operands``, and what is set before it runs; all else is as at reset.

    ``state`` holds raw bits by element, ``memory`` bytes by name and address, ``semaphores`` the counts by name. ``names``
    are the old names of renamed things by the new ones, by which everything is named here.
    """

    instruction: str
    operands: dict[str, int]
    state: dict[Place, int] = field(default_factory=dict)
    memory: dict[tuple[str, int], int] = field(default_factory=dict)
    semaphores: dict[str, tuple[int, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def given(self, look: list[str]) -> dict[str, Any]:
        """The input of the action ``run``, with the places to look at afterwards."""
        state: dict[str, dict[str, str]] = {}
        for (name, index), raw in sorted(self.state.items()):
            state.setdefault(name, {})[",".join(map(str, index))] = hex(raw)
        memory: dict[str, dict[str, str]] = {}
        for name, address, data in _runs(self.memory):
            memory.setdefault(name, {})[hex(address)] = data.hex()
        told: dict[str, Any] = {"instruction": self.instruction, "operands": dict(self.operands)}
        rest = {
            "state": state,
            "memory": memory,
            "semaphores": {name: list(counts) for name, counts in self.semaphores.items()},
            "was": dict(self.names),
        }
        return told | {key: value for key, value in rest.items() if value} | {"look": look}


def read(given: Mapping[str, Any]) -> Situation:
    """The situation that an input of the action ``run`` tells."""
    return Situation(
        given["instruction"],
        dict(given["operands"]),
        {
            (name, tuple(int(part) for part in at.split(",") if part)): int(raw, 16)
            for name, held in given.get("state", {}).items()
            for at, raw in held.items()
        },
        {
            (name, int(at, 16) + offset): byte
            for name, pieces in given.get("memory", {}).items()
            for at, data in pieces.items()
            for offset, byte in enumerate(bytes.fromhex(data))
        },
        {name: tuple(counts) for name, counts in given.get("semaphores", {}).items()},
        dict(given.get("was", {})),
    )


def _runs(memory: Mapping[tuple[str, int], int]) -> list[tuple[str, int, bytes]]:
    """Neighbouring bytes joined."""
    found: list[tuple[str, int, bytearray]] = []
    for (name, address), byte in sorted(memory.items()):
        if found and found[-1][0] == name and found[-1][1] + len(found[-1][2]) == address:
            found[-1][2].append(byte)
        else:
            found.append((name, address, bytearray([byte])))
    return [(name, address, bytes(data)) for name, address, data in found]
