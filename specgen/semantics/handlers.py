"""What the machine itself runs: entries of traps, and accesses of devices' registers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.context import Refused, Text, Typer, Wrong
from specgen.semantics.functions import called, trap_text
from specgen.semantics.locals import put_local
from specgen.semantics.parse import SyntaxProblem, parse_body
from specgen.semantics.scope import unknown
from specgen.semantics.statements import statements
from specgen.semantics.types import interval, place_value
from specgen.semantics.walk import every, own
from specgen.semantics.walk import statements as all_statements

if TYPE_CHECKING:
    from specgen.model.execution import Fault, Function, Processor
    from specgen.model.memory import Device, DeviceRegister
    from specgen.semantics.scope import World

_CANNOT: dict[type, str] = {
    ir.Raise: "raises a fault",
    ir.Commit: "commits",
    ir.Signal: "signals a semaphore",
    ir.Store: "writes a memory",
    ir.Load: "reads a memory",
}


def type_trap(world: World, processor: Processor, traps: dict[str, ir.Handler]) -> None:
    """Type a processor's trap entry, and add it to ``traps`` if nothing is wrong with it."""
    entry = processor.on_raise
    assert entry is not None
    text, tree = trap_text(entry), parse_body(entry.body)
    if isinstance(tree, SyntaxProblem):
        world.syntax_error(tree, text)
        return
    t = Typer(world, text, {}, processor=processor, handles="trap")
    statements(t, tree)
    report_unused(t)
    body = _body(t)
    for wrong in _refused(body, "a trap entry"):
        t.report(wrong)
    if not t.failed and not _sets_pc(body.statements):
        message = f"a fault of {processor.name} may leave pc as it is, and would be raised for ever"
        t.report(Wrong("sem-handler", tree[-1] if tree else None, message, "assign pc on every way through"))
    if not t.failed:
        traps[processor.name] = ir.Handler(body)


def type_register(
    world: World,
    device: Device,
    register: DeviceRegister,
    handlers: dict[tuple[str, str, str], ir.Handler],
) -> None:
    """Type what reads and what writes a register of a device, and add it to ``handlers``."""
    for key in ("read", "write"):
        name = getattr(register, key)
        function = world.architecture.functions.get(name)
        if function is None or name in world.broken_functions:
            continue
        t = Typer(world, Text(name, register.origin, (key,)), {}, handles="device")
        handler = _access(t, register, function, key)
        for wrong in _refused(handler.body, f"a register of {device.name}"):
            t.report(wrong)
        if not t.failed:
            handlers[device.name, register.name, key] = handler


def _access(t: Typer, register: DeviceRegister, function: Function, key: str) -> ir.Handler:
    call = ast.Name(function.name, ast.Load(), lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)
    span, held = t.span(call), place_value(register.type)
    argument = result = None
    try:
        if key == "write":
            argument = ir.Local(t.fresh("value"), held, register.type)
            called(t, call, function, [ir.LocalRead(argument, type=held, span=span)], whole=True)
        elif (value := called(t, call, function, [], whole=True)) is not None:
            result = ir.Local(t.fresh("value"), held, register.type)
            put_local(t, result, value, span)
    except Refused as refused:
        t.report(refused)
    return ir.Handler(_body(t), argument, result)


def raised(t: Typer, node: ast.Attribute) -> ir.Expr:
    """``fault.code`` and ``fault.value``. Raises ``Wrong`` outside of a trap entry."""
    if t.handles != "trap":
        message = "only a trap entry is told the fault that was raised"
        raise Wrong("sem-not-a-value", node, message, "keep what is needed of it in state, in on_raise")
    faults = [fault for fault in t.world.architecture.faults.values() if not fault.stops]
    if node.attr == "code":
        codes = [fault.code for fault in faults] or [0]
        return ir.FaultCode(type=interval(min(codes), max(codes)), span=t.span(node))
    if node.attr == "value":
        return ir.FaultValue(type=interval(0, (1 << value_width(faults)) - 1), span=t.span(node))
    raise unknown(t, node.attr, node, ("code", "value"), "fault")


def value_width(faults: Iterable[Fault]) -> int:
    """Bits of the widest value that one of these faults carries."""
    return max((fault.value.width for fault in faults if fault.value is not None), default=0)


def report_unused(t: Typer) -> None:
    """Warn of locals that are set and never used."""
    for name, node in t.first_set.items():
        if name not in t.used and not t.failed:
            t.world.report("sem-unused", f"{name} is never used", t.text, node, "leave it out")


def _body(t: Typer) -> ir.Body:
    return ir.Body(
        when={},
        prelude=tuple(t.prelude),
        tiles=(),
        statements=tuple(t.out),
        writes_pc=t.writes_pc,
        may_fault=bool(t.faults),
        faults=tuple(t.faults),
    )


def _refused(body: ir.Body, what: str) -> Iterator[Wrong]:
    """What the machine cannot do while it handles something else: wait, raise, or touch memory."""
    for wait in body.prelude:
        yield _wrong(wait.span, f"{what} cannot wait")
    for one in all_statements(body.statements):
        if type(one) in _CANNOT:
            yield _wrong(one.span, f"{what} cannot do this: it {_CANNOT[type(one)]}")
        elif isinstance(one, ir.Grid) and one.conflict_fault is not None:
            yield _wrong(one.span, f"{what} cannot do this: it may raise {one.conflict_fault.name}")
        for part in (part for top in own(one) for part in every(top)):
            if type(part) in _CANNOT:
                yield _wrong(part.span, f"{what} cannot do this: it {_CANNOT[type(part)]}")
        yield from _raising(one, what)


def _raising(one: ir.Stmt, what: str) -> Iterator[Wrong]:
    """Indices that are not proven, of places that are read or written."""
    places: list[ir.Stmt | ir.Expr] = [one, *(part for top in own(one) for part in every(top))]
    for place in places:
        indices = () if isinstance(place, ir.Signal) else getattr(place, "index", ())
        for index in indices:
            if index.fault is not None:
                yield _wrong(place.span, f"{what} cannot do this: it may raise {index.fault.name}")


def _wrong(span: ir.Span, message: str) -> Wrong:
    at = ast.Pass(
        lineno=span.line, col_offset=span.column - 1, end_lineno=span.line, end_col_offset=span.end_column - 1
    )
    return Wrong("sem-handler", at, message, "let an instruction do it, or keep what it needs in state")


def _sets_pc(body: Iterable[ir.Stmt]) -> bool:
    """Whether every way through assigns pc."""
    return any(
        isinstance(one, ir.SetPc)
        or (isinstance(one, ir.If) and _sets_pc(one.then) and _sets_pc(one.otherwise))
        for one in body
    )
