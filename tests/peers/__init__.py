"""The other implementations of short formats: which of theirs is which of ours, and where they differ by policy.

`COMPARISONS` lists everything that can be compared, `difference` compares, and what it does not explain by a
`Policy` is wrong. The page on numerics prints `POLICIES`; a test keeps the two alike.
"""

from tests.peers.compare import Comparison, Difference, comparisons, difference, exact
from tests.peers.formats import GFLOAT_ROUNDINGS, gfloat_formats, ml_dtypes_formats, standard
from tests.peers.policies import POLICIES, Policy

__all__ = [
    "GFLOAT_ROUNDINGS",
    "POLICIES",
    "Comparison",
    "Difference",
    "Policy",
    "comparisons",
    "difference",
    "exact",
    "gfloat_formats",
    "ml_dtypes_formats",
    "standard",
]
