"""Checks of what reaches outside of the machine: functions of the host."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.checks.registry import Finding, Subject, check
from specgen.model.hosts import HOST_FUNCTIONS
from specgen.model.types import IntegerType
from specgen.source import Severity


@check(
    "host-signature",
    Severity.ERROR,
    "A function of the host that every machine knows is declared as it is.",
    "Engines call it by position; one argument more or less would be taken for another.",
    wrong="functions: {putchar: {host: true, arguments: {file: u32, character: u8}}}",
    right="functions: {putchar: {host: true, arguments: {character: u8}}}",
)
def signatures(subject: Subject) -> Iterator[Finding]:
    """Declarations of known functions that engines could not call."""
    for function in subject.architecture.functions.values():
        known = HOST_FUNCTIONS.get(function.name) if function.host else None
        if known is None:
            continue
        most = len(known.arguments)
        fits = (most if known.least is None else known.least) <= len(function.arguments) <= most
        kinds = (*function.arguments.values(), *((function.returns,) if function.returns else ()))
        plain = all(isinstance(kind, IntegerType) for kind in kinds)
        returns = (function.returns is not None) == known.returns
        if not (fits and plain and returns and (function.memory is not None) == known.memory):
            hint = "its arguments may have any names and integer types; another function needs another name"
            yield Finding(f"the host's {function.name} takes {known}", function.origin.key(), hint=hint)
