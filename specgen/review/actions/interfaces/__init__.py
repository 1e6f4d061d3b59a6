"""What witnesses ask of a side about what software outside sees: registers, queues, protocols, C interfaces."""

from specgen.review.actions.interfaces import protocols, queues, registers, runtimes

__all__ = ["protocols", "queues", "registers", "runtimes"]
