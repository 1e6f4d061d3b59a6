"""What is written: locals, local arrays, state, the program counter."""

from __future__ import annotations

from specgen.generators.interpreter.c.functions.code import Binds, Code, comparison, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.integers import cut
from specgen.generators.interpreter.c.functions.lower import floating, integer, value
from specgen.generators.interpreter.c.functions.machine_types import CType, promoted, storage
from specgen.generators.interpreter.c.functions.reads import checked, subscript
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir


def for_place(e: Emitter, expr: ir.Expr, kind: NumberType) -> Code:
    """A value fit for a place of a type."""
    if isinstance(kind, IntegerType):
        return cut(integer(e, expr, kind.width), kind)
    return floating(e, expr)


def local(e: Emitter, s: ir.SetLocal, *, declares: bool) -> None:
    """``local = value``, where it is declared if nothing spoke of it before."""
    code = value(e, s.value)
    if s.local not in e.homes.reads:
        return
    t = local_type(s.local)
    head = f"{t.name} " if declares else ""
    constant = "const " if declares and e.homes.once(s.local) else ""
    if code.text != e.name_of(s.local):
        e.line(f"{constant}{head}{e.name_of(s.local)} = {e.put(code, t)};")


def array(e: Emitter, s: ir.SetArray) -> None:
    """``array[index] = value``."""
    code = for_place(e, s.value, s.array.element)
    index = checked(e, s.index, s.span.line)
    t = storage(s.array.element)
    if e.pending is not None and e.pending.takes(s.array):
        e.pending.element(e, s.array, e.name_of(s.array), s.array.element, s.array.shape, index, code)
        return
    e.line(f"{e.name_of(s.array)}{_brackets(index)} = {e.put(code, t)};")


def state(e: Emitter, s: ir.SetState) -> None:
    """``state[index] = value``; entries that are constant stay as they are."""
    code = for_place(e, s.value, s.state.type)
    index = checked(e, s.index, s.span.line)
    place = e.context.state(s.state)
    fixed = sorted(s.state.constant) if len(s.state.shape) == 1 else []
    if fixed:
        (at,) = index
        if at.constant in fixed:
            return
        if at.constant is None and any(at.low <= one <= at.high for one in fixed):
            _unless_fixed(e, s, at, fixed, code)
            return
    _assign(e, s, place, index, code)


def _unless_fixed(e: Emitter, s: ir.SetState, at: Code, fixed: list[int], code: Code) -> None:
    if at.binds is not Binds.ATOM:
        at = e.named(at, "index")
    t = promoted(at.type)
    tests = [comparison("!=", at, literal(one), t).text for one in fixed if at.low <= one <= at.high]
    with e.when(" && ".join(tests)):
        _assign(e, s, e.context.state(s.state), [at], code)


def _assign(e: Emitter, s: ir.SetState, place: Code, index: list[Code], code: Code) -> None:
    if e.pending is not None and e.pending.takes(s.state):
        e.pending.element(e, s.state, place.text, s.state.type, s.state.shape, index, code)
        return
    target = place.text + _brackets(index)
    if code.text == target:
        return
    if e.journal:
        e.line(f"N_note(c, &{target}, sizeof {target});")
    e.line(f"{target} = {e.put(code, place.type)};")


def _brackets(index: list[Code]) -> str:
    return "".join(f"[{subscript(code).text}]" for code in index)


def pc(e: Emitter, s: ir.SetPc) -> None:
    """``pc = value``."""
    kind = e.context.program_counter
    assert isinstance(kind, IntegerType)
    code = cut(integer(e, s.value, kind.width), kind)
    if e.moving and code.text != e.moving:
        e.line(f"{e.moving} = {operand(code, e.moving_type).text};")
    if e.moving:
        code = Code(e.moving, e.moving_type, code.low, code.high)
    e.statements(e.context.set_pc(operand(code, e.context.pc_type)))


def zero(t: CType) -> str:
    """What a variable of a type starts with where it has to be declared before its value is known."""
    return "false" if t.kind == "bool" else "0"
