"""Checks of aliases: what they turn into exists, and comes to an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.isa import Instruction
from specgen.model.templates import Kind, Literal
from specgen.source import Severity, did_you_mean

if TYPE_CHECKING:
    from specgen.model.isa import Alias
    from specgen.model.templates import Template, Token
    from specgen.source import Location


_HOLE = "\0"
_HOLES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that an alias turns into, its ``{...}`` made a character that stands for any operand."""

    text: str
    at: Location

    @property
    def head(self) -> str:
        return self.text.split(None, 1)[0] if self.text.strip() else ""


def _lines(alias: Alias) -> Iterator[_Line]:
    """The lines of an alias, but those whose mnemonic its operands complete."""
    for number, expansion in enumerate(alias.expansions):
        for row, text in enumerate(expansion.lines):
            line = _Line(_HOLES.sub(_HOLE, text), alias.origin.at("expands", number, "lines", row))
            if _HOLE not in line.head:
                yield line


@check(
    "alias-unknown",
    Severity.ERROR,
    "An alias turns into instructions that exist.",
    "A pseudo-instruction whose expansion does not assemble fails in every program that uses it.",
    wrong="""
    aliases: {rest: {assembly: "rest", expands: "no_such_instruction 0"}}
    """,
    right="""
    aliases: {rest: {assembly: "rest", expands: "nop"}}
    """,
)
def alias_unknown(subject: Subject) -> Iterator[Finding]:
    """Expansions whose mnemonic is that of no instruction or other alias, in a spec that is whole otherwise."""
    if not subject.resolved:
        return
    architecture = subject.architecture
    known = {one.assembly.partition(" ")[0] for one in architecture.instructions.values()}
    for _, template in subject.templates:
        known.update(template.spellings())
    patterns = [template.pattern for _, template in subject.templates if template.pattern is not None]
    for alias in architecture.aliases.values():
        for line in _lines(alias):
            if line.head not in known and not any(pattern.fullmatch(line.head) for pattern in patterns):
                message = f"{alias.name} expands to {line.head!r}, which is no instruction"
                yield Finding(message, line.at, hint=did_you_mean(line.head, known))


@check(
    "alias-operands",
    Severity.ERROR,
    "The lines of an alias have the operands of the instructions that they name.",
    "A line with an operand too few, or with a register that does not exist, fails in every program that uses the alias.",
    wrong="""
    aliases: {double: {assembly: "double {rd:x}", expands: "add {rd}, {rd}"}}
    """,
    right="""
    aliases: {double: {assembly: "double {rd:x}", expands: "add {rd}, {rd}, {rd}"}}
    """,
)
def alias_operands(subject: Subject) -> Iterator[Finding]:
    """Lines that begin with a mnemonic and fit no template that does."""
    if not subject.resolved:
        return
    by_head: dict[str, list[Template]] = {}
    for _, template in subject.templates:
        for head in template.spellings():
            by_head.setdefault(head, []).append(template)
    for alias in subject.architecture.aliases.values():
        for line in _lines(alias):
            forms = by_head.get(line.head, [])
            rest = line.text.strip()[len(line.head) :].strip()
            if forms and not any(_operands(form.operands).fullmatch(rest) for form in forms):
                shown = line.text.replace(_HOLE, "{...}")
                message = f"{shown!r} does not fit how {line.head} is written"
                yield Finding(message, line.at, hint=" or ".join(dict.fromkeys(form.text for form in forms)))


def _operands(tokens: tuple[Token, ...]) -> re.Pattern[str]:
    """What operands look like in a line: names where they have some, else anything up to a comma."""
    parts = []
    for token in tokens:
        if isinstance(token, Literal):
            parts.append(re.escape(token.text))
        elif token.kind is Kind.REGISTER:
            names = "|".join(map(re.escape, token.names))
            parts.append(rf"(?:{_HOLE}|{re.escape(token.file)}\[[^]]*\]|{names})")
        else:
            parts.append("[^,]+?")
    return re.compile(r"\s*".join(parts))


@check(
    "alias-cycle",
    Severity.ERROR,
    "No alias turns into itself.",
    "Its expansion would never end. The finding names the way round.",
    wrong="""
    aliases:
      rest: {assembly: "rest", expands: "pause"}
      pause: {assembly: "pause", expands: "rest"}
    """,
    right="""
    aliases:
      rest: {assembly: "rest", expands: "pause"}
      pause: {assembly: "pause", expands: "nop"}
    """,
)
def alias_cycle(subject: Subject) -> Iterator[Finding]:
    """Aliases that lead back to themselves by mnemonics that no instruction has, in whatever case."""
    if not subject.resolved:
        return
    taken: set[str] = set()
    named: dict[str, Alias] = {}
    for one, template in subject.templates:
        if isinstance(one, Instruction):
            taken.update(template.spellings())
        else:
            named.update(dict.fromkeys(template.spellings(), one))
    names = {head: one.name for head, one in named.items() if head not in taken}
    after = {alias.name: _always(alias, names) for alias in subject.architecture.aliases.values()}
    done: set[str] = set()
    for start in after:
        if start not in done and (way := _round(start, after)):
            done.update(way)
            alias = subject.architecture.aliases[start]
            yield Finding(f"{' becomes '.join([*way, start])}, without end", alias.origin.at("expands"))


def _always(alias: Alias, names: dict[str, str]) -> set[str]:
    """The aliases that one leads to in each of its cases."""
    cases = [
        {names[head] for line in one.lines if (head := line.partition(" ")[0]) in names}
        for one in alias.expansions
    ]
    return set.intersection(*cases) if cases else set()


def _round(start: str, after: dict[str, set[str]]) -> list[str]:
    """The shortest way from an alias back to itself; empty where there is none."""
    seen: set[str] = set()
    ways = [[start]]
    for way in ways:
        for name in sorted(after[way[-1]] - seen):
            if name == start:
                return way
            seen.add(name)
            ways.append([*way, name])
    return []
