"""Emitted C functions on a bench of their own: compiled with a small driver, run on random state, and compared.

The driver reads cases from standard input and writes what each left behind. What is expected comes from the Python
engine's function of the same body.
"""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from random import Random
from textwrap import indent
from typing import Any

import numpy as np

from specgen.generators.interpreter.c.core import emit_core
from specgen.generators.interpreter.c.functions import Context, emit_function, inline_body
from specgen.generators.interpreter.c.functions.files import emit_functions
from specgen.generators.interpreter.c.functions.machine_types import storage
from specgen.generators.interpreter.c.functions.names import field_type, mangled
from specgen.generators.interpreter.c.plan import Routine, expressions_of, make_plan
from specgen.generators.interpreter.c.text import prefixed
from specgen.generators.interpreter.python import storage as python_storage
from specgen.generators.interpreter.python.functions import emit_function as python_function
from specgen.generators.interpreter.python.functions import load_function
from specgen.generators.interpreter.python.runtime import FaultRaised
from specgen.generators.numerics import Numerics
from specgen.machine.core import Core
from specgen.machine.hosts import Hosts
from specgen.machine.library import Library
from specgen.machine.memory import MemoryBuffer
from specgen.model.architecture import Architecture
from specgen.model.execution import State
from specgen.model.isa import Constraint, Field
from specgen.model.types import IntegerType
from specgen.semantics import Semantics, ir
from tests.generators.interpreter.conftest import fill, raw
from tests.semantics.evaluator import Machine

WARNINGS = ("all", "extra", "pedantic", "conversion", "shadow", "strict-prototypes", "error")
FLAGS = [
    "-std=c11",
    *(f"-W{name}" for name in WARNINGS),
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-trapping-math",
]
SANITIZED = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
MOST = 1 << 16  # bytes of a memory that are compared

DRIVER = (Path(__file__).parent / "functions_driver.c").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Case:
    """One execution: of a routine, from a machine's state, with the raw bits of its operands."""

    routine: Routine
    fields: dict[str, int]
    machine: Machine


@dataclass(frozen=True)
class Result:
    """What it left: the new pc where it ended well, or the fault; signals, state and memories as bytes."""

    pc: int | None
    fault: tuple[str, int | None, str | None, int] | None
    hosted: int
    signals: tuple[tuple[str, int, int], ...]
    conditions: tuple[tuple[int, int], ...]
    state: dict[str, bytes]
    memories: dict[str, bytes]


