"""Pages of memories and of what joins them."""
