"""What an instruction touches that its operands do not name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from specgen.review.actions.codes import effects
from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.paired import pairs_of, sides, variant_of
from specgen.review.rules.registry import Found, rule
from specgen.source import SpecError

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.review.findings import Finding
    from specgen.review.subject import Review

MOST = 64


@rule(
    "ISA_IMPLICIT_EFFECT_CHANGED", "B B R B R", "back",
    "An instruction touches something that no operand names, and did not, or the other way round.",
    "Flags that are clobbered, a memory that is read: schedulers, register allocators and hazard logic go by these lists. "
    "What is touched no longer is harmless, unless somebody waited for it.",
    on=("instructions.*.semantics", "instructions.*.tiles.*.memory", "functions.*.body"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _effects(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    for old, new in _concerned(change, review, variant):
        try:
            before = effects(review.old, review.pairs[variant], {"instruction": old.name})
            after = effects(review.new, variant, {"instruction": new.name})
        except SpecError:
            return
        mapped = {key: sorted(review.now.get(name, name) for name in of) for key, of in before.items()}
        if mapped != after:
            told = "; ".join(_told(mapped, after))
            given = {"instruction": new.name}
            witness = None
            if old.name == new.name:
                message = f"{new.name} touches {{before}} before, {{after}} after"
                witness = review.witness("effects", variant, given, message)
            yield found(f"{new.name} {told}").seen(witness, "it has another name on the two sides")
            return


def _concerned(change: Change, review: Review, variant: str) -> Iterator[tuple[Instruction, Instruction]]:
    """The instruction of a change, or those that mention a function, however deep."""
    names = {change.name}
    if change.section == "functions":
        functions = sides(review, variant)[1].functions
        for _ in functions:
            more = {n for n, f in functions.items() if n not in names and _mentions(f.body, names)}
            if not more:
                break
            names |= more
    count = 0
    for old, new in pairs_of(review, variant):
        if old is None or new is None:
            continue
        if new.name == change.name if change.section == "instructions" else _mentions(new.semantics, names):
            yield old, new
            count += 1
            if count == MOST:
                return


def _mentions(text: str | None, names: set[str]) -> bool:
    return text is not None and not names.isdisjoint(re.findall(r"\w+", text))


def _told(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys((*before, *after)):
        mine, theirs = set(before.get(key, ())), set(after.get(key, ()))
        verb = {"jumps": "writes", "calls": "calls", "loads": "reads memory", "stores": "writes memory"}.get(
            key, key
        )
        if theirs - mine:
            yield f"{verb} {', '.join(sorted(theirs - mine))} too"
        if mine - theirs:
            yield f"{verb} {', '.join(sorted(mine - theirs))} no more"
