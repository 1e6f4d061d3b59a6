"""Small programs of one processor and three engines, and all orders in which they can run, by a model of their own.

An instruction does one thing: touch a byte, wait, signal, or drain. The model explores every interleaving: which outcomes
there are, and of two instructions which may come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from specgen.machine import Simulator, assemble
from specgen.machine.races import Race
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics

ENGINES = ("a", "b", "c")
UNITS = ("control", *ENGINES)
MOST = 2  # of each semaphore
PLACES = 2

#: The semaphores: each unit's own; one that anybody may wait for; one that faults when it is full.
FILES = (*(f"to_{unit}" for unit in UNITS), "shared", "strict")


def spec(timing: str = "") -> str:
    """The spec as text; ``timing`` is what every instruction costs, as YAML."""
    others = {unit: ", ".join(u for u in UNITS if u != unit) for unit in UNITS}
    semaphores = "".join(
        f"  to_{unit}: {{count: 1, max: {MOST}, producers: [{others[unit]}], consumer: {unit}, on_full: block}}\n"
        for unit in UNITS
    )
    semaphores += f"  shared: {{count: 1, max: {MOST}, producers: [{', '.join(UNITS)}], consumer: any, on_full: block}}\n"
    semaphores += f"  strict: {{count: 1, max: {MOST}, producers: [{others['a']}], consumer: a, "
    semaphores += "on_full: fault, overflow: full}\n"
    texts: list[str] = []
    costs = f"    timing: {timing}\n" if timing else ""
    for unit in UNITS:
        engine = "" if unit == "control" else f"    engine: {unit}\n"
        own = "x" if unit == "control" else f"x_{unit}"
        for name, body in [
            ("write", "data.write(u8, place, value)"),
            ("read", f"{own} = {own} * 5 + data.read(u8, place) + 1"),
            ("bump", "data.write(u8, place, data.read(u8, place) * 3 + value & 0xff)"),
            *((f"wait.{file}", f"wait({file}[0], 1 + (value & 1))") for file in _waits(unit)),
            *((f"signal.{file}", f"signal({file}[0], 1 + (value & 1))") for file in _signals(unit)),
            *(() if unit != "control" else ((f"drain.{e}", f"drain({e})") for e in ENGINES)),
            *(() if unit != "control" else (("exit", "exit(0)"),)),
        ]:
            texts.append(
                f"  {unit}_{name.replace('.', '_')}:\n    format: f\n    encoding: {{op: {len(texts)}}}\n{engine}"
                f'    assembly: "{unit}.{name} {{place}}, {{value}}"\n    summary: One.\n    semantics: "{body}"\n{costs}'
            )
    return (
        _HEAD
        + "".join(f"  x_{e}: {{type: u32, engine: {e}}}\n" for e in ENGINES)
        + "semaphores:\n"
        + semaphores
        + ("instructions:\n" + "".join(texts))
    )


_HEAD = """
name: orders
version: 0.1.0
summary: Three engines that share two bytes.
faults:
  illegal: {code: 1, value: u32, summary: The word is no instruction.}
  fetch: {code: 2, value: u32, summary: The program counter left the memory.}
  full: {code: 3, summary: A semaphore is too full.}
memories:
  code: {size: 4 KiB, address: u32, out_of_range: fetch}
  data: {size: 256, address: u8, out_of_range: fetch}
engines: {a: {queue: 16}, b: {queue: 16}, c: {queue: 16}}
processors:
  control: {program_counter: pc, memory: code, reset: 0, unit: 4, granule: 32, illegal: illegal, fetch: fetch}
functions:
  exit: {host: true, arguments: {status: u32}, summary: Ends the program.}
