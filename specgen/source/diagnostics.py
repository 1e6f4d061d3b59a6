"""Findings about a spec, and their collector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from specgen.data import frozen
from specgen.source.files import Location
from specgen.source.registry import Severity, find_rule


@frozen()
class Related:
    """Another place that a finding is about, and what it is there."""

    at: Location
    message: str


@frozen()
class Diagnostic:
    """One finding: which rule, what is wrong, where, what it collides with, and the likely mend."""

    rule: str
    severity: Severity
    message: str
    at: Location
    related: tuple[Related, ...] = ()
    hint: str | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The key that findings are shown in order of: file, line, column, rule."""
        return (self.at.file.path, self.at.line, self.at.column, self.rule, self.message)


class Diagnostics:
    """Collects the findings of a run; one that repeats rule, message and place of another is dropped.

    `severities` overrides the severity of rules by id; None silences a rule.
    """

    def __init__(self, severities: Mapping[str, Severity | None] | None = None) -> None:
        self._severities = dict(severities or {})
        self._found: dict[tuple[str, int, int, str, str], Diagnostic] = {}

    def report(
        self,
        rule: str,
        message: str,
        at: Location,
        *,
        related: Iterable[Related] = (),
        hint: str | None = None,
    ) -> None:
        """Add a finding with the severity that its rule declares."""
        known = find_rule(rule)
        assert known is not None, f"rule {rule!r} is not registered"
        self.add(Diagnostic(rule, known.severity, message, at, tuple(related), hint))

    def error(
        self,
        rule: str,
        message: str,
        at: Location,
        *,
        related: Iterable[Related] = (),
        hint: str | None = None,
    ) -> None:
        """Add an error."""
        self.add(Diagnostic(rule, Severity.ERROR, message, at, tuple(related), hint))

    def warning(
        self,
        rule: str,
        message: str,
        at: Location,
        *,
        related: Iterable[Related] = (),
        hint: str | None = None,
    ) -> None:
        """Add a warning."""
        self.add(Diagnostic(rule, Severity.WARNING, message, at, tuple(related), hint))

    def info(
        self,
        rule: str,
        message: str,
        at: Location,
        *,
        related: Iterable[Related] = (),
        hint: str | None = None,
    ) -> None:
        """Add a remark."""
        self.add(Diagnostic(rule, Severity.INFO, message, at, tuple(related), hint))

    def add(self, found: Diagnostic) -> None:
        """Add a finding, unless it is silenced or known. The rule must be registered."""
        assert find_rule(found.rule) is not None, f"rule {found.rule!r} is not registered"
        severity = self._severities.get(found.rule, found.severity)
        if severity is None:
            return
        if severity is not found.severity:
            found = replace(found, severity=severity)
        self._found.setdefault(found.order, found)

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Add several findings."""
        for one in found:
            self.add(one)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(tuple(self._found.values()))

    def __len__(self) -> int:
        return len(self._found)

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(found.severity is severity for found in self._found.values())

    @property
    def errors(self) -> int:
        """Number of errors."""
        return self.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return self.count(Severity.WARNING)

    def sorted(self) -> list[Diagnostic]:
        """Return the findings by file, line, column and rule."""
        return sorted(self._found.values(), key=lambda found: found.order)


class SpecError(Exception):
    """A spec that cannot be used; `diagnostics` says why, and so does `str()`."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        from specgen.source.renderers.text import render_text

        return render_text(self.diagnostics)


class Problem(ValueError):
    """Raised by a model's validator to refuse a value in its own words, under its own rule.

    `path` leads from the validated value to the part that is wrong. `span` is the (offset, length) of the
    wrong characters within that part, where it is text.
    """

    def __init__(
        self,
        message: str,
        *,
        rule: str = "schema-value",
        hint: str | None = None,
        path: tuple[str | int, ...] = (),
        span: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.hint = hint
        self.path = path
        self.span = span
