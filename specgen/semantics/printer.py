"""IR as text: for golden tests, and for whoever wants to see what an instruction became."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from specgen.semantics import ir


def print_program(program: ir.Program) -> str:
    """The bodies and costs of an instruction."""
    lines = [f"{program.instruction.name}:"]
    costs = program.costs or (None,) * len(program.bodies)
    for body, cost in zip(program.bodies, costs, strict=True):
        when = " and ".join(f"{name} = {value}" for name, value in body.when.items())
        lines.append(f"  when {when}:" if when else "  always:")
        lines += [f"    {line}" for line in print_body(body).splitlines()]
        if cost is not None:
            shown = (f"{n} {show(getattr(cost, n))}" for n in ("issue", "occupancy", "latency"))
            lines.append(f"    takes {', '.join(shown)}")
    return "\n".join(lines) + "\n"


def print_body(body: ir.Body) -> str:
    """What one body waits for, its tiles, and its statements, one a line."""
    lines = [_prelude(p) for p in body.prelude]
    lines += [_tile(tile) for tile in body.tiles]
    lines += _block(body.statements, "")
    if body.faults:
        lines.append(f"# may raise {', '.join(f.name for f in body.faults)}")
    return "\n".join(lines) + "\n"


def show(expr: ir.Expr) -> str:
    """An expression, with the types where they are not plain to see."""
    return _SHOW[type(expr)](expr)


def kind(value: ir.Value) -> str:
    """``0..255``, ``f32``, ``f32/8`` where fewer bits than the format's are significant, ``bool``."""
    if isinstance(value, ir.IntValue):
        return f"{value.low}..{value.high}" if max(-value.low, value.high) < 1 << 20 else f"{value.bits} bits"
    if isinstance(value, ir.BoolValue):
        return "bool"
    short = value.significant < value.format.precision
    return f"{value.format.name}/{value.significant}" if short else value.format.name


def _list(exprs: Iterable[ir.Expr]) -> str:
    return ", ".join(show(e) for e in exprs)


def _index(index: tuple[ir.Index, ...]) -> str:
    if not index:
        return ""
    return "[" + ", ".join(show(i.value) + (f" else {i.fault.name}" if i.fault else "") for i in index) + "]"


def _const(e: ir.Const) -> str:
    if isinstance(e.type, ir.BoolValue):
        return "true" if e.value else "false"
    return f"{e.type.format.name}:{e.value:#x}" if isinstance(e.type, ir.FloatValue) else str(e.value)


def _arith(e: ir.Arith | ir.Negate) -> str:
    mark = f"~{e.demanded}" if e.demanded is not None else ""
    parts = (e.left, e.right) if isinstance(e, ir.Arith) else (e.value,)
    return f"{e.op}{mark}({_list(parts)})"


def _divide(e: ir.Divide) -> str:
    zero = f", zero={show(e.zero)}" if e.zero is not None else ""
    return f"{e.op}({show(e.left)}, {show(e.right)}{zero})"


def _float(e: ir.FloatOp) -> str:
    options = ", daz" * e.daz + ", ftz" * e.ftz
    return f"{e.op}.{kind(e.type)}({_list(e.values)}{options})"


def _convert(e: ir.Convert) -> str:
    random = f", random={show(e.random)}" if e.random is not None else ""
    return f"convert({kind(e.type)}, {show(e.value)}, {e.rounding}, {e.overflow}{random})"


_SHOW: dict[type, Callable[[Any], str]] = {
    ir.Const: _const,
    ir.FieldValue: lambda e: e.field.name,
    ir.Word: lambda e: "instruction",
    ir.FaultCode: lambda e: "fault.code",
    ir.FaultValue: lambda e: "fault.value",
    ir.Pc: lambda e: "pc",
    ir.NextPc: lambda e: "next_pc",
    ir.LocalRead: lambda e: e.local.name,
    ir.ArrayRead: lambda e: e.array.name + _index(e.index),
    ir.StateRead: lambda e: e.state.name + _index(e.index) + ("@issue" if e.at_issue else ""),
    ir.Load: lambda e: f"{e.memory.name}.read({e.element.name}, {show(e.address)})",
    ir.TileRead: lambda e: e.tile.operand.name + _index(e.index),
    ir.Arith: _arith,
    ir.Negate: _arith,
    ir.Divide: _divide,
    ir.Cut: lambda e: f"{e.to.name}({show(e.value)})",
    ir.Saturate: lambda e: f"saturate({e.low}, {e.high}, {show(e.value)})",
    ir.Slice: lambda e: f"{show(e.value)}[{e.high}:{e.low}]",
    ir.Cat: lambda e: f"cat({', '.join(f'{show(p)}:{w}' for p, w in e.parts)})",
    ir.Compare: lambda e: f"{e.op}({show(e.left)}, {show(e.right)})",
    ir.Logic: lambda e: f"{e.op}({_list(e.values)})",
    ir.Select: lambda e: f"select({show(e.condition)}, {show(e.then)}, {show(e.otherwise)})",
    ir.MinMax: lambda e: f"{e.op}({show(e.left)}, {show(e.right)})",
    ir.FloatOp: _float,
    ir.FloatTest: lambda e: f"is_{e.op}({show(e.value)})",
    ir.Scale: lambda e: f"ldexp({show(e.value)}, {show(e.power)})",
    ir.Convert: _convert,
    ir.ToInt: lambda e: f"to_int({e.to.name}, {show(e.value)}, {e.rounding}, nan={e.nan})",
    ir.Bits: lambda e: f"bits({show(e.value)})",
    ir.FromBits: lambda e: f"from_bits({e.to.name}, {show(e.value)})",
    ir.FromBool: lambda e: f"u1({show(e.value)})",
}


