"""Rules of runtimes' interfaces in C, and of what a driver shares with user space."""

from specgen.review.rules.runtimes import functions, promises, tables, values

__all__ = ["functions", "promises", "tables", "values"]
