"""Layouts in Python: index functions on numbers and arrays, pack and unpack of arrays."""
