"""What witnesses ask of bytes: memories, layouts, structures, executables, error codes."""

from specgen.review.actions.bytes import layouts, memories

__all__ = ["layouts", "memories"]
