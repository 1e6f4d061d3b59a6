"""Performance: rooflines from a spec's own numbers, and their charts; each of the folders has a root of its own."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.perfmodel.chart import standalone
    from specgen.perfmodel.report import Report, roofline_reports
    from specgen.perfmodel.roofline import Basis, Ceiling, Peak, Roofline

__all__ = ["Basis", "Ceiling", "Peak", "Report", "Roofline", "roofline_reports", "standalone"]

_LATE = {
    "standalone": "chart",
    "Report": "report",
    "roofline_reports": "report",
    "Basis": "roofline",
    "Ceiling": "roofline",
    "Peak": "roofline",
    "Roofline": "roofline",
}


def __getattr__(name: str) -> Any:
    """Import what draws when a drawing is wanted: a check looks at claims alone."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
