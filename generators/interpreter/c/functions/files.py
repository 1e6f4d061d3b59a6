"""The files that functions stand in: ``functions.h``, ``tables.c``, and one of functions for each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.code import literal
from specgen.generators.interpreter.c.functions.function import FunctionText, emit_function
from specgen.generators.interpreter.c.functions.names import mangled
from specgen.generators.interpreter.c.functions.reads import table_type
from specgen.generators.interpreter.c.text import fill

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.plan import Plan
    from specgen.generators.numerics import Numerics
    from specgen.model.execution import Table

_MOST = 40  # functions in one file, so that compiling is parallel and quick


def emit_functions(plan: Plan, numerics: Numerics) -> dict[str, str]:
    """The files by name; what they need of ``numerics.h`` is asked of ``numerics``."""
    groups: dict[str, list[FunctionText]] = {}
    for routine in plan.routines:
        if not routine.inline:
            group = mangled(routine.program.instruction.group or "plain").lower()
            groups.setdefault(group, []).append(emit_function(plan, routine, numerics))
    files = {
        "waiting.c": fill("waiting.c"),
        "functions.h": _header(plan, [f for group in groups.values() for f in group]),
    }
    if plan.architecture.tables:
        files["tables.c"] = "\n".join(_tables(plan))
    for group, functions in groups.items():
        for number, start in enumerate(range(0, len(functions), _MOST)):
            suffix = f"-{number + 1}" if len(functions) > _MOST else ""
            part = functions[start : start + _MOST]
            files[f"functions_{group}{suffix}.c"] = _file(group, part)
    return files


def _file(group: str, functions: list[FunctionText]) -> str:
    head = f'/* Instructions of the group "{group}". */\n#include "functions.h"\n\n'
    return head + "\n".join(f.text for f in functions)


def _header(plan: Plan, functions: list[FunctionText]) -> str:
    members = [f"    {member}" for f in functions for member in f.captured] or ["    char nothing;"]
    tables = [f"extern const {_declared(table)};" for table in plan.architecture.tables.values()]
    return fill(
        "functions.h",
        arguments=str(_most_arguments(plan)),
        captured="\n".join(members),
        tables="\n".join([*tables, ""] if tables else []),
        prototypes="\n".join(prototype for f in functions for prototype in f.prototypes),
    )


def _most_arguments(plan: Plan) -> int:
    """Arguments of the host function that has most of them; at least one, so that there is an array."""
    hosts = (f for f in plan.architecture.functions.values() if f.host)
    return max((len(f.arguments) for f in hosts), default=1) or 1


def _declared(table: Table) -> str:
    shape = "".join(f"[{n}]" for n in table.shape)
    return f"{table_type(table).name} N_t_{mangled(table.name)}{shape}"


def _tables(plan: Plan) -> Iterator[str]:
    yield '#include "functions.h"'
    for table in plan.architecture.tables.values():
        yield ""
        yield f"const {_declared(table)} = {_values(table, 0, 0)};"
    yield ""


def _values(table: Table, axis: int, start: int) -> str:
    if axis == len(table.shape):
        return literal(table.values[start], table_type(table)).text
    step = 1
    for n in table.shape[axis + 1 :]:
        step *= n
    parts = [_values(table, axis + 1, start + n * step) for n in range(table.shape[axis])]
    if axis + 1 < len(table.shape):
        return "{" + ", ".join(parts) + "}"
    rows = [", ".join(parts[n : n + 12]) for n in range(0, len(parts), 12)]
    return "{" + rows[0] + "}" if len(rows) == 1 else "{\n    " + ",\n    ".join(rows) + ",\n}"
