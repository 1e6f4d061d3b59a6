"""Conformance vectors: an instruction, the state before it and the state after it, for whoever implements the spec."""
