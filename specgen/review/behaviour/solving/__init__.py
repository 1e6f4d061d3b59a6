"""Typed semantics as formulas: whether some input tells two sides apart, by z3 (an optional extra).

Integers are bit-vectors that hold their whole interval, register files arrays, faults part of the outcome. Operations of floats
stand for themselves as uninterpreted functions, those that commute with their operands in one order: what is equal for all of
them is equal for the real ones. A loop is equal where its bounds and one turn of it are, from any state that both sides share.
"""

from specgen.review.behaviour.solving.asking import Answer, ask_solver

__all__ = ["Answer", "ask_solver"]
