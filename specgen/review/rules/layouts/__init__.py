"""Changes of tensor layouts."""

from specgen.review.rules.layouts import functions, properties

__all__ = ["functions", "properties"]
