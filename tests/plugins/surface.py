"""The names of ``specgen.plugin`` as text, one line each with what it takes and gives, and what a change of them asks for.

A part of a class is promised where its types are: those of Python, and those that have a name there themselves. Of what a check
and a rule are handed to look at the whole, `KEPT` says which parts are.

``python -m tests.plugins.surface --record`` writes the text that the test compares with; it refuses where API_VERSION has not
risen as it has to, unless ``--unreleased`` says that nobody has this version yet.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import specgen.plugin

RECORD = Path(__file__).parent / "surface.txt"


KEPT = {
    "Request": {"architectures", "default"},
    "Review": {"old", "new", "changes", "at", "once", "witness"},
    "ReviewFinding": {
        "rule",
        "subject",
        "message",
        "verdict",
        "level",
        "witness",
        "why",
        "seen",
        "proved",
        "searched",
    },
    "Side": {"architectures", "label", "main"},
    "Subject": {"architecture", "complete", "entire"},
    "Witness": {"told"},
}
_PYTHON = """
    Any Callable Fraction Iterable Iterator Mapping None T bool bytes dict float frozenset int list object str tuple
"""
_OWN = {*_PYTHON.split(), *specgen.plugin.__all__}


def surface() -> list[str]:
    """Return a line for each name, and for each part of a class that is promised."""
    return sorted(
        line for name in specgen.plugin.__all__ for line in _lines(name, getattr(specgen.plugin, name))
    )


def _lines(name: str, thing: Any) -> Iterator[str]:
    if inspect.isclass(thing) and issubclass(thing, Enum):
        yield f"{name}: enum"
        yield from (f"{name}.{one.name} = {one.value!r}" for one in thing)
    elif inspect.isclass(thing):
        yield f"{name}: class"
        named = _of_review if thing.__module__.startswith("specgen.review") else str
        for part, types, line in _parts(thing):
            if part in KEPT.get(name, (part,)) and _promised(types):
                yield f"{name}.{named(line)}"
    elif inspect.isroutine(thing):
        yield f"{name}{_signature(thing)}"
    elif name != "API_VERSION":
        yield f"{name} = {thing}"


def _of_review(line: str) -> str:
    return re.sub(r"\bFinding\b", "ReviewFinding", line)


def _promised(types: str) -> bool:
    return set(re.findall(r"[A-Za-z_]\w*", types)) <= _OWN


def _parts(thing: type) -> Iterator[tuple[str, str, str]]:
    """The name of each public part, its types, and its line."""
    seen: set[str] = set()
    for one in fields(thing) if is_dataclass(thing) else ():
        seen.add(one.name)
        if not one.name.startswith("_"):
            yield one.name, str(one.type), f"{one.name}: {one.type}"
    for name, value in ((n, v) for base in thing.__mro__[:-1] for n, v in vars(base).items()):
        function = getattr(value, "fget", None) or getattr(value, "func", None) or value
        if name in seen or not inspect.isfunction(function) or (name.startswith("_") and name != "__call__"):
            continue
        seen.add(name)
        signature = inspect.signature(function)
        types = " ".join(str(one.annotation) for one in signature.parameters.values() if one.name != "self")
        result = str(signature.return_annotation)
        line = f"{name}{_signature(function)}" if function is value else f"{name} -> {result}"
        yield name, f"{types} {result}", line


def _signature(function: Any) -> str:
    """What a function takes and gives; of a long default, that there is one."""
    signature = inspect.signature(function)
    short = [
        one.replace(default="...") if len(repr(one.default)) > 20 and one.default is not one.empty else one
        for one in signature.parameters.values()
    ]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=short))).replace(
        "'...'", "..."
    )


def needed(old: list[str], new: list[str]) -> str:
    """Return which number of the version has to rise from one surface to the other: ``major``, ``minor`` or ``none``."""
    if set(old) - set(new):
        return "major"
    return "minor" if set(new) - set(old) else "none"


def risen(old: tuple[int, int], new: tuple[int, int], need: str) -> bool:
    """Whether a version rose as it has to: a major version begins at minor 0."""
    major, minor = old
    return new == {"major": (major + 1, 0), "minor": (major, minor + 1), "none": old}[need]


def recorded() -> tuple[tuple[int, int], list[str]]:
    """Return the version and the lines that are on record."""
    head, *lines = RECORD.read_text(encoding="utf-8").splitlines()
    major, minor = head.removeprefix("plugin API ").split(".")
    return (int(major), int(minor)), lines


def main() -> None:
    """Write the record, if API_VERSION says what the change of the surface asks for."""
    now = surface()
    if RECORD.exists():
        version, lines = recorded()
        need = needed(lines, now)
        if "--unreleased" not in sys.argv and not risen(version, specgen.plugin.API_VERSION, need):
            sys.exit(
                f"from {version} this change needs a rise of: {need}; API_VERSION is {specgen.plugin.API_VERSION}"
            )
    text = [f"plugin API {'.'.join(map(str, specgen.plugin.API_VERSION))}", *now]
    RECORD.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")


if __name__ == "__main__" and "--record" in sys.argv:
    main()
