"""Counts what is executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.faults import FaultRaised

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.functions.function import FunctionSource
    from specgen.semantics import ir


@dataclass(slots=True)
class BodyCount:
    """How often one body was executed, what it raised, and which ways its branches went."""

    executed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    source: FunctionSource | None = None


class Coverage:
    """What machines that share this have reached, by instruction and choice of types."""

    def __init__(self) -> None:
        self.bodies: dict[tuple[str, tuple[tuple[str, int], ...]], BodyCount] = {}
        self.faults: Counter[str] = Counter()

    def watch(
        self, program: ir.Program, body: ir.Body, source: FunctionSource, run: Callable[..., Any]
    ) -> Callable[..., Any]:
        """Return ``run``, the function of ``source``, with every call counted."""
        count = self.bodies.setdefault((program.instruction.name, tuple(body.when.items())), BodyCount())
        count.source = source

        def counted(*arguments: Any) -> Any:
            count.executed += 1
            try:
                return run(*arguments)
            except FaultRaised as fault:
                count.faults[fault.fault] += 1
                raise

        return counted
