"""Assembly of instructions and aliases: mnemonics, operands, their order, the registers that they name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.isa import Alias
from specgen.model.templates import Kind as PlaceKind
from specgen.model.templates import Literal, Place, Template, TemplateError, template_of, template_of_alias
from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.paired import sides, variant_of
from specgen.review.rules.isa.texts import (
    alias_texts,
    codecs,
    instruction_texts,
    processor_of,
    text_witness,
)
from specgen.review.rules.registry import Found, rule

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction
    from specgen.review.findings import Finding
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

TEMPLATES = ("instructions.*.assembly", "aliases.*.assembly")


@frozen()
class Spelling:
    """What a change of a template is about: other mnemonics, operands more, less, elsewhere, of other registers."""

    mnemonic: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reordered: bool
    files: tuple[tuple[str, str, str], ...]

    @property
    def same(self) -> bool:
        """Whether the same texts fit."""
        return not (self.mnemonic or self.added or self.removed or self.reordered or self.files)


def spelling(change: Change, review: Review) -> Spelling | None:
    """Compare the templates of a change; None where one cannot be read."""
    variant = variant_of(review, change)
    old, new = sides(review, variant)
    try:
        before, after = _template(change.old, old), _template(change.new, new)
    except TemplateError:
        return None
    mine = {p.name: p for p in before.places}
    came = {p.name: _was(p, mine) for p in after.places}
    shared = [was for was in came.values() if was in mine]
    files = tuple(
        (p.name, _file(mine[came[p.name]]), _file(p))
        for p in after.places
        if came[p.name] in mine and _file(mine[came[p.name]]) != _file(p)
    )
    added, removed = (
        tuple(n for n, w in came.items() if w not in mine),
        tuple(n for n in mine if n not in shared),
    )
    order = [n for n in mine if n in shared] != shared
    texts = not added and not removed and not files and _tokens(before, {}) != _tokens(after, came)
    return Spelling(_mnemonic(before) != _mnemonic(after), added, removed, order or texts, files)


def _template(one: Instruction | Alias, architecture: Architecture) -> Template:
    if isinstance(one, Alias):
        return template_of_alias(one, architecture.state)
    return template_of(one, architecture.state)


def _was(place: Place, mine: dict[str, Place]) -> str:
    """The old name of a place's field."""
    came = place.field.renamed_from if place.field is not None else None
    return came if place.name not in mine and came in mine else place.name


def _file(place: Place) -> str:
    """The registers that stand at a place; empty where others do."""
    return place.file if place.kind is PlaceKind.REGISTER else ""


def _mnemonic(template: Template) -> str:
    return "".join(t.text if isinstance(t, Literal) else "{}" for t in template.mnemonic)


def _tokens(template: Template, came: dict[str, str]) -> list[str]:
    """What stands where, without spaces; how a number is printed is no matter, what it is relative to is."""
    relative = (PlaceKind.LABEL, PlaceKind.ADDRESS)
    return [
        t.text
        if isinstance(t, Literal)
        else f"{{{came.get(t.name, t.name)}:{t.kind.value if t.kind in relative else ''}}}"
        for t in template.operands
        if not isinstance(t, Literal) or t.text
    ]


def old_text(change: Change, review: Review, *, new: bool = False) -> Witness | None:
    """A line that the old side (or the ``new`` one) writes, and that the two assemble differently."""
    variant = variant_of(review, change)
    one = change.new if new else change.old
    processor = processor_of(review, variant, one if change.section == "instructions" else None)
    both = codecs(review, variant, processor)
    if both is None:
        return None
    texts = alias_texts if change.section == "aliases" else instruction_texts
    return text_witness(review, variant, processor, texts(both[1 if new else 0], one))


SAME_TEXTS = "every text that was tried assembles to the same bytes"


@rule(
    "ISA_OPERAND_ADDED_DEFAULTED", "S c c R S", "src",
    "Assembly names an operand more.",
    "Sources that leave it out assemble only where an alias gives them a default; programs are as they were.",
    on=TEMPLATES, kinds=(Kind.CHANGED,),
)  # fmt: skip
def _operand_added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    made = spelling(change, review)
    if made is not None and made.added:
        finding = found(
            f"{change.name} is written with {', '.join(made.added)}: {change.before} was {change.after}"
        )
        yield finding.seen(old_text(change, review), "an alias takes the texts without it")


def means_other(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    """What ISA_OPERAND_REORDERED_ASM says of a template: operands that are gone or elsewhere, other signs between them."""
    made = spelling(change, review)
    written = f"is written {change.after}, and was {change.before}"
    if made is None:
        yield found(f"{change.name} {written}").seen(None, "a template cannot be read")
    elif made.removed:
        finding = found(
            f"{change.name} is written without {', '.join(made.removed)}: {change.after}, and was {change.before}"
        )
        yield finding.seen(old_text(change, review), SAME_TEXTS)
    elif made.reordered:
        yield found(f"{change.name} {written}").seen(old_text(change, review), SAME_TEXTS)


@rule(
    "ISA_REGCLASS_CHANGED", "B B B B B", "back src",
    "An operand names registers of another file, or a register is of another kind.",
    "The number in the word is as it was, and stands for another register: register allocation, calling conventions and "
    "saved state are wrong.",
    on=(*TEMPLATES, "state.*.type", "state.*.type.name", "state.*.engine", "state.*.role", "state.*.sparse",
        "state.*.shape", "state.*.initial", "state.*.low", "state.*.high", "state.*.constant", "state.*.constant.**",
        "state.*.view_of", "state.*.out_of_range", "state.*.entries.*.*"),
)  # fmt: skip
def _class(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REWRITTEN:
        return
    if change.section == "state":
        from specgen.review.rules.isa.registers import of_another_kind

        yield from of_another_kind(change, review, found)
        return
    made = spelling(change, review)
    for operand, before, after in made.files if made is not None else ():
        told = f"{operand} of {change.name} is {_called(after)}, and was {_called(before)}"
        yield found(told).seen(old_text(change, review), SAME_TEXTS)


def _called(file: str) -> str:
    return f"a register of {file}" if file else "no register"


def spelled_otherwise(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    """What ISA_INSTR_RENAMED says of a template: another mnemonic, or only another print."""
    made = spelling(change, review)
    if made is not None and made.mnemonic:
        finding = found(f"{change.name} is written {change.after}, and was {change.before}")
        yield finding.seen(old_text(change, review), "an alias takes the old texts")
    elif made is not None and made.same:
        finding = found(f"{change.name} is printed {change.after}, and was {change.before}")
        yield finding.proved("spaces are free, and numbers may be written in any base: the same texts fit")
