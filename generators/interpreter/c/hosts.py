"""What instructions call outside: the host functions that every machine knows, and who calls which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.names import mangled
from specgen.generators.interpreter.c.text import array, quoted
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.interpreter.c.plan import Plan
    from specgen.model.architecture import Architecture


def emit_hosts(architecture: Architecture) -> Iterator[str]:
    """Yield what does the calls of known functions, and what cuts results to their types."""
    functions = list(architecture.functions.values())
    yield "void N_host_known(N_core *c, unsigned function, const N_wide *arguments, N_wide *result)"
    yield "{"
    yield "    switch (function) {"
    for number, function in enumerate(functions):
        call = _known(architecture, function.name, len(function.arguments)) if function.host else None
        if call is not None:
            yield f"    case {number}:"
            yield f"        {call}"
            yield "        break;"
    yield "    default:"
    yield "        N_host_exit(c, N_WIDE(-1)); /* nobody has this function */"
    yield from ("    }", "    (void)arguments;", "    (void)result;", "}", "")
    yield "N_wide N_host_cut(unsigned function, N_wide result)"
    yield "{"
    yield "    switch (function) {"
    for number, function in enumerate(functions):
        if function.host and isinstance(function.returns, IntegerType) and function.returns.width < 128:
            yield f"    case {number}:"
            yield f"        return {_cut(function.returns)};"
    yield from ("    default:", "        return result;", "    }", "}", "")


def _cut(kind: IntegerType) -> str:
    up = 128 - kind.width
    value = f"(N_u128)N_whole(result) << {up}"
    return f"N_WIDE((N_s128)({value}) >> {up})" if kind.signed else f"N_WIDE(({value}) >> {up})"


def _known(architecture: Architecture, name: str, given: int) -> str | None:
    match name:
        case "exit":
            return f"N_host_exit(c, {'arguments[0]' if given else 'N_WIDE(0)'});"
        case "trace":
            return "N_host_trace(arguments[0]);"
        case "putchar":
            return "*result = N_host_putchar(arguments[0]);"
        case "getchar":
            return "*result = N_host_getchar();"
        case "steps":
            return "*result = N_WIDE(c->steps);"
        case "write":
            memory = architecture.functions[name].memory
            assert memory is not None
            return f"*result = N_host_write(c->m_{mangled(memory.name)}, arguments[0], arguments[1], arguments[2]);"
        case _:
            return None


def emit_callers(plan: Plan) -> Iterator[str]:
    """Yield who calls which host function, each pair once."""
    callers = [(r.program.instruction.name, r.body) for r in plan.routines]
    callers += [(f"the trap entry of {name}", trap.body) for name, trap in plan.semantics.traps.items()]
    callers += [
        (f"{register} of {d}", access.body) for (d, register, _), access in plan.semantics.devices.items()
    ]
    pairs = [
        (c, s.function.name) for c, b in callers for s in statements(b.statements) if isinstance(s, ir.Host)
    ]
    items = [f"{{{quoted(caller)}, {quoted(function)}}}" for caller, function in dict.fromkeys(pairs)]
    yield from array("static const char *const N_called[][2]", [*items, "{NULL, NULL}"])
    yield "const char *N_callers(unsigned i, const char **function)"
    yield "{"
    yield "    *function = N_called[i][1];"
    yield "    return N_called[i][0];"
    yield "}"