class FunctionsBench:
    """The functions of an architecture, in C and in Python."""

    def __init__(self, architecture: Architecture, semantics: Semantics) -> None:
        self.architecture = architecture
        self.semantics = semantics
        self.plan = make_plan(architecture, semantics)
        self.homes = python_storage.plan(architecture, semantics.programs.values())
        self.roots = [s for s in architecture.state.values() if s.view_of is None]
        self.memories = [m for m in architecture.memories.values() if m.size <= MOST]
        self._library = Library(architecture, semantics)
        self._python: dict[str, dict[str, Any]] = {}
        self._expected: dict[int, tuple[Case, Result]] = {}

    # -- C

    def files(self) -> dict[str, str]:
        """All files, the driver among them."""
        numerics = Numerics()
        plan = self.plan
        files = emit_functions(plan, numerics)
        inline = [r for r in plan.routines if r.inline]
        extra = ['#include "functions.h"', *(emit_function(plan, r, numerics).text for r in inline)]
        for routine in inline:
            context = Context(architecture=self.architecture, instruction=routine.program.instruction)
            text = indent(inline_body(routine.program, routine.body, context), "    ")
            used = "".join(f"    (void){name};\n" for name in "cds")
            extra.append(
                f"int N_inline_{routine.name}(N_core *c, const N_decoded *d, N_step *s)\n{{\n{used}{text}\n    return 0;\n}}"
            )
        head = [
            f"int N_{kind}_{r.name}(N_core *c, const N_decoded *d, N_step *s);"
            for r in inline
            for kind in ("run", "inline")
        ]
        files["inline.c"] = "\n".join([extra[0], *head, *extra[1:], ""])
        files["core.h"] = emit_core(plan)
        files["numerics.h"] = numerics.text()
        files["driver.c"] = DRIVER.replace("@tables@", "\n".join([*head, *self._tables()]))
        return {name: prefixed(text, "bench") for name, text in files.items()}

    def _tables(self) -> Iterable[str]:
        """What the driver knows of the architecture."""
        for routine in self.plan.routines:
            yield f"static void fill_{routine.name}(N_decoded *d, const N_wide *f)\n{{\n    (void)d;\n    (void)f;"
            for number, field in enumerate(routine.program.instruction.operands):
                place = f"d->i_{mangled(routine.program.instruction.name)}.f_{mangled(field.name)}"
                yield f"    {place} = ({field_type(field).name})N_whole(f[{number}]);"
            yield "}"
        yield "static const Entry entries[] = {\n    {NULL, NULL, NULL, NULL, NULL, 0},"
        for r in self.plan.routines:
            issue = f"N_issue_{r.name}" if _issues(r) else "NULL"
            wait = f"N_wait_{r.name}" if r.body.prelude else "NULL"
            inline = f"N_inline_{r.name}" if r.inline else f"N_run_{r.name}"
            yield f"    {{N_run_{r.name}, {inline}, {issue}, {wait}, fill_{r.name}, {len(r.body.prelude)}}},"
        yield "};\nstatic void find(N_core *c, Piece *pieces)\n{\n    (void)c;"
        for number, state in enumerate(self.roots):
            place = f"c->s_{mangled(state.name)}"
            yield f"    pieces[{number}] = (Piece){{&{place}, sizeof {place}}};"
        for number, memory in enumerate(self.memories, len(self.roots)):
            name = mangled(memory.name)
            yield f"    c->b_{name} = calloc(1, {memory.size});"
            yield f"    c->m_{name} = calloc(1, sizeof(N_memory));"
            yield f"    c->m_{name}->lines = calloc(1, {memory.size} / 64 + 4);"
            yield f"    c->m_{name}->bytes = c->b_{name};"
            yield f"    pieces[{number}] = (Piece){{c->b_{name}, {memory.size}}};"
        yield "}"
        yield f"enum {{ PIECES = {len(self.roots) + len(self.memories)} }};"
        counters = self.architecture.semaphores.values()
        faults = list(self.architecture.faults)
        rows = [
            f"{{{s.max}u, {faults.index(s.overflow.name) if s.overflow and s.on_full == 'fault' else -1}}}"
            for s in counters
        ]
        yield f"static const Counter counters[] = {{{', '.join([*rows, '{0, -1}'])}}};"

    def build(self, folder: Path, compiler: str, *flags: str) -> Path:
        """Compiles the driver; a warning is an error."""
        folder.mkdir(parents=True, exist_ok=True)
        sources = []
        for name, text in self.files().items():
            (folder / name).write_text(text, encoding="utf-8")
            sources += [name] if name.endswith(".c") else []
        command = [compiler, *FLAGS, *flags, "-o", "driver", *sources, "-lm"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:4000]
        return folder / "driver"

    def run(self, driver: Path, cases: list[Case], *, inline: bool = False) -> list[Result]:
        """Runs cases in C."""
        data = b"".join(self._packed(case, inline) for case in cases)
        done = subprocess.run([driver], input=data, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()[:4000]
        reader = _Reader(done.stdout)
        return [self._unpacked(case, reader) for case in cases]

    def _packed(self, case: Case, inline: bool) -> bytes:
        pc, following, word, values = self._addresses(case)
        parts = [struct.pack("<IIQQ", case.routine.number, int(inline), pc, following)]
        parts.append((word & ((1 << 128) - 1)).to_bytes(16, "little"))
        parts.append(struct.pack("<I", len(values)))
        parts += [(v & ((1 << 128) - 1)).to_bytes(16, "little") for v in values]
        parts += [self._contents(s, case.machine.state[s.name]) for s in self.roots]
        parts += [bytes(case.machine.memories[m.name]) for m in self.memories]
        return b"".join(parts)

    def _addresses(self, case: Case) -> tuple[int, int, int, list[int]]:
        instruction = case.routine.program.instruction
        processor = instruction.processor
        mask = (1 << processor.program_counter.type.width) - 1
        following = (case.machine.pc + instruction.format.bytes // processor.unit) & mask
        word = instruction.match
        for field in instruction.operands:
            word |= field.place(case.fields[field.name])
        return case.machine.pc, following, word, [f.value(case.fields[f.name]) for f in instruction.operands]

    @staticmethod
    def _contents(state: State, bits: list[int]) -> bytes:
        size = storage(state.type).bits // 8
        signed = isinstance(state.type, IntegerType) and state.type.signed
        half = 1 << (state.type.width - 1)
        mask = (1 << 8 * size) - 1
        return b"".join((((b ^ half) - half if signed else b) & mask).to_bytes(size, "little") for b in bits)

    def _unpacked(self, case: Case, r: _Reader) -> Result:
        raised, following, number, carries, operand, line = r.take("<iQHBxhxxI")
        value = r.wide()
        fault = None
        if raised:
            declared = list(self.architecture.faults.values())[number]
            tiles = case.routine.program.instruction.tiles
            kind = declared.value
            assert bool(carries) == (kind is not None)
            carried = None if kind is None else _signed(value, kind)
            fault = declared.name, carried, tiles[operand].name if operand >= 0 else None, line
        hosted = r.take("<Q")[0]
        names = list(self.architecture.semaphores)
        signals = []
        for _ in range(r.take("<I")[0]):
            semaphore, index, amount = r.take("<QQQ")
            signals.append((names[semaphore], index, amount))
        pairs = (r.take("<QQ") for _ in case.routine.body.prelude)
        waits = tuple((index, amount) for index, amount in pairs)
        state = {s.name: r.bytes(storage(s.type).bits // 8 * prod(s.shape)) for s in self.roots}
        memories = {m.name: r.bytes(m.size) for m in self.memories}
        return Result(None if raised else following, fault, hosted, tuple(signals), waits, state, memories)

    # -- Python

    def expected(self, case: Case) -> Result:
        """What the Python engine's function leaves."""
        core = self._core(case.machine)
        calls = _Calls(self.architecture)
        core.host = calls.host  # type: ignore[method-assign]
        functions = self._functions(case.routine)
        pc, following, word, values = self._addresses(case)
        operands = tuple(values)
        fault, jump = None, None
        conditions: tuple[tuple[int, int], ...] = ()
        try:
            if case.routine.body.prelude:
                evaluate = self._library.prelude(case.routine.program, case.routine.body)
                conditions = tuple(evaluate(core, pc, following, word, operands))
            captured = functions["issue"](core, operands) if "issue" in functions else ()
            jump = functions["run"](core, pc, following, word, operands, captured)
        except FaultRaised as raised:
            fault = raised.fault, raised.value, raised.operand, raised.line
        state = {s.name: self._contents(s, raw(core.state[s.name], s)) for s in self.roots}
        memories = {m.name: core.memory[m.name].bytes.tobytes() for m in self.memories}
        signals = () if fault else tuple(core.signalled)
        return Result(
            None if fault else following if jump is None else jump,
            fault,
            calls.hosted,
            signals,
            conditions,
            state,
            memories,
        )

    def _functions(self, routine: Routine) -> dict[str, Any]:
        if routine.name not in self._python:
            source = python_function(self.architecture, routine.program, routine.body, self.homes)
            self._python[routine.name] = load_function(source)
        return self._python[routine.name]

    def _core(self, machine: Machine) -> Core:
        buffers = {n: MemoryBuffer(m) for n, m in self.architecture.memories.items()}
        core = Core(self.architecture, self.homes, 0, buffers, Hosts(self.architecture, {}))
        for state in self.roots:
            fill(core.state[state.name], state, machine.state[state.name])
        for memory in self.memories:
            buffers[memory.name].bytes[:] = np.frombuffer(machine.memories[memory.name], np.uint8)
        return core

    # -- both

    def check(self, driver: Path, cases: list[Case]) -> dict[str, int]:
        """Runs cases in C, both ways where there are two, and compares; how often each fault was met."""
        met: dict[str, int] = {}
        wanted = [self._wanted(case) for case in cases]
        for case, want, got in zip(cases, wanted, self.run(driver, cases), strict=True):
            assert_same(case, want, got)
            met[want.fault[0] if want.fault else ""] = met.get(want.fault[0] if want.fault else "", 0) + 1
        both = [(case, want) for case, want in zip(cases, wanted, strict=True) if case.routine.inline]
        for (case, want), got in zip(both, self.run(driver, [c for c, _ in both], inline=True), strict=True):
            assert_same(case, want, got)
        return met

    def _wanted(self, case: Case) -> Result:
        """What is expected, worked out once for a case."""
        if id(case) not in self._expected:
            self._expected[id(case)] = case, self.expected(case)
        return self._expected[id(case)][1]


def assert_same(case: Case, want: Result, got: Result) -> None:
    """Everything that is compared, with what was executed in the message."""
    text = f"{case.routine.name} {case.fields} at {case.machine.pc:#x}:\n{case.routine.program.instruction.semantics}"
    assert got.fault == want.fault, f"fault {got.fault}, not {want.fault}: {text}"
    assert got.hosted == want.hosted, f"calls of the host: {text}"
    assert got.pc == want.pc, f"pc {got.pc}, not {want.pc}: {text}"
    if not want.fault:
        assert got.signals == want.signals, f"signals {got.signals}, not {want.signals}: {text}"
        assert got.conditions == want.conditions, f"waits for {got.conditions}, not {want.conditions}: {text}"
    for name, content in want.state.items():
        assert got.state[name] == content, f"{name}\n{got.state[name].hex()}\n{content.hex()}\n{text}"
    for name, content in want.memories.items():
        assert got.memories[name] == content, f"memory {name}: {text}"


class _Calls:
    """The host of the bench, with the driver's sum over all calls in their order."""

    def __init__(self, architecture: Architecture) -> None:
        self._names = list(architecture.functions)
        self.hosted = 0

    def host(self, name: str, arguments: tuple[int, ...]) -> int:
        """Calls a function."""
        given = int(arguments[0]) if arguments else 0
        self.hosted = (self.hosted * 31 + self._names.index(name) + (given & (1 << 64) - 1)) & ((1 << 64) - 1)
        return 7 * given + 1


def random_case(routine: Routine, dice: Random, machine: Machine) -> Case:
    """A case with random operands that the instruction allows and that choose the routine's body."""
    instruction = routine.program.instruction
    for _ in range(1000):
        fields = {f.name: _raw_field(f, dice) for f in instruction.operands} | routine.body.when
        values = {f.name: f.value(fields[f.name]) for f in instruction.operands}
        if all(
            c.holds(values[c.left.name], _right(c, values))
            for c in instruction.constraints
            if c.left.name in values
        ):
            return Case(routine, fields, machine)
    raise AssertionError(f"no operands of {instruction.name} were found that satisfy its constraints")


def _right(constraint: Constraint, values: dict[str, int]) -> int | None:
    return values[constraint.right.name] if isinstance(constraint.right, Field) else None


def _raw_field(field: Field, dice: Random) -> int:
    if field.enum is not None and not field.enum.open:
        return dice.choice(sorted(field.enum.by_value))
    return dice.getrandbits(min(field.width, dice.choice((2, 4, field.width, field.width))))


def _issues(routine: Routine) -> bool:
    return any(isinstance(x, ir.StateRead) and x.at_issue for x in expressions_of(routine.body))


def _signed(value: int, kind: IntegerType) -> int:
    value &= (1 << kind.width) - 1
    return value - (1 << kind.width) if kind.signed and value >> (kind.width - 1) else value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        size = struct.calcsize(layout)
        found = struct.unpack_from(layout, self._data, self._at)
        self._at += size
        return found

    def bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def wide(self) -> int:
        return int.from_bytes(self.bytes(16), "little")
