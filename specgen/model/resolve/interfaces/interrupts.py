"""Interrupts, and the fields that show and mask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import FieldPlace, Interrupt
from specgen.model.resolve.interfaces.places import find_place
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.registers import InterruptDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_LINE = 4095


def interrupt(ctx: Context, name: str, document: InterruptDocument, origin: Origin) -> Interrupt:
    """Resolve an interrupt: software can read what is pending, and write what is enabled."""
    pending = _bit(ctx, document.pending, origin, "pending")
    if pending is not None and pending.field.access == "wo":
        _wrong(ctx, pending, origin, "pending", "cannot be read")
    enable = _bit(ctx, document.enable, origin, "enable")
    if enable is not None and enable.field.access not in ("rw", "wo", "w1", "w1t"):
        _wrong(ctx, enable, origin, "enable", "cannot be set and cleared")
    if pending is not None and enable is not None and pending.field is enable.field:
        _wrong(ctx, enable, origin, "enable", "shows what is pending")
    force = _bit(ctx, document.force, origin, "force")
    if force is not None and force.field.access in ("ro", "rc", "rs"):
        _wrong(ctx, force, origin, "force", "cannot be written")
    return Interrupt(
        **common(name, document, origin),
        line=whole(ctx, document.line, origin, "line", high=MAX_LINE),
        trigger=document.trigger,
        pending=pending,
        enable=enable,
        force=force,
        when=tuple(dict.fromkeys(document.when)),
    )


def _bit(ctx: Context, name: str | None, origin: Origin, key: str) -> FieldPlace | None:
    found = None if name is None else find_place(ctx, name, origin, key)
    if found is not None and found.field.width != 1:
        _wrong(ctx, found, origin, key, f"has {found.field.width} bits, and an interrupt has one")
    elif found is not None and (found.block.count is not None or found.register.count is not None):
        _wrong(ctx, found, origin, key, "is there several times")
    return found


def _wrong(ctx: Context, place: FieldPlace, origin: Origin, key: str, what: str) -> None:
    related = [Related(place.field.origin.key(), "it is declared here")]
    ctx.report("irq-field", f"{place.field.name} {what}", origin.at(key), related=related)


def check_interrupts(ctx: Context) -> None:
    """Refuse two interrupts that show in one bit, or have one line."""
    taken: dict[object, Interrupt] = {}
    for one in ctx.interrupts.items.values():
        keys: list[tuple[str, str, object, str]] = [("irq-line", "line", one.line, f"line {one.line}")]
        for key, place in (("pending", one.pending), ("enable", one.enable), ("force", one.force)):
            if place is not None:
                keys.append(("irq-field", key, (key, place.field), f"the bit {place.field.name}"))
        for rule, key, thing, word in keys:
            first = taken.setdefault(thing, one)
            if first is not one:
                related = [Related(first.origin.at(key), f"{first.name} has it")]
                ctx.report(rule, f"{word} is given to two interrupts", one.origin.at(key), related=related)
