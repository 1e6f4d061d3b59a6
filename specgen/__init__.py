"""Describe an AI accelerator once in YAML; generate everything that must agree with it."""

__version__ = "0.1.0"
