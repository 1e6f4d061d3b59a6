"""Statements, one element at a time outside of grids and all iterations at once inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import floats, stores, writes
from specgen.generators.interpreter.python.functions.affine import Affine, affine
from specgen.generators.interpreter.python.functions.choices import both, name_it
from specgen.generators.interpreter.python.functions.code import Binds, Code, as_dtype, call
from specgen.generators.interpreter.python.functions.emitter import Emitter, home_of, number_dtype
from specgen.generators.interpreter.python.functions.integers import cut
from specgen.generators.interpreter.python.functions.lower import condition, integer, interval, value
from specgen.generators.interpreter.python.functions.reads import local_dtype
from specgen.model.types import FloatType, IntegerType
from specgen.semantics import ir


def block(e: Emitter, body: Sequence[ir.Stmt]) -> None:
    """Statements, one after the other."""
    for s in body:
        _FORMS[type(s)](e, s)


def _set_local(e: Emitter, s: ir.SetLocal) -> None:
    _note_source(e, s)
    region = e.region
    if region is None or s.local not in region.varying:
        e.line(f"{e.local(s.local)} = {value(e, s.value).text}")
        return
    code = _copied(e, _typed(value(e, s.value), local_dtype(s.local)), s.value)
    name = e.local(s.local)
    if region.mask is not None:
        # Where no iteration is live nothing is assigned, and yet the name is read below.
        region.hoist(f"{name} = {_nothing(code.dtype or local_dtype(s.local))}")
    if region.mask is not None and s.local in region.assigned:
        code = call("np.where", region.mask, code, name, dtype=code.dtype)
    e.line(f"{name} = {code.text}")
    region.assigned.add(s.local)
    _note_affine(e, s)


def _nothing(dtype: str) -> str:
    return "0" if dtype == "object" else f"np.{dtype}(0)"


def _typed(code: Code, dtype: str) -> Code:
    """A value as it is kept in a local that varies: arrays of one type, or NumPy's scalars of it."""
    if code.varies:
        return as_dtype(code, dtype)
    if dtype == "object" or dtype.startswith("float"):
        return code
    return call("np.bool_" if dtype == "bool" else f"np.{dtype}", code)


def _copied(e: Emitter, code: Code, source: ir.Expr) -> Code:
    """A view is copied where this function may write what it shows before the local is read."""
    assert e.region is not None
    if not code.alias:
        return code
    for node in e.region.written:
        if node is _home(source) or _home(source) is None:
            return Code(f"{code}.copy()", dtype=code.dtype)
    return code


def _home(expr: ir.Expr) -> object:
    match expr:
        case ir.StateRead():
            return home_of(expr.state)
        case ir.ArrayRead():
            return expr.array
        case ir.Load():
            return expr.memory.home
        case ir.TileRead():
            return expr.tile.operand.memory.home
        case _:
            return None


def _note_source(e: Emitter, s: ir.SetLocal) -> None:
    """Keeps account of locals that hold nothing but values of a narrower format."""
    if not isinstance(s.value.type, ir.FloatValue):
        return
    source = floats.source_of(e, s.value)
    known = e.exact_sources.get(s.local)
    if s.local in e.assigned_twice or (known is not None and known is not source):
        e.exact_sources.pop(s.local, None)
    else:
        e.exact_sources[s.local] = source


def _note_affine(e: Emitter, s: ir.SetLocal) -> None:
    region = e.region
    assert region is not None
    if region.mask is not None or s.local in e.assigned_twice or not isinstance(s.value.type, ir.IntValue):
        return
    form = affine(e, s.value)
    if form is None:
        return
    base = form.base
    if not _is_number(base.text):
        base = Code(e.fresh(f"{s.local.name}_base"))
        e.line(f"{base.text} = {form.base.text}")
    if all(number is not None for _, number in form.strides.values()):
        region.affine[s.local] = Affine(base, form.low, form.high, form.strides)


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdigit()


def _clear(e: Emitter, s: ir.ClearArray) -> None:
    region = e.region
    dtype = number_dtype(s.array.element)
    kind = "object" if dtype == "object" else f"np.{dtype}"
    shape = [str(extent) for extent in s.array.shape]
    if region is not None and s.array in region.private:
        shape = [*region.extents, *shape]
    tail = "," if len(shape) == 1 else ""
    made = f"np.zeros(({', '.join(shape)}{tail}), {kind})"
    if region is not None and region.mask is not None and s.array in region.assigned_arrays:
        index = ", ".join(["...", *["None"] * len(s.array.shape)])
        e.line(f"np.copyto({e.local(s.array)}, {made}, where=np.asarray({region.mask.text})[{index}])")
        return
    e.line(f"{e.local(s.array)} = {made}")
    if region is not None:
        region.assigned_arrays.add(s.array)


def _set_pc(e: Emitter, s: ir.SetPc) -> None:
    kind = e.program_counter
    assert isinstance(kind, IntegerType)
    code = cut(integer(e, s.value, kind.width), interval(s.value), kind)
    e.line(f"new_pc = {code.text}")
    e.pc_written = True


# -- control -----------------------------------------------------------------------------------------------------------


