"""Layouts in C11 and C++17: index functions, their inverses, pack and unpack."""
