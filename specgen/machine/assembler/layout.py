"""Addresses: the least fixed point of what labels are worth and how much room statements take."""

from __future__ import annotations

from specgen.machine.assembler.expressions import ExpressionError, evaluate
from specgen.machine.assembler.items import Code, Gap, Label
from specgen.machine.assembler.unit import MOST_BYTES, Unit

#: Rounds in which addresses must settle, and rounds after which no choice of an expansion goes back.
MOST_ROUNDS, FREE_ROUNDS = 64, 8


def origin(unit: Unit) -> int:
    """The base address: that of an ``.org`` before all that takes room, else where the processor starts."""
    first = next((item for item in unit.items if not isinstance(item, Label)), None)
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
        here, changed = base, not turn
        for i, item in enumerate(unit.items):
            changed = changed or item.address != here
            item.address = here
            unit.symbols.placed = max(unit.symbols.placed, i)
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
    try:
        amount = evaluate(gap.amount.value, unit.symbols.scope(index, gap.address))
    except ExpressionError:
        amount = 0
    if gap.kind == ".align":
        size = -gap.address % amount if amount > 0 else 0
    else:
        size = amount if gap.kind == ".space" else amount - gap.address
    gap.size = min(max(size, 0), MOST_BYTES + 1)


def _measure_code(unit: Unit, index: int, code: Code, turn: int) -> None:
    symbols = unit.symbols
    scope = symbols.scope(index, code.address)
    symbols.asked = False
    first = code.choice if turn > FREE_ROUNDS else 0
    try:
        code.choice, code.pieces = unit.resolver.pieces(code.fits, scope, code.address, first=first)
    except ExpressionError:
        code.pieces = []
    code.settled = not symbols.asked
    code.size = sum(piece.coder.length_bytes for piece in code.pieces)
