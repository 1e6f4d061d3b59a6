"""Pages of number formats."""
