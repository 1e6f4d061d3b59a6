"""Interrupts: numbers, how the host is told, the fields that show and mask them, and what raises them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specgen.model.interfaces import FieldPlace, Interrupt
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review

_CHANGED = (Kind.CHANGED,)
_SAME = "both sides say the same"
_ROLES = {"pending": "is shown", "enable": "is let through", "force": "is raised by software"}


@rule(
    "IRQ_NUMBER_OR_POLARITY", "- B B B R", "back fwd",
    "An interrupt has another line, is told in another way, or has gone.",
    "A handler that is bound to the old line is not called, or is called for another reason. Level for edge is a storm of "
    "interrupts, edge for level an interrupt that is lost.",
    on=("interrupts.*", "interrupts.*.line", "interrupts.*.trigger"), kinds=(Kind.CHANGED, Kind.REMOVED),
)  # fmt: skip
def _number(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    name, variant = change.name, change.variants[0]
    if change.kind is Kind.REMOVED:
        line = change.before.line
        text = f"line {line} is that of {{before}} before, of {{after}} after"
        witness = review.witness("line", variant, {"interrupt": name, "line": line}, text)
        yield found(f"the interrupt {name} of line {line} was removed").seen(witness, _SAME)
    elif change.path[-1] == "line":
        text = f"line {change.before} is that of {{before}} before, of {{after}} after"
        witness = review.witness("line", variant, {"interrupt": name, "line": change.before}, text)
        yield found(f"{name} has line {change.after}, not {change.before}").seen(witness, _SAME)
    elif len(change.path) > 2:
        witness = _asked(change, review, "trigger")
        yield found(f"{name} is told by {change.after}, not by {change.before}").seen(witness, _SAME)


@rule(
    "IRQ_FIELD", "- B B B R", "back fwd",
    "The field that shows an interrupt, lets it through or raises it is another one.",
    "A handler that clears the old field leaves the interrupt pending; a driver that sets the old mask never hears of it.",
    on=tuple(f"interrupts.*.{role}.**" for role in _ROLES), kinds=_CHANGED,
)  # fmt: skip
def _field(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    role = change.path[2]
    old, new = (getattr(one, role) for one in (change.old, change.new))
    told = f"{change.name} {_ROLES[role]} by {_place(new)}, not by {_place(old)}"
    yield found(told, _whole(change)).seen(_asked(change, review, role), _SAME)


@rule(
    "IRQ_ADDED", "- c R R c", "fwd",
    "An interrupt is new.",
    "It is masked after a reset where it has a field that lets it through; firmware and RTL have to have it, and drivers must "
    "not be surprised by a line that they do not know.",
    on=("interrupts.*",), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    line = change.after.line
    text = f"line {line} is that of {{before}} before, of {{after}} after"
    witness = review.witness("line", change.variants[0], {"interrupt": change.name, "line": line}, text)
    yield found(f"the interrupt {change.name} of line {line} is new").seen(witness, _SAME)


@rule(
    "IRQ_SOURCE", "- B B B R", "back fwd",
    "Other events raise an interrupt.",
    "Who waits for an event that no longer raises its interrupt waits for ever; a handler that is called for a new one may not "
    "know what to do, which is a risk.",
    on=("interrupts.*.when.**",), kinds=_CHANGED,
)  # fmt: skip
def _source(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = change.old, change.new
    assert isinstance(old, Interrupt)
    assert isinstance(new, Interrupt)
    for event in dict.fromkeys((*old.when, *new.when)):
        if (event in old.when) == (event in new.when):
            continue
        does = "no longer raises" if event in old.when else "raises"
        text = f"{event} raises {{before}} before, {{after}} after"
        given = {"interrupt": change.name, "event": event}
        witness = review.witness("event", change.variants[0], given, text)
        yield found(f"{event} {does} {change.name}").seen(witness, _SAME)


def _asked(change: Change, review: Review, what: str) -> Any:
    given = {"interrupt": change.name, "what": what}
    text = f"{what} of {change.name} is {{before}} before, {{after}} after"
    return review.witness("interrupt", change.variants[0], given, text)


def _whole(change: Change) -> Change:
    """The change as one of the place as a whole."""
    from dataclasses import replace

    role = change.path[2]
    old, new = (getattr(one, role) for one in (change.old, change.new))
    return replace(change, path=change.path[:3], before=_place(old), after=_place(new))


def _place(place: FieldPlace | None) -> str:
    return f"{place.block.name}.{place.register.name}.{place.field.name}" if place is not None else "nothing"
