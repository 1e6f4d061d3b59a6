"""What files of assembly may say besides instructions: aliases, options, modifiers, directives, names of registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.machine.printing import render
from specgen.model.templates import Kind as PlaceKind
from specgen.model.templates import Place
from specgen.review.actions.codes import assembler_of
from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.assembly import TEMPLATES, means_other, spelled_otherwise
from specgen.review.rules.isa.paired import variant_of, with_format
from specgen.review.rules.isa.registers import NAMES, name_witness, names_changed
from specgen.review.rules.isa.texts import (
    alias_texts,
    codecs,
    instruction_texts,
    processor_of,
    text_witnesses,
    uses,
)
from specgen.review.rules.registry import Found, rule
from specgen.review.verdicts import Level
from specgen.source import SpecError

if TYPE_CHECKING:
    from specgen.machine.codec import Codec
    from specgen.model.isa import Instruction
    from specgen.review.findings import Finding
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

_ALIAS = ("expansions", "expansions.**", "option", "last", "exact", "preferred")
_OTHERS = (
    "aliases.*", *(f"aliases.*.{key}" for key in _ALIAS), "options.*", "modifiers.*", "modifiers.*.expression",
    "modifiers.*.of", "directives.*", *NAMES,
)  # fmt: skip
_KINDS = (Kind.ADDED, Kind.REMOVED, Kind.CHANGED)


@frozen()
class Spoken:
    """What became of texts: ``other`` bytes, ``gone``, ``new``, ``shown`` otherwise, or the ``same``."""

    kind: str
    message: str
    witness: Witness | None = None


@rule(
    "ISA_OPERAND_REORDERED_ASM", "S - - - B", "src",
    "The same text means other words, or none.",
    "What was written by hand, and tools that print or read assembly, give operands in the old order: they are refused, or, "
    "where both are of one kind, silently exchanged. It is the same where an alias, a modifier or a directive comes to mean "
    "something else, or a name another register.",
    on=(*TEMPLATES, *_OTHERS, "formats.*.fields"), kinds=(*_KINDS, Kind.REORDERED),
)  # fmt: skip
def _other(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.section == "formats":
        yield from _order(change, review, found)
    elif change.kind is Kind.REORDERED:
        return
    elif change.path[2:] == ("assembly",):
        yield from means_other(change, review, found)
    else:
        made = spoken(change, review)
        if made is not None and made.kind == "other":
            yield found(made.message).seen(made.witness, "")


def _order(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    """Functions that are generated for instructions take the operands in the order of the format."""
    if change.kind is Kind.REORDERED:
        pairs = with_format(review, variant_of(review, change), change.new)
        changed = [b for a, b in pairs if a is not None and b is not None and _operands(a) != _operands(b)]
        finding = found(f"the fields of {change.name} are in another order")
        if not changed:
            yield finding.proved("the operands of every instruction are in the same order")
        else:
            told = f"no word and no text changed: functions generated for {changed[0].name} take operands in the new order"
            yield finding.seen(None, told)


def _operands(one: Instruction) -> list[str]:
    return [f.renamed_from or f.name for f in one.operands]


@rule(
    "ISA_INSTR_RENAMED", "S c c S S", "src",
    "An instruction, or a spelling of one, is called otherwise; its words are the same.",
    "Programs are as they were. Sources and names in what is generated have to be edited. It is the same where an alias, an "
    "option, a modifier or the name of a register is gone.",
    on=("instructions.*", *TEMPLATES, *_OTHERS), kinds=(Kind.RENAMED, *_KINDS),
)  # fmt: skip
def _renamed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.section == "instructions" and len(change.path) == 2:
        if change.kind is Kind.RENAMED:
            yield found(f"{change.before} is called {change.after}")
        return
    if change.kind is Kind.RENAMED:
        return
    if change.path[2:] == ("assembly",):
        yield from spelled_otherwise(change, review, found)
        return
    made = spoken(change, review)
    if made is None or made.kind == "other":
        return
    finding = found(made.message)
    if made.kind in ("gone", "shown"):
        yield finding.seen(made.witness, "")
    elif made.kind == "new":
        yield replace(finding.seen(made.witness, ""), verdict=finding.verdict.at_most(Level.INFO))
    elif made.kind == "free":
        yield finding.proved("nothing that could be said is said otherwise")
    else:
        yield finding.seen(None, "every text that was tried assembles to the same bytes")


def spoken(change: Change, review: Review) -> Spoken | None:
    """What a change outside of instructions means for the texts of files."""
    return review.once(("spoken", change.path, change.kind), lambda: _spoken(change, review))


def _spoken(change: Change, review: Review) -> Spoken | None:
    if change.section == "state":
        return _named(change, review)
    variant = variant_of(review, change)
    processor = processor_of(review, variant)
    both = codecs(review, variant, processor)
    message = _message(change)
    if both is None:
        return Spoken("free", message)
    if change.path[2:] == ("preferred",):
        witness = _shown(change, review, variant, processor, both[1])
        return Spoken("shown", message, witness) if witness else Spoken("free", message)
    found = text_witnesses(review, variant, processor, _texts(change, both))
    for kind in ("other", "gone", "new"):
        if kind in found:
            return Spoken(kind, message, found[kind])
    return Spoken("same", message)


def _message(change: Change) -> str:
    what = {
        "aliases": "the alias",
        "options": "the option",
        "modifiers": "the modifier",
        "directives": "the directive",
    }
    name = f"{what[change.section]} {change.name}"
    if change.kind is Kind.ADDED:
        return f"{name} is new"
    if change.kind is Kind.REMOVED:
        return f"{name} is gone"
    if change.section == "directives":
        return f"{name} meant {change.before}, and means {change.after}"
    return f"{name} has another {change.path[2]}"


def _texts(change: Change, both: tuple[Codec, Codec]) -> Iterator[str]:
    name = change.name
    match change.section:
        case "aliases":
            for codec, side in zip(both, (change.old, change.new), strict=True):
                if side is not None:
                    yield from alias_texts(codec, side)
        case "options":
            yield f".option {name}"
        case "directives":
            yield from (
                f".byte 1\n.{name} {given}\n.byte 1" for given in ("1", "2", "1, 2", "4", '"ab"', "a, 5", "")
            )
        case _:
            of = {side.of for side in (change.old, change.new) if side is not None and side.of}
            for codec in both:
                yield from _modified(codec, name, of)


def _modified(codec: Codec, name: str, of: set[str]) -> Iterator[str]:
    """Lines in which a modifier stands for a number, of instructions that have one."""
    values = ("0x12345678", "0x800", "0", "1", "0x7ff")
    lines = [line for one in codec.instructions.values() for line in _with_number(codec, one)][:24]
    for line in lines:
        for value in values:
            yield line.replace("@", f"%{name}({value})")
            for other in sorted(of):
                yield from (f"here: {first.replace('@', f'%{other}({value})')}\n{line.replace('@', f'%{name}(here)')}"
                            for first in lines[:8])  # fmt: skip


def _with_number(codec: Codec, one: Instruction) -> Iterator[str]:
    """A line of an instruction with ``@`` where a plain number stands."""
    coder = codec.coders[one.name]
    places = [p for p in coder.template.operands if isinstance(p, Place) and p.kind is PlaceKind.NUMBER]
    text = next(instruction_texts(codec, coder.instruction), None)
    if text is None or len(places) != 1:
        return
    try:
        word = assembler_of(codec).encode(text)
    except SpecError:
        return
    decoded = codec.decode(word)
    if decoded is not None and decoded.instruction is coder.instruction:
        values = {**decoded.operands, places[0].name: 123454321}
        yield render(coder.template, values).replace("123454321", "@")


def _shown(
    change: Change, review: Review, variant: str, processor: str | None, codec: Codec
) -> Witness | None:
    """A word that a disassembler shows otherwise."""
    for text in alias_texts(codec, change.new):
        try:
            word = assembler_of(codec).encode(text)
        except SpecError:
            continue
        asked: dict[str, object] = {"word": f"{word:#x}", **({"processor": processor} if processor else {})}
        first = review.witness("disassemble", variant, asked)
        if first is not None:  # ask again, and name what the two texts are made of
            texts = "\n".join((text, str(first.before), str(first.after)))
            asked["uses"] = uses(review, variant, processor, texts)
            told = "the word is shown as {before} before, {after} after"
            return review.witness("disassemble", variant, asked, told)
    return None


def _named(change: Change, review: Review) -> Spoken | None:
    """Names of registers that are gone, or stand for others."""
    variant, state = variant_of(review, change), change.new.name
    names = names_changed(change, review)
    only = change.path[3] if change.path[2] == "aliases" and len(change.path) == 4 else None
    concerned = {n: moved for n, moved in names.items() if only in (None, n)}
    for kind, wanted in (("other", False), ("gone", True)):
        for name, (before, after) in concerned.items():
            if (after is None) is wanted:
                told = "no register any more" if wanted else f"register {after} of {state}"
                more = "" if len(concerned) == 1 else f", and {len(concerned) - 1} names more changed"
                message = f"{name} is {told}, and was {before}{more}"
                return Spoken(kind, message, name_witness(review, variant, state, name))
    return Spoken("free", f"registers of {state} have more names")
