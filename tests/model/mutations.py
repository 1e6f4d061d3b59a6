"""A resolved model with one value changed, for any value in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from specgen.model import Architecture
from specgen.model.binary import SECTIONS

Path = tuple[str, ...]

#: Fields that no binary notices, by the class they are in; ``*`` in all.
_UNNOTICED = {
    "*": "summary description since status renamed_from retired requirements group unit",
    "Instruction": "assembly",
    "Memory": "width banks ports kind reachable_by",
    "State": "names aliases",
    "Processor": "padding",
    "ErrorCode": "cause blame remedy retry",
    "Record": "category",
    "Executable": "suffix",
    "Dim": "example",
    "Argument": "example",
    "Constraint": "text",
}


def relevant(path: Path) -> bool:
    """Whether binaries notice the value at a path of ``Class.field`` steps."""
    for step in path:
        kind, _, name = step.partition(".")
        if name in _UNNOTICED["*"].split() or name in _UNNOTICED.get(kind, "").split():
            return False
    return True


def places(architecture: Architecture) -> list[tuple[str, str, Path, tuple[Any, ...]]]:
    """All plain values of items: their section, item, path, and the steps to them."""
    found = []
    for section in SECTIONS:
        for name, item in getattr(architecture, section).items():
            found += [(section, name, path, steps) for path, steps in _values(item, 0)]
    return found


def _values(item: Any, depth: int) -> Iterator[tuple[Path, tuple[Any, ...]]]:
    if depth > 4:
        return
    for f in fields(item):
        if f.name in ("origin", "timing", "latency", "bandwidth", "clock", "name"):
            continue
        value, step = getattr(item, f.name), f"{type(item).__name__}.{f.name}"
        if isinstance(value, bool | int | str) and value != "":
            yield (step,), (f.name,)
        elif isinstance(value, tuple):
            for i, one in enumerate(value):
                if is_dataclass(one) and type(one).__name__ in _PARTS:
                    for path, steps in _values(one, depth + 1):
                        yield (step, *path), (f.name, i, *steps)


_PARTS = ("Field", "BitRange", "EnumMember", "Member", "BitField", "HostRegister", "RegisterField", "Step")


def mutations(architecture: Architecture, seed: int, count: int) -> Iterator[tuple[Path, Architecture]]:
    """Yield architectures that differ in one value, drawn from all sections alike."""
    rng = Random(seed)
    by_kind: dict[Path, list[tuple[str, str, Path, tuple[Any, ...]]]] = {}
    for place in places(architecture):
        by_kind.setdefault(place[2], []).append(place)
    kinds = sorted(by_kind)
    for number in range(count):
        section, name, path, steps = rng.choice(by_kind[kinds[(seed * count + number) % len(kinds)]])
        items: Any = dict(getattr(architecture, section))
        items[name] = _changed(items[name], steps)
        changed: dict[str, Any] = {section: items}
        yield path, replace(architecture, **changed)


def _changed(item: Any, steps: tuple[Any, ...]) -> Any:
    first, *rest = steps
    value = getattr(item, first)
    if rest and isinstance(rest[0], int):
        index, inner = rest[0], tuple(rest[1:])
        new: Any = (*value[:index], _changed(value[index], inner), *value[index + 1 :])
    else:
        new = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else _text(value)
    return replace(item, **{first: new})


def _text(value: str) -> str:
    return f"x{value}"
