"""Where registers and their fields lie: offsets, widths, bits, arrays, the order of bytes."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.interfaces import RegisterBlock
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registers.places import FIELDS, Spot, about, both, names, seen_by_accesses
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_CHANGED = (Kind.CHANGED,)


@rule(
    "REG_OFFSET", "- B B B B", "back fwd",
    "A register, or a whole block, has another address.",
    "Drivers and firmware have addresses compiled in: an access goes to whatever is there now, or to nobody, and the bus says "
    "so. Tools that show registers read the wrong one.",
    on=("registers.*.base", "registers.*.registers.*.offset"), kinds=_CHANGED,
)  # fmt: skip
def _offset(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is not None:
        old, new = pair
        first = old if old.register is not None else Spot(old.block, old.block.registers[0])
        told = f"{new.label} moved from {old.address:#x} to {new.address:#x}"
        yield found(told).seen(_at(review, change, first, first.address), _SAME)


@rule(
    "REG_WIDTH", "- B B B B", "back fwd",
    "A register has more or fewer bits, or is reached by accesses of another width.",
    "An access of the old width reaches a part of the register, a neighbour, or is refused by the bus; code that holds its "
    "value in a variable of the old width loses bits.",
    on=("registers.*.width", "registers.*.registers.*.width"), kinds=_CHANGED,
)  # fmt: skip
def _width(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    old, new = pair
    if old.register is None:
        told = f"accesses of {new.label} take {change.after} bits, not {change.before}"
    else:
        told = f"{new.label} has {change.after} bits, not {change.before}"
    yield found(told).seen(
        _by_width(review, change, old), "every access of one side is one of the other, too"
    )


def _by_width(review: Review, change: Change, old: Spot) -> Witness | None:
    """An access of a width that only one side has."""
    registers = (old.register,) if old.register is not None else old.block.registers[:64]
    for register in registers:
        for bits in sorted({change.before, change.after, register.width}, reverse=True):
            at = old.block.base + register.offset
            given = {**names(old, None), "steps": [{"do": "read", "at": hex(at), "bits": bits}]}
            text = f"a read of {bits} bits at {at:#x} gives {{before}} before, {{after}} after"
            found = review.witness("access", change.variants[0], given, text)
            if found is not None:
                return found
    return None


@rule(
    "REG_FIELD_BITS", "- B B B B", "back fwd",
    "A field takes other bits of its register, or its bits are read as another number.",
    "Masks and shifts are compiled in: old code changes and reads the bits of something else.",
    on=(f"{FIELDS}.high", f"{FIELDS}.low", f"{FIELDS}.signed"), kinds=_CHANGED,
)  # fmt: skip
def _field_bits(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    old, new = pair
    assert old.field is not None
    assert new.field is not None
    if change.path[-1] == "signed":
        told = f"{new.label} is {'signed' if change.after else 'unsigned'} now"
        yield found(told).seen(_by_word(review, change, old, new), _SAME)
        return
    bits = [f"{one.field.high}:{one.field.low}" for one in (old, new) if one.field is not None]
    told = f"{new.label} moved from bits {bits[0]} to {bits[1]}"
    yield found(told, about(change, 6, *bits)).seen(_by_word(review, change, old, new), _SAME)


def _by_word(review: Review, change: Change, old: Spot, new: Spot) -> Witness | None:
    """A word of the register of which the field is another number."""
    for word in dict.fromkeys((old.mask, new.mask, old.mask & ~new.mask, new.mask & ~old.mask)):
        text = f"where the register holds {word:#x}, {new.label} is {{before}} before, {{after}} after"
        given = {**names(old, new), "word": hex(word)}
        found = review.witness("field", change.variants[0], given, text)
        if found is not None:
            return found
    return seen_by_accesses(review, change, old, new)


@rule(
    "REG_ARRAY_COUNT_OR_STRIDE", "- B B B B", "back fwd",
    "An array of registers or blocks is shorter or longer, or its elements lie elsewhere.",
    "Addresses of elements are computed with the stride that was compiled in. A longer array takes nothing from those who know "
    "the shorter one: it is a risk only for new code on old devices.",
    on=(
        "registers.*.count", "registers.*.stride",
        "registers.*.registers.*.count", "registers.*.registers.*.stride",
    ),
    kinds=_CHANGED,
)  # fmt: skip
def _array(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    old, new = pair
    one = old.register or old.block
    other = new.register or new.block
    if change.path[-1] == "stride" and None in (one.count, other.count):
        if one.count is other.count:
            yield found(f"{new.label} is one, and would be {change.after} bytes from the next").at_most(
                Level.INFO
            )
        return  # said of the count, without which there is none
    if change.path[-1] == "stride":
        told = f"the elements of {new.label} lie {change.after} bytes apart, not {change.before}"
        index = 1
    else:
        told = f"{new.label} has {change.after or 'no'} elements, not {change.before or 'none'}"
        index = (
            (change.before or 1) - 1
            if (change.after or 0) < (change.before or 0)
            else (change.after or 1) - 1
        )
    spot, stride = (new, other.stride) if (one.count or 0) < (other.count or 0) else (old, one.stride)
    register = spot.register or spot.block.registers[0]
    first = Spot(spot.block, register)
    made = found(told).seen(_at(review, change, first, first.address + index * stride), _SAME)
    grown = change.path[-1] == "count" and change.before is not None and (change.after or 0) > change.before
    yield made if not grown else made.at_most(Level.RISK)


@rule(
    "REG_BYTE_ORDER", "- B B B B", "back fwd",
    "The bytes of a block's registers lie in another order.",
    "Drivers swap bytes, or do not, by what the block was when they were compiled: every value is read with its bytes turned "
    "round.",
    on=("registers.*.endian",), kinds=_CHANGED,
)  # fmt: skip
def _byte_order(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    block: RegisterBlock = change.new
    register = max(block.registers, key=lambda one: one.width)
    word = hex(int.from_bytes(bytes(range(1, register.width // 8 + 1)), "big"))
    given = {"block": block.name, "register": register.name, "word": word}
    text = f"{word} in {block.name}.{register.name} lies as {{before}} before, {{after}} after"
    witness = review.witness("register_bytes", change.variants[0], given, text)
    yield found(f"{block.name} is {change.after}-endian, not {change.before}-endian").seen(
        witness, "registers of one byte have no order"
    )


@rule(
    "REG_BLOCK_SIZE", "- R R R c", "back",
    "A block takes more or fewer bytes.",
    "Drivers map as many bytes as the block had; its registers are compared one by one.",
    on=("registers.*.size",), kinds=_CHANGED,
)  # fmt: skip
def _size(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = f"{change.name} takes {change.after:#x} bytes, not {change.before:#x}"
    witness = review.witness(
        "block_bytes",
        change.variants[0],
        {"block": change.name},
        f"{change.name} is {{before}} bytes before, {{after}} bytes after",
    )
    yield found(told).seen(witness, "")


def _at(review: Review, change: Change, spot: Spot, address: int) -> Witness | None:
    """What is at an address of a register."""
    text = f"at {address:#x} is {{before}} before, {{after}} after"
    given = {**names(spot, None), "address": hex(address)}
    return review.witness("register_at", change.variants[0], given, text)


_SAME = "no access tells the two apart"
