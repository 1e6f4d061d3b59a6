"""What is known of a resolved thing: a function for each class, that yields paragraphs of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from specgen.lsp.hover.drawing import Box, drawn, table
from specgen.lsp.hover.values import bytes_text, quantity

if TYPE_CHECKING:
    from specgen.model.execution import Fault, Function, Processor, Semaphore, State
    from specgen.model.interfaces import (
        HostRegister,
        Member,
        RegisterBlock,
        RegisterField,
        Structure,
    )
    from specgen.model.isa import Enum, EnumMember, Field, Format, Instruction, TileOperand
    from specgen.model.layouts import Layout
    from specgen.model.memory import Memory
    from specgen.model.types import BlockType, FixedType, FloatType, IntegerType

_MANY: Final = 40


def facts(thing: object) -> Iterator[str]:
    """Yield what is known of a thing; nothing of one whose words say it all."""
    say: Callable[[Any], Iterator[str]] | None = _FACTS.get(type(thing).__name__)
    if say is not None:
        yield from say(thing)


def fenced(text: str, language: str = "text") -> str:
    """Return a text as it stands."""
    return f"```{language}\n{text.rstrip()}\n```"


def type_text(of: object) -> str:
    """Return what a type is called."""
    return str(getattr(of, "name", of))


def _instruction(one: Instruction) -> Iterator[str]:
    yield fenced(one.assembly)
    yield fenced(drawn(_boxes(one.format, one)))
    digits = one.format.width // 4
    where = f"engine `{one.engine.name}`" if one.engine else f"processor `{one.processor.name}`"
    extension = f", extension `{one.extension.name}`" if one.extension else ""
    yield f"match `{one.match:#0{digits + 2}x}`, mask `{one.mask:#0{digits + 2}x}`, {where}{extension}"
    yield fenced(one.semantics, "python")
    if one.timing is not None:
        timing = one.timing
        yield f"issue `{timing.issue}`, occupancy `{timing.occupancy}`, latency `{timing.latency}` cycles"


def _boxes(form: Format, one: Instruction | None = None) -> Iterator[Box]:
    for field in form.fields:
        below = field.width
        fixed = one.encoding.get(field.name) if one is not None else None
        for piece in field.pieces:
            below -= piece.width
            name = field.name
            if len(field.pieces) > 1:
                high = below + piece.width - 1
                name += f"[{high}]" if piece.width == 1 else f"[{high}:{below}]"
            value = ""
            if field.reserved is not None:
                value = "0" if field.reserved == "zero" else "-"
            elif fixed is not None:
                bits = (fixed >> below) & ((1 << piece.width) - 1)
                value = f"{bits:0{piece.width}b}" if piece.width <= 12 else f"{bits:#x}"
            yield Box(piece.high, piece.low, name, value)


def _format(one: Format) -> Iterator[str]:
    yield f"{one.width} bits"
    yield fenced(drawn(_boxes(one)))


def _field(one: Field) -> Iterator[str]:
    bits = " ".join(str(p.high) if p.high == p.low else f"{p.high}:{p.low}" for p in one.pieces)
    if one.reserved is not None:
        yield f"bits {bits}, reserved: {one.reserved}"
        return
    scaled = f", times {one.scale}" if one.scale != 1 else ""
    biased = f", plus {one.bias}" if one.bias else ""
    kind = f"{'s' if one.signed else 'u'}{one.width}"
    yield f"bits {bits}: `{kind}`{scaled}{biased}, from {one.low} to {one.high}"
    if one.enum is not None:
        yield f"a value of `{one.enum.name}`:"
        yield from _enum(one.enum)


def _enum(one: Enum) -> Iterator[str]:
    rows = [(f"`{m.name}`", m.value, type_text(m.type) if m.type else m.summary) for m in one.members]
    yield table(("value", "code", ""), rows[:_MANY]) + (
        f"\n\nand {len(rows) - _MANY} more" * (len(rows) > _MANY)
    )
    if one.open:
        yield "other codes are legal"


def _value(one: EnumMember) -> Iterator[str]:
    yield f"code {one.value} ({one.value:#x})" + (f", stands for `{type_text(one.type)}`" if one.type else "")


def _tile(one: TileOperand) -> Iterator[str]:
    shape = ", ".join(one.shape)
    where = f"in `{one.memory.name}` from `{one.base}`, laid out as `{one.layout.name}`"
    yield f"a tile of `{type_text(one.element)}`, [{shape}], {where}"


def _state(one: State) -> Iterator[str]:
    shape = f"[{', '.join(map(str, one.shape))}]" if one.shape else ""
    owner = f", of engine `{one.engine.name}`" if one.engine else ""
    view = f", a view of `{one.view_of.name}`" if one.view_of else ""
    yield f"`{type_text(one.type)}{shape}`{view}{owner}" + (f", role {one.role}" if one.role else "")
    if one.names and not one.sparse:
        aliases = ", ".join(f"`{name}` is {index}" for name, index in list(one.aliases.items())[:_MANY])
        yield f"`{one.names[0]}` to `{one.names[-1]}`" + (f"; {aliases}" if aliases else "")
    if one.entries:
        rows = [(f"`{e.name}`", f"{e.index:#x}", e.summary) for e in one.entries.values()]
        yield table(("entry", "index", ""), rows[:_MANY])


def _memory(one: Memory) -> Iterator[str]:
    last = one.base + one.size - 1
    yield f"{bytes_text(one.size)}, addresses `{one.base:#x}` to `{last:#x}` (`{one.address.name}`), {one.endianness}-endian"
    figures = {"latency": one.latency, "bandwidth": one.bandwidth, "clock": one.clock}
    known = [f"{name} {quantity(v.value, v.dimension)}" for name, v in figures.items() if v is not None]
    yield f"{one.kind}: {one.banks} banks of {one.width} bytes" + "".join(f", {text}" for text in known)


def _structure(one: Structure) -> Iterator[str]:
    yield f"{one.size} bytes, aligned to {one.align}, {one.endian}-endian"
    rows = [(m.offset, m.size, f"`{m.name}`", _member_type(m), m.summary) for m in one.members]
    yield table(("offset", "bytes", "member", "type", ""), rows[:_MANY])


def _member_type(one: Member) -> str:
    if one.value is None:
        return "union"
    count = f"[{one.value.count}]" if one.value.count is not None else ""
    return f"{'text' if one.value.text else type_text(one.value.type)}{count}"


def _member(one: Member) -> Iterator[str]:
    unit = f", in {one.value.unit}" if one.value is not None and one.value.unit else ""
    yield f"offset {one.offset} ({one.offset:#x}), {one.size} bytes: `{_member_type(one)}`{unit}"
    if one.bits:
        yield fenced(drawn(Box(b.high, b.low, b.name) for b in one.bits))
    if one.value is not None and one.value.enum is not None:
        yield from _enum(one.value.enum)


def _bit_field(one: Any) -> Iterator[str]:
    yield f"bits {one.high}:{one.low}" + (f", reserved: {one.reserved}" if one.reserved else "")
    if one.enum is not None:
        yield from _enum(one.enum)


def _block(one: RegisterBlock) -> Iterator[str]:
    copies = f", {one.count} of them, {one.stride:#x} apart" if one.count else ""
    yield f"`{one.base:#x}` to `{one.base + one.size - 1:#x}`, accesses of {one.width} bits{copies}"
    rows = [(f"{one.base + r.offset:#x}", f"`{r.name}`", r.width, r.summary) for r in one.registers]
    yield table(("address", "register", "bits", ""), rows[:_MANY])


def register(block: RegisterBlock, one: HostRegister) -> Iterator[str]:
    """Yield where a register lies and what its fields are."""
    copies = f", {one.count} of them, {one.stride:#x} apart" if one.count else ""
    where = f"address `{block.base + one.offset:#x}` ({block.name} + {one.offset:#x})"
    yield f"{where}, {one.width} bits, after a reset `{one.reset:#x}`{copies}"
    yield fenced(
        drawn(Box(f.high, f.low, f.name, f.access if f.reserved is None else "-") for f in one.fields)
    )


def _register_field(one: RegisterField) -> Iterator[str]:
    reset = "unknown" if one.reset is None else f"{one.reset:#x}"
    yield f"bits {one.high}:{one.low}, {one.access}, after a reset {reset}"
    if one.enum is not None:
        yield from _enum(one.enum)


def _function(one: Function) -> Iterator[str]:
    arguments = ", ".join(f"{name}: {type_text(kind)}" for name, kind in one.arguments.items())
    result = f" -> {type_text(one.returns)}" if one.returns is not None else ""
    yield fenced(f"{one.name}({arguments}){result}\n{one.body}", "python")
    if one.host:
        yield "runs outside of the machine"


def _fault(one: Fault) -> Iterator[str]:
    yield f"code {one.code}" + (f", carries a `{one.value.name}`" if one.value else "")


def _semaphore(one: Semaphore) -> Iterator[str]:
    yield f"{one.count} counters up to {one.max}: {', '.join(one.producers)} signal, {one.consumer} waits"


def _processor(one: Processor) -> Iterator[str]:
    clock = f", at {quantity(one.clock.value, one.clock.dimension)}" if one.clock is not None else ""
    yield f"fetches from `{one.memory.name}`, {one.granule} bits at a time, from {one.reset:#x} on{clock}"


def _integer(one: IntegerType) -> Iterator[str]:
    yield f"`{one.name}`, from {one.low} to {one.high}"


def _float(one: FloatType) -> Iterator[str]:
    from specgen.model.numerics.values import Special, decode

    parts = f"{int(one.signed)} + {one.exponent} + {one.mantissa}"
    yield f"{one.width} bits: {parts} (sign, exponent, mantissa), bias {one.bias}"
    greatest = decode(one, one.max_code)
    most = (
        ""
        if isinstance(greatest, Special) or one.max_exponent > 1000
        else f"greatest {float(greatest):.9g}, "
    )
    infinities = "" if one.infinities else "no "
    yield f"{most}NaN: {one.nans}, {infinities}infinities, overflow: {one.overflow}, rounding: {one.rounding}"


def _fixed(one: FixedType) -> Iterator[str]:
    unit = 2.0**-one.fraction
    yield f"{one.integer.name} times 2^-{one.fraction}: from {one.low * unit:g} to {one.high * unit:g}"


def _block_type(one: BlockType) -> Iterator[str]:
    yield f"{one.block} elements of `{type_text(one.element)}` share a scale in `{one.scale.name}` (rule {one.scale_rule})"


def _layout(one: Layout) -> Iterator[str]:
    sizes = ", ".join(f"{d.name}: {'any' if d.size.factors else d.size.constant}" for d in one.dims)
    element = f", elements of `{type_text(one.element)}`" if one.element is not None else ""
    yield f"dimensions {sizes}{element}"


_FACTS: Final[dict[str, Callable[[Any], Iterator[str]]]] = {
    "BitField": _bit_field,
    "BlockType": _block_type,
    "Enum": _enum,
    "EnumMember": _value,
    "Fault": _fault,
    "Field": _field,
    "FixedType": _fixed,
    "FloatType": _float,
    "Format": _format,
    "Function": _function,
    "Instruction": _instruction,
    "IntegerType": _integer,
    "Layout": _layout,
    "Member": _member,
    "Memory": _memory,
    "Processor": _processor,
    "RegisterBlock": _block,
    "RegisterField": _register_field,
    "Semaphore": _semaphore,
    "State": _state,
    "Structure": _structure,
    "TileOperand": _tile,
}
