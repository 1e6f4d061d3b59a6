"""Whether the workloads that a spec declares can be built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import specgen.perfmodel.workloads.rules  # noqa: F401  registers the rule
from specgen.perfmodel.workloads.building import build_workload
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.source import Diagnostic, Severity

if TYPE_CHECKING:
    from specgen.model import Spec


def check_workloads(spec: Spec) -> Iterator[Diagnostic]:
    """Yield a finding for each workload that cannot be built, in its first variant. Raises SpecError."""
    architecture = spec.architecture()
    for one in architecture.workloads.values():
        own = architecture.models.get(one.model)
        if own is not None and own.network is None:
            continue  # its sizes are findings of their own
        try:
            build_workload(one, architecture.models)
        except WorkloadError as error:
            yield Diagnostic(
                "workload-built", Severity.ERROR, error.message, one.origin.key(), hint=error.hint
            )
