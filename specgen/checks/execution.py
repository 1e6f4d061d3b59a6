"""Checks of what instructions do: who may touch what, synchronisation, timing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.semantics import ir
from specgen.semantics.walk import statements
from specgen.source import Severity

if TYPE_CHECKING:
    from specgen.model.execution import Semaphore
    from specgen.model.isa import Instruction

_ENGINES = """
    engines: {dma: {queue: 4}, matrix: {queue: 4}}
    formats: {tiny: {width: 32, fields: {opcode: "6:0", n: "11:7", reserved: "31:12"}}}
"""


def _runner(one: Instruction) -> str:
    return one.engine.name if one.engine else one.processor.name


def _signals(subject: Subject) -> Iterator[tuple[Instruction, Semaphore]]:
    for program in subject.semantics.programs.values():
        for body in program.bodies:
            for stmt in statements(body.statements):
                if isinstance(stmt, ir.Signal):
                    yield program.instruction, stmt.semaphore


def _waits(subject: Subject) -> Iterator[tuple[Instruction, Semaphore]]:
    for program in subject.semantics.programs.values():
        for body in program.bodies:
            for wait in body.prelude:
                if isinstance(wait, ir.Wait):
                    yield program.instruction, wait.semaphore


_SEMAPHORE = (
    _ENGINES.rstrip()
    + """
    semaphores: {s: {count: 4, max: 15, producers: [dma], consumer: matrix, on_full: block}}
    instructions:
"""
)
_SIGNAL = """
      post: {{format: tiny, encoding: {{opcode: 0x70}}, engine: {}, assembly: "post {{n}}", summary: Post.,
             semantics: "signal(s[n & 3], 1)"}}
"""
_WAIT = """
      take: {{format: tiny, encoding: {{opcode: 0x71}}, engine: {}, assembly: "take {{n}}", summary: Take.,
             semantics: "wait(s[n & 3], 1)"}}
"""


@check(
    "sync-any-consumer",
    Severity.WARNING,
    "A semaphore has one consumer.",
    "With several, what a program computes depends on the schedule; no test of it proves anything about the next run.",
    wrong=_SEMAPHORE.replace("consumer: matrix", "consumer: any")
    + _SIGNAL.strip("\n").format("dma")
    + _WAIT.format("matrix"),
    right=_SEMAPHORE + _SIGNAL.strip("\n").format("dma") + _WAIT.format("matrix"),
)
def any_consumer(subject: Subject) -> Iterator[Finding]:
    """Semaphores that anybody may wait for."""
    for semaphore in subject.architecture.semaphores.values():
        if semaphore.consumer == "any":
            yield Finding(
                f"anybody may wait for {semaphore.name}: outcomes depend on the schedule",
                semaphore.origin.at("consumer"),
            )


@check(
    "sync-never-signalled",
    Severity.ERROR,
    "What an instruction waits for, another signals.",
    "A wait that nothing can satisfy is a deadlock by construction.",
    wrong=_SEMAPHORE + _WAIT.strip("\n").format("matrix"),
    right=_SEMAPHORE + _SIGNAL.strip("\n").format("dma") + _WAIT.format("matrix"),
)
def never_signalled(subject: Subject) -> Iterator[Finding]:
    """Semaphores that are waited for and never signalled."""
    if not subject.complete:
        return
    signalled = {semaphore.name for _, semaphore in _signals(subject)}
    for one, semaphore in dict.fromkeys(_waits(subject)):
        if semaphore.name not in signalled:
            yield Finding(
                f"{one.name} waits for {semaphore.name}, which nothing signals", one.origin.at("semantics")
            )


@check(
    "sync-never-waited",
    Severity.WARNING,
    "What an instruction signals, another waits for.",
    "A semaphore that nothing consumes fills up, and then blocks or faults its producers.",
    wrong=_SEMAPHORE + _SIGNAL.strip("\n").format("dma"),
    right=_SEMAPHORE + _SIGNAL.strip("\n").format("dma") + _WAIT.format("matrix"),
)
def never_waited(subject: Subject) -> Iterator[Finding]:
    """Semaphores that are signalled and never waited for."""
    if not subject.complete:
        return
    waited = {semaphore.name for _, semaphore in _waits(subject)}
    for one, semaphore in dict.fromkeys(_signals(subject)):
        if semaphore.name not in waited:
            yield Finding(
                f"{one.name} signals {semaphore.name}, which nothing waits for", one.origin.at("semantics")
            )


_TINY = """
    formats: {tiny: {width: 32, fields: {opcode: "6:0", n: "11:7", reserved: "31:12"}}}
"""


@check(
    "run-semantics-missing",
    Severity.ERROR,
    "Every instruction says what it does.",
    "Without semantics nothing executes, nothing is counted and nothing can be compared. Say `pass` for a no-op.",
    wrong=f"""{_TINY}
    instructions: {{one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One., semantics: ""}}}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One., semantics: "x[n] = 1"}}
    """,
)
def semantics_missing(subject: Subject) -> Iterator[Finding]:
    """Instructions with empty semantics."""
    for one in subject.architecture.instructions.values():
        if not one.semantics.strip():
            yield Finding(f"{one.name} does not say what it does", one.origin.key())


@check(
    "run-timing-missing",
    Severity.WARNING,
    "Every instruction says how long it takes, or none does.",
    "The performance model charges what the spec says; what it does not say is free.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One., semantics: "x[n] = 1"}}
      two: {{format: tiny, encoding: {{opcode: 0x71}}, assembly: "two {{n}}", summary: Two., semantics: "x[n] = 2",
            timing: {{issue: 1, occupancy: 1, latency: 1}}}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One., semantics: "x[n] = 1",
            timing: {{issue: 1, occupancy: 1, latency: 1}}}}
    """,
)
def timing_missing(subject: Subject) -> Iterator[Finding]:
    """Instructions without timing beside others that have one."""
    timed = any(one.timing for one in subject.architecture.instructions.values())
    for one in subject.architecture.instructions.values():
        if timed and one.timing is None:
            yield Finding(
                f"{one.name} does not say how long it takes",
                one.origin.key(),
                hint="add timing: {issue: 1, occupancy: 1, latency: 1}",
            )


@check(
    "run-occupancy-zero",
    Severity.ERROR,
    "What runs an instruction is busy with it for at least a cycle.",
    "An engine that is busy for no time does infinitely much: a peak computed from it means nothing.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One., semantics: "x[n] = 1",
            timing: {{issue: 1, occupancy: n, latency: 1}}}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{n}}", summary: One., semantics: "x[n] = 1",
            timing: {{issue: 1, occupancy: n + 1, latency: 1}}}}
    """,
)
def occupancy_zero(subject: Subject) -> Iterator[Finding]:
    """Occupancies that may be less than a cycle."""
    for program in subject.semantics.programs.values():
        timing = program.instruction.timing
        for costs in program.costs:
            least = costs.occupancy.type if costs else None
            if timing and isinstance(least, ir.IntValue) and least.low < 1:
                yield Finding(
                    f"{program.instruction.name} may occupy {_runner(program.instruction)} for {least.low} cycles",
                    timing.origin.at("occupancy"),
                    hint="bound it with max(1, …)",
                )
