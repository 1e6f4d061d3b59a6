"""The simulator on the native engine."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from ctypes import byref, c_char_p
from typing import TYPE_CHECKING, Any, BinaryIO

from specgen.machine.deadlock import deadlock
from specgen.machine.native import library as native
from specgen.machine.native.building import build_engine
from specgen.machine.native.compiler import NoCompiler
from specgen.machine.native.core import Machine, NativeCore
from specgen.machine.native.reporting import Reporter
from specgen.machine.native.timing import run_timed
from specgen.machine.reporting import fault_report, waiters
from specgen.machine.result import Result
from specgen.machine.scheduling import ORDERS
from specgen.machine.simulator import Instance, Simulator, SimulatorError

if TYPE_CHECKING:
    from specgen.machine.hosts import HostFunction, Output
    from specgen.machine.native.building import Engine
    from specgen.machine.timeline import Timeline
    from specgen.machine.tracing import Tracer
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.semantics import Semantics

_REASONS = ("exited", "fault", "limit", "deadlock")
_HANDLED, _OWN, _STOP = range(3)  # what the engine is told about a host function
_LATER = ("exit", "steps")  # those that the engine does itself


def make(
    architecture: Architecture, semantics: Semantics | Callable[[], Semantics], options: Mapping[str, Any]
) -> NativeSimulator | None:
    """A native machine that is not set up yet; None, and a notice, where there is no compiler.

    Raises SimulatorError where an option is for the Python engine alone.
    """
    for option in ("coverage", "race_check", "recorded"):
        if options.get(option):
            raise SimulatorError(f"{option} is for the Python engine")
    if not callable(semantics):
        _check(architecture, semantics)
    made = object.__new__(NativeSimulator)
    try:
        made.built = build_engine(
            architecture,
            semantics,
            checked=bool(options.get("check_uninitialised")),
            identity=options.get("identity"),
            notice=options.get("notice"),
        )
    except NoCompiler as error:
        (options.get("notice") or _warn)(f"{error}; the Python engine runs instead")
        return None
    return made


def _check(architecture: Architecture, semantics: Semantics) -> None:
    for name in architecture.instructions:
        if name not in semantics.programs:
            raise SimulatorError(f"the semantics of {name} have errors")


def _warn(text: str) -> None:
    warnings.warn(text, RuntimeWarning, stacklevel=4)


class NativeSimulator(Simulator):
    """All instances of an architecture, run by its C engine. It is made as `Simulator` with ``engine="native"``."""

    engine = "native"
    built: Engine

    def __init__(
        self,
        architecture: Architecture,
        semantics: Semantics | Callable[[], Semantics],
        engine: str = "native",
        *,
        trace: Callable[[int], None] | None = None,
        hosts: Mapping[str, HostFunction] | None = None,
        stdout: Output | None = None,
        stderr: Output | None = None,
        stdin: BinaryIO | bytes = b"",
        **_options: Any,
    ) -> None:
        self._given = frozenset(hosts or ())
        self._connect(architecture, hosts or {}, trace, stdout, stderr, stdin)
        instances = architecture.instances.count if architecture.instances is not None else 1
        words = max(-(-architecture.max_width // 8), 1)
        self._functions = native.open_library(self.built, words, instances)
        self._check()
        try:
            self._machine = Machine(self._functions)
        except MemoryError as error:
            raise SimulatorError(str(error)) from None
        self._raised: BaseException | None = None
        self._called = native.HOST(self._call)  # the machine calls it as long as it lives
        self._functions.set_host(self._machine.handle, self._called, None)
        semantics_of = semantics if callable(semantics) else lambda: semantics
        self._reporter = Reporter(architecture, semantics_of, self._codecs)
        self._numbers = {name: number for number, name in enumerate(architecture.processors)}
        self._arguments = list(architecture.functions.values())
        self._end = self._functions.Result()
        self._made = [NativeCore(architecture, self._machine, number) for number in range(instances)]
        self.instances = [Instance(architecture, core) for core in self._made]  # type: ignore[arg-type]
        self.state = self.instances[0].state
        self.memory = self.instances[0].memory
        self._fresh = True
        self.reset()

    def _check(self) -> None:
        number, function = 0, c_char_p()
        while (caller := self._functions.calls(number, byref(function))) is not None:
            self._check_host(caller.decode(), (function.value or b"").decode())
            number += 1

    def reset(self) -> None:
        """State and memories as at reset; nothing is loaded."""
        if not self._fresh:
            self._functions.reset(self._machine.handle)
        self._fresh = False
        self.cores = self._made  # type: ignore[assignment]
        self.streams = []
        self.symbols = {}
        self.traced.clear()
        self._output.clear()
        for core in self._made:
            core.exit_code = None

    def _start(self, number: int, processor: Processor, pc: int) -> None:
        self._made[number].exit_code = None
        mask = (1 << processor.program_counter.type.width) - 1
        self._functions.start(self._machine.handle, number, self._numbers[processor.name], pc & mask)
        self._made[number].state[processor.program_counter.name][0] = pc

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
        """Runs as `Simulator.run` does; only the Python engine traces.

        Raises SimulatorError where a tracer is given, or the spec gives no timing for a run in time.
        """
        if order not in ORDERS:
            raise SimulatorError(f"there is no order {order!r}: use {' or '.join(ORDERS)}")
        if tracer is not None:
            raise SimulatorError("only the Python engine traces: use engine python")
        most = native.WITHOUT_END if max_steps is None else min(max_steps, native.WITHOUT_END >> 2)
        mask = (1 << 64) - 1
        if timed:
            if order != ORDERS[0]:
                raise SimulatorError(f"a run in time has no {order} order: time decides who goes on")
            return run_timed(self._machine, self.architecture, self._end, most, timeline, self._ended)
        self._functions.run(self._machine.handle, most, ORDERS.index(order), seed & mask, byref(self._end))
        return self._ended()

    def _pc(self, number: int, processor: Processor) -> int:
        return int(self._made[number].state[processor.program_counter.name][0])

    def _execute(self, number: int, processor: Processor, pc: int) -> Result:
        self._made[number].exit_code = None
        mask = (1 << processor.program_counter.type.width) - 1
        self._functions.execute(
            self._machine.handle, number, self._numbers[processor.name], pc & mask, byref(self._end)
        )
        return self._ended(place=False)

    def _ended(self, *, place: bool = True) -> Result:
        end = self._end
        if self._raised is not None:
            raised, self._raised = self._raised, None
            raise raised
        reason = _REASONS[end.reason]
        code = _signed(end.exit_low, end.exit_high) if reason == "exited" else None
        if reason == "fault":
            stop = self._reporter.stopped(end, self._made[end.instance])
            where = self.place(end.instance, stop.processor, stop.pc) if place else None
            return Result(reason, end.steps, None, fault_report(self.architecture, stop, where))
        if reason == "deadlock" and place:
            stuck: Any = self._reporter.stuck(self._machine, [core.exit_code for core in self._made])
            return Result(reason, end.steps, None, None, waiters(*stuck), deadlock(*stuck))
        return Result(reason, end.steps, code)

    # -- host functions ----------------------------------------------------------------------------------------------

    def _call(self, _user: int, instance: int, number: int, given: Any, result: Any) -> int:
        """Called by the engine for a host function."""
        function = self._arguments[number]
        if function.name in _LATER and function.name not in self._given:
            if function.name == "exit":
                self._made[instance].exit_code = _signed(given[0], given[1]) if function.arguments else 0
            return _OWN
        arguments = tuple(_signed(given[2 * i], given[2 * i + 1]) for i in range(len(function.arguments)))
        try:
            value = self._hosts.call(self._made[instance], function.name, arguments)  # type: ignore[arg-type]
        except BaseException as error:  # it goes on where Python is again
            self._raised = error
            return _STOP
        if value is not None:
            result[0], result[1] = value & native.WITHOUT_END, value >> 64 & native.WITHOUT_END
        return _HANDLED


def _signed(low: int, high: int) -> int:
    value = low | high << 64
    return value - (1 << 128) if high >> 63 else value
