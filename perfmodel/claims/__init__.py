"""Claims of decisions, and targets: sentences about the performance model that are computed with every check.

The language is in `specgen.perfmodel.claims.language`; what its names mean, in `facts` and `scope`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.perfmodel.claims.asking import figure, metric
    from specgen.perfmodel.claims.designs import Designs
    from specgen.perfmodel.claims.findings import check_claims
    from specgen.perfmodel.claims.judging import results_of
    from specgen.perfmodel.claims.outcome import compute
    from specgen.perfmodel.claims.records import (
        AlternativeRecord,
        ClaimRecord,
        DecisionRecord,
        TargetRecord,
        decision_records,
        target_records,
    )
    from specgen.perfmodel.claims.rendering import (
        decision_text,
        decisions_markdown,
        decisions_text,
        targets_text,
    )
    from specgen.perfmodel.claims.results import STATUSES, Judged, Outcome, Results, Standing

__all__ = [
    "STATUSES",
    "AlternativeRecord",
    "ClaimRecord",
    "DecisionRecord",
    "Designs",
    "Judged",
    "Outcome",
    "Results",
    "Standing",
    "TargetRecord",
    "check_claims",
    "compute",
    "decision_records",
    "decision_text",
    "decisions_markdown",
    "decisions_text",
    "figure",
    "metric",
    "results_of",
    "target_records",
    "targets_text",
]

_LATE = {
    "STATUSES": "results",
    "Designs": "designs",
    "Judged": "results",
    "Outcome": "results",
    "Results": "results",
    "Standing": "results",
    "check_claims": "findings",
    "compute": "outcome",
    "AlternativeRecord": "records",
    "ClaimRecord": "records",
    "DecisionRecord": "records",
    "TargetRecord": "records",
    "decision_records": "records",
    "target_records": "records",
    "decision_text": "rendering",
    "decisions_markdown": "rendering",
    "decisions_text": "rendering",
    "targets_text": "rendering",
    "figure": "asking",
    "metric": "asking",
    "results_of": "judging",
}


def __getattr__(name: str) -> Any:
    """Import what computes when a spec makes claims: most make none."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
