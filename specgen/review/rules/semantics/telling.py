"""What is to be said of a change of behaviour: by which rule, in which words, with which witness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.review.behaviour.classifying import RESULT, classified
from specgen.review.behaviour.study import Behaviour, Kind, Study, study
from specgen.review.findings import Finding
from specgen.review.rules.semantics.words import what_happened

if TYPE_CHECKING:
    from specgen.review.behaviour.searching import Case
    from specgen.review.changes import Change
    from specgen.review.rules.registry import Found
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

REWRITE = "SEM_EQUIVALENT_REWRITE"
SHOWN = 3
"""Instructions with a witness that one change of something shared is told with."""
LOOKED, DEEP = 8, 1
"""Instructions that are tried for one change of something shared, and how many of a variant are searched long."""


@frozen()
class Said:
    """What one rule is to say of a change."""

    rule: str
    message: str
    behaviour: Behaviour
    witness: Witness | None = None

    def finding(self, found: Found) -> Finding:
        """The finding of the rule."""
        made, one = found(self.message), self.behaviour
        if one.kind is Kind.PROVED:
            return made.proved(one.how)
        if self.witness is not None:
            return made.seen(self.witness, "")
        if one.kind is Kind.SEARCHED:
            return made.searched(one.trials, one.how)
        return made.seen(None, one.how)


def of_instruction(change: Change, review: Review) -> tuple[Said, ...]:
    """What there is to say of a change within one instruction."""
    return review.once(("said", id(change)), lambda: tuple(_of_instruction(change, review)))


def of_shared(change: Change, review: Review) -> tuple[Said, ...]:
    """What there is to say of a change of something that instructions share."""
    return review.once(("said", id(change)), lambda: tuple(_of_shared(change, review)))


def _of_instruction(change: Change, review: Review) -> Iterator[Said]:
    found = []
    for variant in change.variants:
        of = study(review, variant)
        one = of.behaviour(change.name)
        if one.kind is Kind.DIFFERS:
            yield _differs(of, one, review)
            return
        found.append(one)
    yield _alike(found, change)


def _differs(of: Study, one: Behaviour, review: Review, lead: str = "") -> Said:
    assert one.case is not None
    told = sentence(one.case)
    look = [] if one.case.difference.place == "ends" else [one.case.difference.place]
    witness = review.witness("run", of.variant, one.case.situation.given(look), told)
    return Said(classified(of, one), lead + told, one, witness)


def _alike(found: list[Behaviour], change: Change) -> Said:
    """What is said where no difference was seen in any variant: the least that is known of one."""
    worst = max(found, key=lambda one: (Kind.PROVED, Kind.SEARCHED, Kind.UNKNOWN).index(one.kind))
    match worst.kind:
        case Kind.PROVED:
            return Said(REWRITE, f"{change.name} does what it did", worst)
        case Kind.SEARCHED:
            told = "may do something else"
        case _:
            told = "cannot be compared"
    return Said(RESULT, f"{worst.instruction} {told}", worst)


def _of_shared(change: Change, review: Review) -> Iterator[Said]:
    rules, alike = set(), []
    for variant in change.variants:
        of = study(review, variant)
        names = of.depending(change.section, change.name)
        found = _seen(of, names)
        alike += [one for one in found if one.kind is not Kind.DIFFERS]
        for one in found:
            if one.kind is Kind.DIFFERS:
                said = _differs(of, one, review, _lead(change, names))
                if said.rule not in rules:
                    rules.add(said.rule)
                    yield said
        if rules:
            return
    if alike:
        yield _alike(alike, change)
    elif change.section in ("functions", "tables"):
        yield _unused(change, review)
    elif change.section == "faults":
        how = "no instruction that is there raises it by itself"
        yield Said(
            RESULT, what_happened(change), Behaviour(change.name, change.variants[0], Kind.UNKNOWN, how)
        )


def _seen(of: Study, names: tuple[str, ...]) -> list[Behaviour]:
    """What became of the first instructions; where a few trials show nothing of any, more of the first two."""
    found: list[Behaviour] = []
    for name in names[:LOOKED]:
        found.append(of.behaviour(name, deep=False))
        if sum(one.kind is Kind.DIFFERS for one in found) >= SHOWN:
            break
    if all(one.kind is not Kind.DIFFERS for one in found):
        searched = [one.instruction for one in found if one.kind is Kind.SEARCHED]
        searched = searched[: max(DEEP - of.searched, 0)]
        found = [of.behaviour(one.instruction, deep=one.instruction in searched) for one in found]
    return found


def _unused(change: Change, review: Review) -> Said:
    """What is said of a function or a table that no instruction depends on."""
    variant = change.variants[0]
    sides = (review.old.architectures[review.pairs[variant]], review.new.architectures[variant])
    others = any(device.registers for a in sides for device in a.devices.values())
    others = others or any(
        one.read or one.write for a in sides for s in a.state.values() for one in s.entries.values()
    )
    if others:
        how = "no instruction depends on it; accesses of devices, which may, are not searched"
        return Said(
            RESULT, f"{change.name} may do something else", Behaviour(change.name, variant, Kind.UNKNOWN, how)
        )
    how = "no instruction depends on it"
    return Said(
        REWRITE, f"{change.name} is used by no instruction", Behaviour(change.name, variant, Kind.PROVED, how)
    )


def _lead(change: Change, names: tuple[str, ...]) -> str:
    others = len(names) - 1
    more = (
        f", on which {others} other instruction{'s' if others > 1 else ''} depend{'' if others > 1 else 's'}"
        if others
        else ""
    )
    return f"{change.name}{more}: "


def sentence(case: Case) -> str:
    """A case in one line: what runs on what, and what each side has afterwards."""
    one, found = case.situation, case.difference
    given = [f"{name}={value}" for name, value in one.operands.items()]
    state = [
        f"{name}[{','.join(map(str, at))}]={raw:#x}" if at else f"{name}={raw:#x}"
        for (name, at), raw in one.state.items()
    ]
    bytes_ = [f"{name}@{address:#x}={byte:#04x}" for (name, address), byte in one.memory.items()]
    counts = [f"{name}={list(held)}" for name, held in one.semaphores.items() if any(held)]
    on = [*given, *_short(state), *_short(bytes_), *_short(counts)]
    head = f"{one.instruction} on {', '.join(on)}" if on else one.instruction
    if found.place == "ends":
        return f"{head}: {found.before} before, {found.after} after"
    if found.place == "next_pc":
        return f"{head}: goes on at {found.before} before, at {found.after} after"
    return f"{head}: {found.place} is {found.before} before, {found.after} after"


def _short(parts: list[str]) -> list[str]:
    return parts if len(parts) <= 6 else [*parts[:5], f"and {len(parts) - 5} more"]
