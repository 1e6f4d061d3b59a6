"""Registers as machine code and assembly see them: how many a file has, what they are called, what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.model.templates import register_names
from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.paired import renamed, sides, variant_of
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.words import is_of_words

if TYPE_CHECKING:
    from specgen.model.execution import State
    from specgen.review.findings import Finding
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

_EXTENT = ("state.*.shape.*", "state.*", "state.*.entries.*")
NAMES = ("state.*.names", "state.*.names.*", "state.*.aliases", "state.*.aliases.*")


def register_witness(review: Review, variant: str, state: str, index: tuple[int, ...]) -> Witness | None:
    """Ask both sides about one register."""
    place = f"{state}[{', '.join(map(str, index))}]" if index else state
    given = {"state": state, "index": list(index)}
    return review.witness("register", variant, given, f"{place}: {{before}} before, {{after}} after")


@rule(
    "ISA_REGFILE_SHRUNK", "B B R B R", "back src",
    "A register file has fewer registers, or is gone.",
    "Programs that use the last ones touch another register, or fault; whoever saves and restores them does, too.",
    on=_EXTENT, kinds=(Kind.CHANGED, Kind.REMOVED),
)  # fmt: skip
def _shrunk(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    if change.kind is Kind.REMOVED:
        state = change.old
        entry = len(change.path) == 4
        told = f"the register {change.path[-1]} is gone" if entry else f"{change.name} is gone"
        index = (change.before.index,) if entry else _first(state)
        yield found(told).seen(register_witness(review, variant, state.name, index), "it had no register")
    elif change.path[2:3] == ("shape",) and change.after < change.before:
        axis = int(change.path[3])
        index = tuple(change.after if n == axis else 0 for n in range(len(change.old.shape)))
        told = f"{change.name} has {_extents(change.new)} elements, and had {_extents(change.old)}"
        yield found(told, _whole(change)).seen(
            register_witness(review, variant, change.name, index), "it is there still"
        )


@rule(
    "ISA_REGFILE_GROWN", "c c R R c", "fwd",
    "A register file has more registers, or is new.",
    "Old programs use none of them. Who saves and restores all registers has to save more.",
    on=_EXTENT, kinds=(Kind.CHANGED, Kind.ADDED),
)  # fmt: skip
def _grown(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    if change.kind is Kind.ADDED:
        entry = len(change.path) == 4
        told = f"the register {change.path[-1]} is new" if entry else f"{change.name} is new"
        index = (change.after.index,) if entry else _first(change.new)
        yield found(told).seen(register_witness(review, variant, change.name, index), "it was there before")
    elif change.path[2:3] == ("shape",) and change.after > change.before:
        axis = int(change.path[3])
        index = tuple(change.before if n == axis else 0 for n in range(len(change.new.shape)))
        told = f"{change.name} has {_extents(change.new)} elements, and had {_extents(change.old)}"
        yield found(told, _whole(change)).seen(
            register_witness(review, variant, change.name, index), "it was there before"
        )


def _first(state: State) -> tuple[int, ...]:
    if state.sparse:
        return (next((one.index for one in state.entries.values()), 0),)
    return tuple(0 for _ in state.shape)


def _whole(change: Change) -> Change:
    """The change of all extents of a file, of whichever of them it is."""
    return replace(change, path=change.path[:3], before=change.old.shape, after=change.new.shape)


def _extents(state: State) -> str:
    return " x ".join(map(str, state.shape)) + (f" = {prod(state.shape)}" if len(state.shape) > 1 else "")


def of_another_kind(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    """What ISA_REGCLASS_CHANGED says of a register: another type, range, content at reset, engine, view."""
    if change.path[2] == "entries" and (len(change.path) < 5 or change.path[4] == "retired"):
        return
    if is_of_words(change):
        return
    variant, key = variant_of(review, change), change.path[-1] if change.path[2] != "constant" else "constant"
    before, after = (_plain(value) for value in (change.before, change.after))
    name = change.path[3] if change.path[2] == "entries" else change.name
    if change.path[2:] in (("low",), ("high",)):
        yield _other_range(change, review, found)
        return
    finding = found(f"{key} of {name} was {before}, and is {after}")
    if key in ("read", "write") and renamed(review, "functions").get(change.before) == change.after:
        yield finding.proved("the function is the same under another name")
        return
    tried = [_first(change.old), _first(change.new), *_constants(change)]
    if change.path[2] == "entries":
        tried = [
            (side.entries[n].index,)
            for side in (change.old, change.new)
            for n in (name,)
            if n in side.entries
        ]
    asked = (register_witness(review, variant, change.name, index) for index in tried)
    yield finding.seen(
        next((w for w in asked if w is not None), None), "the registers that were asked about are the same"
    )


def _other_range(change: Change, review: Review, found: Found) -> Finding:
    """The numbers that a register holds are other ones: said once, of both ends."""
    before, after = ((one.low, one.high) for one in (change.old, change.new))
    about = replace(change, path=(*change.path[:2], "range"), before=before, after=after)
    told = f"{change.name} holds {after[0]} to {after[1]}, and held {before[0]} to {before[1]}"
    witness = register_witness(review, variant_of(review, change), change.name, _first(change.new))
    return found(told, about).seen(witness, "the registers that were asked about are the same")


def _constants(change: Change) -> Iterable[tuple[int, ...]]:
    return [(i,) for side in (change.old, change.new) if len(side.shape) == 1 for i in side.constant]


def _plain(value: Any) -> str:
    from specgen.review.texts import short

    return short(value) or "none"


def names_changed(change: Change, review: Review) -> dict[str, tuple[int | None, int | None]]:
    """The names of registers in a file that are gone or stand for another one: by name the index before and after."""
    variant = variant_of(review, change)
    old, new = (
        side.state.get(n.name)
        for side, n in zip(sides(review, variant), (change.old, change.new), strict=True)
    )
    if old is None or new is None:
        return {}
    before, after = register_names(old), register_names(new)
    return {n: (i, after.get(n)) for n, i in before.items() if after.get(n) != i}


def name_witness(review: Review, variant: str, state: str, name: str) -> Witness | None:
    """Ask both sides for the register of a name."""
    return review.witness(
        "name", variant, {"state": state, "name": name}, f"{name} is {{before}} before, {{after}} after"
    )
