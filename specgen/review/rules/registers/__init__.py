"""Rules of registers that software outside sees, and of interrupts."""

from specgen.review.rules.registers import access, bits, interrupts, meaning, presence

__all__ = ["access", "bits", "interrupts", "meaning", "presence"]
