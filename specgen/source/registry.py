"""The rules that diagnostics name; every stage registers its own."""

from __future__ import annotations

from enum import Enum
from inspect import cleandoc

from specgen.data import frozen


class Severity(Enum):
    """How bad a finding is. Only errors make a command fail, unless it is told otherwise."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@frozen()
class Rule:
    """Why a diagnostic exists.

    `summary` says the rule in one sentence, `rationale` what goes wrong where it is broken. `wrong` and
    `right` are YAML: whole specs or fragments of one, the former breaking this rule, the latter mended.
    """

    id: str
    severity: Severity
    summary: str
    rationale: str
    wrong: str
    right: str


_rules: dict[str, Rule] = {}


class RuleTaken(ValueError):
    """A rule is defined whose id another one has."""

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(f"rule {id!r} is defined twice")
        self.id = id


def define(id: str, severity: Severity, summary: str, rationale: str, *, wrong: str, right: str) -> Rule:  # noqa: A002
    """Register a rule; the texts may be indented like docstrings. Raises RuleTaken."""
    if id in _rules:
        raise RuleTaken(id)
    wrong, right = _dedented(wrong) + "\n", _dedented(right) + "\n"
    _rules[id] = made = Rule(id, severity, _dedented(summary), _dedented(rationale), wrong, right)
    return made


def withdraw(id: str) -> None:  # noqa: A002
    """Take back a rule, of a plugin that failed before all of it was registered."""
    _rules.pop(id, None)


def _dedented(text: str) -> str:
    """Return a text without its indentation, as of a docstring, but with its tabs: examples need them."""
    return cleandoc(text.replace("\t", "\0")).replace("\0", "\t")


def all_rules() -> tuple[Rule, ...]:
    """Return the rules of every stage imported so far, ordered by id."""
    return tuple(_rules[name] for name in sorted(_rules))


def find_rule(id: str) -> Rule | None:  # noqa: A002
    """Return the rule of that id, or None."""
    return _rules.get(id)
