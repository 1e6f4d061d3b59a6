"""The one name space: what every name of an architecture stands for, and hints for those that stand for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.model.types import NumberType
from specgen.semantics.context import Text, Typer, Wrong
from specgen.semantics.dispatch import CALLS
from specgen.semantics.ir import IntValue
from specgen.semantics.parse import SyntaxProblem, parse_body
from specgen.semantics.types import INTEGERS, interval
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.isa import Field, Format, Instruction
    from specgen.source import Diagnostics, Location

#: Names that belong to the language; nothing of a spec may take them.
KEYWORDS = (
    "pc", "next_pc", "instruction", "fault", "true", "false", "range", "grid", "limit",
    "wait", "signal", "barrier", "drain", "commit",
)  # fmt: skip


MANY = 4
"""Findings about indices of one state that are told as one about the state."""


class World:
    """What all texts of one architecture share: names, number formats, diagnostics."""

    def __init__(self, architecture: Architecture, diagnostics: Diagnostics) -> None:
        self.architecture = architecture
        self.diagnostics = diagnostics
        self.names: dict[str, object] = {}
        for things in _things(architecture):
            self.names.update(things)
        self.types: dict[str, NumberType] = {**INTEGERS, **architecture.integer_types, **architecture.types}
        self.broken_functions: set[str] = set()
        self.writing_functions: dict[str, frozenset[object]] = {}
        self.beside: dict[str, tuple[str, ...]] = functions_beside(architecture)
        self._names: dict[Format, dict[str, object]] = {}
        self._said: set[tuple[str, Text, ast.AST | None]] = set()
        self._fields: dict[Field, IntValue] = {}
        self._postponed: dict[State, list[tuple[Wrong, str, Text]]] = {}

    def report(self, rule: str, message: str, text: Text, node: ast.AST | None, hint: str | None) -> None:
        """Report a finding, as severe as its rule, at a node of a text."""
        self.diagnostics.report(rule, message, self.place(text, node), hint=hint)

    def postpone(self, wrong: Wrong, message: str, text: Text) -> None:
        """Keep a finding about an index of state until all are known: many of them are one about its size."""
        assert wrong.about is not None
        self._postponed.setdefault(wrong.about, []).append((wrong, message, text))

    def settle(self) -> None:
        """Report what was postponed."""
        for state, found in self._postponed.items():
            if len(found) < MANY:
                for wrong, message, text in found:
                    self.report(wrong.rule, message, text, wrong.node, wrong.hint)
                continue
            first, message, text = found[0]
            related = [Related(self.place(text, first.node), message)]
            said = f"{state.name} has {' x '.join(map(str, state.shape))} entries, and {len(found)} places index it beyond"
            at = state.origin.key()
            hint = "give it more of them, or check the indices"
            self.diagnostics.report(first.rule, said, at, related=related, hint=hint)
        self._postponed.clear()

    def is_new(self, rule: str, text: Text, node: ast.AST | None) -> bool:
        """Whether this rule was not reported at this node before, with another choice of types."""
        said = (rule, text, node)
        new = said not in self._said
        self._said.add(said)
        return new

    def place(self, text: Text, node: ast.AST | None) -> Location:
        """Where a node of a text stands in its file."""
        line = getattr(node, "lineno", 1)
        column = getattr(node, "col_offset", 0)
        if not text.content.isascii():
            written = text.content.split("\n")[line - 1].encode()
            column = len(written[:column].decode(errors="ignore"))
        return text.origin.text(line, column + 1, *text.path)

    def field_range(self, field: Field) -> IntValue:
        """The values that an operand of this field may have."""
        known = self._fields.get(field)
        if known is None:
            low, high = field.low, field.high
            if field.enum is not None and not field.enum.open and field.enum.members:
                values = [field.value(m.value) for m in field.enum.members]
                low, high = min(values), max(values)
            known = self._fields[field] = interval(low, high)
        return known

    def syntax_error(self, problem: SyntaxProblem, text: Text) -> None:
        """Report a text that is not the language."""
        at = text.origin.text(problem.line, problem.column, *text.path)
        self.diagnostics.report(problem.rule, problem.message, at, hint=problem.hint)

    def names_of(self, instruction: Instruction) -> dict[str, object]:
        """What an instruction's own names stand for; those without tiles share their format's."""
        names = self._names.get(instruction.format)
        if names is None:
            fields = instruction.format.fields
            names = self._names[instruction.format] = {f.name: f for f in fields if f.reserved is None}
        return {**names, **{tile.name: tile for tile in instruction.tiles}} if instruction.tiles else names

    @cached_property
    def reserved(self) -> frozenset[str]:
        """Names that no operand, local or item may have."""
        return frozenset(
            (*KEYWORDS, *CALLS, *self.types, *self.architecture.fixed_types, *self.architecture.block_types)
        )


def functions_beside(a: Architecture) -> dict[str, tuple[str, ...]]:
    """The functions of devices that accesses of a memory may call, by memory."""
    found: dict[str, tuple[str, ...]] = {}
    for device in a.devices.values():
        names = (name for one in device.registers for name in (one.read, one.write) if name is not None)
        found[device.memory.name] = (*found.get(device.memory.name, ()), *names)
    return found


def _things(a: Architecture) -> Iterable[dict[str, object]]:
    yield dict(a.constants)
    yield from (a.enums, a.tables, a.memories, a.links, a.paths)  # type: ignore[misc]
    yield from (a.state, a.semaphores, a.functions, a.barriers)  # type: ignore[misc]


def lookup(t: Typer, node: ast.Name) -> object:
    """What a name stands for here. Raises ``Wrong`` with the nearest name where it is unknown."""
    name = node.id
    if name in t.locals:
        local = t.locals[name]
        if local is None:
            raise t.said(name)
        t.used.add(name)
        return local
    found = t.names.get(name)
    if found is None:
        found = t.world.names.get(name)
    if found is None:
        raise unknown(t, name, node)
    return found


def unknown(t: Typer, name: str, node: ast.AST, among: Iterable[str] = (), of: str = "") -> Wrong:
    """The refusal of a name that stands for nothing, or for no part ``among`` those ``of`` a thing."""
    if name in ("True", "False"):
        return Wrong("sem-unknown-name", node, f"{name} is not a name here", f"write {name.lower()}")
    if not among and _is_set_somewhere(t, name):
        return Wrong(
            "sem-unset",
            node,
            f"{name} is used before it is set",
            "give it a value on every way that leads here",
        )
    candidates = among or (*t.locals, *t.names, *t.world.names, *t.world.reserved)
    message = f"{of} has no {name!r}" if of else f"nothing is called {name!r}"
    return Wrong("sem-unknown-name", node, message, did_you_mean(name, candidates))


def _is_set_somewhere(t: Typer, name: str) -> bool:
    body = parse_body(t.text.content)
    parts = () if isinstance(body, SyntaxProblem) else body
    names = (n for part in parts for n in ast.walk(part) if isinstance(n, ast.Name) and n.id == name)
    return any(isinstance(n.ctx, ast.Store) for n in names)


def number_type(t: Typer, node: ast.expr) -> NumberType | None:
    """The number format that ``node`` names, through a type-choosing field or by itself; None if it names none."""
    if not isinstance(node, ast.Name):
        return None
    return t.choices.get(node.id) or t.world.types.get(node.id)


def need_type(t: Typer, node: ast.expr) -> NumberType:
    """The number format that ``node`` names. Raises ``Wrong``."""
    found = number_type(t, node)
    if found is not None:
        return found
    if not isinstance(node, ast.Name):
        raise Wrong(
            "sem-unknown-type", node, "the name of a number format is needed here", "such as u32 or bf16"
        )
    if node.id in t.world.architecture.block_types:
        block = t.world.architecture.block_types[node.id]
        hint = f"read {block.element.name} elements and the {block.scale.name} scale by themselves"
        raise Wrong("sem-unknown-type", node, f"{node.id} is a block format, not that of one value", hint)
    if node.id in t.world.architecture.fixed_types:
        fixed = t.world.architecture.fixed_types[node.id]
        hint = f"compute with {fixed.integer.name}, in units of 2^-{fixed.fraction}"
        raise Wrong(
            "sem-unknown-type", node, f"{node.id} is a fixed-point format, not that of one value", hint
        )
    near = did_you_mean(node.id, (*t.choices, *t.world.types))
    raise Wrong("sem-unknown-type", node, f"no number format is called {node.id!r}", near)
