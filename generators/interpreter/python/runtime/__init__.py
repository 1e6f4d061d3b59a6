"""What generated code calls: numerics of every format, memory, faults. See ``specgen.model.numerics`` for the rules."""

from collections.abc import Callable
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime import divide
from specgen.generators.interpreter.python.runtime.arithmetic import (
    fma32_exact_product,
    fma32_short_product,
    operation,
)
from specgen.generators.interpreter.python.runtime.converting import as_values, converter
from specgen.generators.interpreter.python.runtime.deferred import Target, Writes, put, put_list, take
from specgen.generators.interpreter.python.runtime.faults import (
    Checks,
    FaultRaised,
    Journal,
    Kind,
    index,
)
from specgen.generators.interpreter.python.runtime.integers import from_integer, to_integer
from specgen.generators.interpreter.python.runtime.mapped import load_mapped, store_mapped
from specgen.generators.interpreter.python.runtime.memory import (
    Access,
    Extent,
    check,
    gather,
    load,
    offsets,
    scatter,
    store,
    target,
    tile,
    window,
)
from specgen.generators.interpreter.python.runtime.placed import Places, Reaching, placed, strided
from specgen.generators.interpreter.python.runtime.selecting import comparison, minmax, scaling, sign, test
from specgen.generators.interpreter.python.runtime.traits import Reach, Traits, reach, traits
from specgen.model.types import FloatType

#: Runs a function without NumPy's warnings of overflow, division by zero and NaN.
quiet = np.errstate(all="ignore")

__all__ = [
    "Access",
    "Checks",
    "Extent",
    "FaultRaised",
    "Journal",
    "Kind",
    "Places",
    "Reach",
    "Reaching",
    "Target",
    "Traits",
    "Writes",
    "check",
    "comparison",
    "converter",
    "divide",
    "fma32_exact_product",
    "fma32_short_product",
    "from_code",
    "from_integer",
    "gather",
    "index",
    "lanes",
    "load",
    "load_mapped",
    "minmax",
    "np",
    "offsets",
    "operation",
    "placed",
    "put",
    "put_list",
    "quiet",
    "reach",
    "scaling",
    "scatter",
    "sign",
    "store",
    "store_mapped",
    "strided",
    "take",
    "target",
    "test",
    "tile",
    "to_integer",
    "traits",
    "window",
]


def from_code(of: FloatType, code: int) -> Any:
    """The value of a code as it is handed about: a NumPy float for f32 and f64, else the code."""
    known = traits(of)
    return as_values(np.asarray(code, known.code_dtype), known)[()] if known.native is not None else code


def from_code_function(of: FloatType) -> Callable[[int], Any]:
    """`from_code` of one format; bits beyond its width are dropped."""
    mask = (1 << of.width) - 1
    return lambda code: from_code(of, int(code) & mask)


def lanes(start: Any, stop: Any, mask: Any = True) -> range:
    """The turns of a loop that any live iteration takes."""
    first, last, live = np.broadcast_arrays(start, stop, mask)
    live = live & (first < last)
    return range(int(first[live].min()), int(last[live].max())) if live.any() else range(0)
