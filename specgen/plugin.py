"""What packages that add to specgen import, and all that they may rely on.

Each plugin is an entry point; its module says ``requires_api = (1, 0)``, as a literal, so that it can be refused before it
is run. ``API_VERSION`` is what this specgen has: names are only added within a major version, each addition raises the minor.

* ``specgen.generators``: ``name = module:function``, a function from a `Request` to `Files`, pure: same spec, same bytes.
  `templates` is one that renders a folder of Jinja templates, and `stamp` says what a file was made from.
* ``specgen.checks``: ``name = module``, in which `check` registers functions that yield a `Finding` for each place at fault.
* ``specgen.review``: ``name = module``, in which `rule` registers functions that judge a `Change` between two specs, and
  `over_all` those that look at the whole `Review`; both say what they found by calling what they are handed (`Found`).

All others are what these are handed: an `Architecture`, which is one variant of a spec, and the things in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.checks import Finding, Subject, check
    from specgen.generators import Files, Request, stamp
    from specgen.generators.sandbox import templates
    from specgen.hosting import API_VERSION
    from specgen.model import (
        Architecture,
        BitRange,
        Enum,
        EnumMember,
        Field,
        Format,
        Instruction,
        Item,
        Memory,
        Origin,
        Parameter,
        Quantity,
        Requirement,
        Retirement,
        Variant,
    )
    from specgen.model.interfaces import (
        BitField,
        ErrorCode,
        HostRegister,
        Interrupt,
        Member,
        RegisterBlock,
        RegisterField,
        Structure,
    )
    from specgen.review import Change, Kind, Level, Review, Side, Verdict, over_all, rule
    from specgen.review.rules import Found
    from specgen.source import Location, Related, Severity, SourceFile

__all__ = [
    "API_VERSION",
    "Architecture",
    "BitField",
    "BitRange",
    "Change",
    "Enum",
    "EnumMember",
    "ErrorCode",
    "Field",
    "Files",
    "Finding",
    "Format",
    "Found",
    "HostRegister",
    "Instruction",
    "Interrupt",
    "Item",
    "Kind",
    "Level",
    "Location",
    "Member",
    "Memory",
    "Origin",
    "Parameter",
    "Quantity",
    "RegisterBlock",
    "RegisterField",
    "Related",
    "Request",
    "Requirement",
    "Retirement",
    "Review",
    "Severity",
    "Side",
    "SourceFile",
    "Structure",
    "Subject",
    "Variant",
    "Verdict",
    "check",
    "over_all",
    "rule",
    "stamp",
    "templates",
]

_HOMES = {
    "hosting": ("API_VERSION",),
    "checks": ("Finding", "Subject", "check"),
    "generators": ("Files", "Request", "stamp"),
    "generators.sandbox": ("templates",),
    "review": ("Change", "Kind", "Level", "Review", "Side", "Verdict", "over_all", "rule"),
    "review.rules": ("Found",),
    "source": ("Location", "Related", "Severity", "SourceFile"),
    "model.interfaces": (
        *("BitField", "ErrorCode", "HostRegister", "Interrupt", "Member", "RegisterBlock", "RegisterField"),
        "Structure",
    ),
}
_LATE = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: a check needs no generator."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"specgen.{_LATE.get(name, 'model')}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
