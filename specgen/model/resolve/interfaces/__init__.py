"""Interfaces of one variant, resolved in the order in which they refer to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.resolve.interfaces.errors import check_errors, error
from specgen.model.resolve.interfaces.executables import executable
from specgen.model.resolve.interfaces.interrupts import check_interrupts, interrupt
from specgen.model.resolve.interfaces.mailboxes import mailbox
from specgen.model.resolve.interfaces.protocols import protocol
from specgen.model.resolve.interfaces.queues import queue
from specgen.model.resolve.interfaces.registers import resolve_registers
from specgen.model.resolve.interfaces.runtimes import runtime
from specgen.model.resolve.interfaces.structures import resolve_structures
from specgen.model.resolve.interfaces.traces import trace

if TYPE_CHECKING:
    from specgen.model.resolve.context import Context


def resolve_interfaces(ctx: Context) -> None:
    """Resolve structures, and what is made of them."""
    sections = ctx.merged.sections
    ctx.resolve(sections.errors, ctx.errors, error)
    check_errors(ctx)
    resolve_structures(ctx)
    resolve_registers(ctx)
    ctx.resolve(sections.interrupts, ctx.interrupts, interrupt)
    check_interrupts(ctx)
    ctx.resolve(sections.queues, ctx.queues, queue)
    ctx.resolve(sections.mailboxes, ctx.mailboxes, mailbox)
    ctx.resolve(sections.traces, ctx.traces, trace)
    ctx.resolve(sections.protocols, ctx.protocols, protocol)
    ctx.resolve(sections.executables, ctx.executables, executable)
    ctx.resolve(sections.runtimes, ctx.runtimes, runtime)
