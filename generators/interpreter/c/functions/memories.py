"""Memories: addresses checked, then bytes read and written in their order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from specgen.generators.interpreter.c.functions import floats
from specgen.generators.interpreter.c.functions.code import Binds, Code, binary, cast, comparison, literal
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.integers import cut
from specgen.generators.interpreter.c.functions.lower import floating, integer, leaf
from specgen.generators.interpreter.c.functions.machine_types import (
    BOOL,
    U64,
    UNSIGNED,
    promoted,
    storage,
)
from specgen.generators.interpreter.c.functions.reads import raise_fault
from specgen.model.memory import Memory
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir

_DIRECT = (1, 2, 4, 8, 16)  # sizes that have an access of their own


@leaf(ir.Load)
def _load(e: Emitter, expr: ir.Load) -> Code:
    offset, reached = checked_offset(e, expr.memory, expr.element, expr.address, expr.span.line)
    if reached:
        return _read(e, expr, offset, reached)
    known(e, expr.memory, expr.element, offset, expr.span.line)
    code = fetched(e, expr.memory, expr.element, offset)
    # The value is read where its faults are met: what is written later in the statement is not seen.
    return e.named(code, "loaded", promotes=isinstance(expr.element, IntegerType))


def _read(e: Emitter, expr: ir.Load, offset: str, reached: str) -> Code:
    """An element of memory, or what a device says."""
    memory, kind = expr.memory, expr.element
    t = storage(kind)
    name = e.fresh("loaded")
    e.line(f"{t.name} {name};")
    with e.braces(f"if ({reached} >= 0)"):
        bits = Code(f"N_device_read(c, {reached})", UNSIGNED[128], 0, (1 << 8 * kind.bytes) - 1)
        e.line(f"{name} = {e.put(_element(e, cast(bits, UNSIGNED[max(32, 8 * _whole(kind))]), kind), t)};")
    with e.braces("else"):
        known(e, memory, kind, offset, expr.span.line)
        e.line(f"{name} = {e.put(fetched(e, memory, kind, offset), t)};")
    low, high = (kind.low, kind.high) if isinstance(kind, IntegerType) else (0, 0)
    return Code(name, t, low, high)


def _whole(kind: NumberType) -> int:
    """Bytes of the least integer that holds an element."""
    return next(n for n in _DIRECT if n >= kind.bytes)


@dataclass(frozen=True, slots=True)
class Packing:
    """Elements of ``width`` bits at offsets in bits; ``inside``: each lies in one byte."""

    width: int
    inside: bool


def packing(tile: ir.Tile) -> Packing | None:
    """How the elements of a tile are packed; None where they begin at bytes."""
    if tile.placement is None or not tile.placement.packed:
        return None
    return Packing(tile.bits, 8 % tile.bits == 0 and tile.placement.grain % tile.bits == 0)


def _bytes_of(kind: NumberType, offset: str, packed: Packing | None) -> tuple[str, str]:
    """The first byte of an element, and how many it touches."""
    if packed is None:
        return offset, str(kind.bytes)
    count = "1" if packed.inside else f"((({offset}) & 7) + {packed.width + 7}) >> 3"
    return f"(({offset}) >> 3)", count


def known(
    e: Emitter, memory: Memory, kind: NumberType, offset: str, line: int, packed: Packing | None = None
) -> None:
    """Refuses an element, at an offset that has a name, of which a byte was never written, where that is looked at."""
    if not e.context.watches(memory):
        return
    assert memory.uninitialised is not None
    first, count = _bytes_of(kind, offset, packed)
    with e.when(f"!N_touched({e.context.memory(memory)}, (uint64_t){first}, {count})"):
        at = Code(f"(uint64_t){first}", U64, 0, memory.size - 1, Binds.UNARY)
        address = binary("+", at, literal(memory.base, U64), U64, memory.base, memory.base + memory.size - 1)
        raise_fault(e, memory.uninitialised, address if memory.base else at, line)


def fetched(e: Emitter, memory: Memory, kind: NumberType, offset: str, packed: Packing | None = None) -> Code:
    """The element at an offset, which is known to be good, as it is handed about."""
    size, order = kind.bytes, "le" if memory.endianness == "little" else "be"
    if packed is not None:
        t = UNSIGNED[8 * _whole(kind)]
        get = f"N_get_{'part' if packed.inside else 'bits'}{order}"
        text = f"{get}({e.bytes_of(memory)}, (uint64_t)({offset}), {packed.width})"
        return _element(e, Code(f"({t.name}){text}", t, 0, (1 << packed.width) - 1, Binds.UNARY), kind)
    place = f"{e.bytes_of(memory)} + {offset}"
    t = UNSIGNED[8 * size] if size in _DIRECT else UNSIGNED[128]
    if size == 1:
        raw = Code(f"N_get1({place})", t, t.low, t.high)
    elif size in _DIRECT:
        raw = Code(f"N_get{size}{order}({place})", t, t.low, t.high)
    else:
        raw = Code(f"N_get{order}({place}, {size})", t, 0, (1 << 8 * size) - 1)
    return _element(e, raw, kind)


def _element(e: Emitter, raw: Code, kind: NumberType) -> Code:
    """The value of an element with these bits."""
    if isinstance(kind, IntegerType):
        whole = Code(raw.text, raw.type, raw.low, raw.high)
        code = cut(whole, kind)
        return _held(code, kind)
    return floats.from_raw(e, cut(raw, IntegerType(kind.width, signed=False)), kind)


def _held(code: Code, kind: IntegerType) -> Code:
    """A value in a type that is no wider than it needs."""
    t = storage(kind)
    return cast(code, t) if code.type.bits > max(t.bits, 32) else code


def written(
    e: Emitter, memory: Memory, kind: NumberType, offset: str, value: Code, packed: Packing | None = None
) -> None:
    """Writes a value, given as it is handed about, at an offset that is known to be good and has a name."""
    first, count = _bytes_of(kind, offset, packed)
    if e.journal:
        e.line(f"N_note_bytes(c, {e.bytes_of(memory)} + {first}, {count});")
    raw = value if isinstance(kind, IntegerType) else floats.to_raw(e, value, kind)
    if kind.width != 8 * kind.bytes:
        raw = cut(raw, IntegerType(kind.width, signed=False))
    e.line(_put(e, memory, kind, offset, raw, packed))
    if e.context.watches(memory):
        home = e.context.memory(memory)
        if e.journal:
            e.line(f"N_note(c, {home}->written + {first}, {count});")
        e.line(f"N_touch({home}, (uint64_t){first}, {count});")
    if e.context.is_code(memory):
        wrote = "N_wrote" if memory.window is None else "N_wrote_through"
        e.line(f"{wrote}({e.context.memory(memory)}, {first}, {count});")


def _put(e: Emitter, memory: Memory, kind: NumberType, offset: str, raw: Code, packed: Packing | None) -> str:
    """The statement that writes the bits of an element."""
    size, order = kind.bytes, "le" if memory.endianness == "little" else "be"
    t = UNSIGNED[8 * size] if size in _DIRECT else UNSIGNED[128]
    t = U64 if packed is not None else t
    text = (cast(raw, t) if raw.constant is None else literal(raw.constant, t)).text
    if packed is not None:
        put = f"N_put_{'part' if packed.inside else 'bits'}{order}"
        return f"{put}({e.bytes_of(memory)}, {offset}, {packed.width}, {text});"
    place = f"{e.bytes_of(memory)} + {offset}"
    if size in _DIRECT:
        return f"N_put{size}{'' if size == 1 else order}({place}, {text});"
    return f"N_put{order}({place}, {size}, {text});"


def for_memory(e: Emitter, expr: ir.Expr, kind: NumberType) -> Code:
    """A value to be stored, of which only the element's bits matter."""
    return integer(e, expr, kind.width) if isinstance(kind, IntegerType) else floating(e, expr)


