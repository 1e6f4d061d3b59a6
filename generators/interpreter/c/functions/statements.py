"""Statements, one after the other; a grid's iterations in lexicographic order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any

from specgen.generators.interpreter.c.functions import floats, hazards, memories, tiles, writes
from specgen.generators.interpreter.c.functions.code import Binds, Code, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.integers import cut
from specgen.generators.interpreter.c.functions.lower import condition, integer, value
from specgen.generators.interpreter.c.functions.machine_types import I128, U64, holder, storage
from specgen.generators.interpreter.c.functions.reads import checked_index, raise_fault
from specgen.model.types import IntegerType
from specgen.semantics import ir

_LARGE = 1 << 14  # bytes: larger local arrays stay off the stack


def body(e: Emitter, statements: Sequence[ir.Stmt], comments: Callable[[ir.Stmt], str | None]) -> None:
    """The statements of a whole body, each below the line of the spec that it comes from."""
    raises = (n for n, s in enumerate(statements) if e.context.checked or hazards.may_raise(s))
    last = max(raises, default=-1)
    for number, s in enumerate(statements):
        _declare(e, number, s)
        comment = comments(s)
        if comment is not None:
            e.line(f"/* {comment} */")
        _emit(e, s, number)
        if number == last and not isinstance(s, ir.Raise):
            # Nothing that follows can raise: there is nothing to put back any more.
            e.commit()
            e.journal = e.later = False


def block(e: Emitter, statements: Sequence[ir.Stmt], path: tuple[int, ...]) -> None:
    """The statements of a block inside of another one."""
    before, e.block = e.block, path
    for number, s in enumerate(statements):
        _declare(e, number, s)
        _emit(e, s, number)
        if isinstance(s, ir.Raise):
            break
    e.block = before


def some(e: Emitter, statements: Sequence[ir.Stmt], numbers: Sequence[int], path: tuple[int, ...]) -> None:
    """Those statements of a block inside of another one that have these numbers."""
    before, e.block = e.block, path
    for number in numbers:
        _declare(e, number, statements[number])
        _emit(e, statements[number], number)
    e.block = before


def _emit(e: Emitter, s: ir.Stmt, number: int) -> None:
    _FORMS[type(s)](e, s, number)


def _declare(e: Emitter, number: int, s: ir.Stmt) -> None:
    """Declares what is spoken of from here on, except for what the statement itself declares."""
    for variable in e.homes.before(e.block, number):
        if _declares(e, s, number, variable):
            continue
        if isinstance(variable, ir.LocalArray):
            _declare_array(e, variable, "")
        elif variable in e.homes.reads:
            t = local_type(variable)
            e.line(f"{t.name} {e.name_of(variable)} = {writes.zero(t)};")


def _declares(e: Emitter, s: ir.Stmt, number: int, variable: ir.Local | ir.LocalArray) -> bool:
    if variable not in e.homes.before(e.block, number):
        return False
    match s:
        case ir.SetLocal():
            return s.local is variable and not e.homes.rereads(s)
        case ir.ClearArray():
            return s.array is variable
        case ir.Host():
            return s.result is variable
        case _:
            return False


def _set_local(e: Emitter, s: ir.SetLocal, number: int) -> None:
    writes.local(e, s, declares=_declares(e, s, number, s.local))


def _declare_array(e: Emitter, array: ir.LocalArray, initial: str) -> None:
    t = storage(array.element)
    shape = "".join(f"[{n}]" for n in array.shape)
    large = prod(array.shape) * t.bits // 8 > _LARGE
    if large:
        e.line(f"static _Thread_local {t.name} {e.name_of(array)}{shape};")
        initial = initial and f"memset({e.name_of(array)}, 0, sizeof {e.name_of(array)});"
    elif initial:
        initial = f" = {'{' * len(array.shape)}0{'}' * len(array.shape)}"
        e.line(f"{t.name} {e.name_of(array)}{shape}{initial};")
        initial = ""
    else:
        e.line(f"{t.name} {e.name_of(array)}{shape};")
    if initial:
        e.line(initial)
    if array not in e.homes.reads:
        e.line(f"(void){e.name_of(array)};")


def _clear(e: Emitter, s: ir.ClearArray, number: int) -> None:
    if _declares(e, s, number, s.array):
        _declare_array(e, s.array, "{0}")
        return
    name = e.name_of(s.array)
    e.line(f"memset({name}, 0, sizeof {name});")


# -- control -----------------------------------------------------------------------------------------------------------


def _if(e: Emitter, s: ir.If, number: int) -> None:
    path = (*e.block, number)
    test = condition(e, s.condition)
    if test.text in ("true", "false"):
        taken = test.text == "true"
        with e.braces(""):
            block(e, s.then if taken else s.otherwise, (*path, 0 if taken else 1))
        return
    if not s.otherwise:
        with e.when(test.text):
            block(e, s.then, (*path, 0))
        return
    with e.braces(f"if ({test.text})"):
        block(e, s.then, (*path, 0))
    with e.aside() as lines, e.deeper():
        block(e, s.otherwise, (*path, 1))
    if lines:
        e.lines[-1] = "    " * e.depth + "} else {"
        e.lines += lines
        e.line("}")


def _loop(e: Emitter, s: ir.Loop, number: int) -> None:
    path = (*e.block, number, 0)
    with loop_of(e, s):
        block(e, s.body, path)


@contextmanager
def loop_of(e: Emitter, s: ir.Loop) -> Iterator[None]:
    """What is emitted inside is the loop's body."""
    start, stop = integer(e, s.start), integer(e, s.stop)
    if not isinstance(s.stop, ir.FieldValue):
        stop = e.named(stop, "stop")
    t = holder(min(start.low, stop.low), max(start.high, stop.high))
    e.counters[s.local] = t
    name = e.name_of(s.local)
    head = f"{name} = {operand(start, t).text}; {name} < {operand(stop, t).at(Binds.SHIFT)}; {name}++"
    with e.braces(f"for ({t.name} {head})"):
        yield


