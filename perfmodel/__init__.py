"""Performance: how fast a chip can be, how fast a workload on it, and how far either may be believed.

A package a concern, each with a root of its own; what most readers want of them is here too, imported when asked for.
From the bottom up: ``workloads`` (operators with their work and bytes) and ``chips`` (what computes and remembers how
fast); ``parallel`` (work divided among chips); ``bounds`` (rooflines), ``physical`` (models of kernels) and ``timelines``
(programs, event by event); ``measured`` (what such models come to beside measurements), ``serving``, ``sweeps``,
``uncertainty``, ``coverage``; ``claims`` (sentences about all that); ``charts`` and ``views`` show it. ``importing`` reads
graphs of others, ``transfers`` moves tensors between layouts.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.perfmodel.bounds import Bound, GraphBound, bounds_of, time_of
    from specgen.perfmodel.charts import Report, Sheet, standalone
    from specgen.perfmodel.chips import Chip, Roofline, derived_chip, library_chip, library_chips, roofline
    from specgen.perfmodel.parallel import Parallel, divided
    from specgen.perfmodel.views import roofline_reports
    from specgen.perfmodel.workloads import Graph, Operator, build, library_model, library_models

__all__ = [
    "Bound",
    "Chip",
    "Graph",
    "GraphBound",
    "Operator",
    "Parallel",
    "Report",
    "Roofline",
    "Sheet",
    "bounds_of",
    "build",
    "derived_chip",
    "divided",
    "library_chip",
    "library_chips",
    "library_model",
    "library_models",
    "roofline",
    "roofline_reports",
    "standalone",
    "time_of",
]

_HOMES = {
    "bounds": ("Bound", "GraphBound", "bounds_of", "time_of"),
    "charts": ("Report", "Sheet", "standalone"),
    "chips": ("Chip", "Roofline", "derived_chip", "library_chip", "library_chips", "roofline"),
    "parallel": ("Parallel", "divided"),
    "views": ("roofline_reports",),
    "workloads": ("Graph", "Operator", "build", "library_model", "library_models"),
}
_HOME = {name: package for package, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a package when something of it is wanted: a check looks at claims alone."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
