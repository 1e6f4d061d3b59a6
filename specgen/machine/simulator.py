"""The machine: loads programs, runs them, and shows what they did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from specgen.machine.access import AccessError, MemoryAccess, StateAccess
from specgen.machine.barriers import Barriers
from specgen.machine.codec import Codec
from specgen.machine.core import Core
from specgen.machine.hosts import HostFunction, Hosts, Output
from specgen.machine.images import read_image
from specgen.machine.library import Library
from specgen.machine.memory import MemoryBuffer
from specgen.machine.reporting import fault_report, waiters
from specgen.machine.result import Result
from specgen.machine.stream import Stopped, Stream, settle
from specgen.semantics import ir
from specgen.semantics.walk import statements
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.machine.assembler import Program
    from specgen.machine.tracing import Tracer
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.memory import Memory
    from specgen.semantics import Semantics

ENGINES = ("python",)
ASSEMBLY = (".s", ".S", ".asm")
TURN = 10_000  # instructions that a processor executes before another one has its turn
HOT = 16  # jumps to an address before it is compiled


class SimulatorError(ValueError):
    """A machine that cannot be made or loaded as asked; the message says why."""


class Instance:
    """One instance's ``state`` and ``memory`` by name."""

    def __init__(self, architecture: Architecture, core: Core) -> None:
        self.state = StateAccess(architecture, core)
        self.memory = {name: MemoryAccess(architecture, buffer) for name, buffer in core.memory.items()}


