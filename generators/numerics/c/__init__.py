"""Numerics of any declared format in C: ``numerics.h``, of which an engine holds what it uses.

`Numerics` hands out the names of functions and at the end the text. The rules are ``specgen.model.numerics``'.
"""

from specgen.generators.numerics.c.formats import Mode, c_type, carrier, code_type, native, quantum
from specgen.generators.numerics.c.registry import Numerics

__all__ = ["Mode", "Numerics", "c_type", "carrier", "code_type", "native", "quantum"]
