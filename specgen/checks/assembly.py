"""Checks of assembly templates: every text is one instruction, and every operand can be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.isa import Instruction
from specgen.model.templates import (
    Kind,
    Template,
    ambiguous,
)
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.isa import Alias

_TINY = """
    formats: {tiny: {width: 32, fields: {opcode: "6:0", a: "11:7", b: "16:12", reserved: "31:17"}}}
"""


@check(
    "template-broken",
    Severity.ERROR,
    "The places of an assembly template are operands of its instruction.",
    "A place that names no operand can be neither printed nor read.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}, {{c}}", summary: One., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}, {{b}}", summary: One., semantics: "pass"}}
    """,
)
def template_broken(subject: Subject) -> Iterator[Finding]:
    """Templates that cannot be read."""
    for one, error in subject.broken_templates:
        yield Finding(str(error), one.origin.text(1, error.offset + 1, "assembly"))


@check(
    "template-operand-missing",
    Severity.ERROR,
    "Every operand stands in the assembly template.",
    """An operand without a place assembles as zero and disassembles to nothing: the word does not survive a round
    trip through text.""",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}", summary: One., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one {{a}}, {{b}}", summary: One., semantics: "pass"}}
    """,
)
def operand_unwritten(subject: Subject) -> Iterator[Finding]:
    """Operands that no place of the template shows."""
    for one, template in subject.templates:
        operands = getattr(one, "operands", ())
        shown = {place.name for place in template.places}
        for field in operands:
            if field.name not in shown:
                yield Finding(
                    f"operand {field.name} of {one.name} stands nowhere in its assembly",
                    one.origin.at("assembly"),
                    (Related(field.origin.at(), f"{field.name} is this field"),),
                    hint=f"add {{{field.name}}}, or fix the field in encoding",
                )


@check(
    "template-operand-twice",
    Severity.ERROR,
    "An operand stands once in an assembly template.",
    "Two places for one operand allow a text that says two values.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 0}}, assembly: "one {{a}}, {{a}}", summary: One., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 0}}, assembly: "one {{a}}", summary: One., semantics: "pass"}}
    """,
)
def operand_twice(subject: Subject) -> Iterator[Finding]:
    """Operands that two places of an instruction's template show; of an alias, both have to say the same."""
    for one, template in subject.templates:
        if not isinstance(one, Instruction):
            continue
        seen = set()
        for place in template.places:
            if place.name in seen:
                yield Finding(
                    f"{place.name} stands twice in the assembly of {one.name}", one.origin.at("assembly")
                )
            seen.add(place.name)


@check(
    "template-operand-fixed",
    Severity.ERROR,
    "A place of a template is an operand, not a field that the encoding fixes.",
    "A text could then say another value than the one that the instruction has.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 1}}, assembly: "one {{a}}, {{b}}", summary: One., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 1}}, assembly: "one {{a}}, 1", summary: One., semantics: "pass"}}
    """,
)
def operand_fixed(subject: Subject) -> Iterator[Finding]:
    """Places that show a fixed or reserved field."""
    for one, template in subject.templates:
        names = {f.name for f in getattr(one, "operands", ())}
        for place in template.places:
            if place.field is not None and place.name not in names:
                yield Finding(f"{place.name} is no operand of {one.name}", one.origin.at("assembly"))


@check(
    "template-ambiguous",
    Severity.ERROR,
    "No text is two instructions.",
    "An assembler would have to guess. The finding names a text that fits both templates.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 0}}, assembly: "go {{a}}", summary: One., semantics: "pass"}}
      two: {{format: tiny, encoding: {{opcode: 0x71, b: 0}}, assembly: "go {{a}}", summary: Two., semantics: "pass"}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 0}}, assembly: "go {{a}}", summary: One., semantics: "pass"}}
      two: {{format: tiny, encoding: {{opcode: 0x71, b: 0}}, assembly: "gone {{a}}", summary: Two., semantics: "pass"}}
    """,
)
def assembly_ambiguous(subject: Subject) -> Iterator[Finding]:
    """Pairs of templates that one text fits."""
    by_mnemonic: dict[str, list[tuple[Instruction | Alias, Template]]] = {}
    for one, template in subject.templates:
        for other, theirs in _rivals(template, by_mnemonic):
            if _meant(one, other):
                continue
            text = ambiguous(theirs, template)
            if text is not None:
                yield Finding(
                    f"{text!r} is both {other.name} and {one.name}",
                    one.origin.at("assembly"),
                    (Related(other.origin.at("assembly"), f"{other.name} is written so"),),
                )
        for spelling in template.spellings() or [template.head]:
            by_mnemonic.setdefault(spelling, []).append((one, template))


def _rivals(
    template: Template, by_mnemonic: dict[str, list[tuple[Instruction | Alias, Template]]]
) -> list[tuple[Instruction | Alias, Template]]:
    """Those before it that share a mnemonic, each once."""
    found = {}
    for spelling in template.spellings() or [template.head]:
        for one, theirs in by_mnemonic.get(spelling, ()):
            found[one.name] = (one, theirs)
    return list(found.values())


def _meant(one: Instruction | Alias, other: Instruction | Alias) -> bool:
    """Whether one text may be both: words are taken on purpose, or it is said which alias is tried first."""
    if getattr(one, "competes", False) or getattr(other, "competes", False):
        return True
    return other.name in getattr(one, "shadows", ()) or one.name in getattr(other, "shadows", ())


@check(
    "template-register-unnamed",
    Severity.ERROR,
    "Every value of a register operand names a register.",
    """A field of five bits selects 32 registers. Where the file has fewer, some words name none: narrow the field or
    add a constraint, and the decoder refuses those words.""",
    wrong=f"""{_TINY}
    state: {{r: {{type: u32, count: 16, names: "r{{i}}"}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 0}}, assembly: "one {{a:r}}", summary: One., semantics: "r[a & 15] = 0"}}
    """,
    right=f"""{_TINY}
    state: {{r: {{type: u32, count: 16, names: "r{{i}}"}}}}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70, b: 0}}, assembly: "one {{a:r}}", summary: One., semantics: "r[a] = 0",
            constraints: ["a < 16"]}}
    """,
)
def register_unnamed(subject: Subject) -> Iterator[Finding]:
    """Register operands with values beyond the file's last name."""
    counts: dict[str, int] = {}
    for one, template in subject.templates:
        for place in template.places:
            if place.kind is not Kind.REGISTER or place.field is None or not hasattr(one, "constraints"):
                continue
            if place.file not in counts:
                counts[place.file] = max(place.names.values(), default=0) + 1
            count, field = counts[place.file], place.field
            beyond = next((v for v in (field.high, count, field.low) if not 0 <= v < count), None)
            bounded = any(c.left is field for c in one.constraints)
            if beyond is not None and field.low <= beyond <= field.high and not bounded:
                yield Finding(
                    f"{place.name} of {one.name} may be {beyond}; {place.file} has {count} registers",
                    one.origin.at("assembly"),
                    (Related(field.origin.at("bits"), f"the field, from {field.low} to {field.high}"),),
                    hint=f'narrow the field, or add constraints: ["{place.name} < {count}"]',
                )
