"""A check is one small function, registered with its rule; ``run`` asks them all about one variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.hosting import Others, PluginError, blamed
from specgen.model.cubes import TooManyCubes, overlaps
from specgen.model.decoding import instructions_of
from specgen.model.isa import Instruction
from specgen.model.legality import words_of
from specgen.model.templates import Template, TemplateError, template_of, template_of_alias
from specgen.source import Diagnostic, Location, Related, Severity, define

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.model.isa import Alias
    from specgen.model.layouts import Injectivity
    from specgen.semantics import Effects, Semantics


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
        a, semantics = self.architecture, self.semantics
        entries = sum(processor.on_raise is not None for processor in a.processors.values())
        return (
            self.resolved
            and len(semantics.programs) == len(a.instructions)
            and len(semantics.traps) == entries
        )

    @property
    def entire(self) -> bool:
        """Whether it is complete, and no extension that might use what stands unused is left out of this variant."""
        return self.complete and all(one.enabled for one in self.architecture.extensions.values())

    @cached_property
    def effects(self) -> tuple[Effects, ...]:
        """What instructions, entries of traps and devices do, each in all its bodies."""
        from specgen.semantics.effects import effects_of

        semantics = self.semantics
        bodies = [effects for name in semantics.programs for effects in semantics.effects(name)]
        handlers = (*semantics.traps.values(), *semantics.devices.values())
        return (*bodies, *(effects_of(handler.body) for handler in handlers))

    @cached_property
    def layouts(self) -> dict[str, Injectivity]:
        """Whether the elements of each layout lie apart, as far as that is known; those that are built in do."""
        from specgen.model.layouts import injectivity_of_all

        found = {}
        for name, layout in self.architecture.layouts.items():
            if not layout.order:
                with suppress(ValueError):  # sizes that do not fit are findings of their own
                    found[name] = injectivity_of_all(layout)
        return found

    @cached_property
    def templates(self) -> tuple[tuple[Instruction | Alias, Template], ...]:
        """The assembly templates that can be read, of instructions and then of aliases."""
        return tuple((one, read) for one, read in self._read if not isinstance(read, TemplateError))

    @cached_property
    def broken_templates(self) -> tuple[tuple[Instruction | Alias, TemplateError], ...]:
        """The other ones, and why they cannot be read."""
        return tuple((one, read) for one, read in self._read if isinstance(read, TemplateError))

    @cached_property
    def _read(self) -> list[tuple[Instruction | Alias, Template | TemplateError]]:
        a, state = self.architecture, self.architecture.state
        spelt: tuple[Instruction | Alias, ...] = (*a.instructions.values(), *a.aliases.values())
        found: list[tuple[Instruction | Alias, Template | TemplateError]] = []
        for one in spelt:
            try:
                read = (
                    template_of(one, state) if isinstance(one, Instruction) else template_of_alias(one, state)
                )
                found.append((one, read))
            except TemplateError as error:
                found.append((one, error))
        return found

    @cached_property
    def streams(self) -> tuple[dict[str, Instruction], ...]:
        """The instructions of each processor whose words can be listed."""
        a = self.architecture
        return tuple(
            {name: one for name, one in instructions_of(a, processor).items() if listable(one)}
            for processor in a.processors.values()
        )

    @cached_property
    def meeting(self) -> tuple[tuple[Instruction, Instruction], ...]:
        """The pairs of one stream that have words in common, in the order of the spec; withdrawn ones keep theirs."""
        a = self.architecture
        found: list[tuple[Instruction, Instruction]] = []
        for processor in a.processors.values():
            stream = instructions_of(a, processor, reserved=True)
            every = [one for one in stream.values() if listable(one)]
            items = ((cube, owner) for owner, one in enumerate(every) for cube in words_of(one))
            found += ((every[first], every[second]) for first, second in sorted(overlaps(items)))
        return tuple(found)


@frozen()
class Finding:
    """What a check found; the rule and its severity are added by ``run``."""

    message: str
    at: Location
    related: tuple[Related, ...] = ()
    hint: str | None = None


def listable(one: Instruction) -> bool:
    """Whether an instruction's words take no more cubes than can be listed."""
    try:
        words_of(one)
    except TooManyCubes:
        return False
    return True


Check = Callable[..., Iterable[Finding]]
"""Takes a Subject; its keyword-only arguments, which have defaults, are settings."""

_checks: dict[str, tuple[Severity, Check]] = {}

OTHERS = Others("specgen.checks", _checks)


def check(
    id: str,  # noqa: A002
    severity: Severity,
    summary: str,
    rationale: str,
    *,
    wrong: str,
    right: str,
) -> Callable[[Check], Check]:
    """Register the function below as the check of a new rule.

    The function takes a `Subject` and yields a `Finding` for each place that breaks the rule. Its keyword-only arguments are
    settings, which have defaults. ``wrong`` and ``right`` are YAML that breaks the rule and that does not, for ``explain``.
    """

    def register(function: Check) -> Check:
        define(id, severity, summary, rationale, wrong=wrong, right=right)
        _checks[id] = severity, function
        OTHERS.claim(id)
        return function

    return register


def run(subject: Subject, settings: Mapping[str, Mapping[str, Any]] | None = None) -> Iterator[Diagnostic]:
    """Yield what every registered check finds; ``settings`` are those of other packages' checks, by rule."""
    for id, (severity, function) in _checks.items():  # noqa: A001
        if id in OTHERS.owners:
            yield from _theirs(id, subject, (settings or {}).get(id, {}))
            continue
        for found in function(subject):
            yield Diagnostic(id, severity, found.message, found.at, found.related, found.hint)


def _theirs(id: str, subject: Subject, settings: Mapping[str, Any]) -> list[Diagnostic]:  # noqa: A002
    """What a plugin's check finds; where it fails, that is a finding too."""
    severity, function = _checks[id]
    told: list[Diagnostic] = []
    try:
        with blamed(OTHERS.owners[id]):
            told.extend(_diagnostic(id, severity, found) for found in function(subject, **settings))
    except PluginError as error:
        told.append(error.diagnostic(subject.architecture.origin.key()))
    return told


def _diagnostic(id: str, severity: Severity, found: object) -> Diagnostic:  # noqa: A002
    if not isinstance(found, Finding) or not isinstance(found.at, Location):
        raise TypeError(f"{id} is to yield findings, each at a location; it yields {found!r:.80}")
    return Diagnostic(id, severity, str(found.message), found.at, found.related, found.hint)


def settable() -> dict[str, Check]:
    """Return the checks that other packages added, by rule."""
    return {id: _checks[id][1] for id in OTHERS.owners}  # noqa: A001
