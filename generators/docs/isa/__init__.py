"""Pages of the instruction set."""
