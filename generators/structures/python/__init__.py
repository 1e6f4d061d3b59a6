"""Structures in Python: a module that imports nothing of specgen."""
