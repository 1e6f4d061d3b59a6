"""One rule per function: what a spec must not say although every part of it can be read.

``check_spec`` resolves and types every variant and asks every check; each check is registered with its rule's id,
severity, reason, and a wrong and a right example, from which ``specgen explain`` and the pages are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.checks import assembly, encodings, execution, fields, hardware, usage, words
from specgen.checks.registry import Finding, Subject, check, load_others, run

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.source import Diagnostics

__all__ = ["Finding", "Subject", "check", "check_spec", "run"]

_OURS = (assembly, encodings, execution, fields, hardware, usage, words)


def check_spec(spec: Spec) -> Diagnostics:
    """Return all findings about all variants of a loaded spec, those of loading it included."""
    from specgen.semantics import analyse

    load_others()
    diagnostics = spec.diagnostics
    for variant in spec.variants:
        architecture = spec.architecture(variant)
        semantics = analyse(architecture, diagnostics)
        diagnostics.extend(run(Subject(architecture, semantics)))
    return diagnostics