def store(e: Emitter, s: ir.Store) -> None:
    """``memory.write(type, address, value)``: the value's faults come before those of the address."""
    value = for_memory(e, s.value, s.element)
    if not isinstance(s.value, ir.Const | ir.LocalRead | ir.FieldValue):
        value = e.named(value, "stored", promotes=isinstance(s.element, IntegerType))
    offset, reached = checked_offset(e, s.memory, s.element, s.address, s.span.line, writes=True)
    if reached:
        raw = value if isinstance(s.element, IntegerType) else floats.to_raw(e, value, s.element)
        raw = e.named(cut(raw, IntegerType(s.element.width, signed=False)), "bits")
        with e.braces(f"if ({reached} >= 0)"):
            if e.later:
                e.line(f"N_later(c, N_DEVICE | (unsigned){reached}, &N_WIDE({raw.text}), 1);")
            else:
                e.line(f"N_device_write(c, {reached}, {cast(raw, UNSIGNED[128]).text});")
        with e.braces("else"):
            written(e, s.memory, s.element, offset, value)
    elif e.pending is not None and e.pending.takes(s.memory):
        e.pending.memory(e, s, offset, value)
    else:
        written(e, s.memory, s.element, offset, value)


# -- addresses ---------------------------------------------------------------------------------------------------------


