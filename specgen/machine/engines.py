"""The engines of one core: each runs what its queue holds, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.machine.stream import Stopped

if TYPE_CHECKING:
    from specgen.machine.core import Core


def advance(core: Core, engine: str) -> bool:
    """Lets the head of a queue go on as far as it can; whether it came further. Raises Stopped."""
    queue = core.queues[engine]
    if not queue:
        return False
    head = queue[0]
    try:
        moved = head.advance()
    except FaultRaised as fault:
        raise Stopped(fault, head.step.operation.pc, head.step, engine, core) from None
    if head.done:
        queue.popleft()
    return moved


def settle(core: Core) -> bool:
    """Lets the engines of a core run, in their order, until none comes further; whether any did. Raises Stopped."""
    progress, again = False, True
    while again:
        again = False
        for engine in core.queues:
            while advance(core, engine):
                again = progress = True
    return progress
