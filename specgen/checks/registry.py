"""A check is one small function, registered with its rule; ``run`` asks them all about one variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.templates import Template, TemplateError, template_of, template_of_alias
from specgen.source import Diagnostic, Location, Related, Severity, define

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.model.isa import Alias, Instruction
    from specgen.semantics import Semantics


@frozen(slots=False)
class Subject:
    """What a check looks at: one variant, and what its instructions do.

    Where something could not be resolved or typed, it is missing from both; ``complete`` says that nothing is.
    """

    architecture: Architecture
    semantics: Semantics
    resolved: bool = True

    @property
    def complete(self) -> bool:
        """Whether everything was resolved and typed, so that what is not there is not meant to be."""
        return self.resolved and len(self.semantics.programs) == len(self.architecture.instructions)

    @cached_property
    def templates(self) -> tuple[tuple[Instruction | Alias, Template], ...]:
        """The assembly templates that can be read, of instructions and then of aliases."""
        state = self.architecture.state
        found: list[tuple[Instruction | Alias, Template]] = []
        for one in self.architecture.instructions.values():
            with suppress(TemplateError):
                found.append((one, template_of(one, state)))
        for alias in self.architecture.aliases.values():
            with suppress(TemplateError):
                found.append((alias, template_of_alias(alias, state)))
        return tuple(found)


@frozen()
class Finding:
    """What a check found; the rule and its severity are added by ``run``."""

    message: str
    at: Location
    related: tuple[Related, ...] = ()
    hint: str | None = None


Check = Callable[[Subject], Iterable[Finding]]

_checks: dict[str, tuple[Severity, Check]] = {}


def check(
    id: str,  # noqa: A002
    severity: Severity,
    summary: str,
    rationale: str,
    *,
    wrong: str,
    right: str,
) -> Callable[[Check], Check]:
    """Register the function below as the check of a new rule (see ``specgen.source.define``)."""

    def register(function: Check) -> Check:
        define(id, severity, summary, rationale, wrong=wrong, right=right)
        _checks[id] = severity, function
        return function

    return register


def run(subject: Subject) -> Iterator[Diagnostic]:
    """Yield what every registered check finds."""
    for id, (severity, function) in _checks.items():  # noqa: A001
        for found in function(subject):
            yield Diagnostic(id, severity, found.message, found.at, found.related, found.hint)


def load_others() -> None:
    """Import the checks that other packages add under the entry point ``specgen.checks``."""
    for point in sorted(entry_points(group="specgen.checks"), key=lambda p: (p.name, p.value)):
        point.load()
