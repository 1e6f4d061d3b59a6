"""Runs vectors again, on any machine of the spec, and says what differs."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

from specgen.machine.vectors.contents import SMALL, held, put, raw_values
from specgen.machine.vectors.running import next_pc, outcome, raised, run_one

if TYPE_CHECKING:
    from specgen.machine.codec import Codec
    from specgen.machine.simulator import Simulator
    from specgen.machine.vectors.vector import Contents, Vector


def replay(simulator: Simulator, codec: Codec, vector: Vector) -> Iterator[str]:
    """Runs one vector after a reset; yields what is not as it says, a line each.

    All of every small state is compared; of larger ones, and of memories, what the vector names before or after.

    Raises:
        AccessError: the vector names what the machine does not have.
    """
    simulator.reset()
    core = simulator.cores[0]
    put(core, vector.before)
    expected = _expected(simulator, vector)
    result = run_one(simulator, codec, vector.word)
    for what, mine, theirs in (
        ("outcome", outcome(result), vector.outcome),
        ("fault", raised(result), vector.fault),
        ("next pc", next_pc(simulator, codec), vector.next_pc),
        ("exit code", result.exit_code if result.reason == "exited" else None, vector.exit_code),
        ("traced", tuple(simulator.traced), vector.traced),
        ("output", simulator.output, vector.output),
    ):
        if mine != theirs:
            yield f"{what}: {mine!r}, not {theirs!r}"
    yield from _differences(simulator, expected)
    for name, counts in (vector.before.semaphores | vector.after.semaphores).items():
        if tuple(core.semaphores[name]) != counts:
            yield f"{name}: {tuple(core.semaphores[name])}, not {counts}"


Expected = tuple[dict[str, dict[int, int]], dict[str, dict[int, int]]]


def _expected(simulator: Simulator, vector: Vector) -> Expected:
    """What is to be there afterwards: what is there now, with the changes that the vector names."""
    core = simulator.cores[0]
    state = {}
    for one in held(simulator.architecture):
        named = [place for contents in (vector.before, vector.after) for place in _places(contents, one.name)]
        small = prod(one.shape) <= SMALL
        state[one.name] = raw_values(core, one, range(prod(one.shape)) if small else named)
        state[one.name].update(_elements(vector.after, one.name))
    memory = {}
    for name in vector.before.memory | vector.after.memory:
        memory[name] = dict(_bytes(vector.before.memory.get(name, ())))
        memory[name].update(_bytes(vector.after.memory.get(name, ())))
    return state, memory


def _differences(simulator: Simulator, expected: Expected) -> Iterator[str]:
    core = simulator.cores[0]
    for name, values in expected[0].items():
        found = raw_values(core, simulator.architecture.state[name], values)
        wrong = [place for place, value in values.items() if found[place] != value]
        for place in wrong[:4]:
            yield f"{name}[{place}]: {found[place]:#x}, not {values[place]:#x}"
        if len(wrong) > 4:
            yield f"{name}: {len(wrong)} elements differ"
    for name, bytes_ in expected[1].items():
        buffer = core.memory[name]
        wrong = [at for at, byte in bytes_.items() if buffer.view[at - buffer.base] != byte]
        for at in wrong[:4]:
            yield f"{name}@{at:#x}: {buffer.view[at - buffer.base]:#04x}, not {bytes_[at]:#04x}"
        if len(wrong) > 4:
            yield f"{name}: {len(wrong)} bytes differ"


def _places(contents: Contents, name: str) -> Iterator[int]:
    return (place for place, _ in _elements(contents, name))


def _elements(contents: Contents, name: str) -> Iterator[tuple[int, int]]:
    for first, values in contents.state.get(name, ()):
        yield from enumerate(values, first)


def _bytes(pieces: tuple[tuple[int, bytes], ...]) -> Iterator[tuple[int, int]]:
    for address, data in pieces:
        yield from enumerate(data, address)
