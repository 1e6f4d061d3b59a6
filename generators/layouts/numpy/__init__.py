"""Layouts in NumPy."""
