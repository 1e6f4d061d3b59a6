"""Storage images on NumPy alone: what the library calls, and what a spec's own module is made of."""
