"""From one layout of a tensor to another: the instructions that do it, and what they move."""

from specgen.perfmodel.transfers.plan import Plan, Use, conversions

__all__ = ["Plan", "Use", "conversions"]
