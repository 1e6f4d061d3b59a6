"""The emitter for whatever is more than integers and register files: one function per instruction and body."""

from specgen.generators.interpreter.python.functions import (  # register forms
    choices,
    floats,
    integers,
    memories,
    reads,
)
from specgen.generators.interpreter.python.functions.function import (
    FunctionSource,
    emit_function,
    load_function,
)

__all__ = [
    "FunctionSource",
    "choices",
    "emit_function",
    "floats",
    "integers",
    "load_function",
    "memories",
    "reads",
]
