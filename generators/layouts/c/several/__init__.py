"""Tensors in several parts in C: where elements of each part lie, pack, unpack, and looking up one element."""
