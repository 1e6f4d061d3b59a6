"""Findings as editors take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from lsprotocol import types

from specgen.lsp.files import path_of
from specgen.lsp.protocol.wire import Wire, uri_of
from specgen.source import Diagnostic, Severity

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
Link = Callable[[str], str | None]
"""The address of what explains a rule."""


def diagnostics(found: Iterable[Diagnostic], wire: Wire, link: Link) -> list[types.Diagnostic]:
    """Return the findings of one file: rule as code, hint in the message, other places as related information."""
    return [_diagnostic(one, wire, link) for one in found]


def _diagnostic(one: Diagnostic, wire: Wire, link: Link) -> types.Diagnostic:
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri_of(path_of(other.at.file.path)), wire.range(other.at)), other.message
        )
        for other in one.related
        if other.at.file.path != "builtin"
    ]
    href = link(one.rule)
    return types.Diagnostic(
        range=wire.range(one.at),
        message=f"{one.message}\nhint: {one.hint}" if one.hint else one.message,
        severity=_SEVERITIES[one.severity],
        code=one.rule,
        code_description=types.CodeDescription(href) if href else None,
        source="specgen",
        related_information=related or None,
        data={"hint": one.hint} if one.hint else None,
    )