def _prelude(p: ir.Prelude) -> str:
    match p:
        case ir.Wait():
            return f"wait {p.semaphore.name}{_index((p.index,))} >= {show(p.amount)}"
        case ir.Meet():
            return f"meet {p.barrier.name}{_index((p.index,))}"
        case ir.Drain():
            return f"drain {', '.join(e.name for e in p.engines)}"


def _tile(tile: ir.Tile) -> str:
    use = "reads " * tile.reads + "writes " * tile.writes or "unused "
    shape = " x ".join(show(e) for e in tile.shape)
    where = f"{tile.operand.memory.name} at {show(tile.base)}, "
    if tile.pitch is not None:
        where += f"pitch {show(tile.pitch)}, {tile.operand.layout.order}"
    if tile.placement is not None:
        unit = "bits" if tile.placement.packed else "bytes"
        where += f"{unit} {_named(tile.placement)}, {show(tile.placement.extent)} bytes in all"
    return f"tile {tile.operand.name}: {use}{tile.element.name}[{shape}] of {where}"


def _named(placement: ir.Placement) -> str:
    """The offset of an element, with what its parts are called."""
    parts = (f"{local.name} = {show(value)}" for local, value in (*placement.sizes, *placement.steps))
    return "; ".join([*parts, show(placement.offset)])


def _block(body: tuple[ir.Stmt, ...], indent: str) -> Iterator[str]:
    for s in body:
        for line in _STATEMENTS[type(s)](s):
            yield indent + line


def _local(s: ir.SetLocal) -> Iterator[str]:
    yield f"{s.local.name}: {kind(s.local.type)} = {show(s.value)}"


def _if(s: ir.If) -> Iterator[str]:
    yield f"if {show(s.condition)}:"
    yield from _block(s.then, "  ")
    if s.otherwise:
        yield "else:"
        yield from _block(s.otherwise, "  ")


def _loop(s: ir.Loop) -> Iterator[str]:
    yield f"for {s.local.name} in {show(s.start)} .. {show(s.stop)}:"
    yield from _block(s.body, "  ")


def _while(s: ir.While) -> Iterator[str]:
    yield f"while {show(s.condition)} (at most {s.limit}):"
    yield from _block(s.body, "  ")


def _grid(s: ir.Grid) -> Iterator[str]:
    fault = f" {s.conflict_fault.name}" if s.conflict_fault is not None else ""
    how = (" parallel" if s.parallel else "") + (f" conflict {s.conflict}{fault}" if s.conflict else "")
    names = ", ".join(local.name for local in s.locals)
    yield f"grid {names} in {_list(s.extents)}{how}:"
    yield from _block(s.body, "  ")


def _raise(s: ir.Raise) -> Iterator[str]:
    yield f"raise {s.fault.name}" + (f"({show(s.value)})" if s.value is not None else "")


def _host(s: ir.Host) -> Iterator[str]:
    result = f"{s.result.name} = " if s.result is not None else ""
    yield f"{result}host {s.function.name}({_list(s.arguments)})"


def _store(s: ir.Store) -> Iterator[str]:
    yield f"{s.memory.name}.write({s.element.name}, {show(s.address)}, {show(s.value)})"


_STATEMENTS: dict[type, Callable[[Any], Iterable[str]]] = {
    ir.SetLocal: _local,
    ir.ClearArray: lambda s: [f"{s.array.name}: {s.array.element.name}{list(s.array.shape)} = 0"],
    ir.SetArray: lambda s: [f"{s.array.name}{_index(s.index)} = {show(s.value)}"],
    ir.SetState: lambda s: [f"{s.state.name}{_index(s.index)} = {show(s.value)}"],
    ir.SetPc: lambda s: [f"pc = {show(s.value)}"],
    ir.Store: _store,
    ir.TileWrite: lambda s: [f"{s.tile.operand.name}{_index(s.index)} = {show(s.value)}"],
    ir.If: _if,
    ir.Loop: _loop,
    ir.While: _while,
    ir.Grid: _grid,
    ir.Raise: _raise,
    ir.Commit: lambda s: ["commit"],
    ir.Signal: lambda s: [f"signal {s.semaphore.name}{_index((s.index,))} by {show(s.amount)}"],
    ir.Host: _host,
}
