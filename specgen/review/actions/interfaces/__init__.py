"""What witnesses ask of a side about what software outside sees: registers, queues, protocols, C interfaces."""

from specgen.review.actions.interfaces import registers

__all__ = ["registers"]
