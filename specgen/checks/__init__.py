"""One rule per function: what a spec must not say although every part of it can be read.

``check_spec`` resolves and types every variant and asks every check; each check is registered with its rule's id,
severity, reason, and a wrong and a right example, from which ``specgen explain`` and the pages are made.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.checks import (
    aliases,
    assembly,
    chips,
    encodings,
    execution,
    fields,
    hardware,
    layouts,
    lowerings,
    measurements,
    memories,
    models,
    outside,
    parts,
    protocols,
    queues,
    registers,
    runtimes,
    structures,
    templates,
    usage,
    words,
)
from specgen.checks.follow import Follow
from specgen.checks.registry import OTHERS, Finding, Subject, check, run, settable
from specgen.hosting import settings_of
from specgen.source import Diagnostics, Location

if TYPE_CHECKING:
    from specgen.hosting import PluginError
    from specgen.model import Spec
    from specgen.semantics import Semantics

__all__ = ["OTHERS", "Finding", "Subject", "check", "check_spec", "run"]

_OURS = (
    aliases,
    assembly,
    chips,
    encodings,
    execution,
    fields,
    hardware,
    layouts,
    lowerings,
    measurements,
    memories,
    models,
    outside,
    parts,
    runtimes,
    protocols,
    queues,
    structures,
    registers,
    templates,
    usage,
    words,
)


def check_spec(spec: Spec, typed: dict[str, Semantics] | None = None) -> Diagnostics:
    """Return all findings about all variants of a loaded spec, those of loading it included.

    What could not be resolved is not reported again where it is used, so that one mistake is one finding. ``typed``
    receives what the instructions of each variant do, where they type.
    """
    from specgen.model import in_variants
    from specgen.semantics import analyse

    troubles = OTHERS.load()
    architectures, diagnostics = spec.check()
    whole = not diagnostics.errors
    settings = _settings(spec, troubles, diagnostics)
    found = {}
    for variant, architecture in architectures.items():
        found[variant] = Diagnostics()
        semantics = analyse(architecture, found[variant])
        if typed is not None and not found[variant].errors:
            typed[variant] = semantics
        found[variant].extend(run(Subject(architecture, semantics, whole), settings))
    follow = Follow(architectures.values())
    diagnostics.extend(one for one in in_variants(found) if whole or not follow(one))
    return diagnostics


def _settings(spec: Spec, troubles: Iterable[PluginError], found: Diagnostics) -> dict[str, dict[str, Any]]:
    """Report what is wrong with plugins; return how those that are well are set up."""
    if spec.merged is None:
        return {}
    file = spec.merged.origin.at().file
    found.extend(error.diagnostic(Location(file, 1, 1)) for error in troubles)
    return settings_of(Path(file.path).parent, "checks", settable(), found)
