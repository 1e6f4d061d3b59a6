"""What the templates of LLVM's target show: records, made once for an architecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope, camel
from specgen.generators.tablegen.operands import Operands
from specgen.generators.tablegen.registers import RegisterFile, register_files
from specgen.generators.tablegen.roles import Roles, roles_of
from specgen.generators.tablegen.text import FIELDS, RECORDS, WORDS, binary, string
from specgen.generators.target import stamp
from specgen.model.decoding import in_order, instructions_of
from specgen.model.identity import binary_hash
from specgen.model.legality import FieldIn, conditions_of
from specgen.model.templates import Kind, Place, parse_template, template_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Enum, Field, Format, Instruction
    from specgen.semantics import Semantics


@dataclass(frozen=True, slots=True)
class Layout:
    """A format: the variables of its fields with their bits, and where in the word they go."""

    format: Format
    record: str
    variables: tuple[tuple[int, str, str], ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """An instruction: operands, assembly, fixed fields, and what is known of its effects."""

    instruction: Instruction
    record: str
    format: str
    outs: str
    ins: str
    assembly: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Values:
    """An enum as a searchable table."""

    enum: Enum
    record: str
    width: int
    members: tuple[tuple[str, str, str, str], ...]


class Machine:
    """Everything that a template asks about one architecture."""

    def __init__(self, architecture: Architecture, semantics: Semantics | None) -> None:
        self.architecture = architecture
        self.name = camel(architecture.name)
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.binary_hash = binary_hash(architecture)
        self._semantics = semantics
        self._scope = Scope(WORDS | RECORDS, (self.name, f"{self.name}InstrInfo", f"{self.name}Identity"))
        instructions = architecture.instructions.values()
        self._places = {
            one.name: {p.name: p for p in template_of(one, architecture.state).places} for one in instructions
        }
        used = {
            p.file for places in self._places.values() for p in places.values() if p.kind is Kind.REGISTER
        }
        self._records = self._scope.all(architecture.instructions, _record)
        self.files = register_files(architecture, used, self._scope)
        self.operands = Operands(self._scope, self.files)
        self._variables = {
            f.name: Scope(FIELDS).all(x.name for x in f.fields) for f in architecture.formats.values()
        }
        self._levels = _levels(architecture)
        self.records = [self._record(one) for one in instructions]

    @cached_property
    def layouts(self) -> list[Layout]:
        """The formats that instructions have."""
        used = {one.format.name for one in self.architecture.instructions.values()}
        return [self._layout(one) for name, one in self.architecture.formats.items() if name in used]

    @cached_property
    def enums(self) -> list[Values]:
        """The enums of the spec."""
        return [self._values(enum) for enum in self.architecture.enums.values()]

    @cached_property
    def levels(self) -> int:
        """How many tables of decoders there are."""
        return max(self._levels.values(), default=0) + 1

    def _layout(self, format_: Format) -> Layout:
        names = self._variables[format_.name]
        fields = [f for f in format_.fields if f.reserved is None]
        places = []
        for field in format_.fields:
            below = field.width
            for piece in field.pieces:
                below -= piece.width
                at = f"{piece.high}-{piece.low}" if piece.width > 1 else f"{piece.low}"
                bits = f"{below + piece.width - 1}-{below}" if piece.width > 1 else f"{below}"
                if field.reserved == "zero":
                    places.append(f"let Inst{{{at}}} = 0;")
                elif field.reserved is None:
                    whole = names[field.name] if len(field.pieces) == 1 else f"{names[field.name]}{{{bits}}}"
                    places.append(f"let Inst{{{at}}} = {whole};")
        variables = tuple((f.width, names[f.name], f.summary) for f in fields)
        return Layout(format_, self._format(format_), variables, tuple(places))

    def _format(self, format_: Format) -> str:
        return self._scope.give(("format", format_.name), f"{self.name}Format{camel(format_.name)}")

    def _record(self, one: Instruction) -> Record:
        names = self._variables[one.format.name]
        roles = None
        if self._semantics is not None and one.name in self._semantics.programs:
            roles = roles_of(one, self._semantics)
        places = self._places[one.name]
        ranges = {c.field.name: c.ranges for c in conditions_of(one) if isinstance(c, FieldIn)}
        outs, ins, ties = [], [], []
        for field in sorted(one.operands, key=lambda f: _rank(places, f)):
            kind = self.operands.of(field, places.get(field.name), ranges.get(field.name))
            name = names[field.name]
            written = roles is not None and field.name in roles.writes and _is_register(places, field)
            if not written:
                ins.append(f"{kind}:${name}")
            elif roles is not None and field.name in roles.replaces and field.name not in roles.reads:
                outs.append(f"{kind}:${name}")
            else:
                before = Scope(FIELDS, names.values()).give(name, f"{name}_out")
                outs.append(f"{kind}:${before}")
                ins.append(f"{kind}:${name}")
                ties.append(f"${name} = ${before}")
        settings = [
            (names[name], binary(value, one.format.by_name[name].width))
            for name, value in one.encoding.items()
        ]
        settings += [("Constraints", f'"{", ".join(ties)}"')] if ties else []
        settings += self._decoding(one) + (
            self._effects(roles, places) if roles else [("hasSideEffects", "true")]
        )
        return Record(
            one,
            self._records[one.name],
            self._format(one.format),
            ", ".join(outs),
            ", ".join(ins),
            _assembly(one, names),
            tuple(settings),
        )

    def _decoding(self, one: Instruction) -> list[tuple[str, str]]:
        """How a decoder tells the instruction from others; conditions between operands are left to a function."""
        level = self._levels.get(one.name, 0)
        found = [("DecoderNamespace", f'"{self.name}{level}"')] if level else []
        if one.name not in self._levels:
            return [("isCodeGenOnly", "true")]
        if any(not isinstance(c, FieldIn) for c in conditions_of(one)):
            found.append(("DecoderMethod", f'"decode{camel(one.name)}"'))
            found.append(("hasCompleteDecoder", "false"))
        return found

    def _effects(self, roles: Roles, places: dict[str, Place]) -> list[tuple[str, str]]:
        known = {name for name, file in self.files.items() if not file.state.shape}
        named = {p.file for p in places.values() if p.kind is Kind.REGISTER}
        roots = {_root(self.files[name]) for name in named}
        uses: list[str] = []
        defs: list[str] = []
        hidden = False
        for states, found in ((roles.states_read, uses), (roles.states_written, defs)):
            for state in states:
                if state.name in known:
                    found.append(self.files[state.name].registers[0].record)
                elif state.name not in roots:
                    hidden = True
        settings = [("Uses", f"[{', '.join(uses)}]")] * bool(uses)
        settings += [("Defs", f"[{', '.join(defs)}]")] * bool(defs)
        settings.append(("hasSideEffects", "true" if hidden or roles.outside else "false"))
        settings.append(("mayLoad", "true" if roles.loads else "false"))
        settings.append(("mayStore", "true" if roles.stores else "false"))
        if roles.jumps:
            direct = any(p.kind is Kind.LABEL for p in places.values())
            settings += [("isBranch", "true")] + [("isIndirectBranch", "true")] * (not direct)
            settings += [("isTerminator", "true")] + [("isBarrier", "true")] * (roles.jumps == "always")
        return settings

    def _values(self, enum: Enum) -> Values:
        record = self._scope.give(("enum", enum.name), f"{self.name}{camel(enum.name)}")
        low, high = min(m.value for m in enum.members), max(m.value for m in enum.members)
        width = max(high.bit_length(), 1) if low >= 0 else max((-low - 1).bit_length(), high.bit_length()) + 1
        members = tuple(
            (
                self._scope.give((enum.name, m.name), f"{record}_{m.name}"),
                m.name,
                binary(m.value, width),
                m.summary,
            )
            for m in enum.members
        )
        return Values(enum, record, width, members)


def _record(name: str) -> str:
    """An instruction's record: LLVM's own generic ones begin with ``G_``."""
    return f"{name.upper()}_" if name.upper().startswith("G_") else name.upper()


def _root(file: RegisterFile) -> str:
    state = file.state
    while state.view_of is not None:
        state = state.view_of
    return state.name


def _rank(places: dict[str, Place], field: Field) -> int:
    """Operands stand in the order of the assembly, others after them."""
    order = list(places)
    return order.index(field.name) if field.name in places else len(order)


def _is_register(places: dict[str, Place], field: Field) -> bool:
    return field.name in places and places[field.name].kind is Kind.REGISTER


def _assembly(one: Instruction, names: dict[str, str]) -> str:
    """The template as a literal in LLVM's notation, a tab behind the mnemonic."""
    bases = {t.name: t.base.strip() for t in one.tiles}
    text = ""
    for part in parse_template(one.assembly):
        if part.name:
            field = part.name if part.name in names else bases[part.name]
            text += f"${{{names[field]}}}"
        else:
            text += part.text.replace("$", "$$")
    head, _, rest = text.partition(" ")
    return f"{string(head)[:-1]}\\t{string(rest)[1:]}" if rest else string(head)


def _levels(architecture: Architecture) -> dict[str, int]:
    """For each instruction that is decoded, in which table: words that fit two are looked up in the lower one first."""
    levels: dict[str, int] = {}
    for processor in architecture.processors.values():
        above: list[Instruction] = []
        for one in in_order(instructions_of(architecture, processor).values()):
            meeting = (other for other in above if _meet(one, other))
            levels[one.name] = max((levels[other.name] + 1 for other in meeting), default=0)
            above.append(one)
    return levels


def _meet(one: Instruction, other: Instruction) -> bool:
    return one.format.width == other.format.width and not (one.match ^ other.match) & one.mask & other.mask
