"""Changes of memories and who reaches them."""
