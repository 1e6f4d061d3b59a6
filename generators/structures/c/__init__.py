"""Structures in C11 and C++17: structs, accessors, readers and writers."""
