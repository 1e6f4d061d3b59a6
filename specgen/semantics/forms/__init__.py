"""One module per kind of expression: each types its syntax into IR. Importing this package registers them all."""

from specgen.semantics.forms import (
    arithmetic,
    bits,
    calls,
    conditions,
    conversions,
    floats,
    memory,
    names,
    subscripts,
)

__all__ = [
    "arithmetic",
    "bits",
    "calls",
    "conditions",
    "conversions",
    "floats",
    "memory",
    "names",
    "subscripts",
]
