"""Functions of what the machine itself runs: entries of traps, and accesses of devices' registers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import statements
from specgen.generators.interpreter.python.functions.emitter import Emitter
from specgen.generators.interpreter.python.functions.function import (
    FunctionSource,
    assigned_twice,
    uses_numpy,
)
from specgen.semantics import ir
from specgen.semantics.walk import expressions

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.storage import Storage
    from specgen.model.execution import Processor
    from specgen.model.types import NumberType


def emit_trap(processor: Processor, handler: ir.Handler, storage: Mapping[str, Storage]) -> FunctionSource:
    """``run_<name>(m, pc, next_pc, fault_code, fault_value)`` of a trap entry; it gives the new pc."""
    name = f"trap_{processor.name}"
    head = f"def run_{name}(m, pc, next_pc, fault_code, fault_value):"
    doc = f"Enters a trap of {processor.name}."
    return _emit(name, head, doc, handler, storage, processor.program_counter.type)


def emit_access(
    device: str, register: str, key: str, handler: ir.Handler, storage: Mapping[str, Storage]
) -> FunctionSource:
    """``run_<name>(m, value)`` of a write to a register; ``run_<name>(m)`` of a read gives the value."""
    name = re.sub(r"\W", "_", f"{device}_{register}_{key}")
    head = f"def run_{name}(m{', value_' if handler.argument is not None else ''}):"
    return _emit(name, head, f"{key.capitalize()}s {register} of {device}.", handler, storage, None)


def _emit(
    name: str,
    head: str,
    doc: str,
    handler: ir.Handler,
    storage: Mapping[str, Storage],
    counter: NumberType | None,
) -> FunctionSource:
    body = handler.body
    e = Emitter(storage)
    e.program_counter = counter
    e.assigned_twice = assigned_twice(body)
    e.pc_written = body.writes_pc and any(isinstance(x, ir.Pc) for x in expressions(body.statements))
    if handler.argument is not None:
        e.line(f"{e.local(handler.argument)} = value_")
    statements.block(e, body.statements)
    lines = [f"@{e.constant('quiet', runtime.quiet)}"] if uses_numpy(body) else []
    lines += [head, f'    """{doc}"""', *(f"    {bound} = {text}" for bound, text in e.bound.items())]
    lines += ["    new_pc = None"] if counter is not None else []
    lines += e.lines
    if counter is not None:
        lines.append("    return new_pc")
    elif handler.result is not None:
        lines.append(f"    return {e.local(handler.result)}")
    e.constants.setdefault("np", runtime.np)
    return FunctionSource(name, "\n".join([*lines, ""]), e.constants)
