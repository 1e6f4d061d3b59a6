"""Instructions and the words that are theirs: opcodes, lengths, what is new, gone, withdrawn or renamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.gating import gated
from specgen.review.rules.isa.meetings import met_before
from specgen.review.rules.isa.paired import live, many, one_pair, renamed, sides, variant_of, with_format
from specgen.review.rules.isa.searching import settled, word_witness
from specgen.review.rules.registry import Found, rule
from specgen.review.verdicts import Level

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.model.item import Retirement
    from specgen.review.findings import Finding
    from specgen.review.subject import Review

_WHOLE = ("instructions.*",)
_RETIRED = ("instructions.*.retired", "instructions.*.retired.**", "version")
_OTHERS_RETIRED = (
    *(f"{section}.*.retired.**" for section in ("formats", "enums", "aliases", "options", "modifiers", "extensions", "state")),
    "formats.*.fields.*.retired.**", "enums.*.members.*.retired.**", "state.*.entries.*.retired.**",
)  # fmt: skip


@rule(
    "ISA_OPCODE_CHANGED", "B B B B B", "back fwd",
    "A fixed field of an instruction has another value.",
    "All programs that have the old word have an illegal one, or another instruction.",
    on=("instructions.*.encoding.*",),
)  # fmt: skip
def _opcode(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    field, name = change.path[3], change.name
    if change.kind is Kind.CHANGED:
        message = f"{field} of {name} was {change.before:#x}, and is {change.after:#x}"
    elif change.kind is Kind.ADDED and field not in change.old.format.by_name:
        message = f"{name} has one more fixed field: {field} is {change.after:#x}"
    elif change.kind is Kind.REMOVED and field not in change.new.format.by_name:
        message = f"{name} has one fixed field less: {field} was {change.before:#x}"
    else:
        return
    variant = variant_of(review, change)
    yield settled(found(message), review, variant, [one_pair(review, variant, change)])


@rule(
    "ISA_INSTR_REMOVED", "B B B B B", "back src",
    "An instruction is gone.",
    "Programs that have it trap, or do something else. Withdraw it with `retired`, and say when its code may be used again.",
    on=(*_WHOLE, "instructions.*.processor"), kinds=(Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    if change.path[2:] == ("processor",):
        message = f"{change.name} is fetched by {change.after.name}, and no longer by {change.before.name}"
        pairs = [(one_pair(review, variant, change)[0], None)]
        yield found(message).seen(word_witness(review, variant, pairs), f"{change.before.name} is gone, too")
        return
    if change.kind is not Kind.REMOVED or gated(change, review):
        return
    old, _ = one_pair(review, variant, change)
    hint = "withdraw it: retired: {in: VERSION, reuse: never}"
    same = _same_words(change, review)
    if same:
        hint = f"if it is {same} now, say so there (renamed_from: {change.name}); if not, {hint}"
    finding = found(f"{change.name} is gone", hint=hint)
    if old is None:
        yield finding.proved("it was withdrawn before: its words were illegal already")
    else:
        yield settled(finding, review, variant, [(old, None)])


def _same_words(change: Change, review: Review) -> str:
    """The name of a new instruction with the format and the fixed fields of one that is gone; empty where none has."""
    gone = change.before
    now = renamed(review, "formats").get(gone.format.name, gone.format.name)
    added = (one for one in review.at("instructions.*") if one.kind is Kind.ADDED)
    return next(
        (one.name for one in added if (one.after.format.name, one.after.encoding) == (now, gone.encoding)), ""
    )


@rule(
    "ISA_INSTR_REMOVED_TOMBSTONED", "S B R R B", "back src",
    "An instruction is withdrawn, and its code kept free.",
    "Programs that have it trap, which is stated; nothing else will have its code before the version that says so. What else "
    "is withdrawn, a field or the name of a value, works as before: a risk for whoever goes on using it.",
    on=(*_RETIRED, *_OTHERS_RETIRED),
)  # fmt: skip
def _tombstoned(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.section not in ("instructions", "version"):
        thing = change.path[: change.path.index("retired")]
        about = replace(change, path=(*thing, "retired"))
        finding = found(
            f"whether {thing[-1]} of {'.'.join(thing[:-1])} is withdrawn is said otherwise", about
        )
        yield finding.seen(None, "it is decoded and assembled as before, until it is taken away")
        return
    for about, old, retired in _withdrawn(change, review, now=True):
        kept = (
            "its code stays free"
            if retired.reuse == "never"
            else f"its code may be used from {retired.reuse} on"
        )
        finding = found(f"{old.name} is withdrawn in {retired.in_version}: {kept}", about)
        yield settled(finding, review, variant_of(review, about), [(old, None)])
    if change.section == "instructions" and not list(_withdrawn(change, review, now=None)):
        told = f"when {change.name} is withdrawn, and its code free again, is said otherwise"
        yield found(told).proved("it decodes as before in this version")


def _withdrawn(
    change: Change, review: Review, *, now: bool | None
) -> Iterable[tuple[Change, Instruction, Retirement]]:
    """The instructions that a change withdraws (``now``), brings back (not ``now``), or either (None)."""
    variant = variant_of(review, change)
    old, new = sides(review, variant)
    before, after = live(old), live(new)
    if change.section == "instructions":
        names = [(change.old.name, change.new.name)]
    else:
        retired = (name for name, one in new.instructions.items() if one.retired is not None)
        names = [
            (name, name) for name in retired if name in old.instructions and old.instructions[name].retired
        ]
    for was, name in names:
        gone, came = was in before and name not in after, was not in before and name in after
        if (gone and now is not False) or (came and now is not True):
            one = new.instructions[name] if gone else old.instructions[was]
            path = ("instructions", name, "retired")
            about = replace(
                change, kind=Kind.CHANGED, path=path, old=old.instructions[was], new=new.instructions[name]
            )
            if one.retired is not None:
                yield about, before[was] if gone else after[name], one.retired


@rule(
    "ISA_INSTR_ADDED", "c c R R c", "fwd",
    "An instruction is new, in words that were illegal.",
    "Old programs have none of its words. New ones that have meet an illegal instruction on old hardware.",
    on=(*_WHOLE, *_RETIRED),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2 and change.section == "instructions":
        if change.kind is not Kind.ADDED or gated(change, review):
            return
        variant = variant_of(review, change)
        new = one_pair(review, variant, change)[1]
        finding = found(f"{change.name} is new")
        if new is None:
            yield finding.proved("it is withdrawn: no word decodes as it")
        elif not met_before(review, variant, new):
            yield settled(finding, review, variant, [(None, new)])
        return
    for about, one, _ in _withdrawn(change, review, now=False):
        yield settled(found(f"{one.name} is back", about), review, variant_of(review, about), [(None, one)])


@rule(
    "ISA_INSTR_ADDED_OVERLAPS_HINT", "R B B B R", "back fwd",
    "A new instruction takes words that another one had.",
    "Words of a no-operation or a hint that programs have already do something else. What is `shadowed` on purpose is taken "
    "all the same.",
    on=(*_WHOLE, "instructions.*.shadows", "instructions.*.shadows.**"), kinds=(Kind.ADDED, Kind.CHANGED),
)  # fmt: skip
def _overlaps(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    old, new = one_pair(review, variant, change)
    if new is None:
        return
    if change.path[2:3] == ("shadows",):
        before, after = change.old.shadows, change.new.shadows
        about = replace(change, path=change.path[:3], before=before, after=after)
        names = ", ".join(n for n in after if n not in before) or "fewer instructions"
        stream_pairs = [(live(sides(review, variant)[0]).get(n), None) for n in {*before, *after}]
        pairs = [(old, new), *(p for p in stream_pairs if p[0] is not None)]
        finding = found(f"{change.name} takes words of {names}", about)
        came = renamed(review, "instructions")
        if {came.get(n, n) for n in before} == set(after):
            yield finding.proved("it is the same instructions, some under another name")
            return
        yield finding.seen(word_witness(review, variant, pairs), "no word of theirs is decoded differently")
    elif change.kind is Kind.ADDED and len(change.path) == 2 and not gated(change, review):
        taken = met_before(review, variant, new)
        if taken:
            finding = found(f"{change.name} is new, and takes words of {', '.join(taken)}")
            yield settled(finding, review, variant, [(None, new)])


@rule(
    "ISA_LENGTH_CHANGED", "B B B B B", "back fwd",
    "An instruction has another length.",
    "All that follows it in a program is fetched at another place.",
    on=("formats.*.width", "instructions.*.format"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _length(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    if change.section == "formats":
        pairs = with_format(review, variant, change.new)
        message = f"{change.name} was {change.before} bits long, and is {change.after}: {many(pairs)}"
        yield settled(found(message), review, variant, pairs)
    elif change.before.width != change.after.width:
        message = f"{change.name} was {change.before.width} bits long, and is {change.after.width}"
        yield settled(found(message), review, variant, [one_pair(review, variant, change)])


def at_most_risk(one: Finding) -> Finding:
    """The finding, nothing in it breaking."""
    return replace(one, verdict=one.verdict.at_most(Level.RISK))
