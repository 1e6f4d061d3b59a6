"""Mailboxes: messages whose requests and responses fit the data registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import MAILBOX_REGISTERS, MAILBOX_STATES, Mailbox, Message
from specgen.model.resolve.interfaces.roles import registers
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.queues import MailboxDocument
    from specgen.model.interfaces import HostRegister, Structure
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context


def mailbox(ctx: Context, name: str, document: MailboxDocument, origin: Origin) -> Mailbox | None:
    """Resolve a mailbox."""
    block = ctx.find(ctx.registers, document.block, origin, "block")
    if block is None:
        return None
    found = registers(ctx, "mailbox-register", MAILBOX_REGISTERS, block, document.registers, origin)
    return Mailbox(
        **common(name, document, origin),
        block=block,
        registers=found,
        states=_states(ctx, document, found.get("status"), origin),
        messages=_messages(ctx, document, found, origin),
    )


def _states(
    ctx: Context, document: MailboxDocument, status: HostRegister | None, origin: Origin
) -> dict[str, int]:
    """The values of the status register by what they say."""
    enum = next((f.enum for f in status.fields if f.enum is not None), None) if status else None
    if status is None:
        return {}
    related = [Related(status.origin.key(), f"{status.name} is here")]
    if enum is None:
        hint = f"enum: one with the values {', '.join(MAILBOX_STATES)}"
        message = f"{status.name} has no enum to tell by whether there is an answer"
        ctx.report("mailbox-status", message, origin.at("block"), related=related, hint=hint)
        return {}
    made: dict[str, int] = {}
    for state in MAILBOX_STATES:
        given = (document.states or {}).get(state, state)  # type: ignore[call-overload]
        value = enum.by_name.get(given)
        if value is None:
            at = (
                origin.at("states", state)
                if document.states and state in document.states
                else origin.at("block")
            )
            hint = (
                did_you_mean(given, enum.by_name) or f"states: {{{state}: ...}} of {', '.join(enum.by_name)}"
            )
            ctx.report(
                "mailbox-status", f"{enum.name} has no value {given!r}", at, related=related, hint=hint
            )
        else:
            made[state] = value.value
    return made


def _messages(
    ctx: Context, document: MailboxDocument, found: dict[str, HostRegister], origin: Origin
) -> dict[str, Message]:
    taken: dict[int, Message] = {}
    made: dict[str, Message] = {}
    command = found.get("command")
    high = (1 << (command.width if command else 32)) - 1
    for name, given in document.messages.items():
        where = origin.child("messages", name)
        request = ctx.find(ctx.structures, given.request, where, "request")
        response = ctx.find(ctx.structures, given.response, where, "response")
        for key, structure in (("request", request), ("response", response)):
            _check_size(ctx, structure, found.get("data"), where, key)
        one = Message(
            **common(name, given, where),
            code=whole(ctx, given.code, where, "code", high=high),
            request=request,
            response=response,
            does=given.does,
        )
        first = taken.setdefault(one.code, one)
        if first is not one:
            related = [Related(first.origin.at("code"), f"{first.name} has it")]
            ctx.report(
                "mailbox-code",
                f"the code {one.code} is given to two messages",
                where.at("code"),
                related=related,
            )
        made[name] = one
    return made


def _check_size(
    ctx: Context, structure: Structure | None, data: HostRegister | None, origin: Origin, key: str
) -> None:
    if structure is None or data is None:
        return
    room = data.width // 8 * (data.count or 1)
    if structure.size > room or structure.flexible is not None:
        related = [Related(data.origin.key(), f"{data.name} is here")]
        length = "no fixed size" if structure.flexible is not None else f"{structure.size} bytes"
        message = f"{structure.name} has {length}, and {data.name} room for {room}"
        ctx.report("mailbox-size", message, origin.at(key), related=related)
