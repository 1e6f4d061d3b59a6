"""What witnesses ask of what instructions do, of what numbers mean, and of how a machine begins."""

from specgen.review.actions.behaviour import formats, machines, running

__all__ = ["formats", "machines", "running"]
