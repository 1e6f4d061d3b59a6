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
from specgen.machine.deadlock import deadlock
from specgen.machine.hosts import HostFunction, Hosts, Output
from specgen.machine.library import Library
from specgen.machine.loading import loadable
from specgen.machine.reporting import fault_report, waiters
from specgen.machine.result import FaultReport, Result
from specgen.machine.scheduling import ORDERS, Units, adversarial_order, one_step, program_order
from specgen.machine.stream import Stopped, Stream
from specgen.machine.windows import buffers
from specgen.semantics import ir
from specgen.semantics.walk import statements
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.machine.assembler import Program
    from specgen.machine.coverage.recorder import Coverage
    from specgen.machine.memory import MemoryBuffer
    from specgen.machine.races import Observer, Race
    from specgen.machine.symbols import Symbols
    from specgen.machine.timeline import Timeline
    from specgen.machine.tracing import Tracer
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.perfmodel.timelines import Trace
    from specgen.semantics import Semantics

ENGINES = ("python", "native")
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
    name; one that names a memory is given it first. ``hot`` jumps to an address compile it. ``coverage`` counts what is reached.
    With ``check_uninitialised`` a read of bytes that nobody wrote since reset raises the fault that its memory names for it.
    With ``race_check`` the results of runs tell which conflicting accesses, from reset on, nothing orders; with ``recorded``
    they do too, and ``executed`` is what every processor executed.
    The ``native`` engine is compiled on first use; ``notice`` is told so in words, and where there is no compiler that the
    Python engine runs instead (``engine`` says which does). Where ``identity`` names the meaning of the spec, ``semantics``,
    which may be a function, are not needed for an engine that was compiled before.
    Raises SimulatorError, also where an instruction calls a host function that nobody gave.
    """

    engine = "python"

    def __new__(
        cls,
        architecture: Architecture,
        semantics: Semantics | Callable[[], Semantics],
        engine: str = "python",
        **options: Any,
    ) -> Simulator:
        """A machine of the class that runs its engine."""
        if engine != "native" or cls is not Simulator:
            return super().__new__(cls)
        from specgen.machine.native.simulator import make

        return make(architecture, semantics, options) or super().__new__(cls)

    def __init__(
        self,
        architecture: Architecture,
        semantics: Semantics | Callable[[], Semantics],
        engine: str = "python",
        *,
        trace: Callable[[int], None] | None = None,
        hosts: Mapping[str, HostFunction] | None = None,
        stdout: Output | None = None,
        stderr: Output | None = None,
        stdin: BinaryIO | bytes = b"",
        hot: int = HOT,
        coverage: Coverage | None = None,
        race_check: bool = False,
        recorded: bool = False,
        check_uninitialised: bool = False,
        identity: str | None = None,
        notice: Callable[[str], object] | None = None,
    ) -> None:
        if engine not in ENGINES:
            raise SimulatorError(f"there is no engine {engine!r}: use {', '.join(ENGINES)}")
        self._hot = hot
        self._race_check = race_check or recorded
        self._recorded = recorded
        self._checked = check_uninitialised
        self._connect(architecture, hosts or {}, trace, stdout, stderr, stdin)
        made = semantics() if callable(semantics) else semantics
        self._library = Library(architecture, made, coverage, checked=check_uninitialised)
        self._check()
        self.reset()

    def _connect(
        self,
        architecture: Architecture,
        hosts: Mapping[str, HostFunction],
        trace: Callable[[int], None] | None,
        stdout: Output | None,
        stderr: Output | None,
        stdin: BinaryIO | bytes,
    ) -> None:
        """What is the same for every engine: what programs call, write and read, and their words."""
        self.architecture = architecture
        self.traced: list[int] = []
        self._output = bytearray()
        write = stdout or self._output.extend
        read = BytesIO(stdin) if isinstance(stdin, bytes) else stdin
        self._hosts = Hosts(architecture, hosts, trace or self.traced.append, write, stderr or write, read)
        self._codecs = {name: Codec(architecture, p) for name, p in architecture.processors.items()}

    def _check(self) -> None:
        """Everything that instructions need is there."""
        for name in self.architecture.instructions:
            program = self._library.programs.get(name)
            if program is None:
                raise SimulatorError(f"the semantics of {name} have errors")
            for body in program.bodies:
                self._check_hosts(name, body)
        for name, trap in self._library.semantics.traps.items():
            self._check_hosts(f"the trap entry of {name}", trap.body)
        for (device, register, _), access in self._library.semantics.devices.items():
            self._check_hosts(f"{register} of {device}", access.body)

    def _check_hosts(self, caller: str, body: ir.Body) -> None:
        for one in statements(body.statements):
            if isinstance(one, ir.Host):
                self._check_host(caller, one.function.name)

    def _check_host(self, caller: str, function: str) -> None:
        if function not in self._hosts.names:
            known = ", ".join(sorted(self._hosts.names))
            raise SimulatorError(f"{caller} calls host function {function}; known are {known}")

    @property
    def output(self) -> bytes:
        """What programs wrote since the machine was reset, where no ``stdout`` was given."""
        return bytes(self._output)

    def reset(self) -> None:
        """State and memories as at reset; nothing is loaded."""
        architecture = self.architecture
        count = architecture.instances.count if architecture.instances is not None else 1
        memories = _memories(architecture, count, checked=self._checked)
        self._barriers = Barriers(count)
        self.cores: list[Core] = []
        self.streams: list[Stream] = []
        self.symbols: dict[tuple[int, str], Symbols] = {}
        self.traced.clear()
        self._output.clear()
        for number in range(count):
            core = Core(architecture, self._library.storage, number, memories[number], self._hosts)
            core.devices = self._library.devices
            self.cores.append(core)
            self.streams += [
                Stream(core, p, self._codecs[n], self._library, self._barriers, self._hot)
                for n, p in architecture.processors.items()
            ]
        if self._race_check:
            self._observe()
        self.instances = [Instance(architecture, core) for core in self.cores]
        self.state = self.instances[0].state
        self.memory = self.instances[0].memory

    def _observe(self) -> None:
        self._observer = self._watching()(self.architecture, self._library)
        for core in self.cores:
            core.observer = self._observer

    def _watching(self) -> type[Observer]:
        if self._recorded:
            from specgen.machine.dynamic import Recorder

            return Recorder
        from specgen.machine.races import Observer

        return Observer

    @property
    def executed(self) -> Trace:
        """What every processor executed since reset, of a machine that is ``recorded``."""
        from specgen.machine.dynamic import Recorder

        assert isinstance(self._observer, Recorder)
        return self._observer.made

    # -- programs ----------------------------------------------------------------------------------------------------

    def load(
        self,
        program: Program | bytes | str | Path,
        address: int | None = None,
        *,
        entry: int | str | None = None,
        processor: str | None = None,
        instance: int | None = None,
    ) -> None:
        """Puts a program into a processor's memory (default: the first processor, of every instance) and starts it at its entry.

        A path is one to assembly (``.s``, ``.S``, ``.asm``), to ELF or to a raw image; bytes are ELF or a raw image. A raw
        image goes to ``address`` (default: the reset address) and starts there. ``entry``, an address or a symbol, is
        started instead. Processors for which nothing was ever loaded do not run, unless none was.

        Raises:
            SimulatorError: no such processor or instance, or the program does not fit.
            ImageError: the file cannot be read, is for another machine, or has no such symbol.
            SpecError: the assembly has errors.
        """
        target = self._processor(processor)
        made = loadable(program, self._codecs[target.name], address, entry)
        for number in self._instances(instance):
            memory = self.instances[number].memory[target.memory.name]
            try:
                for piece in made.pieces:
                    memory.check(piece.address, piece.size)
            except AccessError as error:
                raise SimulatorError(f"the program does not fit: {error}") from None
            for piece in made.pieces:
                memory.write(piece.address, piece.data)
                memory.clear(piece.address + len(piece.data), piece.size - len(piece.data))
            self.symbols[number, target.name] = made.symbols
            self._start(number, target, made.entry // target.unit)

    def _start(self, number: int, processor: Processor, pc: int) -> None:
        self.cores[number].exit_code = None
        self._stream(number, processor).pc = pc

    def place(self, instance: int, processor: str, pc: int) -> str | None:
        """Where a pc is in the program that was loaded, as ``main+0x12``; None where nothing says."""
        symbols = self.symbols.get((instance, processor))
        return symbols.place(pc * self.architecture.processors[processor].unit) if symbols else None

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

    def run(
        self,
        max_steps: int | None = None,
        *,
        order: str = "program",
        seed: int = 0,
        tracer: Tracer | None = None,
        timed: bool = False,
        timeline: Timeline | None = None,
    ) -> Result:
        """Runs until all instances exit, a fault, a deadlock, or ``max_steps`` instructions in total.

        ``order``: ``program`` (processors take turns, each until it waits, and engines do what they can at once) or
        ``adversarial`` (one thing after the other, of a unit that ``seed`` chooses). A run may be continued by another one.
        ``timed``: who goes on is decided by time instead, as the spec's ``timing`` gives it (the native engine alone), and
        ``timeline`` is told of every instruction. Raises SimulatorError where there is no such order, or no time.
        """
        if order not in ORDERS:
            raise SimulatorError(f"there is no order {order!r}: use {' or '.join(ORDERS)}")
        if timed:
            raise SimulatorError("only the native engine counts cycles: use engine native")
        for core in self.cores:
            core.tracer = tracer
        if self._race_check:
            self._observer.goes_on()
        for stream in self.streams:
            stream.active = not self.symbols or (stream.core.instance, stream.processor.name) in self.symbols
        units = Units(self.cores, self.streams)
        before = units.steps
        goal = None if max_steps is None else before + max_steps
        fault = None
        try:
            ended = program_order(units, goal) if order == "program" else adversarial_order(units, goal, seed)
        except Stopped as stop:
            ended = "fault"
            where = self.place(stop.core.instance, stop.processor, stop.pc)
            fault = fault_report(self.architecture, stop, where)
        finally:
            self._store_counters()
        return self._result(ended, units.steps - before, fault)

    def execute(
        self, word: int, *, pc: int | None = None, processor: str | None = None, instance: int = 0
    ) -> Result:
        """Puts an instruction at ``pc`` (default: where the processor is) and executes it, as if nothing else were on its way.

        ``limit`` says that it was done, ``deadlock`` that it waits for something; its memory keeps the word. For an
        engine, what it can do at once is done. Raises SimulatorError where the word has no place there.
        """
        target = self._processor(processor)
        number = self._instances(instance)[0]
        place = self._pc(number, target) if pc is None else pc
        codec = self._codecs[target.name]
        decoded = codec.decode(word)
        length = decoded.length_bytes if decoded is not None else max(target.granule // 8, 1)
        data = word.to_bytes(max(length, (word.bit_length() + 7) // 8), codec.order)
        try:
            self.instances[number].memory[target.memory.name].write(place * target.unit, data)
        except AccessError as error:
            raise SimulatorError(str(error)) from None
        return self._execute(number, target, place)

    def _pc(self, number: int, processor: Processor) -> int:
        return self._stream(number, processor).pc

    def _execute(self, number: int, processor: Processor, pc: int) -> Result:
        stream, core = self._stream(number, processor), self.cores[number]
        for queue in core.queues.values():
            queue.clear()
        stream.pending, stream.full, stream.pc = None, None, pc
        core.exit_code, core.tracer, before = None, None, stream.steps
        try:
            one_step(stream)
        except Stopped as stop:
            return Result("fault", stream.steps - before, None, fault_report(self.architecture, stop))
        finally:
            self._store_counters()
        return self._stepped(stream, before)

    def _stepped(self, stream: Stream, before: int) -> Result:
        code = stream.core.exit_code
        ended = "exited" if code is not None else "deadlock" if stream.blocked else "limit"
        return Result(ended, stream.steps - before, code)

    def _store_counters(self) -> None:
        for stream in self.streams:
            counter = stream.processor.program_counter
            stream.core.state[counter.name][0] = stream.pc

    def _result(self, reason: str, steps: int, fault: FaultReport | None) -> Result:
        stuck = reason == "deadlock"
        codes = [core.exit_code for core in self.cores if core.exit_code is not None]
        return Result(
            reason,
            steps,
            next((code for code in codes if code), 0) if reason == "exited" else None,
            fault,
            waiters(self.cores, self.streams) if stuck else (),
            deadlock(self.cores, self.streams) if stuck else None,
            self._races() if self._race_check else None,
        )

    def _races(self) -> tuple[Race, ...]:
        from specgen.machine.races import Finder

        self._observer.stopped(self.cores, self.streams)
        return Finder(self.architecture, self._observer.trace, self.place).races()


def _memories(architecture: Architecture, count: int, *, checked: bool) -> list[dict[str, MemoryBuffer]]:
    try:
        return buffers(architecture, count, checked=checked)
    except (OSError, OverflowError, ValueError) as error:
        memory = architecture.memories[error.__notes__[0]]
        raise SimulatorError(f"{memory.name} is too large for this computer: {memory.size} bytes") from None
