"""Blocks of registers that software outside sees, their registers, fields and locks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from specgen.model.documents.registers import RegisterFieldDocument
from specgen.model.interfaces import CONDITIONS, HostRegister, RegisterBlock, RegisterField
from specgen.model.names import well_formed
from specgen.model.resolve.formats import single_range
from specgen.model.resolve.interfaces.places import find_place, refuse_overlaps
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size, whole
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.registers import HostRegisterDocument, RegisterBlockDocument
    from specgen.model.isa import Enum
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

WIDTHS = (8, 16, 32, 64)
MAX_ADDRESS = 1 << 48
MAX_COUNT = 1 << 16
UNLOCKED = ("ro", "rc", "rs", "lock")
"""Fields that the lock of their register does not concern: nobody writes them, or they lock others."""
_OF_ONE_FIELD = ("reset", "enum", "signed", "pulse", "does", "when")


def resolve_registers(ctx: Context) -> None:
    """Resolve all blocks, and what lies between them: they share no byte, and locks are fields that lock."""
    ctx.resolve(ctx.merged.sections.registers, ctx.registers, block)
    blocks = ctx.registers.items.values()
    refuse_overlaps(ctx, ((b.base, b.size, b.count or 1, b.stride, b) for b in blocks))
    for one in blocks:
        for register in one.registers:
            for field in register.fields:
                if field.locked_by is not None:
                    _check_lock(ctx, one, register, field, field.locked_by)


def block(ctx: Context, name: str, document: RegisterBlockDocument, origin: Origin) -> RegisterBlock | None:
    """Resolve a block: its registers lie within it, on multiples of its access width, and share no byte."""
    width = _width(ctx, document.width, origin, 8)
    registers = [
        made
        for key, given in document.registers.items()
        if (made := _register(ctx, key, given, origin.child("registers", key), document, width)) is not None
    ]
    if not document.registers:
        ctx.report("spec-empty", "a block has at least one register", origin.at("registers"))
    registers.sort(key=lambda r: r.offset)
    refuse_overlaps(ctx, ((r.offset, r.width // 8, r.count or 1, r.stride, r) for r in registers))
    base = _aligned(ctx, document.base, origin, "base", width)
    end = max((r.offset + ((r.count or 1) - 1) * r.stride + r.width // 8 for r in registers), default=0)
    length = size(ctx, document.size, origin, "size", low=1, high=MAX_ADDRESS) if document.size else end
    if length < end:
        last = max(registers, key=lambda r: r.offset + ((r.count or 1) - 1) * r.stride)
        message = f"{last.name} ends at {end:#x}, and the block at {length:#x}"
        related = [Related(origin.at("size"), "the size is given here")]
        ctx.report("reg-size", message, last.origin.key(), related=related)
    count, stride = _repeated(ctx, document, origin, length, width)
    return RegisterBlock(
        **common(name, document, origin),
        base=base,
        size=length,
        width=width,
        endian=document.endian,
        registers=tuple(registers),
        count=count,
        stride=stride,
    )


def _register(
    ctx: Context,
    name: str,
    document: HostRegisterDocument,
    origin: Origin,
    of: RegisterBlockDocument,
    access: int,
) -> HostRegister | None:
    _check_name(ctx, name, origin)
    width = access if document.width is None else _width(ctx, document.width, origin, access)
    offset = _aligned(ctx, document.offset, origin, "offset", access)
    count, stride = _repeated(ctx, document, origin, width // 8, access)
    return HostRegister(
        **common(name, document, origin),
        offset=offset,
        width=width,
        fields=_fields(ctx, name, document, origin, of, width),
        count=count,
        stride=stride,
    )


def _width(ctx: Context, given: object, origin: Origin, least: int) -> int:
    width = whole(ctx, given, origin, "width", low=1, high=1 << 16)
    if width in WIDTHS and width >= least:
        return width
    known = ", ".join(str(w) for w in WIDTHS if w >= least)
    why = "an access" if least == 8 else f"a register that is accessed by {least}"
    ctx.report("reg-width", f"{why} has {known} bits, not {width}", origin.at("width"))
    return least


def _aligned(ctx: Context, given: object, origin: Origin, key: str, width: int) -> int:
    found = size(ctx, given, origin, key, high=MAX_ADDRESS) if type(given) is not int else given
    if not 0 <= found <= MAX_ADDRESS:
        found = whole(ctx, found, origin, key, high=MAX_ADDRESS)
    if found % (width // 8):
        message = f"{found:#x} is no multiple of the {width // 8} bytes of an access"
        ctx.report("reg-aligned", message, origin.at(key))
    return found


def _repeated(
    ctx: Context,
    document: HostRegisterDocument | RegisterBlockDocument,
    origin: Origin,
    length: int,
    width: int,
) -> tuple[int | None, int]:
    """The count and the bytes from one to the next; without a stride, one begins where the one before ends."""
    if document.count is None:
        if document.stride is not None:
            ctx.report(
                "reg-stride", "a stride without a count leads nowhere", origin.key("stride"), hint="count: 4"
            )
        return None, length
    count = whole(ctx, document.count, origin, "count", low=1, high=MAX_COUNT)
    if document.stride is None:
        return count, length
    stride = _aligned(ctx, document.stride, origin, "stride", width)
    if stride < length:
        message = f"one has {length} bytes, and the next begins {stride} bytes after it"
        ctx.report("reg-stride", message, origin.at("stride"))
    return count, stride


# -- fields ----------------------------------------------------------------------------------------------------------------


def _fields(
    ctx: Context,
    name: str,
    document: HostRegisterDocument,
    origin: Origin,
    of: RegisterBlockDocument,
    width: int,
) -> tuple[RegisterField, ...]:
    access = document.access or of.access or "rw"
    if document.fields is None:
        enum = ctx.find(ctx.enums, document.enum, origin, "enum")
        return (
            _checked(
                ctx,
                RegisterField(
                    name=name,
                    summary=document.summary,
                    high=width - 1,
                    low=0,
                    access=access,
                    reset=_reset(ctx, document.reset, width, document.signed, enum, origin),
                    enum=enum,
                    signed=document.signed,
                    pulse=document.pulse,
                    hardware=document.hardware or "rw",
                    locked_by=document.locked_by,
                    does=document.does,
                    when=_when(ctx, document.when, origin) if document.when else (),
                    origin=origin,
                ),
            ),
        )
    for key in _OF_ONE_FIELD:
        if key in document.model_fields_set:
            message = f"{name} has fields, and each says so itself"
            ctx.report("reg-fields", message, origin.key(key), hint=f"move {key} to the fields")
    made = []
    for key, given in document.fields.items():
        one = _field(ctx, key, given, origin.child("fields", key), document, access, width)
        if one is not None:
            made.append(one)
    if not document.fields:
        ctx.report("spec-empty", "fields without any: leave them out", origin.at("fields"))
    made.sort(key=lambda f: f.low)
    for first, second in pairwise(made):
        if first.high >= second.low:
            related = [Related(first.origin.key(), f"{first.name} has it")]
            message = f"{second.name} and {first.name} have bits in common"
            ctx.report("reg-bits", message, second.origin.key(), related=related)
    return tuple(made)


def _field(
    ctx: Context,
    name: str,
    given: str | int | RegisterFieldDocument,
    origin: Origin,
    of: HostRegisterDocument,
    access: str,
    width: int,
) -> RegisterField | None:
    _check_name(ctx, name, origin)
    document = given if isinstance(given, RegisterFieldDocument) else None
    bits = single_range(
        ctx, str(document.bits if document else given), origin, ("bits",) if document else (), width
    )
    if bits is None:
        return None
    implied = "zero" if name == "reserved" or name.startswith("reserved_") else None
    if document is None:
        return RegisterField(
            name=name,
            high=bits.high,
            low=bits.low,
            access=access,
            hardware=of.hardware or "rw",
            locked_by=None if implied or access in UNLOCKED else of.locked_by,
            reserved=implied,
            origin=origin,
        )
    enum = ctx.find(ctx.enums, document.enum, origin, "enum")
    reserved, kind = document.reserved or implied, document.access or access
    return _checked(
        ctx,
        RegisterField(
            **common(name, document, origin),
            high=bits.high,
            low=bits.low,
            access=kind,
            reset=_reset(ctx, document.reset, bits.width, document.signed, enum, origin),
            enum=enum,
            signed=document.signed,
            pulse=document.pulse,
            hardware=document.hardware or of.hardware or "rw",
            locked_by=document.locked_by or (None if reserved or kind in UNLOCKED else of.locked_by),
            reserved=reserved,
            does=document.does,
            when=_when(ctx, document.when, origin) if document.when else (),
        ),
    )


def _when(ctx: Context, given: list[str] | None, origin: Origin) -> tuple[str, ...]:
    for index, name in enumerate(given or ()):
        if name not in CONDITIONS:
            hint = did_you_mean(name, CONDITIONS) or f"there are {', '.join(CONDITIONS)}"
            ctx.report("error-condition", f"nothing is called {name!r}", origin.at("when", index), hint=hint)
    return tuple(given or ())


def _check_name(ctx: Context, name: str, origin: Origin) -> None:
    if not well_formed(name):
        hint = "a letter, then letters, digits and _; at most 64 of them"
        ctx.report("name-invalid", f"{name!r} is no name", origin.key(), hint=hint)


def _reset(
    ctx: Context, given: object, width: int, signed: bool, enum: Enum | None, origin: Origin
) -> int | None:
    """The bits after a reset; None where they are unknown."""
    if given == 0 and enum is None:
        return 0
    if given == "none":
        return None
    high, before = (1 << width) - 1, ctx.failures
    if isinstance(given, int) and not isinstance(given, bool):
        found = int(given)
    elif isinstance(given, str) and enum is not None and given in enum.by_name:
        found = enum.by_name[given].value
    else:
        found = size(ctx, given or 0, origin, "reset", low=-(1 << 63), high=(1 << 64) - 1)
    if ctx.failures > before:
        return 0
    if not (-(1 << (width - 1)) if signed else 0) <= found <= (high >> 1 if signed else high):
        ctx.report("reg-reset", f"{found} does not fit in {width} bits", origin.at("reset"))
    elif enum is not None and not enum.open and found not in enum.by_value:
        message = f"{found} is no value of {enum.name}, and that is what it has after a reset"
        hint = f"there are {', '.join(f'{m.name} ({m.value})' for m in enum.members[:8])}"
        ctx.report("reg-reset", message, origin.at("reset"), hint=hint)
    return found & high


def _checked(ctx: Context, field: RegisterField) -> RegisterField:
    """Report what no field can be at once."""
    origin = field.origin
    if field.enum is not None:
        low = -(1 << (field.width - 1)) if field.signed else 0
        high = (1 << (field.width - field.signed)) - 1
        for member in field.enum.members:
            if not low <= member.value <= high:
                message = f"{member.name} of {field.enum.name} is {member.value}, which {field.width} bits cannot hold"
                related = [Related(member.origin.key(), "the value is given here")]
                ctx.report("reg-enum", message, origin.at("enum"), related=related)
                break
    if field.pulse and (field.access not in ("rw", "wo", "w1s") or field.reset):
        message = "a pulse is written (rw, wo or w1s), and zero after a reset"
        ctx.report("reg-access", message, origin.at("pulse"))
    if field.reserved is not None and (field.enum or field.pulse or field.locked_by):
        ctx.report(
            "reg-access", "what is reserved has no values, acts on nothing and needs no lock", origin.key()
        )
    if field.access == "lock" and field.width != 1:
        ctx.report("reg-access", f"a lock is one bit, not {field.width}", origin.key())
    return field


def _check_lock(
    ctx: Context, of: RegisterBlock, register: HostRegister, field: RegisterField, name: str
) -> None:
    """A lock is a field that locks; the elements of an array have one lock, or each the one of its own element."""
    found = find_place(ctx, name, field.origin, "locked_by")
    if found is None:
        return
    own = found.block is of, found.register is register
    if found.field.access != "lock":
        message = f"{name} is {found.field.access}, and only a field whose access is lock locks others"
        related = [Related(found.field.origin.key(), "it is declared here")]
        ctx.report("reg-lock", message, field.origin.at("locked_by"), related=related)
    elif field.access in UNLOCKED[:3]:
        ctx.report(
            "reg-lock",
            f"{field.name} is {field.access}: there is nothing to lock",
            field.origin.at("locked_by"),
        )
    elif found.field is field:
        ctx.report("reg-lock", "a lock cannot lock itself", field.origin.at("locked_by"))
    elif (found.block.count is not None and not own[0]) or (found.register.count is not None and not own[1]):
        message = f"which {name}? There are several of them"
        hint = "a lock for all, or one in the same block or register"
        ctx.report("reg-lock", message, field.origin.at("locked_by"), hint=hint)
