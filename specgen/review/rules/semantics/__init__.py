"""What instructions do, what numbers mean, what waits for what, and when a result is there."""

from specgen.review.rules.semantics import devices, formats, machines, ordering, results, timing, undefined

__all__ = ["devices", "formats", "machines", "ordering", "results", "timing", "undefined"]
