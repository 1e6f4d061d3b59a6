"""Checks of aliases: what they turn into exists, and comes to an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.isa import Instruction
from specgen.source import Severity, did_you_mean

if TYPE_CHECKING:
    from specgen.model.isa import Alias
    from specgen.source import Location


def _heads(alias: Alias) -> Iterator[tuple[str, Location]]:
    """The mnemonics of the lines that an alias turns into, but those that its operands complete."""
    for number, expansion in enumerate(alias.expansions):
        for row, line in enumerate(expansion.lines):
            head = line.split(None, 1)[0] if line.strip() else ""
            if "{" not in head:
                yield head, alias.origin.at("expands", number, "lines", row)


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
        for head, at in _heads(alias):
            if head not in known and not any(pattern.fullmatch(head) for pattern in patterns):
                message = f"{alias.name} expands to {head!r}, which is no instruction"
                yield Finding(message, at, hint=did_you_mean(head, known))


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
    """Aliases that lead back to themselves by mnemonics that no instruction has."""
    taken: set[str] = set()
    named: dict[str, Alias] = {}
    for one, template in subject.templates:
        if isinstance(one, Instruction):
            taken.update(template.spellings())
        else:
            named.update(dict.fromkeys(template.spellings(), one))
    after = {
        alias.name: {named[head].name for head, _ in _heads(alias) if head in named and head not in taken}
        for alias in subject.architecture.aliases.values()
    }
    done: set[str] = set()
    for start in after:
        if start not in done and (way := _round(start, after)):
            done.update(way)
            alias = subject.architecture.aliases[start]
            yield Finding(f"{' becomes '.join([*way, start])}, without end", alias.origin.at("expands"))


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