def _if(e: Emitter, s: ir.If) -> None:
    test = condition(e, s.condition)
    way = e.branch(s)
    if not test.varies:
        _plain_if(e, s, test, way)
        return
    region = e.region
    assert region is not None
    before = region.mask
    name = name_it(e, "taken", test)
    _masked(e, both(before, Code(name, dtype="bool")), s.then, way)
    if s.otherwise or e.hits is not None:
        _masked(e, both(before, Code(f"~{name}", Binds.UNARY, "bool")), s.otherwise, way + 1)


def _plain_if(e: Emitter, s: ir.If, test: Code, way: int) -> None:
    with e.block(f"if {test.text}:"):
        e.reached(way)
        block(e, s.then)
    if not s.otherwise and e.hits is None:
        return
    with e.block("else:"):
        e.reached(way + 1)
        block(e, s.otherwise)


def _masked(e: Emitter, mask: Code, body: Sequence[ir.Stmt], way: int | None = None) -> None:
    """Statements in the iterations of a mask; none where there are none, so that what is uniform may count on it."""
    if not body and (way is None or e.hits is None):
        return
    name = name_it(e, "live", mask)
    with e.block(f"if {name}.any():"), e.under(Code(name, dtype="bool")):
        if way is not None:
            e.reached(way)
        block(e, body)


def _loop(e: Emitter, s: ir.Loop) -> None:
    start, stop = integer(e, s.start), integer(e, s.stop)
    name = e.local(s.local)
    region = e.region
    if region is not None:
        region.loops += 1
    if start.varies or stop.varies:
        _varying_loop(e, s, start, stop)
    else:
        span = stop.text if start.text == "0" else f"{start.text}, {stop.text}"
        with e.block(f"for {name} in range({span}):"):
            block(e, s.body)
    if region is not None:
        region.loops -= 1


def _varying_loop(e: Emitter, s: ir.Loop, start: Code, stop: Code) -> None:
    """A loop whose bounds differ between iterations of the grid: all turns that any takes, each where it is taken."""
    name, first, last = e.local(s.local), name_it(e, "start", start), name_it(e, "stop", stop)
    mask = [] if e.mask is None else [e.mask]
    turns = call(e.constant("lanes", runtime.lanes), first, last, *mask)
    with e.block(f"for {name} in {turns.text}:"):
        dtype = "bool"
        taken = Code(f"({first} <= {name}) & ({name} < {last})", Binds.BIT_AND, dtype)
        _masked(e, both(e.mask, taken), s.body)


def _while(e: Emitter, s: ir.While) -> None:
    if e.region is not None:
        e.region.loops += 1
    with e.block(f"for _ in range({s.limit}):"):
        test = condition(e, s.condition)
        if test.varies:
            live = name_it(e, "live", both(e.mask, test))
            with e.block(f"if not {live}.any():"):
                e.line("break")
            with e.under(Code(live, dtype="bool")):
                block(e, s.body)
        else:
            with e.block(f"if not {test.at(Binds.NOT)}:"):
                e.line("break")
            block(e, s.body)
    if e.region is not None:
        e.region.loops -= 1


# -- effects -----------------------------------------------------------------------------------------------------------


def _raise(e: Emitter, s: ir.Raise) -> None:
    carried = integer(e, s.value) if s.value is not None else Code("0")
    fault = e.fault(s.fault)
    if e.region is None:
        e.line(f"raise {fault}.at({carried.text}, {s.span.line})")
        return
    mask = "True" if e.mask is None else e.mask.text
    e.line(f"{e.region.checks}.note({mask}, {fault}, {carried.text}, {s.span.line})")


def _commit(e: Emitter, _s: ir.Commit) -> None:
    if e.journal:
        e.line("journal.commit()")


def _signal(e: Emitter, s: ir.Signal) -> None:
    index = integer(e, s.index.value)
    amount = integer(e, s.amount)
    arguments = f"{s.semaphore.name!r}, {index.text}, {amount.text}"
    e.line(f"journal.later(m.signal, {arguments})" if e.journal else f"m.signal({arguments})")


def _host(e: Emitter, s: ir.Host) -> None:
    arguments = [value(e, a).text for a in s.arguments]
    tail = "," if len(arguments) == 1 else ""
    called = f"m.host({s.function.name!r}, ({', '.join(arguments)}{tail}))"
    if s.result is None:
        e.line(
            f"journal.later(m.host, {s.function.name!r}, ({', '.join(arguments)}{tail}))"
            if e.journal
            else called
        )
        return
    result = Code(f"({called} or 0)")
    declared = s.result.declared
    if isinstance(declared, FloatType):
        result = call(e.constant(f"{declared.name}_of_bits", runtime.from_code_function(declared)), result)
    elif declared is not None:
        result = cut(result, (-(1 << 200), 1 << 200), declared)
    e.line(f"{e.local(s.result)} = {result.text}")


def _grid(e: Emitter, s: ir.Grid) -> None:
    from specgen.generators.interpreter.python.functions import grids

    grids.grid(e, s)


_FORMS: dict[type, Callable[[Emitter, Any], None]] = {
    ir.SetLocal: _set_local,
    ir.ClearArray: _clear,
    ir.SetArray: writes.local_array,
    ir.SetState: writes.state,
    ir.SetPc: _set_pc,
    ir.Store: stores.memory,
    ir.TileWrite: stores.tile,
    ir.If: _if,
    ir.Loop: _loop,
    ir.While: _while,
    ir.Grid: _grid,
    ir.Raise: _raise,
    ir.Commit: _commit,
    ir.Signal: _signal,
    ir.Host: _host,
}
