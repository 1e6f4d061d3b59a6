"""What is read: operands, locals, arrays, tables, state, the addresses of the instruction."""

from __future__ import annotations

from specgen.generators.interpreter.c.functions.code import Binds, Code, cast, comparison, literal
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.integers import cut
from specgen.generators.interpreter.c.functions.lower import integer, leaf
from specgen.generators.interpreter.c.functions.machine_types import BOOL, U64, CType, promoted, storage
from specgen.model.execution import Fault, Table
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir


@leaf(ir.FieldValue)
def _field(e: Emitter, expr: ir.FieldValue) -> Code:
    return e.context.operand(expr.field)


@leaf(ir.LocalRead)
def _local(e: Emitter, expr: ir.LocalRead) -> Code:
    local = expr.local
    low, high = (local.type.low, local.type.high) if isinstance(local.type, ir.IntValue) else (0, 1)
    return Code(e.name_of(local), e.counters.get(local) or local_type(local), low, high)


def bounds(kind: NumberType) -> tuple[int, int]:
    """What integers of a type lie between; of a float's code nothing is said."""
    return (kind.low, kind.high) if isinstance(kind, IntegerType) else (0, 0)


@leaf(ir.ArrayRead)
def _array(e: Emitter, expr: ir.ArrayRead) -> Code:
    index = indices(e, expr.index, expr.span.line)
    if isinstance(expr.array, Table):
        return _table(e, expr.array, index)
    name = e.before.get(expr.array) or e.name_of(expr.array)
    return Code(name + index, storage(expr.array.element), *bounds(expr.array.element))


def _table(e: Emitter, table: Table, index: str) -> Code:
    """An element of a table, which holds the raw codes of floats."""
    text = e.context.table(table) + index
    if isinstance(table.type, IntegerType):
        return Code(text, table_type(table), min(table.values), max(table.values))
    from specgen.generators.interpreter.c.functions.floats import from_raw

    return from_raw(e, Code(text, table_type(table), 0, (1 << table.type.width) - 1), table.type)


def table_type(table: Table) -> CType:
    """The type of a table's elements."""
    width = IntegerType(table.type.width, signed=False)
    return storage(table.type if isinstance(table.type, IntegerType) else width)


@leaf(ir.StateRead)
def _state(e: Emitter, expr: ir.StateRead) -> Code:
    state = expr.state
    if expr.at_issue and not e.issuing:
        return _captured(e, expr)
    index = indices(e, expr.index, expr.span.line)
    code = e.context.state(state)
    return Code(e.before.get(state, code.text) + index, code.type, code.low, code.high)


def _captured(e: Emitter, expr: ir.StateRead) -> Code:
    """What was read when the instruction was issued; an index that was out of range raises now."""
    if expr not in e.captured:
        e.captured.append(expr)
    if any(i.fault is not None for i in expr.index):
        indices(e, expr.index, expr.span.line)
    return e.context.captured(e.captured.index(expr), expr)


@leaf(ir.Word)
def _word(e: Emitter, _expr: ir.Word) -> Code:
    return e.context.word()


@leaf(ir.Pc)
def _pc(e: Emitter, _expr: ir.Pc) -> Code:
    code = e.context.pc()
    return Code(e.moving, e.moving_type, code.low, code.high) if e.moving else code


@leaf(ir.NextPc)
def _next_pc(e: Emitter, _expr: ir.NextPc) -> Code:
    return e.context.next_pc()


@leaf(ir.FaultCode)
def _fault_code(e: Emitter, expr: ir.FaultCode) -> Code:
    assert isinstance(expr.type, ir.IntValue)
    return e.context.fault_code(expr.type.high)


@leaf(ir.FaultValue)
def _fault_value(e: Emitter, expr: ir.FaultValue) -> Code:
    assert isinstance(expr.type, ir.IntValue)
    return e.context.fault_value(expr.type.high)


# -- indices -----------------------------------------------------------------------------------------------------------


def indices(e: Emitter, index: tuple[ir.Index, ...], line: int) -> str:
    """The subscripts of an element, each checked where it is not known to be in range."""
    return "".join(f"[{subscript(code).text}]" for code in checked(e, index, line))


def subscript(code: Code) -> Code:
    """An index in a type that C takes for one."""
    return cast(code, U64) if code.type.bits > 64 else code


def checked(e: Emitter, index: tuple[ir.Index, ...], line: int) -> list[Code]:
    """The indices, those that may be out of range named, with their faults raised."""
    return [checked_index(e, one, line) for one in index]


def checked_index(e: Emitter, index: ir.Index, line: int) -> Code:
    """One index; if it may be out of range it gets a name, and its fault is raised here."""
    code = integer(e, index.value)
    if index.fault is None or e.issuing or code.within(0, index.extent - 1):
        return code
    code = e.named(code, "index")
    with e.when(outside(code, 0, index.extent - 1).text):
        raise_fault(e, index.fault, code, line)
    return code.bounded(0, index.extent - 1)


def outside(code: Code, low: int, high: int) -> Code:
    """Whether a value, which has a name, is out of [low, high]."""
    t = promoted(code.type)
    tests = []
    if code.low < low:
        tests.append(comparison("<", code, literal(low, t), t).text)
    if code.high > high:
        tests.append(comparison(">", code, literal(high, t), t).text)
    return Code(" || ".join(tests) or "false", BOOL, 0, 1, Binds.OR)


def raise_fault(e: Emitter, fault: Fault, value: Code | None, line: int, operand: int = -1) -> None:
    """Raises a fault with the bits of a value that its type has, and leaves."""
    low = high = "0"
    if fault.value is not None and value is not None:
        bits = cut(value, IntegerType(fault.value.width, signed=False))
        low, high = _halves(e.named(bits, "carried") if e.journal else bits)
    e.undo()
    e.statements(e.context.fault(fault, low, high, operand, line))


def _halves(value: Code) -> tuple[str, str]:
    """The low and high 64 bits of a value that is not negative."""
    if value.constant is not None:
        return str(literal(value.constant & U64.high, U64)), str(literal(value.constant >> 64, U64))
    if value.high >> 64 == 0:
        return cast(value, U64).text if value.type.bits > 64 or value.type.signed else value.text, "0"
    return cast(value, U64).text, f"(uint64_t)({value.at(Binds.SHIFT)} >> 64)"
