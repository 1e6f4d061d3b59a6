"""The emitter for whatever is more than integers and register files: one function per instruction and body."""

from specgen.generators.interpreter.python.functions import floats, integers, memories, reads  # register forms
from specgen.generators.interpreter.python.functions.function import FunctionSource, emit_function, load_function

__all__ = ["FunctionSource", "emit_function", "floats", "integers", "load_function", "memories", "reads"]
