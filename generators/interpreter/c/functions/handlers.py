"""Functions of what the machine itself runs: entries of traps, and accesses of devices' registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions import statements
from specgen.generators.interpreter.c.functions.context import Context
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.function import start, swept, unused
from specgen.generators.interpreter.c.functions.homes import Homes
from specgen.generators.interpreter.c.functions.names import mangled

if TYPE_CHECKING:
    from specgen.generators.numerics import Numerics
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.semantics import ir


def emit_trap(
    architecture: Architecture, processor: Processor, handler: ir.Handler, numerics: Numerics
) -> tuple[str, str]:
    """The prototype and the text of ``N_trap_<processor>(c, s)``, which sets ``s->next``."""
    head = f"void N_trap_{mangled(processor.name)}(N_core *c, N_step *s)"
    e = _emitter(Context(architecture=architecture, processor=processor), handler, numerics)
    start(e, handler.body)
    statements.body(e, handler.body.statements, _nothing)
    return f"{head};", _function(f"Enters a trap of {processor.name}.", head, ("c", "s"), e)


def emit_access(
    architecture: Architecture, device: str, register: str, key: str, handler: ir.Handler, numerics: Numerics
) -> tuple[str, str]:
    """The prototype and the text of ``N_<key>_<device>_<register>``: of a read, which gives the value, or of a write."""
    e = _emitter(Context(architecture=architecture), handler, numerics)
    name, result, given = f"N_{key}_{mangled(device)}_{mangled(register)}", "void", ""
    if handler.argument is not None:
        e.homes.given(handler.argument)
        given = f", {local_type(handler.argument).name} {e.name_of(handler.argument)}"
    if handler.result is not None:
        e.homes.given(handler.result)
        result = local_type(handler.result).name
        e.line(f"{result} {e.name_of(handler.result)} = 0;")
    statements.body(e, handler.body.statements, _nothing)
    if handler.result is not None:
        e.line(f"return {e.name_of(handler.result)};")
    head = f"{result} {name}(N_core *c{given})"
    arguments = ("c", *([e.name_of(handler.argument)] if handler.argument is not None else []))
    return f"{head};", _function(f"{key.capitalize()}s {register} of {device}.", head, arguments, e)


def _emitter(context: Context, handler: ir.Handler, numerics: Numerics) -> Emitter:
    e = Emitter(context, numerics, Homes(handler.body.statements))
    e.taken |= {"c", "d", "s"}
    return e


def _function(summary: str, head: str, arguments: tuple[str, ...], e: Emitter) -> str:
    lines = swept(e.lines)
    return "\n".join([f"/* {summary} */", head, "{", *unused(arguments, lines), *lines, "}", ""])


def _nothing(_statement: ir.Stmt) -> None:
    """No comment."""
