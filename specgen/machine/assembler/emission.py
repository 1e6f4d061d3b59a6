"""Bytes: every statement at its final address, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.machine.assembler.expressions import ExpressionError, Scope, evaluate
from specgen.machine.assembler.items import Argument, Code, Data, Gap, Piece, Text
from specgen.machine.assembler.program import ListingLine, Program
from specgen.machine.assembler.resolving import addressed
from specgen.machine.assembler.sections import TEXT, alignment
from specgen.machine.assembler.unit import MOST_BYTES, Unit


def emit(unit: Unit, base: int) -> Program:
    """The program of a laid-out unit; of no use where it found errors."""
    image = bytearray()
    lines: list[ListingLine] = []
    section = TEXT
    for i in unit.order:
        item = unit.items[i]
        if unit.hopeless:
            break
        try:
            data = _bytes(unit, i)
        except ExpressionError as error:
            unit.report(error, item.at, item.text)
            continue
        if data:
            image += _between(unit, section, item.address, base + len(image)) + data
            section = item.section
            lines.append(ListingLine(item.address, data, item.line, item.text))
    symbols, labels = _symbols(unit), tuple(unit.symbols.labels)
    return Program(bytes(image), base, _entry(unit, base), symbols, tuple(lines), labels)


def _between(unit: Unit, section: str, address: int, here: int) -> bytes:
    """What fills the room between a section that ends at ``here`` and ``address``: padding as far as it is code."""
    code = (
        min(-here % alignment(unit.items, TEXT), address - here) if here < address and section == TEXT else 0
    )
    return unit.resolver.padding(code) + bytes(address - here - code)


def _bytes(unit: Unit, index: int) -> bytes:
    item = unit.items[index]
    scope = unit.symbols.scope(index, item.address)
    match item:
        case Code():
            resolver = unit.resolver
            current = item.pieces and item.here == item.address
            pieces = item.pieces if current else _pieces(unit, item, scope)
            return b"".join(
                resolver.codec.to_memory(resolver.word(piece, at), piece.coder.length_bytes)
                for piece, at in addressed(pieces, item.address)
            )
        case Data():
            return b"".join(_data(unit, index, item))
        case Text():
            return item.data
        case Gap():
            return _gap(unit, item, scope)
    return b""


def _pieces(unit: Unit, code: Code, scope: Scope) -> list[Piece]:
    return unit.resolver.pieces(code.fits, scope, code.address, options=code.options, first=code.choice)[1]


def _data(unit: Unit, index: int, item: Data) -> Iterator[bytes]:
    """The values of a directive; in each, ``.`` is where it stands itself."""
    for at, value in enumerate(item.values):
        yield _datum(unit, value, item.width, unit.symbols.scope(index, item.address + at * item.width))


def _datum(unit: Unit, value: Argument, width: int, scope: Scope) -> bytes:
    number = evaluate(value.value, scope)
    bits = 8 * width
    if not -(1 << (bits - 1)) <= number < 1 << bits:
        message = f"{number} does not fit {bits} bits"
        unit.found.report("asm-range", message, unit.source.at(value.at, value.length))
        number = 0
    return (number & ((1 << bits) - 1)).to_bytes(width, unit.resolver.codec.order)


def _gap(unit: Unit, gap: Gap, scope: Scope) -> bytes:
    amount = evaluate(gap.amount.value, scope)
    if gap.most is not None:
        evaluate(gap.most.value, scope)  # the layout has used it; here one is told what is wrong with it
    at = unit.source.at(gap.amount.at, gap.amount.length)
    if gap.kind == ".org" and amount < gap.address:
        unit.found.report("asm-layout", f"the address here is {gap.address:#x} already", at)
    elif gap.kind == ".p2align" and not 0 <= amount < MOST_BYTES.bit_length():
        unit.found.report("asm-range", f"{_word(gap)} takes a power of two, not {amount}", at)
    elif gap.kind in (".space", ".balign") and not (gap.kind == ".balign") <= amount <= MOST_BYTES:
        unit.found.report("asm-range", f"{_word(gap)} takes a number of bytes, not {amount}", at)
    if gap.fill is None and gap.section == TEXT and gap.alignment > 1:
        return unit.resolver.padding(gap.size)
    fill = _datum(unit, gap.fill, 1, scope) if gap.fill else b"\0"
    return fill * gap.size


def _word(gap: Gap) -> str:
    return gap.text.split(None, 1)[0]


def _entry(unit: Unit, base: int) -> int:
    if unit.entry is None:
        return base
    argument = unit.entry
    try:
        return evaluate(argument.value, unit.symbols.scope(len(unit.items), base))
    except ExpressionError as error:
        place = unit.source.at(argument.at, argument.length)
        unit.found.report(error.rule, str(error), place, hint=error.hint)
        return base


def _symbols(unit: Unit) -> dict[str, int]:
    values = {name: unit.items[index].address for name, index in unit.symbols.labels.items()}
    for name, (value, index) in unit.symbols.equates.items():
        item = unit.items[index]
        if unit.hopeless:
            break
        try:
            values[name] = evaluate(value, unit.symbols.scope(index, item.address))
        except ExpressionError as error:
            unit.report(error, item.at, item.text)
    return values
