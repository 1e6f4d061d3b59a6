"""When a result is there: what programs must wait where nothing waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specgen.model.isa import Instruction
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.cycles import same_cycles
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.words import what_happened
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

_ON = ("instructions.*.timing.latency",)


@rule(
    "SEM_HAZARD_LATENCY_RAISED", "B B - R R", "back perf",
    "A result comes later than before.",
    "Where hardware does not interlock, a schedule that was right reads the register too early. Where it does, the schedule is "
    "only slower.",
    on=_ON, kinds=(Kind.CHANGED,),
)  # fmt: skip
def _raised(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    witness = latency(change, review, later=True)
    if witness is not None:
        yield found(f"the result of {witness.told}").seen(witness, "")


@rule(
    "SEM_HAZARD_LATENCY_LOWERED", "R c - R c", "perf",
    "A result comes sooner than before.",
    "What was scheduled for the longer latency stays right. Code that read the old value on purpose, in the shadow of the "
    "latency, reads the new one.",
    on=_ON, kinds=(Kind.CHANGED,),
)  # fmt: skip
def _lowered(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    later, sooner = latency(change, review, later=True), latency(change, review, later=False)
    if sooner is not None:
        yield found(f"the result of {sooner.told}").seen(sooner, "")
    elif later is None:
        one = found(what_happened(change))
        same = same_cycles(review, change)
        how = "the latency is the same for all operands that were tried"
        yield one.proved("both are the same number in every variant") if same else one.seen(None, how)


def latency(change: Change, review: Review, *, later: bool) -> Witness | None:
    """Operands with which a result comes ``later``, or sooner, than before."""
    one, variant = change.new, change.variants[0]
    if not isinstance(one, Instruction) or not isinstance(change.old, Instruction):
        return None
    for operands in _operands(one):
        given = {"instruction": one.name, "was": change.old.name, "operands": operands}
        witness = review.witness("takes", variant, given)
        if witness is None or "latency" not in witness.before or "latency" not in witness.after:
            continue
        before, after = witness.before["latency"], witness.after["latency"]
        if before is not None and after is not None and (after > before if later else after < before):
            on = ", ".join(f"{name}={value}" for name, value in operands.items())
            told = f"{one.name}{f' on {on}' if on else ''} is there after {before} cycles before, after {after} now"
            return review.witness("takes", variant, given, told)
    return None


def _operands(one: Instruction) -> Iterator[dict[str, int]]:
    """Operands that constraints allow: the least, the greatest that they name, and some between."""
    most = {f.name: f.high for f in one.operands}
    for constraint in one.constraints:
        if isinstance(constraint.right, tuple):
            top = max(constraint.right) - (constraint.op == "<")
            most[constraint.left.name] = min(most[constraint.left.name], top)
    for share in (8, 1, 4, 2):
        values = {}
        for field in one.operands:
            members = (
                [m.value for m in field.enum.members]
                if field.enum is not None and not field.enum.open
                else []
            )
            wanted = max(most[field.name] * share // 8, field.low)
            values[field.name] = members[-1 if share > 4 else 0] if members else _encodable(field, wanted)
        yield values


def _encodable(field: object, wanted: int) -> int:
    """The value next to one that an operand can have."""
    from specgen.model.isa import Field

    assert isinstance(field, Field)
    below = (wanted - field.bias) // field.scale * field.scale + field.bias
    return below if field.raw(below) is not None else field.value(0)
