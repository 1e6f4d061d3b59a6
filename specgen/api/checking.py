"""Specs as a whole: read, checked, and what checks look for."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.source import Rule


def load_spec(path: str | Path = "spec") -> Spec:
    """Load a spec with all its variants. Raises SpecError where it cannot be read."""
    from specgen.model import load

    spec = load(path)
    if spec.diagnostics.errors:
        raise SpecError(spec.diagnostics)
    return spec


def check(path: str | Path = "spec") -> Diagnostics:
    """Check every variant of a spec by every rule; return all findings."""
    from specgen.checks import check_spec
    from specgen.model import load

    return check_spec(load(path))


def rules() -> dict[str, Rule]:
    """Return the rules of every stage by id."""
    from specgen.source import all_rules

    for stage in (
        "specgen.model.rules",
        "specgen.checks",
        "specgen.machine.assembler",
        "specgen.importers.systemrdl.rules",
    ):
        import_module(stage)
    return {rule.id: rule for rule in all_rules()}


def schema_text() -> str:
    """Return the JSON Schema of a spec's files as text."""
    from specgen.model import json_schema

    return json.dumps(json_schema(), indent=1) + "\n"