def _while(e: Emitter, s: ir.While, number: int) -> None:
    count = e.fresh("turn")
    with e.braces(f"for (int32_t {count} = 0; {count} < {s.limit}; {count}++)"):
        test = condition(e, s.condition)
        e.line(f"if (!({test.text}))" if test.binds < Binds.UNARY else f"if (!{test.text})")
        e.line("    break;")
        block(e, s.body, (*e.block, number, 0))


# -- effects -----------------------------------------------------------------------------------------------------------


def _raise(e: Emitter, s: ir.Raise, _number: int) -> None:
    carried = None
    if s.value is not None:
        carried = integer(e, s.value, s.fault.value.width if s.fault.value is not None else None)
    raise_fault(e, s.fault, carried, s.span.line)


def _commit(e: Emitter, _s: ir.Commit, _number: int) -> None:
    e.commit()


def _signal(e: Emitter, s: ir.Signal, _number: int) -> None:
    index = checked_index(e, s.index, s.span.line)
    amount = integer(e, s.amount)
    number = e.context.semaphore_number(s.semaphore)
    arguments = f"c, {number}, {operand(index, U64).text}, {operand(amount, U64).text}, {e.context.raised}"
    if s.semaphore.on_full != "fault":
        e.line(f"(void)N_signal({arguments});")
        return
    with e.braces(f"if (N_signal({arguments}))"):
        e.undo()
        e.line(e.context.leave)


def _host(e: Emitter, s: ir.Host, number: int) -> None:
    given = [_wide(e, a) for a in s.arguments]
    name = "NULL"
    if given:
        name = e.fresh("given")
        e.line(f"const N_wide {name}[] = {{{', '.join(given)}}};")
    number_of = e.context.function_number(s.function)
    if e.later and s.result is None:
        e.line(f"N_later(c, {number_of}, {name}, {len(given)});")
        return
    call = f"N_host(c, {number_of}, {name})"
    if s.result is None or s.result not in e.homes.reads:
        e.line(f"(void){call};")
        return
    declared = s.result.declared
    t = local_type(s.result)
    if isinstance(declared, IntegerType):
        code = cut(Code(f"N_whole({call})", I128, I128.low, I128.high, exact=False), declared)
    else:
        assert declared is not None
        raw = cut(Code(f"{call}.low", U64, 0, U64.high), IntegerType(declared.width, signed=False))
        code = floats.from_raw(e, raw, declared)
    head = f"{t.name} " if _declares(e, s, number, s.result) else ""
    e.line(f"{head}{e.name_of(s.result)} = {e.put(code, t)};")


def _wide(e: Emitter, argument: ir.Expr) -> str:
    """A value's bits as a host function is given them."""
    code = value(e, argument)
    if isinstance(argument.type, ir.FloatValue):
        code = floats.to_raw(e, code, argument.type.format)
    return f"N_WIDE({code.text})"


def _store(e: Emitter, s: ir.Store, _number: int) -> None:
    memories.store(e, s)


def _tile_write(e: Emitter, s: ir.TileWrite, _number: int) -> None:
    tiles.write(e, s)


def _set_array(e: Emitter, s: ir.SetArray, _number: int) -> None:
    writes.array(e, s)


def _set_state(e: Emitter, s: ir.SetState, _number: int) -> None:
    writes.state(e, s)


def _set_pc(e: Emitter, s: ir.SetPc, _number: int) -> None:
    writes.pc(e, s)


def _grid(e: Emitter, s: ir.Grid, number: int) -> None:
    from specgen.generators.interpreter.c.functions import grids

    grids.grid(e, s, (*e.block, number, 0))


_FORMS: dict[type, Callable[[Emitter, Any, int], None]] = {
    ir.SetLocal: _set_local,
    ir.ClearArray: _clear,
    ir.SetArray: _set_array,
    ir.SetState: _set_state,
    ir.SetPc: _set_pc,
    ir.Store: _store,
    ir.TileWrite: _tile_write,
    ir.If: _if,
    ir.Loop: _loop,
    ir.While: _while,
    ir.Grid: _grid,
    ir.Raise: _raise,
    ir.Commit: _commit,
    ir.Signal: _signal,
    ir.Host: _host,
}
