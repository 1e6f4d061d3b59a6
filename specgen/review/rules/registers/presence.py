"""Registers and fields that came or went."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.interfaces import RegisterBlock, RegisterField
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registers.places import FIELDS, Spot, names, seen_by_accesses, spots
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_BLOCK, _REGISTER = "registers.*", "registers.*.registers.*"
_SAME = "no access tells the two apart"


@rule(
    "REG_REMOVED", "- B B B B", "back",
    "A block, a register or a field is gone.",
    "An access of a driver that knows it goes to nobody, or to what is there now; its bits are somebody else's, or nobody's.",
    on=(_BLOCK, _REGISTER, FIELDS, f"{FIELDS}.reserved"), kinds=(Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    spot, now = spots(change)
    if change.kind is Kind.CHANGED:
        if spot is not None and now is not None and change.before is None:
            yield found(f"the bits of {now.label} are reserved").seen(_by_word(review, change, spot), _SAME)
        return
    if spot is None and isinstance(change.before, RegisterBlock):
        spot = Spot(change.before)
    if spot is None or (spot.field is not None and spot.field.reserved is not None):
        return
    witness = _by_word(review, change, spot) if spot.field is not None else _at(review, change, spot)
    yield found(f"{spot.label} was removed").seen(witness, _SAME)


@rule(
    "REG_ADDED", "- c c R c", "fwd",
    "A block or a register is new, where nothing was.",
    "What did not know it does not miss it; new drivers find nobody there on old devices. What lay at the place before is told "
    "of itself.",
    on=(_BLOCK, _REGISTER), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    _, spot = spots(change)
    if spot is None and isinstance(change.after, RegisterBlock):
        spot = Spot(change.after)
    if spot is not None:
        yield found(f"{spot.label} is new at {spot.address:#x}").seen(_at(review, change, spot), _SAME)


def _at(review: Review, change: Change, spot: Spot) -> Witness | None:
    first = spot if spot.register is not None else Spot(spot.block, spot.block.registers[0])
    given = {**names(first, None), "address": hex(first.address)}
    text = f"at {first.address:#x} is {{before}} before, {{after}} after"
    return review.witness("register_at", change.variants[0], given, text)


@rule(
    "REG_NAMED_RESERVED", "- c R B c", "fwd",
    "Bits that were reserved have a name, or another one's bits are reserved now.",
    "Drivers that wrote zero there, as they had to, ask for what zero means: it has to mean what was before. RTL has to be "
    "built. Where the bits were ones to keep, or took anything, old code may write ones there: what was reserved so is a risk.",
    on=(FIELDS, f"{FIELDS}.reserved"), kinds=(Kind.ADDED, Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _named_reserved(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = spots(change)
    spot = new or old
    if spot is None or spot.field is None or spot.register is None:
        return
    if change.kind is Kind.CHANGED:
        if old is not None and new is not None and change.after is None:
            told = f"the reserved bits {new.label} are in use"
            witness = seen_by_accesses(review, change, old, new) or _by_word(review, change, new)
            yield found(told).seen(witness, _SAME)
        return
    if change.kind is Kind.REMOVED:
        if spot.field.reserved is not None:
            yield found(f"the reserved bits {spot.label} have no name of their own any more").at_most(
                Level.INFO
            )
        return
    if spot.field.reserved is not None:
        told = f"bits {_bits(spot.field)} of {_register(spot)} are named as reserved: {spot.field.name}"
        yield found(told).at_most(Level.INFO)
        return
    before = _other(change, spot)
    told = f"bits {_bits(spot.field)} of {_register(spot)} are {spot.field.name}"
    witness = None
    if before is not None:
        witness = seen_by_accesses(review, change, before, spot)
    yield found(told).seen(witness or _by_word(review, change, spot), _SAME)


def _by_word(review: Review, change: Change, spot: Spot) -> Witness | None:
    """What a field is where all its bits are set; what is reserved is none."""
    given = {**names(spot, None), "word": hex(spot.mask)}
    text = f"where the register holds {spot.mask:#x}, {spot.label} is {{before}} before, {{after}} after"
    return review.witness("field", change.variants[0], given, text)


def _other(change: Change, spot: Spot) -> Spot | None:
    """The register of the other side, as a whole, with the bits of the field."""
    block: RegisterBlock = change.old
    assert spot.register is not None
    was = spot.register.renamed_from
    found = next((one for one in block.registers if one.name in (spot.register.name, was)), None)
    return Spot(block, found, spot.field) if found is not None else None


def _register(spot: Spot) -> str:
    assert spot.register is not None
    return f"{spot.block.name}.{spot.register.name}"


def _bits(field: RegisterField) -> str:
    return f"{field.high}:{field.low}" if field.width > 1 else str(field.high)


@rule(
    "REG_RETIRED", "- R R R R", "back",
    "A block, a register, a field or an interrupt will go, or has gone in all but its place.",
    "It is where it was, so that nothing else takes its place; who uses it has to find another way before it is removed.",
    on=(f"{_BLOCK}.retired", f"{_REGISTER}.retired", f"{FIELDS}.retired", "interrupts.*.retired"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _retired(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    of = ".".join(part for part in change.path[1:-1] if part not in ("registers", "fields"))
    told = (
        f"is withdrawn in {change.after.in_version}" if change.after is not None else "is no longer withdrawn"
    )
    yield found(f"{of} {told}")
