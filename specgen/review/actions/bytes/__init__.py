"""What witnesses ask of bytes: memories, layouts, structures, executables, error codes."""

from specgen.review.actions.bytes import errors, executables, layouts, memories, structures

__all__ = ["errors", "executables", "layouts", "memories", "structures"]