class Simulator:
    """All instances of an architecture, at reset.

    ``state`` and ``memory`` are those of instance 0; ``instances`` has all. ``trace`` is called with what a program traces (by
    default it is kept in ``traced``), ``stdout`` and ``stderr`` with the bytes that it writes (by default they are kept in
    ``output``; ``stderr`` goes where ``stdout`` goes), ``stdin`` is what it reads. ``hosts`` are further host functions by
    name; one that names a memory is given it first. ``hot`` jumps to an address compile it.
    Raises SimulatorError, also where an instruction calls a host function that nobody gave.
    """

    def __init__(
        self,
        architecture: Architecture,
        semantics: Semantics,
        engine: str = "python",
        *,
        trace: Callable[[int], None] | None = None,
        hosts: Mapping[str, HostFunction] | None = None,
        stdout: Output | None = None,
        stderr: Output | None = None,
        stdin: BinaryIO | bytes = b"",
        hot: int = HOT,
    ) -> None:
        if engine not in ENGINES:
            raise SimulatorError(f"there is no engine {engine!r}: use {', '.join(ENGINES)}")
        self.architecture = architecture
        self.traced: list[int] = []
        self._hot = hot
        self._output = bytearray()
        write = stdout or self._output.extend
        read = BytesIO(stdin) if isinstance(stdin, bytes) else stdin
        self._hosts = Hosts(
            architecture, hosts or {}, trace or self.traced.append, write, stderr or write, read
        )
        self._library = Library(architecture, semantics.programs)
        self._codecs = {name: Codec(architecture, p) for name, p in architecture.processors.items()}
        self._check()
        self.reset()

    def _check(self) -> None:
        """Everything that instructions need is there."""
        for name in self.architecture.instructions:
            program = self._library.programs.get(name)
            if program is None:
                raise SimulatorError(f"the semantics of {name} have errors")
            for body in program.bodies:
                for statement in statements(body.statements):
                    self._check_host(name, statement)

    def _check_host(self, caller: str, statement: ir.Stmt) -> None:
        if isinstance(statement, ir.Host) and statement.function.name not in self._hosts.names:
            known = ", ".join(sorted(self._hosts.names))
            raise SimulatorError(f"{caller} calls host function {statement.function.name}; known are {known}")

    @property
    def output(self) -> bytes:
        """What programs wrote since the machine was reset, where no ``stdout`` was given."""
        return bytes(self._output)

    def reset(self) -> None:
        """State and memories as at reset; nothing is loaded."""
        architecture = self.architecture
        count = architecture.instances.count if architecture.instances is not None else 1
        shared = {n: _buffer(m) for n, m in architecture.memories.items() if m.shared}
        self._barriers = Barriers(count)
        self.cores: list[Core] = []
        self.streams: list[Stream] = []
        self._loaded: set[tuple[int, str]] = set()
        self.traced.clear()
        self._output.clear()
        for number in range(count):
            own = {n: shared.get(n) or _buffer(m) for n, m in architecture.memories.items()}
            core = Core(architecture, self._library.storage, number, own, self._hosts)
            self.cores.append(core)
            self.streams += [
                Stream(core, p, self._codecs[n], self._library, self._barriers, self._hot)
                for n, p in architecture.processors.items()
            ]
        self.instances = [Instance(architecture, core) for core in self.cores]
        self.state = self.instances[0].state
        self.memory = self.instances[0].memory

    # -- programs ----------------------------------------------------------------------------------------------------

    def load(
        self,
        program: Program | bytes | str | Path,
        address: int | None = None,
        *,
        processor: str | None = None,
        instance: int | None = None,
    ) -> None:
        """Puts a program into a processor's memory (default: the first processor, of every instance) and starts it at its entry.

        A path is one to assembly (``.s``, ``.S``, ``.asm``) or to a raw image. Bytes go to ``address`` (default: the
        reset address) and start there. Processors for which nothing was ever loaded do not run, unless none was.

        Raises:
            SimulatorError: no such processor or instance, or the program does not fit.
            ImageError: the image cannot be read.
            SpecError: the assembly has errors.
        """
        target = self._processor(processor)
        if isinstance(program, str | Path):
            program = self._read(Path(program), target)
        if isinstance(program, bytes | bytearray | memoryview):
            start = target.reset * target.unit if address is None else address
            data, base, entry = bytes(program), start, start
        else:
            data, base, entry = program.image, program.base if address is None else address, program.entry
            entry += base - program.base
        for number in self._instances(instance):
            try:
                self.instances[number].memory[target.memory.name].write(base, data)
            except AccessError as error:
                raise SimulatorError(f"the program does not fit: {error}") from None
            self._loaded.add((number, target.name))
            self.cores[number].exit_code = None
            self._stream(number, target).pc = entry // target.unit

    def _read(self, path: Path, target: Processor) -> Program | bytes:
        if path.suffix in ASSEMBLY:
            from specgen.machine.assembler import Assembler

            return Assembler(self._codecs[target.name]).assemble_file(path)
        return read_image(path)

    def _processor(self, name: str | None) -> Processor:
        processors = self.architecture.processors
        if not processors:
            raise SimulatorError("the spec declares no processor")
        if name is None:
            return next(iter(processors.values()))
        if name not in processors:
            hint = did_you_mean(name, processors)
            raise SimulatorError(f"there is no processor {name!r}" + (f"; {hint}" if hint else ""))
        return processors[name]

    def _instances(self, instance: int | None) -> list[int]:
        if instance is None:
            return list(range(len(self.cores)))
        if not 0 <= instance < len(self.cores):
            raise SimulatorError(f"there is no instance {instance}: there are {len(self.cores)}")
        return [instance]

    def _stream(self, number: int, processor: Processor) -> Stream:
        core = self.cores[number]
        return next(s for s in self.streams if s.core is core and s.processor is processor)

    # -- running -----------------------------------------------------------------------------------------------------

    def run(self, max_steps: int | None = None, *, tracer: Tracer | None = None) -> Result:
        """Runs until all instances exit, a fault, a deadlock, or ``max_steps`` instructions in total.

        Processors take turns, each until it waits; a run may be continued by another one.
        """
        for core in self.cores:
            core.tracer = tracer
        for stream in self.streams:
            stream.active = not self._loaded or (stream.core.instance, stream.processor.name) in self._loaded
        before = self._steps()
        goal = None if max_steps is None else before + max_steps
        try:
            reason = self._run(goal)
        except Stopped as stop:
            return self._result("fault", before, fault_report(self.architecture, stop))
        finally:
            self._store_counters()
        return self._result(reason, before)

    def _run(self, goal: int | None) -> str:
        while True:
            progress = False
            for core in self.cores:
                progress |= settle(core)
            running = [s for s in self.streams if s.active and s.core.exit_code is None]
            if not running and not any(queue for core in self.cores for queue in core.queues.values()):
                return "exited"
            for stream in running:
                if goal is not None and self._steps() >= goal:
                    return "limit"
                progress |= self._turn(stream, goal, alone=len(running) == 1)
            if not progress:
                return "deadlock"

    def _turn(self, stream: Stream, goal: int | None, alone: bool) -> bool:
        """Lets one processor go on; whether it did."""
        if stream.core.exit_code is not None:
            return False
        waited, before = stream.blocked, stream.steps
        if waited and not stream.retry():
            return False
        left = 1 << 62 if goal is None else goal - self._steps()
        stream.advance(left if alone else min(left, TURN))
        return waited or stream.steps > before or not stream.blocked

    def _steps(self) -> int:
        return sum(stream.steps for stream in self.streams)

    def _store_counters(self) -> None:
        for stream in self.streams:
            counter = stream.processor.program_counter
            stream.core.state[counter.name][0] = stream.pc

    def _result(self, reason: str, before: int, fault: Any = None) -> Result:
        codes = [core.exit_code for core in self.cores if core.exit_code is not None]
        return Result(
            reason,
            self._steps() - before,
            next((code for code in codes if code), 0) if reason == "exited" else None,
            fault,
            waiters(self.cores, self.streams) if reason == "deadlock" else (),
        )


def _buffer(memory: Memory) -> MemoryBuffer:
    try:
        return MemoryBuffer(memory)
    except (OSError, OverflowError, ValueError):
        raise SimulatorError(f"{memory.name} is too large for this computer: {memory.size} bytes") from None
