"""Which tests cover the normative sentences of a spec."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec

if TYPE_CHECKING:
    from specgen.machine.requirements import Covered
    from specgen.model import Spec
    from specgen.source import Diagnostics


def requirements(
    path: str | Path = "spec", results: Iterable[str | Path] = ()
) -> tuple[tuple[Covered, ...], Diagnostics]:
    """Set the requirements of all variants beside ``results``, reports in JUnit's XML; without any, beside what is recorded.

    The diagnostics warn of tests that name what there is not. Raises SpecError where the spec, a report or the record
    has errors, RecordError (a ValueError) for a record of checks of instructions.
    """
    return requirements_of(load_spec(path), results)


def requirements_of(
    spec: Spec, results: Iterable[str | Path] = (), loaded: Iterable[Accelerator] | None = None
) -> tuple[tuple[Covered, ...], Diagnostics]:
    """Do what `requirements` does of a spec that is loaded, and of its variants where these are."""
    from specgen.machine.requirements import coverage

    assert spec.merged is not None
    variants = loaded if loaded is not None else [Accelerator(spec, name) for name in spec.variants]
    folder = Path(spec.merged.origin.tree.file.path).parent
    return coverage([one.semantics for one in variants], folder, [Path(one) for one in results])


def record_requirements(path: str | Path, results: Iterable[str | Path]) -> tuple[Path, Diagnostics]:
    """Record in the spec's folder ``evidence/`` what ``results`` say; return the file.

    Raises what `requirements` does, OSError where it cannot be written.
    """
    from specgen.machine.requirements import Recorded, write_recorded

    spec = load_spec(path)
    assert spec.merged is not None
    known, found = requirements_of(spec, results)
    version = spec.architecture().version
    recorded = Recorded(version, {one.id: (one.digest, one.tests) for one in known if one.tests})
    return write_recorded(Path(spec.merged.origin.tree.file.path).parent, recorded), found
