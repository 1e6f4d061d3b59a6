"""The emitter from the typed IR to C: one function per body, or its statements for the dispatcher.

An `Emitter` holds what one function needs while it is made: its lines, the names it gave, and a `Context`, which says
what the engine calls operands, state and faults. Expressions become `Code`: a text with its precedence, its C type and
the interval of its values, from which the next operation takes the smallest machine type that is exact, or that keeps
the low bits that are asked for. By kind of node (`lower` is where the modules register):

    integers, choices   arithmetic, cuts and slices; comparisons, conditions, divisions
    floats              calls of the numerics' functions
    reads, memories     operands, locals, state, tables; checked accesses of memories
    tiles               tile operands, whole extents checked first
    statements, writes  statements and assignments; `homes` finds the block that each local is declared in
    grids, pending      nests of loops; what conflicting writes mean, and those that wait for a grid's end
    hazards             whether a fault may follow a write, so that writes are noted to be undone
    function, files     whole functions with what they sample at issue and wait for; the files that they stand in

Parts of an expression that may fault become statements of their own, in the order in which they are evaluated, before
the statement that uses their values; everything else stays one C expression.
"""

from specgen.generators.interpreter.c.functions import (  # register forms
    choices,
    floats,
    integers,
    memories,
    reads,
    tiles,
)
from specgen.generators.interpreter.c.functions.code import Code
from specgen.generators.interpreter.c.functions.context import Context
from specgen.generators.interpreter.c.functions.files import emit_functions
from specgen.generators.interpreter.c.functions.function import FunctionText, emit_function, inline_body

__all__ = [
    "Code",
    "Context",
    "FunctionText",
    "choices",
    "emit_function",
    "emit_functions",
    "floats",
    "inline_body",
    "integers",
    "memories",
    "reads",
    "tiles",
]
