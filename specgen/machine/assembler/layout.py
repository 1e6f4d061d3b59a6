"""Addresses: the least fixed point of what labels are worth and how much room statements take."""

from __future__ import annotations

from specgen.machine.assembler.expressions import ExpressionError, Scope, evaluate
from specgen.machine.assembler.items import Argument, Code, Gap, Label
from specgen.machine.assembler.sections import gap
from specgen.machine.assembler.unit import MOST_BYTES, Unit

#: Rounds in which addresses must settle, and rounds after which no choice of an expansion goes back.
MOST_ROUNDS, FREE_ROUNDS = 64, 8


def origin(unit: Unit) -> int:
    """The base address: that of an ``.org`` before all that takes room, else where the processor starts."""
    first = next((unit.items[i] for i in unit.order if not isinstance(unit.items[i], Label)), None)
    processor = unit.resolver.codec.processor
    if isinstance(first, Gap) and first.kind == ".org":
        try:
            return max(0, evaluate(first.amount.value, unit.symbols.scope(0, 0)))
        except ExpressionError:
            return 0
    return processor.reset * processor.unit


def settle(unit: Unit, base: int) -> bool:
    """Lay out the items again and again until no address changes; False where that fails."""
    for turn in range(MOST_ROUNDS):
        here, changed, section = base, not turn, ""
        for i in unit.order:
            item = unit.items[i]
            if item.section != section:
                here += gap(unit.items, section, item.section, here) if here > base else 0
                section = item.section
            changed = changed or item.address != here
            item.address, item.placed = here, True
            if isinstance(item, Gap):
                _measure_gap(unit, i, item)
            elif isinstance(item, Code) and not item.settled:
                _measure_code(unit, i, item, turn)
            here += item.size
            if here - base > MOST_BYTES:
                message = f"the image grows over {MOST_BYTES >> 20} MiB here"
                unit.found.report("asm-layout", message, unit.source.at(item.at, len(item.text)))
                return False
        if not changed:
            return True
    message = f"the addresses do not settle in {MOST_ROUNDS} rounds"
    unit.found.report("asm-layout", message, unit.source.at(0))
    return False


def _measure_gap(unit: Unit, index: int, gap: Gap) -> None:
    scope = unit.symbols.scope(index, gap.address)
    amount = _worth(gap.amount, scope) or 0
    if gap.kind in (".balign", ".p2align"):
        gap.alignment = step_of(gap, amount)
        size = -gap.address % gap.alignment
        most = _worth(gap.most, scope)
        size = 0 if most is not None and size > most else size
    else:
        size = amount if gap.kind == ".space" else amount - gap.address
    gap.size = min(max(size, 0), MOST_BYTES + 1)


def _worth(argument: Argument | None, scope: Scope) -> int | None:
    """The value of an argument; None where there is none, or it is wrong, which is told when bytes are made of it."""
    try:
        return None if argument is None else evaluate(argument.value, scope)
    except ExpressionError:
        return None


def step_of(gap: Gap, amount: int) -> int:
    """The number of bytes that an alignment means; 1 where it makes no sense."""
    if gap.kind == ".p2align":
        return 1 << amount if 0 <= amount < MOST_BYTES.bit_length() else 1
    return amount if 0 < amount <= MOST_BYTES else 1


def _measure_code(unit: Unit, index: int, code: Code, turn: int) -> None:
    symbols = unit.symbols
    scope = symbols.scope(index, code.address)
    symbols.asked = False
    first = code.choice if turn > FREE_ROUNDS else 0
    try:
        code.choice, code.pieces = unit.resolver.pieces(
            code.fits, scope, code.address, options=code.options, first=first
        )
    except ExpressionError:
        code.pieces = []
    code.here = code.address
    code.settled = not symbols.asked
    code.size = sum(piece.coder.length_bytes for piece in code.pieces)
