"""From YAML files to trees that know the place of everything in them, and findings that point there.

Example:
    diagnostics = Diagnostics()
    file = read_source("spec/spec.yaml", diagnostics)
    tree = load_yaml(file, diagnostics) if file else None
    print(render(diagnostics, "text"))
"""

from typing import TYPE_CHECKING, Any

from specgen.source import rules as rules
from specgen.source.diagnostics import Diagnostic, Diagnostics, Problem, Related, SpecError
from specgen.source.files import Location, SourceFile
from specgen.source.limits import Limits
from specgen.source.loader import load_yaml, paused_gc
from specgen.source.reading import read_source
from specgen.source.registry import Rule, Severity, all_rules, define, find_rule
from specgen.source.scalars import SpelledFloat, SpelledInt, exact, spelling_of
from specgen.source.suggest import did_you_mean, nearest_of, suggest
from specgen.source.tree import Tree

if TYPE_CHECKING:
    from specgen.source.pydantic_errors import known_keys_of, translate
    from specgen.source.renderers import FORMATS, render, summary

__all__ = [
    "FORMATS",
    "Diagnostic",
    "Diagnostics",
    "Limits",
    "Location",
    "Problem",
    "Related",
    "Rule",
    "Severity",
    "SourceFile",
    "SpecError",
    "SpelledFloat",
    "SpelledInt",
    "Tree",
    "all_rules",
    "define",
    "did_you_mean",
    "exact",
    "find_rule",
    "known_keys_of",
    "load_yaml",
    "nearest_of",
    "paused_gc",
    "read_source",
    "render",
    "spelling_of",
    "suggest",
    "summary",
    "translate",
]

_LATE = {
    "FORMATS": "renderers",
    "render": "renderers",
    "summary": "renderers",
    "known_keys_of": "pydantic_errors",
    "translate": "pydantic_errors",
}


def __getattr__(name: str) -> Any:
    """Import what only a finding needs when the first one is found."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
