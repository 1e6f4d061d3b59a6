"""The language of claims: a comparison of two expressions, with units, calls and members.

parse_claim("llama_3_1_8b.decode(batch=1, context=2048).tokens_per_s >= 150")
parse_claim("gemm(m=4096, n=4096, k=4096, format=bf16).time within 10% of 1.2 ms")
"""

from specgen.perfmodel.claims.language.nodes import (
    Argument,
    Binary,
    Call,
    Comparison,
    Constant,
    Member,
    Name,
    Negation,
    Node,
)
from specgen.perfmodel.claims.language.parser import parse_claim, parse_metric

__all__ = [
    "Argument",
    "Binary",
    "Call",
    "Comparison",
    "Constant",
    "Member",
    "Name",
    "Negation",
    "Node",
    "parse_claim",
    "parse_metric",
]
