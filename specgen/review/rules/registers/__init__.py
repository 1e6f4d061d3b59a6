"""Registers that software outside sees, and interrupts: where they lie, what accesses do, what they mean."""

from specgen.review.rules.registers import access, bits, interrupts, meaning, presence

__all__ = ["access", "bits", "interrupts", "meaning", "presence"]
