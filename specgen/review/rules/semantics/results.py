"""Results, rounding, faults: what an instruction leaves behind."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.formats import conversion, number_witness
from specgen.review.rules.semantics.telling import REWRITE, of_instruction, of_shared
from specgen.review.rules.semantics.words import says_nothing, what_happened
from specgen.review.subject import Review
from specgen.review.verdicts import Level

OWN = ("instructions.*.semantics", "instructions.*.tiles.**")
SHARED = (
    *("functions.**", "tables.**", "faults.**", "semaphores.**"),
    *("parameters.*.value", "parameters.*.value.value", "enums.*.members.*.type"),
    *(
        "state.*.type.**",
        "state.*.type",
        "state.*.low",
        "state.*.high",
        "state.*.constant.**",
        "state.*.view_of",
    ),
    *("state.*.out_of_range", "state.*.entries.**", "state.*.shape", "state.*.shape.*", "state.*.sparse"),
    *("memories.*.out_of_range", "memories.*.misaligned", "memories.*.write_out_of_range"),
    *("memories.*.write_misaligned", "processors.*.on_raise", "processors.*.on_raise.body"),
)

_WHOLE = ("functions", "tables", "faults", "semaphores")
"""Sections whose items, added and removed, are told by SEM_ADDED and SEM_REMOVED."""
_ELSEWHERE = ("parameters", "state", "memories", "enums", "processors")
"""Sections whose changes others tell of, too: here only where a witness shows what follows."""
FORMATS = {
    "rounding": "SEM_ROUNDING_CHANGED",
    "overflow": "SEM_OVERFLOW_POLICY",
    "symmetric": "SEM_OVERFLOW_POLICY",
    "canonical_nan": "SEM_NAN_POLICY",
    "subnormals": "SEM_SUBNORMAL_POLICY",
}
"""The rules that speak for a key of a number format."""
_IN_FORMATS = tuple(f"{section}.*.{key}" for section in ("types", "fixed_types") for key in FORMATS)


def _said(id: str, change: Change, review: Review, found: Found) -> Iterable[Finding]:  # noqa: A002
    if says_nothing(change) or (len(change.path) == 2 and change.section in _WHOLE):
        return
    if change.path[2:] in (("low",), ("high",)) and any(review.at(f"state.{change.name}.type.**")):
        return  # of the type, which tells of it
    if change.section in ("types", "fixed_types"):
        yield from _of_format(id, change, review, found)
        return
    told = of_instruction if change.section == "instructions" else of_shared
    for one in told(change, review):
        if one.rule == id and (change.section not in _ELSEWHERE or one.witness is not None):
            made = one.finding(found)
            yield made.at_most(Level.RISK) if change.kind is Kind.ADDED and len(change.path) == 4 else made


def _of_format(id: str, change: Change, review: Review, found: Found) -> Iterable[Finding]:  # noqa: A002
    if FORMATS[change.path[-1]] == id:
        witness = conversion(change, review) or number_witness(review, change.variants[0], change.name)
        told = witness.told if witness is not None else what_happened(change)
        yield found(told).seen(witness, "no number that was tried is converted otherwise")


def _register(id: str, letters: str, questions: str, summary: str, rationale: str) -> None:  # noqa: A002
    def told(change: Change, review: Review, found: Found) -> Iterable[Finding]:
        yield from _said(id, change, review, found)

    rule(id, letters, questions, summary, rationale, on=(*OWN, *SHARED, *_IN_FORMATS))(told)


_register(
    "SEM_RESULT_CHANGED", "B B B B R", "back num",
    "An instruction leaves another result.",
    "Programs are written, and compilers optimise, on what an instruction does. The witness is an instruction with operands and "
    "a state on which both sides were run; where none was found, the finding says how many were tried.",
)  # fmt: skip
_register(
    "SEM_ROUNDING_CHANGED", "B B R B R", "back num",
    "Results are rounded otherwise.",
    "The same operations give other last bits: what is compared bit by bit (goldens, RTL against a model) fails, and the error "
    "of long sums grows or shrinks.",
)  # fmt: skip
_register(
    "SEM_ACC_WIDTH_CHANGED", "R B - B R", "back num",
    "Sums are kept in another number format.",
    "The format of an accumulator decides how much of each term survives. Compiled code stays valid; accuracy, and every bit "
    "that is compared, does not.",
)  # fmt: skip
_register(
    "SEM_ACC_ORDER_CHANGED", "R R - B R", "num",
    "The terms of a sum are added in another order.",
    "Float addition is not associative, so another order gives other last bits. RTL that adds in the order of before no longer "
    "agrees with the spec.",
)  # fmt: skip
_register(
    "SEM_SUBNORMAL_POLICY", "B B - B R", "back num",
    "Subnormal operands or results are treated otherwise.",
    "Flushing to zero loses small differences; keeping them costs hardware. The two never agree near zero.",
)  # fmt: skip
_register(
    "SEM_NAN_POLICY", "B B - B R", "back num",
    "NaN is treated otherwise.",
    "Whether a maximum with NaN is NaN or the number, and which NaN an operation gives, decides what a masked softmax or a "
    "comparison in a kernel sees.",
)  # fmt: skip
_register(
    "SEM_OVERFLOW_POLICY", "B B - B R", "back num",
    "Values that are too large are treated otherwise.",
    "Wrapping, saturating and going to infinity differ on just those inputs that tests rarely have.",
)  # fmt: skip
_register(
    "SEM_TRAP_ADDED", "B B B B R", "back",
    "An instruction raises a fault where it raised none.",
    "Programs that ran to their end stop there, or enter a handler that was never meant for it.",
)  # fmt: skip
_register(
    "SEM_TRAP_REMOVED", "R R R B c", "fwd",
    "An instruction no longer raises a fault.",
    "What relied on the fault (a guard, an emulation, a test) is passed over in silence; RTL that still raises it fails its "
    "vectors.",
)  # fmt: skip
_register(
    REWRITE, "c c c c c", "",
    "Written otherwise, and proved to do the same.",
    "The typed forms of both sides are equal once names of locals and the like are left out, or a solver showed that no input "
    "tells them apart.",
)  # fmt: skip
