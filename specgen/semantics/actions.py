"""Calls that are statements: memory writes, synchronisation, faults, commits."""

from __future__ import annotations

import ast
from collections.abc import Callable

from specgen.model.execution import Barrier, Engine, Function
from specgen.model.memory import Memory
from specgen.semantics import ir
from specgen.semantics.build import cut, ints
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import CALLS, expression, integer, not_integer
from specgen.semantics.forms.calls import arguments
from specgen.semantics.places import indices, semaphore_index, single_index
from specgen.semantics.scope import lookup, unknown
from specgen.semantics.statements import statement
from specgen.semantics.types.values import bounds
from specgen.source import did_you_mean


def action(t: Typer, node: ast.Expr) -> None:
    """A call that is a statement."""
    call = node.value
    if isinstance(call, ast.Constant) and isinstance(call.value, str):
        raise Wrong("sem-unsupported", call, "a text is no statement", "comments begin with #")
    if not isinstance(call, ast.Call):
        expression(t, call)
        compared = isinstance(call, ast.Compare) and isinstance(call.ops[0], ast.Eq)
        hint = "one = assigns, two compare" if compared else "assign it to a place"
        raise Wrong("sem-no-effect", call, "this value is not used", hint)
    if isinstance(call.func, ast.Attribute):
        t.started = True
        _method(t, call, call.func)
    elif isinstance(call.func, ast.Name):
        _named(t, call, call.func)
    else:
        raise Wrong("sem-unsupported", call, "only functions are called")


def _named(t: Typer, call: ast.Call, function: ast.Name) -> None:
    form = _ACTIONS.get(function.id)
    if form is not None:
        form(t, call)
        return
    t.started = True
    if function.id in CALLS or function.id in t.world.types or function.id in t.choices:
        expression(t, call)
        raise Wrong("sem-no-effect", call, "this value is not used", "assign it to a place")
    try:
        thing = lookup(t, function)
    except Wrong:
        candidates = (*t.world.architecture.functions, *_ACTIONS)
        raise unknown(t, function.id, function, candidates) from None
    if not isinstance(thing, Function):
        raise Wrong("sem-not-a-value", call, f"{function.id} is not a function")
    from specgen.semantics.functions import inline

    inline(t, call, thing, as_statement=True)


def _method(t: Typer, call: ast.Call, function: ast.Attribute) -> None:
    thing = lookup(t, function.value) if isinstance(function.value, ast.Name) else None
    if not isinstance(thing, Memory):
        raise Wrong("sem-unsupported", call, "only memories have functions: read and write")
    from specgen.semantics.forms.memory import read, write

    if function.attr == "write":
        write(t, call, thing)
    elif function.attr == "read":
        read(t, call, thing)
        raise Wrong("sem-no-effect", call, "this value is not used", "assign it to a place")
    else:
        raise unknown(t, function.attr, function, ("read", "write"), thing.name)


def _first(t: Typer, call: ast.Call) -> None:
    """Refuse what must come first in an instruction where it does not."""
    name = call.func.id  # type: ignore[attr-defined]
    if t.started or t.inlined is not None or not t.is_instruction:
        message = f"{name}(...) comes first in an instruction"
        raise Wrong("sem-prelude", call, message, "move it up, out of conditions, loops and functions")


def _wait(t: Typer, call: ast.Call) -> None:
    _first(t, call)
    place, amount_node = arguments(t, call, 2)
    assert place is not None
    assert amount_node is not None
    semaphore, index = semaphore_index(t, place)
    if semaphore.consumer not in ("any", t.runs_on):
        message = f"{semaphore.name} is consumed by {semaphore.consumer}, and this runs on {t.runs_on}"
        raise Wrong("sem-semaphore", call, message, "wait for another semaphore, or declare this consumer")
    amount = _amount(t, amount_node, semaphore.max if semaphore.underflow is None else None)
    if semaphore.underflow is not None and ints(amount).high > semaphore.max:
        t.faults[semaphore.underflow] = None
    t.prelude.append(ir.Wait(semaphore, index, amount, t.span(call)))


def _amount(t: Typer, node: ast.expr, most: int | None) -> ir.Expr:
    amount = integer(t, node)
    held = ints(amount)
    if held.low < 0 or (most is not None and held.high > most):
        message = f"this amount lies in {bounds(held)}, and the semaphore counts up to {most}"
        if most is None:
            message = f"this amount lies in {bounds(held)}, and may be negative"
        raise Wrong("sem-semaphore", node, message, "take its low bits, or widen the semaphore's max")
    return amount


