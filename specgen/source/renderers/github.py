"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specgen.source.diagnostics import Diagnostic, Diagnostics
from specgen.source.registry import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(diagnostics: Diagnostics) -> str:
    """Return one command a line."""
    return "".join(_command(found) + "\n" for found in diagnostics.sorted())


def _command(found: Diagnostic) -> str:
    at = found.at
    properties = {"file": at.file.path, "line": str(at.line), "col": str(at.column)}
    if at.end_column is not None:
        properties |= {"endLine": str(at.line), "endColumn": str(at.end_column)}
    properties["title"] = found.rule
    lines = [found.message, *(f"{related.at}: {related.message}" for related in found.related)]
    if found.hint:
        lines.append(f"hint: {found.hint}")
    return command(_COMMANDS[found.severity], properties, lines)


def command(name: str, properties: Mapping[str, str], lines: Iterable[str]) -> str:
    """Return a workflow command whose message is ``lines``; nothing in them begins another command."""
    said = ",".join(f"{key}={_escaped_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{_escaped(chr(10).join(lines))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