def checked_offset(
    e: Emitter, memory: Memory, kind: NumberType, address: ir.Expr, line: int, *, writes: bool = False
) -> tuple[str, str]:
    """The name (or number) of an element's offset; faults of its address are raised here.

    Where the access may be one of a device, also the name of what it reaches, which is negative if it reaches none.
    """
    code = e.named(integer(e, address), "address")
    size, last = kind.bytes, memory.base + memory.size - kind.bytes
    raised, misaligned = memory.faults(writes=writes)
    test = _outside(code, memory, last)
    reached = ""
    if test is not None and not e.gridded and has_devices(e, memory):
        reached = e.fresh("reached")
        e.line(f"int {reached} = -1;")
    if test is not None:
        assert raised is not None
        with e.when(test.text):
            if reached:
                number = list(e.context.architecture.memories).index(memory.name)
                e.line(f"{reached} = N_reach(c, {number}, {code.text}, {size});")
                with e.when(f"{reached} < 0"):
                    raise_fault(e, raised, code, line)
            else:
                raise_fault(e, raised, code, line)
    if memory.window is not None:
        assert raised is not None
        inside = f"{reached} < 0 && " if reached else ""
        with e.when(f"{inside}{_apart(code, memory, size)}"):
            raise_fault(e, raised, code, line)
    if misaligned is not None and size > 1:
        with e.when(_misaligned(code, size).text):
            raise_fault(e, misaligned, code, line)
    return offset_of(e, code, memory, last), reached


def has_devices(e: Emitter, memory: Memory) -> bool:
    """Whether accesses beside a memory may reach a device."""
    return any(device.memory is memory for device in e.context.architecture.devices.values())


def _outside(code: Code, memory: Memory, last: int) -> Code | None:
    """Whether an access leaves the memory, None if it never does. One comparison where wrapping makes that do."""
    if last < memory.base:
        return Code("true", BOOL, 0, 1)
    low, high = code.low < memory.base, code.high > last
    t = promoted(code.type)
    if not low and not high:
        return None
    if low and high and t.bits <= 64:
        wraps = code.low < 0 and code.low + (1 << 64) <= last
        if not wraps:
            moved = replace(cast(code, U64), low=0, high=U64.high)
            if memory.base:
                moved = binary("-", moved, literal(memory.base, U64), U64, 0, U64.high)
            return comparison(">", moved, literal(last - memory.base, U64), U64)
    first, second = literal(memory.base, t), literal(last, t)
    tests = [comparison("<", code, first, t).text] if low and t.holds(memory.base, memory.base) else []
    tests += [comparison(">", code, second, t).text] if high and t.holds(last, last) else []
    if low and not t.holds(memory.base, memory.base):
        return Code("true", BOOL, 0, 1)
    return Code(" || ".join(tests) or "false", BOOL, 0, 1, Binds.OR)


def _apart(code: Code, memory: Memory, size: int) -> str:
    """Whether an element of a window, which lies between its ends, does not lie in one instance's memory."""
    part = memory.home.size
    if part < size:
        return "true"
    offset = f"(uint64_t){code.at(Binds.UNARY)}"
    if memory.base:
        offset = f"({offset} - {literal(memory.base, U64).text})"
    return f"{offset} % {literal(memory.stride, U64).text} > {literal(part - size, U64).text}"


def _misaligned(code: Code, size: int) -> Code:
    t = promoted(code.type)
    if size & (size - 1) == 0:
        return comparison("!=", binary("&", code, literal(size - 1, t), t, 0, size - 1), literal(0), t)
    return comparison("!=", binary("%", code, literal(size, t), t, -size, size), literal(0), t)


def offset_of(e: Emitter, address: Code, memory: Memory, last: int) -> str:
    """The offset of an address, which is in range and has a name."""
    if address.constant is not None:
        return str(address.constant - memory.base)
    if memory.base == 0 and address.type.bits <= 64:
        return address.text
    moved = binary(
        "-",
        Code(cast(address, U64).text, U64, 0, U64.high, Binds.UNARY),
        literal(memory.base, U64),
        U64,
        0,
        last,
    )
    return e.named(moved if memory.base else cast(address, U64), "offset").text
