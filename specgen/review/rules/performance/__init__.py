"""Changes of what the performance model computes with, and of what it computes."""

from specgen.review.rules.performance import figures, inputs

__all__ = ["figures", "inputs"]