def _signal(t: Typer, call: ast.Call) -> None:
    t.started = True
    place, amount_node = arguments(t, call, 2)
    assert place is not None
    assert amount_node is not None
    semaphore, index = semaphore_index(t, place)
    if t.is_instruction and t.runs_on not in semaphore.producers:
        message = f"{semaphore.name} is signalled by {', '.join(semaphore.producers) or 'nobody'}, and this runs on {t.runs_on}"
        raise Wrong("sem-semaphore", call, message, "signal another semaphore, or declare this producer")
    if t.in_grid:
        raise Wrong("sem-grid", call, "a grid cannot signal", "signal after it")
    if semaphore.on_full == "fault" and semaphore.overflow is not None:
        t.faults[semaphore.overflow] = None
    t.out.append(ir.Signal(semaphore, index, _amount(t, amount_node, semaphore.max), span=t.span(call)))


def _barrier(t: Typer, call: ast.Call) -> None:
    _first(t, call)
    (place,) = arguments(t, call, 1)
    name = place.value if isinstance(place, ast.Subscript) else place
    thing = lookup(t, name) if isinstance(name, ast.Name) else None
    if not isinstance(thing, Barrier):
        raise Wrong("sem-arguments", call, "a barrier is needed here", "such as barrier(b[0])")
    if isinstance(place, ast.Subscript):
        index = indices(t, place, thing.name, (thing.count,), None, "check it before")[0]
    elif thing.count == 1:
        index = single_index(t, call)
    else:
        raise Wrong(
            "sem-index-count", call, f"{thing.name} has {thing.count} entries", f"name one: {thing.name}[0]"
        )
    t.prelude.append(ir.Meet(thing, index, t.span(call)))


def _drain(t: Typer, call: ast.Call) -> None:
    _first(t, call)
    engines: list[Engine] = []
    declared = t.world.architecture.engines
    for argument in call.args:
        name = argument.id if isinstance(argument, ast.Name) else ""
        if name not in declared:
            hint = did_you_mean(name, declared) or "such as drain(dma)"
            raise Wrong("sem-arguments", argument, "drain takes names of engines", hint)
        engines.append(declared[name])
    if not engines or call.keywords:
        raise Wrong(
            "sem-arguments",
            call,
            "drain takes names of engines",
            f"such as drain({next(iter(declared), 'dma')})",
        )
    if t.engine in engines:
        raise Wrong(
            "sem-arguments", call, "an engine cannot wait for itself", "its instructions run in order"
        )
    t.prelude.append(ir.Drain(tuple(engines), t.span(call)))


def _commit(t: Typer, call: ast.Call) -> None:
    t.started = True
    arguments(t, call, 0)
    if t.in_grid:
        raise Wrong(
            "sem-grid", call, "a grid cannot commit", "use range, whose iterations come one after the other"
        )
    t.out.append(ir.Commit(span=t.span(call)))


_ACTIONS: dict[str, Callable[[Typer, ast.Call], None]] = {
    "wait": _wait,
    "signal": _signal,
    "barrier": _barrier,
    "drain": _drain,
    "commit": _commit,
}


@statement(ast.Raise)
def raise_fault(t: Typer, node: ast.Raise) -> None:
    """``raise name(value)``."""
    t.started = True
    exc = node.exc
    name_node = exc.func if isinstance(exc, ast.Call) else exc
    if node.cause is not None or not isinstance(name_node, ast.Name):
        raise Wrong("sem-unsupported", node, "a raise names a declared fault", "raise out_of_range(address)")
    faults = t.world.architecture.faults
    fault = faults.get(name_node.id)
    if fault is None:
        raise Wrong(
            "sem-fault", name_node, f"no fault is called {name_node.id!r}", did_you_mean(name_node.id, faults)
        )
    given = list(exc.args) if isinstance(exc, ast.Call) else []
    value: ir.Expr | None = None
    if (len(given) == 1) != (fault.value is not None) or len(given) > 1:
        what = f"carries a {fault.value.name}" if fault.value is not None else "carries no value"
        usage = f"raise {fault.name}(value)" if fault.value is not None else f"raise {fault.name}"
        raise Wrong("sem-fault", node, f"{fault.name} {what}", usage)
    if given and fault.value is not None:
        value = expression(t, given[0], fault.value.width)
        if type(value.type) is not ir.IntValue:
            raise not_integer(value, given[0])
        value = cut(fault.value, value, t.span(given[0]))
    t.faults[fault] = None
    t.out.append(ir.Raise(fault, value, span=t.span(node)))
    t.flow.dead = True
