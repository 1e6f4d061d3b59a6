"""Performance model: what a program costs, from the numbers in the spec."""
