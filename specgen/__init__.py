"""Describe an AI accelerator once in YAML; generate everything that must agree with it.

    rv = specgen.load("examples/rv32imc")
    rv.decode(0x00B50533)
    rv.encode("add a0, a0, a1")

`load` gives one variant of a spec as an `Accelerator`; `SpecError` carries the findings that stand in the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.api import (
        Accelerator,
        Diagnostic,
        Diagnostics,
        Run,
        SiteError,
        SpecError,
        build,
        build_site,
        check,
        compare,
        formats,
        generate,
        load,
        rooflines,
        rules,
        start,
        targets,
    )

__version__ = "0.1.0"
__all__ = [
    "Accelerator",
    "Diagnostic",
    "Diagnostics",
    "Run",
    "SiteError",
    "SpecError",
    "__version__",
    "build",
    "build_site",
    "check",
    "compare",
    "formats",
    "generate",
    "load",
    "rooflines",
    "rules",
    "start",
    "targets",
]


def __getattr__(name: str) -> object:
    """Import the facade on first use: the command's help needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from specgen import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """Return the public names, also of what was not imported yet."""
    return sorted(__all__)
