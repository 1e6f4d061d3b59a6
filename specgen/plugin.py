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
        Alias,
        Architecture,
        BitRange,
        Engine,
        Enum,
        EnumMember,
        Extension,
        Fault,
        Field,
        FloatType,
        Format,
        Instruction,
        IntegerType,
        Item,
        Layout,
        Memory,
        Origin,
        Parameter,
        Processor,
        Quantity,
        Requirement,
        Retirement,
        Semaphore,
        State,
        Variant,
    )
    from specgen.model.interfaces import (
        BitField,
        ErrorCode,
        HostRegister,
        Interrupt,
        Member,
        Packet,
        Queue,
        RegisterBlock,
        RegisterField,
        Structure,
        Value,
    )
    from specgen.review import Change, Found, Kind, Level, Review, Side, Verdict, Witness, over_all, rule
    from specgen.review import Finding as ReviewFinding
    from specgen.source import Location, Related, Severity, SourceFile

__all__ = [
    "API_VERSION",
    "Alias",
    "Architecture",
    "BitField",
    "BitRange",
    "Change",
    "Engine",
    "Enum",
    "EnumMember",
    "ErrorCode",
    "Extension",
    "Fault",
    "Field",
    "Files",
    "Finding",
    "FloatType",
    "Format",
    "Found",
    "HostRegister",
    "Instruction",
    "IntegerType",
    "Interrupt",
    "Item",
    "Kind",
    "Layout",
    "Level",
    "Location",
    "Member",
    "Memory",
    "Origin",
    "Packet",
    "Parameter",
    "Processor",
    "Quantity",
    "Queue",
    "RegisterBlock",
    "RegisterField",
    "Related",
    "Request",
    "Requirement",
    "Retirement",
    "Review",
    "ReviewFinding",
    "Semaphore",
    "Severity",
    "Side",
    "SourceFile",
    "State",
    "Structure",
    "Subject",
    "Value",
    "Variant",
    "Verdict",
    "Witness",
    "check",
    "over_all",
    "rule",
    "stamp",
    "templates",
]

_HOMES = {
    "hosting": "API_VERSION",
    "checks": "Finding Subject check",
    "generators": "Files Request stamp",
    "generators.sandbox": "templates",
    "review": "Change Found Kind Level Review ReviewFinding Side Verdict Witness over_all rule",
    "source": "Location Related Severity SourceFile",
    "model.interfaces": """
        BitField ErrorCode HostRegister Interrupt Member Packet Queue RegisterBlock RegisterField Structure Value
    """,
}
_LATE = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: a check needs no generator."""
    from importlib import import_module

    if name not in __all__:
        version = ".".join(map(str, import_module("specgen.hosting").API_VERSION))
        raise AttributeError(f"module {__name__!r}, of plugin API {version}, has no attribute {name!r}")
    home = import_module(f"specgen.{_LATE.get(name, 'model')}")
    return getattr(home, "Finding" if name == "ReviewFinding" else name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
