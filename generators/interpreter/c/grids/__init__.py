"""Fast forms of grids in C; what has none is a plain nest of loops."""

from specgen.generators.interpreter.c.grids.emission import emit as emit_grid

__all__ = ["emit_grid"]
