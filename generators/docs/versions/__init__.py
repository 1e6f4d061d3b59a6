"""Versions of a spec beside one another: what changed between two of them, and what there is to take of each."""
