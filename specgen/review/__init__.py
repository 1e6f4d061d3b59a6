"""What a change of a spec means: for whom it breaks what, with a counterexample that was run on both sides.

with ExitStack() as stack:
    old, new = load_side("v1.2", spec, stack), load_side("spec", spec, stack)
    review = prepare(old, new)
    for one in judge(review): ...
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.review.approving import ApprovalError, approve
    from specgen.review.changes import Change, Kind
    from specgen.review.examples import Example, example_of
    from specgen.review.findings import Evidence, Finding
    from specgen.review.outcome import Bump, Outcome, SideName, conclude
    from specgen.review.policy import POLICY_FILE, Approval, Policy
    from specgen.review.policy_file import read_policy
    from specgen.review.reviewing import judge, prepare
    from specgen.review.rules import OTHERS, Found, Rule, all_rules, over_all, rule
    from specgen.review.sheets import RuleSheet, rule_sheet, rule_sheets
    from specgen.review.shelved import shelved_sheets
    from specgen.review.sides import NoSpecError, Side, SideError, load_side, merge_base
    from specgen.review.slices import whole
    from specgen.review.subject import Review, Search
    from specgen.review.verdicts import CONSUMERS, QUESTIONS, Effect, Level, Verdict
    from specgen.review.witnesses import Witness, action, ask, witness

__all__ = [
    "CONSUMERS",
    "OTHERS",
    "POLICY_FILE",
    "QUESTIONS",
    "Approval",
    "ApprovalError",
    "Bump",
    "Change",
    "Effect",
    "Evidence",
    "Example",
    "Finding",
    "Found",
    "Kind",
    "Level",
    "NoSpecError",
    "Outcome",
    "Policy",
    "Review",
    "Rule",
    "RuleSheet",
    "Search",
    "Side",
    "SideError",
    "SideName",
    "Verdict",
    "Witness",
    "action",
    "all_rules",
    "approve",
    "ask",
    "conclude",
    "example_of",
    "judge",
    "load_side",
    "merge_base",
    "over_all",
    "prepare",
    "read_policy",
    "rule",
    "rule_sheet",
    "rule_sheets",
    "shelved_sheets",
    "whole",
    "witness",
]  # fmt: skip

_HOMES = {
    "approving": ("ApprovalError", "approve"),
    "changes": ("Change", "Kind"),
    "examples": ("Example", "example_of"),
    "findings": ("Evidence", "Finding"),
    "outcome": ("Bump", "Outcome", "SideName", "conclude"),
    "policy": ("POLICY_FILE", "Approval", "Policy"),
    "policy_file": ("read_policy",),
    "reviewing": ("judge", "prepare"),
    "rules": ("OTHERS", "Found", "Rule", "all_rules", "over_all", "rule"),
    "sheets": ("RuleSheet", "rule_sheet", "rule_sheets"),
    "shelved": ("shelved_sheets",),
    "sides": ("NoSpecError", "Side", "SideError", "load_side", "merge_base"),
    "slices": ("whole",),
    "subject": ("Review", "Search"),
    "verdicts": ("CONSUMERS", "QUESTIONS", "Effect", "Level", "Verdict"),
    "witnesses": ("Witness", "action", "ask", "witness"),
}
_LATE = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: a command that reviews nothing pays for none of it."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
