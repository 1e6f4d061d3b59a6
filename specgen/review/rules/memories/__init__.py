"""Changes of memories, and of what joins them."""

from specgen.review.rules.memories import attributes, regions

__all__ = ["attributes", "regions"]
