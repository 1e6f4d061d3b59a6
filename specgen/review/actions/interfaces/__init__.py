"""What witnesses ask of a side about what software outside sees: registers, queues, protocols, C interfaces."""

from specgen.review.actions.interfaces import queues, registers, runtimes

__all__ = ["queues", "registers", "runtimes"]
