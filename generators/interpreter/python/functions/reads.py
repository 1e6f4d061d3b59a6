"""What is read: operands, locals, arrays, state, memories, tiles."""

from __future__ import annotations

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import places
from specgen.generators.interpreter.python.functions.code import Code, call, holder
from specgen.generators.interpreter.python.functions.emitter import Emitter, is_listed, number_dtype
from specgen.generators.interpreter.python.functions.lower import leaf
from specgen.generators.interpreter.python.functions.places import scalar
from specgen.model.execution import Table
from specgen.model.types import NumberType
from specgen.semantics import ir


@leaf(ir.FieldValue)
def _field(e: Emitter, expr: ir.FieldValue) -> Code:
    e.field_reads.add(expr.field.name)
    return Code(f"field_{expr.field.name}")


@leaf(ir.LocalRead)
def _local(e: Emitter, expr: ir.LocalRead) -> Code:
    region = e.region
    name = e.local(expr.local)
    if region is None or expr.local not in region.varying:
        return Code(name)
    if expr.local in region.axes:
        region.used.add(expr.local)
        return Code(name, dtype="int64")
    return Code(name, dtype=local_dtype(expr.local))


def local_dtype(local: ir.Local) -> str:
    """The element type of a local with a value for each iteration."""
    match local.type:
        case ir.IntValue():
            return holder(local.type.low, local.type.high)
        case ir.FloatValue():
            return number_dtype(local.type.format)
        case _:
            return "bool"


@leaf(ir.ArrayRead)
def _array(e: Emitter, expr: ir.ArrayRead) -> Code:
    array = expr.array
    if isinstance(array, Table) and number_dtype(array.type) == "object":
        return _listed(e, e.table(array), expr.index, array.shape, expr.span.line)
    if isinstance(array, Table):
        return _element(e, e.table(array), array.type, array.shape, expr.index, expr)
    if e.region is not None and array in e.region.private:
        return places.private_read(e, array, expr.index, expr)
    return _element(e, e.local(array), array.element, array.shape, expr.index, expr)


def _element(
    e: Emitter,
    name: str,
    kind: NumberType,
    shape: tuple[int, ...],
    index: tuple[ir.Index, ...],
    expr: ir.Expr,
) -> Code:
    """An element of a NumPy array."""
    where = places.subscript(e, index, expr.span.line)
    if where.varies:
        return Code(f"{name}{where.text}{where.after}", dtype=number_dtype(kind), alias=where.sliced)
    return scalar(f"{name}[{where.text[1:-1] or '()'}]", kind)


@leaf(ir.StateRead)
def _state(e: Emitter, expr: ir.StateRead) -> Code:
    state = expr.state
    if expr.at_issue and not e.issuing:
        return _captured(e, expr)
    name = e.state(state)
    if not is_listed(e, state):
        return _element(e, name, state.type, state.shape, expr.index, expr)
    return _listed(e, name, expr.index, state.shape, expr.span.line)


def _listed(e: Emitter, name: str, index: tuple[ir.Index, ...], shape: tuple[int, ...], line: int) -> Code:
    """An element of a flat list of Python's integers."""
    if not index:
        return Code(f"{name}[0]")
    flat = places.flat_index(e, index, shape, line)
    if flat.varies:
        return call(e.constant("take", runtime.take), name, flat, dtype="object")
    return Code(f"{name}[{flat.text}]")


def _captured(e: Emitter, expr: ir.StateRead) -> Code:
    """What was read when the instruction was issued: one of the values handed to the function."""
    if expr not in e.captured:
        e.captured.append(expr)
    value = Code(f"c[{e.captured.index(expr)}]")
    checked = [places.one_index(e, i, expr.span.line).text for i in expr.index if i.fault is not None]
    return Code(f"({', '.join(checked)}, {value})[-1]") if checked else value


@leaf(ir.Word)
def _word(_e: Emitter, _expr: ir.Word) -> Code:
    return Code("word")


@leaf(ir.Pc)
def _pc(e: Emitter, _expr: ir.Pc) -> Code:
    return Code("(pc if new_pc is None else new_pc)" if e.pc_written else "pc")


@leaf(ir.FaultCode)
def _fault_code(_e: Emitter, _expr: ir.FaultCode) -> Code:
    return Code("fault_code")


@leaf(ir.FaultValue)
def _fault_value(_e: Emitter, _expr: ir.FaultValue) -> Code:
    return Code("fault_value")


@leaf(ir.NextPc)
def _next_pc(_e: Emitter, _expr: ir.NextPc) -> Code:
    return Code("next_pc")