formats:
  f: {width: 32, fields: {op: "7:0", place: "15:8", value: "23:16", reserved: "31:24"}}
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32}
"""


def _waits(unit: str) -> list[str]:
    return [f"to_{unit}", "shared", *(["strict"] if unit == "a" else [])]


def _signals(unit: str) -> list[str]:
    return [*(f"to_{u}" for u in UNITS if u != unit), "shared", *(["strict"] if unit != "a" else [])]


@cache
def machine(folder: Path, *, race_check: bool = True) -> Simulator:
    """The machine, its spec written to ``folder``."""
    (folder / "spec.yaml").write_text(spec(), encoding="utf-8")
    architecture = load_architecture(folder)
    return Simulator(architecture, semantics_of(architecture), race_check=race_check)


def semantics_of(architecture: Architecture) -> Semantics:
    """The semantics, which have no findings."""
    found = Diagnostics()
    semantics = analyse(architecture, found)
    assert not found.errors, [d.message for d in found]
    return semantics


@dataclass(frozen=True)
class Op:
    """One instruction: ``kind`` read, write, bump, wait, signal or drain."""

    unit: str
    kind: str
    file: str = ""
    place: int = 0
    value: int = 0

    @property
    def text(self) -> str:
        name = f"{self.kind}.{self.file}" if self.file else self.kind
        value = self.value - (self.kind in ("wait", "signal"))
        return f"{self.unit}.{name} {self.place}, {value}"

    @property
    def touches(self) -> bool:
        return self.kind in ("read", "write", "bump")


Program = tuple[Op, ...]


def random_program(random: Random) -> Program:
    """Up to ten instructions of one or two producers and consumers for most semaphores."""
    files = random.sample(FILES, random.randint(1, 3))
    ops: list[Op] = []
    for _ in range(random.randint(3, 10)):
        unit = random.choice(UNITS)
        kind = random.choice(["read", "write", "bump", "wait", "wait", "signal", "signal", "signal", "drain"])
        if kind == "drain":
            ops.append(Op("control", kind, random.choice(ENGINES)))
        elif kind in ("wait", "signal"):
            can = [f for f in files if f in (_waits(unit) if kind == "wait" else _signals(unit))]
            if can:
                ops.append(Op(unit, kind, random.choice(can), 0, random.choice([1, 1, 1, 2])))
        else:
            ops.append(Op(unit, kind, "", random.randrange(PLACES), random.randrange(8)))
    return tuple(ops)


# -- the model ---------------------------------------------------------------------------------------------------------

#: How many instructions of the control stream are done or issued, how many each engine has done, what semaphores hold.
Positions = tuple[int, tuple[int, int, int], tuple[int, ...]]
Values = tuple[tuple[int, ...], tuple[int, ...]]
FAULT = "fault"


class Model:
    """All interleavings of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.streams = {unit: [n for n, op in enumerate(program) if op.unit == unit] for unit in ENGINES}

    def steps(self, at: Positions) -> list[tuple[int, Positions | None]]:
        """What may be next: the instruction that is done (-1: one is issued), and what then holds (None: a fault)."""
        issued, done, held = at
        found: list[tuple[int, Positions | None]] = []
        if issued < len(self.program):
            op = self.program[issued]
            if op.unit != "control":
                found.append((-1, (issued + 1, done, held)))
            elif op.kind == "drain":
                engine = ENGINES.index(op.file)
                if done[engine] == sum(n < issued for n in self.streams[op.file]):
                    found.append((issued, (issued + 1, done, held)))
            else:
                self._try(found, issued, held, (issued + 1, done))
        for number, name in enumerate(ENGINES):
            stream = self.streams[name]
            if done[number] < len(stream) and stream[done[number]] < issued:
                further = tuple(d + (k == number) for k, d in enumerate(done))
                self._try(found, stream[done[number]], held, (issued, further))  # type: ignore[arg-type]
        return found

    def _try(
        self,
        found: list[tuple[int, Positions | None]],
        number: int,
        held: tuple[int, ...],
        then: tuple[int, tuple[int, int, int]],
    ) -> None:
        op = self.program[number]
        if op.kind in ("wait", "signal"):
            file = FILES.index(op.file)
            now = held[file] + (op.value if op.kind == "signal" else -op.value)
            if now > MOST and op.file == "strict":
                found.append((number, None))
                return
            if not 0 <= now <= MOST:
                return
            held = tuple(now if k == file else h for k, h in enumerate(held))
        found.append((number, (*then, held)))

    def executed(self, at: Positions) -> frozenset[int]:
        """The instructions that are done."""
        issued, done, _ = at
        own = {n for n in range(issued) if self.program[n].unit == "control"}
        return frozenset(own | {n for e, d in zip(ENGINES, done, strict=True) for n in self.streams[e][:d]})

    def outcomes(self) -> set[object]:
        """How the program may end: what is done and what all holds then, or a fault."""
        start: tuple[Positions, Values] = (_START, ((0,) * PLACES, (0,) * len(UNITS)))
        ends: set[object] = set()
        seen, todo = {start}, [start]
        while todo:
            at, values = todo.pop()
            steps = self.steps(at)
            if not steps:
                ends.add((at, values))
            for number, then in steps:
                if then is None:
                    ends.add(FAULT)
                    continue
                after = (then, self._applied(number, values))
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
        return ends

    def _applied(self, number: int, values: Values) -> Values:
        if number < 0 or not self.program[number].touches:
            return values
        op, (data, sums) = self.program[number], values
        unit = UNITS.index(op.unit)
        if op.kind == "read":
            total = (sums[unit] * 5 + data[op.place] + 1) & 0xFFFFFFFF
            return data, tuple(total if k == unit else s for k, s in enumerate(sums))
        new = op.value if op.kind == "write" else (data[op.place] * 3 + op.value) & 0xFF
        return tuple(new if k == op.place else d for k, d in enumerate(data)), sums

    def first(self) -> set[tuple[int, int]]:
        """All pairs of instructions of which the first may be done while the second is not."""
        seen, todo = {_START}, [_START]
        found: set[tuple[int, int]] = set()
        while todo:
            at = todo.pop()
            done = self.executed(at)
            found |= {(a, b) for a in done for b in range(len(self.program)) if b not in done}
            for _, then in self.steps(at):
                if then is not None and then not in seen:
                    seen.add(then)
                    todo.append(then)
        return found


