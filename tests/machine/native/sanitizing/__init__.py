"""Engines under sanitizers: compiled, fed rounds of random instructions, and compared with the plain native engine.

compiling  drivers and commands of an engine, kept in ``build/sanitized`` by content
rounds     random instructions on random state, as orders to a driver
answers    what a driver says, and where two of them differ
"""