_START: Positions = (0, (0, 0, 0), (0,) * len(FILES))


# -- the machine -------------------------------------------------------------------------------------------------------


def observed(folder: Path, program: Program, order: str, seed: int) -> tuple[object, tuple[Race, ...]]:
    """How the machine ends a program, as the model tells it, and the races that it finds."""
    simulator = machine(folder)
    simulator.reset()
    text = "\n".join([*(op.text for op in program), "control.exit 0, 0"])
    simulator.load(assemble(simulator.architecture, text))
    result = simulator.run(1000, order=order, seed=seed)
    assert result.races is not None
    if result.reason == "fault":
        return FAULT, result.races
    core = simulator.cores[0]
    issued = min(simulator.streams[0].pc, len(program))
    streams = {e: [n for n, op in enumerate(program) if op.unit == e and n < issued] for e in ENGINES}
    done = tuple(len(streams[e]) - len(core.queues[e]) for e in ENGINES)
    held = tuple(core.semaphores[f][0] for f in FILES)
    data = tuple(int(simulator.memory["data"].read(place, "u8")) for place in range(PLACES))
    sums = tuple(int(simulator.state["x" if u == "control" else f"x_{u}"]) for u in UNITS)
    return ((issued, done, held), (data, sums)), result.races


def wrongs(folder: Path, program: Program, seeds: tuple[int, ...] = (0, 1)) -> tuple[list[str], str]:
    """What the race check says wrongly of a program, and which kind of program it is.

    In every order the machine ends as the model may. Where a run finds no race, the model has one outcome. A race for data
    is one of two instructions either of which may come first, unless several units wait for one semaphore, which is told
    and makes order hard to prove. Whether there are races does not depend on the order. A fault ends a run before all has
    happened; of programs that may raise one nothing more is asked.
    """
    model = Model(program)
    outcomes, first = model.outcomes(), model.first()
    runs = [observed(folder, program, "program", 0)]
    runs += [observed(folder, program, "adversarial", seed) for seed in seeds]
    told = " | ".join(op.text for op in program)
    found = [f"ends as it cannot: {told}" for end, _ in runs if end not in outcomes]
    clean = [not races for end, races in runs if end != FAULT]
    if any(clean) and len(outcomes) > 1:
        found.append(f"{len(outcomes)} outcomes and no race: {told}")
    if FAULT not in outcomes:
        if len(set(clean)) > 1:
            found.append(f"races in some orders alone: {told}")
        every = [race for _, races in runs for race in races]
        rivals = any(race.kind == "wait" for race in every)
        pairs = {(race.one.pc, race.other.pc) for race in every if race.kind == "data" and not rivals}
        found += [f"{a} and {b} are ordered: {told}" for a, b in pairs if not {(a, b), (b, a)} <= first]
    outcome = "one outcome" if len(outcomes) == 1 else "several outcomes"
    return found, f"{'no race' if all(clean) and clean else 'races'}, {outcome}"
